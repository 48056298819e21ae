"""The pages of proxies: giving, recalling, answering; instructions are read by the two offices."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.accounts.models import Post
from alliance.charters.member_classes import USUAL_CLASSES
from alliance.charters.terms import Terms
from alliance.core import clock, worker
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from alliance.votes import answering
from alliance.votes.proxies.models import Proxy
from alliance.votes.queries import answers_to
from alliance.votes.rules import Answer as Word
from alliance.votes.rules import ShownTo
from alliance.votes.saying import Said
from tests import make
from tests.charters import made as charters
from tests.meetings import asked as in_a_meeting
from tests.membership.files import contents
from tests.people import SECRETARIAT, counsel, governor, liaison, observer
from tests.votes import proxies
from tests.votes.rolls import leave

DAY = dt.timedelta(days=1)
BIRD = "canary-instructions-bird"


@pytest.fixture
def asked(app):
    """An open question of an alliance whose charter lets states be represented."""
    proxies.allowed(chains=True)
    return make.put()


def filled(state="UT", **more):
    """What is sent to give Colorado's proxy to a governor."""
    terms = proxies.terms()
    days = {"from_on": terms.from_on.isoformat(), "last_on": terms.last_on.isoformat()}
    holder = str(make.office_of(governor(state)).id)
    return {"holder": holder, "covers": "all", "instructions": BIRD, **days, **more}


def test_a_proxy_is_given_after_a_review(visitor, asked):
    visitor.sign_in(governor())
    page = visitor.get("proxies.proxies")
    assert visitor.url("proxies.give", slug="ours") in page.links()
    form = visitor.get("proxies.give", slug="ours")
    data = filled(covers=str(asked.id))
    before = contents()
    review = visitor.press("proxies.give", form, data, expect=200, slug="ours")
    assert f"the question on “{asked.title}”" in review.words
    assert contents() == before
    done = visitor.press("proxies.give", review, {"confirm": "yes"}, slug="ours")
    one = db.session.query(Proxy).one()
    assert (one.state_code, one.holder_state, one.question_id) == ("CO", "UT", asked.id)
    assert BIRD in visitor.at(done.location).words


def test_among_several_alliances_one_is_chosen_from_a_list(visitor, asked):
    visitor.sign_in(governor())
    page = visitor.get("proxies.proxies")
    assert "Give a proxy in Western Accord" in page.words
    with transaction():
        make.found("further", "Further Accord", make.MEMBERS)
    page = visitor.get("proxies.proxies")
    assert page.texts("summary")[-1].endswith("choose in which of 2 alliances")
    assert "Give a proxy in" not in page.words
    assert "own office Western Accord An alternate alone" in page.words
    for slug in ("ours", "further"):
        assert visitor.url("proxies.give", slug=slug) in page.links()


def test_what_is_wrong_is_said_at_its_field(visitor, asked):
    visitor.sign_in(governor())
    form = visitor.get("proxies.give", slug="ours")
    page = visitor.press(
        "proxies.give", form, filled(last_on="2001-01-01"), slug="ours", expect=422
    )
    assert "The last day lies before the first." in page.words
    page = visitor.press("proxies.give", form, filled(holder=""), slug="ours", expect=422)
    assert "Choose who is to hold it." in page.words


def test_where_the_charter_allows_none_only_an_alternate_is_offered_and_why(visitor, app):
    make.put()
    visitor.sign_in(governor())
    assert "Name an alternate in" in visitor.get("proxies.proxies").words
    form = visitor.get("proxies.give", slug="ours")
    assert "does not let a state be represented by proxy" in form.words
    assert "as alternate of your office" in form.words
    assert "Utah, Office of the Governor" not in form.words
    before = contents()
    page = visitor.press("proxies.give", form, filled(), expect=422, slug="ours")
    assert "Choose one of those listed; nobody else can hold it." in page.words
    assert contents() == before


def test_where_nobody_could_hold_it_the_page_says_so(visitor, app):
    visitor.sign_in(governor("WY"))
    with transaction():
        for post in db.session.query(Post).filter(Post.rank != "principal"):
            post.until = clock.now()
    page = visitor.get("proxies.give", slug="ours")
    assert "does not let a state be represented by proxy" in page.words
    assert "no other counsel or liaison" in page.words
    assert "Review the proxy" not in page.words


