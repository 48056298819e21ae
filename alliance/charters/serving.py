"""What can be done with groups, their seats, and the officers of an alliance."""

import datetime as dt
import uuid
from dataclasses import dataclass

from alliance.accounts.models import Office
from alliance.charters import queries
from alliance.charters.classes import in_classes
from alliance.charters.models import ClassMember, Group, Officer, Seat
from alliance.charters.operations import ONE_DAY, Term, end_held, noted, refuse
from alliance.charters.policy import Do
from alliance.charters.queries import Places
from alliance.charters.rules import (
    GroupKind,
    SeatRole,
    holds_on,
    last_day,
    overlap,
    to_end_before,
    why_not_days,
)
from alliance.core import clock, saying
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.membership.models import Alliance
from alliance.states.reference import name_of

LEFT = "Its state left the alliance."
OVER = "The group ended."


@dataclass(frozen=True)
class Holder:
    """Who fills a place: a state through one of its offices, a person in words, or both."""

    state: str = ""
    office: Office | None = None
    person: str = ""

    @property
    def office_id(self) -> uuid.UUID | None:
        """The id of the office, if one is named."""
        return self.office.id if self.office else None


@dataclass(frozen=True)
class Setting:
    """What a group is: its kind, its name and what it is for."""

    kind: GroupKind
    name: str
    purpose: str = ""


@operation(Do.OPEN_GROUP)
def open_group(actor: Actor, alliance: Alliance, *, what: Setting, term: Term) -> Act[Group]:
    """Begin a workstream or a committee."""
    now = moment(alliance.stream)
    refuse(why_not_days(term.from_on, term.last_on))
    for one in queries.groups_of(alliance):
        same = one.name.casefold() == what.name.casefold()
        if same and overlap(one, term.from_on, term.last_on):
            raise RuleBroken(f"There is a group with the name {one.name} on some of these days.")
    made = Group(
        alliance_id=alliance.id,
        alliance=alliance,
        kind=what.kind,
        name=what.name,
        purpose=what.purpose,
        **noted(actor, term, now),
    )
    db.session.add(made)
    db.session.flush()
    return Act(made, alliance, {"group": made.id, "kind": what.kind, "name": what.name}, now)


@operation(Do.END_GROUP)
def end_group(actor: Actor, group: Group, *, on: dt.date, why: str) -> Act[list[Seat]]:
    """End a group after this day, and with it every seat that would outlast it."""
    now = moment(group.alliance.stream)
    end_held(actor, group, on=on, why=why, at=now)
    seats = to_end_before(queries.seats_of([group]), on + ONE_DAY)
    for one in seats:
        end_held(actor, one, on=_out(on + ONE_DAY, one), why=OVER, at=now)
    facts = {"group": group.id, "name": group.name, "on": on, "seats": len(seats)}
    return Act(seats, group.alliance, facts, now)


@operation(Do.SEAT)
def seat(actor: Actor, group: Group, *, holder: Holder, role: SeatRole, term: Term) -> Act[Seat]:
    """Give a state a seat in a group. One chair at a time; only a member on the day sits."""
    body = group.alliance
    now = moment(body.stream)
    db.session.refresh(group)
    refuse(why_not_days(term.from_on, term.last_on))
    refuse(_why_not_within(group, term))
    refuse(why_not_holder(holder))
    if not holder.state:
        raise RuleBroken("Choose the state whose seat it is.")
    refuse(why_not_member(actor, body, holder.state, term))
    for one in queries.seats_of([group]):
        if not overlap(one, term.from_on, term.last_on):
            continue
        if role is SeatRole.CHAIR and one.role == SeatRole.CHAIR:
            raise RuleBroken(
                f"{name_of(one.state_code)} holds the chair on some of these days. End that first."
            )
        if _same(one, holder):
            raise RuleBroken("They have a seat in this group already on some of these days.")
    made = Seat(
        group_id=group.id,
        group=group,
        state_code=holder.state,
        office_id=holder.office_id,
        person=holder.person,
        role=role,
        **noted(actor, term, now),
    )
    db.session.add(made)
    db.session.flush()
    facts = {"seat": made.id, "state": made.state_code, "role": role, "name": group.name}
    return Act(made, body, facts, now)


@operation(Do.END_SEAT)
def end_seat(actor: Actor, seat: Seat, *, on: dt.date, why: str) -> Act[Seat]:
    """End a seat after this day."""
    body = seat.alliance
    now = moment(body.stream)
    end_held(actor, seat, on=on, why=why, at=now)
    facts = {"seat": seat.id, "state": seat.state_code, "name": seat.group.name, "on": on}
    return Act(seat, body, facts, now)


@dataclass(frozen=True)
class Title:
    """What an officer is called, whether others hold it at the same time, and how one came to it.

    A title is held by several only where every holder's entry says so.
    """

    name: str
    chosen: str = ""
    several: bool = False


