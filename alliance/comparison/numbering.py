"""Headings and labels that one text writes on lines of their own and the other within a line."""

from collections.abc import Iterable, Sequence

from alliance.comparison.differing import Block
from alliance.comparison.numbers import roman_value
from alliance.comparison.reading import Unit
from alliance.comparison.rows import Row
from alliance.comparison.tokens import NUMBER, REFERENCE, Token
from alliance.comparison.vocabulary import REFERENCE_WORDS


class Numbering:
    """The labels and the headings of one text, to be known again in the other."""

    def __init__(self, units: Iterable[Unit], headings: Iterable[Sequence[str]]) -> None:
        self._labels = {
            spelled
            for unit in units
            for label in unit.labels
            for spelled in (label.lower(), str(roman_value(label) or label.lower()))
        }
        self._headings = sorted({tuple(keys) for keys in headings if keys}, key=len, reverse=True)

    def reads(self, tokens: Sequence[Token]) -> list[tuple[str, ...]] | None:
        """The headings in a stretch that is nothing but labels and headings; None if it is more."""
        keys = tuple(token.key for token in tokens)
        found: list[tuple[str, ...]] = []
        place = 0
        while place < len(keys):
            if keys[place] in REFERENCE_WORDS and place + 1 < len(keys):
                place += 1
            if self._is_label(tokens[place]):
                place += 1
                continue
            heading = next(
                (words for words in self._headings if keys[place : place + len(words)] == words),
                None,
            )
            if heading is None:
                return None
            found.append(heading)
            place += len(heading)
        return found

    def _is_label(self, token: Token) -> bool:
        return token.sort in {NUMBER, REFERENCE} and token.key.strip("()") in self._labels


def between_units(old: Row, new: Row, block: Block) -> tuple[Sequence[Token], bool] | None:
    """A stretch that stands on one side only, where the other side begins a unit.

    The stretch, and whether it stands in the new text; None where there is no such stretch.
    """
    if block.same or (block.old_from < block.old_to and block.new_from < block.new_to):
        return None
    in_new = block.old_from == block.old_to
    here, start, end, there, place = (
        (new, block.new_from, block.new_to, old, block.old_from)
        if in_new
        else (old, block.old_from, block.old_to, new, block.new_from)
    )
    parted = place in {0, len(there.tokens)} or there.begins_unit(place)
    return (here.tokens[start:end], in_new) if parted and here.begins_sentence(start) else None
