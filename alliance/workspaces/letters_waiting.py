"""Letters of notice on the desk: to be acknowledged here, and on their way to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Uuid, bindparam, exists, func, literal, or_, select, union_all

from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, read
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE
from alliance.states.reference import name_of
from alliance.withdrawals.models import Notice, NoticeLetter
from alliance.workspaces.items import Item

_OFFICE = bindparam("office", type_=Uuid())


@dataclass(frozen=True)
class Letters:
    """Those that have come to the office, and those of its own that have not arrived."""

    here: Sequence[Item] = ()
    sent: Sequence[Item] = ()


BESIDE["letters"] = exists().where(
    NoticeLetter.notice_id == Notice.id,
    or_(
        NoticeLetter.office_id == bindparam("office_id", type_=Uuid()),
        Notice.office_id == bindparam("office_id", type_=Uuid()),
    ),
    NoticeLetter.delivered_on.is_(None),
    Notice.rescinded_at.is_(None),
)


def letters_waiting(actor: Actor) -> Letters:
    """What waits because somebody leaves an alliance; one statement."""
    if not actor.state:
        return Letters()
    rows = read(_asked(), {"office": actor.office_id}).all()
    return Letters(
        [_to_acknowledge(actor, row) for row in rows if not row.own],
        [_on_the_way(actor, row) for row in rows if row.own],
    )


def _to_acknowledge(actor: Actor, row: Any) -> Item:
    return Item(
        f"letter:{row.id}",
        f"Notice of withdrawal of {name_of(row.state_code)}",
        f"{row.alliance}: a letter to your office",
        "withdrawals.letter",
        (("letter_id", row.id),),
        row.at,
        action="Acknowledge" if actor.rank in AT_WORK else "",
    )


def _on_the_way(_actor: Actor, row: Any) -> Item:
    letters = "letter has" if row.letters == 1 else "letters have"
    return Item(
        f"notice:{row.id}",
        f"Your notice of withdrawal from {row.alliance}",
        f"{row.letters} {letters} not been delivered yet",
        "withdrawals.notice",
        (("notice_id", row.id),),
        row.at,
    )


@built_once
def _asked() -> Select[Any]:
    """Letters that an office has not acknowledged, and its notices with letters on the way."""
    open_ = (
        NoticeLetter.delivered_on.is_(None),
        Notice.rescinded_at.is_(None),
    )
    here = (
        select(
            NoticeLetter.id,
            Notice.state_code,
            Alliance.name.label("alliance"),
            Notice.given_at.label("at"),
            literal(0).label("letters"),
            literal(0).label("own"),
        )
        .join(Notice, Notice.id == NoticeLetter.notice_id)
        .join(Alliance, Alliance.id == Notice.alliance_id)
        .where(NoticeLetter.office_id == _OFFICE, *open_)
    )
    sent = (
        select(
            Notice.id,
            Notice.state_code,
            Alliance.name,
            Notice.given_at,
            func.count(),
            literal(1),
        )
        .join(NoticeLetter, Notice.id == NoticeLetter.notice_id)
        .join(Alliance, Alliance.id == Notice.alliance_id)
        .where(Notice.office_id == _OFFICE, *open_)
        .group_by(Notice.id, Notice.state_code, Alliance.name, Notice.given_at)
    )
    found = union_all(here, sent).subquery()
    return select(found).order_by(found.c.at, found.c.id)
