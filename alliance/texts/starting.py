"""What a new text begins with: the usual skeleton of its form, or plain clauses."""

from collections.abc import Sequence
from typing import Final

from alliance.texts.frozen import escaped
from alliance.texts.units import ENACTING, Form, Kind, Maker, Text, Unit, new_id

# Kind, heading, words. What is to be replaced stands in brackets, as drafters write it.
_SKELETONS: Final[dict[Form, tuple[tuple[Kind, str, str], ...]]] = {
    Form.RESOLUTION: (
        (Kind.RECITAL, "", "[why the states act]; and"),
        (Kind.CLAUSE, "", "[What the states resolve.]"),
        (Kind.CLAUSE, "", "This resolution is sent to [whom]."),
    ),
    Form.LETTER: (
        (Kind.PARAGRAPH, "", "[To whom, and where]"),
        (Kind.PARAGRAPH, "", "[What the undersigned ask, and why.]"),
        (Kind.PARAGRAPH, "", "[What they offer, and by when they ask for an answer.]"),
    ),
    Form.MEMORANDUM: (
        (Kind.RECITAL, "", "[why the parties act]; and"),
        (Kind.SECTION, "Purpose", "[What the parties want to reach.]"),
        (Kind.SECTION, "Definitions", ""),
        (Kind.SECTION, "Responsibilities", "[Who does what.]"),
        (Kind.SECTION, "Costs", "Each party bears its own costs."),
        (Kind.SECTION, "Term and withdrawal", "[From when, until when, and with what notice.]"),
        (Kind.SECTION, "Amendment", "[How this memorandum is changed.]"),
    ),
    Form.BILL: (
        (Kind.SECTION, "Purpose", "[What the compact is for.]"),
        (Kind.SECTION, "Definitions", ""),
        (Kind.SECTION, "Powers and duties", "[What the party states shall and may do.]"),
        (Kind.SECTION, "Entry into force", "[When, and how many states must have enacted it.]"),
        (Kind.SECTION, "Withdrawal", "[How a party state leaves, and from when.]"),
        (Kind.SECTION, "Severability", "[What holds where a part is void.]"),
    ),
    Form.PROCLAMATION: (
        (Kind.RECITAL, "", "[what is to be marked]; and"),
        (Kind.CLAUSE, "", "[What is proclaimed, and for which day.]"),
    ),
}


def begun(title: str, form: Form, make: Maker = new_id) -> Text:
    """A new text of a form, with its usual units."""
    units = [Unit(make(), kind, words, 0, "", head) for kind, head, words in _SKELETONS[form]]
    return Text(title, tuple(units), form, ENACTING[form])


def plain_clauses(
    title: str,
    whereas: Sequence[str],
    resolved: Sequence[str],
    form: Form = Form.RESOLUTION,
    make: Maker = new_id,
) -> Text:
    """A text of clauses that were typed as plain words, not as Markdown."""
    body = Kind.SECTION if form in (Form.MEMORANDUM, Form.BILL) else Kind.CLAUSE
    body = Kind.PARAGRAPH if form is Form.LETTER else body
    units = [Unit(make(), Kind.RECITAL, escaped(words)) for words in whereas]
    units += [Unit(make(), body, escaped(words)) for words in resolved]
    return Text(title, tuple(units), form, ENACTING[form])
