"""The inner steps on their pages: the rule, preparing, clearing, releasing, and on the desk."""

import uuid

import pytest
from sqlalchemy import select

from alliance.authority.rules import ActClass
from alliance.clearance.models import Prepared, StepRule
from alliance.clearance.rules import Needs
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.record import Entry
from alliance.litigation.models import Position
from alliance.signatures.queries import signatures_under
from alliance.votes.queries import answers_to
from alliance.workspaces.calendar import as_calendar
from alliance.workspaces.desk import desk
from bench.counting import counting
from tests import make
from tests.litigation import cases
from tests.people import Role, administrator, counsel, governor, liaison, observer

HEAD, STAFF = governor("CO"), liaison("CO")
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
FIELDS = ("answer", "sign", "lawsuit", "commit", "notice", "join")

pytestmark = pytest.mark.usefixtures("app")


def only():
    """The one that is under way."""
    db.session.rollback()
    return db.session.scalars(select(Prepared).where(Prepared.ended_as.is_(None))).one()


def on_the_desk(role):
    """What lies on somebody's desk: by its list, the words of each item and its button."""
    db.session.rollback()
    forget()
    found = desk(make.actor(role))
    lists = {"act": found.act, "inside": found.inside}
    return [(name, one.why, one.action) for name, items in lists.items() for one in items]


# The rule.


def test_the_principal_sets_the_rule_and_the_office_reads_it(visitor):
    visitor.sign_in(observer("CO"))
    assert visitor.url("clearance.steps") in visitor.get("staffing.people").links()
    assert "asks for no steps" in visitor.get("clearance.steps").words
    visitor.get("clearance.rule", 403)
    visitor.sign_in(HEAD)
    assert visitor.url("clearance.rule") in visitor.get("clearance.steps").links()
    asked = dict.fromkeys(FIELDS, "nothing") | {"answer": "prepared and cleared"}
    visitor.send("clearance.rule", asked)
    visitor.sign_in(observer("CO"))
    page = visitor.get("clearance.steps")
    assert "Answer a question yes yes" in page.words
    assert "Sign a resolution no no" in page.words
    visitor.sign_in(counsel("CO"))
    assert "asks for no steps" in visitor.get("clearance.steps").words, "another office"


def test_a_rule_asks_for_fresh_proof(app):
    assert app.view_functions["clearance.rule"].fresh


def test_what_cannot_be_a_rule_is_said(visitor):
    visitor.sign_in(HEAD)
    asked = dict.fromkeys(FIELDS, "nothing")
    page = visitor.send("clearance.rule", asked | {"sign": "a lot"}, 422)
    assert "Choose one of the three." in page.words
    page = visitor.send("clearance.rule", asked, 409)
    assert "This is the rule of your office already." in page.words
    make.step_rule()
    page = visitor.send("clearance.rule", {**asked, "version": "0"}, 409)
    assert "changed while you were reading" in page.words
    assert len(db.session.scalars(select(StepRule)).all()) == 1


def chosen_in(page):
    """What is chosen on a page: an answer, or a position."""
    inputs = [one for one in page.tree.iter("input") if one.get("name") in {"answer", "stance"}]
    return [one for one in inputs if "checked" in one.attrib]


# From the question to the answer.


def test_an_answer_goes_from_the_liaison_to_counsel_to_the_principal(visitor):
    make.step_rule()
    asked = make.put().id
    where = {"question_id": asked}
    visitor.sign_in(STAFF)
    assert visitor.url("votes.prepare", **where) in visitor.get("votes.show", **where).links()
    visitor.send("votes.prepare", {"answer": "nay", "note": "As agreed."}, **where)
    one = only().id
    page = visitor.get("clearance.show", prepared_id=one)
    assert "Answer nay" in page.words
    assert "As agreed." in page.words
    assert visitor.url("clearance.clear", prepared_id=one) not in page.text

    visitor.sign_in(HEAD)
    page = visitor.get("votes.answer", **where)
    assert "asks that counsel clears an answer first" in page.words
    assert visitor.url("clearance.show", prepared_id=one) in page.links()
    assert "Review the answer" not in page.words

    visitor.sign_in(COUNSEL)
    page = visitor.get("clearance.show", prepared_id=one)
    visitor.press("clearance.clear", page, prepared_id=one)

    visitor.sign_in(HEAD)
    page = visitor.get("clearance.show", prepared_id=one)
    assert visitor.url("votes.answer", **where) in page.links()
    page = visitor.get("votes.answer", **where)
    (checked,) = chosen_in(page)
    assert checked.get("value") == "nay", "what was prepared is filled in"
    page = visitor.send("votes.answer", {"answer": "yea"}, 200, **where)
    assert "says “Answer nay”, and this says “Answer yea”" in page.words
    page = visitor.send("votes.answer", {"answer": "nay"}, 200, **where)
    assert page.h1 == "Review your answer"
    visitor.press("votes.answer", page, {"answer": "nay", "confirm": "yes"}, **where)
    db.session.rollback()
    assert answers_to(asked)["CO"].answer == "nay"
    assert "released on" in visitor.get("clearance.show", prepared_id=one).words
    log = visitor.get("workspaces.office_log").words
    assert "released what was prepared: answer a question." in log


