"""The Markdown of a unit as a tree of paragraphs, lists and tables, and runs as Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from markdown_it.token import Token

from alliance.conversion.marks import as_markdown
from alliance.conversion.markup import address_of, is_plain, parted, tokens_of
from alliance.texts.numbering import Number

BREAK: Final = "\n"
RAISED: Final = "raised words stand on the line, after ^ where they are more than an ordinal's"
LOWERED: Final = "lowered words stand on the line"
_AS_THEY_ARE: Final = {
    *("st", "nd", "rd", "th", "o", "a", "tm", "sm", "\u00ae", "\u2122", "\u00a9")
}
_SPACE: Final = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """Words of one look. `target` is the unit that they refer to; their words are its address."""

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    href: str = ""
    target: str = ""
    raised: bool = False  # above the line, as an exponent is; only in what is read


@dataclass
class Node:
    """A paragraph (p, pre), or what holds others (ul, ol, li, quote, table, tr, th, td)."""

    sort: str
    runs: list[Run] = field(default_factory=list)
    inner: list["Node"] = field(default_factory=list)
    start: int = 1  # of an ol


def tree_of(words: str, known: Mapping[str, Number]) -> list[Node]:
    """The paragraphs, lists and tables that the Markdown of a unit makes."""
    if not words.strip():
        return []
    if is_plain(words):
        return [Node("p", [Run(words)])]
    root = Node("root")
    stack = [root]
    for token in tokens_of(words):
        _take(token, stack, known)
    return root.inner


_SORTS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "quote",
    "table": "table",
    "tr": "tr",
    "th": "th",
    "td": "td",
}


def _take(token: Token, stack: list[Node], known: Mapping[str, Number]) -> None:
    name, _, step = token.type.rpartition("_")
    if token.type == "inline":
        stack[-1].runs += _runs(token.children or [], known)
    elif token.type in ("fence", "code_block"):
        stack[-1].inner.append(Node("pre", _words(token.content.rstrip("\n"), Run(""), known)))
    elif token.type == "hr":
        stack[-1].inner.append(Node("hr"))
    elif name in _SORTS and step == "open":
        node = Node(_SORTS[name], start=int(token.attrGet("start") or 1))
        stack[-1].inner.append(node)
        stack.append(node)
    elif name in _SORTS and step == "close":
        stack.pop()


def _runs(tokens: Iterable[Token], known: Mapping[str, Number]) -> list[Run]:
    now, found = Run(""), []
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                now = replace(now, strong=token.nesting > 0)
            case "em_open" | "em_close":
                now = replace(now, em=token.nesting > 0)
            case "link_open":
                now = replace(now, href=str(token.attrGet("href") or ""))
            case "link_close":
                now = replace(now, href="")
            case "softbreak":
                found.append(replace(now, text=" "))
            case "hardbreak":
                found.append(replace(now, text=BREAK))
            case "code_inline":
                found += _words(token.content, replace(now, code=True), known)
            case _:
                found += _words(token.content, now, known)
    return list(joined(found))


def _words(words: str, look: Run, known: Mapping[str, Number]) -> list[Run]:
    """Words of the parser as runs, with references as the addresses of their units."""
    return [
        replace(look, text=address_of(target, known), target=target)
        if target
        else replace(look, text=part)
        for part, target in parted(words)
    ]


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """The runs, where those of one look that follow each other are one."""
    for look, same in groupby(runs, key=lambda run: (replace(run, text=""), bool(run.target))):
        if look[1]:
            yield from same
        else:
            text = "".join(run.text for run in same)
            if text:
                yield replace(look[0], text=text)


def words_in(nodes: Iterable[Node]) -> Iterator[str]:
    """The words of each paragraph, in order."""
    for node in nodes:
        if node.runs:
            yield "".join(run.text for run in node.runs)
        yield from words_in(node.inner)


def markdown_of(runs: Sequence[Run]) -> str:
    """Runs of words as Markdown that is shown as they are.

    Where marks of two looks would run into each other, the words stay and the look goes.
    """
    looked = [on_the_line(run) for run in joined(runs) if run.text or run.target]
    wanted = _letters(run.target or run.text for run in looked)
    bare = [Run(run.text, target=run.target) for run in looked]
    said = ""
    for tried in (looked, bare):
        said = as_lines(_all_marked(list(joined(tried))))
        if _letters(run.target or run.text for node in tree_of(said, {}) for run in node.runs) == (
            wanted
        ):
            break
    return said


def on_the_line(run: Run) -> Run:
    """A run whose words stand on the line: 10^6, 2^(n+1), but 5th."""
    words = run.text.strip()
    if not run.raised:
        return run
    if not words or words.casefold() in _AS_THEY_ARE:
        return replace(run, raised=False)
    said = f"^{words}" if words.isalnum() else f"^({words})"
    return replace(run, text=run.text.replace(words, said), raised=False)


def _letters(words: Iterable[str]) -> str:
    return "".join("".join(words).split())


def as_lines(said: str) -> str:
    """Breaks within a paragraph as Markdown has them."""
    return "\\\n".join(line.strip(" \t") for line in said.strip().split(BREAK) if line.strip())


def _all_marked(runs: Sequence[Run]) -> str:
    """Each run with its marks. A run is free where blanks or ends stand on both sides of it."""
    said = []
    for place, run in enumerate(runs):
        before = runs[place - 1].text[-1:] if place else " "
        after = runs[place + 1].text[:1] if place + 1 < len(runs) else " "
        left, right = run.text[:1].isspace(), run.text[-1:].isspace()
        free = (left or before.isspace()) and (right or after.isspace())
        said.append(_marked(run, free=free))
    return "".join(said)


def _marked(run: Run, *, free: bool) -> str:
    if run.target:
        return f"[[{run.target}]]"
    space = _SPACE.match(run.text)
    before, words, after = space.groups() if space else ("", run.text, "")
    if not words:
        return run.text
    said = as_markdown(words, in_a_link=bool(run.href))
    if BREAK not in words:
        mark = ("**" if run.strong else "") + ("*" if run.em else "")
        flush = mark and not free and (not words[0].isalnum() or not words[-1].isalnum())
        if mark and not flush:
            said = f"{mark}{said}{mark[::-1]}"
        elif mark:
            said = _inside_punctuation(words, mark, in_a_link=bool(run.href))
    if run.href and "\n" not in said:
        said = f"[{said}](<{_address(run.href)}>)"
    return f"{before}{said}{after}"


def _inside_punctuation(words: str, mark: str, *, in_a_link: bool) -> str:
    """Marks within quotation marks and the like: there Markdown knows them in any company."""

    def said(part: str) -> str:
        return as_markdown(part, in_a_link=in_a_link)

    places = [place for place, one in enumerate(words) if one.isalnum()]
    if not places:
        return said(words)
    start, end = places[0], places[-1] + 1
    core = f"{mark}{said(words[start:end])}{mark[::-1]}"
    return f"{said(words[:start])}{core}{said(words[end:])}"


def _address(href: str) -> str:
    return re.sub(r"[<>\\\s]", lambda found: f"%{ord(found[0]):02X}", href)


def table_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, each one line of Markdown, as a table; the first row is its head."""
    width = max((len(row) for row in rows), default=0)
    lines = [
        "| " + " | ".join([*(_cell(one) for one in row), *[""] * (width - len(row))]) + " |"
        for row in rows
    ]
    lines[1:1] = ["|" + " --- |" * width]
    return "\n".join(lines)


def _cell(words: str) -> str:
    return " ".join(words.replace("\\\n", " ").split()).replace("|", "\\|")
