"""Reminders, once for each person and event: an expected day is near, or nothing was recorded.

A job looks again at an instrument when something may be due; what is due is worked out when it
runs, so that what was recorded meanwhile holds.
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from alliance.charters.queries import offices_in
from alliance.core import clock
from alliance.core.outbox import Taken, once
from alliance.core.transaction import transaction
from alliance.enactments.models import Campaign, Enacted
from alliance.enactments.queries import enacted, lines, newest_of
from alliance.enactments.rules import awaited, remind_on
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Stage
from alliance.states.reference import jurisdictions, today_in

JOB = "enactments:remind"
MORNING = dt.time(7)  # on the clock of the state


def leave(campaign: Campaign) -> None:
    """Leave the jobs for every state of a campaign."""
    for line in lines(campaign):
        what = enacted(None, line.instrument_id)
        if what is not None:
            leave_for(campaign, what.instrument)


def leave_for(campaign: Campaign, one: Instrument) -> None:
    """Leave the jobs that look at an instrument when a reminder may be due."""
    if campaign.closed_at is not None or not awaited(Stage(one.known.stage)):
        return
    key = f"{JOB}:{one.id}:{one.version}:{campaign.version}"
    job = {"instrument": str(one.id)}
    if (near := near_at(campaign, one)) is not None:
        once(JOB, f"{key}:expected", job, near)
    once(JOB, f"{key}:silent", job, silent_at(campaign, one))


def near_at(campaign: Campaign, one: Instrument) -> dt.datetime | None:
    """When the expected day is near: the morning so many days before it, in the state."""
    expected = one.known.expected_on
    if expected is None:
        return None
    day = remind_on(expected, campaign.says.before_days)
    zone = ZoneInfo(jurisdictions()[one.state_code].zone)
    return dt.datetime.combine(day, MORNING, zone).astimezone(dt.UTC)


def silent_at(campaign: Campaign, one: Instrument) -> dt.datetime:
    """When nothing was recorded of an instrument for so many days."""
    return one.known.at + dt.timedelta(days=campaign.says.silent_days)


def remind_when_due(job: Taken) -> None:
    """What time does: a reminder goes out, if there is still something to be reminded of."""
    with transaction():
        what = enacted(None, uuid.UUID(str(job.facts["instrument"])))
        if what is not None:
            remind(what)


def remind(what: Enacted) -> None:
    """Leave what reminders are due of an instrument, each once."""
    campaign, one = what.campaign, what.instrument
    now, known = clock.now(), one.known
    newest = newest_of(campaign, one.state_code)
    if campaign.closed_at is not None or newest is not one or not awaited(Stage(known.stage)):
        return
    near = near_at(campaign, one)
    ahead = known.expected_on is not None and today_in(one.state_code) <= known.expected_on
    if near is not None and near <= now and ahead:
        _leave_mail(what, "enactments/mail/expected", f"{one.id}:{known.expected_on}")
    if silent_at(campaign, one) <= now:
        _leave_mail(what, "enactments/mail/silent", f"{one.id}:{one.version}")


def tell_of(what: Enacted, determination_id: uuid.UUID) -> None:
    """Tell the alliance, and the state that may not count in it any more, of a determination."""
    about, template = str(what.instrument.id), "enactments/mail/determined"
    own = "+".join(str(one) for one in own_offices(what))
    audience = f"alliance:{what.alliance.id}" + (f"+{own}" if own else "")
    facts = {"audience": audience, "template": template, "about": about}
    once("mail", f"{template}:{determination_id}", facts, clock.now())


def own_offices(what: Enacted) -> list[uuid.UUID]:
    """The offices that stand for the state in the alliance."""
    kind = what.alliance.represented_by
    return [one.id for one in offices_in([what.instrument.state_code]) if one.kind == kind]


def _leave_mail(what: Enacted, template: str, key: str) -> None:
    """One message for the secretariat and for the state's own office."""
    seat = what.alliance.secretariat_id
    meant = [*([seat] if seat else []), *own_offices(what)]
    if not meant:
        return
    audience = "office:" + "+".join(str(one) for one in meant)
    facts = {"audience": audience, "template": template, "about": str(what.instrument.id)}
    once("mail", f"{template}:{key}", facts, clock.now())
