"""The arithmetic of a tally in plain sentences, one after another."""

from collections.abc import Sequence
from fractions import Fraction

from alliance.rulebook.decision import STATES, Answer, Base, Bound, Outcome, Requirement
from alliance.rulebook.roster import Voter

# Longer sums are given as a total: all states and territories still fit.
TERMS_AT_MOST = 60

BASE_WORDS = {
    Base.CAST: "yea or nay",
    Base.PRESENT: "yea, nay or present",
    Base.ANSWERED: "everybody who answered",
    Base.ENTITLED: "everybody on the roster",
}


def roll(voters: Sequence[Voter]) -> str:
    """Who was on the roster and what they said."""
    said = {answer: sum(voter.answer is answer for voter in voters) for answer in Answer}
    silent = len(voters) - sum(said.values())
    listed = ", ".join(f"{number} {answer}" for answer, number in said.items())
    return f"On the roster: {len(voters)}. {listed}; {silent} did not answer."


def title(number: int, name: str | None) -> str:
    return f"Majority {number}" if name is None else f"Majority {number}, {name}"


def base(title: str, rule: Requirement, voters: Sequence[Voter], total: Fraction) -> str:
    """What the share is taken of, and how it adds up."""
    who = BASE_WORDS[rule.of] + _narrowed(rule)
    return f"{title}: the base is {who}: {_added(rule.measure, voters, total)}."


def need(title: str, bound: Bound, total: Fraction) -> str:
    """The bound as a number."""
    asked = "more than" if bound.strict else "at least"
    if bound.is_share:
        return f"{title}: {bound.amount} of {total} is {bound.need(total)}; {asked} that is needed."
    return f"{title}: {asked} {bound.amount} is needed, whatever the base."


def have(title: str, rule: Requirement, voters: Sequence[Voter], total: Fraction, did: str) -> str:
    """What counts toward the bound, and how it adds up."""
    return f"{title}: those who {did}{_narrowed(rule)}: {_added(rule.measure, voters, total)}."


def comparison(title: str, bound: Bound, reached: Fraction, total: Fraction) -> str:
    """Whether the bound is met, and why."""
    if total == 0:
        return f"{title}: the base measures zero, and a base of zero meets nothing: not met."
    wanted = bound.need(total)
    if bound.strict:
        verdict = "more than" if reached > wanted else "not more than"
    else:
        verdict = "at least" if reached >= wanted else "less than"
    met = "met" if bound.is_met(reached, total) else "not met"
    return f"{title}: {reached} is {verdict} {wanted}: {met}."


def objection(title: str, yeas: int, nays: int) -> str:
    met = "met" if yeas and not nays else "not met"
    return f"{title}: at least one yea and no nay is needed; {yeas} yea, {nays} nay: {met}."


def ending(outcome: Outcome, missed: int, *, any_yea: bool) -> str:
    """The outcome in one sentence."""
    if outcome is Outcome.NO_QUORUM:
        return "The quorum comes first and is not met: no quorum, whatever the majorities say."
    if outcome is Outcome.CARRIED:
        return "Every majority is met: carried."
    if not any_yea:
        return "Nobody said yea, and without a yea nothing carries: lost."
    return f"Not every majority is met ({missed} missed): lost."


def _narrowed(rule: Requirement) -> str:
    return "" if rule.among is None else f', of {rule.among.by} "{rule.among.value}"'


def _added(measure: str, voters: Sequence[Voter], total: Fraction) -> str:
    if not voters:
        return "nobody, 0"
    if measure == STATES:
        keys = "" if len(voters) > TERMS_AT_MOST else f" ({', '.join(v.key for v in voters)})"
        return f"{total}{keys}"
    if len(voters) > TERMS_AT_MOST:
        return f"{measure} of {len(voters)} entries, together {total}"
    terms = " + ".join(f"{voter.key} {voter.measured_by(measure)}" for voter in voters)
    return f"{measure} {terms} = {total}"
