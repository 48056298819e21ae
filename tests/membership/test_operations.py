"""Recording alliances and periods: who may, what is kept, what the ledger says."""

import datetime as dt
import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR
from alliance.core.canonical import canonical
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.membership import bodies, operations, queries
from alliance.membership.models import AllianceVersion, MembershipPeriod
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from tests import make
from tests.membership.files import BODY, contents
from tests.people import EVERYONE, SECRETARIAT, governor

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
FACTS = {name: value for name, value in BODY.items() if name not in {"id", "formed_precision"}}


def record(actor=OPERATOR, known=None, **changes):
    with transaction():
        return operations.record_alliance(
            actor, known, slug="river", facts=FACTS | changes, known_from=clock.now()
        )


def join(alliance, code, actor=OPERATOR, **facts):
    says = Period(code, "party", "member", **facts)
    with transaction():
        known = [Fact(clock.new_id(), 0, says, clock.now())]
        return operations.record_periods(actor, alliance, facts=known)


def entries(stream):
    wanted = select(Entry).where(Entry.stream == stream).order_by(Entry.n)
    return list(db.session.scalars(wanted))


def test_an_alliance_is_recorded_and_the_ledger_says_so_without_its_words(app):
    with clock.stopped_at(NOW):
        done = record()
    assert done.receipt.stream == "alliance:river"
    assert queries.alliance_by_slug(None, "river").name == "River Compact"
    [entry] = entries("alliance:river")
    assert (entry.action, entry.at) == ("membership:record-alliance", NOW)
    assert sorted(entry.facts) == ["facts_sha256", "version"]
    assert "River Compact" not in entry.body


def test_what_was_known_of_an_alliance_stays_beside_what_is_known_now(app):
    alliance = record().result
    record(known=alliance, name="Compact of the River")
    kept = db.session.scalars(select(AllianceVersion).order_by(AllianceVersion.version)).all()
    names = [one.facts["name"] for one in kept if one.alliance_id == alliance.id]
    assert names == ["River Compact", "Compact of the River"]
    assert queries.facts_of(alliance)["name"] == "Compact of the River"
    assert [one.facts["version"] for one in entries("alliance:river")] == [1, 2]


def test_a_version_of_an_alliance_can_be_neither_changed_nor_removed(app):
    record()
    for act in ("UPDATE alliance_versions SET version = 9", "DELETE FROM alliance_versions"):
        with pytest.raises(DatabaseError), transaction():
            db.session.connection().exec_driver_sql(act)


def test_a_period_binds_its_state_from_its_first_day_on(app):
    alliance = record().result
    join(alliance, "AZ", joined=parse_partial_date("2012-05"))
    assert queries.bound_states(alliance, dt.date(2012, 4, 30)) == set()
    assert queries.bound_states(alliance, dt.date(2012, 5, 1)) == {"AZ"}
    assert set(bodies.bodies_of("AZ", None).bound) == {alliance.id}


def test_a_period_ends_on_the_first_day_out(app):
    alliance = record().result
    says = {"joined": parse_partial_date("2012"), "left": parse_partial_date("2015-06-30")}
    join(alliance, "AZ", **says)
    assert queries.bound_states(alliance, dt.date(2015, 6, 29)) == {"AZ"}
    assert queries.bound_states(alliance, dt.date(2015, 6, 30)) == set()
    found = bodies.bodies_of("AZ", None)
    assert (found.bound, found.former) == (frozenset(), {alliance.id})


@pytest.mark.parametrize("formed", ["2010", "2200"])
def test_an_alliance_that_once_bound_a_state_is_former_whatever_is_known_today(app, formed):
    alliance = record().result
    join(alliance, "AZ")
    assert set(bodies.bodies_of("AZ", None).bound) == {alliance.id}
    record(known=alliance, formed=formed)
    [known] = queries.current_periods([alliance.id])
    if formed == "2010":
        says = Period("AZ", "party", "former member")
        with transaction():
            fact = Fact(known.period_id, known.version, says, clock.now())
            operations.record_periods(OPERATOR, alliance, facts=[fact])
    found = bodies.bodies_of("AZ", None)
    assert (found.bound, found.former) == (frozenset(), {alliance.id})
    assert bodies.bodies_of("NV", None) == bodies.Bodies()


