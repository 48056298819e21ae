"""Reading lawsuits. They are public facts; only what offices make of them has a wall."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from alliance.accounts.models import Office
from alliance.core.actor import Actor
from alliance.core.cells import SLUG
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.finding import words_in
from alliance.core.pages import Cursor, Slice, slice_of
from alliance.core.transaction import writing
from alliance.litigation import rules
from alliance.litigation.models import Court, Lawsuit, LawsuitEvent, LawsuitState, Position
from alliance.litigation.rules import Effect, Participation, Stance, effect_of, plaintiffs_on


@dataclass(frozen=True)
class Filter:
    """What a list of lawsuits is narrowed to; what is empty narrows nothing."""

    state: str = ""
    court: str = ""  # its id
    words: str = ""  # each of which the caption or the docket number holds
    status: str = ""  # words, each of which the status holds
    filed_from: dt.date | None = None
    filed_to: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """A lawsuit in a list. Dates to the precision of their source."""

    case_id: str
    caption: str
    court: str
    docket_number: str
    filed: str | None
    status: str
    states: int  # that it or its events name as plaintiffs


@dataclass(frozen=True)
class StateLine:
    """A lawsuit on the page of a state."""

    case_id: str
    caption: str
    court: str
    filed: str | None
    status: str


@dataclass(frozen=True)
class Related:
    """A docket number that a lawsuit names, and the lawsuits here that bear it."""

    docket_number: str
    lawsuits: Sequence[StateLine]


@dataclass(frozen=True)
class Plaintiff:
    """A state that sues on a day; `since` to the precision of its source, "" if unknown."""

    state: str
    lead: bool
    first: bool  # named by the first complaint
    since: str


@dataclass(frozen=True)
class Stand:
    """How an office stands to a lawsuit, as the reader may see it."""

    office: str
    state: str
    stance: str
    authority: str
    at: dt.datetime
    own: bool


def lawsuits(_actor: Actor, cursor: Cursor, wanted: Filter) -> Slice[Line]:
    """A page of the list, the newest filings first; those without a date stand last."""
    named = (
        select(func.count())
        .where(LawsuitState.lawsuit_id == Lawsuit.id)
        .correlate(Lawsuit)
        .scalar_subquery()
    )
    rows = (
        select(
            Lawsuit.case_id,
            Lawsuit.caption,
            Court.name.label("court"),
            Lawsuit.docket_number,
            Lawsuit.date_filed,
            Lawsuit.status,
            named.label("states"),
        )
        .join(Court, Court.id == Lawsuit.court_id)
        .where(*_narrowed(wanted))
    )
    return slice_of(rows, (Lawsuit.listed_at, Lawsuit.id), cursor, _line)


def courts_in_use(_actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of every court before which a lawsuit here is or was, by name."""
    used = select(Lawsuit.court_id).distinct()
    rows = db.session.execute(
        select(Court.id, Court.name).where(Court.id.in_(used)).order_by(Court.name)
    )
    return [(key, name) for key, name in rows]


def lawsuit_by_case(_actor: Actor | None, case_id: str) -> Lawsuit | None:
    """The lawsuit with this name in addresses and commands."""
    if not SLUG.fullmatch(case_id):
        return None  # an address may hold characters that no database takes
    wanted = select(Lawsuit).where(Lawsuit.case_id == case_id)
    if writing():  # what was reviewed of it stays so until the change is whole
        wanted = wanted.with_for_update(read=True, of=Lawsuit)
    return db.session.scalars(wanted).first()


def lawsuits_of(state: str, most: int = 200) -> list[StateLine]:
    """The lawsuits that name a state as plaintiff, the newest filings first."""
    named = select(LawsuitState.lawsuit_id).where(LawsuitState.state_code == state)
    wanted = _state_lines().where(Lawsuit.id.in_(named))
    newest = wanted.order_by(Lawsuit.listed_at.desc(), Lawsuit.id.desc()).limit(most)
    return [_state_line(row) for row in db.session.execute(newest)]


