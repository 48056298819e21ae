"""Edits: what is to change in a base text, place by place. An amendment is a row of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alliance.texts.units import File, Form, Kind, Origin, Unit

PARTS = ("label", "heading", "text")


@dataclass(frozen=True)
class Words:
    """Strike (`new` is ""), insert (`old` is ""), or substitute words of one part of a unit.

    `part` is "text", "heading" or "label"; with the unit "" it is "title" or "enacting".
    """

    unit: str
    part: str
    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True)
class Rewrite:
    """Substitute all words of a unit: label, heading and text."""

    unit: str
    old: tuple[str, str, str]
    new: tuple[str, str, str]


@dataclass(frozen=True)
class Strike:
    """Strike a unit, and of what stands beneath it these."""

    unit: str
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True)
class Insert:
    """Insert units after another one; None: before all others of their part."""

    after: str | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Move:
    """Move units, which stand in a row, to after another one; None: before all others."""

    units: tuple[str, ...]
    after: str | None


@dataclass(frozen=True)
class Recast:
    """Change what is no words of a unit: "kind", "level", "file" or "origin"."""

    unit: str
    what: str
    old: Kind | int | File | Origin | None
    new: Kind | int | File | Origin | None


@dataclass(frozen=True)
class Reform:
    """Change the form of the text."""

    old: Form
    new: Form


Edit = Words | Rewrite | Strike | Insert | Move | Recast | Reform


@dataclass(frozen=True)
class Amendment:
    """Edits that are adopted together or not at all.

    `amends` is the key of the amendment whose new words it changes; then its edits are against
    the text as that one would have it.
    """

    key: str
    edits: tuple[Edit, ...]
    amends: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("An amendment has a key, by which its words are attributed to it.")


@dataclass(frozen=True)
class Span:
    """Words of the base that an edit replaces; `whole` where it takes the place of all of them."""

    unit: str
    part: str
    start: int
    end: int
    old: str
    new: str
    whole: bool = False

    @property
    def at(self) -> tuple[str, str]:
        """Which part of which unit."""
        return self.unit, self.part


def spans(edit: Edit) -> Iterator[Span]:
    """The words that an edit replaces; none where it is about whole units."""
    if isinstance(edit, Words):
        yield Span(edit.unit, edit.part, edit.start, edit.end, edit.old, edit.new)
    elif isinstance(edit, Rewrite):
        for part, old, new in zip(PARTS, edit.old, edit.new, strict=True):
            if old != new:
                yield Span(edit.unit, part, 0, len(old), old, new, whole=True)


def inserted(edits: Sequence[Edit]) -> dict[str, Unit]:
    """The units that these edits insert, by id."""
    return {unit.id: unit for edit in edits if isinstance(edit, Insert) for unit in edit.units}


def struck(edit: Edit) -> tuple[str, ...]:
    """The units that an edit strikes."""
    return (edit.unit, *edit.beneath) if isinstance(edit, Strike) else ()


def placed(edit: Edit) -> tuple[str, ...]:
    """The units that an edit puts somewhere, in their order."""
    if isinstance(edit, Insert):
        return tuple(unit.id for unit in edit.units)
    return edit.units if isinstance(edit, Move) else ()
