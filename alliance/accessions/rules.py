"""The rules of joining: what follows what, and what is still asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alliance.instruments.rules import Effect

LONGEST_WORDS = 2_000
LONGEST_DECISION = 300


class Stage(StrEnum):
    """How far an accession has come."""

    INVITED = "invited"
    APPLIED = "applied"
    APPROVED = "approved"
    CONDITIONAL = "conditional"
    JOINED = "joined"
    DECLINED = "declined"
    REFUSED = "refused"
    ENDED = "withdrawn"


OPEN = frozenset({Stage.INVITED, Stage.APPLIED, Stage.APPROVED, Stage.CONDITIONAL})
FOLLOWS: Mapping[Stage, frozenset[Stage]] = {
    Stage.INVITED: frozenset({Stage.APPLIED, Stage.APPROVED, Stage.DECLINED, Stage.ENDED}),
    Stage.APPLIED: frozenset({Stage.APPROVED, Stage.REFUSED, Stage.ENDED}),
    Stage.APPROVED: frozenset({Stage.CONDITIONAL, Stage.JOINED, Stage.ENDED}),
    Stage.CONDITIONAL: frozenset({Stage.JOINED, Stage.ENDED}),
    Stage.JOINED: frozenset(),
    Stage.DECLINED: frozenset(),
    Stage.REFUSED: frozenset(),
    Stage.ENDED: frozenset(),
}


class By(StrEnum):
    """Who approves, as the charter says."""

    OFFICERS = "officers"
    MEMBERS = "members"


@dataclass(frozen=True)
class Asked:
    """What the charter asks of who comes in, as it was in force when the accession began."""

    by: By = By.OFFICERS
    sponsors: int = 0
    instrument: bool = True


def why_not_become(now: Stage, then: Stage) -> str | None:
    """Why an accession cannot go from one stage to another, or None."""
    if then in FOLLOWS[now]:
        return None
    if now not in OPEN:
        return f"This accession is over: {now}. To come again, the state begins another."
    return f"It is {now} now: it cannot be {then} before what comes between."


def why_not_approve(asked: Asked, sponsors: int, *, question_open: bool) -> str | None:
    """Why a state cannot be approved yet, or None."""
    if sponsors < asked.sponsors:
        missing = asked.sponsors - sponsors
        members = "member has" if missing == 1 else "members have"
        return f"{missing} more {members} to sponsor it: the charter asks for {asked.sponsors}."
    if question_open:
        return "The question on it is open. It is decided when the roll call closes."
    return None


def why_not_join(stage: Stage, asked: Asked, effect: Effect | None) -> str | None:
    """Why a state cannot join now, or None; `effect` is that of its instrument, if it names one."""
    if reason := why_not_become(stage, Stage.JOINED):
        return reason
    if effect is None:
        wanted = "The charter asks for a legal instrument. Record it, then join with it."
        return wanted if asked.instrument else None
    if effect.day is None:
        return f"The instrument has no effect yet: it waits for {', '.join(effect.waits_for)}."
    return None
