"""What a form wrote, what others wrote meanwhile, and what is chosen where both wrote the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alliance.core.canonical import canonical, digest
from alliance.redlines.merging import Conflict, Own, Side, merge, settle
from alliance.texts.characters import lines
from alliance.texts.units import Text

CHOICES = "settle-"  # fields of a form: which side holds, by the key of the conflict
OWN = "settle-own-"  # and one's own words instead
SEEN = "settle-seen-"  # what the two sides said when it was chosen


@dataclass
class Outcome:
    """What became of it: the words, or the conflicts; and where the writer goes on."""

    words: Text | None = None
    conflicts: Sequence[Conflict] = ()
    merged: Text | None = None
    at: str = ""


def brought_together(
    outcome: Outcome, base: Text, mine: Text, theirs: Text, sent: Mapping[str, str]
) -> None:
    """Merge three texts; conflicts that the form has settled are settled."""
    found = merge(base, mine, theirs)
    choices = {
        one.key: choice for one in found.conflicts if (choice := _choice(one, sent)) is not None
    }
    open_ones = [one for one in found.conflicts if one.key not in choices]
    outcome.merged = found.text
    outcome.conflicts = open_ones
    outcome.words = None if open_ones else settle(found, choices)


def shown(one: Conflict) -> str:
    """A digest of what a conflict shows: a choice between other words than these is none."""
    return digest(canonical([one.base, one.ours, one.theirs]))


def _choice(one: Conflict, sent: Mapping[str, str]) -> Side | Own | None:
    if sent.get(f"{SEEN}{one.key}") != shown(one):
        return None  # somebody wrote on it since
    said = sent.get(f"{CHOICES}{one.key}", "")
    if said == "own":
        return Own(lines(sent.get(f"{OWN}{one.key}", "")))
    return Side(said) if said in set(Side) else None
