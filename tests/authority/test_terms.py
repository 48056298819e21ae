"""The end of a term, done through the operations, by each capital's own clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from alliance.authority import lists, operations, terms
from alliance.authority.operations import Facts
from alliance.authority.queries import known_records
from alliance.authority.rules import ActClass
from alliance.authority.terms import Days
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.states.reference import jurisdictions, today_in
from tests import make
from tests.people import Role, administrator, governor, liaison

HEAD, ADMINISTRATOR, STAFF = governor(), administrator(), liaison()
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
ONE, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
COMMIT = frozenset({ActClass.COMMIT})
# Guam, Hawaii and Arizona never set their clocks; in New York these days have 23 and 25 hours.
STATES = ("GU", "HI", "AZ", "NY")
LAST_DAYS = {"forward": dt.date(2027, 3, 14), "back": dt.date(2027, 11, 7)}

pytestmark = pytest.mark.usefixtures("app")


class UndoneError(Exception):
    """What was tried is taken back."""


def tried(deed, who):
    """What the register says to it, "" when it is accepted; nothing stays."""
    try:
        with transaction():
            _and_undone(deed, who)
    except UndoneError:
        return ""
    except RuleBroken as refused:
        return str(refused)


def _and_undone(deed, who):
    deed(who)
    raise UndoneError


def commit(who):
    operations.commit_money(who, None, cents=1_00, subject="Printing")


def facts(who, **given):
    source = make.standing(who.office_id).id
    return Facts("delegation", COMMIT, citation="Letter", source=source, **given)


def delegate(who):
    operations.record(who, None, facts=facts(who, rank=Rank.COUNSEL))


def entry(who, citation):
    found = [row for row in known_records(who.office_id) if row.citation == citation]
    return lists.record_of(who, found[0].id)


def confirm(who):
    operations.confirm(who, entry(who, "Waits"), version=1)


def revoke(who):
    operations.revoke(who, entry(who, "Letter"), on=today_in(who.state), version=1)


def absence(who):
    operations.record_absence(who, None, person=who.person_id, from_on=today_in(who.state))


def longer(who):
    days = Days(who.person_id, today_in(who.state) + 9 * ONE)
    terms.record_term(who, None, days=days)


def settled(people, last_on):
    """A term that ends on this day, a delegation, one that waits, an order of succession."""
    head, staff = people[Rank.PRINCIPAL], people[Rank.LIAISON]
    with transaction():
        terms.record_term(head, None, days=Days(head.person_id, last_on))
        delegate(head)
        waits = Facts(**{**vars(facts(head, rank=Rank.COUNSEL)), "citation": "Waits"})
        operations.record(people[Rank.ADMINISTRATOR], None, facts=waits)
        order = Facts("succession", citation="Order", successors=[staff.person_id])
        operations.record(head, None, facts=order)


SERVES = "The principal serves"
GONE = "the principal who delegated it no longer serves"
# Who does what: refused in these words while the term goes on, and when it is over.
ACTS = {
    "the principal commits money": (Rank.PRINCIPAL, commit, "", "Your term ended on {}."),
    "the principal delegates": (Rank.PRINCIPAL, delegate, "", "Your term ended on {}."),
    "the principal confirms": (Rank.PRINCIPAL, confirm, "", "Your term ended on {}."),
    "the principal revokes": (Rank.PRINCIPAL, revoke, "", "Your term ended on {}."),
    "the principal records an absence": (Rank.PRINCIPAL, absence, "", "Your term ended on {}."),
    "the principal records a term": (Rank.PRINCIPAL, longer, "", "Your term ended on {}."),
    "a delegate commits money": (Rank.COUNSEL, commit, "", GONE),
    "counsel revokes": (Rank.COUNSEL, revoke, "", ""),
    "a successor commits money": (Rank.LIAISON, commit, SERVES, ""),
}


@pytest.mark.parametrize("change", LAST_DAYS)
@pytest.mark.parametrize("state", STATES)
def test_a_term_ends_at_midnight_at_the_capital(state, change):
    last = LAST_DAYS[change]
    zone = ZoneInfo(jurisdictions()[state].zone)
    noon = dt.datetime.combine(last - 30 * ONE, dt.time(12), zone)
    with clock.stopped_at(noon):
        people = make.opened(state)
        settled(people, last)
    midnight = dt.datetime.combine(last + ONE, dt.time(), zone).astimezone(dt.UTC)
    said = f"{last:%B} {last.day}, {last.year}"
    instants = {
        dt.datetime.combine(last - ONE, dt.time(12), zone): 2,
        dt.datetime.combine(last, dt.time(), zone): 2,
        midnight - SECOND: 2,
        midnight: 3,
        midnight + 400 * ONE: 3,
    }
    for instant, column in instants.items():
        with clock.stopped_at(instant):
            for name, act in ACTS.items():
                who = make.actor(Role(state, HEAD.office, act[0]))
                found, words = tried(act[1], who), act[column].format(said)
                assert words in found, (name, instant)
                assert bool(words) is bool(found), (name, instant, found)


# Who records and confirms a term: alone nobody ends or lengthens one.


def days_of(role, last_on, **more):
    return Days(make.actor(role).person_id, last_on, **more)


def record(by, last_on, of=HEAD, corrects=None, **more):
    who = make.actor(by)
    with transaction():
        what = lists.term_of(who, corrects.id) if corrects else None
        version = what.version if what else 0
        made = terms.record_term(who, what, days=days_of(of, last_on, **more), version=version)
        return made.result


def second(by, one):
    who = make.actor(by)
    with transaction():
        what = lists.term_of(who, one.id)
        return terms.confirm_term(who, what, version=what.version).result


def over(role=HEAD):
    return tried(commit, make.actor(role))


def yesterday():
    return today_in("CO") - ONE


def test_a_principal_records_and_shortens_their_own_term_at_once():
    one = record(HEAD, yesterday() + 90 * ONE)
    assert one.confirmed
    assert not over()
    two = record(HEAD, yesterday() + ONE, corrects=one)
    assert two.confirmed
    assert not over(), "today is its last day"
    with clock.stopped_at(clock.now() + 2 * ONE):
        assert "Your term ended" in over()


def test_what_others_record_waits_for_a_second_person():
    one = record(ADMINISTRATOR, yesterday())
    assert not one.confirmed
    assert not over()
    with pytest.raises(RuleBroken, match="a second person of your office confirms it"):
        second(ADMINISTRATOR, one)
    with pytest.raises(NotPermitted):
        second(STAFF, one)
    with pytest.raises(NotPermitted):
        terms.confirm_term(make.actor(governor("UT")), one, version=1)
    db.session.rollback()
    assert second(COUNSEL, one).confirmed
    assert "Your term ended" in over()


def test_a_longer_term_waits_and_the_shorter_holds_until_it_is_confirmed():
    one = record(HEAD, yesterday() + ONE)
    assert not record(HEAD, yesterday() + 90 * ONE, corrects=one).confirmed
    assert not record(HEAD, yesterday() + 90 * ONE).confirmed, "a further term is longer too"
    with clock.stopped_at(clock.now() + 2 * ONE):
        assert "Your term ended" in over()
        with pytest.raises(RuleBroken, match="Your term ended"):
            second(HEAD, one)
        assert second(COUNSEL, one).confirmed
        assert not over()


def test_a_term_that_is_taken_back_ends_nobody_once_a_second_person_confirms_it():
    one = record(HEAD, yesterday() + ONE)
    with clock.stopped_at(clock.now() + 2 * ONE):
        who = make.actor(COUNSEL)
        with transaction():
            what = lists.term_of(who, one.id)
            made = operations.revoke(who, what, on=today_in("CO"), version=1).result
        assert not made.confirmed
        assert "Your term ended" in over()
        assert second(ADMINISTRATOR, one).confirmed
        assert not over()


def test_the_next_term_of_who_serves_puts_nobody_out_of_office_today():
    one = record(HEAD, yesterday() + 900 * ONE, from_on=yesterday() + 9 * ONE)
    assert not one.confirmed
    assert not over()


def test_nobody_fills_a_gap_between_their_terms_alone():
    record(HEAD, yesterday() + ONE)
    late = record(HEAD, yesterday() + 90 * ONE, from_on=yesterday() + 9 * ONE)
    assert second(COUNSEL, late).confirmed
    with clock.stopped_at(clock.now() + ONE):
        gap = record(ADMINISTRATOR, yesterday() + 7 * ONE)
        assert not gap.confirmed
    assert not record(HEAD, yesterday() + 7 * ONE).confirmed
    early = record(HEAD, yesterday() + 90 * ONE, corrects=late, from_on=yesterday() + 2 * ONE)
    assert not early.confirmed, "a first day that is earlier lengthens it"
    with clock.stopped_at(clock.now() + 3 * ONE):
        assert "Your term ended" in over()


NEVER = {
    "of somebody who is no principal": (
        lambda: record(ADMINISTRATOR, yesterday(), of=STAFF),
        "that of a principal of your office",
    ),
    "of another office's principal": (
        lambda: record(ADMINISTRATOR, yesterday(), of=governor("UT")),
        "that of a principal of your office",
    ),
    "days the wrong way round": (
        lambda: record(HEAD, yesterday(), from_on=yesterday() + ONE),
        "before the first",
    ),
    "a correction of an older version": (
        lambda: _stale(HEAD),
        "changed this while you were reading",
    ),
    "by who stands in the order of succession": (
        lambda: (_order(COUNSEL), record(COUNSEL, yesterday())),
        "recorded and confirmed by others",
    ),
    "confirmed by who stands in the order of succession": (
        lambda: (_order(COUNSEL), second(COUNSEL, record(ADMINISTRATOR, yesterday()))),
        "recorded and confirmed by others",
    ),
    "confirmed by the principal alone as another entry": (
        lambda: _as_another(record(ADMINISTRATOR, yesterday() + 9 * ONE)),
        "recorded by one person of the office and confirmed by another",
    ),
}


def _stale(role):
    one = record(role, yesterday() + 9 * ONE)
    who = make.actor(HEAD)
    with transaction():
        what = lists.term_of(who, one.id)
        terms.record_term(who, what, days=days_of(HEAD, yesterday()), version=0)


def _order(role):
    facts = Facts("succession", citation="C", successors=[make.actor(role).person_id])
    with transaction():
        operations.record(make.actor(HEAD), None, facts=facts)


def _as_another(one):
    with transaction():
        who = make.actor(HEAD)
        operations.confirm(who, lists.record_of(who, one.id), version=1)


@pytest.mark.parametrize("name", NEVER)
def test_what_never_ends_a_term(name):
    act, words = NEVER[name]
    with pytest.raises(RuleBroken, match=words):
        act()
    db.session.rollback()
    assert not over()


# A delegation lapses with the term of who gave it, and the next principal confirms it anew.


def test_the_next_principal_confirms_a_lapsed_delegation_anew():
    one = make.delegated(HEAD, "Letter 7", acts=COMMIT)
    make.term(HEAD, yesterday() + ONE)
    with clock.stopped_at(clock.now() + 2 * ONE):
        new = make.succeeded()
        assert GONE in over(COUNSEL)
        with transaction():
            made = operations.confirm(new, entry(new, "Letter 7"), version=1).result
        assert (made.id, made.version, made.given_by) == (one.id, 2, new.person_id)
        assert not over(COUNSEL)
        with pytest.raises(RuleBroken, match="confirmed already"), transaction():
            operations.confirm(new, entry(new, "Letter 7"), version=2)


def test_a_delegation_that_has_not_lapsed_or_is_revoked_is_not_confirmed_anew():
    make.delegated(HEAD, "Letter 7", acts=COMMIT)
    with pytest.raises(RuleBroken, match="confirmed already"), transaction():
        operations.confirm(make.actor(HEAD), entry(make.actor(HEAD), "Letter 7"), version=1)
    db.session.rollback()
    new = make.succeeded()
    with transaction():
        who = make.actor(COUNSEL)
        operations.revoke(who, entry(who, "Letter 7"), on=today_in("CO"), version=1)
    with pytest.raises(RuleBroken, match="was revoked"), transaction():
        operations.confirm(new, entry(new, "Letter 7"), version=2)


def test_every_version_of_a_term_stays():
    one = record(HEAD, yesterday() + 9 * ONE)
    record(HEAD, yesterday() + 5 * ONE, corrects=one)
    said = select(Entry.action).where(Entry.subject == one.ref).order_by(Entry.n)
    assert list(db.session.scalars(said)) == ["authority:term"] * 2
