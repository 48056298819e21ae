"""The changes between two texts as a list of sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alliance.redlines.comparing import Comparison, Row, What
from alliance.redlines.differing import Mark, Run, differs
from alliance.redlines.passages import Runs
from alliance.redlines.places import capital, of_part, quoted, where, with_those_beneath
from alliance.texts.numbering import Number
from alliance.texts.units import Unit


@dataclass(frozen=True)
class Change:
    """One change. `what` is a What, or "title", "enacting", "form", "passage"."""

    what: str
    unit: str  # its id in the new text, in the old where it is gone; "" of the head
    was: str  # its address in the old text
    now: str  # its address in the new text
    sentence: str
    struck: str = ""
    inserted: str = ""


def changes(found: Comparison) -> tuple[Change, ...]:
    """All changes in reading order, those in one row of units as one."""
    return (*_of_the_head(found), *_of_units(found))


def _of_the_head(found: Comparison) -> Iterator[Change]:
    was, now = found.form
    if was is not now:
        yield Change("form", "", "", "", f"The text is a {now}; it was a {was}.", was, now)
    for part, runs in (("title", found.title), ("enacting", found.enacting)):
        for struck, inserted, after in _words(runs):
            said = _said(capital(of_part(part, "")), struck, inserted, after)
            yield Change(part, "", "", "", said, struck, inserted)


def _of_units(found: Comparison) -> Iterator[Change]:
    rows = [row for row in found.rows if not row.away]
    ends = passage_ends(found)
    at = 0
    while at < len(rows):
        row = rows[at]
        size = 1
        for what in (What.INSERTED, What.STRUCK, What.MOVED):
            if what in row.what:
                size = _row_of(rows, at, what)
                yield _whole(found, rows[at : at + size], what)
        for one in rows[at : at + size]:
            yield from _of_one(one, ends)
        at += size


def _row_of(rows: Sequence[Row], at: int, what: What) -> int:
    """How many units in a row share this fate; those that moved were neighbours before, too."""
    size = 1
    while at + size < len(rows) and what in rows[at + size].what:
        one, two = rows[at + size - 1].was, rows[at + size].was
        if what is What.MOVED and one and two and two.place != one.place + 1:
            break
        size += 1
    return size


def _whole(found: Comparison, rows: Sequence[Row], what: What) -> Change:
    first = rows[0]
    was, now = _address(first.was), _address(first.now)
    units = [row.unit for row in rows]
    said = " ".join(filter(None, (_says(unit) for unit in units)))
    if what is What.STRUCK:
        known = {row.unit.id: row.was for row in rows if row.was}
        sentence = f"{capital(with_those_beneath(units, known))} struck."
        return Change(what, first.unit.id, was, "", sentence, struck=said)
    known = _numbers(found)
    at = first.now.place - 1 if first.now else 0
    head = capital(with_those_beneath(units, known))
    place = where(found.new.units, at, known)
    if what is What.INSERTED:
        return Change(what, first.unit.id, "", now, f"{head} inserted {place}.", inserted=said)
    before = f" ({was} before)" if was != now else ""
    stand = "it stands" if len(rows) == 1 else "they stand"
    return Change(what, first.unit.id, was, now, f"{head}{before} moved; {stand} {place}.")


def _of_one(row: Row, ends: Mapping[str, tuple[str, str]]) -> Iterator[Change]:
    was, now, key = _address(row.was), _address(row.now), row.unit.id
    for part, runs in (("label", row.label), ("heading", row.heading), ("text", row.text)):
        for run in runs:
            if run.moved and run.mark is Mark.INSERTED:
                one, two = ends[run.moved]
                said = f"The passage {quoted(run.words)} moved from {one} to {two}."
                yield Change("passage", key, one, two, said, run.words, run.words)
        if row.old is None or row.new is None:
            continue
        for struck, inserted, after in _words(runs):
            head = of_part(part, now) + (f" ({was} before)" if was != now else "")
            said = _said(capital(head), struck, inserted, after)
            yield Change(What.CHANGED, key, was, now, said, struck, inserted)
    if row.old is not None and row.new is not None:
        yield from _of_its_place(row, row.old, row.new, (was, now))


def _of_its_place(row: Row, old: Unit, new: Unit, said: tuple[str, str]) -> Iterator[Change]:
    was, now = said
    if What.LEVEL in row.what:
        deeper = "deeper" if new.level > old.level else "less deep"
        sentence = f"{capital(now)} stands {deeper} than before, when it was {was}."
        yield Change(What.LEVEL, new.id, was, now, sentence)
    if What.KIND in row.what:
        sentence = f"{capital(now)} is a {new.kind}; it was a {old.kind}."
        yield Change(What.KIND, new.id, was, now, sentence, old.kind, new.kind)
    if What.FILE in row.what:
        names = [unit.file.name if unit.file else "none" for unit in (old, new)]
        sentence = f"{capital(now)}: the file is {names[1]}; it was {names[0]}."
        if names[0] == names[1]:
            sentence = f"{capital(now)}: the file {names[1]} holds something else."
        yield Change(What.FILE, new.id, was, now, sentence, *names)


def passage_ends(found: Comparison) -> dict[str, tuple[str, str]]:
    """From which address to which each moved passage went, by its key in the runs."""
    sides: dict[Mark, dict[str, str]] = {Mark.STRUCK: {}, Mark.INSERTED: {}}
    for row in found.rows if found.passages else ():
        for run in (*row.label, *row.heading, *row.text):
            if run.moved:
                number = row.was if run.mark is Mark.STRUCK else row.now
                sides[run.mark][run.moved] = _address(number)
    return {key: (was, sides[Mark.INSERTED][key]) for key, was in sides[Mark.STRUCK].items()}


def _words(runs: Runs) -> Iterator[tuple[str, str, str]]:
    """Each change of words: struck, inserted, and the word before it; moved passages not."""
    if not differs(runs):
        return
    kept, struck, inserted = "", "", ""
    for run in (*runs, Run(Mark.KEPT, "")):
        if run.mark is Mark.KEPT or run.moved:
            if struck or inserted:
                yield struck, inserted, kept
            struck = inserted = ""
            kept = run.words.split()[-1] if run.words.strip() else kept
        elif run.mark is Mark.STRUCK:
            struck += run.words
        else:
            inserted += run.words


def _said(head: str, struck: str, inserted: str, after: str) -> str:
    if struck and inserted:
        return f"{head}: struck {quoted(struck)}, inserted {quoted(inserted)}."
    place = f" after “{after}”" if after else " at the beginning"
    what = f"struck {quoted(struck)}" if struck else f"inserted {quoted(inserted)}"
    return f"{head}: {what}{place}."


def _says(unit: Unit) -> str:
    return " ".join(part for part in unit.says() if part)


def _numbers(found: Comparison) -> dict[str, Number]:
    return {row.new.id: row.now for row in found.rows if row.new and row.now}


def _address(number: Number | None) -> str:
    return number.address if number else ""
