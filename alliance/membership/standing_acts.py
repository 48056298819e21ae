"""What the secretariat records of a member's standing: suspended, reinstated, its days corrected.

Each is a further version of what is known of a period; what was known before stays as known then.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.accounts.queries import office_ids_of
from alliance.core.actor import Actor
from alliance.core.dates import FIRST_YEAR
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.core.saying import day as in_words
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.moving import Move, correct, move, period_known, stands, steps_of
from alliance.membership.notices import notice_of
from alliance.membership.policy import Do
from alliance.membership.queries import as_period
from alliance.membership.rules import Standing, Step
from alliance.states.reference import name_of, today_in

LONGEST_DECISION = 300
LAST_YEAR = 2999


@dataclass(frozen=True)
class PeriodIn:
    """A period of a state in an alliance, as it is known now."""

    alliance: Alliance
    row: MembershipPeriod

    @property
    def id(self) -> uuid.UUID:
        """The name of the period."""
        return self.row.period_id

    @property
    def state_code(self) -> str:
        """Whose it is."""
        return self.row.state_code

    @property
    def steps(self) -> tuple[Step, ...]:
        """From which day the state stands how."""
        return steps_of(as_period(self.row), self.alliance)

    @property
    def stream(self) -> str:
        """Its acts stand in the stream of the alliance."""
        return self.alliance.stream

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"period:{self.row.period_id}"

    def stands_on(self, day: dt.date) -> Standing | None:
        """How the state stands on a day, by this period; the later of two steps on a day holds."""
        return stands(self.steps, day)

    @property
    def was_imported(self) -> bool:
        """Whether its days come from sources outside only: no act here has moved it."""
        versions = versions_of(self)
        return all(one.steps is None for one in versions)


def period_in(period_id: uuid.UUID) -> PeriodIn | None:
    """A period as it is known now."""
    row = period_known(period_id)
    return PeriodIn(db.session.get_one(Alliance, row.alliance_id), row) if row else None


def period(_actor: Actor | None, period_id: uuid.UUID) -> PeriodIn | None:
    """The same, for a page: who belongs since when is public among those who are signed in."""
    return period_in(period_id)


def periods_of(alliance: Alliance) -> list[PeriodIn]:
    """Every period in an alliance as it is known now, by the name of the state."""
    rows = db.session.scalars(
        select(MembershipPeriod).where(
            MembershipPeriod.alliance_id == alliance.id, MembershipPeriod.known_until.is_(None)
        )
    )
    found = [PeriodIn(alliance, row) for row in rows]
    return sorted(found, key=lambda one: (name_of(one.state_code), one.steps[0].on))


def versions_of(what: PeriodIn) -> Sequence[MembershipPeriod]:
    """All that was ever known of a period, the newest first."""
    wanted = select(MembershipPeriod).where(MembershipPeriod.period_id == what.id)
    return db.session.scalars(wanted.order_by(MembershipPeriod.version.desc())).all()


@operation(Do.SUSPEND)
def suspend(
    _actor: Actor, what: PeriodIn, *, on: dt.date, decision: str, base: int
) -> Act[PeriodIn]:
    """State that a member is suspended from a day, and how that was decided.

    A notice that it gave goes on: the day of leaving stays. Nobody is suspended from a day on
    which the state did not belong yet.
    """
    now = _held(what, base)
    _why(decision)
    refuse(why_not_suspend(what, on))
    moves = [Move(Standing.SUSPENDED, on, decision)]
    moves += [Move(step.standing, step.on, decision) for step in _after(what, on)]
    return _moved(what, moves, now, "suspend", {"on": on.isoformat(), "decision": decision})


@operation(Do.REINSTATE)
def reinstate(
    _actor: Actor, what: PeriodIn, *, on: dt.date, decision: str, base: int
) -> Act[PeriodIn]:
    """State that a suspended member is reinstated from a day: as it stood before."""
    now = _held(what, base)
    _why(decision)
    refuse(why_not_reinstate(what, on))
    before = [step.standing for step in what.steps if step.on <= on]
    while before and before[-1] is Standing.SUSPENDED:
        before.pop()
    moves = [Move(before[-1] if before else Standing.PARTY, on, decision)]
    moves += [Move(step.standing, step.on, decision) for step in _after(what, on)]
    return _moved(what, moves, now, "reinstate", {"on": on.isoformat(), "decision": decision})


@operation(Do.CORRECT_DAYS)
def correct_days(
    _actor: Actor, what: PeriodIn, *, days: Sequence[dt.date], why: str, base: int
) -> Act[PeriodIn]:
    """Say anew from which day each step of a period held; `days` are in the order of the steps.

    It sets right what is recorded wrongly of the past. Each day stays on its side of today: how
    the state stands today, and whether it is bound, is moved by the act that is there for it.
    """
    now = _held(what, base)
    _why(why)
    refuse(why_not_days(what, days))
    steps = what.steps
    wanted = tuple(Step(step.standing, day) for step, day in zip(steps, days, strict=True))
    row = correct(what.alliance, what.row, wanted, why)
    facts = {"before": _said(steps), "after": _said(wanted), "why": why}
    return _told(PeriodIn(what.alliance, row), now, "correct", facts)


def why_not_suspend(what: PeriodIn, on: dt.date) -> str | None:
    """Why a state cannot be suspended from this day, or None."""
    if reason := _why_not_in_calendar([on]):
        return reason
    if what.stands_on(on) not in {Standing.PARTY, Standing.NOTICE_GIVEN}:
        return _stands_otherwise(what, on)
    return _why_not_over(_after(what, on))


def why_not_reinstate(what: PeriodIn, on: dt.date) -> str | None:
    """Why a state cannot be reinstated from this day, or None."""
    if reason := _why_not_in_calendar([on]):
        return reason
    if what.stands_on(on) is not Standing.SUSPENDED:
        return _stands_otherwise(what, on)
    return _why_not_over(_after(what, on))


def why_not_days(what: PeriodIn, days: Sequence[dt.date]) -> str | None:
    """Why these cannot be the days of the steps of a period, in their order, or None."""
    if len(days) != len(what.steps):
        return "Give a day for each of the steps."
    if reason := _why_not_in_calendar(days):
        return reason
    if list(days) == [step.on for step in what.steps]:
        return "These are the days that are recorded already."
    return _why_not_moved(what, days) or _why_not_in_notice(what, days)


def refuse(reason: str | None) -> None:
    """Refuse where there is a reason to."""
    if reason:
        raise RuleBroken(reason)


def _after(what: PeriodIn, day: dt.date) -> list[Step]:
    return [step for step in what.steps if step.on > day]


def _stands_otherwise(what: PeriodIn, on: dt.date) -> str:
    """How the state stands on a day, and since or from when, where it ought to stand otherwise."""
    name, stands = name_of(what.state_code), what.stands_on(on)
    if stands is not None:
        since = max(step.on for step in what.steps if step.on <= on)
        return f"On {in_words(on)} {name} is recorded as {stands}, since {in_words(since)}."
    first = what.steps[0]
    return (
        f"{name} did not belong on {in_words(on)}: its first day there is {in_words(first.on)} "
        f"({first.standing})."
    )


def _why_not_in_calendar(days: Sequence[dt.date]) -> str | None:
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        return f"Choose days from {FIRST_YEAR} to {LAST_YEAR}."
    return None


def _why_not_over(ahead: Sequence[Step]) -> str | None:
    other = next((step for step in ahead if step.standing is not Standing.WITHDRAWN), None)
    if other is None:
        return None
    return (
        f"“{other.standing}” is recorded for {in_words(other.on)}. Choose that day or a later one."
    )


# By which act a day moves that lies ahead.
_MOVED_BY = {
    Standing.WITHDRAWN: "It moves with the notice: its letters, its events, its rescission.",
    Standing.NOTICE_GIVEN: "It moves by reinstating the state.",
    Standing.SUSPENDED: "Reinstate the state from that day, and suspend it from another.",
}
_MOVED_BY_JOINING = (
    "It moves with the instrument by which the state comes in, or by reinstating the state."
)


def _why_not_moved(what: PeriodIn, days: Sequence[dt.date]) -> str | None:
    """Why days are not the past's to correct, with the act that moves them, or None."""
    today = today_in(what.state_code)
    for step, day in zip(what.steps, days, strict=True):
        if step.on == day:
            continue
        if step.on > today and not (what.was_imported and day > today):
            return (
                f"“{step.standing}” ({in_words(step.on)}) lies ahead, and is not corrected. "
                f"{_MOVED_BY.get(step.standing, _MOVED_BY_JOINING)}"
            )
        if step.on <= today < day:
            return (
                f"“{step.standing}” ({in_words(step.on)}) holds today. A correction does not "
                "move it to a day that lies ahead. Suspend the state instead, or let it give "
                "notice."
            )
    return None


