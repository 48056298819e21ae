"""References that a file makes to its own units: live where they are printed as the file says them.

While a file is read nobody knows the addresses of its units yet. So each reference is read as one
to an id of its own; once the units are numbered, it becomes a reference to the unit, or is words
again.
"""

import re
from dataclasses import replace
from typing import Final

from alliance.conversion.findings import Report, shown
from alliance.conversion.marks import as_markdown
from alliance.texts.numbering import numbers
from alliance.texts.references import REFERENCE
from alliance.texts.units import Text, new_id

KEPT: Final = "a reference is kept as words"


class Links:
    """The references of a file while it is read."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, str, str]] = {}

    def take(self, target: str, words: str, where: str) -> str:
        """The id to refer to for now, in place of a unit that the file refers to in these words."""
        key = new_id()
        self._taken[key] = (target, " ".join(words.split()), where)
        return key

    def settled(self, text: Text, report: Report) -> Text:
        """The text with live references, or with their words where they would say others."""
        if not self._taken:
            return text
        known = numbers(text.units)
        live = {
            key: target
            for key, (target, words, _) in self._taken.items()
            if target in known and known[target].address.casefold() == words.casefold()
        }
        for key, (_, words, where) in self._taken.items():
            if key not in live:
                report.count(where, f"{KEPT}: {shown(words)}")

        def put(said: str, *, line: bool = False) -> str:
            def one(found: "re.Match[str]") -> str:
                key = found[1]
                if key not in self._taken:
                    return found[0]
                words = self._taken[key][1]
                return words if line else f"[[{live[key]}]]" if key in live else as_markdown(words)

            return REFERENCE.sub(one, said)

        units = [
            replace(
                unit,
                text=put(unit.text),
                label=put(unit.label, line=True),
                heading=put(unit.heading, line=True),
            )
            for unit in text.units
        ]
        title, enacting = put(text.title, line=True), put(text.enacting, line=True)
        return replace(text, title=title, enacting=enacting, units=tuple(units))
