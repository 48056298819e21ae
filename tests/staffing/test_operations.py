"""What can be done with an office's staff: it happens, is refused, and is in the ledger."""

import datetime as dt
import json

import pytest
from flask import current_app
from sqlalchemy import select

from alliance.accounts.models import Person, Post
from alliance.app import actor_by_email
from alliance.core import clock, worker
from alliance.core.actor import OPERATOR, VISITOR, Office, Rank
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.staffing import operations, posts, queries
from alliance.staffing.models import Invitation
from alliance.staffing.operations import SaidAlready, TooMany
from alliance.staffing.rules import FOR_ONE_EMAIL, FROM_ONE_ADDRESS, LASTS, Standing
from tests import make
from tests.people import Role, administrator, governor, liaison, observer
from tests.races.racing import ledger_holds, race, rounds
from tests.staffing.changes import accept, act, staff_changed

NEW = "new@co.example"
STRANGERS = (governor(), liaison(), observer(), administrator("UT"))


def last(action):
    """The newest entry of this kind, in the stream of Colorado's governor's office."""
    stream = f"office:{make.actor(governor()).office_id}"
    wanted = select(Entry).where(Entry.stream == stream, Entry.action == action)
    return db.session.scalars(wanted.order_by(Entry.n.desc())).first()


@pytest.fixture
def sent(app):
    """The letters that the worker sends."""
    outbox = app.extensions["mailman"].outbox = []
    yield outbox
    outbox.clear()


def work():
    db.session.rollback()
    worker.run_once("test")


def letters():
    """Whom the letters that wait go to, by their subject."""
    outbox = current_app.extensions["mailman"].outbox = []
    db.session.rollback()
    while worker.run_once("test"):
        pass
    return {(one.subject, one.to[0]) for one in outbox}


def test_who_is_suspended_given_another_role_or_has_left_is_told(app):
    boss = administrator()
    for _ in range(2):
        act(posts.suspend, boss, make.post_of(observer()))
        assert letters() == {("Your post is suspended", observer().email)}
        act(posts.lift, boss, queries.post_of(make.office_of(boss).id, observer().email))
    act(posts.change_role, boss, make.post_of(liaison()), rank=Rank.COUNSEL)
    assert ("Your role has changed", liaison().email) in letters()
    act(posts.end_post, boss, make.post_of(liaison()))
    assert letters() == {("Your post has ended", liaison().email)}


def test_a_suspended_senior_still_learns_who_has_joined(app):
    act(posts.suspend, administrator(), make.post_of(governor()))
    make.joined()
    joined = {to for said, to in letters() if " in Colorado" in said}
    assert joined == {governor().email, administrator().email}


# Invitations


def test_an_administrator_invites_and_the_ledger_says_so_without_the_address(app):
    made = make.invited()
    entry = last("staffing:invite")
    assert entry.facts == {"invitation": str(made.invitation.id), "rank": "liaison"}
    assert NEW not in entry.body
    assert made.invitation.expires_at - made.invitation.made_at == LASTS


@pytest.mark.parametrize("who", STRANGERS, ids=str)
def test_nobody_else_invites_into_the_office(app, who):
    with pytest.raises(NotPermitted):
        act(operations.invite, who, make.office_of(governor()), email=NEW, rank=Rank.LIAISON)


def test_the_secret_is_nowhere_in_the_database(app):
    made = make.invited()
    assert len(made.secret) >= 43, "256 bits"
    assert made.invitation.secret_sha256 == digest(made.secret.encode())
    for job in db.session.scalars(select(Job)):
        assert made.secret not in json.dumps(job.facts)


def test_the_letter_carries_the_link_to_the_address_invited_alone(app, sent):
    made = make.invited()
    work()
    (letter,) = sent
    assert letter.to == [NEW]
    assert f"/invitations/{made.secret}" in letter.body
    assert "Colorado, Office of the Governor" in letter.body


def test_an_invitation_that_was_taken_back_is_not_sent_any_more(app, sent):
    act(operations.revoke, administrator(), make.invited().invitation)
    work()
    assert not sent


def test_nobody_is_invited_twice_or_who_serves_already_or_by_themself(app):
    make.invited()
    with pytest.raises(RuleBroken, match="open invitation"):
        make.invited()
    with pytest.raises(RuleBroken, match="serves in this office already"):
        make.invited(liaison().email)
    with pytest.raises(RuleBroken, match="Nobody gives a role to themself"):
        make.invited(administrator().email, Rank.PRINCIPAL)


