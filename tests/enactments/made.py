"""Campaigns and the texts that states enact in them, as their tests use them."""

import datetime as dt

from alliance.core.record import moment
from alliance.core.transaction import transaction
from alliance.enactments import determining, operations
from alliance.enactments.models import Enacted
from alliance.enactments.operations import Asking, Said
from alliance.enactments.rules import Finding
from alliance.instruments.rules import Facts, Kind, Purpose, Stage
from alliance.states.reference import today_in
from alliance.votes.ways import Way
from tests import make
from tests.people import SECRETARIAT, liaison

MODEL = """Article I. Purpose
The party states shall recognize one another's licenses.

Article II. Fees
(a) The fee is 25 dollars.
(b) A party state shall answer within 30 days.
"""
OTHER = MODEL.replace("30 days", "60 days").replace("shall recognize", "may recognize")
MAJORITY = {"majorities": [{"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}]}
REASONS = "Article II, paragraph (b) allows twice the time."


def act(verb, role, *args, **words):
    """Do something as somebody, in a transaction of its own."""
    with transaction():
        return verb(make.actor(role), *args, **words).result


def asking(title="Licensing compact, 2027 text", **more):
    """What a campaign asks, unless told otherwise: four states."""
    given = {"text": MODEL, "threshold": {"at_least": {"count": "4"}}, **more}
    return Asking(title, **given)


def campaign(purpose=Purpose.JOIN, body=None, **more):
    """A campaign of the secretariat."""
    body = body or make.alliance()
    return act(operations.open_campaign, SECRETARIAT, body, purpose=purpose, asking=asking(**more))


def facts(state="CO", stage=Stage.MADE, text=MODEL, effective=None, **more):
    """What is known of a state's bill."""
    day = today_in(state)
    made = stage is Stage.MADE
    given = {
        "stage_on": day,
        "bill": "HB 12",
        "sponsor": "Rep. Ito",
        "citation": "Laws 2027, chapter 12" if made else "",
        "enacted_on": day if made else None,
        "effective_on": effective or (day if made else None),
        "text": text,
        **more,
    }
    return Facts(stage, **given)


def reported(one, state="CO", role=None, base=None, **more):
    """A state's office says where it stands."""
    said = Said(state, Kind.STATUTE, facts(state, **more), base)
    return act(operations.report, role or liaison(state), one, said=said)


def in_campaign(one, instrument):
    """The instrument in its campaign, as pages and operations are given it."""
    return Enacted(one, instrument)


def determined(one, instrument, finding=Finding.DIFFERENT, role=SECRETARIAT, reasons=REASONS):
    """The secretariat determines what the text is."""
    what = in_campaign(one, instrument)
    words = {"finding": finding, "reasons": reasons, "seen": what.texts}
    return act(determining.determine, role, what, **words)


def at(day, hour=18):
    """An instant on a day."""
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


def asked_of_members(one, instrument, rule=MAJORITY):
    """The question whether the text is similar, put to the members for two weeks."""
    what = in_campaign(one, instrument)
    with transaction():
        closes = moment(one.stream) + make.TWO_WEEKS  # the ledger may be ahead of the clock
    words = {"rule": rule, "way": Way(closes), "seen": what.texts}
    return act(determining.put, SECRETARIAT, what, **words)


def everything():
    """A closed campaign with a text that was determined, and asked about."""
    one = campaign(Purpose.AMEND)
    bill = reported(one, "UT", text=OTHER)
    determined(one, bill)
    asked_of_members(one, bill)
    act(operations.close_campaign, SECRETARIAT, one, why="the threshold was reached")
    return one
