"""Deciding a question in a body whose states sit with delegations."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import scope_words
from alliance.rulebook.days.working import Known, Worked, work
from alliance.rulebook.decision import ANSWERS_IN, STATES, Answer, Base, NoObjection, Outcome
from alliance.rulebook.delegations.roll import Delegation, Meeting, check
from alliance.rulebook.delegations.values import (
    AnyOne,
    Counted,
    EachGroup,
    EveryOne,
    Vote,
    VoteRule,
)
from alliance.rulebook.forces.history import span_text
from alliance.rulebook.numbers import share_in_words
from alliance.rulebook.steps import BASE_WORDS, TERMS_AT_MOST, ending

ANY_ANSWER = frozenset(Answer)
YEAS = frozenset({Answer.YEA})


@dataclass(frozen=True)
class Found:
    """One requirement after counting. Joined ones hold their `parts`, and count those met."""

    name: str | None
    base: Fraction | None
    need: Fraction
    have: Fraction
    met: bool
    steps: tuple[str, ...]
    parts: "tuple[Found, ...]" = ()

    def as_quorum(self) -> dict[str, object]:
        told: dict[str, object] = {
            "need": str(self.need),
            "have": str(self.have),
            "met": self.met,
        }
        if self.parts:
            told["parts"] = [part.as_majority() for part in self.parts]
        return told

    def as_majority(self) -> dict[str, object]:
        base = None if self.base is None else str(self.base)
        return {"name": self.name, "base": base, **self.as_quorum()}


@dataclass(frozen=True)
class Decided:
    """The outcome with its arithmetic; `effect` is when a decision that carries takes effect."""

    outcome: Outcome
    quorum: Found | None
    majorities: tuple[Found, ...]
    effect: Worked | None
    steps: tuple[str, ...]

    @property
    def takes_effect(self) -> dt.date | None:
        return None if self.effect is None else self.effect.day

    def as_json(self) -> dict[str, object]:
        return {
            "outcome": self.outcome.value,
            "passed": self.outcome is Outcome.CARRIED,
            "quorum": None if self.quorum is None else self.quorum.as_quorum(),
            "majorities": [one.as_majority() for one in self.majorities],
            "takes_effect": span_text(self.takes_effect),
        }


def decide(rule: VoteRule, meeting: Meeting) -> Decided:
    """Decide; MalformedFacts where a weight is missing. Plain rules mean what `tally` says."""
    check(rule, meeting)
    counting = _Counting(rule, meeting)
    quorum = None
    said = [_roll(meeting)]
    if rule.quorum is not None:
        quorum = counting.of(rule.quorum, "Quorum", quorum=True)
        said += quorum.steps
    majorities = []
    if rule.casting_vote and meeting.chair is not None and meeting.is_even:
        counting = _Counting(rule, meeting.with_chair())
        said.append(f"Yeas and nays are even: the chair's casting vote is {meeting.chair}.")
    for number, one in enumerate(rule.majorities, start=1):
        title = f"Majority {number}" if one.name is None else f"Majority {number}, {one.name}"
        found = counting.of(one, title)
        majorities.append(found)
        said += found.steps
    any_yea = any(one.answers.get(Answer.YEA, 0) for one in meeting.delegations)
    outcome = _outcome(quorum, majorities, any_yea=any_yea)
    said.append(ending(outcome, sum(not one.met for one in majorities), any_yea=any_yea))
    effect = None
    if rule.takes_effect is not None and outcome is Outcome.CARRIED:
        effect = work(rule.takes_effect, Known(meeting.events))
        said += effect.steps
    return Decided(outcome, quorum, tuple(majorities), effect, tuple(said))


def _outcome(quorum: Found | None, majorities: list[Found], *, any_yea: bool) -> Outcome:
    if quorum is not None and not quorum.met:
        return Outcome.NO_QUORUM
    carried = any_yea and all(one.met for one in majorities)
    return Outcome.CARRIED if carried else Outcome.LOST


def _roll(meeting: Meeting) -> str:
    entitled = sum((Fraction(one.delegates) for one in meeting.delegations), Fraction(0))
    said = {
        answer: sum((Fraction(one.answers.get(answer, 0)) for one in meeting.delegations), 0)
        for answer in Answer
    }
    silent = entitled - sum(said.values())
    listed = ", ".join(f"{number} {answer}" for answer, number in said.items())
    states = sum(not one.several for one in meeting.delegations)
    of = f" of {states} {'state' if states == 1 else 'states'}" if states else ""
    return f"Votes on the roster: {entitled}{of}. {listed}; {silent} did not answer."


class _Counting:
    """Counts each requirement of one rule over one meeting."""

    def __init__(self, rule: VoteRule, meeting: Meeting) -> None:
        self._rule, self._meeting = rule, meeting

    def of(self, vote: Vote, title: str, *, quorum: bool = False) -> Found:
        if isinstance(vote, Counted):
            return self._counted(vote, title, quorum=quorum)
        if isinstance(vote, NoObjection):
            return self._no_objection(vote, title)
        labels: tuple[str, ...]
        if isinstance(vote, EachGroup):
            labels = vote.labels
        else:
            labels = tuple(part.name or f"part {at}" for at, part in enumerate(vote.parts, 1))
        parts = tuple(
            self.of(part, f"{title}, {label}", quorum=quorum)
            for part, label in zip(vote.parts, labels, strict=True)
        )
        return _joined(vote, parts, labels, title)

    def _no_objection(self, vote: NoObjection, title: str) -> Found:
        yeas, nays = (
            sum((Fraction(one.answers.get(answer, 0)) for one in self._meeting.delegations), 0)
            for answer in (Answer.YEA, Answer.NAY)
        )
        met = bool(yeas > 0 and nays == 0)
        said = f"{title}: at least one yea and no nay is needed; {yeas} yea, {nays} nay: "
        steps = (f"{said}{'met' if met else 'not met'}.",)
        return Found(vote.name, None, Fraction(0), Fraction(nays), met, steps)

    def _counted(self, vote: Counted, title: str, *, quorum: bool) -> Found:
        scope = [one for one in self._meeting.delegations if one.is_among(vote.among)]
        wanted = YEAS if vote.counting is None else frozenset({vote.counting})
        wanted = ANY_ANSWER if quorum else wanted
        bases = [(one, self._in_base(one, vote)) for one in scope]
        haves = [(one, self._having(one, vote, wanted)) for one in scope]
        base, have = _sum(bases), _sum(haves)
        need = vote.amount * base if vote.is_share else vote.amount
        met = base != 0 and vote.sense.holds(have, need)
        who = "" if vote.among is None else f", of {scope_words(vote.among)}"
        did = "who answered" if quorum else f"who said {vote.counting or Answer.YEA}"
        steps = (
            f"{title}: the base is {BASE_WORDS[vote.of]}{who}: {_added(vote.measure, bases)}.",
            f"{title}: {_need(vote, base, need)}",
            f"{title}: those {did}{who}: {_added(vote.measure, haves)}.",
            f"{title}: {_verdict(vote.sense, have, need, base)}",
        )
        return Found(vote.name, base, need, have, met, steps)

    def _in_base(self, one: Delegation, vote: Counted) -> Fraction:
        if vote.of is Base.ENTITLED:
            return one.entitled(vote.measure)
        return self._having(one, vote, ANSWERS_IN[vote.of])

    def _having(self, one: Delegation, vote: Counted, wanted: frozenset[Answer]) -> Fraction:
        parts = one.parts(vote.measure, self._rule.delegations)
        return sum((parts.get(answer, Fraction(0)) for answer in wanted), Fraction(0))


def _joined(
    vote: EachGroup | EveryOne | AnyOne,
    parts: tuple[Found, ...],
    labels: tuple[str, ...],
    title: str,
) -> Found:
    have = Fraction(sum(part.met for part in parts))
    enough = len(parts) if isinstance(vote, EveryOne) else vote.enough
    need = Fraction(len(parts) if enough is None else enough)
    met = have >= need
    missed = [label for part, label in zip(parts, labels, strict=True) if not part.met]
    without = f" (not {', '.join(missed)})" if missed else ""
    verdict = "met" if met else "not met"
    told = f"{title}: {need} of {len(parts)} needed, {have} met{without}: {verdict}."
    steps = (*(step for part in parts for step in part.steps), told)
    named = tuple(
        Found(label, part.base, part.need, part.have, part.met, part.steps, part.parts)
        for part, label in zip(parts, labels, strict=True)
    )
    return Found(vote.name, None, need, have, met, steps, named)


def _sum(terms: list[tuple[Delegation, Fraction]]) -> Fraction:
    return sum((amount for _, amount in terms), Fraction(0))


def _added(measure: str, terms: list[tuple[Delegation, Fraction]]) -> str:
    there = [(one.key, amount) for one, amount in terms if amount]
    total = _sum(terms)
    if not there:
        return "nobody, 0"
    if len(there) > TERMS_AT_MOST:
        return f"{measure} of {len(there)}, together {total}"
    if measure == STATES and all(amount == 1 for _, amount in there):
        return f"{total} ({', '.join(key for key, _ in there)})"
    return f"{measure} {' + '.join(f'{key} {amount}' for key, amount in there)} = {total}"


def _need(vote: Counted, base: Fraction, need: Fraction) -> str:
    asked = vote.sense.words
    if vote.is_share:
        words = share_in_words(vote.amount)
        return f"{words} ({vote.amount}) of {base} is {need}; {asked} that is needed."
    return f"{asked} {need} is needed, whatever the base."


def _verdict(sense: Sense, have: Fraction, need: Fraction, base: Fraction) -> str:
    if base == 0:
        return "the base measures zero, and a base of zero meets nothing: not met."
    if sense.holds(have, need):
        return f"{have} is {sense.words} {need}: met."
    return f"{have} is not {sense.words} {need}: not met."
