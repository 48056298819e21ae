"""Pages of an office's staff, as people open them."""

import datetime as dt

import pytest

from alliance.accounts.operations import end_every_session
from alliance.accounts.rules import Ended
from alliance.app import actor_by_email
from alliance.core import clock, worker
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.staffing import operations, posts, queries
from alliance.staffing.rules import FROM_ONE_ADDRESS, LASTS
from tests import make
from tests.browser import Browser
from tests.people import (
    OTHER_SECRETARIAT,
    administrator,
    governor,
    liaison,
    observer,
)
from tests.staffing.changes import act

NEW = "new@co.example"
WORDS = "pelican quarry thistle lantern"
SAYS = {"name": "Nora Newcomer", "password": WORDS, "again": WORDS}
ASKS = {
    "state": "CO",
    "kind": "governor",
    "name": "Ada Asker",
    "email": "ada@co.example",
    "why": "To read along",
}


def test_everybody_in_the_office_sees_who_serves_and_nobody_elsewhere(visitor):
    page = visitor.sign_in(observer()).get("staffing.people")
    assert page.h1 == "Office"
    assert "5 people serve here, 1 of them as administrator" in page.words
    assert "has one administrator, who cannot leave" in page.words
    assert liaison().email in page.words
    assert "Manage" not in page.words
    assert "Requests for access" not in page.words
    for other in (governor("UT"), OTHER_SECRETARIAT):
        assert liaison().email not in visitor.sign_in(other).get("staffing.people").words


def test_the_office_stands_behind_its_name_in_the_frame(visitor):
    page = visitor.sign_in(liaison()).get("workspaces.states")
    assert visitor.url("staffing.people") in page.links()


def test_an_administrator_invites_and_takes_back(visitor):
    visitor.sign_in(administrator())
    visitor.send("staffing.invite", {"email": "  New@CO.example ", "rank": "counsel"})
    page = visitor.get("staffing.people")
    assert NEW in page.words
    made = queries.invitations(make.office_of(governor()).id)[0][0].id
    visitor.press("staffing.revoke", page, invitation_id=made)
    assert "No invitation is open" in visitor.get("staffing.people").words


def test_an_invitation_that_is_wrong_is_told(visitor):
    visitor.sign_in(administrator())
    page = visitor.send("staffing.invite", {"email": "nobody", "rank": "clock"}, expect=422)
    assert "This is not an e-mail address" in page.words
    assert "Choose one of the office's roles" in page.words
    page = visitor.send(
        "staffing.invite", {"email": liaison().email, "rank": "liaison"}, expect=409
    )
    assert "serves in this office already" in page.words


def test_somebody_new_accepts_and_signs_in(visitor):
    made = make.invited()
    page = visitor.send("entrance.accept", SAYS | {"password": "short"}, 422, secret=made.secret)
    assert "At least 15 characters; this has 5" in page.words
    assert "The two passwords differ" in page.words
    visitor.send("entrance.accept", SAYS, secret=made.secret)
    assert visitor.sign_in_by_form(NEW, WORDS).status_code == 302
    page = visitor.get("staffing.people")
    assert "Nora Newcomer" in page.words


def test_who_has_an_account_signs_in_first_and_accepts_as_themself(visitor):
    theirs = liaison("UT")
    made = make.invited(theirs.email)
    page = visitor.get("entrance.accept", secret=made.secret)
    assert "has an account here. Sign in" in page.words
    assert f"/sign-in?next=%2Finvitations%2F{made.secret}" in " ".join(page.links()).replace(
        "next=/invitations/", "next=%2Finvitations%2F"
    )
    other = visitor.sign_in(governor("UT"))
    assert "another account" in other.get("entrance.accept", secret=made.secret).words
    other.send("entrance.accept", {}, expect=409, secret=made.secret)
    visitor.sign_in(theirs).send("entrance.accept", {}, secret=made.secret)
    office = make.office_of(governor())
    assert queries.post_of(office.id, theirs.email)


def test_a_session_that_was_ended_accepts_nothing(visitor):
    theirs = liaison("UT")
    made = make.invited(theirs.email)
    page = visitor.sign_in(theirs).get("entrance.accept", secret=made.secret)
    with transaction():
        end_every_session(make.actor(theirs).person_id, Ended.OFFICE)
    visitor.press("entrance.accept", page, expect=409, secret=made.secret)
    assert not queries.post_of(make.office_of(governor()).id, theirs.email)


def test_who_left_everywhere_can_be_invited_again(visitor):
    act(posts.end_post, administrator(), make.post_of(liaison()))
    made = make.invited(liaison().email, Rank.COUNSEL)
    visitor.sign_in(liaison()).send("entrance.accept", {}, secret=made.secret)
    assert make.actor(liaison()).rank is Rank.COUNSEL


def test_a_link_that_is_not_open_says_why_and_no_more(visitor):
    used, gone, late = (make.invited(f"{name}@co.example") for name in ("used", "gone", "late"))
    visitor.send("entrance.accept", SAYS, secret=used.secret)
    act(operations.revoke, administrator(), gone.invitation)
    for made, code, said in ((used, 410, "was used already"), (gone, 410, "was taken back")):
        page = visitor.get("entrance.accept", expect=code, secret=made.secret)
        assert said in page.words
        assert "Colorado" not in page.words
        assert "@" not in page.words
    with clock.stopped_at(clock.now() + LASTS + dt.timedelta(seconds=1)):
        page = visitor.get("entrance.accept", expect=410, secret=late.secret)
        assert "has expired" in page.words
    assert "no such invitation" in visitor.get("entrance.accept", expect=404, secret="x").words


