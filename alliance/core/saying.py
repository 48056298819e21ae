"""How dates, instants and numbers are said on pages and in mail."""

import datetime as dt
from zoneinfo import ZoneInfo

_HALVES = ("a.m.", "p.m.")


def day(when: dt.date) -> str:
    """Friday, December 4, 2026."""
    return f"{when:%A}, {when:%B} {when.day}, {when.year}"


def partial(text: str | None) -> str:
    """A date as precisely as it is known: "March 15, 2019", "July 2019", "2019", or ""."""
    if not text:
        return ""
    year, *rest = text.split("-")
    if not rest:
        return year
    month = dt.date(2000, int(rest[0]), 1).strftime("%B")
    return f"{month} {int(rest[1])}, {year}" if len(rest) > 1 else f"{month} {year}"


def dated(text: str | None) -> str:
    """A date in full where its day is known ("Friday, December 4, 2026"), else as it is known."""
    return day(dt.date.fromisoformat(text)) if text and len(text) == 10 else partial(text)


def clock_time(when: dt.datetime) -> str:
    """5:00 p.m."""
    return f"{when.hour % 12 or 12}:{when:%M} {_HALVES[when.hour >= 12]}"


def instant(when: dt.datetime, zone: str) -> str:
    """Friday, December 4, 2026, 5:00 p.m. MST, in the zone with this IANA name."""
    local = when.astimezone(ZoneInfo(zone))
    # Some zones have no letters of their own; their offset is said instead.
    name = local.tzname() or ""
    named = name if name[:1].isalpha() else f"UTC{local:%z}"
    return f"{day(local.date())}, {clock_time(local)} {named}"


# Zones by the names that people at their capitals use.
ZONES = {
    "America/Anchorage": "Alaska Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Indiana/Indianapolis": "Eastern Time",
    "America/Los_Angeles": "Pacific Time",
    "America/New_York": "Eastern Time",
    "America/North_Dakota/Center": "Central Time",
    "America/Phoenix": "Mountain Standard Time, all year",
    "America/Puerto_Rico": "Atlantic Standard Time, all year",
    "America/St_Thomas": "Atlantic Standard Time, all year",
    "Pacific/Guam": "Chamorro Standard Time, all year",
    "Pacific/Honolulu": "Hawaii Standard Time, all year",
    "Pacific/Pago_Pago": "Samoa Standard Time, all year",
    "Pacific/Saipan": "Chamorro Standard Time, all year",
}


def zone_name(zone: str) -> str:
    """Mountain Time; the IANA name of a zone that has no other here."""
    return ZONES.get(zone, zone)


def ago(when: dt.datetime, now: dt.datetime) -> str:
    """In 3 days, 5 minutes ago, just now: for near instants; "" for those over 30 days away."""
    seconds = (when - now).total_seconds()
    size = abs(seconds)
    if size < 60:
        return "just now" if seconds <= 0 else "in less than a minute"
    for unit, length, most in (("minute", 60, 60), ("hour", 3600, 48), ("day", 86400, 30)):
        count = int(size // length)
        if count < most or (unit == "day" and count == most):
            words = f"{count} {unit}{'s' if count != 1 else ''}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return ""


def number(value: object) -> str:
    """Grouped by thousands."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def listed(words: list[str]) -> str:
    """Colorado, New Mexico and Utah."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def read_local(text: str, zone: str) -> list[dt.datetime]:
    """The instants at which a wall clock in this zone shows `text` (ISO 8601, to the minute).

    None of them when it is no such text or the clocks skip that time; two where they are put back
    and show it twice.
    """
    try:
        plain = dt.datetime.fromisoformat(text)
    except ValueError:
        return []
    if plain.tzinfo is not None:
        return []
    found = []
    for fold in (0, 1):
        instant = plain.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(dt.UTC)
        back = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if back == plain and instant not in found:
            found.append(instant)
    return found