def test_a_member_without_a_vote_is_told_that_it_gives_no_proxy(visitor, app):
    party = replace(USUAL_CLASSES[0], voting=False)
    charters.adopt(charters.draft(charters.words(terms=Terms(classes=(party,)))))
    visitor.sign_in(governor())
    page = visitor.get("proxies.give", slug="ours")
    assert "Colorado does not vote in Western Accord: it gives no proxy there." in page.words
    assert "Review the proxy" not in page.words


def test_a_question_of_other_terms_than_the_charter_is_told_at_its_field(visitor, app):
    before = make.put()  # opened when the charter let no state be represented
    proxies.allowed()
    visitor.sign_in(governor())
    form = visitor.get("proxies.give", slug="ours")
    assert "Utah, Office of the Governor" in form.words
    data = filled(covers=str(before.id))
    page = visitor.press("proxies.give", form, data, expect=422, slug="ours")
    assert "The terms of this question do not let a state be represented" in page.words
    page = visitor.press("proxies.give", form, filled(covers="lunch"), expect=422, slug="ours")
    assert "a question may be closed by now" in page.words


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (-1, 9, "The first day has passed"),
        (9, 8, "The last day lies before the first."),
        (-9, -8, "The last day has passed."),
        (0, 366, "A proxy holds for at most 366 days."),
    ],
)
def test_days_are_checked_at_their_fields_before_any_review(visitor, asked, first, last, why):
    visitor.sign_in(governor())
    form, today = visitor.get("proxies.give", slug="ours"), today_in("CO")
    days = {"from_on": today + first * DAY, "last_on": today + last * DAY}
    data = filled() | {name: day.isoformat() for name, day in days.items()}
    page = visitor.press("proxies.give", form, data, expect=422, slug="ours")
    assert why in page.words
    assert "Nothing is recorded yet" not in page.words


def test_what_is_passed_on_is_offered_within_what_is_held(visitor, asked):
    one = proxies.given(kind="resolution")
    visitor.sign_in(governor("UT"))
    form = visitor.get("proxies.pass_on", proxy_id=one.id)
    assert "Questions of the kind: resolution" in form.words
    assert "Questions of the kind: election" not in form.words
    assert "All questions" not in form.words
    assert "Colorado, Office of the Governor" not in form.words
    late = (one.last_on + DAY).isoformat()
    data = filled("WY", covers="resolution", last_on=late)
    page = visitor.press("proxies.pass_on", form, data, expect=422, proxy_id=one.id)
    assert "What is passed on exceeds its source" in page.words


def test_what_cannot_be_passed_on_is_not_offered_and_the_page_says_why(visitor, app):
    proxies.allowed()  # and no chains
    one = proxies.given()
    visitor.sign_in(governor("UT"))
    where = {"proxy_id": one.id}
    assert (
        visitor.url("proxies.pass_on", **where) not in visitor.get("proxies.show", **where).links()
    )
    page = visitor.get("proxies.pass_on", **where)
    assert "Nothing of it can be passed on" in page.words
    assert "Review the proxy" not in page.words
    proxies.recalled(one)
    assert "The proxy was recalled." in visitor.get("proxies.pass_on", **where).words


def test_the_page_of_a_question_says_who_holds_whose_proxy(visitor, asked):
    proxies.given()
    address = visitor.url("proxies.answer", question_id=asked.id, code="CO")
    for role in (observer("WY"), SECRETARIAT, governor("UT")):
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=asked.id)
        assert "Colorado: Utah, Office of the Governor, through" in page.words.replace(" ,", ",")
        assert (address in page.links()) is (role == governor("UT"))
        assert BIRD not in page.words


def test_a_proxy_that_is_suspended_is_shown_as_such_and_not_to_answer_by(visitor, asked):
    proxies.given()
    make.succeeded(governor())
    address = visitor.url("proxies.answer", question_id=asked.id, code="CO")
    page = visitor.sign_in(governor("UT")).get("votes.show", question_id=asked.id)
    assert "The proxy is suspended until it is given anew. Whoever gave it" in page.words
    assert address not in page.links()
    assert address not in visitor.get("workspaces.desk").links()


def test_whom_an_office_named_its_alternate_no_other_office_is_shown(visitor, asked):
    proxies.alternate()
    for role, sees in ((observer(), True), (liaison(), True), (liaison("UT"), False)):
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=asked.id)
        assert ("its alternate" in page.words) is sees, role


