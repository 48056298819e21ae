"""Reading charters and what they set up. All but drafts and dues are public facts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import or_, select

from alliance.accounts.models import Office
from alliance.charters.classes import stands_of
from alliance.charters.member_classes import PARTY, Stands
from alliance.charters.models import (
    Charter,
    Dues,
    DuesEntry,
    Group,
    Link,
    Officer,
    Participant,
    Seat,
    Secretariat,
)
from alliance.charters.policy import Do
from alliance.charters.rules import (
    BACK,
    LinkKind,
    Sum,
    holding,
    in_force,
    summed,
    to_end_before,
)
from alliance.charters.terms import USUAL, Terms, read_terms
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.policy import may
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.queries import bound_states, facts_of, roster
from alliance.membership.rules import Member, Standing
from alliance.states.reference import name_of

ACTIVE = frozenset({Standing.PARTY, Standing.NOTICE_GIVEN})
Kept = TypeVar("Kept", Group, Seat, Officer, Link, Participant, Dues)


def _one(table: type[Kept], key: uuid.UUID) -> Kept | None:
    return db.session.get(table, key)


def group(_actor: Actor | None, group_id: uuid.UUID) -> Group | None:
    """One group."""
    return _one(Group, group_id)


def seat(_actor: Actor | None, seat_id: uuid.UUID) -> Seat | None:
    """One seat."""
    return _one(Seat, seat_id)


def officer(_actor: Actor | None, officer_id: uuid.UUID) -> Officer | None:
    """One officer."""
    return _one(Officer, officer_id)


def link(_actor: Actor | None, link_id: uuid.UUID) -> Link | None:
    """One link."""
    return _one(Link, link_id)


def participant(_actor: Actor | None, participant_id: uuid.UUID) -> Participant | None:
    """One participant."""
    return _one(Participant, participant_id)


def dues_of(actor: Actor, dues_id: uuid.UUID) -> Dues | None:
    """The dues of a state for a period, for those who may know of them."""
    found = _one(Dues, dues_id)
    return found if found is not None and may(actor, Do.READ_DUES, found) else None


def charter(actor: Actor, charter_id: uuid.UUID) -> Charter | None:
    """A version of a charter: one that was adopted, or a draft of a body of the reader's."""
    found = db.session.get(Charter, charter_id)
    if found is None or (found.adopted_at is None and not may(actor, Do.READ_DRAFT, found)):
        return None
    return found


def adopted_charter(actor: Actor, charter_id: uuid.UUID) -> Charter | None:
    """A version that was adopted, for those of the body: the receipt is theirs to keep."""
    found = db.session.get(Charter, charter_id)
    seen = found is not None and found.adopted_at and may(actor, Do.READ_DRAFT, found)
    return found if seen else None


def versions_of(alliance: Alliance) -> Sequence[Charter]:
    """Every version, drafts too, the first one first: for operations; pages use `shown_to`."""
    wanted = select(Charter).where(Charter.alliance_id == alliance.id).order_by(Charter.version)
    return db.session.scalars(wanted).unique().all()


def newest_adopted(alliance: Alliance) -> int:
    """The number of the newest version that was adopted, 0 for none."""
    return max((one.version for one in versions_of(alliance) if one.adopted_at), default=0)


def shown_to(actor: Actor, alliance: Alliance) -> list[Charter]:
    """The versions within the reader's wall, the newest first."""
    drafts = may(actor, Do.READ_DRAFT, alliance)
    return [one for one in reversed(versions_of(alliance)) if one.adopted_at or drafts]


def before(actor: Actor, charter: Charter) -> Charter | None:
    """What a version is compared with: the last adopted one before it, else the one before."""
    earlier = [one for one in shown_to(actor, charter.alliance) if one.version < charter.version]
    return next((one for one in earlier if one.adopted_at), earlier[0] if earlier else None)


def charter_on(
    alliance: Alliance, day: dt.date, known: dt.datetime | None = None
) -> Charter | None:
    """The version in force on a day, as it was known at an instant, or is known now."""
    return in_force(versions_of(alliance), day, known)


def terms_on(alliance: Alliance, day: dt.date, known: dt.datetime | None = None) -> Terms:
    """What the charter in force on a day says; what is usual where there is none."""
    found = charter_on(alliance, day, known)
    return read_terms(found.terms) if found else USUAL


