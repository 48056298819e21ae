"""Counting each requirement of a decision in which states may sit with delegations."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import scope_words
from alliance.rulebook.counting import Finding
from alliance.rulebook.decision import ANSWERS_IN, STATES, Answer, Base, NoObjection
from alliance.rulebook.delegations.roll import Delegation, Meeting
from alliance.rulebook.delegations.values import (
    AnyOne,
    Counted,
    EachGroup,
    EveryOne,
    Vote,
    VoteRule,
)
from alliance.rulebook.numbers import share_in_words, total
from alliance.rulebook.steps import BASE_WORDS, TERMS_AT_MOST, title

YEAS = frozenset({Answer.YEA})
NAYS = frozenset({Answer.NAY})
Terms = list[tuple[str, Fraction]]  # who, and how much of the measure each adds


@dataclass(frozen=True)
class Found(Finding):
    """One requirement after counting. Joined ones hold their `parts`, and count those met."""

    steps: tuple[str, ...] = ()
    parts: "tuple[Found, ...]" = ()

    def as_quorum(self) -> dict[str, object]:
        told = super().as_quorum()
        if self.parts:
            told["parts"] = [part.as_majority() for part in self.parts]
        return told


class Counting:
    """Counts each requirement of one rule over one meeting."""

    def __init__(self, rule: VoteRule, meeting: Meeting) -> None:
        self._rule, self._meeting = rule, meeting
        self._parts: dict[str, dict[str, dict[Answer, Fraction]]] = {}

    def quorum(self, vote: Vote) -> Found:
        return self._of(vote, "Quorum", self._present)

    def majority(self, vote: Vote, number: int) -> Found:
        return self._of(vote, title(number, vote.name), self._voted)

    def _of(self, vote: Vote, title: str, count: "Callable[[Counted, str], Found]") -> Found:
        if isinstance(vote, Counted):
            return count(vote, title)
        if isinstance(vote, NoObjection):
            return self._no_objection(vote, title)
        labels: tuple[str, ...]
        if isinstance(vote, EachGroup):
            labels = vote.labels
        else:
            labels = tuple(part.name or f"part {at}" for at, part in enumerate(vote.parts, 1))
        parts = tuple(
            self._of(part, f"{title}, {label}", count)
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

    def _present(self, vote: Counted, title: str) -> Found:
        """A quorum: those who answered, or of them those who did so in person."""
        did, came = "who answered", self._meeting.in_person or frozenset()
        if vote.in_person:
            did = "who answered in person"
        scope = self._scope(vote)
        there = [one for one in scope if not vote.in_person or one.key in came]
        bases = [(one.key, self._in_base(one, vote)) for one in scope]
        haves = [(one.key, one.there(vote.measure)) for one in there]
        return _held(vote, title, bases, haves, did)

    def _voted(self, vote: Counted, title: str) -> Found:
        """A majority: the yeas, or what else it counts; where it is even, with the chair."""
        wanted = YEAS if vote.counting is None else frozenset({vote.counting})
        scope = self._scope(vote)
        bases = [(one.key, self._in_base(one, vote)) for one in scope]
        haves = [(one.key, self._having(one, vote, wanted)) for one in scope]
        said = self._casting(vote, scope)
        if said is not None and said[0] is not None:
            bases += [] if vote.of is Base.ENTITLED else [("the chair", Fraction(1))]
            haves += [("the chair", Fraction(1))] if said[0] in wanted else []
        found = _held(vote, title, bases, haves, f"who said {vote.counting or Answer.YEA}")
        if said is None:
            return found
        steps = (f"{title}: yeas and nays are even, {said[1]}.", *found.steps)
        return Found(found.name, found.base, found.need, found.have, found.met, steps)

    def _casting(self, vote: Counted, scope: list[Delegation]) -> tuple[Answer | None, str] | None:
        """The chair's vote on a tie, None if it has none to count, and why; None if no tie."""
        chair = self._meeting.chair
        if not self._rule.casting_vote:
            return None
        yeas, nays = (
            total(self._having(one, vote, said) for one in scope) for said in (YEAS, NAYS)
        )
        if not yeas or yeas != nays:
            return None
        if not vote.chair_has_part:
            return None, "which one vote of the chair, who has no part in it, does not decide"
        if chair not in {Answer.YEA, Answer.NAY}:
            return None, "and the chair has given no casting vote"
        return chair, f"and the chair's casting vote is {chair}"

    def _scope(self, vote: Counted) -> list[Delegation]:
        return [one for one in self._meeting.delegations if one.is_among(vote.among)]

    def _in_base(self, one: Delegation, vote: Counted) -> Fraction:
        if vote.of is Base.ENTITLED:
            return one.entitled(vote.measure)
        return self._having(one, vote, ANSWERS_IN[vote.of])

    def _having(self, one: Delegation, vote: Counted, wanted: frozenset[Answer]) -> Fraction:
        """How much of a state's measure gave one of the answers that are wanted."""
        measured = self._parts.setdefault(vote.measure, {})
        parts = measured.get(one.key)
        if parts is None:
            parts = measured[one.key] = one.parts(vote.measure, self._rule.delegations)
        found = [amount for answer, amount in parts.items() if answer in wanted]
        return found[0] if len(found) == 1 else total(found)


def _held(vote: Counted, title: str, bases: Terms, haves: Terms, did: str) -> Found:
    """What counts, held against the bound."""
    base, have = _sum(bases), _sum(haves)
    need = vote.amount * base if vote.is_share else vote.amount
    met = base != 0 and vote.sense.holds(have, need)
    who = "" if vote.among is None else f", of {scope_words(vote.among)}"
    steps = (
        f"{title}: the base is {BASE_WORDS[vote.of]}{who}: {_added(vote.measure, bases)}.",
        f"{title}: {_need(vote, base, need)}",
        f"{title}: those {did}{who}: {_added(vote.measure, haves)}.",
        f"{title}: {_verdict(vote.sense, have, need, base)}",
    )
    return Found(vote.name, base, need, have, met, steps)


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


def _sum(terms: Terms) -> Fraction:
    return total(amount for _, amount in terms)


def _added(measure: str, terms: Terms) -> str:
    there = [(key, amount) for key, amount in terms if amount]
    together = _sum(terms)
    if not there:
        return "nobody, 0"
    if len(there) > TERMS_AT_MOST:
        return f"{measure} of {len(there)}, together {together}"
    if measure == STATES and all(amount == 1 for _, amount in there):
        return f"{together} ({', '.join(key for key, _ in there)})"
    return f"{measure} {' + '.join(f'{key} {amount}' for key, amount in there)} = {together}"


def _need(vote: Counted, base: Fraction, need: Fraction) -> str:
    asked = vote.sense.words
    if vote.is_share:
        words = share_in_words(vote.amount)
        said = str(vote.amount) if words == str(vote.amount) else f"{words} ({vote.amount})"
        return f"{said} of {base} is {need}; {asked} that is needed."
    return f"{asked} {need} is needed, whatever the base."


def _verdict(sense: Sense, have: Fraction, need: Fraction, base: Fraction) -> str:
    if base == 0:
        return "the base measures zero, and a base of zero meets nothing: not met."
    if sense.holds(have, need):
        return f"{have} is {sense.words} {need}: met."
    return f"{have} is not {sense.words} {need}: not met."
