"""What every verb about amendments builds on: what may be done, and noting that it was."""

import datetime as dt
import uuid
from typing import Any

from alliance.amendments import queries
from alliance.amendments.models import Amendment, AmendmentEvent
from alliance.amendments.rules import Stands, What
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import tell
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import AMENDABLE, named


def refuse_closed(resolution: Resolution) -> None:
    """Refuse where the text takes no amendments: before it is shown, and once it is engrossed."""
    if resolution.stands not in AMENDABLE or resolution.shown_version is None:
        raise RuleBroken(
            f"This resolution is {named(resolution.stands)}; amendments are proposed and decided "
            "while it is circulated or in committee."
        )


def refuse_decided(amendment: Amendment) -> None:
    """Refuse where the text takes no amendments, or something is decided of this one."""
    refuse_closed(amendment.resolution)
    if amendment.stands != Stands.PROPOSED:
        raise RuleBroken(f"Amendment {amendment.number} is {amendment.stands} already.")


def refuse_asked(amendment: Amendment) -> None:
    """Refuse while the members are asked about it, or about the one that it amends."""
    for key in (amendment.id, amendment.amends_id):
        if key is not None and queries.open_question_on(key) is not None:
            raise RuleBroken(
                f"The question on amendment {amendment.number}, or on what it amends, is with the "
                "members. It is decided when the roll call is closed, or taken off before."
            )


def who_acts(actor: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    """The person and the office that act; only they do."""
    if actor.person_id is None or actor.office_id is None:
        raise RuleBroken("Only a person in an office does this.")
    return actor.person_id, actor.office_id


By = tuple[uuid.UUID, uuid.UUID]
"""A person and their office."""


def note(
    actor: Actor,
    amendment: Amendment,
    what: What,
    at: dt.datetime | None = None,
    by: By | None = None,
    **more: Any,
) -> AmendmentEvent:
    """Write down what happened to an amendment, and where it stands from then on.

    `by` is whoever put the question, where the members decided; else it is the actor.
    """
    person, office = by or who_acts(actor)
    event = AmendmentEvent(
        amendment_id=amendment.id,
        n=len(amendment.events) + 1,
        what=what,
        at=at or clock.now(),
        person_id=person,
        office_id=office,
        **more,
    )
    amendment.events.append(event)
    if str(what) in {str(one) for one in Stands}:
        amendment.stands = Stands(str(what))
    elif what is What.TAKEN_BACK:
        amendment.stands = Stands.PROPOSED
    db.session.flush()
    amendment.resolution.changed_at = event.at
    return event


def let_fall(
    actor: Actor, first: Amendment, why: str, at: dt.datetime, by: By | None = None
) -> None:
    """What amends an amendment falls with it."""
    for second in queries.second_ones(first):
        if second.stands == Stands.PROPOSED:
            note(actor, second, What.FALLEN, at, by, how=why)


def tell_readers(amendment: Amendment, template: str) -> None:
    """Write to whoever may read it: the members, or those who were shown its text before them."""
    text, to_all = amendment.resolution, amendment.open_to_members
    audience = f"alliance:{text.alliance_id}" if to_all else f"chosen:{text.id}"
    key = f"{amendment.id}:{len(amendment.events)}"
    tell(audience, f"amendments/mail/{template}", str(amendment.id), key)


def facts(amendment: Amendment, **more: Any) -> dict[str, Any]:
    """What the ledger says of an act: ids, the number, hashes."""
    return {
        "resolution": amendment.resolution_id,
        "amendment": amendment.id,
        "number": amendment.number,
        **more,
    }
