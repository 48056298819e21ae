"""XML from outside: parsed without entities, document types or more than a bounded tree."""

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from alliance.conversion.findings import Refused

MOST_ELEMENTS: Final = 400_000
DEEPEST: Final = 150
_FIX: Final = "Save the document anew with the program that made it, and choose that file."


class _Bounded(TreeBuilder):
    """Builds a tree that is neither too large nor too deep."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where, self._count, self._depth = where, 0, 0

    def start(self, tag: Any, attrs: Any) -> Any:
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS:
            what = f"it has more than {MOST_ELEMENTS:,} elements of XML."
            raise Refused(self._where, what, "Divide the document.")
        if self._depth > DEEPEST:
            what = f"its XML is nested more than {DEEPEST} levels deep."
            raise Refused(self._where, what, _FIX)
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        self._depth -= 1
        return super().end(tag)


def parsed(data: bytes, where: str) -> Element:
    """The tree of an XML document.

    Raises Refused for a document type, entities, anything outside the file, and what is no XML.
    """
    parser = DefusedXMLParser(
        target=_Bounded(where), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        what = "it defines a document type or entities, by which a small file can grow without end."
        raise Refused(where, what, _FIX) from None
    except (ParseError, ValueError, LookupError) as wrong:
        raise Refused(where, f"it is not XML that can be read ({wrong}).", _FIX) from None
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words(element: Element) -> str:
    """All words in an element."""
    return "".join(element.itertext())


def letters(said: str) -> str:
    """Words without what is between them, to see whether they are the same."""
    return "".join(said.split())


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names."""
    return (one for one in element if local(one) in names)


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of such a name."""
    return next(children(element, *names), None) if element is not None else None


def loose(element: Element) -> str:
    """The words that stand directly in an element, before, between and after its children."""
    said = [element.text or "", *(one.tail or "" for one in element)]
    return " ".join(" ".join(said).split())