@operation(Do.RECORD_OFFICER)
def record_officer(
    actor: Actor, alliance: Alliance, *, title: Title, holder: Holder, term: Term
) -> Act[Officer]:
    """Record who holds a title of the alliance, from when to when and how they were chosen."""
    now = moment(alliance.stream)
    refuse(why_not_officer(actor, alliance, title=title, holder=holder, term=term))
    made = Officer(
        alliance_id=alliance.id,
        alliance=alliance,
        title=title.name,
        several=title.several,
        state_code=holder.state or None,
        office_id=holder.office_id,
        person=holder.person,
        chosen=title.chosen,
        **noted(actor, term, now),
    )
    db.session.add(made)
    db.session.flush()
    facts = {"officer": made.id, "title": title.name, "state": made.state_code}
    return Act(made, alliance, facts, now)


@operation(Do.END_OFFICER)
def end_officer(actor: Actor, officer: Officer, *, on: dt.date, why: str) -> Act[Officer]:
    """End an officer's term after this day."""
    body = officer.alliance
    now = moment(body.stream)
    end_held(actor, officer, on=on, why=why, at=now)
    facts = {"officer": officer.id, "title": officer.title, "on": on}
    return Act(officer, body, facts, now)


@operation(Do.END_OF_STATE)
def end_of_state(
    actor: Actor, alliance: Alliance, *, state: str, out_on: dt.date, why: str = LEFT
) -> Act[Places]:
    """End all that a state holds in an alliance, because it is out from this day on.

    The places that are ended are what `queries.places_of` tells for the same day; they are
    returned. Where it comes back it is put in a class anew.
    """
    now = moment(alliance.stream)
    held = queries.places_of(alliance, state, out_on)
    classes = to_end_before(in_classes(alliance, [state]), out_on)
    places: list[Officer | Seat | ClassMember] = [*held.officers, *held.seats, *classes]
    for one in places:
        end_held(actor, one, on=_out(out_on, one), why=why, at=now)
    facts = {
        "state": state,
        "on": out_on,
        "officers": [one.id for one in held.officers],
        "seats": [one.id for one in held.seats],
        "count": len(held.officers) + len(held.seats),
        **({"classes": [one.id for one in classes]} if classes else {}),
    }
    return Act(held, alliance, facts, now)


def why_not_officer(
    actor: Actor, alliance: Alliance, *, title: Title, holder: Holder, term: Term
) -> str:
    """The reason against recording that somebody holds a title, or ""."""
    if reason := why_not_days(term.from_on, term.last_on) or why_not_holder(holder):
        return reason
    if not holder.state and not holder.person:
        return "Name a person, or choose a state or one of its offices."
    if holder.state and (reason := why_not_member(actor, alliance, holder.state, term)):
        return reason
    for one in queries.officers_of(alliance):
        if one.title.casefold() != title.name.casefold():
            continue
        if overlap(one, term.from_on, term.last_on) and not (one.several and title.several):
            return (
                f"Somebody is {one.title} on some of these days, from {saying.day(one.from_on)}. "
                "End that first, or say of both that several may hold the title."
            )
    return ""


def why_not_holder(holder: Holder) -> str:
    """The reason against this holder, or ""."""
    if holder.office and holder.office.state_code != holder.state:
        return "This is an office of another state. Choose one of the same state."
    return ""


def why_not_member(actor: Actor, alliance: Alliance, state: str, term: Term) -> str:
    """The reason against giving this state a place: only members whose class may sit do, or "".

    Asked of the first day, and of today where the term began before and still runs.
    """
    days, today = [term.from_on], clock.day_in(actor.zone)
    if term.from_on < today and (term.last_on is None or term.last_on >= today):
        days.append(today)
    for day in days:
        stands = queries.classes_on(alliance, day).get(state)
        if stands is None:
            return (
                f"{name_of(state)} is not a member on {saying.day(day)}: only members are given "
                "a place. Choose another state or other days."
            )
        if not stands.sits:
            return (
                f"{name_of(state)} takes part as {stands.word} on {saying.day(day)}, and the "
                "charter gives no places to that class."
            )
    return ""


def _why_not_within(group: Group, term: Term) -> str:
    if not holds_on(group, term.from_on):
        return f"{group.name} does not sit on {saying.day(term.from_on)}. Choose another day."
    end = last_day(group)
    if end is not None and term.last_on is not None and term.last_on > end:
        return f"{group.name} ends on {saying.day(end)}. Choose that day or an earlier one."
    return ""


def _same(one: Seat, holder: Holder) -> bool:
    return (one.state_code, one.office_id, one.person) == (
        holder.state,
        holder.office_id,
        holder.person,
    )


def _out(out_on: dt.date, one: Seat | Officer | ClassMember) -> dt.date:
    """The last day of what ends because its state or its group does; the day before, if never."""
    return max(out_on, one.from_on) - ONE_DAY
