"""Reading an office's rule and what was prepared under it: for that office, and nobody else."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import aliased

from alliance.accounts.models import Person
from alliance.authority.queries import OF_OFFICE, Grounds, fitting, newest, principals_of
from alliance.authority.rules import ActClass, dollars
from alliance.clearance.models import Prepared, StepRule, content_of
from alliance.clearance.rules import (
    Content,
    Needs,
    Standing,
    Taken,
    in_words,
    needs_of,
    why_not_release,
)
from alliance.core.actor import Actor, Rank
from alliance.core.db import db, read
from alliance.core.operation import RuleBroken
from alliance.core.recall import recall

ENDED_SHOWN = 20
Rule = Mapping[str, str]


def rule_beside(office: str) -> ScalarSelect[Any]:
    """The rule of the office that a statement is asked with: so it costs none of its own."""
    asked = select(StepRule.needs).where(StepRule.office_id == bindparam(office, type_=Uuid()))
    return asked.order_by(StepRule.version.desc()).limit(1).scalar_subquery()


# An office's authority register, and its rule beside every row of that.
REGISTER = OF_OFFICE.add_columns(rule_beside("office").label("step_rule"))
_RULE = (
    select(StepRule)
    .where(StepRule.office_id == bindparam("office", type_=Uuid()))
    .order_by(StepRule.version.desc())
    .limit(1)
)


def register_and_rule(office_id: uuid.UUID) -> tuple[list[Row[Any]], Rule | None]:
    """The newest entries of an office's authority register, and its rule: in one statement."""
    rows = newest(read(REGISTER, {"office": office_id}))
    return rows, rule_in(rows)


def rule_in(rows: Sequence[Row[Any]]) -> Rule | None:
    """The rule beside the entries of the register; without an entry nobody binds anyway."""
    return rows[0].step_rule if rows else None


def newest_rule(office_id: uuid.UUID) -> StepRule | None:
    """The rule of an office that counts."""
    wanted = _RULE.execution_options(populate_existing=True)
    return db.session.scalars(wanted, {"office": office_id}).first()


def prepares(actor: Actor, act: ActClass) -> bool:
    """Whether a page shows the actor the way to prepare an act: where the rule asks for it.

    A principal finds that way where the act is done, so the page costs them nothing more.
    """
    return actor.rank is not Rank.PRINCIPAL and asks_for_steps(actor, act)


def asks_for_steps(actor: Actor, act: ActClass) -> bool:
    """Whether the actor's office asks for steps before such an act; kept while nothing changes."""

    def work() -> Rule:
        found = newest_rule(actor.office_id) if actor.office_id else None
        return dict(found.needs) if found else {}

    rule = recall(("steps", actor.office_id), (f"office:{actor.office_id}",), work)
    return needs_of(rule, act) is not Needs.NOTHING


def prepared(actor: Actor, prepared_id: uuid.UUID) -> Prepared | None:
    """What was prepared in the actor's own office."""
    if not actor.state:
        return None
    wanted = select(Prepared).where(
        Prepared.id == prepared_id, Prepared.office_id == actor.office_id
    )
    return db.session.scalars(_fresh(wanted)).first()


def as_committed(actor: Actor, prepared_id: uuid.UUID) -> tuple[str, str] | None:
    """The amount and what it is for, of a commitment under way in the actor's own office."""
    one = prepared(actor, prepared_id)
    if one is None or one.of is not ActClass.COMMIT or one.ended_as:
        return None
    return dollars(one.taken.content.says["cents"]).removeprefix("$"), one.subject


def under_way(office_id: uuid.UUID, act: ActClass, subject: str) -> Prepared | None:
    """What is under way in an office of this act on this subject."""
    wanted = select(Prepared).where(
        Prepared.office_id == office_id,
        Prepared.act == act,
        Prepared.subject == subject,
        Prepared.ended_as.is_(None),
    )
    return db.session.scalars(_fresh(wanted)).first()


def all_under_way(office_id: uuid.UUID) -> Sequence[Prepared]:
    """All that is under way in an office."""
    wanted = select(Prepared).where(Prepared.office_id == office_id, Prepared.ended_as.is_(None))
    return db.session.scalars(_fresh(wanted)).all()


