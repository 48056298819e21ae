"""How long something may be shared, and when that ends: pure."""

import datetime as dt
from zoneinfo import ZoneInfo

MOST = 50  # guests to whom one office shares one text at a time


def latest(today: dt.date) -> dt.date:
    """The last day until which something may be shared today: a year from now."""
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + 1, day=28 if leap_day else today.day)


def why_not_until(until: dt.date, today: dt.date) -> str:
    """The reason against this last day, or ""; `today` is the sharing office's."""
    if until < today:
        return "This day has passed. Choose today or a later day."
    if until > latest(today):
        return (
            f"A text is shared for a year at most. Choose {latest(today).isoformat()} or an "
            "earlier day; it can be shared again then."
        )
    return ""


def ends_at(until: dt.date, zone: str) -> dt.datetime:
    """The instant at which a share is over: midnight after its last day, on that zone's clocks."""
    midnight = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return midnight.astimezone(dt.UTC)


def title_of(name: str, organisation: str) -> str:
    """The name of the office that a guest is given."""
    return f"Guest: {name}, {organisation}"
