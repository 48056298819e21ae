"""What the words of a charter mean, and who holds what on a day."""

import datetime as dt
import json
from dataclasses import dataclass, field

import pytest

from alliance.charters.member_classes import Stands
from alliance.charters.rules import (
    BodyKind,
    Entry,
    dollars,
    holds_on,
    in_force,
    kind_of,
    last_day,
    overlap,
    side_by_side,
    summed,
    to_end_before,
    why_not_adopt,
    why_not_end,
    why_not_enter,
)
from alliance.charters.terms import (
    USUAL,
    MalformedTerms,
    admission_in_words,
    in_words,
    read_terms,
    rule_problems,
)
from alliance.rulebook.problems import Problem
from tests.corpus import corpus

ONE = dt.timedelta(days=1)
MAY = dt.date(2026, 5, 1)
JUNE = dt.date(2026, 6, 1)
NOON = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)


@dataclass
class End:
    last_on: dt.date
    at: dt.datetime = NOON


@dataclass
class Thing:
    from_on: dt.date = MAY
    last_on: dt.date | None = None
    endings: list = field(default_factory=list)
    noted_at: dt.datetime = NOON - ONE


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("interstate compact", BodyKind.COMPACT),
        ("interstate compact with membership tiers", BodyKind.COMPACT),
        ("interstate compact (federal party)", BodyKind.COMPACT),
        ("coalition of governors", BodyKind.COALITION),
        ("coalition of governors (memorandum of understanding)", BodyKind.MEMORANDUM),
        ("agreement (memorandum of understanding)", BodyKind.MEMORANDUM),
        ("MOU", BodyKind.MEMORANDUM),
        ("association of governors", BodyKind.ASSOCIATION),
        ("joint statement", BodyKind.OTHER),
        ("statutory commission", BodyKind.OTHER),
        ("a compacted gravel road", BodyKind.OTHER),
        ("", BodyKind.OTHER),
    ],
)
def test_the_words_of_a_source_speak_of_one_of_four_kinds_or_of_none(words, kind):
    assert kind_of(words) is kind


def test_of_the_real_alliances_four_are_of_no_kind_of_the_four():
    known = json.loads((corpus() / "alliances.json").read_text())["alliances"]
    kinds = [kind_of(one["kind"]) for one in known]
    assert {kind: kinds.count(kind) for kind in BodyKind} == {
        BodyKind.COMPACT: 11,
        BodyKind.MEMORANDUM: 3,
        BodyKind.COALITION: 5,
        BodyKind.ASSOCIATION: 2,
        BodyKind.OTHER: 3,
    }


def test_something_holds_from_its_first_day_through_its_last():
    one = Thing(MAY, JUNE)
    days = (MAY - ONE, MAY, JUNE, JUNE + ONE)
    assert [holds_on(one, day) for day in days] == [False, True, True, False]


def test_an_ending_brings_the_end_forward_and_never_back():
    one = Thing(MAY, JUNE, [End(MAY + ONE), End(MAY + 2 * ONE)])
    assert last_day(one) == MAY + ONE
    assert last_day(Thing()) is None


def test_as_it_was_known_before_the_ending_was_noted_it_goes_on():
    one = Thing(MAY, None, [End(MAY)])
    assert holds_on(one, JUNE, NOON - dt.timedelta(seconds=1))
    assert not holds_on(one, JUNE, NOON)
    assert not holds_on(one, JUNE, NOON - 2 * ONE), "it was not noted yet"


def test_what_was_ended_before_its_first_day_never_held():
    one = Thing(MAY, None, [End(MAY - ONE)])
    assert not any(holds_on(one, MAY + n * ONE) for n in range(-3, 40))
    assert not overlap(one, MAY, None)


@pytest.mark.parametrize(
    ("first", "last", "both"),
    [
        (JUNE + ONE, None, False),
        (JUNE, None, True),
        (MAY - ONE, MAY - ONE, False),
        (MAY - ONE, MAY, True),
    ],
)
def test_two_terms_overlap_when_they_share_a_day(first, last, both):
    assert overlap(Thing(MAY, JUNE), first, last) is both


