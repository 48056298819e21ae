"""Lists of resolutions, inside the reader's wall; each statement is built once."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    exists,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from alliance.accounts.models import Office
from alliance.clearance.queries import Rule, rule_beside
from alliance.core.actor import Actor
from alliance.core.actor import Office as OfficeKind
from alliance.core.db import Instant, built_once, read
from alliance.core.finding import as_binds, holding
from alliance.core.many import is_among
from alliance.core.pages import ROWS, Cursor, Slice, among, cut, newest
from alliance.membership.models import Alliance
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import ChosenState, CoWriter, Resolution, ResolutionRead
from alliance.resolutions.rules import Stage
from alliance.signatures.models import Signature
from alliance.votes.models import Entitlement

MOST = 50
_OFFICE = bindparam("office_id", type_=Uuid())
_STATE: BindParameter[str] = bindparam("state")
_KIND: BindParameter[str] = bindparam("kind")
_OURS = is_among(Resolution.alliance_id, "bodies")


class Why(StrEnum):
    """Why a resolution is on a desk."""

    SIGN = "sign"
    PUT = "put"
    READ = "read"
    DRAFT = "draft"
    WAITS = "waits"


@dataclass(frozen=True)
class Line:
    """A resolution in a list."""

    id: uuid.UUID
    title: str
    stage: str
    alliance: str
    alliance_slug: str
    office: str
    changed_at: dt.datetime


def resolutions(
    actor: Actor,
    cursor: Cursor,
    *,
    stage: str = "",
    alliance_id: uuid.UUID | None = None,
    words: Sequence[str] = (),
) -> Slice[Line]:
    """A page of resolutions, the latest changed first.

    The wall: what the office writes, what its state was chosen to read, what is open to the members
    of the actor's alliances, and what its state was asked, or the office wrote, in alliances that
    once bound it.
    """
    bodies = sorted(actor.bodies if alliance_id is None else actor.bodies & {alliance_id})
    former = sorted(actor.former if alliance_id is None else actor.former & {alliance_id})
    after = isinstance(cursor.id, uuid.UUID)
    given: dict[str, Any] = {f"body_{n}": key for n, key in enumerate(bodies)}
    given |= {f"former_{n}": key for n, key in enumerate(former)}
    given |= {"state": actor.state, "office_id": actor.office_id, "stage": stage}
    given |= {"at": cursor.at, "after": cursor.id, "alliance_id": alliance_id}
    given |= as_binds(words)
    asked = {"alliance_id": alliance_id, "stage": stage, "after": after}
    by = frozenset(name for name, value in asked.items() if value)
    statement = _page(len(bodies), len(former), len(words), by)
    return cut(read(statement, given).all(), _line)


def in_effect(actor: Actor, alliance_id: uuid.UUID) -> list[Line]:
    """What an alliance of the actor's has adopted and not replaced, by title."""
    if alliance_id not in actor.bodies:
        return []
    stands = Resolution.stage.in_((Stage.ENROLLED, Stage.IN_FORCE))
    found = select(*_columns()).where(Resolution.alliance_id == alliance_id, stands).subquery()
    return [_line(row) for row in read(_named(found).order_by(found.c.title, found.c.id))]


