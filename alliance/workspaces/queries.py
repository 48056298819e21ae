"""Reading the record across the domains, inside the reader's wall."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, Uuid, and_, bindparam, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased, selectinload

from alliance.accounts.models import Office, Person
from alliance.core.actor import Actor
from alliance.core.db import built_once, db, read
from alliance.core.pages import ROWS, Cursor, Slice, cut
from alliance.core.record import HOUSE, latest
from alliance.enactments.models import Campaign, CampaignVersion
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import within_its_wall
from alliance.votes.models import Question


@dataclass(frozen=True)
class Deed:
    """An act in the record, with the names of who did it."""

    stream: str
    n: int
    at: dt.datetime
    action: str
    subject: str
    office: str | None
    person: str | None
    facts: dict[str, Any]
    leaf: str


def recent(actor: Actor, most: int = 12) -> list[Deed]:
    """The latest acts in the actor's alliances."""
    streams = [f"alliance:{slug}" for slug in actor.slugs]
    return [_deed(row) for row in _newest(streams, most, Cursor())] if streams else []


def record(actor: Actor, cursor: Cursor) -> Slice[Deed]:
    """A page of the record within the reader's wall, newest first.

    The wall: the actor's alliances, its own office, and the house.
    """
    streams = [HOUSE, f"office:{actor.office_id}", *(f"alliance:{slug}" for slug in actor.slugs)]
    return cut(_newest(streams, ROWS + 1, cursor), _deed)


def office_log(actor: Actor, cursor: Cursor) -> Slice[Deed]:
    """A page of what was done in and for the actor's own office alone, newest first."""
    return cut(_newest([f"office:{actor.office_id}"], ROWS + 1, cursor), _deed)


def titles(actor: Actor, deeds: Sequence[Deed]) -> dict[str, str]:
    """The names of what these acts are about, in one statement.

    Resolutions, questions, campaigns and people by their names in the ledger, alliances by their
    streams ("alliance:slug"). A resolution that the actor may not know of any more has no name: the
    record of its own office goes on to say what that office did with it.
    """
    wanted: dict[str, list[Any]] = {"resolution": [], "question": [], "person": [], "campaign": []}
    for deed in deeds:
        refs = [deed.subject, f"campaign:{deed.facts.get('campaign', '')}"]
        if deed.subject.startswith("amendment:"):
            refs.append(f"resolution:{deed.facts.get('resolution', '')}")
        for ref in refs:
            kind, _, key = ref.partition(":")
            if kind in wanted and key:
                wanted[kind].append(uuid.UUID(key))
    slugs = {deed.stream for deed in deeds if deed.stream.startswith(ALLIANCE)}
    wanted["slug"] = [one.removeprefix(ALLIANCE) for one in sorted(slugs)]
    if not any(wanted.values()):
        return {}
    rows = read(_TITLES, {**wanted, "office": actor.office_id, "bodies": list(actor.bodies)}).all()
    seen = _within_the_wall(actor, [row.id for row in rows if not row.shown])
    return {
        f"{row.kind}:{row.slug or row.id}": row.name for row in rows if row.shown or row.id in seen
    }


def _within_the_wall(actor: Actor, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these resolutions the actor may know of; asked of those that few may."""
    if not keys:
        return set()
    of = (selectinload(one) for one in (Resolution.question, Resolution.co_writers))
    wanted = select(Resolution).where(Resolution.id.in_(keys))
    found = db.session.scalars(wanted.options(*of, selectinload(Resolution.chosen)))
    return {one.id for one in found if within_its_wall(actor, one)}


ALLIANCE = "alliance:"


def _named(kind: str, table: Any, name: Any, shown: Any = None) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        table.id.label("id"),
        name.label("name"),
        literal("").label("slug"),
        (true() if shown is None else shown).label("shown"),
    ).where(table.id.in_(bindparam(kind, expanding=True)))


# Most are of the reader's office or open to its alliances: of those nothing more is asked.
_SHOWN = or_(
    Resolution.office_id == bindparam("office", type_=Uuid()),
    and_(
        Resolution.opened_at.is_not(None),
        Resolution.alliance_id.in_(bindparam("bodies", expanding=True)),
    ),
)
_TITLES: Any = union_all(
    _named("resolution", Resolution, Resolution.title, _SHOWN),
    _named("question", Question, Question.title),
    _named("person", Person, Person.name),
    select(literal("campaign"), Campaign.id, CampaignVersion.title, literal(""), true())
    .join(
        CampaignVersion,
        and_(
            CampaignVersion.campaign_id == Campaign.id, CampaignVersion.version == Campaign.version
        ),
    )
    .where(Campaign.id.in_(bindparam("campaign", expanding=True))),
    select(literal("alliance"), Alliance.id, Alliance.name, Alliance.slug, true()).where(
        Alliance.slug.in_(bindparam("slug", expanding=True))
    ),
)


def _newest(streams: Sequence[str], most: int, start: Cursor) -> Sequence[Row[Any]]:
    after = start.at is not None and isinstance(start.id, str)
    given: dict[str, Any] = {f"stream_{n}": stream for n, stream in enumerate(streams)}
    given |= {"at": start.at, "after": start.id} if after else {}
    return read(_acts(len(streams), most, after=after), given).all()


@built_once
def _acts(streams: int, most: int, *, after: bool) -> Select[Any]:
    acts = latest(streams, most, after=after)
    person, office = aliased(Person), aliased(Office)
    return (
        select(
            acts,
            person.name.label("person"),
            office.name.label("office"),
            acts.c.at.label("slice_at"),
            acts.c.leaf.label("slice_id"),
        )
        .outerjoin(person, person.id == acts.c.person_id)
        .outerjoin(office, office.id == acts.c.office_id)
        .order_by(acts.c.at.desc(), acts.c.leaf.desc())
        .limit(most)
    )


def _deed(row: Any) -> Deed:
    return Deed(
        row.stream,
        row.n,
        row.at,
        row.action,
        row.subject,
        row.office,
        row.person,
        json.loads(row.body)["facts"],
        row.leaf,
    )
