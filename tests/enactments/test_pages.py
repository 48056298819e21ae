"""The pages of campaigns: who sees and sends what, and the two texts side by side."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.comparison.comparing import compare
from alliance.core import clock
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.transaction import transaction
from alliance.enactments import checking
from alliance.enactments.models import Campaign, Determination, SimilarityQuestion
from alliance.enactments.rules import Finding, Texts
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Purpose, Stage
from alliance.states.reference import today_in
from bench.counting import counting
from tests import make
from tests.enactments.made import (
    MODEL,
    OTHER,
    REASONS,
    asked_of_members,
    campaign,
    determined,
    reported,
)
from tests.people import SECRETARIAT, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def newest(table):
    """The row that was made last."""
    db.session.rollback()
    with transaction():
        return db.session.scalars(select(table).order_by(table.id.desc())).first()


def typed(**other):
    """What the form of a campaign sends."""
    given = {
        "purpose": "join",
        "title": "Licensing compact, 2027 text",
        "text": MODEL,
        "threshold": "number",
        "number": "4",
        "condition": "",
        "before_days": "7",
        "silent_days": "60",
    }
    return given | other


def said(**other):
    """What the form about a state sends."""
    today = today_in("NM").isoformat()
    given = {
        "state": "NM",
        "kind": "statute",
        "stage": "introduced",
        "stage_on": today,
        "bill": "HB 40",
        "sponsor": "Sen. Vigil",
        "expected_on": "2027-04-15",
        "text": "",
        "source": "",
    }
    return given | other


def test_a_campaign_is_opened_and_everybody_reads_it(visitor):
    page = visitor.sign_in(SECRETARIAT).get("enactments.campaigns", slug="ours")
    assert "No campaigns are open." in page.words
    assert visitor.url("enactments.open_campaign", slug="ours") in page.links()
    visitor.send("enactments.open_campaign", typed(), slug="ours")
    made = newest(Campaign)
    assert made.says.threshold == {"at_least": {"count": "4"}}
    for role in (governor("NM"), observer("UT"), liaison("CO"), SECRETARIAT):
        page = visitor.sign_in(role).get("enactments.campaign", campaign_id=made.id)
        assert "States: 3 of 4 needed. 1 short." in page.words
        assert "By those that count" in page.words
        assert "If all that are expected enact" in page.words
        assert (
            MODEL.split("\n", maxsplit=1)[0]
            in visitor.get("enactments.model", campaign_id=made.id).words
        )
    page = visitor.get("enactments.campaigns", slug="ours")
    assert "1 campaign is open." in page.words


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": " "}, "Enter the text"),
        ({"number": ""}, "Give the number of states"),
        ({"threshold": "other", "condition": "{"}, "this is no JSON"),
        ({"threshold": "other", "condition": '{"at_least": {}}'}, "cannot be read"),
        (
            {"threshold": "other", "condition": '{"most": 1}'},
            "The condition cannot be read: it is no condition: it must hold one of",
        ),
        ({"purpose": "repeal"}, "Choose one of those that are offered"),
        ({"silent_days": "0"}, "from 1 to 366"),
        ({"silent_days": "many"}, "Enter a whole number"),
        ({"threshold": "other"}, "Write the condition below"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_place(visitor, wrong, why):
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("enactments.open_campaign", typed(**wrong), expect=422, slug="ours")
    assert why in page.words
    assert newest(Campaign) is None


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"threshold": "own"}, None),
        ({"threshold": "every"}, {"of": "eligible", "at_least": {"share": "1"}}),
        ({"threshold": "other", "condition": '{"every": ["CO"]}'}, {"every": ["CO"]}),
    ],
)
def test_every_way_to_say_the_threshold_is_kept_as_a_condition(visitor, chosen, kept):
    visitor.sign_in(SECRETARIAT).send("enactments.open_campaign", typed(**chosen), slug="ours")
    made = newest(Campaign)
    assert made.says.threshold == kept
    visitor.get("enactments.campaign", campaign_id=made.id)
    page = visitor.get("enactments.revise", campaign_id=made.id)
    assert page.field("version") == "1"
    changed = typed(**chosen, title="Another title", version="1")
    visitor.send("enactments.revise", changed, campaign_id=made.id)
    made = newest(Campaign)
    assert (made.title, made.says.threshold, made.version) == ("Another title", kept, 2)
    page = visitor.send("enactments.revise", changed, expect=409, campaign_id=made.id)
    assert "Version 2 was saved while you were writing" in page.words


def test_an_office_says_where_its_state_stands_and_again_when_it_has_moved(visitor):
    made = campaign()
    visitor.sign_in(liaison("NM"))
    page = visitor.get("enactments.campaign", campaign_id=made.id)
    assert "Nothing is recorded of your state." in page.words
    visitor.send("enactments.report", said(), campaign_id=made.id)
    page = visitor.get("enactments.campaign", campaign_id=made.id)
    assert "Your state: introduced." in page.words
    assert "HB 40, Sen. Vigil" in page.words
    assert "not checked: no text recorded" in page.words
    page = visitor.get("enactments.report", campaign_id=made.id)
    assert (page.field("bill"), page.field("base")) == ("HB 40", "1")
    again = said(stage="passed one chamber", text=OTHER, base="1")
    visitor.send("enactments.report", again, campaign_id=made.id)
    page = visitor.get("enactments.campaign", campaign_id=made.id)
    assert "2 critical differences" in page.words
    page = visitor.send("enactments.report", again, expect=409, campaign_id=made.id)
    assert "Version 2 was recorded" in page.words


def test_the_secretariat_says_it_of_any_state_with_its_source(visitor):
    made = campaign()
    visitor.sign_in(SECRETARIAT)
    page = visitor.send("enactments.report", said(state="AZ"), expect=409, campaign_id=made.id)
    assert "Name the public source" in page.words
    visitor.send("enactments.report", said(state="AZ", source="azleg.example"), campaign_id=made.id)
    assert newest(Instrument).state_code == "AZ"
    where = {"campaign_id": made.id, "state": "AZ"}
    assert visitor.get("enactments.report", **where).field("bill") == "HB 40"


def test_a_text_stands_beside_the_model_with_every_difference_in_words(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    page = visitor.sign_in(governor("UT")).get("enactments.text", instrument_id=bill.id)
    for one in compare(MODEL, OTHER).critical:
        assert " ".join(one.sentence.split()) in page.words
    assert "“30 days” became “60 days”. deadline" in page.words
    assert "are set aside: they are no change" in page.words
    assert page.texts("del") == ["[left out: shall]", "[left out: 30]"]
    assert page.texts("ins") == ["[inserted: may]", "[inserted: 60]"]
    assert "%" not in page.words
    assert "similarity" not in page.words.lower()
    assert "The fee is 25 dollars" not in page.words
    whole = visitor.get("enactments.text", instrument_id=bill.id, whole="yes")
    assert "The fee is 25 dollars" in whole.words


def test_a_text_without_differences_says_so(visitor):
    made = campaign()
    bill = reported(made, "NM")
    page = visitor.sign_in(governor()).get("enactments.text", instrument_id=bill.id)
    assert "None was found." in page.words
    assert "No part differs." in page.words
    page = visitor.get("enactments.campaign", campaign_id=made.id)
    assert "no critical differences" in page.words


def test_a_text_that_cannot_be_read_is_told_with_the_reason(visitor):
    made = campaign()
    bill = reported(made, "NM", text="Article I\nbroken \ufffd here")
    page = visitor.sign_in(governor()).get("enactments.text", instrument_id=bill.id)
    assert "Line 2 holds the character U+FFFD" in page.words
    assert "cannot be checked" in visitor.get("enactments.campaign", campaign_id=made.id).words


def test_a_determination_is_recorded_under_a_name_and_shown_to_all(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("enactments.text", instrument_id=bill.id)
    assert visitor.url("enactments.determine", instrument_id=bill.id) in page.links()
    page = visitor.send(
        "enactments.determine", {"finding": "alike"}, expect=422, instrument_id=bill.id
    )
    assert "Reasons: Give the reasons" in page.words
    given = {"finding": "materially different", "reasons": REASONS}
    visitor.send("enactments.determine", given, instrument_id=bill.id)
    found = newest(Determination)
    page = visitor.get("enactments.receipt", determination_id=found.id)
    assert found.text_sha256 in page.words
    kept = visitor.get("enactments.receipt_file", determination_id=found.id)
    assert kept.json["receipt"]["stream"] == "alliance:ours"
    for role in (governor("NM"), observer("CO")):
        page = visitor.sign_in(role).get("enactments.text", instrument_id=bill.id)
        assert "Determined materially different: it does not count." in page.words
        assert REASONS in page.words
        assert make.actor(SECRETARIAT).name.split()[0] in page.words
        assert visitor.url("enactments.determine", instrument_id=bill.id) not in page.links()
        assert "does not count" in visitor.get("enactments.campaign", campaign_id=made.id).words


def test_what_was_changed_meanwhile_is_not_determined(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    given = {"finding": "materially different", "reasons": REASONS, "text_sha256": "0" * 64}
    page = visitor.sign_in(SECRETARIAT).send(
        "enactments.determine", given, expect=409, instrument_id=bill.id
    )
    assert "has changed since you read them" in page.words
    assert newest(Determination) is None


def test_the_question_is_put_to_the_members(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    closes = (clock.now() + dt.timedelta(days=9)).strftime("%Y-%m-%dT17:00")
    visitor.sign_in(SECRETARIAT)
    visitor.send("enactments.put", {"closes": closes, "rule": "majority"}, instrument_id=bill.id)
    asked = newest(SimilarityQuestion)
    answer = visitor.get("enactments.asked", expect=303, asked_id=asked.id)
    assert answer.location == visitor.url("enactments.text", instrument_id=bill.id)
    page = visitor.get("enactments.text", instrument_id=bill.id)
    assert "is with the members" in page.words
    assert visitor.url("votes.show", question_id=asked.question_id) in page.links()
    assert visitor.url("enactments.determine", instrument_id=bill.id) not in page.links()


def test_what_the_members_found_has_its_receipt_too(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    question = asked_of_members(made, bill)
    for state in question.entitled:
        make.answered(question, **{state: "nay"})
    assert make.closed(question) == "lost"
    visitor.sign_in(governor("NM"))
    page = visitor.get("enactments.text", instrument_id=bill.id)
    assert "by the members" in page.words
    found = newest(Determination)
    page = visitor.get("enactments.receipt", determination_id=found.id)
    assert "materially different" in page.words


def test_a_closed_campaign_says_so(visitor):
    made = campaign()
    visitor.sign_in(SECRETARIAT)
    visitor.send("enactments.close", {"why": ""}, expect=422, campaign_id=made.id)
    visitor.send("enactments.close", {"why": "the threshold was reached"}, campaign_id=made.id)
    page = visitor.get("enactments.campaign", campaign_id=made.id)
    assert "Closed: the threshold was reached." in page.words
    assert visitor.url("enactments.report", campaign_id=made.id) not in page.links()
    assert (
        "closed: the threshold was reached"
        in visitor.get("enactments.campaigns", slug="ours").words
    )


def test_who_may_not_is_refused(visitor):
    made = campaign()
    bill = reported(made, "NM", text=OTHER)
    visitor.sign_in(governor("NM"))
    for name in ("revise", "close"):
        assert visitor.get(f"enactments.{name}", expect=403, campaign_id=made.id)
    for name in ("determine", "put"):
        assert visitor.get(f"enactments.{name}", expect=403, instrument_id=bill.id)
    assert visitor.get("enactments.open_campaign", expect=403, slug="ours")
    visitor.sign_in(observer("NM")).get("enactments.report", expect=403, campaign_id=made.id)


def test_the_page_of_the_alliance_leads_to_its_campaigns(visitor):
    page = visitor.sign_in(governor()).get("membership.alliance", slug="ours")
    assert visitor.url("enactments.campaigns", slug="ours") in page.links()


def test_one_page_compares_afresh_only_so_much_and_goes_on_at_the_next_visit(visitor, monkeypatch):
    monkeypatch.setattr(checking, "AFRESH", len(MODEL) * 3)
    made = campaign(Purpose.AMEND)
    for n, state in enumerate(("CO", "UT", "WY")):
        # What was compared before in this process is known: no other test has these words.
        words = f"Article III. {state} shall pay {made.id.int % 10**9 + n} dollars."
        reported(made, state, text=f"{MODEL}\n{words}")
    visitor.sign_in(governor())
    found = [
        visitor.get("enactments.campaign", campaign_id=made.id).words.count("not checked yet")
        for _ in range(3)
    ]
    assert found == [2, 1, 0]


def test_the_same_two_texts_are_compared_once(visitor):
    texts = Texts("a" * 64, "b" * 64)
    first = checking.check(texts, MODEL, OTHER)
    assert checking.check(texts, MODEL, OTHER) is first
    assert first.critical


def test_a_bill_with_an_expected_day_and_one_that_was_found_stale(visitor):
    made = campaign()
    bill = reported(made, "NM", stage=Stage.IN_COMMITTEE, text=OTHER)
    determined(made, bill, Finding.SIMILAR)
    reported(made, "NM", stage=Stage.PASSED_ONE, text=MODEL, base=1)
    page = visitor.sign_in(governor()).get("enactments.campaign", campaign_id=made.id)
    assert "(on an earlier text)" in page.words
    page = visitor.get("enactments.text", instrument_id=bill.id)
    assert "it may be determined anew" in page.words


def test_the_page_of_a_campaign_asks_no_more_of_the_database_among_many_states(visitor):
    made = campaign()
    reported(made, "CO", text=OTHER)
    visitor.sign_in(governor())
    where = {"campaign_id": made.id}
    few = asked(visitor, **where)
    for state in ("AZ", "ID", "MT", "NV", "OR", "WA"):
        reported(made, state, role=SECRETARIAT, source="its session laws", text=OTHER)
    many = asked(visitor, **where)
    assert len(many.statements) == len(few.statements), many.brief
    assert len(many.statements) <= 16, many.brief
    assert not many.writes + few.writes


def asked(visitor, **where):
    """What the page asks of the database where everything is read anew, texts compared before."""
    visitor.get("enactments.campaign", **where)
    forget()
    with counting(db.engine) as found:
        visitor.get("enactments.campaign", **where)
    return found


def test_the_record_says_what_was_done(visitor):
    made = campaign()
    determined(made, reported(made, "NM", text=OTHER))
    page = visitor.sign_in(SECRETARIAT).get("workspaces.record")
    assert "determined the text of New Mexico materially different in “" in page.words
    assert "opened the campaign “Licensing" in page.words
