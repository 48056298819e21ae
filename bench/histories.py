"""Filling a database with decades of memberships, in the product's own form, many at a time."""

import datetime as dt
from typing import Any

from flask import Flask
from sqlalchemy import insert

from alliance.accounts import operations as accounts
from alliance.accounts.operations import NewPerson
from alliance.compacts.keeping import keep_history
from alliance.core import clock
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.marks import Mark
from alliance.core.schema import upgrade
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.membership import operations as membership
from alliance.membership.models import (
    Alliance,
    MembershipPeriod,
    StandingStretch,
)
from alliance.membership.recording import GOES_ON
from alliance.membership.rules import Period, Standing, Step
from alliance.membership.timeline import line_of
from alliance.states import operations as states
from alliance.states.reference import jurisdictions
from bench.visitors import session_of

READER, KEY = "CO", "reader-of-the-histories"
FIRST_YEAR = 1986
FACTS: dict[str, Any] = {
    "kind": "interstate compact",
    "formed": "1985-01-01",
    "subject": "measuring",
    "activation": {
        "type": "weight_threshold",
        "weight": "electoral_votes",
        "threshold": 270,
        "of": 538,
    },
    "withdrawal_rule": {"allowed": True, "notice_days": 30},
    "decision_rule": None,
    "other_participants": [],
    "roster_complete": True,
    "published_member_count": None,
    "note": "",
    "source": [],
    "as_of": None,
}


def fill(app: Flask, alliances: int, years: int) -> None:
    """So many alliances of all 56, each of which was suspended and reinstated every other year."""
    with app.app_context():
        upgrade(db.engine)
        with transaction():
            db.session.add(Installation())
            db.session.flush()
            key_of(HOUSE)
            states.load(OPERATOR, None)
            litigation.load_courts(OPERATOR, None)
            _reader()
        for number in range(alliances):
            with transaction():
                _alliance(number, years)
        with transaction():
            for code in jurisdictions():
                db.session.add(Mark(key=code, mark=clock.new_id()))
        db.session.remove()


def _reader() -> None:
    """The governor of Colorado, signed in."""
    office = accounts.open_office(
        OPERATOR, None, kind=Office.GOVERNOR, state=READER, name=""
    ).result
    somebody = NewPerson("governor@co.example", "Pat Reader", "correct horse battery staple")
    person = accounts.appoint(OPERATOR, office, person=somebody, rank=Rank.PRINCIPAL).result
    person.fs_uniquifier = KEY
    db.session.flush()
    accounts.open_session(person.id, accounts.Visit(session_of(KEY), "127.0.0.1", "bench"))


def _alliance(number: int, years: int) -> None:
    now = clock.now()
    facts = {**FACTS, "name": f"Alliance {number:04}"}
    made: Alliance = membership.record_alliance(
        OPERATOR, None, slug=f"many-{number}", facts=facts, known_from=now
    ).result
    periods: list[dict[str, Any]] = []
    stretches: list[dict[str, Any]] = []
    for offset, code in enumerate(jurisdictions()):
        first = dt.date(FIRST_YEAR, 1, 1) + dt.timedelta(days=(offset * 37 + number) % 360)
        _state(made, code, _steps(first, years), now, periods, stretches)
    db.session.execute(insert(MembershipPeriod.__table__), periods)  # type: ignore[arg-type]
    db.session.execute(insert(StandingStretch.__table__), stretches)  # type: ignore[arg-type]
    db.session.add(Mark(key=str(made.id), mark=clock.new_id()))
    db.session.flush()
    keep_history(made)


def _steps(first: dt.date, years: int) -> tuple[Step, ...]:
    """A party and suspended by turns, year after year, and a party in the end."""
    turns = (Standing.PARTY, Standing.SUSPENDED)
    steps = [Step(turns[year % 2], first + dt.timedelta(days=365 * year)) for year in range(years)]
    if steps[-1].standing is Standing.SUSPENDED:
        steps.append(Step(Standing.PARTY, steps[-1].on + dt.timedelta(days=100)))
    return tuple(steps)


def _state(  # noqa: PLR0913, PLR0917 (what is filled, and what with)
    alliance: Alliance,
    code: str,
    steps: tuple[Step, ...],
    now: dt.datetime,
    periods: list[dict[str, Any]],
    stretches: list[dict[str, Any]],
) -> None:
    key = clock.new_id()
    joined = parse_partial_date(steps[0].on.isoformat())
    period = Period(code, "party", "party", joined=joined, steps=steps)
    common = {"alliance_id": alliance.id, "state_code": code, "period_id": key}
    common |= {"left": None, "known_from": now, "known_until": None}
    periods.append(
        {
            **common,
            "version": 1,
            "role": "party",
            "status": "party",
            "joined": steps[0].on.isoformat(),
            "notice_given": None,
            "steps": [[step.standing.value, step.on.isoformat()] for step in steps],
            "note": "",
            "source": "",
            "as_of": None,
        }
    )
    stretches += [
        {
            **common,
            "id": clock.new_id(),
            "standing": one.standing.value,
            "member_class": one.member_class.value,
            "bound": one.bound,
            "again": one.again,
            "since": one.since,
            "starts": one.starts,
            "ends": one.ends or GOES_ON,
        }
        for one in line_of([(key, period)], None)
    ]
