"""What Word and browsers put on the clipboard as HTML, as a text."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final

from alliance.conversion.blocks import Block, Sort
from alliance.conversion.cleaning import cleaned
from alliance.conversion.findings import Imported, Refused, Report, checked, shown, too_long
from alliance.conversion.markdown import from_plain
from alliance.conversion.pasted_safety import BLOCKS, DEEPEST, OPENS, VOID, safe
from alliance.conversion.shaping import shaped
from alliance.conversion.tree import BREAK, Run, markdown_of, table_of
from alliance.texts.units import Form, Maker, new_id

LONGEST: Final = 8_000_000  # characters of HTML; Word writes ten for each one that is read
_LEVEL: Final = re.compile(r"level(\d)", re.IGNORECASE)
_MARGIN: Final = re.compile(
    r"margin-left:\s*(-?\d{1,4})(?:\.\d{0,4})?(pt|in|px|cm|mm|em)", re.IGNORECASE
)
_UNITS: Final = {"pt": 1, "in": 72, "px": 1, "cm": 28, "mm": 3, "em": 12}
_HEADING: Final = re.compile(r"(?:mso)?heading ?([1-6])", re.IGNORECASE)
_BULLETS: Final = "\u00b7\u2022\u25cf\u25aa\u25e6\u2013o§\uf0b7-"


def from_pasted(
    html: str, plain: str = "", form: Form | None = None, make: Maker = new_id
) -> Imported:
    """The text that was pasted; `plain` is what the clipboard holds besides, for want of HTML.

    Raises Refused where it is too long, or holds no words.
    """
    if not OPENS.search(html[:200_000]):
        return from_plain(plain or html, form, make)
    if len(html) > LONGEST:
        raise too_long(len(html))
    report = Report()
    reader = _Reader(report)
    reader.feed(safe(html))
    reader.close()
    blocks = reader.finished()
    return checked(shaped(blocks, report, "", form, make), report)


@dataclass
class _Open:
    """An open element: what it changes in the words within."""

    tag: str
    look: Run
    skips: bool = False  # its words are no words of the text
    said: list[str] = field(default_factory=list)  # of what is skipped
    label: bool = False
    why: str = ""


@dataclass
class _Paragraph:
    style: str = ""
    classes: str = ""
    tag: str = "p"
    runs: list[Run] = field(default_factory=list)
    label: str = ""
    depth: int = 0  # of lists
    ordered: int = 0  # its number in a list of HTML


class _Reader(HTMLParser):
    def __init__(self, report: Report) -> None:
        super().__init__(convert_charrefs=True)
        self._report = report
        self._open: list[_Open] = []
        self._now = _Paragraph()
        self._blocks: list[Block] = []
        self._count = 0
        self._lists: list[list[int | str]] = []  # tag, count
        self._rows: list[list[str]] | None = None
        self._tables = 0
        self._changes: Counter[str] = Counter()

    def finished(self) -> list[Block]:
        """The blocks, with bullets that follow each other as one list."""
        self._end()
        found: list[Block] = []
        for block in self._blocks:
            last = found[-1] if found else None
            if last and block.sort is Sort.LIST and last.sort is Sort.LIST:
                inner = "  " * max(0, (block.indent - last.indent) // 36)
                words = block.text.replace("\n", f"\n{inner}")
                found[-1] = replace(last, text=f"{last.text}\n{inner}{words}")
            else:
                found.append(block)
        for what, times in self._changes.items():
            words = (
                what
                if times == 1
                else what.replace("an ", f"{times} ", 1).replace("a ", f"{times} ", 1)
            )
            words = words if times == 1 else words.replace("ion that was", "ions that were")
            self._report.say("tracked changes", words)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in VOID:
            self._void(tag, said)
            return
        if len(self._open) > DEEPEST:
            raise Refused(
                "the clipboard", "its HTML is nested too deep.", "Paste it as plain text."
            )
        if tag in BLOCKS:
            self._block(tag, said)
        look = self._open[-1].look if self._open else Run("")
        self._open.append(self._opened(tag, said, look))

    def _opened(self, tag: str, said: dict[str, str], look: Run) -> _Open:
        style = said.get("style", "").lower().replace(" ", "")
        classes = said.get("class", "").lower()
        why = _skipped(tag, style, classes, said)
        inside = self._open[-1] if self._open else None
        if inside and inside.skips:
            return _Open(tag, look, skips=True)
        if why:
            return _Open(tag, look, skips=True, why=why)
        if "mso-list:ignore" in style:
            return _Open(tag, look, label=True)
        if tag == "ins" or "msoins" in classes:
            self._changes["an insertion that was tracked was taken"] += 1
        if tag in ("b", "strong") or "font-weight:bold" in style or "font-weight:700" in style:
            look = replace(look, strong=True)
        if tag in ("i", "em") or "font-style:italic" in style:
            look = replace(look, em=True)
        if tag == "u" or "text-decoration:underline" in style:
            self._again("underlined words are kept without the line")
        if tag in ("s", "strike") or "line-through" in style:
            self._again(
                "words that are struck through, but not as a tracked change, are kept as words"
            )
        if tag == "a" and (href := said.get("href", "")):
            look = self._linked(href, look)
        label = bool(inside and inside.label)
        return _Open(tag, look, label=label)

    def _linked(self, href: str, look: Run) -> Run:
        if href.lower().startswith(("https://", "mailto:")):
            return replace(look, href=href)
        if not href.startswith("#"):
            self._say(f"a link that is not https is kept as words, without {shown(href)}")
        return look

    def _void(self, tag: str, said: dict[str, str]) -> None:
        if self._open and self._open[-1].skips:
            return
        if tag == "br":
            look = self._open[-1].look if self._open else Run("")
            self._now.runs.append(replace(look, text=BREAK))
        elif tag == "img":
            alt = said.get("alt", "")
            self._again(
                f"a picture was left out: {shown(alt)}" if alt else "a picture was left out"
            )
        else:
            self._end()
            self._again("a rule across the page was left out")

    def _block(self, tag: str, said: dict[str, str]) -> None:
        if self._rows is not None and tag in ("p", "div", "li"):
            self._now.runs.append(Run(" "))
            return
        self._end()
        if tag == "table":
            self._tables += 1
            self._rows = [] if self._rows is None else self._rows
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("ul", "ol"):
            self._lists.append([tag, 0])
        now = _Paragraph(said.get("style", "").lower(), said.get("class", "").lower(), tag)
        if tag == "li" and self._lists:
            self._lists[-1][1] = int(self._lists[-1][1]) + 1
            now.depth = len(self._lists)
            now.ordered = int(self._lists[-1][1]) if self._lists[-1][0] == "ol" else 0
        self._now = now

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            ended = self._open.pop()
            if ended.why:
                self._left_out(ended)
            elif ended.skips and self._open:
                self._open[-1].said += ended.said
            if ended.tag == tag:
                break
        if tag in ("td", "th") and self._rows is not None:
            self._cell(self._rows)
        elif tag == "table" and self._rows is not None:
            self._tables -= 1
            if not self._tables:
                self._table()
        elif tag in ("ul", "ol"):
            self._end()
            self._lists = self._lists[:-1]
        elif tag in BLOCKS and self._rows is None:
            self._end()

    def _cell(self, rows: list[list[str]]) -> None:
        words = self._markdown()
        self._now = _Paragraph()
        if not rows:
            rows.append([])
        rows[-1].append(words)

    def _left_out(self, ended: _Open) -> None:
        words = " ".join("".join(ended.said).split())
        if "tracked" in ended.why:
            self._changes[ended.why] += 1
        elif words:
            self._say(f"{ended.why}: {shown(words)}")

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else None
        if inside and inside.skips:
            inside.said.append(data)
        elif inside and inside.label:
            self._now.label += data
        else:
            look = inside.look if inside else Run("")
            plain = re.sub(r"[ \t\r\n]+", " ", data)
            self._now.runs.append(replace(look, text=plain))

    def _markdown(self) -> str:
        return cleaned(markdown_of(self._now.runs), self._report, self._where()).strip()

    def _table(self) -> None:
        rows = [row for row in self._rows or () if any(row)]
        self._rows = None
        if rows:
            where = f"table {sum(one.sort is Sort.TABLE for one in self._blocks) + 1}"
            self._blocks.append(Block(table_of(rows), where, sort=Sort.TABLE))

    def _end(self) -> None:
        """The paragraph in hand has ended."""
        now = self._now
        if self._rows is not None:
            return
        label = " ".join(now.label.split())
        heading = _heading(now)
        if heading:
            now.runs = [replace(run, strong=False, em=False) for run in now.runs]
        words = self._markdown()
        self._now = _Paragraph()
        if not words and not label:
            return
        self._count += 1
        where = f"{self._where()}, {shown(words)}"
        indent = _indent(now)
        bullet = (label and len(label) == 1 and label in _BULLETS) or (
            now.depth and not now.ordered
        )
        if bullet:
            inner = words.replace("\n", "\n  ")
            self._blocks.append(Block(f"- {inner}", where, indent, sort=Sort.LIST))
        else:
            label = label or (f"{now.ordered}." if now.ordered else "")
            self._blocks.append(Block(words, where, indent, heading, label))

    def _where(self) -> str:
        return f"paragraph {max(1, self._count)}"

    def _say(self, what: str) -> None:
        self._report.say(f"paragraph {self._count + 1}", what)

    def _again(self, what: str) -> None:
        self._report.count(f"paragraph {self._count + 1}", what)


# What a style says of words that are left out; first what hides them.
_LEFT_OUT: Final = {
    "mso-hide:all": "hidden words were left out",
    "display:none": "hidden words were left out",
    "visibility:hidden": "hidden words were left out",
    "mso-element:comment": "a comment was left out",
    "mso-comment-reference": "",
    "mso-element:footnote": "a footnote was left out",
    "mso-element:endnote": "a footnote was left out",
    "mso-element:header": "a header or footer of the pages was left out",
    "mso-element:footer": "a header or footer of the pages was left out",
}


def _skipped(tag: str, style: str, classes: str, said: dict[str, str]) -> str:
    """Why the words of an element are left out, or ""."""
    if tag == "del" or "msodel" in classes:
        return "a deletion that was tracked was left out"
    if "msocommentreference" in classes:
        return "a comment was left out"
    for name, why in _LEFT_OUT.items():
        if name in style:
            return why
    if said.get("href", "").startswith("#_msocom"):
        return ""
    reference = (
        said.get("href", "").startswith(("#_ftn", "#_edn")) or "footnotereference" in classes
    )
    return "the sign of a footnote was left out" if reference else ""


def _heading(now: _Paragraph) -> int:
    if now.tag[:1] == "h" and now.tag[1:].isdecimal():
        return int(now.tag[1:])
    if "msotitle" in now.classes:
        return 1
    named = _HEADING.match(now.classes)
    return int(named[1]) + 1 if named else 0


def _indent(now: _Paragraph) -> int:
    """The indentation in points."""
    level = _LEVEL.search(now.style) if "mso-list" in now.style else None
    if level:
        return 36 * int(level[1])
    if now.depth:
        return 36 * now.depth
    margin = _MARGIN.search(now.style)
    return max(0, int(margin[1]) * _UNITS[margin[2].lower()]) if margin else 0
