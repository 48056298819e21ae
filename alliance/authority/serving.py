"""Who serves in an office on a day: posts, the terms of principals, absences, successors."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

PRINCIPAL = "principal"


class Dated(Protocol):
    """What holds on some days; `revoked_on` is the first day without it."""

    @property
    def from_on(self) -> dt.date | None:
        """The first day."""

    @property
    def last_on(self) -> dt.date | None:
        """The last day."""

    @property
    def revoked_on(self) -> dt.date | None:
        """The first day without it."""


@dataclass(frozen=True)
class Service:
    """A post: from its first day, until the first day out."""

    person: uuid.UUID
    office: uuid.UUID
    rank: str
    first: dt.date
    out: dt.date | None = None


@dataclass(frozen=True)
class Term:
    """The days for which somebody is principal by law, whatever their post here says."""

    person: uuid.UUID
    office: uuid.UUID
    last_on: dt.date
    from_on: dt.date | None = None
    revoked_on: dt.date | None = None
    confirmed: bool = True


@dataclass(frozen=True)
class Absence:
    """Days on which somebody does not serve; `last_on` None: until it is ended."""

    person: uuid.UUID
    office: uuid.UUID
    from_on: dt.date | None
    last_on: dt.date | None = None
    revoked_on: dt.date | None = None


@dataclass(frozen=True)
class Order:
    """Who acts for the principal of an office, in this order."""

    office: uuid.UUID
    people: tuple[uuid.UUID, ...]
    from_on: dt.date | None = None
    last_on: dt.date | None = None
    revoked_on: dt.date | None = None
    confirmed: bool = True


class Staff(Protocol):
    """What is known of who serves."""

    @property
    def services(self) -> Sequence[Service]:
        """The posts."""

    @property
    def absences(self) -> Sequence[Absence]:
        """The days on which somebody does not serve."""

    @property
    def terms(self) -> Sequence[Term]:
        """The terms of principals."""


def said(day: dt.date) -> str:
    """A day in words."""
    return f"{day:%B} {day.day}, {day.year}"


def why_not_on(what: Dated, day: dt.date) -> str:
    """Why something does not hold on a day: not yet, ended, revoked; or ""."""
    if what.revoked_on is not None and day >= what.revoked_on:
        return f"was revoked as of {said(what.revoked_on)}"
    if what.last_on is not None and day > what.last_on:
        return f"expired: its last day was {said(what.last_on)}"
    if what.from_on is not None and day < what.from_on:
        return f"does not hold yet: its first day is {said(what.from_on)}"
    return ""


def terms_of(
    terms: Iterable[Term], person: uuid.UUID | None, office: uuid.UUID | None, day: dt.date
) -> list[Term]:
    """The terms of a principal that count on a day: confirmed, and not taken back by then."""
    return [
        one
        for one in terms
        if (one.person, one.office, one.confirmed) == (person, office, True)
        and (one.revoked_on is None or day < one.revoked_on)
    ]


def why_not_in_term(
    terms: Iterable[Term], person: uuid.UUID | None, office: uuid.UUID | None, day: dt.date
) -> str:
    """Why a principal is not within a term of theirs on a day, or "".

    Where no term is recorded none ends: the post alone says who serves.
    """
    own = terms_of(terms, person, office, day)
    if not own or any(not why_not_on(one, day) for one in own):
        return ""
    ended = [one.last_on for one in own if one.last_on < day]
    if ended:
        return f"Your term ended on {said(max(ended))}."
    return f"Your term begins on {said(min(one.from_on for one in own if one.from_on))}."


def serves(
    staff: Staff,
    day: dt.date,
    office: uuid.UUID,
    *,
    person: uuid.UUID | None = None,
    rank: str = "",
) -> Iterator[Service]:
    """The posts so named that are held on a day; of a principal's only those within the term."""
    for one in staff.services:
        if (
            one.office == office
            and person in {None, one.person}
            and rank in {"", one.rank}
            and one.first <= day
            and (one.out is None or day < one.out)
            and not (
                one.rank == PRINCIPAL and why_not_in_term(staff.terms, one.person, office, day)
            )
        ):
            yield one


def present(
    staff: Staff,
    day: dt.date,
    office: uuid.UUID,
    *,
    person: uuid.UUID | None = None,
    rank: str = "",
) -> bool:
    """Whether somebody so named serves and is not recorded as absent."""
    found = serves(staff, day, office, person=person, rank=rank)
    return any(not absent(staff, day, office, one.person) for one in found)


def absent(staff: Staff, day: dt.date, office: uuid.UUID, person: uuid.UUID) -> bool:
    """Whether somebody is recorded as absent on a day."""
    return any(
        one.person == person and one.office == office and not why_not_on(one, day)
        for one in staff.absences
    )
