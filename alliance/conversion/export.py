"""A text that is to become a file, with what must stand on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from alliance.texts.numbering import Number, numbers
from alliance.texts.parts import settled
from alliance.texts.units import RECITED, Kind, Text, Unit


@dataclass(frozen=True)
class Export:
    """A text, and what its files say besides it.

    `marks` are lines that stand at the top of every page of every format (privilege, public
    records, embargo); `about` says which version this is, its hash, its date.
    """

    text: Text
    marks: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units in the order in which they are printed."""
        return settled(self.text.units)

    @cached_property
    def known(self) -> dict[str, Number]:
        """Numbers and addresses."""
        return numbers(self.units)

    @property
    def lead(self) -> str:
        """What is printed before each recital."""
        return RECITED[self.text.form]

    def about_lines(self) -> list[str]:
        """What is said of the text, one a line."""
        return [f"{name}: {value}" for name, value in self.about.items()]

    def parted(self) -> tuple[list[Unit], list[Unit]]:
        """What is recited, and everything else; the enacting line stands between them."""
        recited = [unit for unit in self.units if unit.kind is Kind.RECITAL]
        return recited, [unit for unit in self.units if unit.kind is not Kind.RECITAL]

    def headed(self) -> Iterator[tuple[Unit, int]]:
        """Each unit with the depth of its heading: 2 under the title, never a step left out.

        A unit without a heading has the depth that one would have.
        """
        above: list[tuple[int, bool]] = []
        for unit in self.units:
            while above and above[-1][0] >= unit.level:
                above.pop()
            yield unit, min(6, 2 + sum(headed for _, headed in above))
            above.append((unit.level, bool(unit.heading)))


def file_words(unit: Unit) -> str:
    """What is printed of the file that an attachment holds."""
    if unit.file is None:
        return ""
    held = unit.file
    return f"(file {held.name}, {held.size} bytes, SHA-256 {held.sha256})"
