"""The lists of this domain as tables that are handed out (core/sheets.py)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from alliance.core.sheets import Cell, Sheet
from alliance.membership.across import Belongs, Body, Stands
from alliance.membership.changed import Change
from alliance.membership.lines import Line
from alliance.membership.models import Alliance
from alliance.membership.queries import Line as Listed
from alliance.states.reference import Jurisdiction, name_of

Asked = Mapping[str, str]


def of(
    day: dt.date, asked: Asked, first: dt.date | None = None, /, **what: Cell
) -> dict[str, Cell]:
    """What a table is of: the thing, the day, and the filters that were asked for.

    `first` is there where nothing was known then: the day on which anything was first recorded.
    """
    then: dict[str, Cell] = {"known": False, "first_recorded": first.isoformat()} if first else {}
    return {**what, "as_of": day.isoformat(), "as_known": "now", **asked, **then}


def roster_sheet(alliance: Alliance, lines: Sequence[Line], about: Mapping[str, Cell]) -> Sheet:
    """The roster, in the order asked for."""
    columns = (
        *("alliance_id", "jurisdiction", "name", "region", "standing", "class", "since", "left"),
        *("counted", "readmitted"),
    )
    rows = [
        (
            alliance.slug,
            one.state,
            one.name,
            one.region or None,
            one.standing.value,
            one.member_class or None,
            one.since,
            one.left,
            one.counted,
            one.again,
        )
        for one in lines
    ]
    return Sheet(f"{alliance.slug}-roster", about, columns, rows)


def changes_sheet(
    alliance: Alliance, changes: Sequence[Change], about: Mapping[str, Cell]
) -> Sheet:
    """Every change of standing, newest first; `date` as the source gives it."""
    columns = (
        *("alliance_id", "on", "date", "jurisdiction", "name", "change", "standing", "before"),
        "class",
    )
    rows = [
        (
            alliance.slug,
            one.on.isoformat(),
            one.said,
            one.state,
            name_of(one.state),
            one.words,
            one.standing.value,
            one.before.value if one.before else None,
            one.member_class.value,
        )
        for one in changes
    ]
    return Sheet(f"{alliance.slug}-changes", about, columns, rows)


def alliances_sheet(found: Sequence[Listed]) -> Sheet:
    """Every alliance with the number of states bound today."""
    columns = ("alliance_id", "name", "kind", "subject", "formed", "states_bound", "own")
    rows = [
        (one.slug, one.name, one.kind, one.subject, one.formed, one.bound, one.own) for one in found
    ]
    return Sheet("alliances", {}, columns, rows)


def matrix_sheet(
    bodies: Sequence[Body],
    states: Sequence[str],
    stands: Mapping[tuple[uuid.UUID, str], Stands],
    about: Mapping[str, Cell],
) -> Sheet:
    """One row for each state, one column for each alliance by its id; how the state stands."""
    columns = ("jurisdiction", "name", *(one.slug for one in bodies))
    rows = [
        (code, name_of(code), *(_in_words(stands.get((one.id, code))) for one in bodies))
        for code in states
    ]
    return Sheet("matrix", about, columns, rows)


def _in_words(one: Stands | None) -> str | None:
    return one.words if one else None


def state_sheet(place: Jurisdiction, found: Sequence[Belongs], about: Mapping[str, Cell]) -> Sheet:
    """Everything a state belongs to, with the words of the source."""
    columns = (
        *("jurisdiction", "alliance_id", "name", "kind", "part", "standing", "class", "counted"),
        *("readmitted", "role", "status", "joined", "notice_given", "left", "note"),
    )
    rows = [
        (
            place.code,
            one.slug,
            one.name,
            one.kind,
            one.part.value,
            one.stands.standing.value,
            one.stands.member_class.value,
            one.stands.bound,
            one.stands.again,
            one.role,
            one.status,
            one.joined,
            one.notice_given,
            one.left,
            one.note or None,
        )
        for one in found
    ]
    return Sheet(f"{place.code.lower()}-alliances", about, columns, rows)
