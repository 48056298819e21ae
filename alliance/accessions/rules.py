"""The rules of joining: what follows what, and what is still asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    # Before the state is a party, its instrument may turn out to have no effect.
    Stage.CONDITIONAL: frozenset({Stage.JOINED, Stage.APPROVED, Stage.ENDED}),
    Stage.JOINED: frozenset({Stage.APPROVED, Stage.CONDITIONAL}),
    Stage.DECLINED: frozenset(),
    Stage.REFUSED: frozenset(),
    Stage.ENDED: frozenset(),
}


class By(StrEnum):
    """Who approves, as the charter says."""

    OFFICERS = "officers"
    MEMBERS = "members"
    NOBODY = "nobody"  # whoever enacts it has joined


@dataclass(frozen=True)
class Asked:
    """What the charter asks of who comes in, as it was in force when the accession began.

    `rule` is the decision rule under which the members are asked, as JSON values.
    """

    by: By = By.OFFICERS
    sponsors: int = 0
    instrument: bool = True
    rule: Any = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept; `read_asked` reads it back to the same."""
        return {**vars(self), "by": self.by.value}


def read_asked(held: Mapping[str, Any]) -> Asked:
    """What was kept of what the charter asks."""
    return Asked(By(held["by"]), int(held["sponsors"]), bool(held["instrument"]), held.get("rule"))


def why_not_become(now: Stage, then: Stage) -> str | None:
    """Why an accession cannot go from one stage to another, or None."""
    if then in FOLLOWS[now]:
        return None
    if now is Stage.JOINED:
        return "The state has joined already. It leaves by a notice of withdrawal."
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


def next_step(stage: Stage, asked: Asked, sponsors: int, *, question_open: bool) -> tuple[str, str]:
    """Whose turn it is (state, members, secretariat, others or ""), and what they do."""
    if stage is Stage.APPLIED:
        return _to_be_decided(asked, asked.sponsors - sponsors, question_open=question_open)
    turns = {
        Stage.INVITED: ("state", "accepts or declines the invitation"),
        Stage.APPROVED: (
            "state",
            "joins with its legal instrument" if asked.instrument else "joins",
        ),
        Stage.CONDITIONAL: ("others", "meet the condition on which it has joined"),
    }
    return turns.get(stage, ("", ""))


def _to_be_decided(asked: Asked, missing: int, *, question_open: bool) -> tuple[str, str]:
    if missing > 0:
        return "members", f"{missing} more {'has' if missing == 1 else 'have'} to sponsor it"
    if question_open:
        return "members", "answer the question that was put to them"
    if asked.by is By.MEMBERS:
        return "secretariat", "puts the question to the members"
    return "secretariat", "records what the officers decide"


# The way in, as a page draws it.
ROAD = (Stage.APPLIED, Stage.APPROVED, Stage.JOINED)
