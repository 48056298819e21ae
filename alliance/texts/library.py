"""Usual clauses in neutral words, to be filled in where brackets stand."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from alliance.texts.frozen import as_json
from alliance.texts.units import ENACTING, Form, Kind, Text, Unit


@dataclass(frozen=True)
class Usual:
    """A usual clause: the id it has in the library, what it is about, its words."""

    id: str
    heading: str
    text: str


USUAL: Final = (
    Usual(
        "severabx",
        "Severability",
        "If a provision of this [agreement], or its application to a person or circumstance, is "
        "held invalid, the other provisions, and its application to others, stay in effect.",
    ),
    Usual(
        "entryfrx",
        "Entry into force",
        "This [agreement] enters into force when [number] states have [signed or enacted] it, and "
        "for each state that does so later, on the day on which that state does.",
    ),
    Usual(
        "withdrax",
        "Withdrawal on notice",
        "A party may withdraw by written notice to the others. The withdrawal takes effect "
        "[number] days after the notice is given. It does not end a duty that arose before.",
    ),
    Usual(
        "cstsbrnx",
        "Costs",
        "Each party bears its own costs under this [agreement]. Nothing in it obligates money that "
        "has not been appropriated.",
    ),
    Usual(
        "cntrprtx",
        "Counterparts",
        "This [agreement] may be signed in counterparts, in ink or by electronic means. Together "
        "they are one instrument.",
    ),
    Usual(
        "amendngx",
        "Amendment",
        "This [agreement] is amended in writing, when [all, or a share of] the parties have agreed "
        "to the same words in the way in which each of them agreed to this [agreement].",
    ),
    Usual(
        "defnsgvx",
        "Definitions",
        "In this [agreement], each defined term has the meaning given here wherever it stands, in "
        "the singular and in the plural, unless the words around it plainly require another.",
    ),
    Usual(
        "reprtngx",
        "Reporting",
        "By [day] of each year [who reports] gives the parties a written report on [what], with "
        "[what it contains].",
    ),
    Usual(
        "termandx",
        "Term",
        "This [agreement] is in effect from [day] until [day]. The parties may extend it in "
        "writing before it ends.",
    ),
    Usual(
        "statewax",
        "Law of a state unaffected",
        "Nothing in this [agreement] alters the constitution or a law of a party, or an authority "
        "that either gives to an officer of that party.",
    ),
    Usual(
        "ntcsgvnx",
        "Notices",
        "A notice under this [agreement] is given in writing to the office that each party names "
        "for that purpose, and is given on the day on which that office receives it.",
    ),
    Usual(
        "dsptsttx",
        "Disputes",
        "The parties first seek to settle a dispute about this [agreement] by consultation between "
        "[the offices named here], within [number] days of a written request.",
    ),
)

LIBRARY: Final = Text(
    "Library of usual clauses",
    tuple(Unit(one.id, Kind.SECTION, one.text, heading=one.heading) for one in USUAL),
    Form.MEMORANDUM,
    ENACTING[Form.MEMORANDUM],
)
LIBRARY_SHA256: Final = hashlib.sha256(
    json.dumps(as_json(LIBRARY), sort_keys=True, ensure_ascii=False).encode()
).hexdigest()


def found(words: str) -> list[Unit]:
    """The usual clauses in which all of these words stand; all where none are given."""
    return [unit for unit in LIBRARY.units if holds(unit, words)]


def holds(unit: Unit, words: str) -> bool:
    """Whether each of these words stands in a unit."""
    said = f"{unit.heading} {unit.text}".casefold()
    return all(word in said for word in words.casefold().split())
