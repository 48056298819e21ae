"""Who is asking: handed to every operation, never looked up by one."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class Office(StrEnum):
    """The kinds of office; `HOUSE` is the installation itself (operator and clock)."""

    GOVERNOR = "governor"
    ATTORNEY_GENERAL = "attorney general"
    TREASURER = "treasurer"
    SECRETARIAT = "secretariat"
    GUEST = "guest"  # one person of a non-member: acts for no state, sees what is shared with it
    HOUSE = "house"


class Rank(StrEnum):
    """The role of a person in an office."""

    PRINCIPAL = "principal"  # the officeholder, who binds the state
    COUNSEL = "counsel"
    LIAISON = "liaison"  # staff, who prepare and negotiate
    OBSERVER = "observer"  # reads only
    ADMINISTRATOR = "office administrator"  # manages the office's people
    GUEST = "guest"  # reads what was shared with them, until a date
    OPERATOR = "operator"  # runs the installation: imports, exports, checks; binds nobody
    CLOCK = "clock"  # what time does
    VISITOR = "visitor"  # nobody signed in: may ask for access, and nothing else


# Those who do an office's business: they draft, put, open and close. An observer reads, and an
# office administrator manages people; neither binds anybody.
AT_WORK = frozenset({Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON})

# Those who bind an office, advise it, or let people into it: a password alone is not enough.
NEED_SECOND_FACTOR = frozenset({Rank.PRINCIPAL, Rank.COUNSEL, Rank.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """The facts about an actor on which the policy's predicates rest."""

    name: str
    office: Office
    rank: Rank
    state: str = ""  # postal code; "" for a secretariat and the house
    person_id: uuid.UUID | None = None
    office_id: uuid.UUID | None = None
    office_name: str = ""
    email: str = ""
    zone: str = "UTC"  # IANA name of the office's time zone
    bodies: frozenset[uuid.UUID] = frozenset()  # alliances of its state, or that it serves
    belongs: frozenset[uuid.UUID] = frozenset()  # the same, also where it does not count
    former: frozenset[uuid.UUID] = frozenset()  # others that once bound it
    slugs: tuple[str, ...] = ()  # names of `bodies` in addresses and in the ledger, sorted
    streams: tuple[str, ...] = ()  # of the ledger, in which what its office may see happens
    session_id: uuid.UUID | None = None  # None: not at a browser
    post_id: uuid.UUID | None = None  # the post in use
    succeeds: bool = False  # a principal who had others before them in the post
    elsewhere: tuple[tuple[uuid.UUID, str], ...] = ()  # other posts: id, name of the office
    # Of the session in hand; what is read for two sessions of one person is the same.
    proved_at: dt.datetime | None = field(default=None, compare=False)  # last proof of who it is
    strong: bool = field(default=False, compare=False)  # a second factor was used
    # While it is the same, so are the alliances of its state (core/marks.py).
    mark: uuid.UUID | None = field(default=None, compare=False)
    binds: frozenset[str] = frozenset()  # acts for which the register names one who is no principal

    @property
    def kind(self) -> str:
        """As the ledger says it: person, operator, clock or visitor."""
        return str(self.rank) if self.office is Office.HOUSE else "person"

    @property
    def needs_second_factor(self) -> bool:
        """Whether its rank asks for more than a password."""
        return self.rank in NEED_SECOND_FACTOR


OPERATOR = Actor("Operator", Office.HOUSE, Rank.OPERATOR, office_name="Operator")
CLOCK = Actor("Clock", Office.HOUSE, Rank.CLOCK, office_name="Clock")
VISITOR = Actor("Visitor", Office.HOUSE, Rank.VISITOR, office_name="Visitor")
