"""Texts for the tests: any that may be kept, and one that has something of everything."""

import unicodedata

from hypothesis import strategies as some

from alliance.texts.characters import HIDDEN
from alliance.texts.parts import settled
from alliance.texts.units import (
    ENACTING,
    File,
    Form,
    Kind,
    Origin,
    Text,
    Unit,
    ids_from,
    without_twice,
)

LETTERS = some.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"])
MARKS = some.sampled_from(list("*_`#->|[]()<&\\!'\"{}~+=.:, \n1aé§“"))


def normal(words):
    """As texts are kept: composed, without what nobody sees, without blanks at the ends."""
    return unicodedata.normalize("NFC", HIDDEN.sub("", words)).strip()


WORDS = some.one_of(
    some.text(LETTERS, max_size=40),
    some.text(MARKS, max_size=40),
    some.sampled_from(
        [
            "The states **shall** report to [[abcdefgh]].",
            "- one\n- two\n\n1. three\n2. four",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
            "[abcdefgh]: #u-abcdefgh 'clause 0'",
            "Whereas, it is so",
            "See [the rules](https://rules.example/a_b), or [write](mailto:a@b.example).",
            "One.\n\nTwo *three*\\\nfour.",
            "<script>alert(1)</script>",
            "**(a)** ## not a heading",
            "1977. A year",
        ]
    ),
).map(normal)
LINE = WORDS.map(lambda words: " ".join(words.split())[:80].strip())
ORIGINS = some.none() | some.builds(Origin, some.just("ab" * 32), some.just("abcdefgh"), LINE)


def _unit(  # noqa: PLR0913, PLR0917
    seed, kind, text, level, label, heading, origin
):
    file = None
    if kind is Kind.ATTACHMENT and len(text) % 2:
        file = File("map 'a'.pdf", "application/pdf", 12, "cd" * 32)
    return Unit(ids_from(str(seed))(), kind, text, level, label[:20].strip(), heading, origin, file)


UNITS = some.lists(
    some.builds(
        _unit,
        some.integers(0, 10**9),
        some.sampled_from(Kind),
        WORDS,
        some.integers(0, 7),
        some.just("") | LINE,
        some.just("") | LINE,
        ORIGINS,
    ),
    min_size=1,
    max_size=12,
)


def _text(title, units, form, enacting):
    first = Unit("abcdefgh", Kind.CLAUSE, "It is so.")
    return Text(title, settled(without_twice([first, *units])), form, enacting)


TEXTS = some.builds(_text, LINE, UNITS, some.sampled_from(Form), LINE)


def everything():
    """A text that has something of everything."""
    make = ids_from("everything")
    ids = [make() for _ in range(14)]
    unit = iter(ids)
    units = (
        Unit(next(unit), Kind.RECITAL, "the river rises each spring"),
        Unit(next(unit), Kind.RECITAL, "the states *share* it"),
        Unit(next(unit), Kind.SECTION, "This is the river compact.", heading="Short title"),
        Unit(next(unit), Kind.DEFINITION, f"is that of [[{ids[5]}]].", 1, heading="Commission"),
        Unit(next(unit), Kind.SECTION, "There is a commission.", 0, "ARTICLE II", "Commission"),
        Unit(next(unit), Kind.SECTION, "It **shall** meet:\n\n- in spring\n- in autumn", 1),
        Unit(next(unit), Kind.SECTION, "at a place that it [names](https://place.example)", 2),
        Unit(next(unit), Kind.PARAGRAPH, "A paragraph without a number.", 2),
        Unit(
            next(unit),
            Kind.SECTION,
            "Fees:\n\n| state | fee |\n| --- | --- |\n| Ohio | 5 |",
            1,
            origin=Origin("ab" * 32, "abcdefgh", "An earlier compact"),
        ),
        Unit(next(unit), Kind.SECTION, "See [[zzzzzzzz]].", 0, heading="Odds & <ends>"),
        Unit(next(unit), Kind.SCHEDULE, "", heading="Gauges"),
        Unit(next(unit), Kind.SECTION, "Stillwater", 1),
        Unit(next(unit), Kind.SECTION, "Two Forks", 1),
        Unit(
            next(unit),
            Kind.ATTACHMENT,
            "A map.",
            heading="Map",
            file=File("map.pdf", "application/pdf", 1200, "cd" * 32),
        ),
    )
    return Text("A River Compact", units, Form.BILL, ENACTING[Form.BILL])