def test_a_new_version_of_a_period_ends_what_was_known_at_that_instant(app):
    alliance = record().result
    join(alliance, "AZ")
    [known] = queries.current_periods([alliance.id])
    later = clock.now() + dt.timedelta(days=1)
    says = Period("AZ", "party", "member", joined=parse_partial_date("2014-02-03"))
    with transaction():
        fact = Fact(known.period_id, 1, says, later)
        operations.record_periods(OPERATOR, alliance, facts=[fact])
    rows = db.session.scalars(
        select(MembershipPeriod)
        .where(MembershipPeriod.alliance_id == alliance.id)
        .order_by(MembershipPeriod.version)
    ).all()
    assert [(one.version, one.joined) for one in rows] == [(1, None), (2, "2014-02-03")]
    assert [one.known_until for one in rows] == [later, None]
    assert rows[1].known_from == later
    last = entries("alliance:river")[-1]
    assert (last.action, last.facts["added"], last.facts["changed"]) == (
        "membership:record-periods",
        0,
        1,
    )


def test_a_secretariat_is_named_and_from_then_on_serves_the_alliance(app):
    alliance = record().result
    assert alliance.id not in make.actor(SECRETARIAT).bodies
    with transaction():
        seat = make.alliance("ours").secretariat_id
        office = db.session.get_one(make.Office, seat)
        done = operations.name_secretariat(OPERATOR, alliance, office=office)
    assert alliance.id in make.actor(SECRETARIAT).bodies
    assert done.receipt.stream == "alliance:river"
    assert entries("alliance:river")[-1].facts == {"office": str(seat)}
    assert queries.bound_states(alliance) == set()


def test_an_import_is_noted_in_the_stream_of_the_house(app):
    with transaction():
        counts = {"added": 2, "changed": 0, "unchanged": 1}
        done = operations.note_import(
            OPERATOR, None, what="memberships", file_sha256="ab" * 32, counts=counts
        )
    assert done.receipt.stream == "house"
    noted = entries("house")[-1]
    assert noted.facts == {"what": "memberships", "file_sha256": "ab" * 32, **counts}


def test_only_the_operator_records_what_is_known_of_alliances(app):
    before = contents()
    everyone = [make.actor(role) for role in EVERYONE]
    alliance = make.alliance()
    for actor in (*everyone, CLOCK):
        with pytest.raises(NotPermitted):
            record(actor)
        with pytest.raises(NotPermitted):
            join(alliance, "AZ", actor)
        with pytest.raises(NotPermitted), transaction():
            operations.note_import(actor, None, what="x", file_sha256="x", counts={})
        with pytest.raises(NotPermitted), transaction():
            operations.name_secretariat(actor, alliance, office=None)
    assert contents() == before


def test_recording_memberships_tells_nobody(app):
    alliance = record().result
    join(alliance, "AZ")
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_the_digest_of_periods_is_that_of_what_was_said(app):
    alliance = record().result
    join(alliance, "AZ")
    first = entries("alliance:river")[-1].facts["periods_sha256"]
    join(alliance, "NV")
    assert entries("alliance:river")[-1].facts["periods_sha256"] != first


def test_every_entry_is_canonical_and_follows_the_one_before(app):
    alliance = record().result
    join(alliance, "AZ")
    first, second = entries("alliance:river")
    assert second.n == first.n + 1
    assert f'"prev":"{first.leaf}"' in second.body
    assert canonical(json.loads(second.body)) == second.body.encode()


def test_a_state_leads_back_to_its_alliances_whatever_the_office(app):
    actor = make.actor(governor("CO"))
    assert actor.bodies == {make.alliance("ours").id}
    assert make.actor(governor("NM")).bodies == {make.alliance("theirs").id}
