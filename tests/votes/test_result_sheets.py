"""The result sheet: what it holds, who reads what in it, and that its CSV gives the same count."""

import html
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.core import clock
from alliance.core.canonical import canonical
from alliance.core.operation import RuleBroken
from alliance.membership.models import Alliance
from alliance.votes.bars import bars
from alliance.votes.counting import counted_ballots
from alliance.votes.lines import ballot_in_words
from alliance.votes.models import Answer, Question
from alliance.votes.results.files import KINDS, as_document, result_file
from alliance.votes.results.sheets import PUBLIC_READS, result_of
from alliance.votes.ruled import count, outcome_of
from alliance.votes.rules import USUAL_RULE, ShownTo
from alliance.votes.terms import Terms
from tests.conversion.pdf_words import pages
from tests.votes.sheets import counted_from, extras_of, rows_of
from tests.votes.test_pencil import answers, rosters, rules

AT = clock.dt.datetime(2026, 3, 2, 12, tzinfo=clock.dt.UTC)


def question(rule, roster, terms=Terms(), **more):  # noqa: B008 (frozen)
    """A question that is in no database."""
    return Question(
        id=clock.new_id(),
        kind="resolution",
        title="=On common forms",
        alliance=Alliance(name="Western Accord", slug="ours"),
        rule=canonical(rule).decode(),
        roster=canonical(roster).decode(),
        mode="written",
        terms=terms.frozen(),
        **dict.fromkeys(("text_sha256", "rule_sha256", "roster_sha256", "terms_sha256"), "0" * 64),
        opened_at=AT,
        closes_at=AT,
        closed_at=AT,
        **more,
    )


def answer(state, word, **more):
    """What a state answered."""
    return Answer(state_code=state, n=1, answer=word, answered_at=AT, **more)


def closed(rule, roster, said, **more):
    """The sheet of a question that was closed with these answers."""
    tally = count(rule, roster, said)
    one = question(
        rule, roster, outcome=str(tally["outcome"]), tally=canonical(tally).decode(), **more
    )
    return result_of(one, {state: answer(state, word) for state, word in said.items()})


@pytest.mark.parametrize(
    ("says", "words"),
    [('"yea"', "yea"), ('["East","West"]', "1. East, 2. West"), ('["East"]', "1. East")],
)
def test_a_secret_ballot_is_told_in_words(says, words):
    assert ballot_in_words(says) == words


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("approval", "2 of 2 approve of it: chosen"),
        ("ranked", "2 of 2 in round 1: chosen"),
    ],
)
def test_a_bar_of_an_option_speaks_of_rounds_only_where_there_are_any(method, words):
    rule = {"method": method, "options": ["East", "West"]}
    roster = {"CO": {}, "UT": {}}
    counted = count(rule, roster, {"CO": ["East"], "UT": ["East"]})
    one = question(rule, roster)
    assert one.ranks == (method == "ranked")
    assert {bar.label: bar.text for bar in bars(one, counted)}["East"] == words


@given(rules(), some.data())
def test_counting_again_from_the_csv_alone_gives_the_same_outcome(rule, data):
    roster = data.draw(rosters())
    said = data.draw(answers(roster))
    made = result_file(closed(rule, roster, said), "csv")
    read, voters, words, outcome = counted_from(rows_of(made))
    assert (read, voters, words) == (rule, roster, said)
    again = count(read, voters, words)
    assert again["outcome"] == outcome
    told = [row["value"] for row in rows_of(made) if row["record"] == "step"]
    assert told == again["steps"]


@given(some.lists(some.sampled_from(("yea", "nay", "present")), max_size=4))
def test_ballots_stand_sorted_and_count_to_the_same(words):
    roster = {code: {"class": "party"} for code in ("CO", "NM", "UT", "WY")}
    one = question(USUAL_RULE, roster, Terms(secret=True))
    says = sorted(canonical(word).decode() for word in words)
    tally = counted_ballots(one, says)
    one.tally, one.outcome = canonical(tally).decode(), str(tally["outcome"])
    cast = {code: answer(code, "cast") for code in list(roster)[: len(words)]}
    rows = rows_of(result_file(result_of(one, cast), "csv"))
    assert [row["value"] for row in rows if row["record"] == "ballot"] == says
    said = {row["key"]: row["answer"] for row in rows if row["record"] == "state"}
    assert said == {code: "cast" if code in cast else "" for code in roster}
    rule, voters, ballots, outcome = counted_from(rows)
    assert count(rule, voters, ballots)["outcome"] == outcome


ROSTER = {
    "CO": {"class": "party", "region": "West", "weights": {"population": "5773714"}},
    "UT": {"class": "party", "region": "West", "weights": {"population": "3271616"}},
}


def explained():
    """Colorado explains to everybody, Utah to the members, Wyoming to its own office."""
    roster = ROSTER | {"WY": {"class": "party", "weights": {"population": "576851"}}}
    said = {"CO": "yea", "UT": "recused", "WY": "nay"}
    tally = count(USUAL_RULE, roster, said)
    one = question(USUAL_RULE, roster, outcome="lost", tally=canonical(tally).decode())
    shown = dict(zip(said, (ShownTo.PUBLIC, ShownTo.MEMBERS, ShownTo.PRIVATE), strict=True))
    given = {
        state: answer(state, word, explanation=f"Words of {state}", shown_to=shown[state])
        for state, word in said.items()
    }
    given["UT"].ground = "-party to the matter"
    return one, given


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in {"pdf", "xlsx"}])
def test_private_words_are_in_no_file_and_those_for_members_not_in_a_public_one(kind):
    one, given = explained()
    members = result_file(result_of(one, given), kind).decode()
    public = result_file(result_of(one, given, PUBLIC_READS), kind).decode()
    assert "Words of CO" in members
    assert "Words of UT" in members
    assert "Words of CO" in public
    assert "Words of UT" not in public
    assert "Words of WY" not in members + public


