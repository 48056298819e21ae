"""The pages of coming in: found, invite, apply, decide, join; what each reader is offered."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from alliance.accessions import operations
from alliance.accessions.models import Accession
from alliance.accessions.rules import Stage
from alliance.authority.rules import ActClass
from alliance.clearance.rules import Needs
from alliance.core import clock
from alliance.core.db import db
from alliance.instruments import operations as instruments
from alliance.instruments.rules import Stage as Bill
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from tests import make
from tests.accessions.made import act, applied, approved, chartered, statute
from tests.charters.made import officer
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.withdrawals.made import at

DAY = dt.date(2027, 3, 1)


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def only():
    return db.session.scalars(select(Accession)).one()


def test_an_alliance_is_founded_after_a_review(visitor, body):
    visitor.sign_in(liaison("NM"))
    said = {"name": "Dry Lands Accord", "kind": "coalition", "secretariat": ""}
    page = visitor.send("accessions.found", said, expect=200)
    assert page.h1 == "Review the founding"
    assert "none is asked for" in page.words
    assert not db.session.scalars(select(Alliance).where(Alliance.slug == "dry-lands-accord")).all()
    visitor.press("accessions.found", page, {"confirm": "yes"})
    made = db.session.scalars(select(Alliance).where(Alliance.slug == "dry-lands-accord")).one()
    page = visitor.get("accessions.accession", accession_id=only().id)
    assert "New Mexico joins." in page.words
    assert bound_states(made) == frozenset()


def test_a_name_is_asked_for(visitor, body):
    visitor.sign_in(liaison("NM"))
    page = visitor.send("accessions.found", {"name": " ", "kind": "coalition"}, expect=422)
    assert "Give the alliance a name." in page.words


def test_the_secretariat_invites_and_the_state_accepts(visitor, body):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("accessions.invite", slug="ours")
    assert "New Mexico" in page.words
    assert "Colorado" not in " ".join(page.texts("label"))
    said = {"states": ["NM", "OR"], "member_class": "party", "words": "Come in."}
    visitor.send("accessions.invite", said, slug="ours")
    coming = db.session.scalars(select(Accession).where(Accession.state_code == "NM")).one()
    visitor.sign_in(liaison("NM"))
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "New Mexico accepts or declines the invitation." in page.words
    assert "Accept the invitation" not in page.texts("button")
    visitor.sign_in(governor("NM"))
    page = visitor.get("accessions.accession", accession_id=coming.id)
    visitor.press("accessions.accept", page, accession_id=coming.id)
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "New Mexico joins with its legal instrument." in page.words


def test_nobody_is_invited_by_nobody(visitor, body):
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("accessions.invite", {"member_class": "party"}, expect=422, slug="ours")
    assert "Choose at least one state." in page.words


def test_an_invitation_is_declined_on_a_page_of_its_own(visitor, body):
    [coming] = act(operations.invite, SECRETARIAT, body, states=["NM"])
    visitor.sign_in(governor("NM"))
    visitor.send("accessions.decline", accession_id=coming.id)
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "It came to nothing: declined." in page.words


def test_a_state_applies_is_sponsored_and_approved(visitor, app):
    with at(DAY):
        chartered(sponsors=1)
        visitor.sign_in(governor("NM"))
        visitor.send(
            "accessions.apply", {"member_class": "party", "words": "We share."}, slug="ours"
        )
        coming = only()
        visitor.sign_in(SECRETARIAT)
        page = visitor.get("accessions.accession", accession_id=coming.id)
        assert "The members: 1 more has to sponsor it." in page.words
        assert "Record the approval" not in page.texts("a")
        page = visitor.send(
            "accessions.approve", {"decision": "-"}, expect=409, accession_id=coming.id
        )
        assert "1 more member has to sponsor it" in page.words
        visitor.sign_in(governor("UT"))
        page = visitor.get("accessions.accession", accession_id=coming.id)
        visitor.press("accessions.sponsor", page, accession_id=coming.id)
        visitor.sign_in(SECRETARIAT)
        said = {"decision": "by the officers on March 1"}
        visitor.send("accessions.approve", said, accession_id=coming.id)
        page = visitor.get("accessions.accession", accession_id=coming.id)
        assert "by the officers on March 1" in page.words
        assert "Utah" in page.words


def test_an_application_is_refused_with_how_it_was_decided(visitor, body):
    coming = applied()
    visitor.sign_in(SECRETARIAT)
    visitor.send("accessions.refuse", {"decision": "by the officers"}, accession_id=coming.id)
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "It came to nothing: refused." in page.words


def test_where_the_members_decide_the_question_is_put_under_the_rule_of_the_charter(visitor, app):
    chartered(by="members")
    coming = applied()
    visitor.sign_in(SECRETARIAT)
    closes = (clock.today() + dt.timedelta(days=20)).isoformat() + "T17:00"
    page = visitor.send("accessions.put", {"closes": closes}, expect=200, accession_id=coming.id)
    assert page.h1 == "Review the question"
    assert "Shall New Mexico be admitted to Western Accord?" in page.words
    answer = visitor.press("accessions.put", page, {"confirm": "yes"}, accession_id=coming.id)
    question = db.session.get_one(Accession, coming.id).question_id
    assert str(question) in answer.location
    page = visitor.get("votes.show", question_id=question)
    assert visitor.url("accessions.accession", accession_id=coming.id) in page.links()
    assert not [one for one in page.links() if one.startswith("/resolutions/0")]


def test_an_admission_is_put_under_a_rich_rule_with_its_casting_vote(visitor, app):
    half = {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}
    west = {"each": {"region": ["West"]}, "measure": "states"}
    chartered(by="members", rule={"majorities": [half, west], "casting_vote": True})
    officer("Chair", "CO")
    coming = applied()
    visitor.sign_in(SECRETARIAT)
    closes = (clock.today() + dt.timedelta(days=20)).isoformat() + "T17:00"
    given = {"closes": closes, "chair": "CO"}
    page = visitor.send("accessions.put", given, expect=200, accession_id=coming.id)
    assert "from each of West at least 1 state says yea" in page.words
    assert "the casting vote of Colorado's presiding officer" in page.words
    visitor.press("accessions.put", page, {"confirm": "yes"}, accession_id=coming.id)
    question = db.session.get_one(Accession, coming.id).question_id
    assert "presiding officer of Colorado" in visitor.get("votes.show", question_id=question).words


def test_a_question_that_was_reviewed_for_others_is_not_put(visitor, app):
    with at(DAY):
        body = chartered(by="members")
        coming = applied()
        visitor.sign_in(SECRETARIAT)
        said = {"closes": "2027-03-20T17:00"}
        page = visitor.send("accessions.put", said, expect=200, accession_id=coming.id)
        with make.transaction():
            make.come_in(body, "AZ")
        page = visitor.press(
            "accessions.put", page, {"confirm": "yes"}, expect=409, accession_id=coming.id
        )
    assert "The members have changed" in page.words
    assert "4 states" in page.words


def joins(visitor, coming, role=None, expect=200, **said):
    visitor.sign_in(role or governor("NM"))
    return visitor.send("accessions.join", said, expect=expect, accession_id=coming.id)


def test_a_state_joins_with_its_instrument_after_a_review(visitor, body):
    coming, bill = approved(), statute(effective=dt.date(2027, 7, 1))
    page = joins(visitor, coming, instrument=str(bill.id), when="now")
    assert page.h1 == "Review joining"
    assert "An act to join the Western Accord" in page.words
    assert "Thursday, July 1, 2027" in page.words
    answer = visitor.press("accessions.join", page, {"confirm": "yes"}, accession_id=coming.id)
    page = visitor.at(answer.location)
    assert page.h1 == "Receipt for Accession of New Mexico"
    assert visitor.get("accessions.receipt_file", accession_id=coming.id).json["receipt"]
    assert "NM" in bound_states(body, dt.date(2027, 7, 1))
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "party from Thursday, July 1, 2027" in page.words


def test_a_state_joins_when_others_do(visitor, body):
    coming, bill = approved(), statute()
    page = joins(visitor, coming, instrument=str(bill.id), when="named", states="az, or")
    assert "when Arizona and Oregon are parties" in page.words
    visitor.press("accessions.join", page, {"confirm": "yes"}, accession_id=coming.id)
    assert db.session.get_one(Accession, coming.id).stands is Stage.CONDITIONAL
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "Arizona and Oregon are parties" in page.words
    assert "The others meet the condition" in page.words


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"when": "count", "count": "0"}, "Enter a number from 1 to 55."),
        ({"when": "named", "states": ""}, "Name the states by their postal codes"),
        ({"when": "named", "states": "XX"}, "XX is not the postal code of a state."),
        ({"when": "named", "states": "NM"}, "Your own state is no condition."),
        ({"when": "now", "instrument": "nonsense"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_a_condition_is_refused_at_its_place(visitor, body, said, why):
    coming, bill = approved(), statute()
    page = joins(visitor, coming, expect=422, **{"instrument": str(bill.id), **said})
    assert why in page.words


def test_a_bill_that_is_not_enacted_lets_nobody_join(visitor, body):
    coming, bill = approved(), statute(stage=Bill.PASSED_ONE)
    page = joins(visitor, coming, expect=409, instrument=str(bill.id), when="now")
    assert "waits for its enactment or signature" in page.words


def test_without_an_instrument_the_page_says_where_to_record_one(visitor, body):
    coming = approved()
    visitor.sign_in(governor("NM"))
    page = visitor.get("accessions.join", accession_id=coming.id)
    assert "none of your state is recorded here" in page.words


def test_what_changed_between_review_and_confirmation_stops_it(visitor, body):
    coming, bill = approved(), statute()
    page = joins(visitor, coming, instrument=str(bill.id), when="now")
    facts = replace(bill.known.says, note="The chapter was renumbered.")
    act(instruments.revise, liaison("NM"), bill, facts=facts, base=1)
    page = visitor.press(
        "accessions.join", page, {"confirm": "yes"}, expect=409, accession_id=coming.id
    )
    assert "What is known of the instrument has changed" in page.words
    assert db.session.get_one(Accession, coming.id).stands is Stage.APPROVED


def test_joining_is_prepared_cleared_by_none_and_released_by_the_principal(visitor, body):
    make.step_rule(Needs.PREPARED, ActClass.JOIN, head=governor("NM"))
    coming, bill = approved(), statute()
    visitor.sign_in(governor("NM"))
    page = visitor.get("accessions.join", accession_id=coming.id)
    assert "is prepared" in page.words
    visitor.sign_in(liaison("NM"))
    said = {"instrument": str(bill.id), "when": "count", "count": "3", "note": "As agreed."}
    answer = visitor.send("accessions.prepare", said, accession_id=coming.id)
    page = visitor.at(answer.location)
    assert "when at least 3 others are parties" in page.words
    page = joins(visitor, coming, instrument=str(bill.id), when="count", count="3")
    assert page.h1 == "Review joining"
    visitor.press("accessions.join", page, {"confirm": "yes"}, accession_id=coming.id)
    assert db.session.get_one(Accession, coming.id).stands is Stage.JOINED


def test_an_application_is_taken_back_on_a_page_of_its_own(visitor, body):
    coming = approved()
    visitor.sign_in(governor("NM"))
    visitor.send("accessions.end", accession_id=coming.id)
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "It came to nothing: withdrawn." in page.words


@pytest.mark.parametrize("role", [observer("NM"), liaison("CO"), SECRETARIAT])
def test_who_may_not_bind_the_state_is_offered_nothing_and_let_in_nowhere(visitor, body, role):
    coming = approved()
    visitor.sign_in(role)
    page = visitor.get("accessions.accession", accession_id=coming.id)
    assert "Join" not in page.texts("a")
    assert "Record the instrument" not in page.texts("a")
    visitor.get("accessions.join", expect=403, accession_id=coming.id)
    visitor.get("accessions.end", expect=403, accession_id=coming.id)


def test_who_cannot_act_is_told_who_can(visitor, body):
    [invited] = act(operations.invite, SECRETARIAT, body, states=["NM"])
    for role in (liaison("NM"), observer("NM")):
        visitor.sign_in(role)
        page = visitor.get("accessions.accession", accession_id=invited.id)
        assert "principal, can accept or decline for New Mexico." in page.words
    visitor.sign_in(governor("NM"))
    page = visitor.get("accessions.accession", accession_id=invited.id)
    assert "can accept or decline" not in page.words
    act(operations.decline, governor("NM"), invited)
    visitor.sign_in(liaison("NM"))
    page = visitor.get("accessions.accessions", slug="ours")
    assert "principal, can apply for New Mexico." in page.words
    assert "Apply to join" not in page.texts("a")


def test_a_member_that_applies_is_told_that_it_is_one(visitor, body):
    visitor.sign_in(governor())
    page = visitor.get("accessions.apply", expect=409, slug="ours")
    assert "Colorado is a member of Western Accord already." in page.words
    visitor.sign_in(SECRETARIAT)
    visitor.get("accessions.apply", expect=403, slug="ours")


ASSUMED = "Not recorded. Until a charter is recorded, this installation assumes"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("coalition", "The officers approve whoever asks to join."),
        (
            "interstate compact",
            "A state joins by enacting the compact; nobody is asked to approve.",
        ),
    ],
)
def test_what_no_charter_says_is_marked_as_assumed(visitor, app, kind, said):
    with at(DAY), make.transaction():
        make.alliance().kind = kind
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("accessions.accessions", slug="ours")
    assert f"{ASSUMED}: {said}" in page.words
    [link] = [one for one in page.tree.iter("a") if (one.text or "").strip() == "Invite states"]
    assert "usa-button--outline" in link.get("class")
    assert f"{ASSUMED}: {said}" in visitor.get("accessions.invite", slug="ours").words
    page = visitor.get("charters.charter", slug="ours")
    assert f"{ASSUMED} these terms." in page.words
    assert said in page.words


def test_many_states_to_choose_from_stand_in_columns(visitor, body):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("accessions.invite", slug="ours")
    assert "choices choices--many" in [one.get("class") for one in page.tree.iter("div")]


def test_a_sponsorship_is_taken_back_with_a_button(visitor, app):
    with at(DAY):
        chartered(sponsors=1)
        coming = applied()
        visitor.sign_in(governor("UT"))
        page = visitor.get("accessions.accession", accession_id=coming.id)
        visitor.press("accessions.sponsor", page, accession_id=coming.id)
        page = visitor.get("accessions.accession", accession_id=coming.id)
        visitor.press("accessions.unsponsor", page, accession_id=coming.id)
        page = visitor.get("accessions.accession", accession_id=coming.id)
        assert "taken back" in page.words
        assert "1 more has to be found" in page.words
        assert "Sponsor it no longer" not in page.texts("button")


def test_the_list_says_whose_turn_it_is(visitor, body):
    applied()
    visitor.sign_in(governor("NM"))
    page = visitor.get("accessions.accessions", slug="ours")
    assert "The secretariat records what the officers decide." in page.words
    assert "See how far your state has come" in page.texts("a")
    visitor.sign_in(governor())
    page = visitor.get("accessions.accessions", slug="ours")
    assert "Apply to join" not in page.texts("a")