def test_the_holder_answers_from_the_desk_and_gets_a_receipt(visitor, asked):
    proxies.given(instructions=BIRD)
    visitor.sign_in(governor("UT"))
    where = {"question_id": asked.id, "code": "CO"}
    assert visitor.url("proxies.answer", **where) in visitor.get("workspaces.desk").links()
    form = visitor.get("proxies.answer", **where)
    assert BIRD in form.words
    review = visitor.press("proxies.answer", form, {"answer": "nay"}, expect=200, **where)
    done = visitor.press("proxies.answer", review, {"confirm": "yes"}, **where)
    page = visitor.at(done.location)
    assert answers_to(asked.id)["CO"].answer == "nay"
    assert "by proxy, held by Utah" in page.words
    assert visitor.url("proxies.answer", **where) not in visitor.get("workspaces.desk").links()
    assert visitor.url("votes.receipt_file", question_id=asked.id, **{"for": "CO"}) in page.links()
    roll = visitor.get("votes.show", question_id=asked.id)
    assert "Given by proxy, held by Utah." in roll.words
    with transaction():
        answering.answer(make.actor(governor()), asked, said=make.said("yea"), seen=1)
    roll = visitor.get("votes.show", question_id=asked.id)
    assert "Colorado: nay, by proxy, held by Utah," in roll.words
    assert "Given by proxy" not in roll.words


def test_the_state_has_a_receipt_of_what_was_answered_for_it(visitor, asked):
    proxies.given()
    proxies.answered(asked)
    visitor.sign_in(governor())
    page = visitor.get("votes.receipt", question_id=asked.id)
    assert "by proxy, held by Utah" in page.words
    assert visitor.url("votes.receipt_file", question_id=asked.id) in page.links()
    kept = visitor._request("get", visitor.url("votes.receipt_file", question_id=asked.id))
    assert kept.get_json()["receipt"]["stream"] == "alliance:ours"


def test_while_answers_are_hidden_the_two_states_see_the_one_by_proxy(visitor, app):
    proxies.allowed(hidden=True)
    question = make.put()
    proxies.given()
    proxies.answered(question, word="recused")
    readers = {
        governor("UT"): True,
        governor("CO"): True,
        governor("WY"): False,
        SECRETARIAT: False,
    }
    for role, sees in readers.items():
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=question.id)
        assert ("Ground: A party to the matter" in page.words) is sees, role


def test_a_private_explanation_of_an_answer_by_proxy_is_read_by_the_two_offices(visitor, asked):
    proxies.given()
    said = Said(Word.YEA, explanation="explained-bird", shown_to=ShownTo.PRIVATE)
    proxies.answered(asked, word=said)
    readers = {governor("UT"): True, liaison(): True, governor("WY"): False, counsel(): False}
    for role, sees in readers.items():
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=asked.id)
        assert ("explained-bird" in page.words) is sees, role


def test_an_alternate_is_asked_on_their_own_desk_and_no_colleague_s(visitor, asked):
    proxies.alternate()
    address = visitor.url("proxies.answer", question_id=asked.id, code="CO")
    for role, sees in ((liaison(), True), (observer(), False), (governor(), False)):
        visitor.sign_in(role)
        assert (address in visitor.get("workspaces.desk").links()) is sees, role
    visitor.sign_in(liaison())
    form = visitor.get("proxies.answer", question_id=asked.id, code="CO")
    where = {"question_id": asked.id, "code": "CO"}
    review = visitor.press("proxies.answer", form, {"answer": "yea"}, expect=200, **where)
    done = visitor.press("proxies.answer", review, {"confirm": "yes"}, **where)
    assert "by its alternate" in visitor.at(done.location).words
    visitor.sign_in(governor())
    change = visitor.url("votes.answer", question_id=asked.id)
    assert change in visitor.get("votes.show", question_id=asked.id).links()


def test_a_receipt_of_another_state_is_for_who_answered_for_it(visitor, asked):
    proxies.given()
    proxies.answered(asked)
    visitor.sign_in(governor("WY"))
    answer = visitor._request(
        "get", visitor.url("votes.receipt", question_id=asked.id, **{"for": "CO"})
    )
    assert answer.status_code == 302


