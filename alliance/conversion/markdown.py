"""Markdown and plain text as texts."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from alliance.conversion.beginnings import (
    UNDERLINE,
    Item,
    begins,
    begins_item,
    begins_part,
    is_half,
    labelled_item,
)
from alliance.conversion.blocks import LONGEST_HEADING, Block, Sort
from alliance.conversion.cleaning import cleaned
from alliance.conversion.findings import Imported, Report, checked, listed, shown
from alliance.conversion.marks import as_markdown
from alliance.conversion.shaping import shaped
from alliance.texts.units import Form, Maker, new_id

FRONT: Final = re.compile(r"\A\s*---[ \t]*\n((?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD: Final = re.compile(r"([A-Za-z_][\w -]{0,60}):[ \t]*(.*)")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_BULLET: Final = re.compile(r"([-*+\u2022])[ \t]+(?=\S)")
_TABLE: Final = re.compile(r"\|.*\|[ \t]*$")
_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?")
_IMAGE: Final = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_LINK: Final = re.compile(
    r"\[([^\]\n]{1,300})\]\((?!https:|mailto:)([^)\s]{1,2000})[^)\n]{0,200}\)"
)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>|<!--")
_MARKED: Final = re.compile(r"^#{1,6} \S|\*\*\S|\]\(https?:|^\|.*\|[ \t]*$", re.MULTILINE)
_FENCE: Final = re.compile(r"(`{3,}|~{3,})")
_RULE: Final = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_LINES_OF_A_HEADING: Final = 4
_SPACES: Final = re.compile(r"[ \t]+")


def is_markdown(words: str) -> bool:
    """Whether words look like Markdown rather than plain text."""
    return bool(FRONT.match(words) or _MARKED.search(words))


def from_markdown(words: str, form: Form | None = None, make: Maker = new_id) -> Imported:
    """The text that Markdown holds; lines that were wrapped are joined, indentation is depth."""
    report = Report()
    words = cleaned(words, report)
    about, words, first = front_matter(words)
    if about:
        what = f"{listed(about)} were taken as what is said of the file, not as its words"
        report.say("front matter", what)
    blocks = list(_blocks(words, first, report, marked=True))
    text = shaped(blocks, report, about.get("title", ""), form or _form(about), make)
    return checked(text, report, about)


def from_plain(words: str, form: Form | None = None, make: Maker = new_id) -> Imported:
    """The text that plain words hold; what would be a mark of Markdown stays the words it is."""
    report = Report()
    blocks = list(_blocks(cleaned(words, report), 1, report, marked=False))
    return checked(shaped(blocks, report, "", form, make), report)


def front_matter(words: str) -> tuple[dict[str, str], str, int]:
    """What stands between dashes before the words, the words, and their first line."""
    found = FRONT.match(words[:40_000])
    if not found or ":" not in found[1]:
        return {}, words, 1
    about = {}
    for line in found[1].splitlines():
        if field := _FIELD.match(line):
            about[field[1].strip()] = _value(field[2].strip())
    return about, words[found.end() :], words.count("\n", 0, found.end()) + 1


def _value(words: str) -> str:
    if words[:1] == '"':
        try:
            said = json.loads(words)
        except ValueError:
            said = words.strip('"')
        return str(said)
    return words.strip("'") if words[:1] == "'" else words


def _form(about: Mapping[str, str]) -> Form | None:
    said = about.get("form", "")
    return Form(said) if said in set(Form) else None


def _blocks(words: str, first: int, report: Report, *, marked: bool) -> Iterator[Block]:
    """The blocks of words, whose first line has this number in the file."""
    gathered = _Gathered(report, marked=marked)
    for number, raw in enumerate(words.split("\n"), start=first):
        yield from gathered.take(raw.expandtabs(4), number)
    yield from gathered.end()


class _Gathered:
    """Gathers lines into blocks."""

    def __init__(self, report: Report, *, marked: bool) -> None:
        self._report, self._marked = report, marked
        self._lines: list[str] = []
        self._sort, self._indent, self._number = Sort.PARAGRAPH, 0, 0
        self._gap = False  # a blank line came since; items of a list go on after it
        self._items: list[Item] = []  # that are open

    def take(self, raw: str, number: int) -> Iterator[Block]:
        """One more line; what it ends is given back."""
        if depth := self._underlined(raw):
            yield Block(self._joined(), f"line {self._number}", 0, depth)
            self._lines, self._items = [], []
            return
        line = self._seen(raw, number)
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if not bare:
            if self._sort is Sort.LIST and self._lines:
                self._gap = True
            else:
                yield from self.end()
        elif self._marked and (heading := _HEADING.match(bare)):
            yield from self.end()
            self._items = []
            if heading[2]:
                yield Block(heading[2], f"line {number}", 0, len(heading[1]))
        else:
            yield from self._goes_on(line, bare, indent, number)

    def _goes_on(self, line: str, bare: str, indent: int, number: int) -> Iterator[Block]:
        sort = Sort.PARAGRAPH
        if _BULLET.match(bare):
            sort = Sort.LIST
        elif self._marked and _TABLE.match(bare):
            sort = Sort.TABLE
        if self._continues(sort, bare, indent):
            self._lines.append(self._inside(line, bare, sort))
            self._gap = False
            return
        yield from self.end()
        self._sort, self._indent, self._number, self._gap = sort, indent, number, False
        self._open_item(sort, bare, indent)
        self._lines.append(self._inside(line, bare, sort))

    def _continues(self, sort: Sort, bare: str, indent: int) -> bool:
        if not self._lines or (sort is Sort.PARAGRAPH and self._begins(bare, indent)):
            return False
        if self._sort is Sort.LIST:
            return sort is Sort.LIST or indent > self._indent or not self._gap
        if self._sort is Sort.TABLE or sort is Sort.TABLE:
            return self._sort is sort
        if sort is Sort.LIST:
            return False
        lines = self._last_lines()
        return is_half(lines) or not begins(_without_marks(bare), lines)

    def _begins(self, bare: str, indent: int) -> bool:
        """Whether a line begins an item of a list, a recital or the like."""
        lines = self._last_lines()
        if self._sort is Sort.PARAGRAPH and begins_part(_without_marks(bare), lines):
            return True
        if self._sort is Sort.LIST and indent > self._indent:
            return False  # it stands within the list
        return begins_item(bare, indent, lines[-1], self._items, first=self._marked)

    def _last_lines(self) -> list[str]:
        """The last lines of the block in hand, without marks."""
        return [_without_marks(one) for one in self._lines[-4:]]

    def _open_item(self, sort: Sort, bare: str, indent: int) -> None:
        """Keep the items that the block which begins here stands in, and itself if it is one."""
        self._items = [one for one in self._items if one.indent < indent - 1]
        item = labelled_item(_without_marks(bare), indent)
        if item and sort is Sort.PARAGRAPH:
            self._items.append(item)

    def _underlined(self, raw: str) -> int:
        """How wide the heading is that a line underlines; 0 where it underlines none."""
        found = UNDERLINE.match(raw)
        if not (found and self._lines and self._sort is Sort.PARAGRAPH):
            return 0
        if found[1][0] == "=":
            return 1
        if len(self._lines) > (_LINES_OF_A_HEADING if self._marked else 1):
            return 0
        words = self._joined()
        return 2 if len(words) <= LONGEST_HEADING and not labelled_item(words, 0) else 0

    def _inside(self, line: str, bare: str, sort: Sort) -> str:
        """A line as it stands within its block."""
        if sort is Sort.TABLE:
            return bare
        if self._sort is Sort.LIST or sort is Sort.LIST:
            lead = " " * max(0, len(line) - len(line.lstrip()) - self._indent)
            mark = _BULLET.match(bare)
            words = bare[mark.end() :] if mark else bare
            words = words if self._marked else as_markdown(words)
            return f"{lead}- {words}" if mark else f"{lead or '  '}{words}"
        words = bare if self._marked else as_markdown(bare)
        hard = self._marked and (line.endswith("  ") or bare.endswith("\\"))
        return f"{words.removesuffix(chr(92))}\\" if hard else words

    def end(self) -> Iterator[Block]:
        """The block in hand."""
        if self._lines:
            where = f"line {self._number}"
            yield Block(self._joined(), where, self._indent, sort=self._sort)
        self._lines, self._sort, self._gap = [], Sort.PARAGRAPH, False

    def _joined(self) -> str:
        if self._sort is not Sort.PARAGRAPH:
            return "\n".join(self._lines)
        said = ""
        for line in self._lines:
            words = _SPACES.sub(" ", line)
            said = f"{said}\n{words}" if said.endswith("\\") else f"{said} {words}".lstrip()
        return said.removesuffix("\\") if self._lines[-1].endswith("\\") else said

    def _seen(self, line: str, number: int) -> str:
        """The line without what a text cannot hold."""
        where = f"line {number}"
        if not self._marked:
            return line
        bare = line.strip()
        if _RULE.match(bare):
            self._report.count(where, "a rule across the page was left out")
            return ""
        if _FENCE.match(bare):
            what = "the fence of a block of code was left out; its words are kept"
            self._report.count(where, what)
            return ""
        if _QUOTED.match(line):
            self._report.count(where, "a quotation is kept as plain paragraphs")
            line = _QUOTED.sub("", line, count=1)
        if _IMAGE.search(line):
            self._report.count(where, "a picture was left out; the words that describe it are kept")
            line = _IMAGE.sub(r"\1", line)
        if found := _LINK.search(line):
            what = f"a link that is not https is kept as words: {shown(found[2])}"
            self._report.say(where, what)
            line = _LINK.sub(r"\1 (\2)", line)
        if found := _TAG.search(line):
            self._report.count(where, f"HTML is shown as the words it is: {shown(found[0])}")
        return line


def _without_marks(line: str) -> str:
    return line.replace("*", "").replace("\\", "").replace("__", "")
