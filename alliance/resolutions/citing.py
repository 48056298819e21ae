"""What a text cites of the law, and what it refers to within itself: pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from alliance.texts.citations import Cited, Law, listed
from alliance.texts.mentions import Mention, mentions
from alliance.texts.references import Reference, references
from alliance.texts.units import Text


@dataclass(frozen=True)
class Citing:
    """The citations by what they cite, and the references of a text."""

    laws: Sequence[tuple[Law, Sequence[Cited]]]
    references: Sequence[Reference]  # `[[id]]`, which stay right when units move
    mentions: Sequence[Mention]  # in plain words

    @property
    def cautions(self) -> list[Mention]:
        """What is mentioned, but no unit of this text."""
        return [one for one in self.mentions if one.is_caution]

    @property
    def meant(self) -> list[Mention]:
        """What is mentioned and a unit of this text."""
        return [one for one in self.mentions if one.target]

    @property
    def outside(self) -> list[Mention]:
        """What is mentioned of another law."""
        return [one for one in self.mentions if one.outside]

    @property
    def is_empty(self) -> bool:
        """Whether it cites nothing and refers to nothing."""
        return not (self.laws or self.references or self.mentions)


def found_in(text: Text) -> Citing:
    """The citations and references of a text, in reading order."""
    cited = listed(text)
    by_law = [(law, [one for one in cited if one.law is law]) for law in Law]
    laws = [(law, found) for law, found in by_law if found]
    return Citing(laws, list(references(text)), list(mentions(text)))


def cautions(text: Text) -> list[Mention]:
    """What a text mentions in plain words that is no unit of it."""
    return [one for one in mentions(text) if one.is_caution]
