"""The rules of membership: what the words mean, and who belongs on a day."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alliance.core.dates import PartialDate


class MemberClass(StrEnum):
    """What kind of member a role makes; only a party can be bound."""

    PARTY = "party"
    ASSOCIATE = "associate"
    OBSERVER = "observer"
    OTHER = "other"


class Standing(StrEnum):
    """How a state stands toward a body on one day."""

    INVITED = "invited"
    DECLINED = "declined"
    APPLIED = "applied"
    PENDING_INSTRUMENT = "pending instrument"
    CONDITIONAL = "conditional"
    PARTY = "party"
    NOTICE_GIVEN = "notice given"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


_CLASS_OF = {
    **dict.fromkeys(
        (
            *("party", "member", "founder", "founding member", "original signatory", "signatory"),
            *("compact member", "full member", "charter member", "party state", "member state"),
        ),
        MemberClass.PARTY,
    ),
    **dict.fromkeys(
        (
            *("associate", "associate member", "affiliate", "affiliate member"),
            "sovereignty member",
        ),
        MemberClass.ASSOCIATE,
    ),
    **dict.fromkeys(("observer", "observer member", "observer state"), MemberClass.OBSERVER),
}

_FORMER = frozenset({"former member", "former"})
_STANDING_OF = {
    **dict.fromkeys(
        ("member", "active", "active member", "party", "in force"),
        Standing.PARTY,
    ),
    **dict.fromkeys(("withdrawal announced", "notice given", "withdrawing"), Standing.NOTICE_GIVEN),
    **dict.fromkeys(("withdrawn", "left", "ended"), Standing.WITHDRAWN),
    "invited": Standing.INVITED,
    "declined": Standing.DECLINED,
    "applied": Standing.APPLIED,
    "pending instrument": Standing.PENDING_INSTRUMENT,
    "pending": Standing.PENDING_INSTRUMENT,
    "conditional": Standing.CONDITIONAL,
    "suspended": Standing.SUSPENDED,
}

_BOUND = frozenset({Standing.PARTY, Standing.NOTICE_GIVEN})
# With these a state is not (or not any more) on the roll.
_OFF_THE_ROLL = frozenset({Standing.WITHDRAWN, Standing.UNKNOWN, Standing.DECLINED})
_REMARK = re.compile(r"\([^()]*\)")


def class_of(role: str) -> MemberClass:
    """The class of a role in the words of the source; an unknown word is OTHER."""
    return _CLASS_OF.get(_folded(role), MemberClass.OTHER)


def standing_of(status: str, *, has_left: bool = False) -> Standing:
    """The standing a status speaks of; remarks in brackets are dropped.

    "Former member" says that a state left, not when: without the date it is UNKNOWN.
    """
    word = _folded(_REMARK.sub(" ", status))
    if word in _FORMER:
        return Standing.WITHDRAWN if has_left else Standing.UNKNOWN
    return _STANDING_OF.get(word, Standing.UNKNOWN)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Period:
    """One period of one state in one body, in the words and to the precision of its source.

    `left` is the first day out; `as_of` the day for which the source speaks.
    """

    state: str
    role: str
    status: str
    joined: PartialDate | None = None
    notice_given: PartialDate | None = None
    left: PartialDate | None = None
    as_of: dt.date | None = None
    source: str = ""
    note: str = ""
    alliance: str = ""

    @property
    def member_class(self) -> MemberClass:
        return class_of(self.role)

    @property
    def dates(self) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
        """Joined, notice given, left."""
        return (self.joined, self.notice_given, self.left)

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything the source says; two rows with equal facts say the same."""
        return (self.role, self.status, *self.dates, self.as_of, self.source, self.note)

    @property
    def end_is_unknown(self) -> bool:
        """It is over, but nobody says since when."""
        return self.left is None and (
            standing_of(self.status) is Standing.WITHDRAWN
            or _folded(_REMARK.sub(" ", self.status)) in _FORMER
        )

    def start(self, formed: dt.date | None) -> dt.date:
        """The first day of the period; without a date, that of the body, else ever since."""
        if self.joined is not None:
            return self.joined.first_day
        return formed or dt.date.min


