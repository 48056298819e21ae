"""Charters, places, links, participants: it happens, or is refused, and the ledger says so."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.charters import operations, queries, serving
from alliance.charters.member_classes import Class
from alliance.charters.models import Charter, Seat
from alliance.charters.operations import Term
from alliance.charters.queries import (
    charter_on,
    links_of,
    officers_on,
    participants_of,
    places_of,
    secretariats_of,
    terms_on,
)
from alliance.charters.rules import LinkKind, SeatRole, holds_on, last_day
from alliance.charters.serving import Holder
from alliance.charters.terms import Terms
from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR, Rank
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from tests import make
from tests.charters import made
from tests.charters.made import FIRST
from tests.mailing.post import delivered, work
from tests.people import EVERYONE, OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, secretary

ONE = dt.timedelta(days=1)
YEAR = dt.date(2024, 12, 31)
NOT_ITS_SECRETARIAT = [
    governor(),
    liaison(),
    governor("NM"),
    OTHER_SECRETARIAT,
    secretary(Rank.OBSERVER),
    secretary(Rank.ADMINISTRATOR),
]

pytestmark = pytest.mark.usefixtures("app")


def last_act(action):
    """The newest entry of this kind in the alliance's stream."""
    wanted = select(Entry).where(Entry.action == action, Entry.stream == "alliance:ours")
    return db.session.scalars(wanted.order_by(Entry.n.desc())).first()


def refused(match, verb, *args, **given):
    with pytest.raises(RuleBroken, match=match):
        verb(*args, **given)
    db.session.rollback()


# Charters.


def test_a_version_is_a_draft_until_its_adoption_is_stated():
    one = made.draft()
    body = make.alliance()
    assert (one.version, one.adopted_on) == (1, None)
    assert charter_on(body, dt.date(2030, 1, 1)) is None
    made.adopt(one, FIRST, FIRST + ONE)
    assert charter_on(body, FIRST) is None
    assert charter_on(body, FIRST + ONE).id == one.id
    entry = last_act("charters:adopt")
    assert entry.facts["charter_sha256"] == one.sha256
    assert entry.facts["on"] == "2024-01-02"
    assert entry.subject == one.ref
    assert check()["valid"]


def test_as_it_was_known_before_the_adoption_was_recorded_there_was_no_charter():
    before = clock.now()
    made.adopt(made.draft())
    body = make.alliance()
    assert charter_on(body, FIRST, before) is None
    assert charter_on(body, FIRST, clock.now()) is not None


def test_a_later_version_takes_the_place_of_the_one_before_on_its_day():
    terms = Terms(dues_affect_standing=True)
    made.adopt(made.draft())
    second = made.draft(made.words(terms=terms), base=1)
    made.adopt(second, FIRST, YEAR, before=1)
    body = make.alliance()
    assert charter_on(body, YEAR - ONE).version == 1
    assert charter_on(body, YEAR).version == 2
    assert not terms_on(body, YEAR - ONE).dues_affect_standing
    assert terms_on(body, YEAR).dues_affect_standing


@pytest.mark.parametrize("role", NOT_ITS_SECRETARIAT, ids=str)
def test_only_those_at_work_in_its_secretariat_draft_and_adopt(role):
    with pytest.raises(NotPermitted):
        made.draft(by=role)
    one = made.draft()
    with pytest.raises(NotPermitted):
        made.adopt(one, by=role)
    db.session.rollback()
    assert db.session.get(Charter, one.id).adopted_at is None


def test_a_draft_that_was_overtaken_is_not_saved():
    made.draft()
    refused("Version 1 was drafted while you were writing", made.draft, base=0)
    assert made.draft(base=1).version == 2


def test_a_charter_without_a_text_is_refused():
    refused("Write the text", made.draft, made.words("  \n \n"))
    refused("more than 200,000", made.draft, made.words("a" * 200_001))
    refused("3,000 paragraphs", made.draft, made.words("a\n" * 3_001))


def test_the_rules_of_a_compact_are_kept_with_their_version_and_checked():
    rules = {"entry_into_force": {"when": {"at_least": {"count": "3"}}}}
    one = made.draft(made.words(rules=rules))
    db.session.expire_all()
    assert one.rules == rules
    wrong = {"entry_into_force": {"when": {"at_least": {"count": 0.5}}}}
    refused("has a decimal point", made.draft, made.words(rules=wrong), base=1)


