"""Tables and lists of pasted HTML that are open while it is read."""

from dataclasses import dataclass, field
from typing import Final

from alliance.conversion.word_numbering import written

_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass
class Table:
    """A table that is open: its rows, its caption, and what its open cell holds already."""

    rows: list[list[str]] = field(default_factory=list)
    caption: str = ""
    said: list[str] = field(default_factory=list)

    def close_cell(self, words: str) -> None:
        """A cell has ended with these words."""
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(" ".join(filter(None, [*self.said, words])))
        self.said = []

    def words(self) -> str:
        """All words, as a cell around it holds them."""
        cells = [cell for row in self.rows for cell in row]
        return " ".join(filter(None, [self.caption, *cells, *self.said]))


@dataclass
class List:
    """A list that is open."""

    tag: str
    form: str = ""
    count: int = 0

    @classmethod
    def begun(cls, tag: str, said: dict[str, str]) -> "List":
        """The list as it begins."""
        form = _FORMS.get(said.get("type", ""), "decimal")
        return cls(tag, form, whole(said.get("start", ""), 1) - 1)

    def next(self, said: dict[str, str]) -> str:
        """The number of its next item, or "" where it has none."""
        self.count = whole(said.get("value", ""), self.count + 1)
        if self.tag != "ol":
            return ""
        return f"{written(self.count, self.form) or self.count}."


def whole(said: str, other: int) -> int:
    """A whole number, or another where it is none."""
    return int(said) if said.isdecimal() and len(said) < 10 else other
