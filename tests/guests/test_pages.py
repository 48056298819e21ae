"""Pages of the office that shares, the guest's own, and the way from the one to the other."""

import datetime as dt
import re

import pytest

from alliance.accounts import queries as accounts
from alliance.core import clock, worker
from alliance.guests import operations, queries
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing
from alliance.resolutions.audience import Claim, Label
from alliance.texts.starting import plain_clauses
from tests import make
from tests.browser import Browser
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, counsel, governor, liaison, observer
from tests.staffing.changes import act

WORDS = "pelican quarry thistle lantern"
DAY = dt.timedelta(days=1)


def said(days=30, **other):
    """What the form is told."""
    until = clock.day_in("America/Denver") + dt.timedelta(days=days)
    plain = {"name": "Gwen  Guest", "organisation": "Think Tank", "email": " Guest@Think.example"}
    return plain | {"until": until.isoformat()} | other


def test_from_the_invitation_to_reading_to_the_end(app, visitor):
    draft = make.draft()
    where = {"resolution_id": draft.id}
    office = Browser(app).sign_in(liaison())
    page = office.get("resolutions.show", **where)
    assert office.url("guests.guests", **where) in page.links()
    page = office.get("guests.guests", **where)
    assert "shares this text with no guest" in page.words
    assert office.url("guests.share", **where) in page.links()
    office.send("guests.share", said(), **where)
    page = office.get("guests.guests", **where)
    assert "Gwen Guest" in page.words
    assert office.url("resolutions.record", **where) in page.links(), "the tabs of a resolution"
    assert "invited; the link is good until" in page.words

    outbox = app.extensions["mailman"].outbox = []
    while worker.run_once("test"):
        pass
    (letter,) = [one for one in outbox if make.GUEST in one.to]
    secret = re.search(r"/invitations/(\S+)", letter.body).group(1)
    page = visitor.get("entrance.accept", secret=secret)
    assert "invited as a guest, to read what is shared with you" in page.words
    visitor.send(
        "entrance.accept", {"name": "Gwen", "password": WORDS, "again": WORDS}, secret=secret
    )
    assert visitor.sign_in_by_form(make.GUEST, WORDS).status_code == 302
    page = visitor.get("workspaces.desk")
    assert page.h1 == "Shared with you"
    (address,) = [link for link in page.links() if link.startswith("/shared/")]
    page = visitor.at(address)
    assert page.h1 == draft.title
    assert "The member states use one form." in page.words
    for told in ("Western Accord", "Draft", "Colorado, Office of the Governor shares this text"):
        assert told in page.words

    page = office.get("guests.guests", **where)
    assert "shown" in page.words
    (share,) = queries.open_shares(draft.office_id, draft.id)
    office.press("guests.end", page, share_id=share.id)
    assert "ended" in office.get("guests.guests", **where).words
    visitor.at(address, expect=404)
    page = visitor.get("workspaces.desk")
    assert "Nothing is shared with you now" in page.words
    assert draft.title not in page.words


@pytest.fixture
def shared(app):
    """A share, and a browser in which its guest has signed in."""
    share = make.shared(resolution=make.circulated())
    return share, Browser(app).sign_in(make.guest(share))


def test_on_the_day_after_the_last_it_is_gone_at_the_next_request(app):
    share = make.shared()
    guest = make.guest(share)
    for instant, code in ((share.ends_at - dt.timedelta(seconds=1), 200), (share.ends_at, 404)):
        with clock.stopped_at(instant):
            browser = Browser(app).sign_in(guest)
            browser.get("guests.read", expect=code, share_id=share.id)
            title = share.resolution.title in browser.get("workspaces.desk").words
            assert title is (code == 200)


def test_when_the_text_is_withdrawn_it_is_gone_at_the_next_request(shared):
    share, guest = shared
    guest.get("guests.read", share_id=share.id)
    text = share.resolution
    act(resolutions.withdraw, liaison(), text, **make.seen(text))
    guest.get("guests.read", expect=404, share_id=share.id)
    assert "Nothing is shared with you now" in guest.get("workspaces.desk").words


def test_the_page_says_nothing_but_what_was_shared(app):
    resolution = make.signed(make.adopted(CO="yea", UT="yea", WY="nay"), "CO")
    share = make.shared(resolution=resolution)
    page = Browser(app).sign_in(make.guest(share)).get("guests.read", share_id=share.id)
    (main,) = page.tree.iter("main")
    said = " ".join("".join(main.itertext()).split())
    assert "Enrolled (open for signature)" in said
    for other in ("Utah", "Wyoming", "nay", "yea", "signed", "Secretariat", "Liaison", "majority"):
        assert other not in said, other


