"""Amendments: what may be done with them, by whom, when, and what the ledger says."""

import json

import pytest
from sqlalchemy import select

from alliance.amendments import deciding, operations, queries
from alliance.amendments.deciding import Decision
from alliance.amendments.rules import Advice, Stands
from alliance.amendments.standing import together
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.redlines.edits import Strike, Words
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing, stages
from alliance.resolutions.audience import Audience
from alliance.resolutions.rules import Stage
from alliance.votes.operations import Way
from tests import make
from tests.amendments.made import (
    CONSENT,
    WHY,
    accepted,
    act,
    adopted,
    amended,
    asked,
    base_of,
    decision,
    declined,
    engrossed,
    final,
    fresh,
    newer,
    proposed,
    rejected,
    reworded,
    seen,
    standing,
    text,
    unit_with,
    with_unit,
    with_words,
    without,
)
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def ledger(amendment):
    """What the ledger says of an amendment, act by act."""
    wanted = select(Entry).where(Entry.subject == f"amendment:{amendment.id}").order_by(Entry.n)
    return [(one.action, json.loads(one.body)["facts"]) for one in db.session.scalars(wanted)]


def test_amendments_are_numbered_as_they_come_and_those_to_one_within_it():
    one = text()
    first, second = reworded(one), reworded(one, "one form", "one common form")
    assert (first.number, second.number) == ("1", "2")
    assert amended(second, "common", "joint").number == "2.1"
    assert amended(second, "common", "shared").number == "2.2"
    assert reworded(one, "read", "reviewed").number == "3"


def test_the_ledger_says_ids_numbers_and_hashes_and_never_words():
    one = text()
    first = adopted(reworded(one))
    (proposing, facts), (adopting, later) = ledger(first)
    assert (proposing, adopting) == ("amendments:propose", "amendments:adopt")
    assert facts["number"] == "1"
    assert facts["edits_sha256"] == later["edits_sha256"] == fresh(first).wording.sha256
    assert later["place"] == 1
    said = json.dumps(ledger(first))
    assert "two" not in said
    assert CONSENT not in said
    assert check()["valid"]


def test_what_a_form_sends_is_checked_before_anything_else_of_it():
    one = text()
    key = unit_with(base_of(one), "The secretariat").id
    for edits, why in (
        ((), "it changes nothing"),
        ((Words(key, "text", 0, 3, "Not", "A"),), "are not there"),
        ((Words("nowhere9", "text", 0, 3, "The", "A"),), "no unit with the id"),
        ((Strike(key), Words(key, "text", 0, 3, "The", "A")), "struck and changed"),
        ((Words(key, "text", 0, 0, "", "\u202e"),), "which nobody sees"),
    ):
        with pytest.raises(RuleBroken, match=why):
            act(
                operations.propose,
                liaison("UT"),
                fresh(one),
                reviewed=seen(one),
                edits=edits,
                reason=WHY,
            )
    assert not queries.amendments_of(fresh(one))


def test_an_amendment_is_to_the_version_that_was_reviewed():
    one = text()
    before = seen(one)
    edits = reworded(one).wording.edits
    newer(one, lambda words: with_words(words, "read once", "read twice"))
    with pytest.raises(ChangedMeanwhile, match="this is version 2"):
        act(
            operations.propose,
            liaison("UT"),
            fresh(one),
            reviewed=before,
            edits=edits,
            reason=WHY,
        )


@pytest.mark.parametrize(
    "who", [liaison("NM"), observer("UT"), SECRETARIAT, OTHER_SECRETARIAT], ids=str
)
def test_only_who_drafts_in_a_member_state_proposes(who):
    one = text()
    with pytest.raises(NotPermitted):
        reworded(one, by=who)


