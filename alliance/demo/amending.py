"""Invented amendments to the circulated text: colliding, friendly, rejected, and one amended."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from alliance.amendments import deciding, operations
from alliance.amendments.deciding import Decision
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Asked
from alliance.amendments.queries import offices_asked
from alliance.amendments.standing import as_worded, together
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.redlines.between import edits_between
from alliance.redlines.edits import Edit
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of, under_review
from alliance.resolutions.rules import Stage
from alliance.texts.units import Text

Who = Callable[[str], Actor]


def amend_the_circulated(alliance: Alliance, who: Who) -> None:
    """What states propose to change in the text that was circulated last."""
    wanted = select(Resolution).where(
        Resolution.alliance_id == alliance.id, Resolution.stage == Stage.CIRCULATED
    )
    text = db.session.scalars(wanted.order_by(Resolution.changed_at.desc())).first()
    assert text
    words = text_of(text, text.version).words
    first = _proposed(
        who("liaison@co.example"),
        text,
        _with(words, "dates", "dates, brought up to date every month"),
        "A calendar that is not current misleads.",
    )
    _proposed(
        who("liaison@ga.example"),
        text,
        _with(words, "dates", "dates and of examinations"),
        "Examinations move as often as courses do.",
    )
    friendly = _proposed(
        who("governor@mn.example"),
        text,
        _with(words, "more than one member state", "two or more member states"),
        "It reads more plainly.",
    )
    read = together(text).one(friendly).seen
    deciding.accept(who("governor@ut.example"), Asked(friendly, offices_asked(text)), seen=read)
    left_out = _proposed(
        who("liaison@ga.example"), text, _with(words, "often ", ""), "The word adds nothing."
    )
    said = Decision(together(text).one(left_out).seen, "By unanimous consent (demonstration)")
    deciding.reject(who("secretariat@five.example"), left_out, decision=said)
    _amended(who("governor@pa.example"), first, "every month", "every quarter")


def _with(words: Text, old: str, new: str) -> tuple[Edit, ...]:
    """The edits that put other words in the last unit that has these."""
    unit = next(one for one in reversed(words.units) if old in one.text)
    said = replace(unit, text=unit.text.replace(old, new))
    changed = words.with_units(said if one.id == unit.id else one for one in words.units)
    return edits_between(words, changed)


def _proposed(actor: Actor, text: Resolution, edits: tuple[Edit, ...], reason: str) -> Amendment:
    reviewed = under_review(text, text.shown_version)
    return operations.propose(actor, text, reviewed=reviewed, edits=edits, reason=reason).result


def _amended(actor: Actor, first: Amendment, old: str, new: str) -> None:
    text = first.resolution
    operations.amend(
        actor,
        first,
        reviewed=under_review(text, text.shown_version),
        over=first.wording.sha256,
        edits=_with(as_worded(text, first), old, new),
        reason="Every month asks too much of small offices.",
    )