def test_who_accepts_serves_in_the_role_of_the_invitation(app, sent):
    who = make.joined()
    assert (who.office_name, who.rank) == ("Colorado, Office of the Governor", Rank.LIAISON)
    entry = last("staffing:accept")
    assert entry.facts["rank"] == "liaison"
    assert entry.person_id == who.person_id
    work()
    told = {one.to[0] for one in sent if "serves in" in one.body}
    assert told == {administrator().email, governor().email}


def test_who_has_an_account_gains_a_post_and_keeps_the_other(app):
    other = liaison("UT").email
    accept(make.invited(other).invitation, other)
    held = db.session.scalars(select(Post).join(Person).where(Person.email == other)).all()
    assert len(held) == 2
    assert all(one.until is None for one in held)


def test_the_link_gives_no_post_to_another_account(app):
    made = make.invited().invitation
    person = queries.person_by_email(liaison("UT").email)
    who = operations.bearer(made, person, person.email)
    with pytest.raises(NotPermitted):
        operations.accept(who, made, newcomer=None)


@pytest.mark.parametrize(
    ("later", "accepted"), [(LASTS - dt.timedelta(seconds=1), True), (LASTS, False)]
)
def test_an_invitation_is_accepted_to_its_last_instant(app, later, accepted):
    made = make.invited().invitation
    with clock.stopped_at(made.made_at + later):
        if accepted:
            assert accept(made, NEW).rank == "liaison"
        else:
            with pytest.raises(RuleBroken, match="expired"):
                accept(made, NEW)


def test_an_invitation_is_used_once_and_not_after_it_was_taken_back(app):
    made = make.invited().invitation
    accept(made, NEW)
    with pytest.raises(RuleBroken, match="used already"):
        accept(made, NEW)
    gone = make.invited("gone@co.example").invitation
    act(operations.revoke, administrator(), gone)
    with pytest.raises(RuleBroken, match="taken back"):
        accept(gone, "gone@co.example")
    with pytest.raises(RuleBroken, match="taken back"):
        act(operations.revoke, administrator(), gone)


def test_accepting_twice_at_once_makes_one_post(app, campaign):
    for number in range(rounds(campaign)):
        email = f"twice-{number}@co.example"
        made = make.invited(email).invitation.id

        def deed(made=made, email=email):
            accept(db.session.get(Invitation, made), email)
            return "in"

        outcomes = race(app, deed, deed)
        db.session.rollback()
        held = select(Post).join(Person).where(Person.email == email)
        assert len(db.session.scalars(held).all()) == 1
        assert outcomes.count("in") == 1, outcomes
        assert any(isinstance(one, RuleBroken) for one in outcomes), outcomes
        ledger_holds()


def test_no_address_and_no_reason_is_in_the_ledger_or_waits_in_the_outbox(app):
    staff_changed()
    db.session.rollback()
    written = [entry.body for entry in db.session.scalars(select(Entry))]
    written += [json.dumps([job.key, job.facts]) for job in db.session.scalars(select(Job))]
    assert len(written) > 10
    for text in written:
        assert "@" not in text
        assert "To read along" not in text


# Requests for access


def test_a_request_makes_no_account_and_is_told_to_administrators_alone(app, sent):
    asked = make.access_request()
    assert queries.person_by_email(asked.email) is None
    work()
    assert [one.to for one in sent] == [[administrator().email]]
    assert asked.email not in sent[0].body
    assert last("staffing:ask-access").facts == {"request": str(asked.id)}


def test_granting_a_request_makes_an_invitation(app):
    asked = make.access_request()
    made = act(operations.grant_access, administrator(), asked, rank=Rank.OBSERVER)
    assert (made.invitation.email, made.invitation.rank) == (asked.email, "observer")
    with pytest.raises(RuleBroken, match="granted already"):
        act(operations.refuse_access, administrator(), asked)


def test_refusing_a_request_tells_the_asker(app, sent):
    asked = make.access_request()
    act(operations.refuse_access, administrator(), asked)
    work()
    assert [one.subject for one in sent if one.to == [asked.email]] == ["Your request for access"]
    with pytest.raises(RuleBroken, match="refused already"):
        act(operations.grant_access, administrator(), asked, rank=Rank.OBSERVER)


