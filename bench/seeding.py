"""The databases on which the pages are measured: a real, migrated house, filled in bulk."""

import datetime as dt
import math
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_security import hash_password
from sqlalchemy import insert, text

from alliance.accounts import operations as accounts
from alliance.accounts.models import Office, Person, Post
from alliance.core import clock
from alliance.core.actor import OPERATOR, Rank
from alliance.core.actor import Office as Sort
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.schema import upgrade
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.membership import operations as membership
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.states import operations as states
from alliance.states.reference import jurisdictions
from bench.shelf import Body, Kind, Seat, Shelf
from bench.visitors import session_of

READER = "CO"
FEW, MANY = 100, 10_000
OTHER_ALLIANCES = 11  # to which the reader's state belongs as well

# What the reader finds: 54 lines on the desk, 50 on the first page of the list. It is the same
# in both databases, so that only what lies behind it differs.
VISIBLE: Mapping[Kind, int] = {
    Kind.WITHDRAWN: 11,  # the newest: an act on a resolution, among others on questions
    Kind.TO_ANSWER: 14,
    Kind.ANSWERED: 10,
    Kind.TO_SIGN: 6,
    Kind.SIGNED: 4,
    Kind.UNREAD: 10,
    Kind.OWN_DRAFT: 5,
    Kind.OWN_CIRCULATED: 5,
    Kind.IN_FORCE: 24,
    Kind.LOST: 11,
}
# What years leave behind, in percent; the rest belongs to an alliance the reader is not in.
BEHIND: Mapping[Kind, int] = {
    Kind.IN_FORCE: 45,
    Kind.LOST: 15,
    Kind.WITHDRAWN: 8,
    Kind.READ: 2,
}


@dataclass(frozen=True)
class Ballot:
    """An answer that may still be given."""

    question_id: uuid.UUID
    key: str  # of the session of the principal who gives it


@dataclass(frozen=True)
class House:
    """What a visitor of a seeded database must know."""

    reader: str  # session key of the principal whose pages are measured
    slug: str  # of the alliance with fifty members
    resolution_id: uuid.UUID  # in the middle of its roll call
    question_id: uuid.UUID  # the same roll call
    ballots: list[Ballot]
    resolutions: int


def seed(resolutions: int, answers: int) -> House:
    """Migrate and fill the database in hand: so many resolutions, so many answers to be given.

    To be called in an application context, on an empty database.
    """
    upgrade(db.engine)
    everywhere = [place.code for place in jurisdictions().values() if place.kind == "state"]
    others = [code for code in everywhere if code != READER]
    with transaction():
        # Founded long ago, so that the newest acts are what the alliances have done since.
        with clock.stopped_at(clock.now() - dt.timedelta(days=400)):
            db.session.add(Installation())
            db.session.flush()
            key_of(HOUSE)
            states.load(OPERATOR, None)
            litigation.load_courts(OPERATOR, None)
            seats, keys = _people(everywhere)
            fifty = _body("bench-fifty", everywhere, seats)
            ballots = _body("bench-ballots", others, seats)
            elsewhere = _body("bench-elsewhere", others[:10], seats)
            for number in range(OTHER_ALLIANCES):
                _body(f"bench-other-{number}", [READER, *others[number : number + 12]], seats)
        for code, key in keys.items():
            visit = accounts.Visit(session_of(key), "127.0.0.1", "bench")
            accounts.open_session(seats[code].person_id, visit)
        newest = clock.now() - dt.timedelta(hours=1)
        middle = _fill(fifty, elsewhere, resolutions, newest)
        open_ = _roll_calls(ballots, answers, newest)
    _tidy()
    return House(
        keys[READER],
        fifty.slug,
        middle[0],
        middle[1],
        [Ballot(question, keys[state]) for question in open_ for state in others],
        resolutions,
    )