def test_a_draft_and_an_engrossed_text_take_no_amendments():
    draft = make.draft()
    with pytest.raises(RuleBroken, match="circulated or in committee"):
        act(
            operations.propose,
            liaison("CO"),
            draft,
            reviewed=make.seen(draft)["reviewed"],
            edits=(),
            reason=WHY,
        )
    one = text()
    first = reworded(one)
    act(stages.commit, SECRETARIAT, fresh(one))
    second = reworded(one, "one form", "one common form")
    act(stages.engross, SECRETARIAT, fresh(one), reviewed=seen(one))
    with pytest.raises(RuleBroken, match="engrossed"):
        reworded(one, "read", "reviewed")
    with pytest.raises(RuleBroken, match="engrossed"):
        act(operations.withdraw, liaison("UT"), fresh(first))
    with pytest.raises(RuleBroken, match="engrossed"):
        adopted(second)


def test_before_the_members_only_the_chosen_states_propose():
    one = make.draft(words=text.__defaults__[0])
    act(sharing.choose_states, liaison(), one, states=["UT"])
    given = {"reviewed": make.seen(fresh(one))["reviewed"], "audience": Audience.CHOSEN}
    act(resolutions.circulate, liaison(), fresh(one), **given)
    first = reworded(one)
    assert first.stream.startswith("office:")
    for role in (liaison("WY"), SECRETARIAT):
        assert queries.amendment(make.actor(role), first.id) is None
        with pytest.raises(NotPermitted):
            reworded(one, "one form", "a form", by=role)
    with pytest.raises(NotPermitted):
        rejected(first)


def test_an_amendment_of_the_third_degree_is_out_of_order():
    one = text()
    second = amended(reworded(one), "two", "three")
    with pytest.raises(RuleBroken, match=r"third\s+degree, which is out of order"):
        act(
            operations.amend,
            liaison("CO"),
            fresh(second),
            reviewed=seen(one),
            over=second.wording.sha256,
            edits=(),
            reason=WHY,
        )


def test_an_amendment_to_an_amendment_changes_its_new_words_only():
    first = reworded(text())
    with pytest.raises(RuleBroken, match="does not insert this"):
        amended(first, "one form", "a form")


def test_co_sponsors_join_and_leave():
    first = reworded(text())
    act(operations.co_sponsor, liaison("WY"), fresh(first))
    assert queries.co_sponsors(fresh(first)) == [make.actor(liaison("WY")).office_id]
    with pytest.raises(RuleBroken, match="already"):
        act(operations.co_sponsor, governor("WY"), fresh(first))
    act(operations.leave, liaison("WY"), fresh(first))
    assert queries.co_sponsors(fresh(first)) == []
    with pytest.raises(NotPermitted):
        act(operations.co_sponsor, liaison("UT"), fresh(first))


def test_a_withdrawn_amendment_stays_and_takes_along_what_amends_it():
    first = reworded(text())
    second = amended(first, "two", "three")
    with pytest.raises(NotPermitted):
        act(operations.withdraw, liaison("WY"), fresh(first))
    act(operations.withdraw, liaison("UT"), fresh(first), why="Not needed")
    assert fresh(first).stands == Stands.WITHDRAWN
    assert fresh(second).stands == Stands.FALLEN
    assert queries.decision(fresh(second)).how == "Amendment 1 was withdrawn."
    with pytest.raises(RuleBroken, match="withdrawn already"):
        adopted(first)
    with pytest.raises(RuleBroken, match="Nothing is decided"):
        act(deciding.take_back, SECRETARIAT, fresh(first), why="Again")


def test_where_nobody_sponsors_the_text_its_office_says_what_is_friendly():
    first = reworded(text())
    assert not standing(first).friendly
    with pytest.raises(NotPermitted):
        accepted(first, governor("WY"))
    accepted(first)
    assert standing(first).friendly
    declined(first)
    assert not standing(first).friendly


def test_all_who_sponsor_the_text_accept_and_who_proposed_it_need_not():
    one = text()
    for state in ("UT", "WY", "CO"):
        act(sharing.sponsor, liaison(state), fresh(one))
    first = reworded(one)
    accepted(first)
    assert not standing(first).friendly
    accepted(first, governor("WY"))
    assert standing(first).friendly


