"""HTML from the clipboard, made safe to read before anything reads it."""

import re
from string import ascii_lowercase, ascii_uppercase
from typing import Final

import nh3

from alliance.conversion.findings import Refused, shown

DEEPEST: Final = 100
_MOST_TAGS: Final = 40_000  # the longest compact at hand has 4,000
_MOST_ENDLESS: Final = 20
_MOST_WORK: Final = 1_500_000  # tags times how deep they are nested
BLOCKS: Final = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "thead"),
    *("tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "pre", "hr", "section"),
    *("article", "header", "footer", "main", "nav", "aside", "dl", "dt", "dd", "address"),
    *("center", "figure", "figcaption", "details", "summary", "form", "fieldset", "legend"),
    *("option", "optgroup", "hgroup", "menu", "dir"),
}
_KEPT: Final = BLOCKS | {
    *("a", "b", "strong", "i", "em", "u", "s", "strike", "ins", "del", "span", "br", "img"),
    *("sup", "sub", "font", "code"),
}
_ATTRIBUTES: Final = {
    "*": {"style", "class", "id", "hidden"},
    "a": {"href", "name"},
    "img": {"alt"},
    "ol": {"start", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_UNSAID: Final = {"style", "title", "head", "xml"}  # dropped, and no words of the text
# Dropped with all that is within, and what is said of it.
_DROPPED: Final = {
    "script": "a program was left out",
    "template": "a template of the page was left out",
    "noscript": "words for browsers without programs were left out",
    "svg": "a drawing was left out",
    "math": "a formula was left out",
    "iframe": "another page within the page was left out",
    "object": "an object of another program was left out",
    "video": "a film was left out",
    "audio": "a sound was left out",
    "textarea": "a field of a form was left out",
    "select": "a field of a form was left out",
    "button": "a button was left out",
}
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
VOID: Final = {"br", "img", "hr"}
_CONDITION: Final = re.compile(r"<!\[(?:if|endif)[^\]>]{0,80}\]>", re.IGNORECASE)
OPENS: Final = re.compile(r"<[a-zA-Z]")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_NAMESPACED: Final = re.compile(r"</?[a-zA-Z]{1,10}:[^<>]*>")


def safe(html: str) -> str:
    """Well-formed HTML of a few tags; no comment, script or style of the clipboard is left."""
    html = _bare(html)
    _bounded(html)
    safe: str = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=set(_DROPPED) | _UNSAID,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"https", "http", "mailto", "file", "ftp"},
        generic_attribute_prefixes=set(),
    )
    return safe


def dropped(html: str) -> dict[str, int]:
    """What is dropped with all its words, in words, and how often."""
    html = _bare(html)
    small = html.translate(_LOWER)  # as many characters as before
    found: dict[str, int] = {}
    for name, what in _DROPPED.items():
        place = small.find(f"<{name}")
        while place >= 0:
            end = small.find(f"</{name}", place)
            inner = _ANY_TAG.sub("", html[place : end if end >= 0 else place + 2_000] + ">")
            words = " ".join(inner.rstrip(">").split()) if name != "script" else ""
            whole = not small[place + len(name) + 1 : place + len(name) + 2].isalnum()
            said = f"{what}: {shown(words)}" if words else what
            if whole:
                found[said] = found.get(said, 0) + 1
            place = small.find(f"<{name}", max(end, place + 1)) if end >= 0 else -1
    return found


def _bare(html: str) -> str:
    """What was copied, without comments and tags of other programs."""
    if fragment := _between(html, "<!--StartFragment-->", "<!--EndFragment-->"):
        html = fragment
    return _NAMESPACED.sub("", _CONDITION.sub("", _without_comments(html)))


def _between(html: str, start: str, end: str) -> str:
    first = html.find(start)
    last = html.find(end, first + 1) if first >= 0 else -1
    return html[first + len(start) : last] if last > 0 else ""


def _without_comments(html: str) -> str:
    parts, place = [], 0
    while (start := html.find("<!--", place)) >= 0:
        end = html.find("-->", start)
        parts.append(html[place:start])
        place = end + 3 if end >= 0 else len(html)
    return "".join([*parts, html[place:]])


def _bounded(html: str) -> None:
    """Refuse what would take the parser long: far too many tags, tags in tags in tags, or looks
    that no paragraph ends, which the parser must begin anew in each one after it.
    """
    blocks: list[tuple[str, int]] = []  # the open ones, and how many looks were open before each
    looks = endless = depth = 0
    for count, found in enumerate(_TAG.finditer(html), start=1):
        name = found[2].lower()
        if name in BLOCKS and name not in VOID:
            if blocks and (found[1] or blocks[-1][0] == name == "p"):
                _, before = blocks.pop()
                endless += max(0, looks - before)
                looks = min(looks, before)
            if not found[1]:
                blocks.append((name, looks))
        elif name not in VOID:
            looks = max(0, looks + (-1 if found[1] else 1))
        depth = len(blocks) + looks
        wrong = depth > DEEPEST or endless > _MOST_ENDLESS or count > _MOST_TAGS
        if wrong or count * depth > _MOST_WORK:
            what = "its HTML is nested too deep, or holds too many tags."
            raise Refused("the clipboard", what, "Paste it as plain text, or in parts.")
