"""Motions on the desk: to be put, for the secretariat; a position to state, for who said yea."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, db, read
from alliance.core.policy import may
from alliance.litigation.models import Lawsuit, Position
from alliance.litigation.policy import Do as OfLawsuits
from alliance.membership.models import Alliance
from alliance.motions.models import Motion
from alliance.motions.rules import PUTTABLE, Kind, Stands
from alliance.resolutions.lists import BESIDE, binds
from alliance.votes.models import Answer
from alliance.votes.rules import Answer as Word
from alliance.workspaces.items import Item

_OFFICE = bindparam("office_id", type_=Uuid())
_BODY, _LATER = aliased(Alliance), aliased(Answer)
_TO_PUT = and_(
    Motion.stands.in_(sorted(PUTTABLE)),
    exists().where(_BODY.id == Motion.alliance_id, _BODY.secretariat_id == _OFFICE),
)
_SAID_YEA = exists().where(
    Answer.question_id == Motion.question_id,
    Answer.office_id == _OFFICE,
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
    rows: list[Motion] = [row.Motion for row in read(_asked(), binds(actor))]
    found = [_to_put(actor, one) for one in rows if one.stands in PUTTABLE]
    suits = [one for one in rows if one.stands not in PUTTABLE]
    return found + _to_state(actor, suits)


def _to_put(actor: Actor, motion: Motion) -> Item:
    puts = actor.rank in AT_WORK
    return Item(
        f"motion:{motion.id}",
        motion.title,
        f"{motion.alliance.name}: moved by {motion.office.name}",
        "motions.put" if puts else "motions.motion",
        (("motion_id", motion.id),),
        motion.moved_at,
        action="Put the question" if puts else "",
    )


def _to_state(actor: Actor, motions: Sequence[Motion]) -> list[Item]:
    """Of each lawsuit that the members are for: the position, until the office has stated it."""
    if not motions:
        return []
    cases = {one.says["case_id"] for one in motions}
    stated = func.max(Position.at).filter(Position.office_id == actor.office_id)
    wanted = (
        select(Lawsuit.case_id, Lawsuit.id, stated.label("stated"))
        .outerjoin(Position, Position.lawsuit_id == Lawsuit.id)
        .where(Lawsuit.case_id.in_(cases))
        .group_by(Lawsuit.case_id, Lawsuit.id)
    )
    known = {row.case_id: row for row in db.session.execute(wanted)}
    found = []
    for one in motions:
        suit = known[one.says["case_id"]]
        if suit.stated is None or one.decided_at is None or suit.stated < one.decided_at:
            found.append(_position(actor, one))
    return found


def _position(actor: Actor, motion: Motion) -> Item:
    states = may(actor, OfLawsuits.POSITION)
    return Item(
        f"position:{motion.id}",
        motion.title,
        f"{motion.alliance.name}: the members are for it; state the position of your office",
        "litigation.position" if states else "motions.motion",
        (("case_id", motion.says["case_id"]),) if states else (("motion_id", motion.id),),
        motion.decided_at or motion.moved_at,
        action="State the position" if states else "",
    )


@built_once
def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(Motion)
        .where(or_(_TO_PUT, _FOR_A_LAWSUIT))
        .order_by(Motion.moved_at.desc(), Motion.id)
        .limit(50)
    )
