"""The names of the elements of Akoma Ntoso, by what a reader of words does with them."""

from typing import Final

from alliance.conversion.tree import LOWERED, RAISED

HIERARCHY: Final = {
    *("alinea", "article", "book", "chapter", "clause", "division", "hcontainer", "indent"),
    *("level", "list", "paragraph", "part", "point", "proviso", "rule", "section", "subchapter"),
    *("subclause", "subdivision", "sublist", "subparagraph", "subpart", "subrule", "subsection"),
    *("subtitle", "title", "tome", "transitional"),
}
HEADS: Final = ("num", "heading", "subheading")
LISTS: Final = {"ul", "ol", "blockList"}
QUOTED: Final = {"quotedStructure", "embeddedStructure"}
# Each is a paragraph of its own, or holds paragraphs.
HOLDERS: Final = {
    *("p", "block", "tocItem", "toc", "tblock", "figure", "crossHeading", "longTitle"),
    *("intro", "content", "wrapUp", "wrap", "container", "recital", "listIntroduction", "item"),
    *("listWrapUp", "foreign", "div", "blockContainer", "citation", "citations", "formula"),
    *("recitals", "caption", "tocHeading"),
}
# What is said of an element whose words are kept all the same.
SAID: Final = {
    "img": "a picture was left out",
    "ins": "an insertion that was tracked was taken",
    "sub": LOWERED,
    "sup": RAISED,
    "u": "underlined words are kept without the line",
}
PASS: Final = {
    *("span", "inline", "def", "term", "date", "time", "person", "organization", "concept"),
    *("object", "event", "location", "role", "process", "quantity", "entity", "docTitle"),
    *("docNumber", "docType", "docDate", "docStage", "docStatus", "docAuthority", "docProponent"),
    *("docPurpose", "docJurisdiction", "docIntroducer", "docCommittee", "shortTitle", "remark"),
    *("placeholder", "fillIn", "decoration", "omissis", "abbr", "affectedDocument"),
    *("relatedDocument", "legislature", "session", "signature", "change", "quotedText", "mod"),
    *("rmod", "mmod", *HEADS),
}