def test_what_was_accepted_before_it_was_amended_counts_no_more():
    first = accepted(reworded(text()))
    second = amended(first, "two", "three")
    assert standing(first).friendly
    adopted(second)
    assert not standing(first).friendly
    accepted(first)
    assert [one.what for one in fresh(first).events] == ["accepted", "accepted"]


def test_who_says_whether_it_is_friendly_holds_to_the_words_that_were_read():
    first = reworded(text())
    read = standing(first).seen
    adopted(amended(first, "two", "ninety"))
    for verb in (deciding.accept, deciding.decline):
        with pytest.raises(ChangedMeanwhile, match="Amendment 1 reads otherwise"):
            act(verb, governor("CO"), asked(first), seen=read)
    assert queries.answers(fresh(first)) == {}
    accepted(first)
    assert standing(first).friendly


def test_what_was_accepted_before_it_was_brought_with_other_edits_counts_no_more():
    one = text()
    first = accepted(reworded(one))
    newer(one, lambda words: with_words(words, "read once", "read twice"))
    act(operations.bring, liaison("UT"), fresh(first))
    assert standing(first).friendly, "its own words stand where they stood"
    newer(one, lambda words: with_words(words, "The secretariat keeps", "The board keeps"))
    act(operations.bring, liaison("UT"), fresh(first))
    assert not standing(first).friendly
    accepted(first)
    assert standing(first).friendly


def test_who_proposed_it_accepts_what_they_brought_and_not_what_others_did():
    one = text()
    act(sharing.sponsor, liaison("UT"), fresh(one))
    first = reworded(one)
    newer(one, lambda words: with_words(words, "The secretariat keeps", "The board keeps"))
    act(operations.bring, liaison("UT"), fresh(first))
    assert standing(first).friendly
    newer(one, lambda words: with_words(words, "The board keeps", "A whole board keeps"))
    act(operations.bring, SECRETARIAT, fresh(first))
    assert not standing(first).friendly
    accepted(first, liaison("UT"))
    assert standing(first).friendly


def test_a_friendly_amendment_is_adopted_without_more_words_and_no_other_is():
    one = text()
    first, second = reworded(one), reworded(one, "one form", "one common form")
    with pytest.raises(RuleBroken, match="Say how it was decided"):
        adopted(first, how="")
    accepted(first)
    adopted(first, how="")
    assert queries.decision(fresh(first)).how == "friendly"
    with pytest.raises(RuleBroken, match="Say how"):
        rejected(second, how=" ")
    with pytest.raises(NotPermitted):
        act(deciding.adopt, governor("CO"), fresh(second), decision=decision(second))


def test_a_committee_is_named_with_what_it_says():
    first = reworded(text())
    given = {"committee": "Committee on Forms", "advice": Advice.FOR, "why": "It is clearer."}
    act(deciding.recommend, SECRETARIAT, fresh(first), **given)
    act(deciding.recommend, SECRETARIAT, fresh(first), **{**given, "advice": Advice.AGAINST})
    (said,) = queries.advice_on(fresh(first))
    assert said.advice == "not recommended"
    assert fresh(first).stands == Stands.PROPOSED
    with pytest.raises(NotPermitted):
        act(deciding.recommend, liaison("UT"), fresh(first), **given)


def test_a_decision_holds_to_the_words_that_were_reviewed():
    first = reworded(text())
    said = decision(first)
    adopted(amended(first, "two", "three"))
    with pytest.raises(ChangedMeanwhile, match="reads otherwise"):
        act(deciding.adopt, SECRETARIAT, fresh(first), decision=said)
    with pytest.raises(ChangedMeanwhile):
        act(deciding.reject, SECRETARIAT, fresh(first), decision=Decision("", CONSENT))