@dataclass(frozen=True)
class Line:
    """Something prepared, in words."""

    id: uuid.UUID
    act: ActClass
    subject: str
    title: str
    says: str
    taken: Taken
    prepared_by: str
    at: dt.datetime  # of the last step
    ended: str | None

    @property
    def standing(self) -> Standing:
        """How far it has come."""
        return self.taken.standing


def lines(office_id: uuid.UUID) -> list[Line]:
    """What is under way in an office, the latest prepared first."""
    return [_line(row) for row in read(_LINES, {"office": office_id})]


def ended_lines(office_id: uuid.UUID) -> list[Line]:
    """What ended last in an office."""
    return [_line(row) for row in read(_ENDED, {"office": office_id})]


_BY = aliased(Person)


def _lines(*where: Any) -> Select[Any]:
    return (
        select(
            *Prepared.__table__.columns,
            _BY.name.label("prepared_by"),
            func.coalesce(
                Prepared.ended_at,
                Prepared.returned_at,
                Prepared.cleared_at,
                Prepared.prepared_at,
            ).label("at"),
        )
        .join(_BY, _BY.id == Prepared.prepared_by_id)
        .where(Prepared.office_id == bindparam("office", type_=Uuid()), *where)
    )


_LINES = _lines(Prepared.ended_as.is_(None)).order_by(Prepared.prepared_at.desc(), Prepared.id)
_ENDED = (
    _lines(Prepared.ended_as.is_not(None))
    .order_by(Prepared.ended_at.desc(), Prepared.id)
    .limit(ENDED_SHOWN)
)


def _line(row: Row[Any]) -> Line:
    act, content = ActClass(row.act), content_of(row.content)
    taken = Taken(
        content,
        row.prepared_by_id,
        row.cleared_by_id,
        returned=row.returned_at is not None,
        ended=row.ended_as,
    )
    return Line(
        row.id,
        act,
        row.subject,
        row.title,
        in_words(act, content.says),
        taken,
        row.prepared_by,
        row.at,
        row.ended_as,
    )


@dataclass(frozen=True)
class Way:
    """What stands between somebody and an act: authorities that fit, why not, what is prepared."""

    grounds: list[Grounds]
    why: str  # the register lets them do nothing
    steps: str = ""  # why the office's rule does not let them do it yet
    prepared: Prepared | None = None
    principals: tuple[str, ...] = ()  # who can do it, where the register does not let the actor

    @property
    def hindered(self) -> bool:
        """Whether the register or the office's rule does not let them do it now."""
        return bool(self.why or self.steps)

    def says(self, name: str) -> Any:
        """What the prepared act says; None where nothing is prepared."""
        return self.prepared.taken.content.says.get(name) if self.prepared else None


def way(actor: Actor, act: ActClass, subject: str, content: Content | None = None) -> Way:
    """The authorities under which the actor may act, and whether the office's rule lets them.

    It costs what reading the register costs, unless the rule asks for steps.
    """
    if actor.office_id is None or actor.person_id is None:
        return Way(*fitting(actor, act))
    rows, rule = register_and_rule(actor.office_id)
    grounds, why = fitting(actor, act, records=rows)
    if why:
        return Way(grounds, why, principals=tuple(principals_of(actor.office_id)))
    needs = needs_of(rule, act)
    if needs is Needs.NOTHING:
        return Way(grounds, why)
    one = under_way(actor.office_id, act, subject)
    steps = why_not_release(needs, act, one.taken if one else None, actor.person_id, content)
    return Way(grounds, why, steps, one)


def require_steps(
    needs: Needs, act: ActClass, one: Prepared | None, who: uuid.UUID, content: Content
) -> Prepared:
    """What is released by an act; else a refusal."""
    if why := why_not_release(needs, act, one.taken if one else None, who, content):
        raise RuleBroken(why)
    assert one is not None
    return one


def _fresh(wanted: Select[Prepared]) -> Select[Prepared]:
    """As it is in the database now, whatever the session read before."""
    return wanted.execution_options(populate_existing=True)