def test_the_json_is_what_tally_reads():
    one, given = explained()
    told = json.loads(as_document(result_of(one, given)))
    again = count(told["rule"], told["roster"], told["answers"])
    assert again == told["tally"]
    assert told["answers"] == {"CO": "yea", "UT": "recused", "WY": "nay"}
    assert [check["met"] for check in told["checks"]] == [True, False]
    assert told["about"]["title"] == "=On common forms"


def test_the_pdf_names_every_state_and_each_step_and_keeps_private_words_out():
    one, given = explained()
    made = result_file(result_of(one, given), "pdf", "America/Denver")
    folded = "".join(pages(made))
    for words in (
        "Colorado",
        "Utah",
        "Wyoming",
        "5,773,714",
        "Outcome: lost",
        "party to the matter",
    ):
        assert "".join(words.split()) in folded
    assert "WordsofUT" in folded
    assert "WordsofWY" not in folded
    assert "yea1+nay1=2" in folded
    assert made == result_file(result_of(one, given), "pdf", "America/Denver")


def test_the_xlsx_is_the_same_table():
    one, given = explained()
    made = result_file(result_of(one, given), "xlsx")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        told = html.unescape(book.read("xl/sharedStrings.xml").decode())
    for cell in ("weight:population", "5773714", "Words of UT", "-party to the matter", one.rule):
        assert f">{cell}</t>" in told
    assert "Words of WY" not in told


def test_what_was_taken_off_is_shown_uncounted():
    one = question(USUAL_RULE, ROSTER, outcome="void", void_reason="The text was changed.")
    result = result_of(one, {"CO": answer("CO", "yea")})
    rows = rows_of(result_file(result, "csv"))
    said = {row["key"]: row["value"] for row in rows if row["record"] == "about"}
    assert said["outcome"] == "void"
    assert said["void_reason"] == "The text was changed."
    assert not [row for row in rows if row["record"] in {"quorum", "majority", "step"}]
    assert result_file(result, "pdf")


def test_a_divided_weight_and_options_in_order_are_told_in_full():
    one = question(USUAL_RULE, ROSTER, outcome="void", void_reason="Withdrawn.")
    parts = {"CO": ("divided", '{"nay":"1/2","yea":"1/2"}'), "UT": ("chosen", '["East","West"]')}
    given = {state: answer(state, word, parts=told) for state, (word, told) in parts.items()}
    _, _, words, _ = counted_from(rows_of(result_file(result_of(one, given), "csv")))
    assert words == {"CO": {"nay": "1/2", "yea": "1/2"}, "UT": ["East", "West"]}


def test_a_letter_that_no_font_shows_is_refused_with_another_way():
    one, given = explained()
    given["UT"].ground = "\U000e0fff \uf8ff \U0001fbff\U000fffff"
    with pytest.raises(RuleBroken, match="Choose another format"):
        result_file(result_of(one, given), "pdf")
    assert result_file(result_of(one, given), "csv")


def counted_again(result):
    """The outcome that comes of the CSV alone, and the one that stands in it."""
    rows = rows_of(result_file(result, "csv"))
    rule, roster, answers, outcome = counted_from(rows)
    chair, there = extras_of(rows)
    return outcome_of(count(rule, roster, answers, chair, there=there)), outcome


@pytest.mark.parametrize(("chair", "outcome"), [("yea", "carried"), ("nay", "lost")])
def test_a_casting_vote_that_decided_stands_in_the_file(chair, outcome):
    rule = dict(USUAL_RULE) | {"casting_vote": True}
    tally = count(rule, ROSTER, {"CO": "yea", "UT": "nay"}, chair) | {"chair": chair}
    one = question(rule, ROSTER, outcome=outcome, tally=canonical(tally).decode())
    result = result_of(one, {"CO": answer("CO", "yea"), "UT": answer("UT", "nay")})
    assert counted_again(result) == (outcome, outcome)
    assert json.loads(as_document(result))["chair"] == chair
    assert b"%PDF" in result_file(result, "pdf")


def test_a_choice_is_counted_again_by_its_ballots_in_order():
    rule = {"method": "ranked", "options": ["March", "April", "May"]}
    said = {"CO": ["April", "March"], "NM": ["April"], "UT": ["May", "April"], "WY": ["April"]}
    roster = {key: {"class": "party"} for key in said}
    tally = count(rule, roster, said)
    one = question(rule, roster, outcome=outcome_of(tally), tally=canonical(tally).decode())
    given = {
        state: answer(state, "chosen", parts=json.dumps(options)) for state, options in said.items()
    }
    result = result_of(one, given)
    again, outcome = counted_again(result)
    assert again == outcome == "carried"
    assert result.chosen == ["April"]
    assert json.loads(as_document(result))["about"]["chosen"] == "April"
    assert "April" in "".join(pages(result_file(result, "pdf")))
