"""Amendments on the desk: friendly or not, for who sponsors the text; to be decided."""

from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from alliance.amendments.models import Amendment, AmendmentEvent
from alliance.amendments.queries import read_by
from alliance.amendments.rules import Stands, What
from alliance.core.actor import AT_WORK, Actor
from alliance.core.db import built_once, read
from alliance.membership.models import Alliance
from alliance.resolutions.lists import BESIDE, binds, within_the_wall
from alliance.resolutions.models import Resolution, TextSponsor
from alliance.resolutions.rules import AMENDABLE
from alliance.workspaces.items import Item

_OFFICE = bindparam("office_id", type_=Uuid())
_SPONSORS = and_(TextSponsor.resolution_id == Resolution.id, TextSponsor.ended_at.is_(None))
_ASKED = or_(
    exists().where(_SPONSORS, TextSponsor.office_id == _OFFICE),
    and_(Resolution.office_id == _OFFICE, ~exists().where(_SPONSORS)),
)
_ANSWERED = exists().where(
    AmendmentEvent.amendment_id == Amendment.id,
    AmendmentEvent.office_id == _OFFICE,
    AmendmentEvent.what.in_((What.ACCEPTED, What.DECLINED)),
)
_BODY = aliased(Alliance)
_SERVES = exists().where(
    _BODY.id == Resolution.alliance_id,
    _BODY.secretariat_id == _OFFICE,
    Resolution.opened_at.is_not(None),
)
_OPEN = and_(
    Amendment.stands == Stands.PROPOSED,
    Resolution.id == Amendment.resolution_id,
    Resolution.stage.in_(sorted(AMENDABLE)),
)
_TO_ANSWER = and_(_ASKED, ~_ANSWERED, Amendment.office_id != _OFFICE)
# Who is asked may have lost the text since; nobody is told of what they may not read.
_WAITS = and_(or_(_SERVES, and_(_TO_ANSWER, within_the_wall())), read_by())
BESIDE["amendments"] = exists().where(_OPEN, _WAITS)


def amendments_waiting(actor: Actor) -> list[Item]:
    """What waits because amendments are proposed, one thing for each text; one statement."""
    work = actor.rank in AT_WORK
    return [_item(row, work=work) for row in read(_asked(), binds(actor))]


def _item(row: Any, *, work: bool) -> Item:
    said = f"{row.count} amendment{'' if row.count == 1 else 's'}"
    what = "Decide" if row.serves else "Say whether friendly"
    why = "to be decided" if row.serves else "accept or decline as friendly"
    page = "amendments.merge" if row.serves else "amendments.amendments"
    return Item(
        f"amendments:{row.id}",
        row.title,
        f"{row.alliance}: {said}, {why}",
        page if work else "amendments.amendments",
        (("resolution_id", row.id),),
        row.at,
        action=what if work else "",
        own=row.opened_at is None,
    )


@built_once
def _asked() -> Select[*tuple[Any, ...]]:
    """For each text, how many amendments wait for the office, and whether to be decided."""
    columns = (
        *(Resolution.id, Resolution.title, Resolution.opened_at),
        *(Alliance.name, Alliance.secretariat_id),
    )
    return (
        select(
            Resolution.id,
            Resolution.title,
            Alliance.name.label("alliance"),
            Resolution.opened_at,
            func.count(Amendment.id).label("count"),
            func.max(Amendment.at).label("at"),
            (Alliance.secretariat_id == _OFFICE).label("serves"),
        )
        .select_from(Amendment)
        .join(Resolution, _OPEN)
        .join(Alliance, Alliance.id == Resolution.alliance_id)
        .where(_WAITS)
        .group_by(*columns)
        .order_by(func.max(Amendment.at).desc(), Resolution.id)
    )
