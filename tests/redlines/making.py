"""Texts to be changed at random, and the shared texts as plain paragraphs."""

import re
from dataclasses import replace

from hypothesis import strategies as some

from alliance.texts.parts import settled
from alliance.texts.units import Form, Kind, Text, Unit, ids_from, without_twice
from tests.corpus import corpus

WORDS = ("may", "shall", "the", "board", "state", "act", "water", "not", "report", "of", "and")
SIGNS = (" ", " ", " ", "  ", ", ", ". ", "\n", "; ", " (a) ")

words = some.lists(
    some.tuples(some.sampled_from(WORDS), some.sampled_from(SIGNS)), max_size=12
).map(lambda pairs: "".join(word + sign for word, sign in pairs))
ids = some.integers(0, 10**9).map(lambda n: ids_from(str(n))())
units = some.builds(
    Unit,
    ids,
    some.sampled_from(Kind),
    words,
    some.integers(0, 3),
    some.sampled_from(("", "", "ARTICLE I", "4.")),
    some.sampled_from(("", "Purpose", "Duties of the board")),
)


def text_of(given_units, title="On water", **more):
    """A settled text."""
    return Text(title, settled(without_twice(given_units)), **more)


texts = some.builds(
    lambda rows, title, form: text_of(rows, title, form=form),
    some.lists(units, max_size=7),
    words,
    some.sampled_from(Form),
)


@some.composite
def changed(draw, text, fresh="fresh"):
    """A text as somebody may leave it who works in a copy: the ids stay."""
    make = ids_from(fresh + str(draw(some.integers(0, 10**6))))
    rows = list(text.units)
    for _ in range(draw(some.integers(0, 4))):
        act = draw(some.sampled_from(("words", "insert", "strike", "move", "level", "heading")))
        at = draw(some.integers(0, max(0, len(rows) - 1)))
        if act == "insert" or not rows:
            kind = draw(some.sampled_from(Kind))
            rows.insert(at, Unit(make(), kind, draw(words), draw(some.integers(0, 2))))
        elif act == "words":
            rows[at] = replace(rows[at], text=draw(reworded(rows[at].text)))
        elif act == "heading":
            rows[at] = replace(rows[at], heading=draw(words), label=draw(words))
        elif act == "strike":
            del rows[at]
        elif act == "move":
            rows.insert(draw(some.integers(0, len(rows))), rows.pop(at))
        else:
            rows[at] = replace(rows[at], level=draw(some.integers(0, 3)))
    title = draw(some.one_of(some.just(text.title), words))
    return Text(title, settled(without_twice(rows, make)), text.form, text.enacting)


@some.composite
def reworded(draw, said):
    """Words with a piece of them replaced."""
    start = draw(some.integers(0, len(said)))
    end = draw(some.integers(start, min(len(said), start + 15)))
    return said[:start] + draw(words) + said[end:]


def paragraphs(name):
    """A shared text as paragraphs, without its front matter and its title."""
    whole = (corpus() / "texts" / name).read_text(encoding="utf-8")
    body = re.sub(r"\A---.*?\n---\n+#[^\n]*\n", "", whole, flags=re.DOTALL)
    make = ids_from(name)
    parts = (part.strip() for part in body.split("\n\n"))
    return Text(
        "WMATA", tuple(Unit(make(), Kind.PARAGRAPH, part) for part in parts if part), Form.BILL, ""
    )
