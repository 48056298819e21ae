"""How texts and comparisons are shown on pages: filters for templates."""

from collections.abc import Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup

from alliance.conversion.markup import html_of, words_of
from alliance.redlines.comparing import Comparison
from alliance.redlines.views import Fold, Line, Pair, inline, only_changes, side_by_side
from alliance.texts.numbering import Number, numbers
from alliance.texts.units import RECITED, Form


def init(environment: Environment) -> None:
    """Give templates what they need to show texts."""
    environment.filters["markup"] = markup
    environment.filters["as_words"] = words_of
    environment.globals["recited"] = lambda form: RECITED[Form(form)]
    environment.globals["numbered"] = lambda words: numbers(words.units)
    environment.globals["folded"] = folded
    environment.globals["paired"] = paired


def markup(words: str, known: Mapping[str, Number]) -> Markup:
    """The Markdown of a unit as safe HTML, its references as links."""
    return Markup(html_of(words, known))  # noqa: S704 (sanitised there)


def folded(found: Comparison) -> Sequence[Line | Fold]:
    """A comparison in one column, without what is the same."""
    return only_changes(inline(found))


def paired(found: Comparison) -> Sequence[Pair | Fold]:
    """A comparison side by side, without what is the same."""
    return only_changes(side_by_side(found))