def terms_to_come(alliance: Alliance, day: dt.date) -> list[Terms]:
    """What the versions say that were adopted and take effect after a day, the first one first."""
    coming = [one for one in versions_of(alliance) if one.effective_on and one.effective_on > day]
    return [read_terms(one.terms) for one in coming]


def members_on(alliance: Alliance, day: dt.date | None) -> list[Member]:
    """The states that belong on a day (each on its own day now when none is given).

    Not those that only are invited, have applied or are suspended.
    """
    return [one for one in roster(alliance, day).members if one.standing in ACTIVE]


def classes_on(alliance: Alliance, day: dt.date) -> dict[str, Stands]:
    """The states that belong on a day, each as the charter of that day lets its class stand."""
    return stands_of(alliance, terms_on(alliance, day), members_on(alliance, day), day)


def voters_of(alliance: Alliance) -> dict[str, str]:
    """Who is asked when a question is put today: each state with the word for its class.

    Where the charter says nothing of classes these are the parties.
    """
    return voters_under(alliance, terms_on(alliance, clock.today()))


def voters_under(alliance: Alliance, terms: Terms) -> dict[str, str]:
    """Who would be asked today under these terms."""
    if terms.classes == USUAL.classes:
        return dict.fromkeys(sorted(bound_states(alliance)), PARTY)
    found = stands_of(alliance, terms, members_on(alliance, None), None)
    return {state: one.word for state, one in found.items() if one.votes}


def states_ever(alliance: Alliance) -> list[str]:
    """Every state of which a membership is known, by its code."""
    wanted = (
        select(MembershipPeriod.state_code)
        .where(MembershipPeriod.alliance_id == alliance.id, MembershipPeriod.known_until.is_(None))
        .distinct()
        .order_by(MembershipPeriod.state_code)
    )
    return list(db.session.scalars(wanted))


def offices_in(states: Iterable[str]) -> Sequence[Office]:
    """The offices of these states that take part here."""
    wanted = select(Office).where(Office.state_code.in_(list(states)))
    return db.session.scalars(wanted.order_by(Office.state_code, Office.name)).all()


def groups_of(alliance: Alliance) -> Sequence[Group]:
    """Every group, those that are over too, by name."""
    wanted = select(Group).where(Group.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Group.name, Group.from_on)).all()


def seats_of(groups: Iterable[Group]) -> Sequence[Seat]:
    """Every seat in these groups, the chairs first."""
    wanted = select(Seat).where(Seat.group_id.in_([one.id for one in groups]))
    return db.session.scalars(wanted.order_by(Seat.from_on, Seat.state_code, Seat.id)).all()


def holder_of(place: Seat | Officer) -> str:
    """Who sits or serves, in one line: the person, then the office or the state."""
    of = place.office.name if place.office else name_of(place.state_code or "")
    return ", ".join(part for part in (place.person, of) if part)


def officers_of(alliance: Alliance) -> Sequence[Officer]:
    """Every officer there was, by title and term."""
    wanted = select(Officer).where(Officer.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Officer.title, Officer.from_on, Officer.id)).all()


def officers_on(
    alliance: Alliance, day: dt.date, known: dt.datetime | None = None
) -> list[Officer]:
    """Who holds office on a day, as it was known at an instant, or is known now."""
    return holding(officers_of(alliance), day, known)


@dataclass(frozen=True)
class Places:
    """What a state holds in an alliance: titles, and seats in groups."""

    officers: tuple[Officer, ...]
    seats: tuple[Seat, ...]


def places_of(alliance: Alliance, state: str, day: dt.date) -> Places:
    """The offices and seats of a state that hold on a day or later: they end if it is out then."""
    held = [one for one in officers_of(alliance) if one.state_code == state]
    seats = [one for one in seats_of(groups_of(alliance)) if one.state_code == state]
    return Places(tuple(to_end_before(held, day)), tuple(to_end_before(seats, day)))


def office_serving(alliance: Alliance) -> Office | None:
    """The office that serves as secretariat today."""
    key = alliance.secretariat_id
    return db.session.get(Office, key) if key else None


