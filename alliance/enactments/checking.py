"""The text check: what an enacted text changes against the model, kept by the two digests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jinja2.utils import LRUCache

from alliance.comparison.changes import MOVED, RENUMBERED, Change
from alliance.comparison.comparing import Comparison, compare
from alliance.comparison.limits import UnreadableText, checked
from alliance.comparison.side_by_side import KEPT, Pair
from alliance.enactments.models import CampaignVersion
from alliance.enactments.queries import Line, texts_of
from alliance.enactments.rules import Texts

WHOLE = 8  # comparisons of long texts take some megabytes each
MOST = 4096
AFRESH = 400_000  # characters that one page compares which were not compared before
SET_ASIDE = (
    "Numbering, punctuation, spacing, capital letters and numbers in words or in figures are set "
    "aside: they are no change."
)


@dataclass(frozen=True)
class Checked:
    """What was found; `problem` says why a text cannot be compared."""

    found: Comparison | None = None
    problem: str = ""

    @property
    def critical(self) -> tuple[Change, ...]:
        """The differences that touch a number, a date, a duty, a party, ..."""
        return self.found.critical if self.found else ()

    @property
    def aside(self) -> str:
        """What is not listed, in a sentence."""
        rest = [one for one in self.found.changes if not one.critical] if self.found else []
        shifted = sum(one.kind in {MOVED, RENUMBERED} for one in rest)
        words = len(rest) - shifted
        said = [
            f"{words} {'difference is' if words == 1 else 'differences are'} of wording only"
            if words
            else "",
            f"{shifted} {'part stands' if shifted == 1 else 'parts stand'} elsewhere or under "
            "another number"
            if shifted
            else "",
        ]
        rest_of_it = ", and ".join(filter(None, said))
        return f"{SET_ASIDE} Besides, {rest_of_it}." if rest_of_it else SET_ASIDE

    @property
    def differing(self) -> list[Pair]:
        """The parts of both texts in which words differ, or that stand elsewhere."""
        return [one for one in self.pairs if differs(one)]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Both texts whole, part by part."""
        return self.found.pairs if self.found else ()


@dataclass(frozen=True)
class Counted:
    """How many critical differences there are; `problem` says why a text cannot be compared."""

    critical: int = 0
    problem: str = ""


def differs(pair: Pair) -> bool:
    """Whether words differ in a pair, or it moved."""
    units = (*pair.old, *pair.new)
    return pair.moved or any(run.mark != KEPT for unit in units for run in unit.runs)


_held = LRUCache(WHOLE)
_counts = LRUCache(MOST)


def check(texts: Texts, model: str, text: str) -> Checked:
    """What the text changes against the model; both are known by their digests."""
    held: Checked | None = _held.get(texts)
    if held is None:
        held = _held[texts] = _check(model, text)
        _counts[texts] = Counted(len(held.critical), held.problem)
    return held


def _check(model: str, text: str) -> Checked:
    try:
        return Checked(compare(checked(model), checked(text)))
    except UnreadableText as wrong:
        return Checked(problem=str(wrong))


def check_lines(model: CampaignVersion, lines: Iterable[Line]) -> Mapping[str, Counted]:
    """What the checks of these texts count, by digest.

    What was compared before is there already; the rest is read and compared, shortest first, up
    to `AFRESH` characters, and what is left waits for another visit.
    """
    found: dict[str, Counted] = {}
    fresh: list[Line] = []
    for one in lines:
        held = _counts.get(Texts(model.text_sha256, one.text_sha256)) if one.has_text else None
        if held is not None:
            found[one.text_sha256] = held
        elif one.has_text:
            fresh.append(one)
    for digest, text in texts_of(_within(model, fresh)).items():
        checked_now = check(Texts(model.text_sha256, digest), model.text, text)
        found[digest] = Counted(len(checked_now.critical), checked_now.problem)
    return found


def _within(model: CampaignVersion, lines: Sequence[Line]) -> list[Line]:
    chosen: list[Line] = []
    left = AFRESH
    for one in sorted(lines, key=lambda line: line.length):
        left -= one.length + len(model.text)
        if left < 0 and chosen:
            break
        chosen.append(one)
    return chosen