def test_what_hinders_an_answer_is_said(visitor, asked):
    one = proxies.given()
    proxies.recalled(one)
    visitor.sign_in(governor("UT"))
    page = visitor.get("proxies.answer", question_id=asked.id, code="CO")
    assert "The proxy was recalled." in page.words


def test_a_state_that_has_answered_itself_is_not_answered_for(visitor, asked):
    proxies.given()
    make.answered(asked, CO="yea")
    visitor.sign_in(governor("UT"))
    address = visitor.url("proxies.answer", question_id=asked.id, code="CO")
    assert visitor._request("get", address).status_code == 302
    assert address not in visitor.get("votes.show", question_id=asked.id).links()


def test_a_proxy_is_recalled_by_who_gave_it(visitor, asked):
    one = proxies.given()
    visitor.sign_in(governor())
    form = visitor.get("proxies.recall", proxy_id=one.id)
    done = visitor.press("proxies.recall", form, proxy_id=one.id)
    assert "The proxy was recalled" in visitor.at(done.location).words
    db.session.expire_all()
    assert db.session.get_one(Proxy, one.id).recalled_at


def test_a_holder_passes_on_what_it_holds(visitor, asked):
    one = proxies.given()
    visitor.sign_in(governor("UT"))
    form = visitor.get("proxies.pass_on", proxy_id=one.id)
    review = visitor.press("proxies.pass_on", form, filled("WY"), expect=200, proxy_id=one.id)
    visitor.press("proxies.pass_on", review, {"confirm": "yes"}, proxy_id=one.id)
    link = db.session.query(Proxy).filter(Proxy.source_id == one.id).one()
    assert (link.state_code, link.holder_state) == ("CO", "WY")


def test_instructions_are_read_by_the_two_offices_and_by_nobody_else(visitor, app, asked):
    one = proxies.given(instructions=BIRD)
    link = proxies.passed_on(one, instructions="passed-on-bird")
    pages = [
        *(
            visitor.url(f"proxies.{page}", proxy_id=key.id)
            for page in ("show", "recall", "pass_on")
            for key in (one, link)
        ),
        visitor.url("proxies.proxies"),
        visitor.url("votes.show", question_id=asked.id),
        visitor.url("workspaces.record"),
        visitor.url("workspaces.desk"),
        visitor.url("proxies.answer", question_id=asked.id, code="CO"),
    ]
    heard = {}
    readers = (
        governor(),
        liaison(),
        governor("UT"),
        observer("UT"),
        governor("WY"),
        counsel(),
        SECRETARIAT,
        governor("NM"),
    )
    for role in readers:
        visitor.sign_in(role)
        said = b"".join(visitor._request("get", path).get_data() for path in pages)
        heard[role.state, role.office] = {
            name for name in (BIRD, "passed-on-bird") if name.encode() in said
        } | heard.get((role.state, role.office), set())
    assert heard == {
        ("CO", "governor"): {BIRD},
        ("UT", "governor"): {BIRD, "passed-on-bird"},
        ("WY", "governor"): {"passed-on-bird"},
        ("CO", "attorney general"): set(),
        ("", "secretariat"): set(),
        ("NM", "governor"): set(),
    }
    while worker.run_once("test"):
        pass
    sent, app.extensions["mailman"].outbox = app.extensions["mailman"].outbox, []
    told = [one for one in sent if "proxy" in one.subject]
    assert {one.to[0].partition("@")[2] for one in told} == {
        f"governor.{state}.example" for state in ("co", "ut", "wy")
    }
    assert not [one for one in sent if "bird" in one.body + one.subject]
    assert not [one for one in db.session.query(Entry.body) if "bird" in one.body]


def test_what_is_another_office_s_looks_like_what_is_not_there(visitor, asked):
    one = proxies.given()
    for role in (governor("WY"), counsel(), SECRETARIAT):
        visitor.sign_in(role)
        for page in ("show", "recall", "pass_on"):
            address = visitor.url(f"proxies.{page}", proxy_id=one.id)
            assert visitor._request("get", address).status_code == 404