def secretariats_of(alliance: Alliance) -> Sequence[Secretariat]:
    """Every secretariat of which the days are known, the latest first."""
    wanted = select(Secretariat).where(Secretariat.alliance_id == alliance.id)
    return db.session.scalars(
        wanted.order_by(Secretariat.from_on.desc(), Secretariat.noted_at.desc())
    ).all()


@dataclass(frozen=True)
class Relation:
    """A link, said from one of its two sides."""

    link: Link
    says: str
    other: Alliance
    own: bool  # this side recorded it


def links_of(alliance: Alliance) -> list[Relation]:
    """Every link of an alliance, recorded by either side, also those that are over."""
    wanted = select(Link).where(or_(Link.alliance_id == alliance.id, Link.other_id == alliance.id))
    return [
        Relation(one, one.kind, one.other, own=True)
        if one.alliance_id == alliance.id
        else Relation(one, BACK[LinkKind(one.kind)], one.alliance, own=False)
        for one in db.session.scalars(wanted.order_by(Link.from_on, Link.id))
    ]


def links_of_kind(kind: LinkKind) -> Sequence[Link]:
    """Every link of a kind, whoever recorded it."""
    return db.session.scalars(select(Link).where(Link.kind == kind)).all()


def others(alliance: Alliance) -> list[tuple[uuid.UUID, str]]:
    """Every other alliance, by name."""
    wanted = select(Alliance.id, Alliance.name).where(Alliance.id != alliance.id)
    return [(row.id, row.name) for row in db.session.execute(wanted.order_by(Alliance.name))]


def participants_of(alliance: Alliance) -> Sequence[Participant]:
    """Every participant that was recorded, by name."""
    wanted = select(Participant).where(Participant.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Participant.name, Participant.from_on)).all()


def named_by_source(alliance: Alliance) -> list[str]:
    """The participants that the imported record of the alliance names."""
    return [str(one) for one in facts_of(alliance).get("other_participants") or []]


@dataclass(frozen=True)
class Line:
    """The dues of a state for a period, and what became of them."""

    dues: Dues
    entries: tuple[DuesEntry, ...]
    sum: Sum

    def overdue(self, day: dt.date) -> bool:
        """Whether something is outstanding after the day on which it was due."""
        return self.sum.outstanding > 0 and self.dues.due_on < day


def dues_lines(alliance: Alliance, state: str = "") -> list[Line]:
    """The dues of all states, or of one, the latest due first. Ask `READ_DUES` before."""
    wanted = select(Dues).where(Dues.alliance_id == alliance.id)
    if state:
        wanted = wanted.where(Dues.state_code == state)
    rows = db.session.scalars(wanted.order_by(Dues.due_on.desc(), Dues.state_code)).all()
    entries = _entries([row.id for row in rows])
    return [_line(one, entries.get(one.id, [])) for one in rows]


def line_of(dues: Dues) -> Line:
    """One of them."""
    return _line(dues, _entries([dues.id]).get(dues.id, []))


def _line(dues: Dues, entries: Sequence[DuesEntry]) -> Line:
    return Line(dues, tuple(entries), summed(dues.cents, ((e.kind, e.cents) for e in entries)))


def _entries(keys: Sequence[uuid.UUID]) -> dict[Any, list[DuesEntry]]:
    found: dict[Any, list[DuesEntry]] = {}
    wanted = select(DuesEntry).where(DuesEntry.dues_id.in_(keys))
    for one in db.session.scalars(wanted.order_by(DuesEntry.dues_id, DuesEntry.n)):
        found.setdefault(one.dues_id, []).append(one)
    return found


@dataclass(frozen=True)
class Owed:
    """What a state owes for a period on a day, in cents; `due` when the day has come."""

    period: str
    due_on: dt.date
    cents: int
    due: bool


def outstanding_dues(alliance: Alliance, state: str, day: dt.date) -> list[Owed]:
    """What of a state's dues is not paid or waived by a day, the earliest due first."""
    found = []
    for line in dues_lines(alliance, state):
        by_then = [(one.kind, one.cents) for one in line.entries if one.day <= day]
        left = summed(line.dues.cents, by_then).outstanding
        if left > 0:
            due = line.dues.due_on <= day
            found.append(Owed(line.dues.period, line.dues.due_on, left, due))
    return sorted(found, key=lambda one: (one.due_on, one.period))