def test_a_confirmation_without_the_steps_is_refused(visitor):
    make.step_rule()
    asked = make.put().id
    visitor.sign_in(HEAD)
    page = visitor.get("votes.answer", question_id=asked)
    assert visitor.url("votes.prepare", question_id=asked) in page.links()
    said = {"answer": "yea", "confirm": "yes"}
    page = visitor.press("votes.answer", page, said, 409, question_id=asked)
    assert "prepared, and cleared by counsel, before you release it" in page.words
    db.session.rollback()
    assert answers_to(asked) == {}


def test_counsel_gives_back_with_a_reason_and_it_is_prepared_anew(visitor):
    one = make.prepared()
    where = {"prepared_id": one.id}
    asked = uuid.UUID(one.subject.partition(":")[2])
    visitor.sign_in(COUNSEL)
    assert (
        visitor.url("clearance.give_back", **where)
        in visitor.get("clearance.show", **where).links()
    )
    page = visitor.send("clearance.give_back", {"why": " "}, 422, **where)
    assert "Say what is to be changed." in page.words
    visitor.send("clearance.give_back", {"why": "Rather nay."}, **where)
    visitor.sign_in(STAFF)
    page = visitor.get("clearance.show", **where)
    assert "Rather nay." in page.words
    assert visitor.url("votes.prepare", question_id=asked) in page.links()
    visitor.send("votes.prepare", {"answer": "nay"}, question_id=asked)
    assert only().id != one.id
    assert "It has ended: replaced" in visitor.get("clearance.show", **where).words
    page = visitor.get("clearance.show", prepared_id=only().id)
    visitor.press("clearance.withdraw", page, prepared_id=only().id)
    db.session.rollback()
    assert not db.session.scalars(select(Prepared).where(Prepared.ended_as.is_(None))).all()


def test_who_may_not_take_a_step_finds_no_button_and_a_closed_door(visitor):
    one = make.prepared()
    where = {"prepared_id": one.id}
    for role in (observer("CO"), administrator("CO"), STAFF, HEAD):
        visitor.sign_in(role)
        page = visitor.get("clearance.show", **where)
        assert visitor.url("clearance.clear", **where) not in page.text, role
        visitor.press("clearance.clear", page, expect=403, **where)
        if role is not HEAD:
            assert visitor.url("clearance.give_back", **where) not in page.links()
            visitor.get("clearance.give_back", 403, **where)
        if role is not STAFF:
            assert visitor.url("clearance.withdraw", **where) not in page.text
            visitor.press("clearance.withdraw", page, expect=403, **where)
    assert only().id == one.id


# The other acts.


def test_a_signature_is_prepared_and_released(visitor):
    make.step_rule(Needs.PREPARED, ActClass.SIGN)
    where = {"resolution_id": make.adopted().id}
    visitor.sign_in(HEAD)
    page = visitor.get("resolutions.sign", **where)
    assert "a signature is prepared before you release it" in page.words
    visitor.press("resolutions.sign", page, {"confirm": "yes"}, 409, **where)
    visitor.sign_in(STAFF)
    for endpoint in ("resolutions.show", "resolutions.signatures"):
        page = visitor.get(endpoint, **where)
        assert visitor.url("resolutions.prepare", **where) in page.links()
    visitor.send("resolutions.prepare", {"note": ""}, **where)
    visitor.sign_in(HEAD)
    assert "Your office has prepared this" in visitor.get("resolutions.sign", **where).words
    review = visitor.send("resolutions.sign", {}, 200, **where)
    visitor.press("resolutions.sign", review, {"confirm": "yes"}, **where)
    db.session.rollback()
    assert set(signatures_under(where["resolution_id"])) == {"CO"}