def test_what_amends_it_is_decided_first_and_is_in_it_then():
    one = text()
    first = reworded(one)
    second = amended(first, "two", "three")
    with pytest.raises(RuleBroken, match=r"decided first: amendment 1.1"):
        adopted(first)
    adopted(second)
    adopted(first)
    said = [unit.text for unit in final(one).combined.text.units]
    assert "The secretariat keeps the form current every three years." in said


def test_a_rejected_amendment_takes_along_what_amends_it_and_both_come_back():
    first = reworded(text())
    second = amended(first, "two", "three")
    rejected(first)
    assert fresh(second).stands == Stands.FALLEN
    with pytest.raises(RuleBroken, match="take that decision back first"):
        act(deciding.take_back, SECRETARIAT, fresh(second), why="A mistake")
    act(deciding.take_back, SECRETARIAT, fresh(first), why="A mistake")
    assert fresh(first).stands == fresh(second).stands == Stands.PROPOSED
    assert [event.what for event in fresh(first).events] == ["rejected", "taken back"]


def test_one_whose_place_is_gone_falls_and_is_not_adopted():
    one = text()
    first = proposed(one, lambda words: without(words, "The secretariat"))
    second = reworded(one)
    with pytest.raises(RuleBroken, match="has its place in the text"):
        act(deciding.fall, SECRETARIAT, fresh(second))
    adopted(first)
    with pytest.raises(RuleBroken, match=r"was struck by Amendment 1.*Record that it falls"):
        adopted(second)
    act(deciding.fall, SECRETARIAT, fresh(second))
    assert fresh(second).stands == Stands.FALLEN
    assert "was struck by Amendment 1" in queries.decision(fresh(second)).how


def test_collisions_stay_visible_until_they_are_resolved():
    one = text()
    first, second = reworded(one), reworded(one, "every year", "when needed")
    clash = together(fresh(one)).clashes[0]
    assert "change the same words of clause 2" in clash.collision.sentence
    assert clash.open
    rejected(second)
    (clash,) = together(fresh(one)).clashes
    assert (clash.open, clash.said) == (False, "Amendment 2 is rejected.")
    act(deciding.take_back, SECRETARIAT, fresh(second), why="A mistake")
    assert together(fresh(one)).clashes[0].open
    adopted(first)
    assert together(fresh(one)).clashes[0].open, "the other may still be adopted, or fall"


def test_the_order_of_two_that_collide_and_are_adopted_is_said_to_be_meant():
    one = text()
    first = proposed(one, lambda words: with_unit(words, "This resolution", "It is printed."))
    second = proposed(one, lambda words: with_unit(words, "This resolution", "It is sent out."))
    adopted(second)
    adopted(first)
    assert "say that their order is meant" in final(one).against[0]
    with pytest.raises(RuleBroken, match="order is meant"):
        engrossed(one)
    with pytest.raises(RuleBroken, match="comes first"):
        act(deciding.settle, SECRETARIAT, fresh(second), other=fresh(first))
    act(deciding.settle, SECRETARIAT, fresh(first), other=fresh(second))
    (clash,) = together(fresh(one)).clashes
    assert clash.said == "Both are adopted; Amendment 1 comes after Amendment 2."
    assert final(one).against == ()
    engrossed(one)
    said = [unit.text for unit in base_of(fresh(one)).units]
    assert sorted(said[-2:]) == ["It is printed.", "It is sent out."]


def test_the_text_is_not_settled_without_what_was_adopted():
    one = text()
    adopted(reworded(one))
    with pytest.raises(RuleBroken, match="Amendment 1 is adopted and not in this text"):
        act(stages.engross, SECRETARIAT, fresh(one), reviewed=seen(one))
    with pytest.raises(RuleBroken, match="not in this text"):
        act(
            resolutions.put,
            SECRETARIAT,
            fresh(one),
            rule={"kind": "majority"},
            way=Way(fresh(one).changed_at),
            **make.to_put(fresh(one)),
        )
    assert fresh(one).stage == Stage.CIRCULATED