def test_the_answer_to_a_request_tells_nobody_who_or_what_exists(visitor):
    said = set()
    with clock.stopped_at(clock.now()):  # a page says when it was printed
        for given in (
            ASKS,
            ASKS,  # again
            ASKS | {"email": liaison().email},  # has an account
            ASKS | {"state": "NV"},  # there is no such office here
        ):
            answer = visitor.send("entrance.ask", given)
            said.add((answer.status_code, answer.location, visitor.get("entrance.ask").words))
    assert len(said) == 1
    assert "Your request was received" in said.pop()[2]


def test_requests_from_one_place_are_limited(visitor):
    for number in range(FROM_ONE_ADDRESS):
        visitor.send("entrance.ask", ASKS | {"email": f"ada-{number}@co.example"})
    page = visitor.send("entrance.ask", ASKS | {"email": "one-more@co.example"}, expect=429)
    assert "Too many requests" in page.words


def test_the_administrator_decides_on_requests(visitor):
    first, second = make.access_request(), make.access_request("more@co.example")
    visitor.sign_in(administrator())
    page = visitor.get("staffing.grant", request_id=first.id)
    assert "To read along" in page.words
    visitor.send("staffing.grant", {"rank": "observer"}, request_id=first.id)
    page = visitor.get("staffing.grant", request_id=second.id)
    visitor.press("staffing.refuse", page, request_id=second.id)
    page = visitor.get("staffing.people")
    assert "Nobody asks for access" in page.words
    assert first.email in page.words, "as an invitation"
    page = visitor.press("staffing.refuse", page, expect=409, request_id=second.id)
    assert "refused already" in page.words


def test_a_request_is_seen_by_no_other_office(visitor):
    asked = make.access_request()
    visitor.sign_in(administrator("UT")).get("staffing.grant", expect=404, request_id=asked.id)
    visitor.sign_in(governor()).get("staffing.grant", expect=403, request_id=asked.id)
    assert asked.email not in visitor.get("staffing.people").words


def test_a_role_is_changed_on_its_page(visitor):
    post = make.post_of(liaison()).id
    visitor.sign_in(administrator())
    page = visitor.send("staffing.change_role", {"rank": "liaison"}, expect=409, post_id=post)
    assert "The role is liaison already" in page.words
    visitor.send("staffing.change_role", {"rank": "counsel"}, post_id=post)
    assert make.actor(liaison()).rank is Rank.COUNSEL
    visitor.get("staffing.change_role", expect=404, post_id=post)


def test_who_is_suspended_is_out_at_the_next_page_and_in_when_it_is_lifted(app, visitor):
    at_work = Browser(app).sign_in(liaison())
    at_work.get("workspaces.states")
    post = make.post_of(liaison()).id
    visitor.sign_in(administrator()).send("staffing.suspend", {}, post_id=post)
    assert at_work._request("get", "/states/").status_code == 303
    page = visitor.get("staffing.people")
    assert "suspended since" in page.words
    visitor.press("staffing.lift", page, post_id=post)
    Browser(app).sign_in(liaison()).get("workspaces.states")


def test_a_leavers_open_work_is_shown_and_handed_over(visitor):
    draft = make.draft()
    post = make.post_of(liaison()).id
    visitor.sign_in(administrator())
    assert draft.title in visitor.get("staffing.end_post", post_id=post).words
    visitor.send("staffing.end_post", {}, post_id=post)
    assert actor_by_email(liaison().email) is None
    given = {"work": draft.ref, "to": str(make.actor(governor()).person_id)}
    page = visitor.send("staffing.hand_over", {"to": given["to"]}, 422, post_id=post)
    assert "Choose at least one" in page.words
    visitor.send("staffing.hand_over", given, post_id=post)
    assert "Nothing is open" in visitor.get("staffing.hand_over", post_id=post).words


def test_the_only_administrator_is_told_why_they_cannot_leave(visitor):
    post = make.post_of(administrator()).id
    visitor.sign_in(administrator())
    page = visitor.send("staffing.end_post", {}, expect=409, post_id=post)
    assert "only administrator" in page.words


@pytest.mark.parametrize("page", ["change_role", "suspend", "end_post", "hand_over"])
def test_posts_are_managed_by_their_own_administrator_alone(visitor, page):
    post = make.post_of(liaison()).id
    visitor.sign_in(governor()).get(f"staffing.{page}", expect=403, post_id=post)
    visitor.sign_in(administrator("UT")).get(f"staffing.{page}", expect=404, post_id=post)


def test_the_log_says_what_was_done_in_the_office_and_in_no_other(visitor):
    make.joined()
    act(posts.change_role, administrator(), make.post_of(liaison()), rank=Rank.COUNSEL)
    page = visitor.sign_in(observer()).get("workspaces.office_log")
    assert "Somebody was invited into the office as liaison." in page.words
    assert "The role of Liaison Co Governor changed from liaison to counsel." in page.words
    page = visitor.sign_in(observer("UT")).get("workspaces.office_log")
    assert "changed from" not in page.words


def test_the_log_goes_on_page_by_page(visitor):
    for number in range(60):
        make.invited(f"somebody-{number}@co.example")
    page = visitor.sign_in(observer()).get("workspaces.office_log")
    (further,) = [link for link in page.links() if "after=" in link]
    assert "The office was opened." not in page.words
    assert "The office was opened." in visitor.at(further).words


def test_the_way_in_stands_on_the_page_to_sign_in(visitor):
    assert visitor.url("entrance.ask") in visitor.at("/sign-in").links()


def test_every_letter_has_a_subject_and_words(app):
    outbox = app.extensions["mailman"].outbox = []
    make.joined()
    act(operations.refuse_access, administrator(), make.access_request())
    make.invited("last@co.example")
    db.session.rollback()
    worker.run_once("test")
    assert len({one.subject for one in outbox}) == 4
    assert all(one.subject and one.body.strip() for one in outbox)