def related_to(lawsuit: Lawsuit) -> list[Related]:
    """The docket numbers that a lawsuit names, in the order of the source.

    Docket numbers are counted court by court: one number may name several lawsuits.
    """
    numbers = lawsuit.related_dockets
    if not numbers:
        return []
    rows = db.session.execute(
        _state_lines()
        .add_columns(Lawsuit.docket_number)
        .where(Lawsuit.docket_number.in_(numbers), Lawsuit.id != lawsuit.id)
        .order_by(Lawsuit.listed_at.desc(), Lawsuit.id.desc())
    ).all()
    return [
        Related(number, [_state_line(row) for row in rows if row.docket_number == number])
        for number in numbers
    ]


def event_rows(lawsuit_ids: Sequence[uuid.UUID] | None = None) -> list[LawsuitEvent]:
    """What is known now of the events of these lawsuits (of all, without ids), as numbered."""
    later = aliased(LawsuitEvent)
    newer = and_(
        later.lawsuit_id == LawsuitEvent.lawsuit_id,
        later.n == LawsuitEvent.n,
        later.version > LawsuitEvent.version,
    )
    wanted = select(LawsuitEvent).where(~select(later.n).where(newer).exists())
    if lawsuit_ids is not None:
        wanted = wanted.where(LawsuitEvent.lawsuit_id.in_(lawsuit_ids))
    return list(db.session.scalars(wanted.order_by(LawsuitEvent.lawsuit_id, LawsuitEvent.n)))


def events_of(lawsuit: Lawsuit) -> list[rules.LawsuitEvent]:
    """The events of a lawsuit by date; those without one come last."""
    found = [as_event(lawsuit, row) for row in event_rows([lawsuit.id])]
    return sorted(found, key=lambda one: one.date.first_day if one.date else dt.date.max)


def participation(
    lawsuit: Lawsuit, day: dt.date, events: Sequence[rules.LawsuitEvent] | None = None
) -> Participation:
    """Who sues on a day, the lead first, and the events left out for want of a date."""
    told = events_of(lawsuit) if events is None else events
    return plaintiffs_on(as_lawsuit(lawsuit), told, day)


def plaintiffs(
    lawsuit: Lawsuit, events: Sequence[rules.LawsuitEvent], day: dt.date
) -> list[Plaintiff]:
    """Who sues on a day, and since when each."""
    says = as_lawsuit(lawsuit)
    complaints = [one for one in events if effect_of(one.event) is Effect.FIRST]
    first = plaintiffs_on(says, complaints, day).states
    filed = says.date_filed or next((one.date for one in complaints if one.date), None)
    since = _since(dict.fromkeys(first, filed.text if filed else ""), events, day)
    return [
        Plaintiff(state, state == lawsuit.lead_plaintiff, state in first, since.get(state, ""))
        for state in plaintiffs_on(says, events, day).states
    ]


def positions_seen_by(actor: Actor, lawsuit: Lawsuit) -> list[Stand]:
    """Where offices stand now: those that join, and the reader's own office.

    The wall: what another office declines or considers is not told, not even within one state.
    """
    rows = db.session.execute(
        select(
            Office.name,
            Position.office_id,
            Position.state_code,
            Position.stance,
            Position.authority,
            Position.at,
        )
        .join(Office, Office.id == Position.office_id)
        .where(
            Position.lawsuit_id == lawsuit.id,
            _latest(),
            or_(Position.stance == Stance.JOINS, Position.office_id == actor.office_id),
        )
        .order_by(func.lower(Office.name))
    )
    return [
        Stand(r.name, r.state_code, r.stance, r.authority, r.at, r.office_id == actor.office_id)
        for r in rows
    ]


@dataclass(frozen=True)
class OwnPosition:
    """What an office has recorded, with the lawsuit that it is on."""

    lawsuit: Lawsuit
    position: Position


def own_position(actor: Actor, case_id: str, n: int) -> OwnPosition | None:
    """A position of the actor's own office by its number."""
    suit = lawsuit_by_case(actor, case_id)
    found = own_positions(actor, suit) if suit else []
    return next((OwnPosition(suit, one) for one in found if suit and one.n == n), None)