def test_a_grant_that_is_refused_leaves_the_request_open(app):
    asked = make.access_request(liaison().email)
    with pytest.raises(RuleBroken, match="serves"):
        act(operations.grant_access, administrator(), asked, rank=Rank.OBSERVER)
    assert queries.waiting_requests(asked.office_id)


@pytest.mark.parametrize("who", STRANGERS, ids=str)
def test_nobody_else_decides(app, who):
    asked = make.access_request()
    for verb, given in (
        (operations.grant_access, {"rank": Rank.OBSERVER}),
        (operations.refuse_access, {}),
    ):
        with pytest.raises(NotPermitted):
            act(verb, who, asked, **given)


def test_requests_are_limited_by_address_and_by_e_mail(app):
    make.access_request()
    with pytest.raises(SaidAlready):
        make.access_request()
    for number in range(FROM_ONE_ADDRESS - 1):
        make.access_request(f"asks-{number}@co.example")
    with pytest.raises(TooMany):
        make.access_request("one-more@co.example")
    tomorrow = clock.now() + dt.timedelta(days=1, seconds=1)
    with clock.stopped_at(tomorrow):
        make.access_request("one-more@co.example")


def test_one_e_mail_asks_three_times_a_day_at_most(app):
    for number in range(FOR_ONE_EMAIL):
        asked = make.access_request(asked_from=f"place {number}")
        act(operations.refuse_access, administrator(), asked)
    with pytest.raises(SaidAlready):
        make.access_request(asked_from="elsewhere")


# Posts


def test_a_change_of_role_ends_one_post_and_begins_another(app):
    old = make.post_of(liaison())
    began = old.since
    act(posts.change_role, administrator(), old, rank=Rank.COUNSEL)
    assert make.actor(liaison()).rank is Rank.COUNSEL
    old = db.session.get_one(Post, old.id)
    new = make.post_of(liaison())
    assert (old.rank, old.since, old.until) == ("liaison", began, new.since)
    said = last("staffing:change-role").facts
    assert (said["from"], said["rank"]) == ("liaison", "counsel")


def test_two_changes_at_one_instant_are_two_posts(app):
    then = clock.now() + dt.timedelta(seconds=1)
    with clock.stopped_at(then):
        for rank in (Rank.COUNSEL, Rank.OBSERVER):
            act(posts.change_role, administrator(), make.post_of(liaison()), rank=rank)
        with pytest.raises(RuleBroken, match="ended meanwhile"):
            act(posts.change_role, administrator(), make.post_of(liaison()), rank=Rank.LIAISON)
    with clock.stopped_at(then + dt.timedelta(seconds=1)):
        assert make.actor(liaison()).rank is Rank.OBSERVER


@pytest.mark.parametrize("who", STRANGERS, ids=str)
def test_nobody_else_manages_posts(app, who):
    post = make.post_of(Role("CO", Office.GOVERNOR, Rank.COUNSEL))
    for verb, given in (
        (posts.change_role, {"rank": Rank.OBSERVER}),
        (posts.suspend, {}),
        (posts.lift, {}),
        (posts.end_post, {}),
        (posts.hand_over, {"to": make.actor(governor()).person_id, "subjects": ["x"]}),
    ):
        with pytest.raises(NotPermitted):
            act(verb, who, post, **given)


def test_an_administrator_does_not_change_their_own_role(app):
    make.joined("second@co.example", Rank.ADMINISTRATOR)
    for verb, given in ((posts.change_role, {"rank": Rank.PRINCIPAL}), (posts.suspend, {})):
        with pytest.raises(NotPermitted):
            act(verb, administrator(), make.post_of(administrator()), **given)


def test_who_is_suspended_holds_no_right_until_it_is_lifted(app):
    post = make.post_of(liaison())
    act(posts.suspend, administrator(), post)
    assert actor_by_email(liaison().email) is None
    with pytest.raises(RuleBroken, match="suspended already"):
        act(posts.suspend, administrator(), post)
    with pytest.raises(RuleBroken, match="Lift the suspension first"):
        act(posts.change_role, administrator(), post, rank=Rank.COUNSEL)
    act(posts.lift, administrator(), post)
    assert make.actor(liaison()).rank is Rank.LIAISON
    with pytest.raises(RuleBroken, match="is not suspended"):
        act(posts.lift, administrator(), post)
    assert last("staffing:lift").facts["rank"] == "liaison"


def test_the_suspension_of_one_office_does_not_touch_another(app):
    both = liaison("UT").email
    accept(make.invited(both).invitation, both)
    office = make.office_of(administrator()).id
    act(posts.suspend, administrator(), queries.post_of(office, both))
    who = actor_by_email(both)
    assert who
    assert who.state == "UT"


