"""A lost second factor: one officer asks, another approves within a day, the person begins anew."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from alliance.accounts.models import Session, WebAuthn
from alliance.core import clock, worker
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.factors import operations as factors
from alliance.factors import queries as of_factors
from alliance.factors.passkeys import Enrolled
from alliance.staffing import lost, lost_queries, posts, queries
from alliance.staffing.models import FactorReset
from alliance.staffing.rules import (
    APPROVED_WITHIN,
    Reset,
    Serving,
    reset_stands,
    seconds,
    still_asks,
)
from alliance.states.reference import today_in
from alliance.workspaces.desk import desk
from tests import make
from tests.browser import Browser
from tests.people import PASSWORD, Role, administrator, counsel, governor, liaison, observer
from tests.races.racing import Racer, ledger_holds, race, rounds
from tests.staffing.changes import act

SECOND = dt.timedelta(seconds=1)
NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
NAME = "Liaison Co Governor"
COUNSEL = Role("CO", Office.GOVERNOR, Rank.COUNSEL)


# Rules.


@pytest.mark.parametrize(
    ("after", "stands"),
    [
        (APPROVED_WITHIN - SECOND, Reset.OPEN),
        (APPROVED_WITHIN, Reset.EXPIRED),
        (APPROVED_WITHIN + SECOND, Reset.EXPIRED),
    ],
)
def test_a_second_officer_has_twenty_four_hours(after, stands):
    assert reset_stands(NOW + after, NOW + dt.timedelta(hours=24), None, None, None) is stands


def test_what_was_approved_waits_for_the_other_office_no_longer_than_that():
    end = NOW + APPROVED_WITHIN
    assert reset_stands(end - SECOND, end, NOW, None, None) is Reset.APPROVED
    assert reset_stands(end, end, NOW, None, None) is Reset.EXPIRED
    assert reset_stands(end, end, NOW, None, NOW) is Reset.DONE
    assert reset_stands(NOW, end, NOW, NOW, None) is Reset.REFUSED


def test_a_second_officer_is_neither_who_asked_nor_who_lost():
    boss, head = Serving(1, "office administrator"), Serving(2, "principal")
    staff = [boss, head, Serving(3, "counsel")]
    assert seconds(staff, 1, 3)
    assert not seconds(staff, 1, 2)
    assert not seconds([boss, Serving(2, "principal", suspended=True)], 1, 3)
    assert seconds([boss, Serving(4, "office administrator")], 1, 3)
    assert still_asks(staff, 1)
    assert not still_asks(staff, 2)
    assert not still_asks([Serving(1, "office administrator", suspended=True)], 1)


# What happens.


def with_a_passkey(role):
    found = Enrolled(b"credential", b"key", 0, "multi_device", backed_up=True, transports=[])
    with transaction():
        who = make.actor(role)
        factors.enrol_passkey(who, of_factors.account(who), name="My key", found=found)


def left(role):
    """What somebody can show besides a password."""
    db.session.rollback()
    person = queries.person_by_email(role.email)
    keys = db.session.scalar(
        select(func.count()).select_from(WebAuthn).where(WebAuthn.user_id == person.id)
    )
    found = (bool(person.tf_totp_secret), keys, len(person.mf_recovery_codes or ()))
    db.session.rollback()
    return found


def test_two_officers_remove_every_factor_and_end_every_session(app):
    with_a_passkey(liaison())
    browser = Browser(app).sign_in(liaison())
    reset = make.factor_reset()
    assert left(liaison()) == (True, 1, 1), "to ask removes nothing"
    browser.get("workspaces.states")
    assert act(lost.approve_reset, governor(), reset) is True
    assert left(liaison()) == (False, 0, 0)
    assert browser._request("get", "/states/").status_code == 303
    person = make.actor(liaison()).person_id
    alive = select(Session.id).where(Session.person_id == person, Session.ended_at.is_(None))
    assert db.session.scalars(alive).all() == []
    assert db.session.get_one(FactorReset, reset.id).done_at


def test_whoever_needs_a_factor_sets_one_up_at_the_next_sign_in(app):
    reset = make.factor_reset(of=COUNSEL)
    act(lost.approve_reset, governor(), reset)
    browser = Browser(app)
    browser.sign_in_by_form(COUNSEL.email, PASSWORD)
    answer = browser._request("get", "/states/")
    assert answer.status_code == 303
    assert "/settings/security" in answer.location
    page = browser.get("factors.security")
    assert "Set one up to go on" in page.words


def test_the_person_and_the_officers_are_told(app):
    outbox = app.extensions["mailman"].outbox = []
    reset = make.factor_reset()
    while worker.run_once("test"):
        pass
    asked = {address for one in outbox for address in one.to}
    assert asked == {liaison().email, administrator().email, governor().email}
    outbox.clear()
    act(lost.approve_reset, governor(), reset)
    while worker.run_once("test"):
        pass
    (letter,) = outbox
    assert letter.to == [liaison().email]
    assert "were removed" in letter.subject


@pytest.mark.parametrize("who", [governor(), liaison(), observer(), counsel(), administrator("UT")])
def test_it_is_asked_by_the_offices_own_administrator_alone(app, who):
    make.with_factors(observer())
    with pytest.raises(NotPermitted):
        act(lost.ask_reset, who, make.post_of(observer()))


def test_nobody_asks_for_themself(app):
    make.with_factors(administrator())
    with pytest.raises(NotPermitted):
        act(lost.ask_reset, administrator(), make.post_of(administrator()))


@pytest.mark.parametrize(
    "who", [administrator(), liaison(), observer(), counsel(), governor("UT"), administrator("UT")]
)
def test_it_is_approved_by_another_officer_of_the_same_office_alone(app, who):
    reset = make.factor_reset()
    with pytest.raises(NotPermitted):
        act(lost.approve_reset, who, reset)
    assert left(liaison())[0]


def test_the_principal_does_not_approve_their_own_loss(app):
    reset = make.factor_reset(of=governor())
    with pytest.raises(NotPermitted):
        act(lost.approve_reset, governor(), reset)
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    assert act(lost.approve_reset, second, reset) is True


@pytest.mark.parametrize(("after", "done"), [(-SECOND, True), (dt.timedelta(), False)])
def test_after_a_day_it_is_approved_no_more(app, after, done):
    reset = make.factor_reset()
    with clock.stopped_at(reset.expires_at + after):
        if done:
            assert act(lost.approve_reset, governor(), reset)
        else:
            with pytest.raises(RuleBroken, match="has expired"):
                act(lost.approve_reset, governor(), reset)
    assert left(liaison())[0] is not done


def test_what_expired_is_asked_anew(app):
    reset = make.factor_reset()
    with pytest.raises(RuleBroken, match="asked for already"):
        make.factor_reset()
    with clock.stopped_at(reset.expires_at):
        assert make.factor_reset().id != reset.id


def test_what_was_refused_or_taken_back_is_approved_no_more(app):
    for who in (governor(), administrator()):
        reset = make.factor_reset()
        act(lost.refuse_reset, who, reset)
        with pytest.raises(RuleBroken, match="refused already"):
            act(lost.approve_reset, governor(), reset)
    assert left(liaison())[0]


def test_an_administrator_who_is_one_no_longer_has_asked_for_nothing(app):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    reset = make.factor_reset(by=second)
    act(posts.suspend, administrator(), make.post_of(second))
    with pytest.raises(RuleBroken, match="no administrator here any more"):
        act(lost.approve_reset, governor(), reset)


def test_a_principal_outside_their_term_approves_nothing(app):
    make.term(governor(), today_in("CO") - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="Your term ended"):
        act(lost.approve_reset, governor(), make.factor_reset())
    assert left(liaison())[0]


def test_what_was_asked_by_an_administrator_who_is_none_any_more_is_asked_anew(app):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    third = make.joined("third@co.example", Rank.ADMINISTRATOR)
    make.factor_reset(by=second)
    assert [one.endpoint for one in desk(third).act] == ["staffing.approve_reset"]
    act(posts.suspend, administrator(), make.post_of(second))
    assert desk(third).act == []
    anew = act(lost.ask_reset, administrator(), make.post_of(liaison()))
    assert [dict(one.where) for one in desk(third).act] == [{"reset_id": anew.id}]
    assert act(lost.approve_reset, governor(), anew)


def test_without_a_factor_there_is_nothing_to_remove(app):
    with pytest.raises(RuleBroken, match="password alone"):
        act(lost.ask_reset, administrator(), make.post_of(observer()))


def test_who_serves_in_two_offices_begins_anew_when_both_have_approved(app):
    also = make.invited(liaison().email, Rank.OBSERVER, administrator("UT")).invitation
    with transaction():
        person = queries.person_by_email(liaison().email)
        who = make.staffing.bearer(also, person, person.email)
        make.staffing.accept(who, also, newcomer=None)
    ours = make.factor_reset()
    assert act(lost.approve_reset, governor(), ours) is False
    assert left(liaison())[0], "the account opens the other office too"
    with pytest.raises(RuleBroken, match="approved this already"):
        act(lost.approve_reset, governor(), ours)
    post = queries.post_of(make.office_of(governor("UT")).id, liaison().email)
    theirs = act(lost.ask_reset, administrator("UT"), post)
    assert act(lost.approve_reset, governor("UT"), theirs) is True
    assert not left(liaison())[0]
    db.session.rollback()
    stand = [one.done_at for one in db.session.scalars(select(FactorReset))]
    assert len(stand) == 2
    assert all(stand)


def test_to_be_a_guest_elsewhere_delays_nothing(app):
    make.guest_with_account(make.shared(governor("NM").email), governor("NM"))
    reset = make.factor_reset(of=governor("NM"), by=administrator("NM"))
    second = make.joined("second@nm.example", Rank.ADMINISTRATOR, administrator("NM"))
    assert act(lost.approve_reset, second, reset) is True


def test_the_log_of_the_office_tells_all_of_it(app, visitor):
    act(lost.refuse_reset, governor(), make.factor_reset())
    act(lost.approve_reset, governor(), make.factor_reset())
    page = visitor.sign_in(observer()).get("workspaces.office_log")
    for end in ("asked for", "refused", "approved"):
        assert f"The removal of the second factors of {NAME} was {end}." in page.words
    for one in db.session.scalars(select(Entry).where(Entry.action.contains("factor-reset"))):
        assert NAME not in one.body


# Pages.


def test_the_administrator_asks_and_the_principal_approves_on_their_pages(app, visitor):
    make.with_factors(liaison())
    post = make.post_of(liaison()).id
    boss = Browser(app).sign_in(administrator())
    page = boss.get("staffing.people")
    assert boss.url("staffing.ask_reset", post_id=post) in page.links()
    boss.send("staffing.ask_reset", {}, post_id=post)
    page = boss.get("staffing.people")
    assert "waits for a second officer" in page.words
    ((reset, _),) = lost_queries.resets_in(make.office_of(governor()).id)
    address = boss.url("staffing.approve_reset", reset_id=reset.id)
    assert address not in page.links()
    boss.get("staffing.approve_reset", expect=403, reset_id=reset.id)
    page = visitor.sign_in(governor()).get("staffing.people")
    assert address in page.links()
    visitor.send("staffing.approve_reset", {}, reset_id=reset.id)
    page = visitor.get("staffing.people")
    assert "Lost second factors" not in page.words
    assert not left(liaison())[0]
    assert (
        "removed already"
        in visitor.send("staffing.approve_reset", {}, 409, reset_id=reset.id).words
    )


def test_it_is_refused_on_the_page_of_people(visitor):
    reset = make.factor_reset()
    page = visitor.sign_in(governor()).get("staffing.people")
    visitor.press("staffing.refuse_reset", page, reset_id=reset.id)
    assert "Lost second factors" not in visitor.get("staffing.people").words


def test_others_in_the_office_see_nothing_of_it_and_other_offices_find_nothing(visitor):
    reset = make.factor_reset()
    assert "Lost second" not in visitor.sign_in(observer()).get("staffing.people").words
    visitor.get("staffing.approve_reset", expect=403, reset_id=reset.id)
    visitor.sign_in(governor("UT")).get("staffing.approve_reset", expect=404, reset_id=reset.id)


def test_both_doors_ask_for_a_fresh_proof(app):
    for endpoint in ("staffing.ask_reset", "staffing.approve_reset"):
        assert app.view_functions[endpoint].fresh


def test_two_who_approve_at_once_approve_once(app, campaign):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    for _ in range(rounds(campaign)):
        reset = make.factor_reset()
        people = [Racer(app, governor()), Racer(app, second)]
        key = reset.id
        codes = race(app, *(one.sends("staffing.approve_reset", reset_id=key) for one in people))
        assert sorted(codes) == [303, 409]
        about = Entry.action == "staffing:approve-factor-reset"
        named = select(func.count()).select_from(Entry).where(about, Entry.body.contains(str(key)))
        assert db.session.scalar(named) == 1
        assert not left(liaison())[0]
    ledger_holds()


# The operator.


def test_the_operator_approves_only_where_there_is_no_second_officer(app):
    reset = make.factor_reset()
    with transaction(), pytest.raises(RuleBroken, match="another administrator or a principal"):
        lost.approve_reset(OPERATOR, reset)
    act(posts.end_post, administrator(), make.post_of(governor()))
    with transaction():
        assert lost.approve_reset(OPERATOR, reset).result is True
    assert not left(liaison())[0]
