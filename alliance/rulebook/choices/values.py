"""A rule of choosing, ballots, and what was chosen, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from alliance.rulebook.counting import Finding
from alliance.rulebook.decision import STATES
from alliance.rulebook.delegations.values import Counted, Vote


class Method(StrEnum):
    """How one of several options is chosen."""

    RANKED = "ranked"
    APPROVAL = "approval"


class Ties(StrEnum):
    """What decides which of those with the fewest goes out: never chance."""

    EARLIER_ROUNDS = "earlier rounds"
    UNDECIDED = "undecided"


class Choice(StrEnum):
    """How a choice ends."""

    CHOSEN = "chosen"
    UNDECIDED = "undecided"
    NOTHING = "nothing chosen"
    NO_QUORUM = "no quorum"


@dataclass(frozen=True)
class Choosing:
    """A rule of choosing. `seats` and `threshold` are of approval, `ties` of ranked choice."""

    method: Method
    options: tuple[str, ...]
    measure: str = STATES
    quorum: Vote | None = None
    ties: Ties = Ties.EARLIER_ROUNDS
    seats: int = 1
    threshold: Counted | None = None


@dataclass(frozen=True)
class Ballot:
    """What one state chose: in its order of preference, or all that it approves of."""

    key: str
    weight: Fraction
    options: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """One count: what each option measures, what they are held against, and who goes out."""

    counts: Mapping[str, Fraction]
    base: Fraction
    need: Fraction | None
    exhausted: Fraction = Fraction(0)
    out: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "counts": {option: str(amount) for option, amount in self.counts.items()},
            "base": str(self.base),
            "need": None if self.need is None else str(self.need),
            "exhausted": str(self.exhausted),
            "out": list(self.out),
        }


@dataclass(frozen=True)
class Course:
    """What counting the ballots gave, before the quorum is asked."""

    outcome: Choice
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    rounds: tuple[Round, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """What was chosen, with the arithmetic. Numbers are exact; in JSON they are text.

    `winners` are in the order of what they reached; `tied` are those between whom the ballots do
    not decide.
    """

    method: Method
    outcome: Choice
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    quorum: Finding | None
    rounds: tuple[Round, ...]
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "method": self.method.value,
            "outcome": self.outcome.value,
            "winners": list(self.winners),
            "tied": list(self.tied),
            "quorum": None if self.quorum is None else self.quorum.as_quorum(),
            "rounds": [one.as_json() for one in self.rounds],
            "steps": list(self.steps),
        }
