"""Answering one case of `alliance tally`: a plain rule on a roster, as the contract has it."""

from collections.abc import Mapping

from alliance.rulebook.asking.answering import Refused, within
from alliance.rulebook.asking.rules import problems_of
from alliance.rulebook.counting import tally
from alliance.rulebook.decision import Decision
from alliance.rulebook.explain import sentence
from alliance.rulebook.parsing import parse
from alliance.rulebook.problems import MalformedRoster, MalformedRule, Problem, described

CASE_KEYS = ("rule", "roster", "answers")
ANSWER_KEYS = ("outcome", "quorum", "majorities", "steps", "error")
RICHER = ("facts", "totals", "chair", "in_person", "delegations")
ELSEWHERE = "`alliance rules eval` takes it"


def tallied(case: object) -> dict[str, object]:
    """`{"rule", "roster", "answers"}` counted; other fields are echoed. Refused if it cannot be."""
    if not isinstance(case, dict):
        raise Refused((Problem("case", f"is {described(case)}: it must be an object"),))
    wrong = [Problem(key, "is missing") for key in CASE_KEYS if key not in case]
    wrong += [Problem(key, f"has no place here: {ELSEWHERE}") for key in RICHER if key in case]
    decision = _rule(case, wrong)
    told: dict[str, object] = {}
    if decision is not None and {"roster", "answers"} <= set(case):
        try:
            told = tally(decision, case["roster"], case["answers"]).as_json()
        except MalformedRoster as bad:
            wrong += bad.problems
    if wrong:
        raise Refused(tuple(wrong))
    return {**echoed(case), **told}


def echoed(case: object) -> Mapping[str, object]:
    """The fields of a case that stand beside what is counted (an id)."""
    ours = (*CASE_KEYS, *ANSWER_KEYS)
    given = case if isinstance(case, dict) else {}
    return {key: held for key, held in given.items() if key not in ours}


def rule_in_words(case: object) -> str:
    """The rule of a case that was counted, in one sentence."""
    assert isinstance(case, dict)
    return sentence(parse(case["rule"]))


def _rule(case: Mapping[str, object], wrong: list[Problem]) -> Decision | None:
    """The plain rule; where it is right but richer, the faults say which command takes it."""
    if "rule" not in case:
        return None
    try:
        return parse(case["rule"])
    except MalformedRule as bad:
        richer = not problems_of(case["rule"])
        placed = within("rule", bad)
        if richer:
            placed = tuple(Problem(one.path, f"{one.reason}; {ELSEWHERE}") for one in placed)
        wrong += placed
        return None