def _why_not_in_notice(what: PeriodIn, days: Sequence[dt.date]) -> str | None:
    """Why a running notice stands in the way of moving these steps, or None."""
    notice = notice_of(what.alliance, what.state_code)
    if notice is None:
        return None
    for step, day in zip(what.steps, days, strict=True):
        own = step.standing in {Standing.NOTICE_GIVEN, Standing.WITHDRAWN}
        if step.on == day or (not own and (step.on > notice.given_on or day <= notice.given_on)):
            continue
        return (
            f"The notice of {in_words(notice.given_on)} runs: its day and that of leaving stand "
            "as it was given. It moves by its letters, its events and its rescission."
        )
    return None


def _moved(
    what: PeriodIn, moves: Sequence[Move], now: dt.datetime, did: str, facts: Mapping[str, object]
) -> Act[PeriodIn]:
    row = move(what.alliance, what.state_code, moves)
    return _told(PeriodIn(what.alliance, row), now, did, facts)


def _told(what: PeriodIn, now: dt.datetime, did: str, facts: Mapping[str, object]) -> Act[PeriodIn]:
    about, key = str(what.id), f"{what.id}:{what.row.version}"
    for office in office_ids_of([what.state_code]):
        tell(f"office:{office}", f"membership/mail/{did}", about, f"{key}:{office}")
    return Act(what, what, {"state": what.state_code, "period": what.id, **facts}, now)


def _held(what: PeriodIn, base: int) -> dt.datetime:
    now = moment(what.stream)
    known = period_known(what.id)
    if known is None or known.version != base:
        raise ChangedMeanwhile(
            "Something else was recorded of this period since you read it. Nothing is recorded. "
            "Read it, then say it again."
        )
    return now


def _why(words: str) -> None:
    if not words.strip() or len(words) > LONGEST_DECISION:
        raise RuleBroken(f"Say in at most {LONGEST_DECISION} characters how it was decided.")


def _said(steps: Sequence[Step]) -> list[list[str]]:
    return [[step.standing.value, step.on.isoformat()] for step in steps]
