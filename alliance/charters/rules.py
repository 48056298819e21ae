"""What the words of a charter mean, and who holds what on a day: pure."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol, TypeVar

TEXT_AT_MOST = 200_000  # characters of a charter
PARAGRAPHS_AT_MOST = 3_000
MOST_CENTS = 10**14  # a million million dollars: more is a slip
LONGEST_TITLE = 100
LONGEST_NAME = 200
LONGEST_NOTE = 1_000


class BodyKind(StrEnum):
    """The four kinds of alliance, and what is none of them."""

    COALITION = "coalition"
    MEMORANDUM = "memorandum of understanding"
    COMPACT = "interstate compact"
    ASSOCIATION = "association"
    OTHER = "other"


# By what the words of a source hold; the first that is found decides. A coalition that rests on a
# memorandum is of the kind of its instrument.
_KINDS = (
    ("compact", BodyKind.COMPACT),
    ("memorandum of understanding", BodyKind.MEMORANDUM),
    ("memorandum", BodyKind.MEMORANDUM),
    ("mou", BodyKind.MEMORANDUM),
    ("association", BodyKind.ASSOCIATION),
    ("coalition", BodyKind.COALITION),
    ("accord", BodyKind.COALITION),
)


def kind_of(words: str) -> BodyKind:
    """The kind that a source's own words speak of; OTHER where they speak of none of the four."""
    said = " ".join(words.casefold().replace("(", " ").replace(")", " ").split())
    padded = f" {said} "
    for word, kind in _KINDS:
        if f" {word} " in padded or f" {word}s " in padded:
            return kind
    return BodyKind.OTHER


class GroupKind(StrEnum):
    """What a group is."""

    WORKSTREAM = "workstream"
    COMMITTEE = "committee"
    SUBCOMMITTEE = "subcommittee"
    TASK_FORCE = "task force"


class SeatRole(StrEnum):
    """As what somebody sits in a group."""

    CHAIR = "chair"
    VICE_CHAIR = "vice chair"
    MEMBER = "member"
    LIAISON = "liaison"


class LinkKind(StrEnum):
    """How one body stands to another, said from the first."""

    PARENT = "part of"
    SUCCEEDS = "succeeds"
    WORKS_WITH = "works with"
    OBSERVES = "observes"
    SHARES = "shares the secretariat of"


# The same, said from the other body.
BACK: Mapping[LinkKind, str] = {
    LinkKind.PARENT: "has as a part",
    LinkKind.SUCCEEDS: "is succeeded by",
    LinkKind.WORKS_WITH: "works with",
    LinkKind.OBSERVES: "is observed by",
    LinkKind.SHARES: "shares the secretariat of",
}
SYMMETRIC = frozenset({LinkKind.WORKS_WITH, LinkKind.SHARES})
# Of these there is no going round in a circle.
ONE_WAY = frozenset({LinkKind.PARENT, LinkKind.SUCCEEDS})


class ParticipantKind(StrEnum):
    """What takes part without being a member."""

    CITY = "city"
    COUNTY = "county"
    PROVINCE = "province"
    TRIBAL_NATION = "tribal nation"
    FEDERAL_AGENCY = "federal agency"
    COUNTRY = "country"
    ORGANIZATION = "organization"
    OTHER = "other"


class Entry(StrEnum):
    """What happened to dues that were assessed."""

    PAYMENT = "payment"
    WAIVER = "waiver"
    REVERSAL = "reversal of a payment"


class Ending(Protocol):
    """That something ends after a day, and since when that is known."""

    last_on: dt.date
    at: dt.datetime


class Held(Protocol):
    """Something that holds from a day to a day, as it was noted, and as it was ended later."""

    from_on: dt.date
    last_on: dt.date | None
    noted_at: dt.datetime

    @property
    def endings(self) -> Sequence[Ending]:
        """Each brings the end forward."""


Found = TypeVar("Found", bound=Held)


def last_day(one: Held, known: dt.datetime | None = None) -> dt.date | None:
    """The last day on which it holds, None for no end; as it was known at an instant, or now."""
    told = [end.last_on for end in one.endings if known is None or end.at <= known]
    days = [*told, *([one.last_on] if one.last_on else [])]
    return min(days) if days else None


def holds_on(one: Held, day: dt.date, known: dt.datetime | None = None) -> bool:
    """Whether it holds on a day; one that was ended before its first day never did."""
    if known is not None and one.noted_at > known:
        return False
    last = last_day(one, known)
    return one.from_on <= day and (last is None or day <= last)


def holding(things: Iterable[Found], day: dt.date, known: dt.datetime | None = None) -> list[Found]:
    """Those that hold on a day."""
    return [one for one in things if holds_on(one, day, known)]


def to_end_before(things: Iterable[Found], day: dt.date) -> list[Found]:
    """Those that would hold on this day or later, and end when their state is out on it."""
    return [one for one in things if _reaches(one, day)]


