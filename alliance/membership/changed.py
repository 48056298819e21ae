"""Reading what changed in an alliance, and when: the line of joins and withdrawals."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select, tuple_
from sqlalchemy.orm import aliased

from alliance.core.db import built_once, read
from alliance.core.pages import ROWS, Place
from alliance.membership.known import known_in
from alliance.membership.models import Alliance, StandingStretch
from alliance.membership.rules import MemberClass, Standing

# A day before every day of which anything is known: nothing changed on it, it goes back for ever.
FOREVER = dt.date.min


@dataclass(frozen=True)
class Change:
    """From `on` a state stands otherwise; `before` is how it stood until then, if at all.

    `said` is the day in the words of the source, which may know only a month or a year of it.
    """

    on: dt.date
    state: str
    standing: Standing
    before: Standing | None
    member_class: MemberClass
    again: bool
    said: str

    @property
    def words(self) -> str:
        """What happened."""
        if self.standing is Standing.PARTY:
            return self._joined
        if self.standing is self.before:
            return f"is now {_article(self.member_class)}"
        return _SAID[self.standing]

    @property
    def _joined(self) -> str:
        if self.before is Standing.NOTICE_GIVEN:
            return "took its notice back and stays"
        if self.before is Standing.SUSPENDED:
            return "is suspended no longer"
        if self.before is Standing.PARTY:
            return f"is now {_article(self.member_class)}"
        as_what = "" if self.member_class is MemberClass.PARTY else f" as {self.member_class}"
        return f"{'was readmitted' if self.again else 'joined'}{as_what}"


_SAID = {
    Standing.INVITED: "was invited",
    Standing.DECLINED: "declined",
    Standing.APPLIED: "applied",
    Standing.PENDING_INSTRUMENT: "was approved, its instrument is pending",
    Standing.CONDITIONAL: "joined under a condition that is not met yet",
    Standing.NOTICE_GIVEN: "gave notice of withdrawal",
    Standing.SUSPENDED: "was suspended",
    Standing.WITHDRAWN: "left",
    Standing.UNKNOWN: "is a former member; the day of leaving is unknown",
}


def _article(what: MemberClass) -> str:
    return f"an {what}" if what.value[0] in "aeiou" else f"a {what}"


@dataclass(frozen=True)
class Asked:
    """Which changes: of one state or of all (""), up to a day, as known before an instant."""

    state: str = ""
    until: dt.date | None = None
    known: dt.datetime | None = None


def changes(
    alliance: Alliance, asked: Asked, after: Place | None = None, most: int | None = ROWS
) -> tuple[Sequence[Change], Place | None]:
    """The changes after a place, newest first, and the place of the last if there are more.

    Whatever is known only to hold since ever is no change. `most` None: all of them.
    """
    given: dict[str, Any] = {"alliance": alliance.id, "state": asked.state, "known": asked.known}
    given |= {"until": asked.until or dt.date.max, "forever": FOREVER}
    if after is not None:
        given |= {"on": dt.date.fromisoformat(after[0]), "code": after[1]}
    statement = _changes(
        state=bool(asked.state), then=asked.known is not None, after=after is not None
    )
    if most is not None:
        statement = statement.limit(most + 1)
    rows = read(statement, given).all()
    shown = rows if most is None else rows[:most]
    last = (shown[-1].starts.isoformat(), shown[-1].state_code) if len(shown) < len(rows) else None
    return [_change(row) for row in shown], last


def is_place(place: Sequence[str]) -> bool:
    """Whether these words of an address may be the place of a change."""
    try:
        dt.date.fromisoformat(place[0])
    except ValueError:
        return False
    return len(place) == 2


@built_once
def _changes(*, state: bool, then: bool, after: bool) -> Any:
    here, earlier = StandingStretch, aliased(StandingStretch)
    one_before = and_(
        earlier.alliance_id == here.alliance_id,
        earlier.state_code == here.state_code,
        earlier.ends == here.starts,
        known_in(earlier, then=then),
    )
    wanted: Any = (
        select(
            here.starts,
            here.state_code,
            here.standing,
            here.member_class,
            here.again,
            here.since,
            here.left,
            earlier.standing.label("before"),
        )
        .outerjoin(earlier, one_before)
        .where(
            here.alliance_id == bindparam("alliance"),
            here.starts > bindparam("forever"),
            here.starts <= bindparam("until"),
            known_in(here, then=then),
        )
        .order_by(here.starts.desc(), here.state_code.desc())
    )
    if state:
        wanted = wanted.where(here.state_code == bindparam("state"))
    if after:
        place = tuple_(bindparam("on", type_=here.starts.type), bindparam("code"))
        wanted = wanted.where(tuple_(here.starts, here.state_code) < place)
    return wanted


def _change(row: Any) -> Change:
    standing = Standing(row.standing)
    said = {Standing.PARTY: row.since, Standing.WITHDRAWN: row.left}.get(standing)
    day: str = row.starts.isoformat()
    return Change(
        on=row.starts,
        state=row.state_code,
        standing=standing,
        before=Standing(row.before) if row.before else None,
        member_class=MemberClass(row.member_class),
        again=row.again,
        said=said if said and day.startswith(said) and len(said) < len(day) else day,
    )
