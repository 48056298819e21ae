"""Sharing a text with a guest, and ending that."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from alliance.accounts.models import Office
from alliance.core import clock, worker
from alliance.core.actor import OPERATOR, Rank
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.guests import operations, queries
from alliance.guests.rules import MOST
from alliance.membership import operations as membership
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import under_review
from alliance.texts.starting import plain_clauses
from tests import make
from tests.people import (
    OTHER_SECRETARIAT,
    SECRETARIAT,
    administrator,
    counsel,
    governor,
    liaison,
    observer,
)
from tests.staffing.changes import act

DAY = dt.timedelta(days=1)


def shown(share):
    """Whether the guest may see it now."""
    return queries.live(share.id) is not None


def test_a_guest_is_shown_the_version_that_was_shared_and_no_later_one(app):
    draft = make.draft()
    share = make.shared(resolution=draft)
    guest = make.guest(share)
    act(resolutions.revise, liaison(), draft, words=make.WORDS, base=1)
    (one,) = queries.shown_to(guest)
    assert (one.share.id, one.share.version, one.title) == (share.id, 1, make.WORDS.title)
    assert queries.share_for(guest, share.id)


def test_a_guest_acts_for_no_state_and_belongs_to_nothing(app):
    guest = make.guest(make.shared())
    assert (guest.rank, guest.state, guest.bodies, guest.slugs) == (Rank.GUEST, "", frozenset(), ())


@pytest.mark.parametrize(
    "who", [observer(), administrator(), counsel(), liaison("UT"), SECRETARIAT, OTHER_SECRETARIAT]
)
def test_a_draft_is_shared_by_those_at_work_in_its_office_alone(app, who):
    with pytest.raises(NotPermitted):
        make.shared(by=who)


def test_a_circulated_text_is_shared_by_the_alliances_secretariat_too(app):
    text = make.circulated()
    share = make.shared(resolution=text, by=SECRETARIAT)
    assert share.office_id == make.actor(SECRETARIAT).office_id
    for other in (OTHER_SECRETARIAT, liaison("UT"), counsel("UT"), observer()):
        with pytest.raises(NotPermitted):
            make.shared("other@think.example", text, other)


def test_a_secretariat_that_serves_no_longer_shares_no_longer(app):
    share = make.shared(resolution=make.circulated(), by=SECRETARIAT)
    assert shown(share)
    with transaction():
        seat = make.office_of(OTHER_SECRETARIAT)
        membership.name_secretariat(OPERATOR, make.alliance(), office=seat)
    assert not shown(share)


@pytest.mark.parametrize("days", [-1, 366 + 1])
def test_a_day_that_has_passed_or_is_too_far_is_refused(app, days):
    today = clock.day_in(make.actor(liaison()).zone)
    with pytest.raises(RuleBroken, match=r"passed|a year at most"):
        make.shared(until=today + dt.timedelta(days=days))


@pytest.mark.parametrize(
    "who", [governor("UT"), counsel("WY"), liaison("CO"), SECRETARIAT, observer("CO")]
)
def test_nobody_of_a_members_office_is_a_guest(app, who):
    with pytest.raises(RuleBroken, match="serves in an office of a member state"):
        make.shared(who.email)


def test_somebody_of_a_non_members_office_may_be_a_guest_beside_it(app):
    share = make.shared(governor("NM").email)
    made = queries.way_in(share.guest_id)
    assert made
    assert made.rank == Rank.GUEST


def test_what_is_shared_is_what_was_reviewed(app):
    draft = make.draft()
    seen = under_review(draft)
    act(resolutions.revise, liaison(), draft, words=make.WORDS, base=1)
    guest = operations.Guest("Gwen Guest", "Think Tank", make.GUEST)
    with pytest.raises(ChangedMeanwhile, match="this is version 2"):
        act(operations.share, liaison(), draft, guest=guest, until=clock.today(), reviewed=seen)


def test_the_same_text_is_shared_with_the_same_guest_once_at_a_time(app):
    draft = make.draft()
    share = make.shared(resolution=draft)
    with pytest.raises(RuleBroken, match=r"already\. End that first"):
        make.shared(resolution=draft)
    act(operations.end, liaison(), queries.own_share(make.actor(liaison()), share.id))
    assert make.shared(resolution=draft).id != share.id


def test_an_office_shares_one_text_with_fifty_guests_at_most(app):
    draft = make.draft()
    for number in range(MOST):
        make.shared(f"guest-{number}@think.example", draft)
    with pytest.raises(RuleBroken, match="50 guests"):
        make.shared("one-more@think.example", draft)
    make.shared("one-more@think.example")


def test_a_guest_has_one_office_whoever_shares_with_them(app):
    first = make.shared()
    guest = make.guest(first)
    second = make.shared(resolution=make.circulated(), by=SECRETARIAT)
    assert second.guest_id == first.guest_id
    assert queries.way_in(first.guest_id) is None, "who has come in needs no second way in"
    assert {one.share.id for one in queries.shown_to(guest)} == {first.id, second.id}


def test_guests_of_the_same_name_are_told_apart(app):
    first, second = make.shared(), make.shared("namesake@think.example")
    names = db.session.scalars(
        select(Office.name).where(Office.id.in_([first.guest_id, second.guest_id]))
    )
    assert set(names) == {"Guest: Gwen Guest, Think Tank", "Guest: Gwen Guest, Think Tank (2)"}


def test_it_ends_at_midnight_where_the_sharing_office_is(app):
    # Denver puts its clocks back on the first Sunday of November: that day has 25 hours.
    first = dt.date(clock.today().year + 1, 11, 1)
    sunday = first + dt.timedelta(days=6 - first.weekday())
    with clock.stopped_at(dt.datetime.combine(sunday, dt.time(0), dt.UTC) - DAY):
        share = make.shared(until=sunday)
    over = dt.datetime.combine(sunday + DAY, dt.time(7), dt.UTC)
    for instant, expected in ((over - dt.timedelta(seconds=1), True), (over, False)):
        with clock.stopped_at(instant):
            assert shown(share) is expected, instant


def test_it_is_gone_when_it_is_ended(app):
    share = make.shared()
    guest = make.guest(share)
    act(operations.end, governor(), share)
    assert queries.shown_to(guest) == []
    assert queries.share_for(guest, share.id) is None
    with pytest.raises(RuleBroken, match="ended already"):
        act(operations.end, liaison(), share)


@pytest.mark.parametrize(
    "who", [observer(), administrator(), counsel(), liaison("UT"), SECRETARIAT]
)
def test_it_is_ended_by_those_at_work_in_the_office_that_shared_it(app, who):
    share = make.shared(resolution=make.circulated())
    with pytest.raises(NotPermitted):
        act(operations.end, who, share)
    assert queries.own_share(make.actor(liaison("UT")), share.id) is None


def test_it_is_gone_when_the_text_is_withdrawn(app):
    draft = make.draft()
    share = make.shared(resolution=draft)
    act(resolutions.withdraw, liaison(), draft, **make.seen(draft))
    assert not shown(share)
    with pytest.raises(RuleBroken, match="withdrawn"):
        make.shared("late@think.example", draft)


def test_the_way_in_ends_with_the_last_thing_that_is_shared(app):
    first, second = make.shared(), make.shared()
    act(operations.end, liaison(), first)
    assert queries.way_in(first.guest_id)
    act(operations.end, liaison(), second)
    assert queries.way_in(first.guest_id) is None


def test_no_guest_shares_or_ends_anything(app):
    draft = make.draft()
    share = make.shared(resolution=draft)
    guest = make.guest(share)
    with transaction(), pytest.raises(NotPermitted):
        operations.end(guest, share)
    with transaction(), pytest.raises(NotPermitted):
        operations.share(
            guest,
            draft,
            guest=operations.Guest("A", "B", "c@think.example"),
            until=clock.today(),
            reviewed=under_review(draft),
        )


def test_the_ledger_says_it_in_the_sharing_offices_stream_and_names_nobody(app):
    share = make.shared(resolution=make.circulated(), by=SECRETARIAT)
    act(operations.end, SECRETARIAT, share)
    wanted = select(Entry).where(Entry.action.startswith("guests:")).order_by(Entry.n)
    entries = db.session.scalars(wanted).all()
    assert [one.action for one in entries] == ["guests:share", "guests:end"]
    for one in entries:
        assert one.stream == f"office:{share.office_id}"
        assert one.facts["share"] == str(share.id)
        assert not any(word in one.body for word in (share.name, share.organisation, share.email))


# Letters.


def letters(app):
    outbox = app.extensions["mailman"].outbox = []
    while worker.run_once("test"):
        pass
    return [one for one in outbox if make.GUEST in one.to]


def test_one_letter_tells_the_guest_and_lets_them_in(app):
    make.shared()
    (letter,) = letters(app)
    assert "/invitations/" in letter.body
    assert "shares a text with you" in letter.subject
    assert make.WORDS.title not in letter.subject + letter.body, "a draft is its office's own"


def test_the_title_of_a_circulated_text_is_told(app):
    make.shared(resolution=make.circulated())
    (letter,) = letters(app)
    assert make.WORDS.title in letter.body


def test_the_title_of_a_newer_version_that_was_not_circulated_is_not_told(app):
    text = make.circulated()
    words = plain_clauses("Secret new title", ("a",), ("b",))
    act(resolutions.revise, liaison(), text, words=words, base=1)
    make.shared(resolution=text)
    (letter,) = letters(app)
    assert "title" not in letter.subject + letter.body


def test_who_is_in_is_led_to_the_list_and_who_waits_to_the_first_letter(app):
    make.shared()
    make.shared()
    first, second = letters(app)
    assert "/invitations/" in first.body
    assert "the letter that you were sent before" in second.body
    assert "/invitations/" not in second.body


def test_what_was_ended_before_the_letter_went_out_is_not_told(app):
    act(operations.end, liaison(), make.shared())
    assert letters(app) == []


def test_no_member_is_written_to_about_guests(app):
    while worker.run_once("test"):
        pass
    outbox = app.extensions["mailman"].outbox = []
    make.guest(make.shared())
    while worker.run_once("test"):
        pass
    assert {address for one in outbox for address in one.to} == {make.GUEST}


def test_a_refusal_leaves_no_office_behind(app):
    before = db.session.scalar(select(func.count()).select_from(Office))
    db.session.rollback()
    with pytest.raises(RuleBroken):
        make.shared(until=dt.date(2020, 1, 1))
    assert db.session.scalar(select(func.count()).select_from(Office)) == before
