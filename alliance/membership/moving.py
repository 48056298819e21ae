"""Moving a state from one standing to the next, as an act recorded here says.

Not an act itself: the operations that move states (joining, leaving, the text of an enactment)
call it and say in the ledger what they did.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from alliance.core import clock
from alliance.core.dates import PartialDate, Precision
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.record import moment
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.queries import as_period, formed_day
from alliance.membership.recording import Fact, keep
from alliance.membership.rules import MemberClass, Period, Standing, Step
from alliance.membership.timeline import OVER, stretches, why_not_steps
from alliance.states.reference import today_in

# What the word of the period says when it stands at a step; the roll reads the steps themselves.
ROLE = {one: one.value for one in MemberClass}


@dataclass(frozen=True)
class Move:
    """From `on` a state stands so. `why` is its source in words; a class only where it changes."""

    to: Standing
    on: dt.date
    why: str = ""
    member_class: MemberClass | None = None


def move(alliance: Alliance, state: str, moves: Sequence[Move]) -> MembershipPeriod:
    """Add steps to the period of a state that is under way, or begin one; the row that says so.

    Later steps that were known already (a withdrawal that was to take effect) give way to these.
    Raises RuleBroken where one cannot follow what is known.
    """
    now = moment(alliance.stream)
    before = period_under_way(alliance, state, moves[0].on)
    if before is None:
        made = Period(state, ROLE[moves[0].member_class or MemberClass.PARTY], "")
        fact = Fact(clock.new_id(), 0, _with(made, (), moves, joined=True), now)
    else:
        says = as_period(before)
        kept = [step for step in steps_of(says, alliance) if step.on <= moves[0].on]
        if kept and kept[-1] == Step(moves[0].to, moves[0].on):
            kept.pop()  # the same is said again, with what follows
        known_from = max(now, before.known_from)
        fact = Fact(before.period_id, before.version, _with(says, kept, moves), known_from)
    keep(alliance, [fact])
    return db.session.get_one(MembershipPeriod, (fact.period_id, fact.before + 1))


def correct(
    alliance: Alliance, row: MembershipPeriod, steps: Sequence[Step], why: str
) -> MembershipPeriod:
    """Say anew on which days a period stood how; what was known before stays as known then."""
    return _say(alliance, row, _ending(replace(as_period(row), steps=tuple(steps), source=why)))


def _say(alliance: Alliance, row: MembershipPeriod, says: Period) -> MembershipPeriod:
    now = max(moment(alliance.stream), row.known_from)
    fact = Fact(row.period_id, row.version, says, now)
    keep(alliance, [fact])
    return db.session.get_one(MembershipPeriod, (row.period_id, row.version + 1))


def discount(alliance: Alliance, state: str, why: str) -> MembershipPeriod | None:
    """Say that what made a state a party does not count; None where it counts already no more.

    It is pending again from the day on which it became a party, as known from now; what it did as
    a party (a notice, a suspension) is no step of its any more. As known before, it counted.
    """
    row = period_under_way(alliance, state, today_in(state))
    says = as_period(row) if row is not None else None
    if row is None or says is None or says.member_class is not MemberClass.PARTY:
        return None
    steps = steps_of(says, alliance)
    began = _party_since(steps)
    if began is None:
        return None
    kept = list(steps[:began])
    if not kept or kept[-1].standing is not Standing.PENDING_INSTRUMENT:
        kept.append(Step(Standing.PENDING_INSTRUMENT, steps[began].on))
    return correct(alliance, row, kept, why)


def _party_since(steps: Sequence[Step]) -> int | None:
    """Which step made the state a party; None where it is pending, or never was one."""
    began = None
    for number, step in enumerate(steps):
        if step.standing is Standing.PENDING_INSTRUMENT:
            began = None
        elif step.standing is Standing.PARTY and began is None:
            began = number
    return began


def restore(
    alliance: Alliance, before: tuple[uuid.UUID, int], why: str, on: dt.date | None = None
) -> MembershipPeriod | None:
    """Say that a state counts again; None where it is not pending.

    `before` is the period and its version that was discounted. What was said then is said again,
    or, with a day, the state is a party from that day on and was pending until then.
    """
    row = period_known(before[0])
    steps = steps_of(as_period(row), alliance) if row is not None else ()
    if row is None or steps[-1].standing is not Standing.PENDING_INSTRUMENT:
        return None
    if on is None:
        says = as_period(db.session.get_one(MembershipPeriod, before))
        says = replace(says, source="; ".join(one for one in (says.source, why) if one))
    else:
        again = (*steps, Step(Standing.PARTY, max(on, steps[-1].on)))
        says = _ending(replace(as_period(row), steps=again, source=why))
    return _say(alliance, row, says)


def is_pending(alliance: Alliance, period_id: uuid.UUID) -> bool:
    """Whether the last that is known of a period is that it is pending an instrument."""
    row = period_known(period_id)
    steps = steps_of(as_period(row), alliance) if row is not None else ()
    return bool(steps) and steps[-1].standing is Standing.PENDING_INSTRUMENT


def period_under_way(alliance: Alliance, state: str, day: dt.date) -> MembershipPeriod | None:
    """The period of a state that is not over by a day, as it is known now."""
    rows = db.session.scalars(
        select(MembershipPeriod)
        .where(
            MembershipPeriod.alliance_id == alliance.id,
            MembershipPeriod.state_code == state,
            MembershipPeriod.known_until.is_(None),
        )
        .with_for_update()
    )
    for row in rows:
        stands = [one for one in stretches(as_period(row), formed_day(alliance)) if one.covers(day)]
        if stands and stands[-1].standing not in OVER:
            return row
    return None


def steps_of(period: Period, alliance: Alliance) -> tuple[Step, ...]:
    """The steps of a period; of one that was imported, those that its words mean."""
    if period.steps:
        return period.steps
    return tuple(Step(one.standing, one.starts) for one in stretches(period, formed_day(alliance)))


def _with(
    says: Period, before: Sequence[Step], moves: Sequence[Move], *, joined: bool = False
) -> Period:
    steps = (*before, *(Step(one.to, one.on) for one in moves))
    classes = [one.member_class for one in moves if one.member_class]
    role = ROLE[classes[-1]] if classes else says.role
    source = moves[-1].why or says.source
    return _ending(replace(says, role=role, steps=steps, source=source), joined=joined)


def _ending(says: Period, *, joined: bool = False) -> Period:
    """The period with the dates and the word that its steps mean; refused where they cannot be."""
    if reason := why_not_steps(says):
        raise RuleBroken(f"{reason[0].upper()}{reason[1:]}. Check the days, or correct them first.")
    parties = [step.on for step in says.steps if step.standing is Standing.PARTY]
    last = says.steps[-1]
    given = [step.on for step in says.steps if step.standing is Standing.NOTICE_GIVEN]
    # A notice that was followed by membership again was taken back.
    stands = given and not any(on >= given[-1] for on in parties)
    undated = says.joined is None and says.steps[0].standing is Standing.PARTY and not joined
    return replace(
        says,
        status=last.standing.value,
        joined=None if undated else _on(parties[0] if parties else None, says.joined),
        notice_given=_on(given[-1] if stands else None, says.notice_given),
        left=_on(last.on if last.standing is Standing.WITHDRAWN else None, says.left),
    )


def _on(day: dt.date | None, known: PartialDate | None) -> PartialDate | None:
    """A day; as the source gave it, where it gave this one."""
    if day is None or (known is not None and known.first_day == day):
        return known if day is not None else None
    return PartialDate(day.isoformat(), Precision.DAY)


def period_known(period_id: uuid.UUID) -> MembershipPeriod | None:
    """What is known now of a period."""
    return db.session.scalars(
        select(MembershipPeriod).where(
            MembershipPeriod.period_id == period_id, MembershipPeriod.known_until.is_(None)
        )
    ).first()


def kept_since(
    alliance: Alliance, state: str, day: dt.date, until: dt.date | None = None
) -> list[Move]:
    """What is recorded of a state after a day, and before another, besides that it leaves."""
    row = period_under_way(alliance, state, day)
    if row is None:
        return []
    return [
        Move(step.standing, step.on, row.source)
        for step in steps_of(as_period(row), alliance)
        if step.on > day
        and (until is None or step.on < until)
        and step.standing is not Standing.WITHDRAWN
    ]


def is_suspended(alliance: Alliance, state: str, day: dt.date) -> bool:
    """Whether a state is suspended on a day."""
    row = period_under_way(alliance, state, day)
    steps = steps_of(as_period(row), alliance) if row is not None else ()
    held = [step.standing for step in steps if step.on <= day]
    return bool(held) and held[-1] is Standing.SUSPENDED
