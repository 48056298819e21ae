"""A person's desk as a calendar (RFC 5545), for the programs that subscribe to one.

What is due is an event that ends when it is due and takes nobody's time: Outlook, Apple's and
Google's calendars show events, while most leave out tasks. What has no time is a task. Titles are
those that the whole alliance knows; of what only the office knows there is no title.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from alliance.accounts.queries import actor_by_id
from alliance.authority.queries import binds
from alliance.authority.rules import MAY_HOLD
from alliance.core.actor import Actor
from alliance.mailing.queries import whose_calendar
from alliance.membership.bodies import with_bodies
from alliance.workspaces.desk import Desk, desk
from alliance.workspaces.items import Item

SHOWN = dt.timedelta(minutes=30)  # how long an event is, before it is due
MET = dt.timedelta(hours=1)  # how long a meeting is shown: nobody says when it ends
EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
AGAIN = dt.timedelta(hours=1)  # when a program should ask again
# What is the office's own has no title outside its pages.
OWN = {
    "draft": "A draft of your office",
    "transition": "What a former principal left open",
    "access": "Somebody asks for access",
    "sign-in": "A sign-in waits to be linked",
    "lost": "A second factor was lost",
}
AN_ACT = "An act of your office"


def reader_of(secret: str) -> Actor | None:
    """The person whose calendar has this secret, in the office for which it was made."""
    whose = whose_calendar(secret)
    found = with_bodies(actor_by_id(*whose)) if whose else None
    # Whom the register names finds the same desk here as on the page.
    named = found is not None and bool(found.state) and found.rank in MAY_HOLD
    return replace(found, binds=binds(found)) if found and named else found


def as_calendar(reader: Actor, host: str) -> bytes:
    """The reader's desk as an iCalendar file; the same desk is the same file."""
    return _calendar(reader, desk(reader), host)


def _calendar(reader: Actor, found: Desk, host: str) -> bytes:
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Alliance//Desk//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Desk: {reader.office_name}")
    made.add("x-wr-timezone", reader.zone)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", AGAIN)
    items = list(_worded(found))
    for item, words in items:
        made.add_component(_component(item, words, reader, host))
    dues = [item.due for item, _ in items if item.due]
    if dues:
        made.add_missing_timezones(*_span(dues))
    ical: bytes = made.to_ical()
    return ical


def _worded(found: Desk) -> Iterator[tuple[Item, str]]:
    """Each item with how its line begins, for whoever sees it among other appointments."""
    for item in found.act:
        yield item, item.action
    for item in found.inside:
        yield item, item.action if item.is_draft else "A colleague acts"
    for item in found.others:
        yield item, "Meeting" if item.is_meeting else "Waiting for others"


def _component(item: Item, words: str, reader: Actor, host: str) -> Any:
    from icalendar import Event, Todo

    one = Event() if item.due else Todo()
    title, why = (_hidden(item), "") if item.own else (item.title, item.why)
    one.add("uid", f"{item.key.replace(':', '-')}@{host}")
    one.add("summary", f"{words}: {title}" if words else title)
    one.add("description", why)
    one.add("url", url_for(item.endpoint, _external=True, **dict(item.where)))
    one.add("dtstamp", item.at)
    one.add("last-modified", item.at)
    one.add("sequence", max(0, int((item.at - EPOCH).total_seconds())))
    if item.due:
        first, last = _span_of(item, item.due)
        one.add("dtstart", first.astimezone(ZoneInfo(reader.zone)))
        one.add("dtend", last.astimezone(ZoneInfo(reader.zone)))
        one.add("transp", "OPAQUE" if item.is_meeting else "TRANSPARENT")
    return one


def _span_of(item: Item, due: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """A meeting begins at its time and takes some; anything else is shown before it is due."""
    return (due, due + MET) if item.is_meeting else (due - SHOWN, due)


def _hidden(item: Item) -> str:
    """What stands for a title that only the office knows, or that would tell its inner steps."""
    return OWN.get(item.key.partition(":")[0], AN_ACT)


def _span(dues: Iterable[dt.datetime]) -> tuple[dt.date, dt.date]:
    """The years for which the rules of the zone are written out."""
    years = sorted(due.year for due in dues)
    return dt.date(years[0] - 1, 1, 1), dt.date(years[-1] + 2, 1, 1)
