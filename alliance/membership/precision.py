"""Days to the precision of their source: what computes as a first day is shown as it was given."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alliance.core.dates import PartialDate
from alliance.membership.rules import Period, Standing, Step


@dataclass(frozen=True)
class Said:
    """A step of a period; `text` is its day as the source gives it ("2007"), "" where it is none.

    `formed` says that the source gives no day: it counts from that on which the body was formed.
    """

    standing: Standing
    on: dt.date
    text: str
    formed: bool = False


def said_steps(
    period: Period, steps: Sequence[Step], formed: PartialDate | None
) -> tuple[Said, ...]:
    """The steps of a period, with their days as the source gives them."""
    return tuple(
        _said(period, step, formed, first=number == 0) for number, step in enumerate(steps)
    )


def _said(period: Period, step: Step, formed: PartialDate | None, *, first: bool) -> Said:
    given = {
        Standing.PARTY: period.joined,
        Standing.NOTICE_GIVEN: period.notice_given,
        Standing.WITHDRAWN: period.left,
    }.get(step.standing, period.joined if first else None)
    if given is not None and given.first_day == step.on:
        return Said(step.standing, step.on, given.text)
    if step.on == dt.date.min:
        return Said(step.standing, step.on, "")
    if first and period.joined is None and formed is not None and formed.first_day == step.on:
        return Said(step.standing, step.on, formed.text, formed=True)
    return Said(step.standing, step.on, step.on.isoformat())


def coarsest(texts: Iterable[str]) -> dict[dt.date, str]:
    """By the first day that each of these dates may mean, the least precise of them."""
    found: dict[dt.date, str] = {}
    for text in texts:
        day = dt.date.fromisoformat(f"{text}-01-01"[:10])
        if day not in found or len(text) < len(found[day]):
            found[day] = text
    return found
