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
from alliance.rulebook.problems import Problem, inside


@dataclass(frozen=True)
class Delegation:
    """One state at the vote: its delegates, and how many of them gave which answer.

    A state without delegates of its own counts as one delegate. With `several` it stands for many
    states (totals alone).
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
        weight = Fraction(1) if measure == STATES else Fraction(self.weights[measure])
        if rule.vote is Voting.DIVIDED and self.delegates != 1:
            return self._divided(weight, rule.of)
        one = self._as_unit(rule.of)
        return {} if one is None else {one: weight}

    def _divided(self, weight: Fraction, of: Base) -> dict[Answer, Fraction]:
        base = Fraction(self.answered(of))
        if base == 0:
            return {}
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

    def entitled(self, measure: str) -> Fraction:
        """What it measures whether or not it answers."""
        if measure == DELEGATES or self.several:
            return Fraction(self.delegates)
        return Fraction(1) if measure == STATES else Fraction(self.weights[measure])


@dataclass(frozen=True)
class Meeting:
    """A vote: the delegations, dated facts about it (`adopted`), and what the chair would say."""

    delegations: tuple[Delegation, ...] = ()
    events: Mapping[str, dt.date | None] = field(default_factory=dict)
    chair: Answer | None = None

    @property
    def is_even(self) -> bool:
        """Whether as many votes say yea as nay."""
        yeas, nays = (
            sum(one.answers.get(answer, 0) for one in self.delegations)
            for answer in (Answer.YEA, Answer.NAY)
        )
        return bool(yeas == nays and yeas)

    def with_chair(self) -> "Meeting":
        """With one more vote, of nobody's delegation."""
        answers = {} if self.chair is None else {self.chair: 1}
        chair = Delegation(Traits("the chair", "chair"), 0, answers, several=True)
        return Meeting((*self.delegations, chair), self.events, self.chair)


def counted_in(votes: Iterable[Vote]) -> Iterator[Counted]:
    """Every bound in some requirements."""
    for vote in votes:
        if isinstance(vote, Counted):
            yield vote
        elif isinstance(vote, (EachGroup, EveryOne, AnyOne)):
            yield from counted_in(vote.parts)


def check(rule: VoteRule, meeting: Meeting) -> None:
    """Refuse weights that are missing, and narrowing where only totals are given."""
    problems: list[Problem] = []
    votes = rule.majorities if rule.quorum is None else (rule.quorum, *rule.majorities)
    for one in counted_in(votes):
        for delegation in meeting.delegations:
            if delegation.several:
                if one.among is not None or one.measure not in {STATES, DELEGATES}:
                    reason = "cannot be used: the rule asks who voted, not only how many"
                    problems.append(Problem("totals", reason))
            elif delegation.is_among(one.among):
                problems += _missing(delegation, one.measure)
    if problems:
        raise MalformedFacts(tuple(dict.fromkeys(problems)))


def _missing(delegation: Delegation, measure: str) -> list[Problem]:
    if measure in {STATES, DELEGATES} or measure in delegation.weights:
        return []
    path = inside(inside(inside("roster", delegation.key), "weights"), measure)
    return [Problem(path, f'is missing: the rule measures by "{measure}"')]
