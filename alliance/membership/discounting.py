"""What follows for a membership when what made the state a party is found not to count, or to.

Not an act itself: the operations that find it (enactments) call it and say so in the ledger.
"""

import datetime as dt
import uuid
from dataclasses import replace

from alliance.core.db import db
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.moving import (
    correct,
    ending,
    period_known,
    period_under_way,
    say,
    stands,
    steps_of,
)
from alliance.membership.notices import (
    Leaving,
    Steps,
    bare,
    notice_of,
    with_notice,
    without_notice,
)
from alliance.membership.queries import as_period
from alliance.membership.rules import MemberClass, Standing, Step
from alliance.membership.timeline import began
from alliance.states.reference import today_in

PENDING = Standing.PENDING_INSTRUMENT
Discounted = tuple[uuid.UUID, int]  # a period, and the version of it that was discounted


def discount(alliance: Alliance, state: str, why: str) -> MembershipPeriod | None:
    """Say that what made a state a party does not count; None where it counts already no more.

    It is pending again from the day on which it became a party, as known from now; what it did as
    a party (a suspension) is no step of its any more, and a notice goes on without one. As known
    before, it counted.
    """
    row = period_under_way(alliance, state, today_in(state))
    says = as_period(row) if row is not None else None
    if row is None or says is None or says.member_class is not MemberClass.PARTY:
        return None
    kept = pending_of(steps_of(says, alliance))
    return correct(alliance, row, kept, why) if kept is not None else None


def pending_of(steps: Steps) -> Steps | None:
    """The steps of a period whose membership does not count; None where there is none."""
    first = began(steps)
    if first is None:
        return None
    before = steps[:first]
    if before and before[-1].standing is PENDING:
        return before
    return (*before, Step(PENDING, steps[first].on))


def waits(alliance: Alliance, before: Discounted, on: dt.date | None = None) -> bool:
    """Whether a state is pending since it was discounted, and could count again (from a day).

    One whose withdrawal took effect meanwhile could count up to that day.
    """
    row = period_known(before[0])
    if row is None:
        return False
    now, gone = _parts(steps_of(as_period(row), alliance))
    laid = pending_of(_then(alliance, before)) or ()
    same = [step.standing for step in now] == [step.standing for step in laid]
    return same and (on is None or gone is None or max(on, now[-1].on) < gone.on)


def restore(
    alliance: Alliance, before: Discounted, why: str, on: dt.date | None = None
) -> MembershipPeriod | None:
    """Say that a state counts again; None where it does not wait for that.

    What was said before it was discounted is said again, with the days that were corrected since;
    or, with a day, the state is a party from that day on and was pending until then. Either way
    what it did as a party holds again, and its notice goes on as it is known by now.
    """
    row = period_known(before[0])
    if row is None or not waits(alliance, before, on):
        return None
    notice = _noticed(alliance, before)
    old, says = as_period(db.session.get_one(MembershipPeriod, before)), as_period(row)
    if on is None and notice is None and row.version == before[1] + 1:
        source = "; ".join(one for one in (old.source, why) if one)
        return say(alliance, row, replace(old, source=source))
    now, _ = _parts(steps_of(says, alliance))
    steps = again(now, steps_of(old, alliance), notice, on)
    says = replace(says, joined=old.joined, notice_given=old.notice_given, left=old.left)
    return say(alliance, row, ending(replace(says, steps=steps, source=why)))


def again(now: Steps, then: Steps, notice: Leaving | None, on: dt.date | None) -> Steps:
    """The steps of a period that counts again: as it is pending `now`, and stood `then`."""
    if notice is not None:
        then = bare(then, notice.given_on)
    first = began(then)
    assert first is not None
    # Where it was pending before, that stays; else it was so for being discounted only.
    was = first > 0 and then[first - 1].standing is PENDING
    joined = max(then[first].on, now[-1].on) if was else now[-1].on
    since = max(on or joined, joined)  # no text lets a state count before the day it joined
    head = now if was or on is not None else now[:-1]
    steps = [*head, Step(Standing.PARTY, since)]
    held = stands(then[first:], since)
    if held is not None and held is not Standing.PARTY:
        steps.append(Step(held, since))
    found = (*steps, *(step for step in then[first:] if step.on > since))
    return _after(found, notice)


def _after(steps: Steps, notice: Leaving | None) -> Steps:
    """These steps with a notice, and with its being taken back."""
    if notice is None:
        return steps
    back = notice.rescinded_on
    if back is None:
        return with_notice(steps, notice)
    # What was taken back in time cut nothing off, such as a suspension from a later day on.
    in_time = notice.effective_on is None or notice.effective_on > back
    found = with_notice(steps, Leaving(notice.given_on) if in_time else notice)
    return without_notice(found, back)


def _then(alliance: Alliance, before: Discounted) -> Steps:
    return steps_of(as_period(db.session.get_one(MembershipPeriod, before)), alliance)


def _noticed(alliance: Alliance, before: Discounted) -> Leaving | None:
    """The notice that ran when the state was discounted, as it is known now."""
    discounted = db.session.get_one(MembershipPeriod, (before[0], before[1] + 1))
    return notice_of(alliance, discounted.state_code, discounted.known_from)


def _parts(steps: Steps) -> tuple[Steps, Step | None]:
    """The steps of a period without its end, and the end."""
    if steps and steps[-1].standing is Standing.WITHDRAWN:
        return steps[:-1], steps[-1]
    return steps, None
