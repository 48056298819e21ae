"""Who waits for an office's administrator: what is asked about its people, on the desk."""

from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from alliance.accounts.models import Person, Post, Suspension
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.db import built_once, read
from alliance.single_sign_on.models import IdentityRequest
from alliance.single_sign_on.rules import Stage
from alliance.staffing.models import AccessRequest, FactorReset
from alliance.workspaces.items import Item

ACCESS, SIGN_IN, LOST = "access", "sign-in", "lost"

# By what is asked: the words after the name, the reason, the page, the part of its address.
SAID = {
    ACCESS: ("asks for access", "Let them in or refuse", "staffing.grant", "request_id"),
    SIGN_IN: (
        "waits to be linked",
        "Somebody came through your state's sign-in; consent or refuse",
        "single_sign_on.office",
        "",
    ),
    LOST: (
        "has lost their second factors",
        "A second officer approves or refuses",
        "staffing.approve_reset",
        "reset_id",
    ),
}


def people_waiting(actor: Actor) -> list[Item]:
    """What waits for the actor as administrator; one statement, and for nobody else any."""
    if actor.rank is not Rank.ADMINISTRATOR:
        return []
    given = {
        "office": actor.office_id,
        "state": actor.state or "--",
        "me": actor.person_id,
        "now": clock.now(),
    }
    return [_item(row) for row in read(_asked(), given)]


def _item(row: Any) -> Item:
    words, why, endpoint, part = SAID[row.kind]
    where = ((part, row.id),) if part else ()
    name = row.name or "Somebody"
    return Item(
        f"{row.kind}:{row.id}",
        f"{name} {words}",
        why,
        endpoint,
        where,
        row.at,
        None,
        "Decide",
        own=True,
    )


@built_once
def _asked() -> Select[Any]:
    person, office = aliased(Person), bindparam("office", type_=Uuid())
    access = select(
        literal(ACCESS).label("kind"),
        AccessRequest.id.label("id"),
        AccessRequest.name.label("name"),
        AccessRequest.asked_at.label("at"),
    ).where(AccessRequest.office_id == office, AccessRequest.decision.is_(None))
    of_the_state = and_(
        IdentityRequest.office_id.is_(None), IdentityRequest.state_code == bindparam("state")
    )
    sign_in = select(
        literal(SIGN_IN), IdentityRequest.id, IdentityRequest.name, IdentityRequest.asked_at
    ).where(
        IdentityRequest.stage == Stage.WAITING,
        or_(IdentityRequest.office_id == office, of_the_state),
    )
    # As staffing's rules say: who asked is an administrator of the office still.
    asks = exists().where(
        Post.office_id == FactorReset.office_id,
        Post.person_id == FactorReset.asked_by_id,
        Post.rank == Rank.ADMINISTRATOR,
        Post.since <= bindparam("now"),
        or_(Post.until.is_(None), Post.until > bindparam("now")),
        ~exists().where(Suspension.post_id == Post.id, Suspension.until.is_(None)),
    )
    lost = (
        select(literal(LOST), FactorReset.id, person.name, FactorReset.asked_at)
        .join(person, person.id == FactorReset.person_id)
        .where(
            FactorReset.office_id == office,
            FactorReset.expires_at > bindparam("now"),
            FactorReset.approved_at.is_(None),
            FactorReset.refused_at.is_(None),
            FactorReset.asked_by_id != bindparam("me"),
            FactorReset.person_id != bindparam("me"),
            asks,
        )
    )
    found = union_all(access, sign_in, lost).subquery().c
    return select(found.kind, found.id, found.name, found.at).order_by(found.at, found.id)
