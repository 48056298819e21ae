"""An amendment is put to the members; what follows is what a clerk would have recorded."""

import pytest

from alliance.amendments import asking, deciding, operations, queries
from alliance.amendments.rules import What
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.resolutions import operations as resolutions
from tests import make
from tests.amendments.made import (
    act,
    amended,
    decision,
    fresh,
    proposed,
    put_to_members,
    rejected,
    reworded,
    text,
    without,
)
from tests.people import SECRETARIAT, governor, liaison

YES = {"CO": "yea", "UT": "yea"}


def closed(question, **answers):
    """The roll call after these answers."""
    make.closed(make.answered(question, **answers))


def test_one_that_carries_is_adopted_next_in_order_and_names_who_put_it(app):
    amendment = reworded(text())
    question = put_to_members(amendment)
    assert (question.kind, question.subject_id) == ("amendment", amendment.id)
    closed(question, **YES)
    found = fresh(amendment)
    last = queries.decision(found)
    assert (found.stands, last.place, last.how) == ("adopted", 1, "By a vote of the members")
    assert last.person_id == make.actor(SECRETARIAT).person_id
    entry = entries_about(found.stream, [found.ref])[-1]
    assert (entry.action, entry.person_id) == ("amendments:adopt", None)


def test_one_that_is_lost_is_rejected_and_what_amends_it_falls(app):
    amendment = reworded(text())
    under = amended(amendment, "two", "three")
    rejected(under)
    closed(put_to_members(amendment), CO="nay", UT="nay")
    assert fresh(amendment).stands == "rejected"


def test_without_a_quorum_nothing_is_decided_and_it_may_be_put_again(app):
    amendment = reworded(text())
    closed(put_to_members(amendment), CO="yea")
    assert fresh(amendment).stands == "proposed"
    closed(put_to_members(amendment), **YES)
    assert fresh(amendment).stands == "adopted"


def test_one_that_has_no_place_any_more_falls(app):
    here = text()
    gone = proposed(here, lambda words: without(words, "The secretariat keeps"))
    amendment = reworded(here)
    first, second = put_to_members(amendment), put_to_members(gone)
    make.answered(first, **YES)
    closed(second, **YES)
    make.closed(first)
    found = fresh(amendment)
    assert found.stands == "fallen"
    assert found.events[-1].what == What.FALLEN


def test_while_the_members_are_asked_nothing_else_decides_or_changes_it(app):
    amendment = reworded(text())
    put_to_members(amendment)
    said = decision(amendment)
    for verb, who, more in (
        (deciding.adopt, SECRETARIAT, {"decision": said}),
        (deciding.reject, SECRETARIAT, {"decision": said}),
        (operations.withdraw, governor("UT"), {}),
        (operations.bring, SECRETARIAT, {}),
    ):
        with pytest.raises((RuleBroken, NotPermitted)) as refused:
            act(verb, who, fresh(amendment), **more)
        assert isinstance(refused.value, NotPermitted) or "with the members" in str(refused.value)
    with pytest.raises(RuleBroken, match="with the members"):
        put_to_members(amendment)
    assert fresh(amendment).stands == "proposed"


def test_the_text_is_not_put_while_an_amendment_to_it_is_with_the_members(app):
    here = text()
    put_to_members(reworded(here))
    with pytest.raises(RuleBroken, match="with the members"):
        act(
            resolutions.put,
            SECRETARIAT,
            fresh(here),
            rule={"majorities": [{"no_objection": True}]},
            way=None,
            **make.to_put(fresh(here)),
        )


def test_the_secretariat_takes_the_question_off_and_all_are_told(app):
    amendment = reworded(text())
    question = make.answered(put_to_members(amendment), CO="yea")
    with pytest.raises(NotPermitted):
        act(asking.take_off, liaison(), fresh(amendment), reason="No.")
    act(asking.take_off, SECRETARIAT, fresh(amendment), reason="It is to be reworded.")
    assert fresh(question).outcome == "void"
    with pytest.raises(RuleBroken, match="No question is open"):
        act(asking.take_off, SECRETARIAT, fresh(amendment), reason="Again.")


def test_what_was_reviewed_is_what_is_put(app):
    amendment = reworded(text())
    with pytest.raises(ChangedMeanwhile):
        put_to_members(amendment, seen="0" * 64)
    with pytest.raises(NotPermitted):
        put_to_members(amendment, by=governor())
    under = amended(amendment, "two", "three")
    with pytest.raises(RuleBroken, match="decided first"):
        put_to_members(amendment)
    rejected(under)
    assert put_to_members(amendment).is_open


def test_the_page_of_an_amendment_leads_to_its_question(visitor):
    amendment = reworded(text())
    where = {"amendment_id": amendment.id}
    visitor.sign_in(SECRETARIAT)
    assert "Put it to the members" in visitor.get("amendments.amendment", **where).words
    form = {"ends": "after", "length": "5", "unit": "business days", "rule": "majority"}
    form |= {"mode": "written"}
    review = visitor.send("amendments.put", form, 200, **where)
    assert "The amendment is adopted, next in order" in review.words
    sent = {e.get("name"): e.get("value") for e in review.tree.iter("input")} | {"confirm": "yes"}
    visitor.send("amendments.put", sent, **where)
    page = visitor.get("amendments.amendment", **where)
    assert "See the question" in page.words
    assert "Take the question off" in page.words
