"""Blocks as the units of a text: title, recitals, enacting line, what is numbered, the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from alliance.comparison.addresses import Addresses
from alliance.comparison.labels import BRACKETED, NUMBERED, RANKS, is_caption
from alliance.conversion.blocks import LONGEST_HEADING, Block, Labelled, Sort, labelled
from alliance.conversion.findings import Refused, Report, shown
from alliance.conversion.markup import words_of
from alliance.conversion.phrases import (
    BY,
    ENACTING,
    RECITAL,
    SAYS_SO,
    SCHEDULE,
    bare,
    form_by_words,
)
from alliance.texts.checking import MOST_UNITS
from alliance.texts.parts import settled
from alliance.texts.units import DEEPEST, Form, Kind, Maker, Text, Unit, new_id, without_twice

_LONGEST_LINE: Final = 300


@dataclass
class _Draft:
    kind: Kind
    text: str = ""
    label: str = ""
    heading: str = ""
    key: str = ""
    where: str = ""
    base: int = 0  # how deep the part stands in which its level is counted
    part: int = -1  # which Addresses counted it; -1 where its level is `base`
    place: int = 0
    up: int = 0  # how many labels of the same block stand below it
    counted: bool = True  # its own label is its last level
    rank: int = 0


def shaped(
    blocks: Sequence[Block],
    report: Report,
    title: str = "",
    form: Form | None = None,
    make: Maker = new_id,
) -> Text:
    """The text that blocks make. `title` is taken only where the blocks hold none.

    Raises Refused where there are far more than a text can have.
    """
    if len(blocks) > 2 * MOST_UNITS:
        what = f"it has {len(blocks):,} paragraphs; at most {MOST_UNITS:,} are taken."
        raise Refused("the text", what, "Move parts of it into a text of their own.")
    return _Shaping(blocks, report, make).text(title, form)


class _Shaping:
    def __init__(self, blocks: Sequence[Block], report: Report, make: Maker) -> None:
        self._blocks = [one for one in blocks if one.text.strip() or one.label]
        self._report, self._make = report, make
        self._drafts: list[_Draft] = []
        self._parts: list[Addresses] = [Addresses()]
        self._counted: list[int] = [0]  # of each of these
        self._open: list[int] = []  # depths of the headings without labels that are open
        self._lists: list[int] = []  # indentations of lists with numbers, each in the one before
        self._base = 0
        self._enacting = ""
        self._numbered = self._in_schedule = False
        recitals = [n for n, one in enumerate(self._blocks) if RECITAL.match(bare(one))]
        self._last_recital = recitals[-1] if recitals else -1

    def text(self, title: str, form: Form | None) -> Text:
        own = self._title()
        for place, block in enumerate(self._blocks):
            self._enter(block, place)
        title = own or title
        if not title:
            self._report.say("the beginning", "no title was found; it is empty")
        kind = form or self._form(title)
        units = self._units(kind)
        ordered = settled(units)
        self._say_what_moved(units, ordered)
        return Text(title, without_twice(ordered, self._make), kind, self._enacting)

    def _title(self) -> str:
        """The title, where the first block is one; the block is taken away."""
        if not self._blocks:
            return ""
        first = self._blocks[0]
        words = words_of(first.text)
        if first.sort is not Sort.PARAGRAPH or first.label or "\n" in first.text:
            return ""
        if len(words) > LONGEST_HEADING or RECITAL.match(bare(first)):
            return ""
        found = labelled(first)
        headed = first.heading == 1 and (not found.markers or self._is_alone(first))
        caption = not first.heading and not found.markers and is_caption(words.strip("*_"))
        enacts = ENACTING.match(words) or SCHEDULE.match(words)
        if headed or (caption and not enacts and len(self._blocks) > 1):
            self._blocks = self._blocks[1:]
            self._last_recital -= 1
            return words.strip()
        return ""

    def _is_alone(self, first: Block) -> bool:
        return not any(one.heading == 1 for one in self._blocks if one is not first)

    def _enter(self, block: Block, place: int) -> None:
        words = bare(block)
        if not self._operative() and not block.label and (lead := RECITAL.match(words)):
            self._drafts.append(
                _Draft(Kind.RECITAL, words[lead.end() :], key=block.key, where=block.where)
            )
        elif place < self._last_recital and self._drafts and self._in_recitals():
            self._append(block)
        elif not self._enacts(block, words):
            self._enter_body(block)

    def _operative(self) -> bool:
        """Whether something numbered, or the enacting line, has come."""
        return bool(self._enacting) or self._numbered

    def _in_recitals(self) -> bool:
        return self._drafts[-1].kind is Kind.RECITAL

    def _append(self, block: Block) -> None:
        draft = self._drafts[-1]
        words = f"{block.label} {block.text}" if block.label else block.text
        draft.text = "\n\n".join(filter(None, [draft.text, words]))

    def _enacts(self, block: Block, words: str) -> bool:
        """Takes the enacting line, and what is resolved in the same breath; whether it did."""
        if self._enacting or block.label or block.sort is not Sort.PARAGRAPH:
            return False
        if any(one.kind is not Kind.RECITAL for one in self._drafts):
            return False
        plain = words_of(words)
        lead = ENACTING.match(plain)
        short = len(plain) <= _LONGEST_LINE and "\n" not in words
        whole = lead and not plain[lead.end() :].strip(" ,:.;\u2014-")
        ends = plain.rstrip().endswith((":", ",")) or plain.casefold().endswith(" that")
        if short and (whole or (ends and (lead or SAYS_SO.search(plain)))):
            self._enacting = plain.strip()
            return True
        if lead and (by := BY.match(plain, lead.end())):
            self._enact_with(plain[: by.end()].strip(), plain[by.end() :], words, block)
        elif lead and plain[lead.end() : lead.end() + 1] in {",", ":"}:
            end = lead.end() + 1
            self._enact_with(plain[:end], plain[end:].strip(), words, block)
        else:
            return False
        return True

    def _enact_with(self, line: str, rest: str, words: str, block: Block) -> None:
        """The enacting line, and the clause that stands in one paragraph with it."""
        self._enacting = line
        kept = words[len(words) - len(rest) :]
        same = words_of(kept) == rest  # the marks of the clause are kept where they are its own
        draft = _Draft(Kind.CLAUSE, kept if same else rest, key=block.key, where=block.where)
        self._drafts.append(draft)

    def _enter_body(self, block: Block) -> None:
        if block.sort is Sort.LIST and self._drafts and self._drafts[-1].text:
            self._append(block)
            return
        if block.sort is not Sort.PARAGRAPH:
            self._count((), block, "", heading=False)
            self._add(Kind.PARAGRAPH, block, text=block.text)
            return
        found = labelled(block)
        schedule = SCHEDULE.match(found.heading) if found.is_heading else None
        if schedule and not found.markers:
            self._open_schedule(block, schedule[1], found.heading[schedule.end() :])
        elif found.markers:
            self._enter_labelled(block, found)
        elif self._resolves(block) and self._root_is_clause():
            self._drafts.append(
                _Draft(Kind.CLAUSE, block.text, key=block.key, where=block.where, base=0)
            )
        elif found.is_heading:
            self._enter_heading(block, found.heading)
        else:
            self._count((), block, found.text, heading=False)
            self._add(Kind.PARAGRAPH, block, text=found.text)

    @staticmethod
    def _resolves(block: Block) -> bool:
        """Whether a paragraph says what is resolved besides: "Be it further resolved, That …"."""
        words = words_of(block.text)
        lead = ENACTING.match(words)
        return bool(lead and not block.heading and words[lead.end() :].strip(" ,:.;\u2014-"))

    def _root_is_clause(self) -> bool:
        """Whether the clauses so far each begin with "Resolved"."""
        return not self._drafts or self._drafts[-1].kind in (Kind.CLAUSE, Kind.RECITAL)

    def _open_schedule(self, block: Block, label: str, heading: str) -> None:
        self._open, self._base, self._in_schedule = [], 1, True
        self._begin_part()
        self._drafts.append(_Draft(Kind.SCHEDULE, "", label, heading, block.key, block.where))
        self._numbered = True

    def _enter_heading(self, block: Block, heading: str) -> None:
        if block.heading:
            while self._open and self._open[-1] >= block.heading:
                self._open.pop()
            level = self._floor() + len(self._open)
            self._open.append(block.heading)
            self._base = level + 1
            self._begin_part()
            self._drafts.append(
                _Draft(Kind.PARAGRAPH, "", "", heading, block.key, block.where, base=level)
            )
            return
        self._count((), block, heading, heading=True)
        self._add(Kind.PARAGRAPH, block, heading=heading)

    def _floor(self) -> int:
        """The level at which the part in hand begins: 1 in a schedule, else 0."""
        return int(self._in_schedule)

    def _enter_labelled(self, block: Block, found: Labelled) -> None:
        if block.heading and self._open and self._open[-1] >= block.heading:
            while self._open and self._open[-1] >= block.heading:
                self._open.pop()
            self._base = self._floor() + len(self._open)
            self._begin_part()
        found = self._nested(block, found)
        heading = found.heading or self._heading_before(found)
        self._count(found.markers, block, found.text or heading, heading=found.is_heading)
        last = len(found.labels) - 1
        for nth, label in enumerate(found.labels):
            whole = nth == last
            self._add(
                Kind.SECTION if found.markers[0].name else Kind.CLAUSE,
                block,
                text=found.text if whole else "",
                label=label,
                heading=heading if (nth == 0 if not found.heading else whole) else "",
                up=last - nth,
                rank=found.markers[nth].rank,
            )

    def _nested(self, block: Block, found: Labelled) -> Labelled:
        """The labels, where a number that begins again further in is that of an inner list."""
        first, *others = found.markers
        if first.rank < NUMBERED or found.is_heading:
            self._lists = []
        if first.rank != NUMBERED or block.heading:
            return found
        while len(self._lists) > 1 and block.indent < self._lists[-1]:
            self._lists.pop()
        if not self._lists or (first.label == "1" and block.indent > self._lists[-1]):
            self._lists.append(block.indent)
        if len(self._lists) == 1:
            return found
        return replace(found, markers=(replace(first, rank=BRACKETED), *others))

    def _heading_before(self, found: Labelled) -> str:
        """The heading on a line of its own that stands before a number: it is that number's."""
        if not self._drafts or found.is_heading:
            return ""
        before = self._drafts[-1]
        ranks = (NUMBERED, RANKS["section"])
        alone = before.kind is Kind.PARAGRAPH and before.part >= 0 and not before.text
        if not (alone and before.heading and found.markers[0].rank in ranks):
            return ""
        self._drafts.pop()
        return before.heading

    def _begin_part(self) -> None:
        self._lists = []
        self._parts.append(Addresses())
        self._counted.append(0)

    def _count(self, markers: Sequence, block: Block, text: str, *, heading: bool) -> None:  # type: ignore[type-arg]
        self._parts[-1].enter(list(markers), block.indent, text, heading=heading)
        self._counted[-1] += 1

    def _add(  # noqa: PLR0913 (the parts of a unit)
        self,
        kind: Kind,
        block: Block,
        *,
        text: str = "",
        label: str = "",
        heading: str = "",
        up: int = 0,
        rank: int = 0,
    ) -> None:
        key = "" if up else block.key
        part, place = len(self._parts) - 1, self._counted[-1] - 1
        draft = _Draft(kind, text, label, heading, key, block.where, self._base, part, place, up)
        draft.counted, draft.rank = bool(label), rank
        self._numbered = self._numbered or bool(label)
        self._drafts.append(draft)

    def _units(self, form: Form) -> list[Unit]:
        depths = [[len(above) for _, above in part.named()] for part in self._parts]
        root_named = any(one.rank and one.rank < NUMBERED for one in self._drafts)
        sections = root_named or form in (Form.BILL, Form.MEMORANDUM)
        units = []
        for draft in self._drafts:
            level = draft.base
            if draft.part >= 0:
                level += depths[draft.part][draft.place] - draft.up - draft.counted
            if level > DEEPEST:
                what = f"it stood {level} levels deep; it was moved up to level {DEEPEST}"
                self._report.count(draft.where, what)
            kind = draft.kind
            if kind in (Kind.CLAUSE, Kind.SECTION) and draft.label:
                kind = Kind.SECTION if sections else Kind.CLAUSE
            key = draft.key or self._make()
            level = min(level, DEEPEST)
            units.append(Unit(key, kind, draft.text.strip(), level, draft.label, draft.heading))
        return units

    def _say_what_moved(self, units: Sequence[Unit], ordered: Sequence[Unit]) -> None:
        if [one.id for one in units] == [one.id for one in ordered]:
            return
        moved = next(one for one, new in zip(units, ordered, strict=True) if one.id != new.id)
        what = "it stood before a recital and now stands after what is recited"
        self._report.say(shown(moved.heading or moved.text), what)

    def _form(self, title: str) -> Form:
        first = self._drafts[0].text if self._drafts else ""
        named = any(one.rank and one.rank < NUMBERED for one in self._drafts)
        return form_by_words(f"{title} {self._enacting}", first, named=named)