def standing_on(period: Period, formed: dt.date | None, day: dt.date) -> Standing | None:
    """How the state stands under this period on `day`; None before the period begins."""
    if day < period.start(formed):
        return None
    if period.left is not None and day >= period.left.first_day:
        return Standing.WITHDRAWN
    if period.end_is_unknown:
        return Standing.UNKNOWN
    standing = standing_of(period.status, has_left=period.left is not None)
    if standing in _BOUND or standing is Standing.WITHDRAWN:
        notified = _notice_on(period, standing, formed)
        given = notified is not None and day >= notified
        return Standing.NOTICE_GIVEN if given else Standing.PARTY
    return standing


def _notice_on(period: Period, standing: Standing, formed: dt.date | None) -> dt.date | None:
    """The day from which notice stands, if any."""
    if period.notice_given is not None:
        return period.notice_given.first_day
    if standing is Standing.NOTICE_GIVEN:
        # The source knew of the notice on the day for which it speaks, perhaps not before.
        return period.as_of or period.start(formed)
    return None


def is_bound(member_class: MemberClass, standing: Standing) -> bool:
    """Whether the state counts: a party, until a notice it gave has taken effect."""
    return member_class is MemberClass.PARTY and standing in _BOUND


def bound_span(period: Period, formed: dt.date | None) -> tuple[dt.date, dt.date | None] | None:
    """The first day on which this period binds the state and the first day out, or None."""
    standing = standing_of(period.status, has_left=period.left is not None)
    over = standing is Standing.WITHDRAWN and period.left is not None
    if period.member_class is not MemberClass.PARTY or not (standing in _BOUND or over):
        return None
    start, end = period.start(formed), period.left.first_day if period.left else None
    return None if end is not None and end <= start else (start, end)


@dataclass(frozen=True)
class Member:
    """One line of the roll; `since` is the text of the source, None where it has none."""

    state: str
    standing: Standing
    member_class: MemberClass
    since: str | None
    bound: bool

    def as_json(self) -> dict[str, object]:
        return {
            "state": self.state,
            "standing": self.standing.value,
            "class": self.member_class.value,
            "since": self.since,
            "bound": self.bound,
        }


@dataclass(frozen=True)
class Former:
    """A state that had left by the day asked for."""

    state: str
    standing: Standing
    since: str | None
    left: str | None

    def as_json(self) -> dict[str, object]:
        return {
            "state": self.state,
            "standing": self.standing.value,
            "since": self.since,
            "left": self.left,
        }


@dataclass(frozen=True)
class Roster:
    """Who belongs on one day, sorted by state; a state stands in at most one of the three."""

    members: tuple[Member, ...]
    former: tuple[Former, ...]
    unknown: tuple[str, ...]

    @property
    def count(self) -> int:
        """Those bound on the day."""
        return sum(member.bound for member in self.members)


def roster_on(
    periods: Iterable[Period], formed: dt.date | None, day: dt.date | Mapping[str, dt.date]
) -> Roster:
    """The roll of one body on a day, or on each state's own, from all periods of all its states."""
    by_state: dict[str, list[tuple[Period, Standing]]] = {}
    for period in periods:
        own = day if isinstance(day, dt.date) else day[period.state]
        standing = standing_on(period, formed, own)
        if standing is not None:
            by_state.setdefault(period.state, []).append((period, standing))
    members: list[Member] = []
    former: list[Former] = []
    unknown: list[str] = []
    for state in sorted(by_state):
        begun = sorted(by_state[state], key=lambda pair: pair[0].start(formed))
        standings = {standing for _, standing in begun}
        current = [pair for pair in begun if pair[1] not in _OFF_THE_ROLL]
        if current:
            members.append(_member(*current[-1]))
        elif Standing.UNKNOWN in standings:
            unknown.append(state)
        elif Standing.WITHDRAWN in standings:
            former.append(_former([period for period, one in begun if one is Standing.WITHDRAWN]))
    return Roster(members=tuple(members), former=tuple(former), unknown=tuple(unknown))


def _member(period: Period, standing: Standing) -> Member:
    return Member(
        state=period.state,
        standing=standing,
        member_class=period.member_class,
        since=period.joined.text if period.joined else None,
        bound=is_bound(period.member_class, standing),
    )


def _former(ended: Sequence[Period]) -> Former:
    last = ended[-1]
    return Former(
        state=last.state,
        standing=Standing.WITHDRAWN,
        since=last.joined.text if last.joined else None,
        left=last.left.text if last.left else None,
    )