def test_what_reaches_the_day_on_which_a_state_is_out_ends():
    before, on, later = Thing(MAY, JUNE - ONE), Thing(MAY, JUNE), Thing(JUNE + ONE)
    over = Thing(MAY, None, [End(MAY)])
    assert to_end_before([before, on, later, Thing(), over], JUNE) == [on, later, Thing()]


def test_an_end_comes_before_the_end_and_not_before_the_day_before_the_start():
    one = Thing(MAY, JUNE)
    assert why_not_end(one, JUNE - ONE) == ""
    assert why_not_end(one, MAY - ONE) == ""
    assert "earlier day" in why_not_end(one, JUNE)
    assert "never held" in why_not_end(one, MAY - 2 * ONE)
    assert "That stays" in why_not_end(Thing(MAY, None, [End(MAY - ONE)]), MAY)


@dataclass
class Version:
    version: int
    effective_on: dt.date | None = None
    adopted_at: dt.datetime | None = NOON


def test_the_version_that_took_effect_last_is_in_force():
    first, second, draft = Version(1, MAY), Version(2, JUNE), Version(3, None, None)
    there = [first, second, draft]
    assert in_force(there, MAY - ONE) is None
    assert in_force(there, MAY) is first
    assert in_force(there, JUNE - ONE) is first
    assert in_force(there, JUNE) is second
    assert in_force(there, JUNE, NOON - ONE) is None, "nobody knew of it then"


def test_adoption_lies_in_the_past_and_takes_effect_on_that_day_or_later():
    def why(adopted, effective, *, later=False):
        return why_not_adopt(
            adopted_on=adopted, effective_on=effective, today=MAY, later_adopted=later
        )

    assert why(MAY, MAY) == ""
    assert why(MAY, JUNE) == ""
    assert "still to come" in why(MAY + ONE, JUNE)
    assert "before it was adopted" in why(MAY, MAY - ONE)
    assert "later version" in why(MAY, MAY, later=True)


def test_dues_are_summed_exactly():
    entries = [(Entry.PAYMENT, 30), (Entry.WAIVER, 5), (Entry.REVERSAL, 10)]
    found = summed(100, entries)
    assert (found.paid, found.waived, found.outstanding) == (20, 5, 75)
    assert why_not_enter(Entry.PAYMENT, 75, found) == ""
    assert "$0.75 is outstanding" in why_not_enter(Entry.WAIVER, 76, found)
    assert "$0.20 was paid" in why_not_enter(Entry.REVERSAL, 21, found)
    assert "above zero" in why_not_enter(Entry.PAYMENT, 0, found)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (1_250_000, "$12,500.00"), (-100, "-$1.00")],
)
def test_an_amount_is_written_in_dollars_and_cents(cents, text):
    assert dollars(cents) == text


def test_two_texts_stand_side_by_side():
    pairs = side_by_side("One\nTwo\nThree\n", "One\n2\nThree\nFour\n")
    assert [(one.what, one.before, one.after) for one in pairs] == [
        ("same", "One", "One"),
        ("changed", "Two", "2"),
        ("same", "Three", "Three"),
        ("inserted", "", "Four"),
    ]
    assert [one.what for one in side_by_side("One\nTwo", "One")] == ["same", "struck"]


def test_of_a_paragraph_that_changed_only_the_words_that_differ_are_marked():
    [pair] = side_by_side(
        "It leaves 60 days after notice.", "It leaves 90 days after notice, once."
    )
    before, after = pair.runs
    assert [words for differs, words in before if differs] == ["60 ", "notice."]
    assert [words for differs, words in after if differs] == ["90 ", "notice, once."]
    assert "".join(words for _, words in before) == pair.before
    assert "".join(words for _, words in after) == pair.after


# Terms.