def test_a_position_is_prepared_and_released(visitor, tmp_path):
    head, staff = cases.lawyer(), cases.lawyer(rank=Rank.LIAISON)
    make.step_rule(Needs.PREPARED, ActClass.LAWSUIT, head=head)
    where = {"case_id": cases.lawsuit(tmp_path).case_id}
    visitor.sign_in(head)
    page = visitor.get("litigation.position", **where)
    assert "a position on a lawsuit is prepared before you release it" in page.words
    visitor.sign_in(staff)
    page = visitor.get("litigation.lawsuit", **where)
    assert visitor.url("litigation.prepare", **where) in page.links()
    visitor.send("litigation.prepare", {"stance": "declines"}, **where)
    assert on_the_desk(head)[-1] == (
        *("act", "Record that the office declines: prepared, to be released", "Release"),
    )
    visitor.sign_in(head)
    page = visitor.get("litigation.position", **where)
    (checked,) = chosen_in(page)
    assert checked.get("value") == "declines"
    review = visitor.send("litigation.position", {"stance": "declines"}, 200, **where)
    said = {"stance": "declines", "confirm": "yes"}
    visitor.press("litigation.position", review, said, **where)
    db.session.rollback()
    assert db.session.scalars(select(Position)).one().stance == "declines"


def test_without_a_rule_no_page_speaks_of_steps(visitor):
    asked = make.put().id
    for role in (HEAD, COUNSEL, STAFF):
        visitor.sign_in(role)
        page = visitor.get("votes.show", question_id=asked)
        assert visitor.url("votes.prepare", question_id=asked) not in page.links()
    page = visitor.get("votes.prepare", question_id=asked)
    assert "does not ask that an answer is prepared" in page.words
    page = visitor.press("votes.prepare", page, {"answer": "yea"}, 200, question_id=asked)
    assert "does not ask" in page.words
    assert not db.session.scalars(select(Prepared)).all()


# The desk.


def test_the_desk_says_whose_turn_it_is(app):
    make.step_rule()
    asked = make.put()
    ask = "Western Accord: answer for your state"
    staff = f"{ask}; the principal of your office gives it"

    def seen():
        return {role.rank: on_the_desk(role)[0] for role in (HEAD, COUNSEL, STAFF)}

    first = "to be prepared in your office first"
    assert seen() == {
        Rank.PRINCIPAL: ("inside", f"{ask}; {first}", ""),
        Rank.COUNSEL: ("act", f"{staff}; {first}", "Prepare"),
        Rank.LIAISON: ("act", f"{staff}; {first}", "Prepare"),
    }
    one = make.prepared(asked)
    clears = "prepared, to be cleared by counsel"
    assert seen() == {
        Rank.PRINCIPAL: ("inside", f"{ask}; {clears}", ""),
        Rank.COUNSEL: ("act", f"{staff}; {clears}", "Clear"),
        Rank.LIAISON: ("inside", f"{staff}; {clears}", ""),
    }
    make.given_back(one, COUNSEL)
    back = "given back to Liaison Co Governor, to be prepared anew"
    assert seen() == {
        Rank.PRINCIPAL: ("inside", f"{ask}; {back}", ""),
        Rank.COUNSEL: ("inside", f"{staff}; {back}", ""),
        Rank.LIAISON: ("act", f"{staff}; {back}", "Prepare"),
    }
    make.cleared(make.prepared(asked))
    ready = "prepared and cleared, to be released"
    assert seen() == {
        Rank.PRINCIPAL: ("act", f"{ask}; {ready}", "Answer"),
        Rank.COUNSEL: ("inside", f"{staff}; {ready}", ""),
        Rank.LIAISON: ("inside", f"{staff}; {ready}", ""),
    }
    other = governor("UT")
    assert on_the_desk(other)[0] == ("act", ask, "Answer")