def test_what_was_engrossed_is_taken_back_no_more_and_is_not_in_twice():
    one = text()
    first = adopted(reworded(one))
    engrossed(one)
    assert queries.version_with(fresh(first)) == 2
    act(stages.reopen, SECRETARIAT, fresh(one), reason="One word is wrong")
    with pytest.raises(RuleBroken, match="in the text that was engrossed"):
        act(deciding.take_back, SECRETARIAT, fresh(first), why="A mistake")
    assert final(one).combined.text == base_of(fresh(one))
    adopted(reworded(one, "two years", "three years"))
    engrossed(one)
    assert "every three years" in base_of(fresh(one)).units[3].text


def test_an_older_amendment_is_brought_to_the_newer_text_with_what_amends_it():
    one = text()
    first = reworded(one)
    second = amended(first, "two", "three")
    newer(one, lambda words: with_words(words, "The secretariat keeps", "The board keeps"))
    assert standing(first).older
    assert standing(first).left == ()
    for each in (first, second):
        with pytest.raises(RuleBroken, match="Only what is worded on version 2"):
            adopted(each)
    with pytest.raises(NotPermitted):
        act(operations.bring, liaison("WY"), fresh(first))
    act(operations.bring, liaison("UT"), fresh(first))
    assert [wording.version for wording in fresh(first).wordings] == [1, 2]
    assert [wording.version for wording in fresh(second).wordings] == [1, 2]
    with pytest.raises(RuleBroken, match="on the newest version already"):
        act(operations.bring, liaison("UT"), fresh(first))
    adopted(second)
    adopted(first)
    said = final(one).combined.text.units[3].text
    assert said == "The board keeps the form current every three years."


def test_one_that_cannot_be_brought_says_why_and_stays_as_it_was():
    one = text()
    first = reworded(one)
    newer(one, lambda words: with_words(words, "every year", "every month"))
    assert "changed meanwhile" in standing(first).left[0]
    with pytest.raises(RuleBroken, match=r"cannot be brought to version 2: .*changed meanwhile"):
        act(operations.bring, liaison("UT"), fresh(first))
    assert len(fresh(first).wordings) == 1
    act(deciding.fall, SECRETARIAT, fresh(first))
    assert fresh(first).stands == Stands.FALLEN


def test_the_final_text_is_another_when_it_is_reviewed_again():
    one = text()
    adopted(reworded(one))
    words = final(one).sha256
    adopted(reworded(one, "one form", "one common form"))
    with pytest.raises(ChangedMeanwhile, match="final text has changed"):
        act(deciding.engross, SECRETARIAT, fresh(one), reviewed=seen(one), words=words)
    with pytest.raises(NotPermitted):
        act(deciding.engross, liaison("CO"), fresh(one), reviewed=seen(one), words=words)


def test_what_was_rejected_on_an_older_text_stands_in_nobodys_way_on_the_newer_one():
    one = text()
    rejected(proposed(one, lambda words: with_unit(words, "This resolution", "It is printed.")))
    rejected(reworded(one))
    newer(one, lambda words: without(without(words, "This resolution"), "The secretariat"))
    adopted(reworded(one, "one form", "one common form"))
    assert together(fresh(one)).clashes == []
    assert final(one).against == ()


def test_the_order_of_two_that_amend_one_and_collide_is_said_to_be_meant_too():
    one = text()
    first = reworded(one)
    inserting = [amended(first, "two years", f"two {said} years") for said in ("whole", "full")]
    for second in inserting:
        adopted(second)
    adopted(first)
    assert "say that their order is meant" in final(one).against[0]
    act(deciding.settle, SECRETARIAT, fresh(inserting[1]), other=fresh(inserting[0]))
    assert final(one).against == ()
    assert "two whole full years" in final(one).combined.text.units[3].text
