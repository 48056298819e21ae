"""The rules of membership: what the words mean, and who belongs on a day."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from alliance.core.dates import PartialDate

# Pages stand at these addresses beside those of alliances: no alliance has such an id.
TAKEN = frozenset(
    {
        *("accessions", "campaigns", "charters", "dues", "enactments", "found", "groups"),
        *("instruments", "letters", "links", "matrix", "officers", "participants"),
        *("preconditions", "seats", "standings", "withdrawals"),
    }
)


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
OFF_THE_ROLL = frozenset({Standing.WITHDRAWN, Standing.UNKNOWN, Standing.DECLINED})
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
class Step:
    """From this day on a state stands so, until the next step."""

    standing: Standing
    on: dt.date


@dataclass(frozen=True)
class Period:
    """One period of one state in one body, in the words and to the precision of its source.

    `left` is the first day out; `as_of` the day for which the source speaks. A period that acts
    recorded here have made has `steps`; they say how the state stood when, whatever the words.
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
    steps: tuple[Step, ...] = ()

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
        return (
            self.role,
            self.status,
            *self.dates,
            self.as_of,
            self.source,
            self.note,
            *self.steps,
        )

    @property
    def end_is_unknown(self) -> bool:
        """It is over, but nobody says since when."""
        return (
            not self.steps
            and self.left is None
            and (
                standing_of(self.status) is Standing.WITHDRAWN
                or _folded(_REMARK.sub(" ", self.status)) in _FORMER
            )
        )

    def begins(self, formed: dt.date | None) -> dt.date:
        """The first day of which the period speaks."""
        return self.steps[0].on if self.steps else self.start(formed)

    def start(self, formed: dt.date | None) -> dt.date:
        """The first day of the period; without a date, that of the body, else ever since."""
        if self.joined is not None:
            return self.joined.first_day
        return formed or dt.date.min


def stands_by_words(period: Period, formed: dt.date | None) -> list[tuple[dt.date, Standing]]:
    """The days from which a period without steps says another standing, in their order."""
    begins = period.start(formed)
    left = period.left.first_day if period.left else None
    if left is not None and left <= begins:
        return [(begins, Standing.WITHDRAWN)]
    if period.end_is_unknown:
        return [(begins, Standing.UNKNOWN)]
    standing = standing_of(period.status, has_left=left is not None)
    found = [(begins, standing)]
    if standing in _BOUND or standing is Standing.WITHDRAWN:
        found = [(begins, Standing.PARTY)]
        notified = _notice_on(period, standing, formed)
        if notified is not None and (left is None or notified < left):
            found.append((max(begins, notified), Standing.NOTICE_GIVEN))
    return [*found, (left, Standing.WITHDRAWN)] if left else found


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


@dataclass(frozen=True)
class Member:
    """One line of the roll; `since` is the text of the source, None where it has none.

    It stands so from the day `starts` until the day `ends`, as far as is known.
    """

    state: str
    standing: Standing
    member_class: MemberClass
    since: str | None
    bound: bool
    again: bool = False  # it had left, and was readmitted
    starts: dt.date | None = None
    ends: dt.date | None = None

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