def _fill(
    fifty: Body, elsewhere: Body, resolutions: int, newest: dt.datetime
) -> tuple[uuid.UUID, uuid.UUID]:
    """Write the visible hundred and what lies behind; a resolution in its roll call."""
    behind = max(0, resolutions - FEW)
    kinds = [kind for kind, percent in BEHIND.items() for _ in range(behind * percent // 100)]
    older = newest - dt.timedelta(days=30)
    Shelf(fifty, READER).add(_mixed(kinds), older)
    Shelf(elsewhere, READER).add([Kind.IN_FORCE] * (behind - len(kinds)), older)
    visible = [kind for kind, times in VISIBLE.items() for _ in range(times)]
    made = Shelf(fifty, READER).add(_mixed(visible), newest)
    one = next(put for put in made if put.kind is Kind.ANSWERED)
    assert one.question_id
    return one.resolution_id, one.question_id


def _roll_calls(ballots: Body, answers: int, newest: dt.datetime) -> list[uuid.UUID]:
    """Questions nobody has answered, enough for so many answers."""
    questions = -(-answers // len(ballots.seats))
    shelf = Shelf(ballots, READER, unanswered=True)
    made = shelf.add([Kind.TO_ANSWER] * questions, newest - dt.timedelta(days=90))
    return [put.question_id for put in made if put.question_id]


def _mixed(kinds: list[Kind]) -> list[Kind]:
    """The kinds in an order without runs, the same every time."""
    step = next(one for one in range(37, 1000) if math.gcd(one, max(1, len(kinds))) == 1)
    return [kinds[one * step % len(kinds)] for one in range(len(kinds))]


def _people(codes: Collection[str]) -> tuple[dict[str, Seat], dict[str, str]]:
    """A governor for every state and a secretariat (""); their session keys by state."""
    hashed = hash_password("nobody signs in with this one")  # once: Argon2 is slow on purpose
    seats, keys = {}, {}
    for code in ("", *codes):
        kind = Sort.GOVERNOR if code else Sort.SECRETARIAT
        name = "" if code else "Secretariat of the benchmark"
        office: Office = accounts.open_office(
            OPERATOR, None, kind=kind, state=code, name=name
        ).result
        seats[code] = Seat(code, office.id, clock.new_id())
        keys[code] = secrets.token_urlsafe(32)
        person = {
            "id": seats[code].person_id,
            "email": f"{kind}@{code or 'secretariat'}.example".lower(),
            "name": f"{code or 'Secretariat'} O'Connor & Sons {code}",
            "password": hashed,
            "active": True,
            "demo": False,
            "fs_uniquifier": keys[code],
        }
        rank = Rank.PRINCIPAL if code else Rank.LIAISON
        post = {
            "id": clock.new_id(),
            "person_id": seats[code].person_id,
            "office_id": office.id,
            "rank": rank,
            "since": clock.now(),
        }
        db.session.execute(insert(Person.__table__), [person])  # type: ignore[arg-type]
        db.session.execute(insert(Post.__table__), [post])  # type: ignore[arg-type]
    return seats, keys


def _body(slug: str, codes: Collection[str], seats: Mapping[str, Seat]) -> Body:
    facts: dict[str, Any] = {
        "name": f"Alliance {slug}",
        "kind": "coalition",
        "formed": "2020-01-01",
        "subject": "measuring",
        "activation": None,
        "withdrawal_rule": None,
        "decision_rule": None,
        "other_participants": [],
        "roster_complete": True,
        "published_member_count": None,
        "note": "",
        "source": [],
        "as_of": None,
    }
    now = clock.now()
    made = membership.record_alliance(OPERATOR, None, slug=slug, facts=facts, known_from=now).result
    says = [Period(code, "member", "member", parse_partial_date("2020-01-01")) for code in codes]
    known = [Fact(clock.new_id(), 0, one, now) for one in says]
    membership.record_periods(OPERATOR, made, facts=known)
    seat = db.session.get_one(Office, seats[""].office_id)
    membership.name_secretariat(OPERATOR, made, office=seat)
    return Body(made.id, slug, {code: seats[code] for code in codes}, seats[""])


def _tidy() -> None:
    """What a server does by itself in a house that has run for a while; nothing more."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
