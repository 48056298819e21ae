"""Meetings as their tests use them: called, opened, attended, voted in, signed."""

import datetime as dt

from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.meetings import floor, motions, operations, queries, reviewing, signing_off
from alliance.meetings.floor import There
from alliance.meetings.models import Meeting
from alliance.meetings.motions import Moved
from alliance.meetings.operations import Agenda, Call
from alliance.meetings.policy import Body
from alliance.meetings.rules import Capacity, Way, Word
from alliance.votes.rules import USUAL_RULE
from tests import make
from tests.people import RANKS, SECRETARIAT, secretary

CLERK = SECRETARIAT
SECOND = secretary(RANKS[0])  # another person of the same secretariat
WEEK = dt.timedelta(days=7)
SOON = dt.timedelta(days=90)  # the ledger of a test may be weeks ahead of the clock
YEAS = {"CO": Word.YEA, "UT": Word.YEA, "WY": Word.ABSENT}


def act(verb, role, *args, **words):
    """Do something as somebody, in a transaction of its own."""
    with transaction():
        return verb(make.actor(role), *args, **words).result


def body(slug="ours", group=None):
    """What meets."""
    if group is not None:
        return queries.group_body(None, group.id)
    found = queries.body(None, slug)
    assert isinstance(found, Body)
    return found


def says(title="Annual meeting", starts_at=None, **more):
    """When and where, unless told otherwise: in ninety days, in Denver."""
    given = {"zone": "America/Denver", "place": "Room 12, Capitol", **more}
    return Call(title, starts_at or clock.now() + SOON, **given)


def called(by=CLERK, of=None, **more):
    """A meeting of the alliance."""
    return act(operations.call, by, of or body(), says=says(**more))


def opened(by=CLERK, of=None, **more):
    """The same, called to order."""
    one = called(by, of, **more)
    act(operations.open_meeting, by, one)
    return one


def item(one, title="Report of the committee", by=CLERK, **more):
    """An item on its agenda."""
    return act(operations.set_item, by, one, says=Agenda(title, **more))


def there(one, *states, by=CLERK, time="", how=Way.IN_PERSON, who="Ada Lund, Office"):
    """These states are there; of the others nothing is said."""
    said = [There(code, how, who) for code in states]
    return act(floor.note_attendance, by, one, there=said, time=time)


def gone(one, *states, by=CLERK, time=""):
    """These states leave."""
    said = [There(code, None) for code in states]
    return act(floor.note_attendance, by, one, there=said, time=time)


def attended(*states, **more):
    """An open meeting with these states there; Colorado and Utah unless told otherwise."""
    one = opened(**more)
    there(one, *(states or ("CO", "UT")))
    return one


def moved(one, mover="CO", seconder="UT", words="that the report be accepted", by=CLERK, **more):
    """A motion."""
    return act(motions.move, by, one, says=Moved(mover, seconder, words, **more))


def rolled(one, motion, answers=None, rule=None, by=CLERK):
    """A roll call on it, entered and not confirmed."""
    words = {"rule": rule or dict(USUAL_RULE), "answers": answers or YEAS}
    return act(motions.take_roll, by, one, motion=motion, **words)


def seen(one, motion):
    """The digest of what a second person reviews."""
    fresh(one)
    return reviewing.reviewed(one, queries.course_of(one).motion(motion).roll)


def confirmed(one, motion, by=SECOND):
    """The roll call is confirmed: its outcome."""
    return act(motions.confirm_roll, by, one, motion=motion, sha256=seen(one, motion))


def adjourned(one=None, by=CLERK):
    """A meeting that is over, with one motion carried by a roll call unless another is given."""
    if one is None:
        one = attended()
        key = moved(one)
        rolled(one, key)
        confirmed(one, key)
    act(operations.adjourn, by, one)
    return one


def digest_now(one):
    """The digest of the minutes as they stand."""
    fresh(one)
    return signing_off.sha256_of(signing_off.as_they_stand(one))


def drafted(one=None, by=CLERK, reason=""):
    """The minutes frozen."""
    one = one or adjourned()
    act(signing_off.draft, by, one, sha256=digest_now(one), reason=reason)
    return one


def newest(one):
    """The newest version of its minutes, as somebody reviewed it."""
    found = queries.minutes_now(fresh(one))
    return {"version": found.version, "sha256": found.sha256}


def signed(one=None, by=CLERK, capacity=Capacity.SECRETARY):
    """The minutes signed, and not confirmed."""
    one = one or drafted()
    act(signing_off.sign, by, one, **newest(one), capacity=capacity)
    return one


def closed(one=None, by=SECOND):
    """The minutes confirmed: the meeting is closed."""
    one = signed(one)
    act(signing_off.confirm, by, one, **newest(one))
    return one


def fresh(one):
    """The meeting as it stands in the database."""
    db.session.rollback()
    return db.session.get(Meeting, one.id, populate_existing=True)


def everything():
    """A meeting that is closed and one that was cancelled."""
    closed()
    act(operations.cancel, CLERK, called(), why="Nobody can come")
