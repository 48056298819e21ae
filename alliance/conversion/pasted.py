"""What Word and browsers put on the clipboard as HTML, as a text."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final

from alliance.conversion.blocks import Block, Sort
from alliance.conversion.cleaning import cleaned
from alliance.conversion.findings import Imported, Refused, Report, checked, shown, too_long
from alliance.conversion.linked import KEPT, Links
from alliance.conversion.markdown import from_plain
from alliance.conversion.pasted_safety import BLOCKS, DEEPEST, OPENS, VOID, dropped, safe
from alliance.conversion.pasted_styles import Paragraph, heading_of, indent_of, skipped
from alliance.conversion.pasted_tables import List, Table
from alliance.conversion.shaping import shaped
from alliance.conversion.tree import BREAK, LOWERED, RAISED, Run, markdown_of, table_of
from alliance.texts.units import Form, Maker, is_id, new_id

_OF_TABLES: Final = {"thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"}
LONGEST: Final = 8_000_000  # characters of HTML; Word writes ten for each one that is read
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
    for what, times in dropped(html).items():
        report.count("the clipboard", what, times)
    reader.feed(safe(html))
    reader.close()
    blocks = reader.finished()
    text = shaped(blocks, report, "", form, make)
    return checked(reader.links.settled(text, report), report)


@dataclass
class _Open:
    """An open element: what it changes in the words within."""

    tag: str
    look: Run
    skips: bool = False  # its words are no words of the text
    said: list[str] = field(default_factory=list)  # of what is skipped
    label: bool = False
    why: str = ""
    anchor: str = ""  # of the unit to which a link leads
    paragraph: Paragraph | None = None  # in which it began, and after how many runs
    runs: int = 0


class _Reader(HTMLParser):
    def __init__(self, report: Report) -> None:
        super().__init__(convert_charrefs=True)
        self._report, self.links = report, Links()
        self._key = ""  # of the unit that the next block is
        self._open: list[_Open] = []
        self._now = Paragraph()
        self._blocks: list[Block] = []
        self._count = 0
        self._lists: list[List] = []
        self._tables: list[Table] = []
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
        opened = self._opened(tag, said, look)
        name = said.get("id", "").removeprefix("u-")
        self._key = name if tag == "div" and is_id(name) else self._key
        anchor = said.get("href", "").removeprefix("#u-")
        if tag == "a" and is_id(anchor) and not opened.skips:
            opened.anchor, opened.paragraph = anchor, self._now
            opened.runs = len(self._now.runs)
        self._open.append(opened)

    def _opened(self, tag: str, said: dict[str, str], look: Run) -> _Open:
        style = said.get("style", "").lower().replace(" ", "")
        classes = said.get("class", "").lower()
        why = skipped(tag, style, classes, said)
        inside = self._open[-1] if self._open else None
        if inside and inside.skips:
            return _Open(tag, look, skips=True)
        if why:
            return _Open(tag, look, skips=True, why=why)
        if "mso-list:ignore" in style:
            return _Open(tag, look, label=True)
        look = self._looking(tag, style, classes, look)
        if {said.get("colspan", "1"), said.get("rowspan", "1")} != {"1"}:
            self._again("cells of a table that were joined are parted")
        if tag == "a" and (href := said.get("href", "")):
            look = self._linked(href, look)
        label = bool(inside and inside.label)
        return _Open(tag, look, label=label)

    def _looking(self, tag: str, style: str, classes: str, look: Run) -> Run:
        """The look of the words in an element."""
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
        if tag == "sup" or "vertical-align:super" in style:
            self._again(RAISED)
            look = replace(look, raised=True)
        if tag == "sub" or "vertical-align:sub" in style.replace("vertical-align:super", ""):
            self._again(LOWERED)
        return look

    def _linked(self, href: str, look: Run) -> Run:
        if href.lower().startswith(("https://", "mailto:")):
            return replace(look, href=href)
        if href.startswith("#") and not is_id(href.removeprefix("#u-")):
            self._again("a link to a place on the page is kept as words")
        elif not href.startswith("#"):
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
        if tag == "table":
            self._open_table()
            return
        if self._tables:
            if tag == "tr":
                self._tables[-1].rows.append([])
            elif tag not in _OF_TABLES:
                self._now.runs.append(Run(" "))
            return
        if self._now.tag == "li" and tag in ("p", "div") and not _words(self._now.runs):
            return  # the words of the item come within
        self._end()
        now = Paragraph(said.get("style", "").lower(), said.get("class", "").lower(), tag)
        now.depth, now.goes_on = len(self._lists), bool(self._lists)
        if tag in ("ul", "ol"):
            self._lists.append(List.begun(tag, said))
        elif tag == "li" and self._lists:
            now.number, now.goes_on = self._lists[-1].next(said), False
        self._now = now

    def _open_table(self) -> None:
        if self._tables:
            self._again("a table within a table is kept as words in a row")
            self._tables[-1].said.append(self._markdown())
            self._now = Paragraph()
        else:
            self._end()
        self._tables.append(Table())

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            ended = self._open.pop()
            if ended.anchor:
                self._refer(ended)
            if ended.why:
                self._left_out(ended)
            elif ended.skips and self._open:
                self._open[-1].said += ended.said
            if ended.tag == tag:
                break
        if self._tables:
            self._ended_in_table(tag, self._tables[-1])
        elif tag in ("ul", "ol"):
            self._end()
            self._lists = self._lists[:-1]
            self._now = Paragraph(depth=len(self._lists), goes_on=bool(self._lists))
        elif tag in BLOCKS:
            self._end()

    def _refer(self, ended: _Open) -> None:
        """A link to a unit has ended: its words are a reference."""
        runs = self._now.runs[ended.runs :]
        if ended.paragraph is not self._now or not _words(runs):
            self._again(KEPT)
            return
        said = _words(runs)
        key = self.links.take(ended.anchor, said, f"paragraph {self._count + 1}")
        self._now.runs[ended.runs :] = [replace(ended.look, text=said, target=key)]

    def _ended_in_table(self, tag: str, table: Table) -> None:
        if tag in ("td", "th"):
            table.close_cell(self._markdown())
            self._now = Paragraph()
        elif tag == "caption":
            table.caption = self._markdown()
            self._now = Paragraph()
        elif tag == "table":
            self._tables.pop()
            if self._tables:
                self._tables[-1].said.append(table.words())
            else:
                self._table(table)
        elif tag in BLOCKS and tag not in _OF_TABLES:
            self._now.runs.append(Run(" "))

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
            if any(one.tag == "pre" for one in self._open):
                data = data.replace("\r", "").replace("\n", BREAK)
                plain = re.sub(r"[ \t]+", " ", data)
            else:
                plain = re.sub(r"[ \t\r\n]+", " ", data)
            self._now.runs.append(replace(look, text=plain))

    def _markdown(self) -> str:
        return cleaned(markdown_of(self._now.runs), self._report, self._where()).strip()

    def _table(self, table: Table) -> None:
        rows = [row for row in table.rows if any(row)]
        where = f"table {sum(one.sort is Sort.TABLE for one in self._blocks) + 1}"
        if table.caption:
            self._blocks.append(Block(table.caption, where))
        if rows:
            self._blocks.append(Block(table_of(rows), where, sort=Sort.TABLE))

    def _end(self) -> None:
        """The paragraph in hand has ended."""
        now = self._now
        if self._tables:
            return
        label = " ".join(now.label.split())
        heading = heading_of(now)
        if heading:
            now.runs = [replace(run, strong=False, em=False) for run in now.runs]
        words = self._markdown()
        self._now = Paragraph(depth=len(self._lists), goes_on=bool(self._lists))
        if not words and not label:
            return
        self._count += 1
        where = f"{self._where()}, {shown(words)}"
        indent = indent_of(now)
        bullet = (label and len(label) == 1 and label in _BULLETS) or (
            now.depth and not now.number and not now.goes_on
        )
        if bullet:
            inner = words.replace("\n", "\n  ")
            self._blocks.append(Block(f"- {inner}", where, indent, sort=Sort.LIST))
        elif now.goes_on and self._lists and self._lists[-1].tag == "ul" and self._in_list():
            inner = words.replace("\n", "\n  ")
            self._blocks.append(Block(f"\n  {inner}", where, indent, sort=Sort.LIST))
        else:
            label = label or now.number
            self._blocks.append(Block(words, where, indent, heading, label, key=self._key))
            self._key = ""

    def _in_list(self) -> bool:
        return bool(self._blocks) and self._blocks[-1].sort is Sort.LIST

    def _where(self) -> str:
        return f"paragraph {max(1, self._count)}"

    def _say(self, what: str) -> None:
        self._report.say(f"paragraph {self._count + 1}", what)

    def _again(self, what: str) -> None:
        self._report.count(f"paragraph {self._count + 1}", what)


def _words(runs: list[Run]) -> str:
    return "".join(run.text for run in runs).strip()