def test_the_desk_leads_where_the_step_is_taken(visitor):
    make.step_rule()
    asked = make.put()
    visitor.sign_in(STAFF)
    page = visitor.get("workspaces.desk")
    assert visitor.url("votes.prepare", question_id=asked.id) in page.links()
    one = make.prepared(asked)
    visitor.sign_in(COUNSEL)
    page = visitor.get("workspaces.desk")
    assert visitor.url("clearance.show", prepared_id=one.id) in page.links()
    make.cleared(one)
    visitor.sign_in(HEAD)
    page = visitor.get("workspaces.desk")
    assert visitor.url("votes.answer", question_id=asked.id) in page.links()


def test_a_calendar_says_nothing_of_the_steps(app):
    make.prepared(note="canary")
    with app.test_request_context():
        for role in (HEAD, COUNSEL, STAFF):
            file = as_calendar(make.actor(role), "localhost").decode().replace("\r\n ", "")
            assert "An act of your office" in file
            assert ("A colleague acts: An act" in file) is (role is not COUNSEL)
            for word in ("prepared", "cleared", "common forms", "canary"):
                assert word not in file.replace("/office/prepared/", ""), (role, word)


def test_the_desk_reads_what_is_prepared_in_one_statement_and_only_when_something_changed(visitor):
    visitor.sign_in(HEAD)
    make.put()

    def asked():
        visitor.get("workspaces.desk")
        forget()
        with counting(db.engine) as anew:
            visitor.get("workspaces.desk")
        with counting(db.engine) as again:
            visitor.get("workspaces.desk")
        return len(anew.statements), len(again.statements)

    without = asked()
    make.prepared()
    assert asked() == (without[0] + 1, without[1])


# Money, which is committed on a page of the office's own.


def test_money_is_prepared_cleared_and_committed_by_three_persons(visitor):
    make.step_rule(Needs.CLEARED, ActClass.COMMIT)
    visitor.sign_in(STAFF)
    assert visitor.url("clearance.money") in visitor.get("clearance.steps").links()
    page = visitor.send("clearance.money", {"amount": "much", "subject": "Printing"}, 422)
    assert "Write the amount in dollars" in page.words
    given = {"amount": "1,500.00", "subject": "Printing  of the compact", "note": "As agreed."}
    visitor.send("clearance.money", given)
    one = only()
    assert (one.subject, one.taken.content.says) == ("Printing of the compact", {"cents": 150_000})
    visitor.sign_in(HEAD)
    page = visitor.get("commitments.commit")
    asked = {"amount": "1500", "subject": "Printing of the compact", "confirm": "yes"}
    page = visitor.press("commitments.commit", page, asked, 409)
    assert "What was prepared waits for counsel." in page.words
    visitor.sign_in(COUNSEL)
    page = visitor.get("clearance.show", prepared_id=one.id)
    visitor.press("clearance.clear", page, prepared_id=one.id)
    visitor.sign_in(HEAD)
    page = visitor.get("clearance.show", prepared_id=one.id)
    (release,) = [link for link in page.links() if link.startswith("/office/commitments/new?")]
    assert release.endswith(f"?prepared={one.id}"), "no words of the office in an address"
    assert all("Printing" not in link for link in page.links())
    body = [entry.body for entry in db.session.scalars(select(Entry)) if "prepared" in entry.body]
    assert body
    assert not [one for one in body if "Printing" in one]
    form = visitor.at(release)
    assert form.field("amount") == "1,500.00"
    assert form.field("subject") == "Printing of the compact"
    typed = {"amount": "1500", "subject": "Printing of the compact"}
    review = visitor.press("commitments.commit", form, typed, 200)
    visitor.press("commitments.commit", review, {"confirm": "yes"})
    assert db.session.get_one(Prepared, one.id, populate_existing=True).ended_as == "released"
    assert "Printing of the compact" in visitor.get("commitments.commitments").words


def test_an_address_with_strange_parts_opens_the_form_all_the_same(visitor):
    make.step_rule(Needs.CLEARED, ActClass.COMMIT)
    visitor.sign_in(HEAD)
    for endpoint in ("commitments.commit", "clearance.money"):
        visitor.get(endpoint, formdata="x", prefix="y", obj="z", amount="<b>", subject="\x00")
        visitor.get(endpoint, prepared="x")
        page = visitor.get(endpoint, prepared=str(uuid.uuid4()))
        assert not page.field("amount")
