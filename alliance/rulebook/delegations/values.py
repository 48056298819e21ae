"""Rules of decision with delegations, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from alliance.rulebook.conditions.values import Scope, Sense
from alliance.rulebook.days.values import Day
from alliance.rulebook.decision import STATES, Answer, Base, NoObjection

DELEGATES = "delegates"  # the measure in which every delegate counts one


class Voting(StrEnum):
    """How the votes inside a delegation make the vote of its state."""

    UNIT = "unit"
    DIVIDED = "divided"


@dataclass(frozen=True)
class Delegations:
    """As a unit: what more than half of `of` says; divided: in parts of `of`.

    Where it is divided, a state without delegates of its own may say in which shares it votes.
    """

    vote: Voting = Voting.UNIT
    of: Base = Base.CAST


@dataclass(frozen=True)
class Counted:
    """A bound on the yeas (or `counting` another answer); for a quorum, on those who answered.

    A quorum `in_person` counts only those who answered themselves, not by proxy.
    """

    sense: Sense
    amount: Fraction
    is_share: bool
    of: Base
    measure: str
    among: Scope | None = None
    counting: Answer | None = None
    name: str | None = None
    in_person: bool = False

    @property
    def chair_has_part(self) -> bool:
        """Whether one more vote of the chair counts here: of the whole body, one each."""
        return self.among is None and self.measure in {STATES, DELEGATES}


@dataclass(frozen=True)
class EachGroup:
    """The same bound for each of several groups, or for `enough` of them (None: all)."""

    parts: tuple[Counted, ...]
    labels: tuple[str, ...]
    name: str | None = None
    enough: int | None = None


@dataclass(frozen=True)
class EveryOne:
    """All of several requirements."""

    parts: "tuple[Vote, ...]"
    name: str | None = None


@dataclass(frozen=True)
class AnyOne:
    """At least `enough` of several requirements."""

    parts: "tuple[Vote, ...]"
    name: str | None = None
    enough: int = 1


Vote = Counted | EachGroup | EveryOne | AnyOne | NoObjection


@dataclass(frozen=True)
class VoteRule:
    """A decision: quorum, majorities (all must be met), the delegations, when it takes effect.

    With `casting_vote` the chair, who else has no vote, counts one more where yeas and nays are
    even in what a majority of the whole body measures: states or delegates, one each.
    """

    majorities: tuple[Vote, ...]
    quorum: Vote | None = None
    delegations: Delegations = Delegations()
    takes_effect: Day | None = None
    casting_vote: bool = False
