"""Accessions on the desk: to be answered, decided, joined with; and on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, exists, func, or_, select

from alliance.accessions.models import Accession, Sponsor
from alliance.accessions.queries import sponsors_of
from alliance.accessions.rules import OPEN, By, Stage, next_step, read_asked
from alliance.authority.rules import ActClass
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.db import built_once, db, read
from alliance.core.many import is_among
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE
from alliance.states.reference import name_of
from alliance.votes.models import Question
from alliance.workspaces.inner import Inner
from alliance.workspaces.items import Item

_STATE = bindparam("state", type_=String())
_OURS = or_(
    Accession.state_code == _STATE,
    and_(
        is_among(Accession.alliance_id, "bodies"),
        Accession.stage.in_([Stage.INVITED.value, Stage.APPLIED.value]),
    ),
)
BESIDE["accessions"] = exists().where(Accession.stage.in_(sorted(OPEN)), _OURS)


@dataclass(frozen=True)
class Coming:
    """What is to be done about those who come in, and what waits for others."""

    act: Sequence[Item] = ()
    others: Sequence[Item] = ()


def accessions_waiting(actor: Actor, inner: Inner) -> Coming:
    """What waits because a state comes in: one's own, or one that others let in; one statement."""
    given = {"state": actor.state, "bodies": actor.bodies}
    act: list[Item] = []
    others: list[Item] = []
    for row in read(_asked(), given):
        who, what = _turn(row)
        if row.state_code == actor.state and actor.office != row.represented_by:
            continue
        if who == "state" and row.state_code == actor.state:
            act.append(_own(actor, row, inner))
        elif who == "secretariat" and _decides(actor, row):
            act.append(_to_decide(actor, row))
        elif row.state_code == actor.state or who != "state":
            others.append(_awaited(row, who, what))
    return Coming(act, others)


def _turn(row: Any) -> tuple[str, str]:
    asked = read_asked(row.asked)
    sponsors = row.sponsors
    if asked.sponsors and sponsors:  # those that are bound no more speak for nobody
        sponsors = len(sponsors_of(db.session.get_one(Accession, row.id)))
    return next_step(Stage(row.stage), asked, sponsors, question_open=bool(row.open))


def _decides(actor: Actor, row: Any) -> bool:
    if row.secretariat_id is not None:
        return bool(actor.office_id == row.secretariat_id)
    return row.alliance_id in actor.bodies and bool(actor.office == row.represented_by)


def _binds(actor: Actor) -> bool:
    return actor.rank is Rank.PRINCIPAL or ActClass.JOIN in actor.binds


def _own(actor: Actor, row: Any, inner: Inner) -> Item:
    binds = _binds(actor)
    invited = row.stage == Stage.INVITED
    why = "invites your state; accept or decline" if invited else "your state is approved; join"
    item = Item(
        f"accession:{row.id}",
        f"{'Invitation to' if invited else 'Joining'} {row.alliance}",
        f"{row.alliance}: {why}" + ("" if binds else "; whoever may bind your state does"),
        "accessions.join" if binds and not invited else "accessions.accession",
        (("accession_id", row.id),),
        row.began_at if invited else row.approved_at,
        action=("Answer" if invited else "Join") if binds else "",
    )
    if invited:
        return item
    return inner.stepped(actor, ActClass.JOIN, f"accession:{row.id}", item)


def _to_decide(actor: Actor, row: Any) -> Item:
    asks = row.asked["by"] == By.MEMBERS
    able = actor.rank in AT_WORK if row.secretariat_id else _binds(actor)
    what = "put the question to the members" if asks else "record what the officers decide"
    return Item(
        f"decide:{row.id}",
        f"{name_of(row.state_code)} applies to {row.alliance}",
        f"{row.alliance}: {what}",
        "accessions.accession",
        (("accession_id", row.id),),
        row.began_at,
        action="Decide" if able else "",
    )


def _awaited(row: Any, who: str, what: str) -> Item:
    whose = {"members": "the members", "secretariat": "the secretariat", "others": "the others"}
    colon = ":" if what[:1].isdigit() else ""
    return Item(
        f"coming:{row.id}",
        f"Accession of {name_of(row.state_code)} to {row.alliance}",
        f"{row.alliance}: {whose.get(who, name_of(row.state_code))}{colon} {what}",
        "accessions.accession",
        (("accession_id", row.id),),
        row.approved_at or row.began_at,
    )


@built_once
def _asked() -> Select[Any]:
    """Accessions under way that concern an office, with what says whose turn it is."""
    sponsors = select(func.count()).where(
        Sponsor.accession_id == Accession.id, Sponsor.ended_at.is_(None)
    )
    return (
        select(
            *(
                getattr(Accession, name)
                for name in (
                    *("id", "state_code", "alliance_id", "stage", "asked"),
                    *("began_at", "approved_at"),
                )
            ),
            Alliance.name.label("alliance"),
            Alliance.represented_by,
            Alliance.secretariat_id,
            sponsors.correlate(Accession).scalar_subquery().label("sponsors"),
            exists()
            .where(Question.id == Accession.question_id, Question.closed_at.is_(None))
            .label("open"),
        )
        .join(Alliance, Alliance.id == Accession.alliance_id)
        .where(Accession.stage.in_(sorted(OPEN)), _OURS)
        .order_by(Accession.began_at, Accession.id)
    )