def test_a_version_is_adopted_once_and_as_it_was_reviewed():
    one = made.draft()
    adoption = operations.Adoption(FIRST, FIRST, "Resolution 1")
    for given in ({"sha256": "0" * 64, "before": 0}, {"sha256": one.sha256, "before": 1}):
        with transaction():
            refused(
                "has changed since you reviewed it",
                operations.adopt,
                make.actor(SECRETARIAT),
                one,
                adoption=adoption,
                **given,
            )
    made.adopt(one)
    refused("adopted already", made.adopt, one, before=1)


def test_an_older_draft_is_not_adopted_after_a_newer_one():
    first = made.draft()
    made.adopt(made.draft(base=1))
    refused("later version was adopted", made.adopt, first, before=2)


def test_an_adoption_that_is_still_to_come_is_refused():
    refused("still to come", made.adopt, made.draft(), clock.today() + 2 * ONE)


def test_every_office_of_a_member_is_told_of_an_adoption_once(app):
    one = made.draft()
    work()
    delivered(app)
    made.adopt(one)
    work()
    sent = delivered(app)
    [words] = {message.body.partition("\n\n-- ")[0] for message in sent}
    assert "Resolution 1 of the first meeting" in words
    assert f"/alliances/charters/{one.id}" in words
    told = sorted(message.to[0] for message in sent)
    assert len(told) == len(set(told))
    expected = [role.email for role in EVERYONE if role.state in make.MEMBERS]
    expected += [role.email for role in EVERYONE if role.seat == "ours"]
    assert told == sorted(expected)


# Groups and seats.


def test_a_seat_is_held_from_its_first_day_through_its_last():
    where = made.group()
    one = made.seat(where, "CO", SeatRole.CHAIR, Term(FIRST, YEAR))
    days = (FIRST - ONE, FIRST, YEAR, YEAR + ONE)
    assert [holds_on(one, day) for day in days] == [False, True, True, False]
    facts = last_act("charters:seat").facts
    assert (facts["state"], facts["role"], facts["name"]) == ("CO", "chair", made.NAME)


@pytest.mark.parametrize("role", NOT_ITS_SECRETARIAT, ids=str)
def test_only_its_secretariat_begins_groups_and_gives_seats(role):
    with pytest.raises(NotPermitted):
        made.group(by=role)
    where = made.group()
    with pytest.raises(NotPermitted):
        made.seat(where, by=role)
    one = made.seat(where)
    with pytest.raises(NotPermitted):
        made.ended(serving.end_seat, one, YEAR, by=role)
    with pytest.raises(NotPermitted):
        made.ended(serving.end_group, where, YEAR, by=role)


def test_a_state_that_is_not_a_member_on_the_day_is_given_no_seat():
    where = made.group()
    refused("New Mexico is not a member", made.seat, where, "NM")
    made.member("NM", "member", "2024-06-01")
    june = dt.date(2024, 6, 1)
    refused("May 31, 2024", made.seat, where, "NM", term=Term(june - ONE))
    made.seat(where, "NM", term=Term(june))


def test_a_state_that_has_left_since_is_given_no_seat_without_end():
    where = made.group()
    made.member("NM", "member", "2020-01-01", left="2025-01-01")
    refused("not a member", made.seat, where, "NM")
    made.seat(where, "NM", term=Term(FIRST, YEAR))


def test_an_observer_sits_only_where_the_charter_lets_its_class():
    where = made.group()
    made.member("NM")
    refused("takes part as observer .* gives no places", made.seat, where, "NM")
    lets = Class("Observer", "observer", voting=False, seated=True)
    made.adopt(made.draft(made.words(terms=Terms(classes=(lets,)))))
    made.seat(where, "NM")
    refused("takes part as party", made.seat, where, "CO")


def test_a_group_has_one_chair_at_a_time():
    where = made.group()
    made.seat(where, "CO", SeatRole.CHAIR, Term(FIRST, YEAR))
    refused("holds the chair", made.seat, where, "UT", SeatRole.CHAIR, Term(YEAR))
    made.seat(where, "UT", SeatRole.CHAIR, Term(YEAR + ONE))
    made.seat(where, "WY", SeatRole.VICE_CHAIR)


def test_nobody_sits_twice_in_one_group():
    where = made.group()
    made.seat(where, "CO")
    refused("have a seat in this group already", made.seat, where, "CO", SeatRole.LIAISON)
    made.seat(where, "CO", person="Director Example")


def test_an_office_sits_for_its_own_state():
    refused("another state", made.seat, made.group(), "CO", office=made.office("UT"))


def test_a_seat_lies_within_the_days_of_its_group():
    where = made.group(term=Term(FIRST, YEAR))
    refused("does not sit", made.seat, where, term=Term(FIRST - ONE, YEAR))
    refused("Choose that day or an earlier one", made.seat, where, term=Term(FIRST, YEAR + ONE))


