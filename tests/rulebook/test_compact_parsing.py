"""Reading compacts: what is refused at which place, all faults at once, and hostile documents."""

import json

import pytest

from alliance.rulebook.asking.oddities import oddities
from alliance.rulebook.asking.rules import problems_of, read_rule
from alliance.rulebook.compacts.reading import parse_compact, parse_condition, parse_day
from alliance.rulebook.problems import MalformedRule
from alliance.rulebook.reading import DEPTH_AT_MOST, read_json

SEVEN = {"at_least": {"count": "7"}}
HALF = {"more_than": {"share": "1/2"}, "of": "parties"}


def entry(**changes):
    return {"entry_into_force": {"when": SEVEN, **changes}}


def when(condition):
    return {"entry_into_force": {"when": condition}}


def leaving(**changes):
    return {"withdrawal": {"effective": {"event": "notice"}, **changes}}


def vote(**changes):
    majority = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
    return {"decision": {"majorities": [majority], **changes}}


WHEN = "entry_into_force.when"
WRONG = [
    (None, "rule"),
    ("seven states", "rule"),
    ({}, "rule"),
    ({"name": "nothing ruled", "groups": {"a": ["CO"]}}, "rule"),
    ({**entry(), "entry": 1}, "entry"),
    ({**entry(), "name": ""}, "name"),
    ({**entry(), "name": "x" * 201}, "name"),
    ({**entry(), "note": "a\nb"}, "note"),
    ({**entry(), "groups": []}, "groups"),
    ({**entry(), "groups": {"a": []}}, "groups.a"),
    ({**entry(), "groups": {"a": ["CO", "CO"]}}, "groups.a"),
    ({"entry_into_force": {}}, WHEN),
    ({"entry_into_force": []}, "entry_into_force"),
    ({"entry_into_force": [{"when": SEVEN}]}, "entry_into_force[0].name"),
    (entry(once_met="ends"), "entry_into_force.once_met"),
    (entry(effective={"event": ""}), "entry_into_force.effective.event"),
    (entry(effectiv={"event": "met"}), "entry_into_force.effectiv"),
    (when(None), WHEN),
    (when({}), WHEN),
    (when({"unless": "tied"}), WHEN),
    (when({"all": []}), f"{WHEN}.all"),
    (when({"all": [SEVEN], "any": [SEVEN]}), f"{WHEN}.all"),
    (when({"any": [SEVEN], "enough": 2}), f"{WHEN}.enough"),
    (when({"any": [SEVEN], "enough": "two"}), f"{WHEN}.enough"),
    (when({"not": []}), f"{WHEN}.not"),
    (when({"every": []}), f"{WHEN}.every"),
    (when({"every": "CO"}), f"{WHEN}.every"),
    (when({"every": {"group": "nobody"}}), f"{WHEN}.every.group"),
    (when({"at_least": {"count": 7}}), f"{WHEN}.at_least.count"),
    (when({"at_least": {"count": "-7"}}), f"{WHEN}.at_least.count"),
    (when({"at_least": "7"}), f"{WHEN}.at_least"),
    (when({"at_least": {"share": "1/2"}}), f"{WHEN}.of"),
    (when({"at_least": {"share": "3/2"}, "of": "parties"}), f"{WHEN}.at_least.share"),
    (when({**SEVEN, "more_than": {"count": "1"}}), WHEN),
    (when({**HALF, "of": "members"}), f"{WHEN}.of"),
    (when({**HALF, "of": {"total": 538}}), f"{WHEN}.of.total"),
    (when({**HALF, "of": {"total": "538", "base": "parties"}}), f"{WHEN}.of.base"),
    (when({**HALF, "of": {"among": {"class": "party"}}}), f"{WHEN}.of.base"),
    (when({**HALF, "measure": 1}), f"{WHEN}.measure"),
    (when({**HALF, "among": {}}), f"{WHEN}.among"),
    (when({**HALF, "among": {"class": "a", "region": "b"}}), f"{WHEN}.among"),
    (when({**HALF, "among": {"states": []}}), f"{WHEN}.among.states"),
    (when({**HALF, "among": {"group": "nobody"}}), f"{WHEN}.among.group"),
    (when({**HALF, "among": {"state": "CO"}}), f"{WHEN}.among.state"),
    (when({"each": {"region": "West"}}), f"{WHEN}.each.region"),
    (when({"each": {"groups": ["nobody"]}}), f"{WHEN}.each.groups[0]"),
    (when({"each": {"groups": {}}}), f"{WHEN}.each.groups"),
    (when({"each": {"region": ["West"]}, "enough": 2}), f"{WHEN}.enough"),
    (when({"not_before": "2030-02-30"}), f"{WHEN}.not_before"),
    (when({"not_before": "soon"}), f"{WHEN}.not_before"),
    (when({"not_before": "9999-01-01"}), f"{WHEN}.not_before"),
    (when({"before": {"from": "2030-01-01"}}), f"{WHEN}.before"),
    (when({"stage": "later"}), "entry_into_force"),
    (
        {
            "entry_into_force": [
                {"name": "a", "when": {"stage": "b"}},
                {"name": "b", "when": SEVEN},
            ]
        },
        "entry_into_force[0]",
    ),
    (
        {"entry_into_force": [{"name": "a", "when": SEVEN}, {"name": "a", "when": SEVEN}]},
        "entry_into_force[1].name",
    ),
    ({"counts": {}}, "counts"),
    ({"counts": {"from": "enacted"}}, "counts.from"),
    ({"dissolution": {"effective": "2030-01-01"}}, "dissolution.when"),
    ({"dissolution": {"when": {"stage": "none"}}}, "dissolution"),
    ({"withdrawal": {"how": "statute"}}, "withdrawal.effective"),
    (leaving(notice_days=30), "withdrawal.notice_days"),
    (leaving(blackout={}), "withdrawal.blackout"),
    (leaving(blackout=[{"through": "2030-01-01"}]), "withdrawal.blackout[0].from"),
    (leaving(blackout=[{"from": "2030-01-01"}]), "withdrawal.blackout[0]"),
    (leaving(survives=[{"until": "2030-01-01"}]), "withdrawal.survives[0].what"),
    (leaving(survives=["liabilities"]), "withdrawal.survives[0]"),
    (leaving(effective={"after": {"days": 30}}), "withdrawal.effective.from"),
    (leaving(effective={"after": {}, "from": "2030-01-01"}), "withdrawal.effective.after"),
    (
        leaving(effective={"after": {"days": -1}, "from": "2030-01-01"}),
        "withdrawal.effective.after.days",
    ),
    (
        leaving(effective={"after": {"days": 1.5}, "from": "2030-01-01"}),
        "withdrawal.effective.after.days",
    ),
    (
        leaving(effective={"after": {"months": 99_999}, "from": "2030-01-01"}),
        "withdrawal.effective.after.months",
    ),
    (
        leaving(effective={"after": {"days": 1, "clear_days": 1}, "from": "2030-01-01"}),
        "withdrawal.effective.after",
    ),
    (
        leaving(effective={"after": {"months": 1, "reading": "long"}, "from": "2030-01-01"}),
        "withdrawal.effective.after.reading",
    ),
    (leaving(effective={"later_of": []}), "withdrawal.effective.later_of"),
    (leaving(effective={"next": {}, "from": "2030-01-01"}), "withdrawal.effective.next"),
    (
        leaving(effective={"next": {"month_day": "7-1"}, "from": "2030-01-01"}),
        "withdrawal.effective.next.month_day",
    ),
    (
        leaving(effective={"next": {"month_day": "02-30"}, "from": "2030-01-01"}),
        "withdrawal.effective.next.month_day",
    ),
    (
        leaving(effective={"next": {"month_day": "07-01", "every": 4}, "from": "2030-01-01"}),
        "withdrawal.effective.next",
    ),
    (
        leaving(effective={"next": {"weekday": "Monday"}, "from": "2030-01-01"}),
        "withdrawal.effective.next.weekday",
    ),
    (leaving(effective={"end_of": "week", "from": "2030-01-01"}), "withdrawal.effective.end_of"),
    (
        leaving(effective={"end_of": {"fiscal": "07-01"}, "from": "2030-01-01"}),
        "withdrawal.effective.end_of.fiscal",
    ),
    ({"survival": []}, "survival"),
    ({"application": {"in_force_on": "July 20"}}, "application.in_force_on"),
    ({"decision": {}}, "decision.majorities"),
    ({"decision": {"majorities": []}}, "decision.majorities"),
    (vote(quorum={"no_objection": True}), "decision.quorum.no_objection"),
    (vote(quorum={**HALF, "of": "entitled"}), "decision.quorum.measure"),
    (vote(majorities=[{"each": {"states": ["CO"]}, "among": {}}]), "decision.majorities[0].among"),
    (vote(majorities=[{"all": []}]), "decision.majorities[0].all"),
    (vote(majorities=[{"no_objection": 1}]), "decision.majorities[0].no_objection"),
    (vote(delegations={"vote": "singly"}), "decision.delegations.vote"),
    (vote(casting_vote="yes"), "decision.casting_vote"),
    (vote(takes_effect="soon"), "decision.takes_effect"),
]


