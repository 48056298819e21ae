"""To whom a circulated text is shown, from when, and from which day it may be put to the vote."""

import datetime as dt
import uuid
from typing import Any

from alliance.charters.queries import terms_on
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import later, tell
from alliance.core.saying import day as said_day
from alliance.resolutions.audience import WIDE, Audience
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.moving import note_step
from alliance.resolutions.policy import Do
from alliance.resolutions.rules import Stage
from alliance.rulebook.days.business import business_day_after

OPEN_JOB = "resolutions:open"
LONGEST_EMBARGO = dt.timedelta(days=366)


def widens(resolution: Resolution, audience: Audience) -> bool:
    """Whether an audience holds more readers than the one that the resolution has."""
    order = list(Audience)
    return order.index(audience) > order.index(Audience(resolution.audience))


def show_to(
    actor: Actor, resolution: Resolution, audience: Audience, embargo_until: dt.datetime | None
) -> None:
    """Show the circulated version to its audience: the members at once, or after an embargo.

    Who could read it once still may: an audience only grows.
    """
    now = clock.now()
    if resolution.opened_at is not None and audience not in WIDE:
        raise RuleBroken("The members have this text before them already.")
    if resolution.opened_at is not None and resolution.audience == Audience.PUBLIC != audience:
        raise RuleBroken("Everybody may read this text already. Circulate it to everybody again.")
    if embargo_until is not None and not now < embargo_until <= now + LONGEST_EMBARGO:
        raise RuleBroken("An embargo ends in the future, within a year.")
    if embargo_until is not None and resolution.opened_at is not None:
        raise RuleBroken("The members have this text before them already: no embargo can be set.")
    _refuse_private(resolution, audience)
    resolution.audience = audience
    resolution.embargo_until = embargo_until
    if embargo_until is not None and audience in WIDE:
        facts = {"resolution": str(resolution.id), "by": str(actor.person_id)}
        key = f"{resolution.id}:{clock.stamp(embargo_until)}:{resolution.version}"
        later(OPEN_JOB, key, facts, at=embargo_until)
    elif audience in WIDE:
        _open(resolution)
    else:
        _tell_the_chosen(resolution)


def _refuse_private(resolution: Resolution, audience: Audience) -> None:
    if audience is Audience.OFFICE:
        raise RuleBroken("Choose who is to read it: chosen states, the members, or everybody.")
    if audience is Audience.CHOSEN and not any(one.ended_at is None for one in resolution.chosen):
        raise RuleBroken("Choose the states that are to read it first.")
    if audience is Audience.PUBLIC and resolution.label not in ("", "public record"):
        raise RuleBroken(
            "A text under a label of privilege is not shown to the public. "
            "Take the label off first."
        )


def _open(resolution: Resolution) -> None:
    if resolution.opened_at is None:
        resolution.opened_at = clock.now()
    tell(
        f"alliance:{resolution.alliance_id}",
        "resolutions/mail/circulate",
        str(resolution.id),
        f"{resolution.id}:{resolution.version}",
    )


def _tell_the_chosen(resolution: Resolution) -> None:
    tell(
        f"chosen:{resolution.id}",
        "resolutions/mail/shown",
        str(resolution.id),
        f"{resolution.id}:{resolution.version}:chosen",
    )


def circulated(resolution: Resolution, text: ResolutionText) -> dict[str, Any]:
    """What the ledger says of a circulation."""
    return {"resolution": resolution.id, "version": text.version, "text_sha256": text.sha256}


def embargo_over(resolution_id: uuid.UUID) -> Resolution | None:
    """A resolution whose embargo has run out and which the members do not read yet, held."""
    found = db.session.get(Resolution, resolution_id, with_for_update={"of": Resolution})
    if found is None or found.opened_at is not None or found.embargo_until is None:
        return None
    due = found.embargo_until <= clock.now() and found.stands is Stage.CIRCULATED
    return found if due and found.audience in WIDE else None


@operation(Do.OPEN)
def open_to_members(actor: Actor, resolution: Resolution, *, by: uuid.UUID) -> Act[None]:
    """The embargo is over: the members read the circulated version. `by`: who circulated it."""
    _open(resolution)
    resolution.changed_at = clock.now()
    note_step(actor, resolution, "The embargo is over.")
    shown = resolution.shown_version
    text = db.session.get_one(ResolutionText, (resolution.id, shown))
    facts = {**circulated(resolution, text), "circulated_by": by, "office": resolution.office_id}
    return Act(None, resolution, facts)


def first_day(resolution: Resolution) -> dt.date | None:
    """The first day on which the question may be put, where the charter has a clock for it.

    The days are those of the drafting office; they run from the day after the members had the text
    before them first. None while they do not, or where the charter asks for no days.
    """
    if resolution.opened_at is None:
        return None
    opened_on = clock.day_in(resolution.office.zone, resolution.opened_at)
    days = terms_on(resolution.alliance, opened_on).drafting.circulation_days
    return business_day_after(opened_on, days) if days else None


def refuse_too_early(resolution: Resolution) -> None:
    """Refuse the question before the charter's circulation days are over."""
    first = first_day(resolution)
    if first is not None and clock.day_in(resolution.office.zone) < first:
        raise RuleBroken(
            f"The charter asks for business days between circulation and vote: the question may be "
            f"put from {said_day(first)}."
        )
