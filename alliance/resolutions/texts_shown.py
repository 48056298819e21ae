"""How texts and comparisons are shown on pages: filters for templates."""

from collections.abc import Mapping, Sequence

from flask import g
from jinja2 import Environment
from markupsafe import Markup

from alliance.conversion.markup import html_of, words_of
from alliance.core.shown import reader
from alliance.redlines.comparing import Comparison
from alliance.redlines.views import Fold, Line, Pair, inline, only_changes, side_by_side
from alliance.resolutions.origins import is_public, said, titles_of
from alliance.texts.numbering import Number, numbers
from alliance.texts.units import RECITED, Form, Origin, Text


def init(environment: Environment) -> None:
    """Give templates what they need to show texts."""
    environment.filters["markup"] = markup
    environment.filters["as_words"] = words_of
    environment.globals["recited"] = lambda form: RECITED[Form(form)]
    environment.globals["numbered"] = lambda words: numbers(words.units)
    environment.globals["folded"] = folded
    environment.globals["paired"] = paired
    environment.globals["origins"] = origins
    environment.globals["taken_from"] = taken_from
    environment.globals["is_public"] = is_public


def markup(words: str, known: Mapping[str, Number]) -> Markup:
    """The Markdown of a unit as safe HTML, its references as links."""
    return Markup(html_of(words, known))  # noqa: S704 (sanitised there)


def origins(words: Text) -> tuple[str, ...]:
    """The titles of the texts from which units were taken, as the reader may know them.

    It is asked before the units are shown: `taken_from` says of each what was found here.
    """
    if not any(unit.origin for unit in words.units):
        return ()
    g.titles_of_origin = g.get("titles_of_origin", {}) | titles_of(reader(), words)
    return tuple(taken_from(unit.origin) for unit in words.units if unit.origin)


def taken_from(origin: Origin) -> str:
    """The title of the text that a unit was taken from, else that it is an earlier one."""
    return said(origin, g.get("titles_of_origin", {}))


def folded(found: Comparison) -> Sequence[Line | Fold]:
    """A comparison in one column, without what is the same."""
    return only_changes(inline(found))


def paired(found: Comparison) -> Sequence[Pair | Fold]:
    """A comparison side by side, without what is the same."""
    return only_changes(side_by_side(found))
