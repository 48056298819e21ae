"""The rules of instruments: their stages, when they take effect, what waits for whom."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_TITLE = 300
LONGEST_CITATION = 300
LONGEST_TEXT = 500_000
LONGEST_NOTE = 2_000
CLOCK_AT_MOST = 3_650  # days


class Kind(StrEnum):
    """What sort of act it is."""

    STATUTE = "statute"
    ORDER = "executive order"
    MEMORANDUM = "memorandum of understanding"
    BOARD = "act of a board"
    OTHER = "other"


class Purpose(StrEnum):
    """What it does about the alliance."""

    JOIN = "join"
    AMEND = "amend"
    REPEAL = "repeal"


class Stage(StrEnum):
    """How far it has come."""

    PLANNED = "planned"
    INTRODUCED = "introduced"
    IN_COMMITTEE = "in committee"
    PASSED_ONE = "passed one chamber"
    PASSED_BOTH = "passed both chambers"
    SENT = "sent to the governor"
    UNDER_REVIEW = "under review"
    MADE = "enacted or signed"
    VETOED = "vetoed"
    FAILED = "failed"
    REPEALED = "repealed"


# The road of a bill, and that of every other act; a stage may be left out, none is gone back to.
OF_A_BILL = (
    *(Stage.PLANNED, Stage.INTRODUCED, Stage.IN_COMMITTEE, Stage.PASSED_ONE),
    *(Stage.PASSED_BOTH, Stage.SENT, Stage.MADE),
)
OF_AN_ACT = (Stage.PLANNED, Stage.UNDER_REVIEW, Stage.MADE)
ENDED = frozenset({Stage.FAILED, Stage.REPEALED})
_OUT = {
    Stage.VETOED: frozenset({Stage.MADE, Stage.FAILED}),  # a veto is overridden, or holds
    Stage.MADE: frozenset({Stage.REPEALED}),
    Stage.FAILED: frozenset[Stage](),
    Stage.REPEALED: frozenset[Stage](),
}


def road_of(kind: Kind) -> tuple[Stage, ...]:
    """The stages of an act of this kind, in their order."""
    return OF_A_BILL if kind is Kind.STATUTE else OF_AN_ACT


def may_follow(kind: Kind, now: Stage | None) -> frozenset[Stage]:
    """The stages that may follow one; any may be the first that is recorded.

    The same stage again says something else of it: a date, a sponsor.
    """
    road = road_of(kind)
    if now is None:
        return frozenset({*road, Stage.VETOED, Stage.FAILED})
    if now in _OUT:
        return _OUT[now] | {now}
    after = {*road[road.index(now) :], Stage.FAILED}
    return frozenset(after | ({Stage.VETOED} if kind is Kind.STATUTE else set()))


class Outcome(StrEnum):
    """What came of a precondition."""

    APPROVED = "approved"
    REFUSED = "refused"


class Decider(StrEnum):
    """The offices of a state that may have to decide a precondition."""

    ATTORNEY_GENERAL = "attorney general"
    GOVERNOR = "governor"
    TREASURER = "treasurer"


@dataclass(frozen=True)
class Condition:
    """A precondition: since when it is asked for, its clock in days, what came of it, and whose

    it is to decide: a kind of office of the state, or None for a body that is no office here.
    """

    what: str
    asked_on: dt.date | None = None
    clock_days: int | None = None
    outcome: Outcome | None = None
    decided_on: dt.date | None = None
    decider: Decider | None = None

    @property
    def met_on(self) -> dt.date | None:
        """The day from which it is met: decided, or deemed; None where it is open or refused.

        With a clock of n days it is deemed met on the n-th day after the day it was asked for.
        """
        if self.outcome is Outcome.APPROVED:
            return self.decided_on
        if self.outcome is Outcome.REFUSED or self.clock_days is None or self.asked_on is None:
            return None
        return self.asked_on + dt.timedelta(days=self.clock_days)

    def stands_on(self, day: dt.date) -> str:
        """How it stands on a day, in words."""
        if self.outcome is not None and self.decided_on is not None and self.decided_on <= day:
            return f"{self.outcome} on {self.decided_on.isoformat()}"
        if self.asked_on is None or self.asked_on > day:
            return "not asked for yet"
        if (met := self.met_on) is not None and self.outcome is None:
            deemed = "deemed approved since" if met <= day else "deemed approved on"
            return f"{deemed} {met.isoformat()} unless it is answered before"
        return "waits for an answer"


@dataclass(frozen=True)
class Effect:
    """From when an instrument has effect; None with what it waits for."""

    day: dt.date | None
    waits_for: tuple[str, ...] = ()


def effect_of(
    stage: Stage, effective_on: dt.date | None, conditions: Iterable[Condition]
) -> Effect:
    """From when it has effect: its own date, and not before its last precondition is met."""
    waits = []
    if stage in ENDED or stage is Stage.VETOED:
        return Effect(None, (f"it is {stage}",))
    if stage is not Stage.MADE:
        waits.append("its enactment or signature")
    elif effective_on is None:
        waits.append("an effective date")
    days = [effective_on] if effective_on else []
    for one in conditions:
        if one.met_on is None:
            waits.append(one.what)
        else:
            days.append(one.met_on)
    return Effect(None, tuple(waits)) if waits else Effect(max(days))


@dataclass(frozen=True)
class Facts:
    """What is known of an instrument, version by version."""

    stage: Stage
    stage_on: dt.date | None = None
    bill: str = ""
    sponsor: str = ""
    expected_on: dt.date | None = None
    citation: str = ""
    signed_on: dt.date | None = None
    enacted_on: dt.date | None = None
    effective_on: dt.date | None = None
    text: str = ""
    source: str = ""
    note: str = ""


def why_not_facts(kind: Kind, before: Stage | None, facts: Facts, today: dt.date) -> str | None:
    """Why this cannot be what is known next, or None."""
    if facts.stage not in may_follow(kind, before):
        said = f"after “{before}”" if before else f"for a {kind}"
        return f"“{facts.stage}” does not come {said}. Choose another stage."
    if facts.stage_on is not None and facts.stage_on > today:
        return "The day of the stage lies ahead. Record it when it has happened."
    made = facts.enacted_on or facts.signed_on
    if facts.stage is Stage.MADE and made is None:
        return "An instrument that is enacted or signed has the day of that. Enter it."
    if made is not None and facts.stage not in {Stage.MADE, Stage.REPEALED, Stage.VETOED}:
        return "It has a day of enactment or signature: choose the stage that says so."
    for named, long, most in (
        ("citation", facts.citation, LONGEST_CITATION),
        ("text", facts.text, LONGEST_TEXT),
        ("note", facts.note, LONGEST_NOTE),
    ):
        if len(long) > most:
            return f"The {named} is longer than {most:,} characters. Shorten it."
    return None


def why_not_condition(one: Condition, today: dt.date) -> str | None:
    """Why a precondition cannot be as it is given, or None."""
    ahead = "lies ahead. Record it when it has happened."
    wrong = {
        "Say what has to come before, such as a review by the attorney general.": (
            not one.what.strip()
        ),
        f"The day on which it is asked for {ahead}": one.asked_on is not None
        and one.asked_on > today,
        f"The clock runs from 1 to {CLOCK_AT_MOST:,} days.": one.clock_days is not None
        and not 0 < one.clock_days <= CLOCK_AT_MOST,
        "An outcome has a day, and a day an outcome. Enter both.": (one.outcome is None)
        != (one.decided_on is None),
        f"The day of the decision {ahead}": one.decided_on is not None and one.decided_on > today,
        "It was decided before it was asked for. Correct one of the two days.": bool(
            one.decided_on and one.asked_on and one.decided_on < one.asked_on
        ),
    }
    return next((said for said, holds in wrong.items() if holds), None)


def why_not_note(source: str, *, recorded_it: bool) -> str | None:
    """Why nobody can note here what another body has decided, or None.

    No office here answers for it: the source does, and a second person who has read it.
    """
    if not source.strip():
        return "Name the public source of the decision: who decided it is no office here."
    if recorded_it:
        return (
            "You have recorded the instrument. Another person notes what came of its preconditions."
        )
    return None


@dataclass(frozen=True)
class Milestone:
    """A stage on the way of an instrument: done, now or to come, and since when."""

    label: str
    state: str  # complete, current or upcoming
    on: dt.date | None = None


def way_of(
    kind: Kind, reached: Iterable[tuple[Stage, dt.date | None]], effect: Effect, today: dt.date
) -> list[Milestone]:
    """The stages of an instrument from the first to its effect; `reached` in their order."""
    days: dict[Stage, dt.date | None] = {}
    for stage, on in reached:
        days[stage] = on or days.get(stage)
    now = list(days)[-1] if days else Stage.PLANNED
    road = list(road_of(kind))
    if now not in road:  # it has left the road: what it had reached stays, and where it ended
        road = [stage for stage in road if stage in days]
        found = [Milestone(stage, "complete", days[stage]) for stage in road]
        return [*found, Milestone(now, "current", days[now])]
    here = road.index(now)
    found = [
        Milestone(
            stage,
            "complete" if at < here else "current" if at == here else "upcoming",
            days.get(stage),
        )
        for at, stage in enumerate(road)
    ]
    if effect.day is not None and effect.day <= today:
        found[-1] = Milestone(found[-1].label, "complete", found[-1].on)
        return [*found, Milestone("in effect", "current", effect.day)]
    return [*found, Milestone("in effect", "upcoming", effect.day)]


PROGRESS: Mapping[Stage, int] = {
    Stage.PLANNED: 0,
    Stage.INTRODUCED: 1,
    Stage.UNDER_REVIEW: 1,
    Stage.IN_COMMITTEE: 2,
    Stage.PASSED_ONE: 3,
    Stage.PASSED_BOTH: 4,
    Stage.SENT: 5,
    Stage.MADE: 6,
}
