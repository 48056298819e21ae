"""The shared texts, and the unit in which a passage stands."""

import re
from functools import cache

from alliance.comparison.reading import units
from tests.corpus import corpus


@cache
def text_of(name):
    """A shared text as it is."""
    return (corpus() / "texts" / name).read_text(encoding="utf-8")


def body_of(name):
    """A shared text without its front matter and its title."""
    return re.sub(r"\A---.*?\n---\n+#[^\n]*\n", "", text_of(name), flags=re.DOTALL)


@cache
def _units(name):
    return units(text_of(name))


def unit_holding(name, words):
    """The address of the one unit that holds these words."""
    found = [unit.address for unit in _units(name) if words in unit.text]
    assert len(found) == 1, (name, words, found)
    return found[0]


def changed(name, *changes):
    """A shared text in which each passage, found once, became another."""
    text = text_of(name)
    for old, new in changes:
        assert text.count(old) == 1, (name, old)
        text = text.replace(old, new)
    return text