@pytest.mark.parametrize(("rule", "path"), WRONG, ids=range(len(WRONG)))
def test_a_rule_outside_the_language_is_refused_at_its_place(rule, path):
    problems = problems_of(rule)
    assert path in [one.path for one in problems]
    assert all(one.reason for one in problems)


def test_every_fault_is_told_at_once():
    rule = {
        "entry_into_force": {"when": {"at_least": {"count": 7}}, "once_met": "x"},
        "withdrawal": {"effective": {"after": {"day": 30}, "from": {"event": "notice"}}},
        "decision": {"majorities": [{"of": "cast"}]},
        "rest": 1,
    }
    with pytest.raises(MalformedRule) as refused:
        parse_compact(rule)
    assert {one.path for one in refused.value.problems} >= {
        "entry_into_force.when.at_least.count",
        "entry_into_force.once_met",
        "withdrawal.effective.after.day",
        "decision.majorities[0].measure",
        "rest",
    }


def nested(levels):
    condition = SEVEN
    for _ in range(levels):
        condition = {"not": condition}
    return condition


def test_nesting_has_a_limit_that_is_told_and_no_text_meets():
    assert parse_condition(nested(DEPTH_AT_MOST - 4))
    for levels in (DEPTH_AT_MOST, 500, 100_000):
        with pytest.raises(MalformedRule, match="levels deep"):
            parse_condition(nested(levels))


