"""What can be done with shares."""

import datetime as dt
from dataclasses import dataclass

from alliance.accounts.models import Office
from alliance.accounts.operations import guest_office
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, OwnBusiness, RuleBroken, operation
from alliance.core.record import hold, moment
from alliance.guests import queries
from alliance.guests.letters import write
from alliance.guests.models import Share
from alliance.guests.policy import Do
from alliance.guests.rules import MOST, ends_at, title_of, why_not_until
from alliance.membership.queries import bound_states
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import parts_that_differ, under_review, version_for
from alliance.resolutions.rules import Reviewed, Stage, what_changed
from alliance.staffing.operations import invite_guest, take_back_from_guest

SERVES = (
    "Somebody with this e-mail address serves in an office of a member state or in the "
    "secretariat. A guest is a person of a non-member: members read a text when it is circulated."
)


@dataclass(frozen=True)
class Guest:
    """Whom the sharing office means."""

    name: str
    organisation: str
    email: str


@operation(Do.SHARE)
def share(
    actor: Actor, resolution: Resolution, *, guest: Guest, until: dt.date, reviewed: Reviewed
) -> Act[Share]:
    """Show one version of a text, the one that was reviewed, to a guest until a day."""
    assert actor.office_id
    assert actor.person_id
    email = guest.email.lower()
    _hold_to(reviewed, actor, resolution)
    hold(f"guests:{email}")  # two offices may mean the same person at once
    _refuse(actor, resolution, email, until)
    office = queries.office_of_guest(email) or _new_office(actor, resolution, guest)
    way_in = invite_guest(actor, office, email)
    now = moment(OwnBusiness(actor).stream)
    made = Share(
        id=clock.new_id(),
        resolution_id=resolution.id,
        resolution=resolution,
        version=reviewed.version,
        office_id=actor.office_id,
        guest_id=office.id,
        name=guest.name,
        organisation=guest.organisation,
        email=email,
        until=until,
        ends_at=ends_at(until, actor.zone),
        shared_at=now,
        shared_by_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    write(made.id, secret=way_in.secret if way_in else "")
    facts = {
        "share": made.id,
        "resolution": resolution.id,
        "version": made.version,
        "text_sha256": reviewed.text_sha256,
        "until": until,
    }
    return Act(made, OwnBusiness(actor, resolution), facts, now)


@operation(Do.END)
def end(actor: Actor, share: Share) -> Act[Share]:
    """Show it to the guest no more."""
    if share.ended_at:
        raise RuleBroken("This was ended already.")
    now = moment(OwnBusiness(actor).stream)
    share.ended_at, share.ended_by_id = max(now, share.shared_at), actor.person_id
    db.session.flush()
    if not queries.anything_left(share.guest_id):
        take_back_from_guest(actor, share.guest_id)
    facts = {"share": share.id, "resolution": share.resolution_id}
    return Act(share, OwnBusiness(actor, share.resolution), facts, share.ended_at)


def _hold_to(reviewed: Reviewed, actor: Actor, resolution: Resolution) -> None:
    """Refuse, under the lock of its row, to show another text than the one that was reviewed."""
    if resolution.stands is Stage.WITHDRAWN:
        raise RuleBroken("This resolution is withdrawn. It is shown to no guest any more.")
    now = under_review(resolution, version_for(actor, resolution))
    if reviewed != now:
        parts = parts_that_differ(resolution, reviewed, now)
        raise ChangedMeanwhile(what_changed(reviewed, now, parts))


def _refuse(actor: Actor, resolution: Resolution, email: str, until: dt.date) -> None:
    if reason := why_not_until(until, clock.day_in(actor.zone)):
        raise RuleBroken(reason)
    alliance = resolution.alliance
    offices = [one for one in (actor.office_id, alliance.secretariat_id) if one]
    if queries.serves_there(email, bound_states(alliance), offices):
        raise RuleBroken(SERVES)
    assert actor.office_id
    shown = queries.open_shares(actor.office_id, resolution.id)
    for one in shown:
        if one.email == email:
            raise RuleBroken(
                f"Your office shares this text with {one.name} until {one.until.isoformat()} "
                "already. End that first."
            )
    if len(shown) >= MOST:
        raise RuleBroken(f"Your office shares this text with {MOST} guests. End one of them first.")


def _new_office(actor: Actor, resolution: Resolution, guest: Guest) -> Office:
    title = title_of(guest.name, guest.organisation)
    return guest_office(title, actor.zone, demo=resolution.office.demo)
