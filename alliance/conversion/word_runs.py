"""The words within a paragraph of Word."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.findings import shown
from alliance.conversion.tree import BREAK, Run
from alliance.conversion.word_numbering import value
from alliance.conversion.word_place import Parts, Place
from alliance.conversion.xml_parts import child, local, words

_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OFF: Final = {"0", "false", "off", "none"}
_LOOKS: Final = {
    "u": "underlined words are kept without the line",
    "strike": "words that are struck through, but not as a tracked change, are kept as words",
    "dstrike": "words that are struck through, but not as a tracked change, are kept as words",
    "highlight": "highlighted words are kept without the colour",
}
_LOST: Final = {
    "sym": "a sign of a font of signs was left out",
    "object": "an object of another program was left out",
}
_PASS: Final = {"smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo"}


class Runs:
    """Reads the runs of one paragraph; text boxes are set aside."""

    def __init__(self, place: Place, parts: Parts) -> None:
        self._place, self._parts = place, parts
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
                yield from self.of(one, self._linked(one, look))
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
                yield from self.of(one, look)
            case _:
                pass

    def _linked(self, one: Element, look: Run) -> Run:
        target = self._parts.links.get(one.get(_ID, ""), "")
        if target.lower().startswith(("https://", "mailto:")):
            return replace(look, href=target)
        if target:
            self._place.say(f"a link that is not https is kept as words, without {shown(target)}")
        return look

    def _run(self, run: Element, look: Run) -> Iterator[Run]:
        properties = child(run, "rPr")
        for one in properties if properties is not None else ():
            name, on = local(one), value(one) not in _OFF
            if name == "vanish" and on:
                if said := words(run).strip():
                    self._place.say(f"hidden words were left out: {shown(said)}")
                return
            if name == "rPrChange":
                self._place.track("change of format")
            elif name in _LOOKS and on:
                self._place.again(_LOOKS[name])
            elif name == "b" and on:
                look = replace(look, strong=True)
            elif name == "i" and on:
                look = replace(look, em=True)
        for one in run:
            yield from self._piece(one, look)

    def _piece(self, one: Element, look: Run) -> Iterator[Run]:
        name = local(one)
        if name == "fldChar":
            self._field_mark(value(one, "fldCharType"))
            return
        if name == "instrText":
            self._field(one.text or "")
            return
        if self._fields and not self._fields[-1]:
            return
        match name:
            case "t":
                yield replace(look, text=(one.text or "").replace("\n", " "))
            case "tab" | "ptab":
                yield replace(look, text=" ")
            case "br" | "cr":
                if value(one, "type") in ("page", "column"):
                    self._place.again("a break of the page was left out")
                yield replace(look, text=BREAK)
            case "noBreakHyphen":
                yield replace(look, text="\u2011")
            case "sym" | "object":
                self._place.again(_LOST[name])
            case _:
                self._beside(one, name)

    def _beside(self, one: Element, name: str) -> None:
        """What stands beside the words."""
        match name:
            case "AlternateContent":
                chosen = next((two for two in one if local(two) in ("Choice", "Fallback")), None)
                for inner in chosen if chosen is not None else ():
                    self._beside(inner, local(inner))
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
            case _:
                pass

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


def _described(one: Element) -> str:
    return (one.get("descr") or one.get("title") or "") if local(one) in ("docPr", "shape") else ""
