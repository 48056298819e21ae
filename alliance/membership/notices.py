"""How the steps of a period go with a notice that a state has given, or taken back.

A notice runs through whatever else happens to a membership: a suspension stays one, and where the
membership was found not to count (discounting.py) there is nothing to move until it counts again.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alliance.membership.models import Alliance
from alliance.membership.rules import Standing, Step
from alliance.membership.timeline import began

Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Leaving:
    """A notice: given on a day, leaving from `effective_on` (None: not known), or taken back."""

    given_on: dt.date
    effective_on: dt.date | None = None
    rescinded_on: dt.date | None = None


# The notice of a state that runs now, or ran at an instant. Filled in alliance/app.py.
RAN: list[Callable[[Alliance, str, dt.datetime | None], Leaving | None]] = []


def notice_of(alliance: Alliance, state: str, at: dt.datetime | None = None) -> Leaving | None:
    """The notice of a state that ran at an instant, or runs now, as it is known now."""
    found = (ran(alliance, state, at) for ran in RAN)
    return next((one for one in found if one is not None), None)


def with_notice(steps: Steps, notice: Leaving) -> Steps:
    """The steps of a period with those of a notice; as they are where the state does not belong.

    What was recorded besides stays: a suspension before, on or after the day of the notice.
    """
    first = began(steps)
    if first is None:
        return steps
    given = max(notice.given_on, steps[first].on)
    head, tail = _since_party(steps, given)
    if not _has_notice(tail):
        tail = _noted(tail, given)
    on = notice.effective_on
    if on is None:
        return (*head, *tail)
    noted = next(n for n, step in enumerate(tail) if step.standing is Standing.NOTICE_GIVEN)
    kept = [step for n, step in enumerate(tail) if n <= noted or step.on <= on]
    # A membership that counts only from a later day than this ends on that day.
    return (*head, *kept, Step(Standing.WITHDRAWN, max(on, steps[first].on)))


def without_notice(steps: Steps, on: dt.date) -> Steps:
    """The steps after a notice was taken back on a day; as they are where there is none."""
    first = began(steps)
    if first is None or not _has_notice(steps[first:]):
        return steps
    if on < steps[first].on:  # before it counted: the notice never came to anything
        return bare(steps, steps[first].on)
    known = [step for step in steps if step.standing is not Standing.WITHDRAWN]
    before = [step for step in known if step.on <= on]
    if not before or before[-1].standing is Standing.PARTY:
        return steps
    stays = [Step(Standing.PARTY, on)]
    if before[-1].standing is Standing.SUSPENDED:  # and it stays so
        stays.append(Step(Standing.SUSPENDED, on))
    return (*before, *stays, *_as_party(step for step in known if step.on > on))


def bare(steps: Steps, given_on: dt.date) -> Steps:
    """The steps of a period as they would be without the notice given on a day."""
    head, tail = _since_party(steps, given_on)
    kept = list(head)
    for step in _as_party(tail):
        if not kept or kept[-1].standing is not step.standing:
            kept.append(step)
    return tuple(kept)


def _since_party(steps: Steps, day: dt.date) -> tuple[Steps, Steps]:
    """The steps up to the one by which it was a party last, by a day, and those after it.

    The day of leaving is in neither: it is worked out anew.
    """
    known = tuple(step for step in steps if step.standing is not Standing.WITHDRAWN)
    parties = [
        n for n, step in enumerate(known) if step.standing is Standing.PARTY and step.on <= day
    ]
    after = parties[-1] + 1 if parties else 0
    return known[:after], known[after:]


def _noted(tail: Steps, given: dt.date) -> Steps:
    """What follows upon being a party, with a notice; who is suspended then stays so."""
    before = tuple(step for step in tail if step.on <= given)
    after = tuple(step for step in tail if step.on > given)
    noted = [Step(Standing.NOTICE_GIVEN, given)]
    if before and before[-1].standing is Standing.SUSPENDED:
        noted.append(Step(Standing.SUSPENDED, given))
    later = (
        Step(Standing.NOTICE_GIVEN, step.on) if step.standing is Standing.PARTY else step
        for step in after
    )
    return (*before, *noted, *later)


def _as_party(steps: Iterable[Step]) -> Steps:
    return tuple(
        Step(Standing.PARTY, step.on) if step.standing is Standing.NOTICE_GIVEN else step
        for step in steps
    )


def _has_notice(steps: Steps) -> bool:
    return any(step.standing is Standing.NOTICE_GIVEN for step in steps)