def _reaches(one: Held, day: dt.date) -> bool:
    last = last_day(one)
    return last is None or last >= max(day, one.from_on)


def overlap(one: Held, first: dt.date, last: dt.date | None) -> bool:
    """Whether it holds on any day from `first` to `last` (None: without end)."""
    end = last_day(one)
    if end is not None and end < one.from_on:
        return False  # it never held
    return (last is None or one.from_on <= last) and (end is None or first <= end)


def why_not_days(first: dt.date, last: dt.date | None) -> str:
    """The reason against these days, or ""."""
    if last is not None and last < first:
        return "The last day lies before the first. Correct one of the two."
    return ""


def why_not_end(one: Held, on: dt.date) -> str:
    """The reason against ending it after this day, or "". The day before its first says: never."""
    last = last_day(one)
    if last is not None and last < one.from_on:
        return "It was recorded that this never held. That stays."
    if last is not None and on >= last:
        return f"It ends on {last} already. Choose an earlier day."
    if on < one.from_on - dt.timedelta(days=1):
        return (
            f"It began on {one.from_on}. Choose that day or a later one; the day before says that "
            "it never held."
        )
    return ""


class Version(Protocol):
    """A version of a charter, as the rules see it."""

    version: int
    effective_on: dt.date | None
    adopted_at: dt.datetime | None


Adopted = TypeVar("Adopted", bound=Version)


def in_force(
    versions: Iterable[Adopted], day: dt.date, known: dt.datetime | None = None
) -> Adopted | None:
    """The version in force on a day: of those that took effect by then the latest."""
    there = [
        one
        for one in versions
        if one.effective_on is not None
        and one.effective_on <= day
        and one.adopted_at is not None
        and (known is None or one.adopted_at <= known)
    ]
    return max(there, key=lambda one: (one.effective_on, one.version), default=None)


def why_not_adopt(
    *, adopted_on: dt.date, effective_on: dt.date, today: dt.date, later_adopted: bool
) -> str:
    """The reason against adopting a version with these days, or ""."""
    if adopted_on > today:
        return "It was adopted on a day that is still to come. Record it when it has happened."
    if effective_on < adopted_on:
        return "It takes effect before it was adopted. Correct one of the two days."
    if later_adopted:
        return "A later version was adopted already. Draft this one anew if it is to follow."
    return ""


@dataclass(frozen=True)
class Sum:
    """What became of dues by a day, in cents."""

    amount: int
    paid: int
    waived: int

    @property
    def outstanding(self) -> int:
        """What is still owed."""
        return self.amount - self.paid - self.waived


def summed(amount: int, entries: Iterable[tuple[str, int]]) -> Sum:
    """Payments less what was reversed, and waivers."""
    paid = waived = 0
    for kind, cents in entries:
        if kind == Entry.WAIVER:
            waived += cents
        else:
            paid += cents if kind == Entry.PAYMENT else -cents
    return Sum(amount, paid, waived)


def why_not_enter(kind: Entry, cents: int, so_far: Sum) -> str:
    """The reason against entering this, or ""."""
    if cents <= 0:
        return "Enter an amount above zero."
    if kind is Entry.REVERSAL:
        if cents > so_far.paid:
            return f"Only {dollars(so_far.paid)} was paid: no more can be reversed."
        return ""
    if cents > so_far.outstanding:
        return f"Only {dollars(so_far.outstanding)} is outstanding. Enter at most that."
    return ""


def dollars(cents: int) -> str:
    """The amount as it is written: $12,500.00."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


Run = tuple[bool, str]
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Pair:
    """Two paragraphs side by side: "same", "changed", "struck" or "inserted"."""

    what: str
    before: str
    after: str

    @property
    def runs(self) -> tuple[list[Run], list[Run]]:
        """Both paragraphs in runs: (whether it differs, the words with the spaces after them)."""
        left, right = (_WORD.findall(one) for one in (self.before, self.after))
        old: list[Run] = []
        new: list[Run] = []
        for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            for runs, words in ((old, left[a:b]), (new, right[c:d])):
                if words:
                    runs.append((what != "equal", "".join(words)))
        return old, new


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what stands between line breaks."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def side_by_side(before: str, after: str) -> list[Pair]:
    """Two texts paragraph by paragraph, what corresponds beside one another."""
    left, right = paragraphs(before), paragraphs(after)
    found: list[Pair] = []
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Pair("same", one, one) for one in left[a:b]]
        else:
            found += _changed(left[a:b], right[c:d])
    return found


def _changed(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    both = min(len(left), len(right))
    pairs = [Pair("changed", *two) for two in zip(left, right, strict=False)]
    struck = [Pair("struck", one, "") for one in left[both:]]
    return pairs + struck + [Pair("inserted", "", one) for one in right[both:]]