def all_resolutions() -> list[Line]:
    """Every resolution, for the operator."""
    found = select(*_columns()).order_by(Resolution.made_at, Resolution.id).subquery()
    rows = read(_named(found).order_by(found.c.made_at, found.c.id))
    return [_line(row) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """What is on an office's desk, by why; and which steps the office asks for, by class of act.

    `beside` says of what else lies on a desk whether there is any: only then is it asked for.
    """

    texts: Mapping[Why, list[Line]]
    steps: Rule
    beside: Mapping[str, bool]


# Whether something else lies on a desk, by its name; bound to what `binds` gives. Filled by those
# who put it there (alliance/workspaces): a desk on which it does not lie asks nothing more.
BESIDE: dict[str, ColumnElement[bool]] = {}


def on_the_desk(actor: Actor) -> Waiting:
    """What is on the office's desk and why, the latest changed first."""
    found: dict[Why, list[Line]] = {why: [] for why in Why}
    secretariat = actor.office is OfficeKind.SECRETARIAT
    rows = read(_desk(secretariat=secretariat), binds(actor)).all()
    for row in rows:
        if row.why:  # of an empty desk there is one row, with the rule
            found[Why(row.why)].append(_line(row))
    beside = {name: bool(getattr(rows[0], name)) for name in BESIDE}
    return Waiting(found, rows[0].step_rule or {}, beside)


def binds(actor: Actor) -> dict[str, Any]:
    """What the statements of the desk are asked with."""
    return {
        "state": actor.state,
        "office_id": actor.office_id,
        "person_id": actor.person_id,
        "kind": actor.office,
        "bodies": actor.bodies,
    }


@built_once
def _page(bodies: int, former: int, words: int, by: frozenset[str]) -> Select[Any]:
    hidden: list[ColumnElement[bool]] = [Resolution.opened_at.is_(None)]
    if "alliance_id" in by:
        hidden.append(Resolution.alliance_id == bindparam("alliance_id", type_=Uuid()))
    shown = Resolution.opened_at.is_not(None)
    ours = or_(_asked(), Resolution.office_id == _OFFICE)
    early = [
        select(*_columns()).where(Resolution.office_id == _OFFICE),
        _written_with(),
        _chosen().where(Resolution.office_id != _OFFICE, ~_writes()),
    ]
    lists = [one.where(*hidden) for one in early]
    lists += [
        select(*_columns()).where(one, shown)
        for one in among(Resolution.alliance_id, "body", bodies)
    ]
    lists += [
        select(*_columns()).where(one, shown, ours)
        for one in among(Resolution.alliance_id, "former", former)
    ]
    more = holding(words, Resolution.title)
    if "stage" in by:
        more.append(Resolution.stage == bindparam("stage"))
    if "after" in by:
        start = tuple_(bindparam("at", type_=Instant()), bindparam("after", type_=Uuid()))
        more.append(tuple_(Resolution.changed_at, Resolution.id) < start)
    found = newest([_cut(one.where(*more), ROWS + 1) for one in lists])
    return (
        _named(found)
        .add_columns(found.c.changed_at.label("slice_at"), found.c.id.label("slice_id"))
        .order_by(found.c.changed_at.desc(), found.c.id.desc())
        .limit(ROWS + 1)
    )


@built_once
def _desk(*, secretariat: bool) -> Select[Any]:
    branches = [(Why.READ, branch) for branch in _to_read()]
    branches.append((Why.WAITS, _enrolled_and_ours(secretariat=secretariat)))
    if secretariat:
        branches.append((Why.PUT, _to_put()))
    else:
        branches += [(Why.SIGN, _to_sign()), (Why.DRAFT, _ours(Stage.DRAFT))]
        branches.append((Why.DRAFT, _written_with().where(Resolution.stage == Stage.DRAFT)))
        branches.append((Why.WAITS, _ours(Stage.CIRCULATED)))
    named = [
        _cut(branch.add_columns(literal(str(why)).label("why")), MOST) for why, branch in branches
    ]
    found = newest(named)
    waits = _named(found).add_columns(found.c.why).subquery("waits")
    # The office's rule comes along, so that the desk of an office without one asks nothing more.
    others = [there.label(name) for name, there in BESIDE.items()]
    rule = select(rule_beside("office_id").label("step_rule"), *others).subquery("rule")
    return (
        select(*waits.c, *rule.c)
        .select_from(rule.outerjoin(waits, true()))
        .order_by(waits.c.changed_at.desc(), waits.c.id.desc())
    )


def _to_sign() -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns())
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .where(
            Resolution.stage == Stage.ENROLLED,
            Alliance.represented_by == _KIND,
            _asked(),
            ~exists().where(Signature.subject_id == Resolution.id, Signature.state_code == _STATE),
        )
    )


def _to_put() -> Select[*tuple[Any, ...]]:
    ready = Resolution.stage.in_((Stage.CIRCULATED, Stage.ENGROSSED))
    return select(*_columns()).where(ready, Resolution.opened_at.is_not(None), _OURS)


