"""Reading withdrawals."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from alliance.compacts.queries import read_rules, rules_on
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.saying import day as in_words
from alliance.instruments.models import Instrument
from alliance.instruments.queries import repeal_effective, repealing
from alliance.membership.models import Alliance
from alliance.membership.notices import Leaving
from alliance.membership.queries import alliance_by_slug
from alliance.rulebook.compacts.known_rules import REPEAL_EFFECTIVE
from alliance.rulebook.days.values import events_of as events_in
from alliance.states.reference import name_of
from alliance.withdrawals.models import Notice, NoticeLetter
from alliance.withdrawals.policy import reads_it
from alliance.withdrawals.rules import KNOWN_HERE

FOREWARNED = (
    "What this withdrawal would bring has changed since you reviewed it. Nothing is recorded. "
    "Read what it brings now, then confirm again."
)


def alliance_left(actor: Actor, slug: str) -> Alliance | None:
    """The alliance, for an actor whose state belongs to it, whether it counts or not.

    Raises `RuleBroken` for a state that does not belong: there is nothing it could leave.
    """
    found = alliance_by_slug(actor, slug)
    if found and actor.state and found.id not in actor.belongs:
        raise RuleBroken(
            f"{name_of(actor.state)} does not belong to {found.name}, so there is nothing to "
            "leave. The page “Joining” of the alliance says how a state comes in."
        )
    return found


def notice(_actor: Actor | None, notice_id: uuid.UUID) -> Notice | None:
    """A notice: that a state leaves is no secret among those who are signed in."""
    return db.session.get(Notice, notice_id)


def letter(actor: Actor, letter_id: uuid.UUID) -> NoticeLetter | None:
    """A letter, for the two offices between which it goes."""
    found = db.session.get(NoticeLetter, letter_id)
    return found if found and reads_it(actor, found) else None


def running(alliance: Alliance, state: str) -> Notice | None:
    """The notice of a state that has neither taken effect nor been rescinded."""
    return db.session.scalars(
        select(Notice).where(
            Notice.alliance_id == alliance.id,
            Notice.state_code == state,
            Notice.rescinded_at.is_(None),
            Notice.took_effect_at.is_(None),
        )
    ).first()


def ran(alliance: Alliance, state: str, at: dt.datetime | None = None) -> Leaving | None:
    """The notice of a state that ran at an instant, or runs now, as membership knows it."""
    wanted = select(Notice).where(Notice.alliance_id == alliance.id, Notice.state_code == state)
    for end in (Notice.rescinded_at, Notice.took_effect_at):
        wanted = wanted.where(end.is_(None) if at is None else or_(end.is_(None), end >= at))
    if at is not None:
        wanted = wanted.where(Notice.given_at <= at)
    found = db.session.scalars(wanted.order_by(Notice.given_at.desc()).limit(1)).first()
    return leaving_of(found) if found is not None else None


def leaving_of(notice: Notice) -> Leaving:
    """A notice, as membership knows it."""
    return Leaving(notice.given_on, notice.effective_on, notice.rescinded_on)


def notices_of(alliance: Alliance) -> Sequence[Notice]:
    """Every notice in an alliance, the latest first."""
    wanted = select(Notice).where(Notice.alliance_id == alliance.id)
    return db.session.scalars(wanted.order_by(Notice.given_at.desc())).all()


def rule_of(alliance: Alliance, day: dt.date) -> dict[str, Any] | None:
    """The rules of an alliance that are in force on a day, as data; they are kept with a notice."""
    return rules_on(alliance, day)


def foreseen_in_words(notice: Notice) -> str:
    """The day that was foreseen when the notice was given."""
    day = notice.foreseen["effective_on"]
    if day is None:
        return "out from a day that was not known then"
    return f"out from {in_words(dt.date.fromisoformat(day))}, with every letter delivered that day"


def events_asked(rule: Mapping[str, Any] | None) -> list[str]:
    """The events that a rule for leaving hangs on and that somebody has to tell us, sorted."""
    compact = read_rules(rule) if rule else None
    if compact is None or compact.withdrawal is None:
        return []
    leaves = compact.withdrawal
    days = [leaves.effective, leaves.rescind_until]
    for one in leaves.blackout:
        days += [one.begins, one.ends, one.of, one.then]
    found = {name for day in days if day is not None for name in events_in(day)}
    return sorted(found - KNOWN_HERE)


def repeal_to_note(notice: Notice) -> Instrument | None:
    """The recorded repeal that the rule waits for, while the notice does not say its day yet."""
    if REPEAL_EFFECTIVE not in events_asked(notice.rule):
        return None
    found = repealing(notice.alliance, notice.state_code)
    noted = [one.on for one in notice.events if one.name == REPEAL_EFFECTIVE]
    return found if found and [found.effect.day] != noted[-1:] else None


def days_known(alliance: Alliance, state: str) -> dict[str, dt.date]:
    """The days on which rules for leaving hang, as far as something recorded says them."""
    day = repeal_effective(alliance, state)
    return {REPEAL_EFFECTIVE: day} if day else {}


def own_running(actor: Actor, slug: str) -> Notice | None:
    """The running notice of the actor's own state in an alliance."""
    alliance = alliance_by_slug(actor, slug)
    return running(alliance, actor.state) if alliance and actor.state else None
