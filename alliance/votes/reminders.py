"""When those who have not answered are reminded: pure."""

import datetime as dt
from collections.abc import Collection, Sequence

from alliance.votes.rules import Mode

HALF, LAST_DAY = "half time", "last day"
DAY = dt.timedelta(days=1)
SHORTEST = dt.timedelta(hours=2)  # whoever has less time than this is told of the opening only
APART = dt.timedelta(hours=12)  # two reminders nearer than this are one


def due(mode: str, since: dt.datetime, closes_at: dt.datetime) -> Sequence[tuple[str, dt.datetime]]:
    """The reminders of a time for answers that begins and ends then: which, and when.

    Half time, and a day before the close. In a meeting everybody sees what is open.
    """
    span = closes_at - since
    if mode == Mode.MEETING or span < SHORTEST:
        return []
    half, last = since + span / 2, closes_at - DAY
    if last - half < APART:
        return [(HALF, half)]
    return [(HALF, half), (LAST_DAY, last)]


def why_nobody_is(mode: str) -> str:
    """The reason against any reminder of a question that is put in this way, or ""."""
    if mode == Mode.MEETING:
        return (
            "This question is put in a meeting: who is there sees that it is open, and who is not "
            "cannot answer."
        )
    return ""


def why_not_remind(
    *,
    open_: bool,
    closes_at: dt.datetime,
    now: dt.datetime,
    missing: Collection[str],
    before: dt.datetime | None,
) -> str:
    """The reason against a reminder by hand, or ""; `before`: when one was sent last, by hand."""
    if not open_ or now >= closes_at:
        return "The time for answers has passed: there is nothing to remind of."
    if not missing:
        return "Every state has answered: there is nobody to remind."
    if before is not None and now < before + DAY:
        return "A reminder was sent within the last day. Wait a day before the next."
    return ""
