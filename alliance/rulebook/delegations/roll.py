"""Who may vote and how they voted: states with their delegates, or totals alone."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from alliance.rulebook.conditions.values import Scope
from alliance.rulebook.days.calendar import ALWAYS
from alliance.rulebook.decision import ANSWERS_IN, STATES, Answer, Base
from alliance.rulebook.delegations.values import (
    DELEGATES,
    AnyOne,
    Counted,
    Delegations,
    EachGroup,
    EveryOne,
    Vote,
    VoteRule,
    Voting,
)
from alliance.rulebook.forces.facts import MalformedFacts, Number, Traits
from alliance.rulebook.forces.roll import Stay, in_scope
from alliance.rulebook.numbers import can_be_added
from alliance.rulebook.problems import Problem, inside


@dataclass(frozen=True)
class Delegation:
    """One state at the vote: its delegates, and how many of them gave which answer.

    A state without delegates of its own counts as one delegate, and may divide its vote: then its
    answers hold shares, together one. With `several` it stands for many states (totals alone).
    """

    traits: Traits
    delegates: Number = 1
    answers: Mapping[Answer, Number] = field(default_factory=dict)
    weights: Mapping[str, Number] = field(default_factory=dict)
    several: bool = False

    @property
    def key(self) -> str:
        return self.traits.state

    def is_among(self, scope: Scope | None) -> bool:
        return in_scope(scope, Stay(self.traits), ALWAYS)

    def answered(self, of: Base) -> Number:
        """How many of its delegates are in a base."""
        if of is Base.ENTITLED:
            return self.delegates
        return sum((self.answers.get(one, 0) for one in ANSWERS_IN[of]), 0)

    def parts(self, measure: str, rule: Delegations) -> dict[Answer, Fraction]:
        """What it measures, by the answers it gives."""
        if measure == DELEGATES or self.several:
            return {answer: Fraction(number) for answer, number in self.answers.items()}
        weight = self.entitled(measure)
        if self.delegates == 1 and (rule.vote is Voting.DIVIDED or 1 in self.answers.values()):
            return {answer: weight * share for answer, share in self.answers.items()}
        base = Fraction(self.answered(rule.of))
        if rule.vote is Voting.DIVIDED and base:
            return self._divided(weight, base, rule.of)
        one = self._as_unit(rule.of)
        return {} if one is None else {one: weight}

    def _divided(self, weight: Fraction, base: Fraction, of: Base) -> dict[Answer, Fraction]:
        counted = Answer if of is Base.ENTITLED else ANSWERS_IN[of]
        return {
            answer: weight * number / base
            for answer, number in self.answers.items()
            if answer in counted
        }

    def _as_unit(self, of: Base) -> Answer | None:
        """What its delegates say together: more than half of the base, else no vote (present)."""
        if self.answered(Base.ANSWERED) == 0:
            return None
        base = self.answered(of)
        for answer in (Answer.YEA, Answer.NAY):
            if 2 * self.answers.get(answer, 0) > base:
                return answer
        only_recused = self.answers.get(Answer.RECUSED, 0) == self.answered(Base.ANSWERED)
        return Answer.RECUSED if only_recused else Answer.PRESENT

    def there(self, measure: str) -> Fraction:
        """What of it has answered: all of a state as soon as one of its delegates has."""
        answered = self.answered(Base.ANSWERED)
        if measure == DELEGATES or self.several:
            return Fraction(answered)
        return self.entitled(measure) if answered else Fraction(0)

    def entitled(self, measure: str) -> Fraction:
        """What it measures whether or not it answers."""
        if measure == DELEGATES or self.several:
            return Fraction(self.delegates)
        return Fraction(1) if measure == STATES else Fraction(self.weights[measure])


@dataclass(frozen=True)
class Meeting:
    """A vote: the delegations, dated facts about it (`adopted`), and what the chair would say.

    `in_person` are the keys of those who answered themselves; None where that is not known.
    """

    delegations: tuple[Delegation, ...] = ()
    events: Mapping[str, dt.date | None] = field(default_factory=dict)
    chair: Answer | None = None
    in_person: frozenset[str] | None = None


def counted_in(votes: Iterable[Vote]) -> Iterator[Counted]:
    """Every bound in some requirements."""
    for vote in votes:
        if isinstance(vote, Counted):
            yield vote
        elif isinstance(vote, (EachGroup, EveryOne, AnyOne)):
            yield from counted_in(vote.parts)


def check(rule: VoteRule, meeting: Meeting) -> None:
    """Refuse facts that do not tell what the rule asks: weights, who voted, who was in person."""
    problems: list[Problem] = []
    votes = rule.majorities if rule.quorum is None else (rule.quorum, *rule.majorities)
    asked = tuple(counted_in(votes))
    for delegation in meeting.delegations:
        if delegation.several:
            problems += _only_totals(asked)
            continue
        problems += _missing(delegation, asked)
        if rule.delegations.vote is Voting.UNIT and _in_shares(delegation):
            reason = 'divides its vote, which only "delegations": {"vote": "divided"} allows'
            problems.append(Problem(inside("answers", delegation.key), reason))
    if meeting.in_person is None and any(one.in_person for one in asked):
        reason = "is missing: the quorum counts only those who answered in person"
        problems.append(Problem("in_person", reason))
    if problems:
        raise MalformedFacts(tuple(dict.fromkeys(problems)))
    _check_sums(asked, meeting)


def _in_shares(delegation: Delegation) -> bool:
    return any(isinstance(share, Fraction) for share in delegation.answers.values())


def _only_totals(asked: Iterable[Counted]) -> Iterator[Problem]:
    for one in asked:
        if one.among is not None or one.in_person or one.measure not in {STATES, DELEGATES}:
            reason = "cannot be used: the rule asks who voted, not only how many"
            yield Problem("totals", reason)


def _missing(delegation: Delegation, asked: Iterable[Counted]) -> Iterator[Problem]:
    weights = inside(inside("roster", delegation.key), "weights")
    for one in asked:
        if one.measure == DELEGATES:
            if DELEGATES in delegation.weights:
                reason = "is named like the measure in which each delegate counts one: rename it"
                yield Problem(inside(weights, DELEGATES), reason)
        elif one.measure == STATES or not delegation.is_among(one.among):
            continue
        elif one.measure not in delegation.weights:
            reason = f'is missing: the rule measures by "{one.measure}"'
            yield Problem(inside(weights, one.measure), reason)


def _check_sums(asked: Iterable[Counted], meeting: Meeting) -> None:
    """Refuse weights and shares whose sums nobody could read or check."""
    shares = [Fraction(share) for one in meeting.delegations for share in one.answers.values()]
    for measure in sorted({one.measure for one in asked}):
        weights = [one.weights.get(measure, 0) for one in meeting.delegations]
        if not can_be_added([*weights, *shares]):
            reason = f'the weights "{measure}" and the shares of divided votes have no common'
            problem = Problem("roster", f"{reason} denominator within 2,000 digits")
            raise MalformedFacts([problem])