RULE = {"majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}]}


def test_terms_that_say_nothing_are_the_usual_ones():
    assert read_terms({}) == USUAL
    assert read_terms(USUAL.as_json()) == USUAL
    assert not USUAL.dues_affect_standing
    assert USUAL.stands("party") == Stands("party", votes=True, sits=True)
    assert USUAL.stands("observer") == Stands("observer", votes=False, sits=False)
    assert USUAL.stands("other") == Stands("other", votes=False, sits=False)


def test_terms_come_back_as_they_were_written():
    given = {
        "admission": {"by": "members", "rule": RULE, "sponsors": 2, "instrument": False},
        "classes": [
            {
                "name": "Guest member",
                "class": "observer",
                "voting": True,
                "seated": True,
                "open_to": ["district", "territory"],
            }
        ],
        "dues_affect_standing": True,
        "withdrawal": "After a year's notice.",
    }
    terms = read_terms(given)
    assert terms.as_json() == given
    assert terms.stands("observer") == Stands("Guest member", votes=True, sits=True)
    assert not terms.stands("party").votes
    assert [one.name for one in terms.open_for("territory")] == ["Guest member"]
    assert terms.open_for("state") == []
    said = admission_in_words(terms.admission)
    assert "Carried if more than half of those voting say yea." in said
    assert "At least 2 members must sponsor it. No instrument is needed." in said
    line = dict(in_words(terms))["Class: Guest member"]
    assert line.startswith("observer; votes; may sit")
    assert line.endswith("open to the District and territories")
    usual = dict(in_words(USUAL))["Class: Party"]
    assert usual.endswith("open to states, the District and territories")


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ([], "terms", "it must be an object"),
        ({"quorum": 1}, "quorum", "is not known here"),
        ({"admission": {"by": "nobody"}}, "admission.by", '"officers", "members"'),
        ({"admission": {"by": "members"}}, "admission.rule", "is missing"),
        ({"admission": {"rule": RULE}}, "admission.rule", 'only where "by" is "members"'),
        (
            {"admission": {"by": "members", "rule": {"majorities": []}}},
            "admission.rule.majorities",
            "is empty",
        ),
        ({"admission": {"sponsors": -1}}, "admission.sponsors", "from 0 to 55"),
        ({"admission": {"sponsors": True}}, "admission.sponsors", "whole number"),
        ({"admission": {"instrument": "yes"}}, "admission.instrument", "true or false"),
        ({"classes": []}, "classes", "list of 1 to 20"),
        ({"classes": [{"name": " ", "class": "party"}]}, "classes[0].name", "is empty"),
        ({"classes": [{"name": "A", "class": "king"}]}, "classes[0].class", "must be one of"),
        (
            {"classes": [{"name": "A", "class": "observer", "counted": True}]},
            "classes[0].counted",
            "is not known here",
        ),
        (
            {"classes": [{"name": "A", "class": "party"}, {"name": "a", "class": "party"}]},
            "classes[1].name",
            "a class before it",
        ),
        (
            {"classes": [{"name": "A", "class": "party", "open_to": []}]},
            "classes[0].open_to",
            "must be a list",
        ),
        (
            {"classes": [{"name": "A", "class": "party", "open_to": ["state", "state"]}]},
            "classes[0].open_to",
            "the same twice",
        ),
        ({"dues_affect_standing": None}, "dues_affect_standing", "true or false"),
        ({"withdrawal": 7}, "withdrawal", "must be text"),
    ],
)
def test_terms_that_cannot_be_read_are_refused_with_place_and_reason(given, path, reason):
    with pytest.raises(MalformedTerms) as refused:
        read_terms(given)
    assert [one.path for one in refused.value.problems] == [path]
    assert reason in refused.value.problems[0].reason


def test_rules_of_a_compact_are_an_object_of_exact_numbers(monkeypatch):
    monkeypatch.setattr("alliance.charters.terms.RULE_CHECKS", [])  # what reads them is put in
    assert rule_problems(None) == []
    assert rule_problems({"anything": ["1/2", 3]}) == []
    [one] = rule_problems([1])
    assert "must be an object" in one.reason
    [one] = rule_problems({"a": [{"b": 0.5}]})
    assert (one.path, "decimal point" in one.reason) == ("a[0].b", True)
    [one] = rule_problems({"a": 1 << 53})
    assert "too large" in one.reason


def test_what_reads_the_rules_of_a_compact_can_be_put_in(monkeypatch):
    found = [Problem("entry.at_least", "is missing")]
    monkeypatch.setattr("alliance.charters.terms.RULE_CHECKS", [lambda _: found])
    assert rule_problems({"entry": {}}) == found
    assert rule_problems(None) == []
