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
from alliance.membership.notices import Leaving, notice_of, with_notice, without_notice
from alliance.membership.queries import as_period, formed_day
from alliance.membership.recording import Fact, keep
from alliance.membership.rules import MemberClass, Period, Standing, Step
from alliance.membership.timeline import OVER, stretches, why_not_steps

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
    Raises RuleBroken where one cannot follow what is known, and where a state whose membership
    does not count comes in anew while a notice runs that it gave as a member.
    """
    now = moment(alliance.stream)
    before = period_under_way(alliance, state, moves[0].on)
    if before is None:
        made = Period(state, ROLE[moves[0].member_class or MemberClass.PARTY], "")
        fact = Fact(clock.new_id(), 0, _with(made, (), moves, joined=True), now)
    else:
        says = as_period(before)
        _refuse_while_leaving(alliance, says, moves[0])
        kept = [step for step in steps_of(says, alliance) if step.on <= moves[0].on]
        if kept and kept[-1] == Step(moves[0].to, moves[0].on):
            kept.pop()  # the same is said again, with what follows
        known_from = max(now, before.known_from)
        fact = Fact(before.period_id, before.version, _with(says, kept, moves), known_from)
    keep(alliance, [fact])
    return db.session.get_one(MembershipPeriod, (fact.period_id, fact.before + 1))


def _refuse_while_leaving(alliance: Alliance, says: Period, first: Move) -> None:
    standing = stands(steps_of(says, alliance), first.on)
    if standing is Standing.PENDING_INSTRUMENT and (
        notice := notice_of(alliance, says.state) if first.to is not standing else None
    ):
        raise RuleBroken(
            f"A notice of withdrawal runs that was given on {notice.given_on.isoformat()}. "
            "It is rescinded first, or takes effect."
        )


def leave(
    alliance: Alliance, state: str, notice: Leaving, why: str, *, in_effect: bool = False
) -> MembershipPeriod | None:
    """Move a state as its notice says; None where there is nothing to move.

    A state that is pending since its membership was found not to count stays so, until (with
    `in_effect`) its withdrawal takes effect: then it is out. Raises RuleBroken where one step
    cannot follow another.
    """
    row = period_under_way(alliance, state, notice.given_on)
    if row is None:
        return None
    steps = steps_of(as_period(row), alliance)
    on = notice.effective_on
    if in_effect and on is not None and stands(steps, on) is Standing.PENDING_INSTRUMENT:
        kept = tuple(step for step in steps if step.on <= on)
        return correct(alliance, row, (*kept, Step(Standing.WITHDRAWN, on)), why)
    wanted = with_notice(steps, notice)
    return correct(alliance, row, wanted, why) if wanted != steps else None


def stay(alliance: Alliance, state: str, on: dt.date, why: str) -> MembershipPeriod | None:
    """Move a state that takes its notice back on a day; None where there is nothing to move."""
    row = period_under_way(alliance, state, on)
    if row is None:
        return None
    steps = steps_of(as_period(row), alliance)
    wanted = without_notice(steps, on)
    return correct(alliance, row, wanted, why) if wanted != steps else None


def stands(steps: Sequence[Step], day: dt.date) -> Standing | None:
    """How a state stands on a day by the steps of a period; of two on a day the later holds."""
    held = [step.standing for step in steps if step.on <= day]
    return held[-1] if held else None


def stands_on(alliance: Alliance, state: str, day: dt.date) -> Standing | None:
    """How a state stands on a day by its period that is not over, if there is one."""
    row = period_under_way(alliance, state, day)
    return stands(steps_of(as_period(row), alliance), day) if row is not None else None


def correct(
    alliance: Alliance, row: MembershipPeriod, steps: Sequence[Step], why: str
) -> MembershipPeriod:
    """Say anew on which days a period stood how; what was known before stays as known then."""
    return say(alliance, row, ending(replace(as_period(row), steps=tuple(steps), source=why)))


def say(alliance: Alliance, row: MembershipPeriod, says: Period) -> MembershipPeriod:
    """Say something else of a period from now on."""
    now = max(moment(alliance.stream), row.known_from)
    fact = Fact(row.period_id, row.version, says, now)
    keep(alliance, [fact])
    return db.session.get_one(MembershipPeriod, (row.period_id, row.version + 1))


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
    return ending(replace(says, role=role, steps=steps, source=source), joined=joined)


def ending(says: Period, *, joined: bool = False) -> Period:
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
