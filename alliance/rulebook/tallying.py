"""Counting a question by any rule of decision: the plain form quickly, the richer form in full.

The plain form is tried first, for it is what nearly every question is put under. Whatever it does
not take (a rule with more in it, a divided vote, delegates on the roster) goes to the richer one,
in which a plain rule means the same.
"""

from collections.abc import Collection, Mapping

from alliance.rulebook.asking.votes import read_meeting
from alliance.rulebook.compacts.reading import parse_decision
from alliance.rulebook.compacts.words import decision_sentence
from alliance.rulebook.counting import Tally, tally
from alliance.rulebook.delegations.deciding import decide
from alliance.rulebook.delegations.oddities import oddities, oddities_on
from alliance.rulebook.delegations.roll import check, counted_in
from alliance.rulebook.explain import sentence
from alliance.rulebook.parsing import parse
from alliance.rulebook.problems import Malformed, MalformedRule, Problem

NOBODY: Collection[str] = ()


def count(
    rule: object,
    roster: Mapping[str, object],
    answers: Mapping[str, object],
    chair: str | None = None,
    in_person: Collection[str] | None = None,
) -> Tally:
    """Decide a question.

    `answers` {key: "yea" | "nay" | "present" | "recused"}, or where the rule's delegations vote
    divided a key's shares, {"yea": "1/2", "nay": "1/2"}, or how many of its delegates gave which.
    `chair` is what the chair says where votes are even, "yea" or "nay"; it counts only by a rule
    with a casting vote. `in_person` are the keys that answered themselves: it may be None unless
    the quorum asks. Malformed (a ValueError) names every place at fault: of the rule
    ("majorities[0].of"), or "roster…", "answers…", "chair", "in_person".
    """
    if chair is None:
        try:
            return tally(parse(rule), roster, answers)
        except Malformed:  # not plain, or at fault: the richer reading tells which
            pass
    facts: dict[str, object] = {"roster": roster, "answers": answers}
    facts |= {} if chair is None else {"chair": chair}
    facts |= {} if in_person is None else {"in_person": list(in_person)}
    return decide(parse_decision(rule), read_meeting(facts))


def check_rule(rule: object) -> None:
    """MalformedRule with every fault of a rule, each at its place."""
    parse_decision(rule)


def why_not_used(rule: object, roster: Mapping[str, object]) -> str:
    """The reason against counting by this rule on this roster, with its place; or ""."""
    try:
        count(rule, roster, {}, in_person=NOBODY)
    except Malformed as wrong:
        return f"{wrong.problems[0].path}: {wrong.problems[0].reason}."
    return ""


def asks_who_was_there(rule: object) -> bool:
    """Whether the quorum counts only those who answered in person, so that it must be known."""
    quorum = parse_decision(rule).quorum
    return quorum is not None and any(one.in_person for one in counted_in([quorum]))


def sentence_of(rule: object) -> str:
    """The rule in plain words. MalformedRule if it is none."""
    try:
        return sentence(parse(rule))
    except MalformedRule:
        return decision_sentence(parse_decision(rule))


def warnings_of(rule: object, roster: Mapping[str, object] | None = None) -> list[str]:
    """What is odd about the rule, with its place: bounds never or always met, ties that carry.

    With a roster, on that roster. MalformedRule if it is no rule; a roster on which it cannot be
    counted adds nothing (`why_not_used` says so).
    """
    return [f"{one.path}: {one.reason}." for one in odd_in(rule, roster)]


def odd_in(rule: object, roster: Mapping[str, object] | None = None) -> tuple[Problem, ...]:
    """The same as places and reasons."""
    read = parse_decision(rule)
    if roster is None:
        return oddities(read)
    try:
        meeting = read_meeting({"roster": roster, "in_person": []})
        check(read, meeting)
    except Malformed:
        return oddities(read)
    return oddities_on(read, meeting)