def test_the_record_says_who_represents_whom(visitor, asked):
    one = proxies.given()
    proxies.answered(asked)
    proxies.recalled(one)
    proxies.alternate()
    visitor.sign_in(observer("WY"))
    words = visitor.get("workspaces.record").words
    assert "Colorado gave its proxy to Utah for all questions, from" in words
    assert "by proxy, held by Utah." in words
    assert "recalled a proxy of Colorado." in words
    assert "Colorado named an alternate for all questions" in words


def test_a_proxy_whose_source_is_recalled_does_not_stand(visitor, asked):
    first = proxies.given()
    further = proxies.passed_on(first)
    where = {"proxy_id": further.id}
    visitor.sign_in(governor("WY"))
    assert "In force." in visitor.get("proxies.show", **where).words
    proxies.recalled(first)
    page = visitor.get("proxies.show", **where)
    assert "What it was passed on from: The proxy was recalled." in page.words
    assert visitor.url("proxies.pass_on", **where) not in page.links()


@pytest.mark.parametrize("hidden", [False, True])
def test_who_holds_it_next_is_shown_nothing_that_the_one_before_kept_to_itself(
    visitor, app, hidden
):
    proxies.allowed(hidden=hidden)
    question = make.put()
    one = proxies.given()
    said = Said(Word.RECUSED, ground="ground-bird", explanation="private-bird")
    said = replace(said, shown_to=ShownTo.PRIVATE)
    proxies.answered(question, word=said)
    proxies.recalled(one)
    proxies.given("CO", "WY")
    visitor.sign_in(governor("WY"))
    where = {"question_id": question.id, "code": "CO"}
    page = visitor._request("get", visitor.url("proxies.answer", **where)).get_data(as_text=True)
    assert "Review the answer" in page
    assert "private-bird" not in page
    assert ("ground-bird" in page) is not hidden
    form = visitor.get("proxies.answer", **where)
    review = visitor.press("proxies.answer", form, {"answer": "yea", "ground": ""}, 200, **where)
    visitor.press("proxies.answer", review, {"confirm": "yes"}, **where)
    assert answers_to(question.id)["CO"].proxy_state == "WY"


def test_where_an_answer_stands_no_page_says_that_it_may_be_changed(visitor, app):
    proxies.allowed(may_change=False)
    question = make.put()
    one = proxies.given()
    visitor.sign_in(governor("UT"))
    where = {"question_id": question.id, "code": "CO"}
    form = visitor.get("proxies.answer", **where)
    review = visitor.press("proxies.answer", form, {"answer": "yea"}, expect=200, **where)
    assert "It stands as it is given" in review.words
    assert "takes the place of this answer" not in review.words
    visitor.press("proxies.answer", review, {"confirm": "yes"}, **where)
    again = visitor.press("proxies.answer", review, {"confirm": "yes"}, **where)
    assert "Colorado has answered already. It stands." in visitor.at(again.location).words
    page = visitor.get("votes.show", question_id=question.id)
    assert "Change the answer of Colorado" not in page.words
    back = visitor._request("get", visitor.url("proxies.answer", **where))
    assert "Colorado has answered already. It stands." in visitor.at(back.location).words
    assert one.recalled_at is None


def test_in_a_meeting_who_is_not_there_is_told_before_they_fill_in(visitor, app):
    proxies.allowed()
    question = in_a_meeting.put(states=("CO",))
    proxies.given("CO", "UT")
    visitor.sign_in(governor("UT"))
    page = visitor.get("proxies.answer", question_id=question.id, code="CO")
    assert "Utah is not recorded as present" in page.words
    assert "Review the answer" not in page.words


def test_what_is_suspended_is_not_said_to_be_in_force(visitor, asked):
    one = proxies.given()
    where = {"proxy_id": one.id}
    visitor.sign_in(governor("UT"))
    assert "In force." in visitor.get("proxies.show", **where).words
    make.succeeded(governor())
    for page in (visitor.get("proxies.show", **where), visitor.get("proxies.proxies")):
        assert "suspended until it is given anew" in page.words
        assert "In force." not in page.words
    assert (
        visitor.url("proxies.pass_on", **where) not in visitor.get("proxies.show", **where).links()
    )


def test_a_proxy_of_a_state_that_is_out_is_not_said_to_be_in_force(visitor, asked):
    one = proxies.given("CO", "WY")
    leave("WY")
    visitor.sign_in(governor())
    page = visitor.get("proxies.show", proxy_id=one.id)
    assert "does not vote in this alliance now" in page.words