def test_a_file_has_a_limit_of_bounds_that_is_told_once():
    twenty = {"any": [SEVEN] * 20}
    assert parse_condition({"all": [twenty] * 20})
    groups = {"each": {"region": [f"R{number}" for number in range(150)]}}
    for many in ({"all": [twenty] * 40}, {"all": [groups] * 4}):
        with pytest.raises(MalformedRule) as refused:
            parse_condition(many)
        assert [one.reason for one in refused.value.problems] == [
            "holds more than 500 conditions and groups"
        ]


def test_size_has_limits():
    with pytest.raises(MalformedRule, match="200 are the limit"):
        parse_condition({"all": [SEVEN] * 201})
    wide = {"all": [{"every": [f"S{number}" for number in range(200)]}] * 200}
    assert parse_condition(wide)
    with pytest.raises(MalformedRule, match="more than 50,000 values"):
        parse_condition({"all": [wide, wide]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a": NaN}',
        '{"entry_into_force": 1, "entry_into_force": 2}',
        '{"a": 1e999}x',
    ],
)
def test_what_is_no_json_is_told(text):
    with pytest.raises(MalformedRule):
        read_json(text)


def test_numbers_that_never_end_cost_no_time():
    assert problems_of(when({"at_least": {"count": "9" * 5_000}}))
    assert problems_of({"when": {"at_least": {"count": "1/" + "0" * 18}}})


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"at_least": {"count": "57"}}, "only 56"),
        ({"at_least": {"count": "4"}, "among": {"states": ["CO", "UT", "WY"]}}, "only 3"),
        ({"more_than": {"share": "1"}, "of": "eligible"}, "nothing is more than all"),
        ({"at_least": {"count": "0"}}, "always met"),
        ({"less_than": {"count": "0"}}, "never"),
        ({"all": [SEVEN, {"not": {"at_least": {"count": "99"}}}]}, "only 56"),
        ({"each": {"region": ["West"]}, "more_than": {"count": "60"}}, "only 56"),
        ({"at_least": {"share": "1/2"}, "of": "parties"}, "met by any party"),
    ],
)
def test_a_condition_that_can_never_or_always_be_met_is_a_warning(condition, said):
    assert problems_of(when(condition)) == ()
    assert said in " ".join(one.reason for one in oddities(read_rule(when(condition))))


@pytest.mark.parametrize("condition", [SEVEN, HALF | {"among": {"region": "West"}}])
def test_an_ordinary_condition_is_no_warning(condition):
    assert oddities(read_rule(when(condition))) == ()


def test_a_day_alone_and_a_condition_alone_are_read():
    assert parse_day("2030-01-01") == parse_day({"date": "2030-01-01"})
    with pytest.raises(MalformedRule):
        parse_day({"day": "2030-01-01"})
    with pytest.raises(MalformedRule):
        parse_condition({"every": []})


def test_reading_a_rule_changes_nothing_in_it():
    rule = json.loads(json.dumps(entry(effective={"after": {"days": 1}, "from": {"event": "met"}})))
    before = json.dumps(rule)
    parse_compact(rule)
    assert json.dumps(rule) == before