def _to_read() -> list[Select[*tuple[Any, ...]]]:
    """Circulated texts of others that the office has not read: before the vote, and during it."""
    unread = ~exists().where(
        ResolutionRead.resolution_id == Resolution.id,
        ResolutionRead.office_id == _OFFICE,
        ResolutionRead.version == Resolution.shown_version,
    )
    return [
        select(*_columns()).where(
            Resolution.stage == stage,
            Resolution.opened_at.is_not(None),
            _OURS,
            Resolution.office_id != _OFFICE,
            unread,
        )
        for stage in (Stage.CIRCULATED, Stage.VOTING)
    ]


def _ours(stage: Stage) -> Select[*tuple[Any, ...]]:
    return select(*_columns()).where(Resolution.office_id == _OFFICE, Resolution.stage == stage)


def _enrolled_and_ours(*, secretariat: bool) -> Select[*tuple[Any, ...]]:
    """Open for the signature of others: signed by this office, or run by this secretariat."""
    signed = exists().where(Signature.subject_id == Resolution.id, Signature.office_id == _OFFICE)
    ours = _OURS if secretariat else signed
    return select(*_columns()).where(Resolution.stage == Stage.ENROLLED, ours)


def _asked() -> ColumnElement[bool]:
    return exists().where(
        Entitlement.question_id == Resolution.question_id, Entitlement.state_code == _STATE
    )


# Both begin at the few rows of the office or state: what else there is costs nothing.


def _written_with() -> Select[*tuple[Any, ...]]:
    """What the office writes together with the one whose it is."""
    return (
        select(*_columns())
        .join(CoWriter, CoWriter.resolution_id == Resolution.id)
        .where(CoWriter.office_id == _OFFICE, CoWriter.ended_at.is_(None))
    )


def _chosen() -> Select[*tuple[Any, ...]]:
    """What the state was chosen to read before all members do."""
    return (
        select(*_columns())
        .join(ChosenState, ChosenState.resolution_id == Resolution.id)
        .where(
            ChosenState.state_code == _STATE,
            ChosenState.ended_at.is_(None),
            Resolution.audience != Audience.OFFICE,
        )
    )


def _writes() -> ColumnElement[bool]:
    return exists().where(
        CoWriter.resolution_id == Resolution.id,
        CoWriter.office_id == _OFFICE,
        CoWriter.ended_at.is_(None),
    )


def reads_early() -> ColumnElement[bool]:
    """Of a resolution: whether the office writes it, or its state was chosen to read it early."""
    chosen = exists().where(
        ChosenState.resolution_id == Resolution.id,
        ChosenState.state_code == _STATE,
        ChosenState.ended_at.is_(None),
        Resolution.audience != Audience.OFFICE,
    )
    return or_(Resolution.office_id == _OFFICE, _writes(), chosen)


def within_the_wall() -> ColumnElement[bool]:
    """The wall as a condition of a statement of the desk, bound to what `binds` gives.

    What policy.within_its_wall says of one resolution.
    """
    return or_(reads_early(), and_(Resolution.opened_at.is_not(None), _OURS), _asked())


def _columns() -> tuple[Any, ...]:
    return (
        Resolution.id,
        Resolution.title,
        Resolution.stage,
        Resolution.alliance_id,
        Resolution.office_id,
        Resolution.made_at,
        Resolution.changed_at,
    )


def _cut(wanted: Select[*tuple[Any, ...]], most: int) -> Select[*tuple[Any, ...]]:
    return wanted.order_by(Resolution.changed_at.desc(), Resolution.id.desc()).limit(most)


def _named(found: Subquery) -> Select[Any]:
    """The rows with the names of their alliance and office."""
    return (
        select(
            found.c.id,
            found.c.title,
            found.c.stage,
            Alliance.name.label("alliance"),
            Alliance.slug.label("alliance_slug"),
            Office.name.label("office"),
            found.c.changed_at,
        )
        .join(Alliance, Alliance.id == found.c.alliance_id)
        .join(Office, Office.id == found.c.office_id)
    )


def _line(row: Row[Any]) -> Line:
    return Line(
        row.id,
        row.title,
        row.stage,
        row.alliance,
        row.alliance_slug,
        row.office,
        row.changed_at,
    )
