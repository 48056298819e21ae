"""Motions on the desk: to be put, for the secretariat; a position to state, for who said yea."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from alliance.accounts.models import Office
from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, db, read
from alliance.core.policy import may
from alliance.litigation.models import Lawsuit, Position
from alliance.litigation.policy import Do as OfLawsuits
from alliance.membership.models import Alliance
from alliance.motions.models import Motion
from alliance.motions.rules import PUTTABLE, Kind, Stands
from alliance.resolutions.lists import BESIDE, binds
from alliance.votes.models import Answer, Question
from alliance.votes.rules import Answer as Word
from alliance.workspaces.items import Item

_OFFICE = bindparam("office_id", type_=Uuid())
_BODY, _LATER = aliased(Alliance), aliased(Answer)
_SEAT, _ASKED = aliased(Office), aliased(Question)
_TO_PUT = and_(
    Motion.stands.in_(sorted(PUTTABLE)),
    exists().where(_BODY.id == Motion.alliance_id, _BODY.secretariat_id == _OFFICE),
)
_SAID_YEA = exists().where(
    Answer.question_id == Motion.question_id,
    exists().where(
        _SEAT.id == _OFFICE,
        _SEAT.state_code == Answer.state_code,
        exists().where(_ASKED.id == Answer.question_id, _ASKED.represented_by == _SEAT.kind),
    ),
    Answer.answer == Word.YEA,
    ~exists().where(
        _LATER.question_id == Answer.question_id,
        _LATER.state_code == Answer.state_code,
        _LATER.n > Answer.n,
    ),
)
_FOR_A_LAWSUIT = and_(Motion.kind == Kind.LAWSUIT, Motion.stands == Stands.ADOPTED, _SAID_YEA)
BESIDE["motions"] = exists().where(or_(_TO_PUT, _FOR_A_LAWSUIT))


def motions_waiting(actor: Actor) -> list[Item]:
    """What waits because something is moved, or was decided of a lawsuit."""
    rows = read(_asked(), binds(actor)).all()
    found = [_to_put(actor, one) for one in rows if one.stands in PUTTABLE]
    suits = [one for one in rows if one.stands not in PUTTABLE]
    return found + _to_state(actor, suits)


def _to_put(actor: Actor, row: Any) -> Item:
    puts = actor.rank in AT_WORK
    return Item(
        f"motion:{row.id}",
        row.title,
        f"{row.alliance}: moved by {row.office}",
        "motions.put" if puts else "motions.motion",
        (("motion_id", row.id),),
        row.moved_at,
        action="Put the question" if puts else "",
    )


def _to_state(actor: Actor, rows: Sequence[Any]) -> list[Item]:
    """Of each lawsuit that the members are for: the position, until the office has stated it."""
    if not rows:
        return []
    cases = {row.id: json.loads(row.facts)["case_id"] for row in rows}
    wanted = (
        select(Lawsuit.case_id, func.max(Position.at).label("stated"))
        .join(Position, Position.lawsuit_id == Lawsuit.id)
        .where(Lawsuit.case_id.in_(set(cases.values())), Position.office_id == actor.office_id)
        .group_by(Lawsuit.case_id)
    )
    stated = {row.case_id: row.stated for row in db.session.execute(wanted)}
    return [
        _position(actor, row, cases[row.id])
        for row in rows
        if cases[row.id] not in stated or stated[cases[row.id]] < row.decided_at
    ]


def _position(actor: Actor, row: Any, case_id: str) -> Item:
    states = may(actor, OfLawsuits.POSITION)
    return Item(
        f"position:{row.id}",
        row.title,
        f"{row.alliance}: the members are for it; state the position of your office",
        "litigation.position" if states else "motions.motion",
        (("case_id", case_id),) if states else (("motion_id", row.id),),
        row.decided_at,
        action="State the position" if states else "",
    )


@built_once
def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Motion.id, Motion.title, Motion.facts, Motion.stands),
            *(Motion.moved_at, Motion.decided_at),
            Alliance.name.label("alliance"),
            Office.name.label("office"),
        )
        .join(Alliance, Alliance.id == Motion.alliance_id)
        .join(Office, Office.id == Motion.office_id)
        .where(or_(_TO_PUT, _FOR_A_LAWSUIT))
        .order_by(Motion.moved_at.desc(), Motion.id)
        .limit(50)
    )
