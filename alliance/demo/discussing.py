"""The invented discussion of a circulated text, and what one office keeps for itself beside it."""

from collections.abc import Callable
from dataclasses import replace

from alliance.core.actor import Actor
from alliance.discussions import operations as discussions
from alliance.discussions.operations import About, Said
from alliance.discussions.rules import Circle
from alliance.layers import operations as layers
from alliance.layers.operations import Chosen
from alliance.layers.rules import Stance
from alliance.redlines.between import edits_between
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of, version_for

Who = Callable[[str], Actor]
STAFF = "liaison@co.example"
SPOKEN_OF = "one public calendar"
FREE = "one public calendar, free of charge,"
CURRENT = "one public calendar, brought up to date every quarter,"


def discuss(text: Resolution, who: Who) -> None:
    """Georgia suggests other words, Utah answers; Colorado keeps notes, and gives one away."""
    clause = text_of(text, 1).words.units[-1].id
    suggested = discussions.start(
        who("liaison@ga.example"),
        text,
        circle=Circle.MEMBERS,
        about=About(clause, SPOKEN_OF, FREE),
        said=Said("People should not have to pay to read it."),
    ).result
    answer = Said("We can live with that. @Taylor Quinn, do your boards charge for theirs today?")
    discussions.reply(who("governor@ut.example"), suggested, said=answer)
    _colorado(text, who(STAFF), clause)


def _colorado(text: Resolution, staff: Actor, clause: str) -> None:
    note = "Ask the licensing boards how many dates a year this is."
    kept = layers.note(staff, text, unit=clause, meant=SPOKEN_OF, words=note).result
    version = version_for(staff, text)
    base = text_of(text, version).words
    changed = base.with_units(
        replace(unit, text=unit.text.replace(SPOKEN_OF, CURRENT)) for unit in base.units
    )
    edits = edits_between(base, changed)
    why = "A calendar that nobody keeps current helps nobody."
    layers.redline(staff, text, version=version, edits=edits, reason=why)
    chosen = Chosen(notes=[kept])
    layers.share(staff, text, chosen=chosen, states=["PA"])
    layers.position(staff, text, stance=Stance.IF_AMENDED, words="If somebody keeps it current.")
