"""Whether a new row repeats, fills in or follows the periods already known."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from alliance.membership.rules import Period, Standing, standing_of
from alliance.membership.timeline import OVER

_OVER = frozenset({Standing.WITHDRAWN, Standing.UNKNOWN})


class MatchKind(StrEnum):
    """What a new row is to the periods of its state in its body."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Match:
    """The finding: `index` of the period it concerns, or why the row is refused and where."""

    kind: MatchKind
    index: int | None = None
    column: str | None = None
    reason: str = ""
    fix: str = ""


def match(existing: Sequence[Period], new: Period) -> Match:
    """Place a row among the periods of the same state in the same body.

    A row with the same facts is unchanged. A row that only fills empty dates of a period, or says
    other things about a period with the same dates, changes it. Any other row is another period,
    and may not overlap the ones that are known.
    """
    if ends_before_it_begins(new):
        return Match(
            MatchKind.REFUSED,
            column="left",
            reason="left is before joined",
            fix="left is the first day out: write the same day as joined or a later one",
        )
    for index, period in enumerate(existing):
        if period.facts == new.facts:
            return Match(MatchKind.UNCHANGED, index)
    filled = _filled_by(existing, new)
    for index, period in enumerate(existing):
        if index != filled and _overlap(period, new):
            return _refused_overlap(period, new)
    if filled is not None:
        return Match(MatchKind.CHANGED, filled)
    return Match(MatchKind.ADDED)


def ends_before_it_begins(period: Period) -> bool:
    """Whether `left` lies before `joined` however its missing month or day is read."""
    if period.left is None or period.joined is None:
        return False
    return period.left.last_day < period.joined.first_day


def _filled_by(existing: Sequence[Period], new: Period) -> int | None:
    """The period that the row speaks of; one with the same `joined` goes first."""
    fitting = [index for index, period in enumerate(existing) if _fits(period, new)]
    fitting.sort(key=lambda index: existing[index].joined != new.joined)
    return fitting[0] if fitting else None


def _fits(period: Period, new: Period) -> bool:
    if period.steps and period.joined is None and _is_another_time(period, new):
        return False
    pairs = zip(period.dates, new.dates, strict=True)
    if not all(known is None or known == given for known, given in pairs):
        return False
    returned = standing_of(new.status) not in _OVER and new.joined is not None
    # A state that left on an unknown day and now has a date of joining has come back.
    return not (period.end_is_unknown and period.joined is None and returned)


def _is_another_time(period: Period, new: Period) -> bool:
    """Whether a row speaks of another time than a period in which the state was no member.

    An invitation that was declined is over, and is not what any row of a membership speaks of.
    """
    return period.steps[-1].standing in OVER or not _meet(_span(period), _span(new))


def _overlap(period: Period, other: Period) -> bool:
    if period.end_is_unknown or other.end_is_unknown:
        return False
    return _meet(_span(period), _span(other))


def _meet(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


def _span(period: Period) -> tuple[dt.date, dt.date]:
    if period.steps:
        last = period.steps[-1]
        return period.steps[0].on, last.on if last.standing in OVER else dt.date.max
    start = period.start(None)
    return start, dt.date.max if period.left is None else period.left.first_day


def _refused_overlap(period: Period, new: Period) -> Match:
    began = period.joined.text if period.joined else "an unknown day"
    if period.steps and period.joined is None:
        first, last = period.steps[0], period.steps[-1]
        said = f"the time from {first.on} ({first.standing}) to {last.on} ({last.standing})"
        fix = "acts recorded here say so: give days before or after it, or leave the row out"
    elif period.left is None:
        said = f"the period that began on {began} and has not ended"
        fix = "give the day on which that period ended (left), or correct the row"
    else:
        said = f"the period from {began} to {period.left.text}"
        fix = f"joined must be {period.left.text} or later, or left no later than {began}"
    if new.joined is None:
        fix += "; without a date of joining the row counts from the beginning of the body"
    return Match(MatchKind.REFUSED, column="joined", reason=f"overlaps {said}", fix=fix)
