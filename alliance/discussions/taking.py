"""Taking a suggestion into the draft: its words in the place of those that it speaks of."""

from dataclasses import replace

from alliance.core.actor import Actor
from alliance.core.operation import Act, RuleBroken, operation
from alliance.discussions.models import Thread
from alliance.discussions.operations import note_taken_in, taken_in
from alliance.discussions.policy import Do
from alliance.discussions.queries import standings
from alliance.drafting import operations as drafting
from alliance.redlines.anchors import Orphan
from alliance.texts.units import Text


@operation(Do.TAKE_IN)
def take_in(actor: Actor, thread: Thread) -> Act[None]:
    """Put what is suggested into the draft; nothing is written where its place is not as it was."""
    if thread.suggests is None:
        raise RuleBroken("Nothing is suggested here.")
    if not thread.is_open:
        raise RuleBroken("This is resolved. Reopen it first.")
    drafting.set_down(actor, thread.resolution, merged=lambda now: with_suggestion(thread, now))
    note_taken_in(actor, thread)
    return taken_in(actor, thread)


def with_suggestion(thread: Thread, now: Text) -> Text:
    """The text with what is suggested; RuleBroken where its words do not stand there any more."""
    [standing] = standings([thread], now)
    place = standing.place
    if place is None or isinstance(place, Orphan):
        said = place.reason if isinstance(place, Orphan) else "It speaks of the whole text."
        raise RuleBroken(f"{said} Write what is suggested where it belongs, then resolve this.")
    unit = now.by_id[place.unit]
    if unit.text[place.start : place.end] != thread.quote:
        raise RuleBroken(
            "The words that this speaks of were changed meanwhile. Read them, write what is "
            "suggested by hand where it still fits, then resolve this."
        )
    text = f"{unit.text[: place.start]}{thread.suggests}{unit.text[place.end :]}"
    return now.with_units(
        replace(one, text=text) if one.id == unit.id else one for one in now.units
    )