def test_seats_end_with_their_group_and_nothing_is_deleted():
    where = made.group()
    early, late = made.seat(where, term=Term(FIRST, FIRST)), made.seat(where, "UT")
    [ended] = made.ended(serving.end_group, where, YEAR)
    assert ended.id == late.id
    db.session.expire_all()
    assert (last_day(early), last_day(late), last_day(where)) == (FIRST, YEAR, YEAR)
    assert late.endings[-1].why == "The group ended."
    assert last_act("charters:end-group").facts["seats"] == 1
    refused("ends on 2024-12-31 already", made.ended, serving.end_group, where, YEAR)


def test_two_groups_of_one_name_do_not_sit_at_once():
    made.group(term=Term(FIRST, YEAR))
    refused("a group with the name", made.group, made.NAME.upper(), Term(YEAR))
    made.group(made.NAME, Term(YEAR + ONE))


def test_an_end_without_a_reason_is_refused():
    refused("Say why", made.ended, serving.end_group, made.group(), YEAR, " ")


# Officers.


def test_one_at_a_time_holds_a_title_unless_all_entries_say_that_several_may():
    made.officer("Chair", "CO", Term(FIRST, YEAR))
    refused("Somebody is Chair", made.officer, "CHAIR", "UT", Term(YEAR))
    refused("Somebody is Chair", made.officer, "Chair", "UT", Term(YEAR), several=True)
    made.officer("Chair", "UT", Term(YEAR + ONE))
    made.officer("Vice chair", "UT", several=True)
    made.officer("Vice chair", "WY", several=True)
    refused("Somebody is Vice chair", made.officer, "Vice chair", "CO")


def test_an_officer_may_be_of_no_state_but_is_somebody():
    one = made.officer("Treasurer", "", person="Lee Example")
    assert (one.state_code, queries.holder_of(one)) == (None, "Lee Example")
    refused("Name a person", made.officer, "Secretary", "")


def test_a_state_that_is_no_member_holds_no_office():
    refused("New Mexico is not a member", made.officer, "Chair", "NM")


def test_a_term_that_ends_early_frees_the_title_from_the_next_day():
    one = made.officer("Chair", "CO")
    before = clock.now()
    made.ended(serving.end_officer, one, YEAR, "Took another post")
    body = make.alliance()
    assert [each.id for each in officers_on(body, YEAR)] == [one.id]
    assert officers_on(body, YEAR + ONE) == []
    assert [each.id for each in officers_on(body, YEAR + ONE, before)] == [one.id], "known then"
    made.officer("Chair", "UT", Term(YEAR + ONE))


@pytest.mark.parametrize("role", NOT_ITS_SECRETARIAT, ids=str)
def test_only_its_secretariat_records_officers(role):
    with pytest.raises(NotPermitted):
        made.officer(by=role)
    one = made.officer()
    with pytest.raises(NotPermitted):
        made.ended(serving.end_officer, one, YEAR, by=role)


# A state that leaves.


def leaves(state, out_on, by=CLOCK):
    with transaction():
        return serving.end_of_state(by, make.alliance(), state=state, out_on=out_on).result


def test_what_a_state_holds_ends_when_it_is_out_and_is_what_was_foretold():
    where = made.group()
    chair, past = made.officer("Chair", "CO"), made.officer("Secretary", "CO", Term(FIRST, FIRST))
    other = made.officer("Treasurer", "UT")
    seat = made.seat(where, "CO", SeatRole.CHAIR)
    to_come = made.seat(where, "CO", term=Term(YEAR + 9 * ONE), person="Director Example")
    ends_later = made.seat(where, "CO", SeatRole.LIAISON, person="Somebody Else")
    made.ended(serving.end_seat, ends_later, YEAR + 30 * ONE)
    told = places_of(make.alliance(), "CO", YEAR)
    done = leaves("CO", YEAR)
    assert [one.id for one in (*told.officers, *told.seats)] == [
        one.id for one in (*done.officers, *done.seats)
    ]
    assert {one.id for one in done.officers} == {chair.id}
    assert {one.id for one in done.seats} == {seat.id, to_come.id, ends_later.id}
    db.session.expire_all()
    assert {last_day(one) for one in (chair, seat, ends_later)} == {YEAR - ONE}
    assert not holds_on(to_come, YEAR + 9 * ONE)
    assert (last_day(past), last_day(other)) == (FIRST, None)
    assert places_of(make.alliance(), "CO", YEAR) == queries.Places((), ())
    facts = last_act("charters:end-of-state").facts
    assert (facts["state"], facts["on"], facts["count"]) == ("CO", "2024-12-31", 4)


