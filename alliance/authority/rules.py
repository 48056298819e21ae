"""The rules of authority: who may bind a state, on which day, and why not."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from alliance.authority.serving import (
    PRINCIPAL,
    Absence,
    Order,
    Service,
    Term,
    absent,
    present,
    said,
    serves,
    why_not_in_term,
    why_not_on,
)

# Ranks to which an authority may be delegated: the others read, or manage people.
MAY_HOLD = ("counsel", "liaison")
LONGEST_CITATION = 300
LONGEST_SUBJECT = 120  # of a commitment of money
NOT_STATED = "not stated"
MOST_CENTS = 10**15  # ten trillion dollars


class ActClass(StrEnum):
    """What an authority lets somebody do."""

    SIGN = "sign a resolution"
    JOIN = "join an alliance"
    NOTICE = "give notice"
    LAWSUIT = "join a lawsuit"
    COMMIT = "commit money"
    ANSWER = "answer a question"


class Basis(StrEnum):
    """Where an authority comes from."""

    CONSTITUTION = "constitution"
    STATUTE = "statute"
    ORDER = "executive order"
    DELEGATION = "written delegation"


@dataclass(frozen=True)
class Authority:
    """One authority as it is known; days are those of the state's own capital.

    `from_on` None: since before it was recorded; `last_on` is the last day, None: no end stated;
    `revoked_on` is the first day without it. Held by virtue of office when `source` is None.
    """

    id: uuid.UUID
    office: uuid.UUID
    acts: frozenset[ActClass]
    basis: Basis = Basis.CONSTITUTION
    citation: str = NOT_STATED
    version: int = 1
    from_on: dt.date | None = None
    last_on: dt.date | None = None
    revoked_on: dt.date | None = None
    ceiling: int | None = None  # cents; None: none stated
    source: uuid.UUID | None = None
    given_by: uuid.UUID | None = None
    person: uuid.UUID | None = None
    rank: str = ""
    confirmed: bool = True

    @property
    def delegated(self) -> bool:
        """Whether it rests on another."""
        return self.source is not None


@dataclass(frozen=True)
class Register:
    """All that is known of the authorities of an office; `committed` in cents, by authority."""

    authorities: Mapping[uuid.UUID, Authority]
    services: Sequence[Service] = ()
    absences: Sequence[Absence] = ()
    orders: Sequence[Order] = ()
    terms: Sequence[Term] = ()
    committed: Mapping[uuid.UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Asker:
    """Who wants to act: a person in an office who serves there on the day."""

    person: uuid.UUID
    office: uuid.UUID
    rank: str


@dataclass(frozen=True)
class Judged:
    """The authority and the chain it rests on, from it upward; or why there is none."""

    authority: Authority | None
    chain: tuple[Authority, ...] = ()
    why: str = ""


def dollars(cents: int) -> str:
    """An amount in words."""
    return f"${cents // 100:,}.{cents % 100:02}"


def chain_of(register: Register, authority: Authority) -> tuple[tuple[Authority, ...], str]:
    """The links from an authority upward, and what is wrong with the way, or ""."""
    links, seen = [authority], {authority.id}
    while links[-1].source is not None:
        above = register.authorities.get(links[-1].source)
        if above is None:
            return tuple(links), f"The source of “{links[-1].citation}” is not in the register."
        if above.id in seen:
            return tuple(links), (
                f"“{authority.citation}” is circular: its delegation leads back to itself."
            )
        links.append(above)
        seen.add(above.id)
    return tuple(links), ""


def why_not_link(
    register: Register, link: Authority, act: ActClass, day: dt.date, cents: int
) -> str:
    """Why one link does not carry an act on a day, or ""."""
    called = f"“{link.citation}”"
    if not link.confirmed:
        return f"{called} waits to be confirmed by the principal."
    if reason := why_not_on(link, day):
        return f"{called} {reason}."
    if act not in link.acts:
        return f"{called} is out of scope: it does not let anybody {act}."
    if act is ActClass.COMMIT and link.ceiling is not None:
        before = register.committed.get(link.id, 0)
        if before + cents > link.ceiling:
            return (
                f"{dollars(cents)} is over the ceiling: {called} reaches to "
                f"{dollars(link.ceiling)}, and {dollars(before)} is committed under it."
            )
    return ""


def why_not_given(register: Register, link: Authority, above: Authority, day: dt.date) -> str:
    """Why who delegated it can no longer let others act, or "": their post has ended."""
    if above.delegated:
        named = above.person is not None and link.given_by == above.person
        if named and any(serves(register, day, above.office, person=above.person)):
            return ""
        return f"“{link.citation}” has ended: whoever delegated it no longer serves."
    if any(serves(register, day, above.office, person=link.given_by, rank=PRINCIPAL)):
        return ""
    return f"“{link.citation}” has ended: the principal who delegated it no longer serves."


def lapsed(register: Register, one: Authority, day: dt.date) -> bool:
    """Whether a delegation is suspended because the principal who gave it no longer serves."""
    above = register.authorities.get(one.source) if one.source else None
    if above is None or above.delegated or not one.confirmed or why_not_on(one, day):
        return False
    return bool(why_not_given(register, one, above, day))


def why_not_held(register: Register, one: Authority, who: Asker, day: dt.date) -> str:
    """Why somebody does not hold an authority on a day, or ""."""
    if who.rank == PRINCIPAL and (
        reason := why_not_in_term(register.terms, who.person, who.office, day)
    ):
        return reason
    if one.delegated:
        return ""  # `candidates` names only those to whom it is delegated
    if who.rank == PRINCIPAL:
        if absent(register, day, who.office, who.person):
            return "The principal is recorded as absent: end the absence before acting."
        return ""
    return _why_not_successor(register, who, day)


def judge(register: Register, who: Asker, act: ActClass, day: dt.date, *, cents: int = 0) -> Judged:
    """The first authority under which somebody may act, or why there is none."""
    found = judged(register, who, act, day, cents=cents)
    return next((one for one in found if one.authority), None) or (
        found[0] if found else Judged(None, (), f"Nothing in the register lets you {act}.")
    )


def judged(
    register: Register, who: Asker, act: ActClass, day: dt.date, *, cents: int = 0
) -> list[Judged]:
    """Every authority that names somebody, those that cover the act first, each with its answer."""
    # To one who is no principal, what they were given says more than the order of succession.
    office_last = who.rank != PRINCIPAL
    named = sorted(
        candidates(register, who, day),
        key=lambda one: (act not in one.acts, one.delegated is not office_last),
    )
    return [_judged(register, one, who, act, day, cents=cents) for one in named]


def candidates(register: Register, who: Asker, day: dt.date) -> Iterator[Authority]:
    """The authorities that name somebody: by office, by succession, by name or by rank."""
    succeeds = any(
        who.person in order.people for order in register.orders if not why_not_on(order, day)
    )
    for one in register.authorities.values():
        if one.office != who.office:
            continue
        if one.delegated:
            if who.person == one.person or (one.person is None and who.rank == one.rank):
                yield one
        elif who.rank == PRINCIPAL or succeeds:
            yield one


def why_not_delegate(register: Register, one: Authority) -> str:
    """Why a delegation may not be recorded, or "": it never exceeds its source."""
    links, wrong = chain_of(register, one)
    if wrong or not one.delegated:
        return wrong
    source = links[1]
    if source.revoked_on:
        return f"The source was revoked as of {said(source.revoked_on)}: nothing rests on it."
    if source.delegated and source.person is None:
        return "An authority that a whole rank holds is not delegated further."
    return _beyond_scope(one, source) or _beyond_days(one, source)


def _beyond_scope(one: Authority, source: Authority) -> str:
    if beyond := sorted(one.acts - source.acts):
        return f"The delegation exceeds its source, which lets nobody {' or '.join(beyond)}."
    if ActClass.COMMIT not in one.acts or source.ceiling is None:
        return ""
    if one.ceiling is None or one.ceiling > source.ceiling:
        return f"The delegation exceeds its source, whose ceiling is {dollars(source.ceiling)}."
    return ""


def _beyond_days(one: Authority, source: Authority) -> str:
    if source.from_on and (one.from_on is None or one.from_on < source.from_on):
        return f"The delegation exceeds its source, which begins on {said(source.from_on)}."
    if source.last_on and (one.last_on is None or one.last_on > source.last_on):
        return f"The delegation exceeds its source, whose last day is {said(source.last_on)}."
    return ""


def why_not_dates(from_on: dt.date | None, last_on: dt.date | None) -> str:
    """Why the days of an entry cannot be, or ""."""
    if from_on and last_on and last_on < from_on:
        return "The last day lies before the first."
    return ""


def why_not_revoke(one: Authority | Absence | Order, on: dt.date, today: dt.date) -> str:
    """Why something cannot be revoked from a day on, or ""."""
    if one.revoked_on is not None and one.revoked_on <= today:
        return f"It was revoked as of {said(one.revoked_on)} already."
    if on < today:
        return "A revocation works from today on at the earliest: what was done before stands."
    return ""


def _judged(  # noqa: PLR0913 (an act has these parts)
    register: Register, one: Authority, who: Asker, act: ActClass, day: dt.date, *, cents: int
) -> Judged:
    links, wrong = chain_of(register, one)
    reasons = [wrong]
    reasons += [why_not_link(register, link, act, day, cents) for link in links]
    reasons += [why_not_given(register, below, above, day) for below, above in pairwise(links)]
    reasons.append(why_not_held(register, one, who, day))
    why = next(filter(None, reasons), "")
    return Judged(None, links, why) if why else Judged(one, links)


def _why_not_successor(register: Register, who: Asker, day: dt.date) -> str:
    if present(register, day, who.office, rank=PRINCIPAL):
        return "The principal serves: a successor acts only when nobody before them does."
    for order in register.orders:
        if why_not_on(order, day) or who.person not in order.people:
            continue
        if not order.confirmed:
            return "The order of succession waits to be confirmed by the principal."
        before = order.people[: order.people.index(who.person)]
        if any(present(register, day, who.office, person=one) for one in before):
            return "Somebody before you in the order of succession serves."
        if absent(register, day, who.office, who.person):
            return "You are recorded as absent."
        return ""
    return "You do not stand in the order of succession."


def spoken(one: Authority) -> str:
    """How an authority is named: its citation, or what is known where none is stated."""
    return f"{one.basis.capitalize()}, citation not stated" if _unstated(one) else one.citation


def acts_of(register: Register, who: Asker, day: dt.date) -> frozenset[ActClass]:
    """The acts for which an authority in force names somebody; whether it fits is judged later."""
    found = [
        one.acts
        for one in candidates(register, who, day)
        if one.confirmed and not why_not_on(one, day)
    ]
    return frozenset().union(*found)


def _unstated(one: Authority) -> bool:
    return one.citation == NOT_STATED