def test_who_left_holds_no_right_and_their_acts_stay(app):
    draft = make.draft()
    post = make.post_of(liaison())
    act(posts.end_post, administrator(), post)
    assert actor_by_email(liaison().email) is None
    assert last("resolutions:draft").person_id == post.person_id
    with pytest.raises(RuleBroken, match="ended meanwhile"):
        act(posts.end_post, administrator(), post)
    (open_work,) = queries.work_of(post.office_id, post.person_id)
    assert open_work.ref == draft.ref


def test_the_only_administrator_cannot_leave_and_one_of_two_can(app):
    own = make.post_of(administrator())
    with pytest.raises(RuleBroken, match="only administrator"):
        act(posts.end_post, administrator(), own)
    make.joined("second@co.example", Rank.ADMINISTRATOR)
    act(posts.end_post, administrator(), own)
    assert actor_by_email(administrator().email) is None


def test_what_an_administrator_sent_is_taken_back_when_they_are_one_no_longer(app):
    second = make.joined("second@co.example", Rank.ADMINISTRATOR)
    with transaction():
        office = make.office_of(administrator())
        made = operations.invite(second, office, email=NEW, rank=Rank.PRINCIPAL).result
    post = queries.post_of(second.office_id, second.email)
    act(posts.change_role, administrator(), post, rank=Rank.OBSERVER)
    assert made.invitation.stands(clock.now()) is Standing.REVOKED
    assert last("staffing:change-role").facts["taken_back"] == 1
    with pytest.raises(RuleBroken, match="taken back"):
        accept(made.invitation, NEW)


def test_two_administrators_who_end_each_other_at_once_leave_one(app, campaign):
    for number in range(rounds(campaign)):
        email = f"boss-{number}@co.example"
        make.joined(email, Rank.ADMINISTRATOR, by=None)
        office_id = make.actor(administrator()).office_id
        emails = (administrator().email, email)
        db.session.rollback()

        def ends(mine, other, office_id=office_id):
            def deed():
                with transaction():
                    who = actor_by_email(mine)
                    if who is None:
                        return "gone"
                    posts.suspend(who, queries.post_of(office_id, other))
                return "done"

            return deed

        outcomes = race(app, ends(*emails), ends(*emails[::-1]))
        db.session.rollback()
        assert outcomes.count("done") == 1, outcomes
        assert len(queries.administrators_of(office_id)) == 1
        for one in emails:  # as it was, for the next round
            found = queries.post_of(office_id, one)
            if queries.suspension(found):
                by = next(who for who in emails if who != one)
                with transaction():
                    posts.lift(actor_by_email(by), queries.post_of(office_id, one))
        act(posts.end_post, administrator(), queries.post_of(office_id, email))
        ledger_holds()


def test_open_work_is_handed_over_and_lies_with_the_colleague(app):
    draft = make.draft()
    post = make.post_of(liaison())
    to = make.actor(governor()).person_id
    act(posts.hand_over, administrator(), post, to=to, subjects=[draft.ref])
    assert [one.ref for one in queries.work_of(post.office_id, to)] == [draft.ref]
    assert not queries.work_of(post.office_id, post.person_id)
    with pytest.raises(RuleBroken, match="changed meanwhile"):
        act(posts.hand_over, administrator(), post, to=to, subjects=[draft.ref])
    assert last("staffing:hand-over").facts["work"] == [draft.ref]


def test_work_is_handed_to_nobody_of_another_office_and_to_nobody_suspended(app):
    draft = make.draft()
    post = make.post_of(liaison())
    act(posts.suspend, administrator(), make.post_of(observer()))
    suspended = queries.person_by_email(observer().email).id
    for to in (make.actor(governor("UT")).person_id, suspended, post.person_id):
        with pytest.raises(RuleBroken, match="Choose"):
            act(posts.hand_over, administrator(), post, to=to, subjects=[draft.ref])


def test_the_operator_brings_in_the_first_administrator_and_decides_no_request(app):
    with transaction():
        operations.invite(OPERATOR, make.office_of(governor()), email=NEW, rank=Rank.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        operations.refuse_access(OPERATOR, make.access_request())
    office = make.office_of(governor())
    with pytest.raises(NotPermitted):
        operations.invite(VISITOR, office, email="x@co.example", rank=Rank.OBSERVER)