def test_the_end_of_what_a_state_holds_is_what_time_does_and_nobody_else():
    for role in (SECRETARIAT, governor()):
        with pytest.raises(NotPermitted):
            leaves("CO", YEAR, make.actor(role))
    assert leaves("WY", YEAR) == queries.Places((), ())


# Secretariat.


def test_the_days_of_a_secretariat_are_recorded_and_one_follows_another():
    made.secretariat()
    other = make.office_of(OTHER_SECRETARIAT)
    made.secretariat(from_on=YEAR, office=other, note="Moved")
    body = make.alliance()
    assert body.secretariat_id == other.id
    newest, first = secretariats_of(body)
    assert (newest.office_id, last_day(newest)) == (other.id, None)
    assert last_day(first) == YEAR - ONE
    refused("served on some of these days", made.secretariat, from_on=FIRST, last_on=FIRST)
    refused("still to come", made.secretariat, from_on=clock.today() + 2 * ONE)
    made.secretariat(from_on=FIRST - 9 * ONE, last_on=FIRST - ONE)
    assert body.secretariat_id == other.id, "what is past names nobody"


def test_only_the_operator_records_a_secretariat():
    with pytest.raises(NotPermitted):
        made.secretariat(by=make.actor(SECRETARIAT))


# Links and participants.


def test_a_link_is_seen_from_both_sides():
    made.link(LinkKind.PARENT)
    [here] = links_of(make.alliance("ours"))
    [there] = links_of(make.alliance("theirs"))
    assert (here.says, here.other.slug, here.own) == ("part of", "theirs", True)
    assert (there.says, there.other.slug, there.own) == ("has as a part", "ours", False)
    assert last_act("charters:link").facts["name"] == "Eastern Accord"


def test_a_link_is_recorded_once_for_any_day():
    one = made.link()
    back = {"here": "theirs", "there": "ours", "by": OTHER_SECRETARIAT}
    refused("recorded already", made.link)
    refused("recorded already", made.link, **back)
    made.ended(operations.end_link, one, YEAR)
    made.link(term=Term(YEAR + ONE))


def test_nobody_is_a_part_of_its_own_part():
    made.link(LinkKind.PARENT)
    back = {"here": "theirs", "there": "ours", "by": OTHER_SECRETARIAT}
    refused("cannot stand to one another", made.link, LinkKind.PARENT, **back)
    made.link(LinkKind.OBSERVES)
    made.link(LinkKind.OBSERVES, **back)
    refused("not linked to itself", made.link, there="ours")


@pytest.mark.parametrize("role", NOT_ITS_SECRETARIAT, ids=str)
def test_only_its_secretariat_records_links_and_participants(role):
    with pytest.raises(NotPermitted):
        made.link(by=role)
    one = made.link()
    with pytest.raises(NotPermitted):
        made.ended(operations.end_link, one, YEAR, by=role)
    with pytest.raises(NotPermitted):
        made.participant(by=role)


def test_a_participant_is_recorded_and_counted_by_nobody():
    made.participant()
    body = make.alliance()
    assert [one.name for one in participants_of(body)] == ["City of Example"]
    assert queries.classes_on(body, clock.today()).keys() == set(make.MEMBERS)
    refused("recorded already", made.participant, "CITY OF EXAMPLE")
    made.participant("Province of Example", by=None)
    assert last_act("charters:record-participant").facts["name"] == "Province of Example"


def test_a_participation_that_ended_stays_with_its_reason():
    one = made.participant()
    made.ended(operations.end_participant, one, YEAR, "The agreement ran out")
    db.session.expire_all()
    assert (last_day(one), one.endings[0].why) == (YEAR, "The agreement ran out")
    made.participant(term=Term(YEAR + ONE))


def test_a_seat_of_nobody_is_refused():
    where = made.group()
    with transaction():
        refused(
            "Choose the state",
            serving.seat,
            make.actor(SECRETARIAT),
            where,
            holder=Holder(person="Lee Example"),
            role=SeatRole.MEMBER,
            term=Term(FIRST),
        )
    assert db.session.scalars(select(Seat)).all() == []


def test_the_operator_gives_no_seats():
    where = made.group()
    with pytest.raises(NotPermitted), transaction():
        serving.seat(OPERATOR, where, holder=Holder("CO"), role=SeatRole.MEMBER, term=Term(FIRST))
