"""Where a reader of a document of Word has come to, and what it has to say of that place."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from alliance.conversion.findings import Report
from alliance.conversion.linked import Links
from alliance.conversion.word_numbering import Numbering, value
from alliance.conversion.word_styles import Styles


@dataclass(frozen=True)
class Parts:
    """What the other parts of the document say."""

    styles: Styles
    numbering: Numbering
    links: dict[str, str]
    footnotes: dict[str, str]
    endnotes: dict[str, str]
    comments: dict[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)  # of units of ours, as printed


class Place:
    """The paragraph in hand, the unit of ours that it was, the changes tracked so far."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.links = Links()
        self.tracked: Counter[str] = Counter()
        self.first_tracked: dict[str, str] = {}
        self.count = 0  # of paragraphs
        self.key = ""  # of the bookmark of ours that is open
        self.keys: set[str] = set()  # of all such bookmarks so far
        self._ends = ""  # the number of that bookmark

    def where(self) -> str:
        """The paragraph in hand."""
        return f"paragraph {max(1, self.count)}"

    def track(self, sort: str) -> None:
        """Count a tracked change."""
        self.tracked[sort] += 1
        self.first_tracked.setdefault(sort, self.where())

    def say(self, what: str) -> None:
        """Note something about the paragraph in hand."""
        self.report.say(self.where(), what)

    def again(self, what: str) -> None:
        """Note one of many things of a sort."""
        self.report.count(self.where(), what)

    def bookmark(self, one: Element) -> None:
        """A bookmark begins; those of our own export name a unit."""
        name = value(one, "name")
        if name.startswith("u_"):
            self.key, self._ends = name.removeprefix("u_"), value(one, "id")
            self.keys.add(self.key)

    def bookmark_end(self, one: Element) -> None:
        """A bookmark ends."""
        if self._ends and value(one, "id") == self._ends:
            self._ends = ""

    def settle(self) -> None:
        """Forget a bookmark that has ended, before the next paragraph."""
        if not self._ends:
            self.key = ""
