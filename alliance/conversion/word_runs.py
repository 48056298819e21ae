"""The words within a paragraph of Word."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.findings import shown
from alliance.conversion.linked import KEPT
from alliance.conversion.tree import BREAK, LOWERED, RAISED, Run
from alliance.conversion.word_numbering import value
from alliance.conversion.word_place import Parts, Place
from alliance.conversion.word_styles import OFF, Style, looks_of
from alliance.conversion.xml_parts import child, children, local, words
from alliance.texts.units import is_id

_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LOOKS: Final = {
    "u": "underlined words are kept without the line",
    "strike": "words that are struck through, but not as a tracked change, are kept as words",
    "dstrike": "words that are struck through, but not as a tracked change, are kept as words",
    "highlight": "highlighted words are kept without the colour",
}
_LOST: Final = {
    **dict.fromkeys(
        ("pgNum", "dayLong", "dayShort", "monthLong", "monthShort", "yearLong", "yearShort"),
        "what the program fills in, such as the number of a page, was left out",
    ),
    "subDoc": "another document within the document was left out",
    "contentPart": "a drawing by hand was left out",
    "sym": "a sign of a font of signs was left out",
    "object": "an object of another program was left out",
}
_SIGNS: Final = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011"}
_PASS: Final = {"AlternateContent", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo"}


class Runs:
    """Reads the runs of one paragraph; text boxes are set aside."""

    def __init__(self, place: Place, parts: Parts, style: Style | None = None) -> None:
        self._place, self._parts, self._style = place, parts, style or Style()
        self.boxes: list[Element] = []
        self._fields: list[bool] = []  # of each open field: whether its result has begun

    def of(self, holder: Element, look: Run) -> Iterator[Run]:
        """The runs in a paragraph, a link, or whatever else holds runs."""
        for one in holder:
            yield from self._one(one, look)

    def _one(self, one: Element, look: Run) -> Iterator[Run]:
        match local(one):
            case "r":
                yield from self._run(one, look)
            case "hyperlink":
                yield from self._hyperlink(one, look)
            case "ins" | "moveTo":
                self._place.track("insertion")
                yield from self.of(one, look)
            case "del" | "moveFrom":
                self._place.track("deletion")
            case "fldSimple":
                self._field(value(one, "instr"))
                yield from self.of(one, look)
            case "bookmarkStart":
                self._place.bookmark(one)
            case "bookmarkEnd":
                self._place.bookmark_end(one)
            case "oMath" | "oMathPara":
                self._place.say(f"a formula is kept as its letters: {shown(words(one))}")
                yield replace(look, text=words(one))
            case name if name in _PASS:
                yield from self.of(with_words(one), look)
            case name:
                self._left_out(one, name)

    def _left_out(self, one: Element, name: str) -> None:
        """Note what is not known, where it holds words."""
        if name in _LOST:
            self._place.again(_LOST[name])
        elif said := words(one).strip():
            self._place.say(f"what is within {name[:40]} was left out: {shown(said)}")

    def _hyperlink(self, one: Element, look: Run) -> Iterator[Run]:
        """A link; where it leads to a unit of the text, it is a reference to that unit."""
        runs = list(self.of(one, self._linked(one, look)))
        anchor, said = value(one, "anchor"), "".join(run.text for run in runs)
        target = anchor.removeprefix("u_")
        if not anchor or not said.strip():
            yield from runs
        elif target != anchor and is_id(target) and not self._parts.addresses:
            key = self._place.links.take(target, said, self._place.where())
            yield replace(look, text=said, target=key)
        elif self._parts.addresses.get(target) == " ".join(said.split()):
            yield replace(look, text=said, target=target)
        else:
            self._place.again(f"{KEPT}: {shown(said)}")
            yield from runs

    def _linked(self, one: Element, look: Run) -> Run:
        target = self._parts.links.get(one.get(_ID, ""), "")
        if target.lower().startswith(("https://", "mailto:")):
            return replace(look, href=target)
        if target:
            self._place.say(f"a link that is not https is kept as words, without {shown(target)}")
        return look

    def _run(self, run: Element, look: Run) -> Iterator[Run]:
        properties = child(run, "rPr")
        looks = self._looks(properties)
        if looks.get("hidden"):
            if said := words(run).strip():
                self._place.say(f"hidden words were left out: {shown(said)}")
            return
        for one in properties if properties is not None else ():
            name = local(one)
            if name == "rPrChange":
                self._place.track("change of format")
            elif name in _LOOKS and value(one) not in OFF:
                self._place.again(_LOOKS[name])
        for name, what in (("raised", RAISED), ("lowered", LOWERED)):
            if looks.get(name) and words(run).strip():
                self._place.again(what)
        strong, em = looks.get("strong", look.strong), looks.get("em", look.em)
        look = replace(look, strong=strong, em=em, raised=looks.get("raised", False))
        for one in run:
            yield from self._piece(one, look)

    def _looks(self, properties: Element | None) -> dict[str, bool]:
        """The look of a run: what it says itself, else its style, else that of the paragraph."""
        named = self._parts.styles.of(value(child(properties, "rStyle"))).looks
        around = dict(self._style.looks)
        bold = around.pop("strong", False), around.pop("em", False)
        if any(bold) and not (self._style.heading or self._style.title):
            self._place.again("bold and italics of the style of a paragraph are not kept")
        return {**around, **named, **looks_of(properties)}

    def _piece(self, one: Element, look: Run) -> Iterator[Run]:
        name = local(one)
        if self._in_field(one, name):
            return
        match name:
            case "t":
                yield replace(look, text=(one.text or "").replace("\n", " "))
            case _ if name in _SIGNS:
                yield replace(look, text=_SIGNS[name])
            case "br" | "cr":
                if value(one, "type") in ("page", "column"):
                    self._place.again("a break of the page was left out")
                yield replace(look, text=BREAK)
            case "AlternateContent":
                for inner in with_words(one):
                    yield from self._piece(inner, look)
            case "ruby":
                yield from self._ruby(one, look)
            case _:
                self._beside(one, name)

    def _ruby(self, one: Element, look: Run) -> Iterator[Run]:
        """Words over which others stand, which say how they are spoken."""
        if said := "".join(map(words, children(one, "rt"))).strip():
            self._place.say(f"words that stand above others were left out: {shown(said)}")
        for base in children(one, "rubyBase"):
            yield from self.of(base, look)

    def _in_field(self, one: Element, name: str) -> bool:
        """Whether a piece belongs to a field without being what it showed."""
        if name == "fldChar":
            self._field_mark(value(one, "fldCharType"))
        elif name == "instrText":
            self._field(one.text or "")
        return name in ("fldChar", "instrText") or bool(self._fields and not self._fields[-1])

    def _beside(self, one: Element, name: str) -> None:
        """What stands beside the words."""
        match name:
            case "drawing" | "pict":
                boxes = [inner for inner in one.iter() if local(inner) == "txbxContent"]
                self.boxes += boxes[:20]
                if not boxes:
                    said = next((_described(two) for two in one.iter() if _described(two)), "")
                    what = (
                        f"a picture was left out: {shown(said)}"
                        if said
                        else "a picture was left out"
                    )
                    self._place.again(what)
            case "footnoteReference" | "endnoteReference":
                notes = self._parts.footnotes if name[0] == "f" else self._parts.endnotes
                sort = "a footnote" if name[0] == "f" else "an endnote"
                said = notes.get(value(one, "id"), "")
                self._place.say(f"{sort} was left out: {shown(said)}")
            case "commentReference":
                said = self._parts.comments.get(value(one, "id"), "")
                self._place.say(f"a comment was left out: {shown(said)}")
            case "delText":
                pass  # of what was deleted
            case _:
                self._left_out(one, name)

    def _field_mark(self, step: str) -> None:
        if step == "begin":
            self._fields.append(False)
        elif step == "separate" and self._fields:
            self._fields[-1] = True
        elif step == "end" and self._fields:
            self._fields.pop()

    def _field(self, instruction: str) -> None:
        if kind := instruction.strip().partition(" ")[0]:
            self._place.again(f"a field ({kind[:30]}) is kept as the words that it showed")


def with_words(one: Element) -> Element:
    """Of what a program may choose from, the first that holds words, else the first."""
    offered = list(children(one, "Choice", "Fallback"))
    return next((two for two in offered if words(two).strip()), offered[0] if offered else one)


def _described(one: Element) -> str:
    return (one.get("descr") or one.get("title") or "") if local(one) in ("docPr", "shape") else ""