def own_positions(actor: Actor, lawsuit: Lawsuit) -> list[Position]:
    """Everything that the actor's own office has recorded on a lawsuit, the latest first."""
    wanted = select(Position).where(
        Position.lawsuit_id == lawsuit.id, Position.office_id == actor.office_id
    )
    return list(db.session.scalars(wanted.order_by(Position.n.desc())))


def matter_json(lawsuit: Lawsuit, day: dt.date) -> dict[str, Any]:
    """The lawsuit on a day, as commands print it."""
    found = participation(lawsuit, day)
    return {
        "caption": lawsuit.caption,
        "court": lawsuit.court_id,
        "docket_number": lawsuit.docket_number,
        "states": list(found.states),
        "complete": lawsuit.plaintiffs_complete,
        "undated": [one.as_json() for one in found.undated],
    }


def as_lawsuit(row: Lawsuit) -> rules.Lawsuit:
    """A row as the rules see it."""
    return rules.Lawsuit(
        case_id=row.case_id,
        caption=row.caption,
        court_id=row.court_id,
        docket_number=row.docket_number,
        date_filed=parse_partial_date(row.date_filed or ""),
        lead_plaintiff=row.lead_plaintiff,
        plaintiff_states=tuple(row.plaintiff_states),
    )


def as_event(lawsuit: Lawsuit, row: LawsuitEvent) -> rules.LawsuitEvent:
    """A row as the rules see it."""
    return rules.LawsuitEvent(
        case_id=lawsuit.case_id,
        date=parse_partial_date(row.date),
        event=row.event,
        states=tuple(row.states.split()),
        source=row.source,
        note=row.note,
        as_of=row.as_of,
    )


def _narrowed(wanted: Filter) -> Iterable[ColumnElement[bool]]:
    if wanted.state:
        yield (
            select(LawsuitState.lawsuit_id)
            .where(LawsuitState.lawsuit_id == Lawsuit.id, LawsuitState.state_code == wanted.state)
            .exists()
        )
    if wanted.court:
        yield Lawsuit.court_id == wanted.court
    for word in words_in(wanted.words):
        yield or_(
            Lawsuit.caption.icontains(word, autoescape=True),
            Lawsuit.docket_number.icontains(word, autoescape=True),
        )
    for word in wanted.status.split():
        yield Lawsuit.status.icontains(word, autoescape=True)
    if wanted.filed_from:
        yield Lawsuit.filed_on >= wanted.filed_from
    if wanted.filed_to:
        yield Lawsuit.filed_on <= wanted.filed_to


def _latest() -> ColumnElement[bool]:
    later = aliased(Position)
    newer = and_(
        later.lawsuit_id == Position.lawsuit_id,
        later.office_id == Position.office_id,
        later.n > Position.n,
    )
    return ~select(later.n).where(newer).exists()


def _since(
    since: dict[str, str], events: Sequence[rules.LawsuitEvent], day: dt.date
) -> dict[str, str]:
    """When each plaintiff came in; a state that left and came back, when it came back."""
    for event in events:
        if event.date is None or event.date.first_day > day:
            continue
        effect = effect_of(event.event)
        for state in event.states:
            if effect is Effect.ADDS:
                since.setdefault(state, event.date.text)
            elif effect is Effect.REMOVES:
                since.pop(state, None)
    return since


def _state_lines() -> Any:
    return select(
        Lawsuit.case_id,
        Lawsuit.caption,
        Court.name.label("court"),
        Lawsuit.date_filed,
        Lawsuit.status,
    ).join(Court, Court.id == Lawsuit.court_id)


def _line(row: Row[Any]) -> Line:
    return Line(
        row.case_id,
        row.caption,
        row.court,
        row.docket_number,
        row.date_filed,
        row.status,
        row.states,
    )


def _state_line(row: Row[Any]) -> StateLine:
    return StateLine(row.case_id, row.caption, row.court, row.date_filed, row.status)
