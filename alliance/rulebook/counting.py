"""Deciding a question: who answered, what was needed, what was reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook import steps
from alliance.rulebook.decision import (
    ANSWERS_IN,
    STATES,
    Answer,
    Base,
    Decision,
    NoObjection,
    Outcome,
    Requirement,
)
from alliance.rulebook.numbers import total
from alliance.rulebook.roster import Voter, read_voters


@dataclass(frozen=True)
class Finding:
    """One requirement after counting, in its measure; `base` is None where none is taken."""

    name: str | None
    base: Fraction | None
    need: Fraction
    have: Fraction
    met: bool

    def as_quorum(self) -> dict[str, object]:
        return {"need": str(self.need), "have": str(self.have), "met": self.met}

    def as_majority(self) -> dict[str, object]:
        base = None if self.base is None else str(self.base)
        return {"name": self.name, "base": base, **self.as_quorum()}


@dataclass(frozen=True)
class Tally:
    """The outcome with its arithmetic. Numbers are exact; in JSON they are text."""

    outcome: Outcome
    quorum: Finding | None
    majorities: tuple[Finding, ...]
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "outcome": self.outcome.value,
            "quorum": None if self.quorum is None else self.quorum.as_quorum(),
            "majorities": [one.as_majority() for one in self.majorities],
            "steps": list(self.steps),
        }


def tally(decision: Decision, roster: object, answers: object) -> Tally:
    """Decide a question.

    `roster` is {key: {"weights"?: {name: "n" or "a/b"}, "class"?: text, "region"?: text}},
    `answers` {key: "yea" | "nay" | "present" | "recused"}; a key without an answer did not answer.
    Raises MalformedRoster (a ValueError) that names every place at fault.
    """
    voters = read_voters(roster, answers, decision.requirements)
    said = [steps.roll(voters)]
    quorum = None
    if decision.quorum is not None:
        answered = frozenset(Answer)
        quorum, told = _measure(decision.quorum, voters, answered, "Quorum", "answered")
        said += told
    majorities: list[Finding] = []
    for number, majority in enumerate(decision.majorities, start=1):
        title = steps.title(number, majority.name)
        if isinstance(majority, NoObjection):
            finding, told = _no_objection(majority, voters, title)
        else:
            yeas = frozenset({Answer.YEA})
            finding, told = _measure(majority, voters, yeas, title, "said yea")
        majorities.append(finding)
        said += told
    any_yea = any(voter.answer is Answer.YEA for voter in voters)
    outcome = outcome_of(quorum, majorities, any_yea=any_yea)
    missed = sum(not one.met for one in majorities)
    said.append(steps.ending(outcome, missed, any_yea=any_yea))
    return Tally(outcome=outcome, quorum=quorum, majorities=tuple(majorities), steps=tuple(said))


def outcome_of(quorum: Finding | None, majorities: Iterable[Finding], *, any_yea: bool) -> Outcome:
    """The quorum first, then every majority; without a yea nothing carries."""
    if quorum is not None and not quorum.met:
        return Outcome.NO_QUORUM
    carried = any_yea and all(one.met for one in majorities)
    return Outcome.CARRIED if carried else Outcome.LOST


def _measure(
    rule: Requirement,
    voters: tuple[Voter, ...],
    counted: frozenset[Answer],
    title: str,
    did: str,
) -> tuple[Finding, list[str]]:
    scope = [voter for voter in voters if voter.counts_among(rule.among)]
    in_base = [voter for voter in scope if _in_base(voter, rule.of)]
    who = [voter for voter in scope if voter.answer in counted]
    base, have = _sum(in_base, rule.measure), _sum(who, rule.measure)
    met = rule.bound.is_met(have, base)
    finding = Finding(name=rule.name, base=base, need=rule.bound.need(base), have=have, met=met)
    told = [
        steps.base(title, rule, in_base, base),
        steps.need(title, rule.bound, base),
        steps.have(title, rule, who, have, did),
        steps.comparison(title, rule.bound, have, base),
    ]
    return finding, told


def _no_objection(
    rule: NoObjection, voters: tuple[Voter, ...], title: str
) -> tuple[Finding, list[str]]:
    yeas = sum(voter.answer is Answer.YEA for voter in voters)
    nays = sum(voter.answer is Answer.NAY for voter in voters)
    met = yeas > 0 and nays == 0
    finding = Finding(name=rule.name, base=None, need=Fraction(0), have=Fraction(nays), met=met)
    return finding, [steps.objection(title, yeas, nays)]


def _in_base(voter: Voter, of: Base) -> bool:
    return of is Base.ENTITLED or voter.answer in ANSWERS_IN[of]


def _sum(voters: list[Voter], measure: str) -> Fraction:
    if measure == STATES:
        return Fraction(len(voters))
    return total(voter.weights[measure] for voter in voters)