def test_the_guest_reads_under_which_label_the_text_goes(shared, visitor):
    share, guest = shared
    claim = Claim(Label.DELIBERATIVE, "CO", "its public-records act")
    act(sharing.put_label, liaison(), share.resolution, claim=claim)
    assert claim.in_words in guest.get("guests.read", share_id=share.id).words
    visitor.sign_in(liaison())
    page = visitor.get("guests.share", resolution_id=share.resolution_id)
    assert claim.in_words in page.words


def test_a_later_version_is_not_shown(shared):
    share, guest = shared
    words = plain_clauses("Another title", (), ("Nothing else.",))
    act(resolutions.revise, liaison(), share.resolution, words=words, base=1)
    act(resolutions.circulate, liaison(), share.resolution, **make.seen(share.resolution))
    page = guest.get("guests.read", share_id=share.id)
    assert page.h1 == make.WORDS.title
    assert "Another title" not in page.words + guest.get("workspaces.desk").words


def test_what_is_wrong_in_the_form_is_told(visitor):
    where = {"resolution_id": make.draft().id}
    visitor.sign_in(liaison())
    page = visitor.send("guests.share", {"email": "nobody", "until": "soon"}, 422, **where)
    for words in (
        "Write the guest's name",
        "Write for whom they work",
        "This is not an e-mail address",
        "Write the day as a date",
    ):
        assert words in page.words
    assert "This day has passed" in visitor.send("guests.share", said(-1), 422, **where).words
    assert "a year at most" in visitor.send("guests.share", said(400), 422, **where).words
    page = visitor.send("guests.share", said(email=governor("UT").email), 409, **where)
    assert "serves in an office of a member state" in page.words
    assert "shares this text with no guest" in visitor.get("guests.guests", **where).words


def test_a_text_that_changed_while_the_form_was_open_is_read_again(app, visitor):
    draft = make.draft()
    where = {"resolution_id": draft.id}
    visitor.sign_in(liaison())
    page = visitor.get("guests.share", **where)
    old = page.hidden(visitor.url("guests.share", **where))
    act(resolutions.revise, liaison(), draft, words=make.WORDS, base=1)
    page = visitor.press("guests.share", page, said() | old, 409, **where)
    assert "The text has changed since you reviewed it" in page.words
    visitor.press("guests.share", page, said(), **where)


def test_no_other_office_sees_who_the_guests_of_an_office_are(visitor):
    text = make.circulated()
    make.shared(resolution=text)
    where = {"resolution_id": text.id}
    page = visitor.sign_in(SECRETARIAT).get("guests.guests", **where)
    assert "shares this text with no guest" in page.words
    assert make.GUEST not in page.words
    for other in (liaison("UT"), counsel(), observer()):
        visitor.sign_in(other).get("guests.guests", expect=403, **where)
        page = visitor.get("resolutions.show", **where)
        assert visitor.url("guests.guests", **where) not in page.links()
        if other.office != "governor" or other.state != "CO":
            assert "guest" not in visitor.get("workspaces.record").words.lower()
    visitor.sign_in(OTHER_SECRETARIAT).get("guests.guests", expect=404, **where)


def test_the_offices_own_log_tells_of_it(visitor):
    share = make.shared()
    act(operations.end, liaison(), share)
    page = visitor.sign_in(observer()).get("workspaces.office_log")
    assert "shared version 1 of a text with a guest until" in page.words
    assert "ended what it shared with a guest" in page.words
    assert share.name not in page.words


def test_who_serves_elsewhere_accepts_with_their_account_and_changes_office(app):
    role = governor("NM")
    share = make.shared(role.email)
    who = make.guest_with_account(share, role)
    browser = Browser(app).sign_in(role)
    page = browser.get("workspaces.desk")
    assert page.h1 == "Desk"
    (post,) = [post for post, name in who.elsewhere if name.startswith("Guest: ")]
    browser.press("accounts.change_office", page, {"post": str(post)})
    assert browser.get("workspaces.desk").h1 == "Shared with you"
    browser.get("guests.read", share_id=share.id)
    browser.get("workspaces.states", expect=403)


def test_offices_of_guests_are_in_no_list(app):
    guest = make.guest(make.shared())
    assert not [one for one, _ in accounts.all_offices() if one.kind == "guest"]
    assert len([one for one, _ in accounts.all_offices(guests=True) if one.kind == "guest"]) == 1
    for named in ("Guest: Gwen Guest, Think Tank", str(guest.office_id)):
        assert accounts.office_named(named) is None
