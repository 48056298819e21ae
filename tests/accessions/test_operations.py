"""Coming into an alliance: founded, invited, applying, sponsored, approved, joining."""

import datetime as dt

import pytest

from alliance.accessions import deciding, entering, founding, operations
from alliance.accessions.entering import Joining
from alliance.accessions.founding import Founding
from alliance.accessions.rules import Stage
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.instruments import operations as instruments
from alliance.instruments.operations import Answer
from alliance.instruments.rules import Condition, Outcome
from alliance.instruments.rules import Stage as Bill
from alliance.membership.queries import bound_states, roster
from alliance.membership.rules import MemberClass
from alliance.votes import answering
from alliance.votes.operations import close_and_follow
from alliance.votes.ways import Way
from tests import make
from tests.accessions.made import (
    act,
    applied,
    approved,
    chartered,
    joined,
    statute,
)
from tests.people import SECRETARIAT, governor, liaison, observer

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def body(app):
    with clock.stopped_at(dt.datetime(2027, 3, 1, 18, tzinfo=dt.UTC)):
        yield chartered()


def standing(alliance, state="NM", day=DAY):
    found = {one.state: str(one.standing) for one in roster(alliance, day).members}
    return found.get(state)


def test_a_state_that_applies_is_approved_and_joins_with_its_instrument(body):
    coming = applied()
    assert standing(body) == "applied"
    act(deciding.approve, SECRETARIAT, coming, decision="by the officers on March 1")
    assert standing(body) == "pending instrument"
    assert "NM" not in bound_states(body, DAY)
    joined(coming, statute(effective=dt.date(2027, 7, 1)))
    assert coming.stands is Stage.JOINED
    assert standing(body, day=dt.date(2027, 6, 30)) == "pending instrument"
    assert standing(body, day=dt.date(2027, 7, 1)) == "party"
    assert "NM" in bound_states(body, dt.date(2027, 7, 1))


def test_an_invited_state_that_accepts_is_approved_where_the_officers_decide(body):
    [coming] = act(operations.invite, SECRETARIAT, body, states=["NM"])
    assert standing(body) == "invited"
    act(operations.accept, governor("NM"), coming)
    assert coming.stands is Stage.APPROVED


def test_an_invited_state_that_declines_is_not_on_the_roll(body):
    [coming] = act(operations.invite, SECRETARIAT, body, states=["NM"])
    act(operations.decline, governor("NM"), coming)
    assert coming.stands is Stage.DECLINED
    assert standing(body) is None
    again = applied()
    assert again.id != coming.id


def test_a_state_needs_as_many_sponsors_as_the_charter_asks_for(app):
    chartered(sponsors=2)
    coming = applied()
    words = {"decision": "by the officers"}
    with pytest.raises(RuleBroken, match="2 more members have to sponsor it"):
        act(deciding.approve, SECRETARIAT, coming, **words)
    act(operations.sponsor, governor("CO"), coming)
    with pytest.raises(RuleBroken, match="sponsors it already"):
        act(operations.sponsor, governor("CO"), coming)
    with pytest.raises(RuleBroken, match="1 more member has to sponsor it"):
        act(deciding.approve, SECRETARIAT, coming, **words)
    act(operations.sponsor, governor("UT"), coming)
    act(deciding.approve, SECRETARIAT, coming, **words)
    assert coming.stands is Stage.APPROVED


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({"CO": "yea", "UT": "yea", "WY": "nay"}, "approved"),
        ({"CO": "nay", "UT": "nay", "WY": "yea"}, "refused"),
    ],
)
def test_where_the_members_decide_a_question_is_put_to_them(app, answers, stage):
    chartered(by="members")
    coming = applied()
    with pytest.raises(RuleBroken, match="has the members decide"):
        act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
    closes = clock.now() + make.TWO_WEEKS
    question = act(deciding.put, SECRETARIAT, coming, way=Way(closes))
    assert sorted(question.entitled) == ["CO", "UT", "WY"]
    for state, word in answers.items():
        act(answering.answer, governor(state), question, said=make.said(word))
    with make.transaction():
        close_and_follow(make.actor(SECRETARIAT), question)
    make.db.session.refresh(coming)
    assert coming.stage == stage


def test_an_instrument_has_no_effect_before_its_preconditions_are_met(body):
    coming, act_of_state = approved(), statute()
    review = Condition("review by the attorney general", DAY, 30)
    one = act(instruments.add_precondition, liaison("NM"), act_of_state, condition=review)
    assert act_of_state.effect.day == DAY + 30 * ONE  # deemed, when nobody answers
    said = Answer(None, Outcome.REFUSED, DAY, "opinion")
    act(instruments.decide, governor("NM"), one, said=said)
    with pytest.raises(RuleBroken, match="waits for review by the attorney general"):
        joined(coming, act_of_state)
    assert coming.stands is Stage.APPROVED


def test_a_bill_that_is_not_enacted_lets_nobody_join(body):
    coming = approved()
    bill = statute(stage=Bill.PASSED_ONE)
    with pytest.raises(RuleBroken, match="waits for its enactment"):
        joined(coming, bill)
    with pytest.raises(RuleBroken, match="asks for a legal instrument"):
        joined(coming)


def test_where_the_charter_asks_for_no_instrument_a_state_is_a_party_at_once(app):
    body = chartered(instrument=False)
    joined(approved())
    assert "NM" in bound_states(body, clock.today())


def test_a_state_that_joins_conditionally_is_a_party_when_enough_others_are(body):
    """New Mexico joins when at least four others are parties; three are."""
    coming = approved()
    joined(coming, statute(), condition={"at_least": {"count": "4"}})
    assert coming.stands is Stage.CONDITIONAL
    assert standing(body) == "conditional"
    assert "NM" not in bound_states(body, DAY)
    with make.transaction():
        make.come_in(body, "AZ")
    make.db.session.refresh(coming)
    assert coming.stands is Stage.JOINED
    assert "NM" in bound_states(body, DAY)


def test_those_who_wait_for_one_another_come_in_together(body):
    make.governors("AZ")
    first, second = approved("NM"), approved("AZ")
    joined(first, statute("NM"), condition={"at_least": {"count": "4"}})
    assert first.stands is Stage.CONDITIONAL
    joined(second, statute("AZ"), condition={"at_least": {"count": "4"}})
    make.db.session.refresh(first)
    assert (first.stands, second.stands) == (Stage.JOINED, Stage.JOINED)
    assert {"AZ", "NM"} <= bound_states(body, DAY)


def test_a_state_that_had_left_is_readmitted(body):
    make.notice(governor("WY"), named_on=DAY)
    with clock.stopped_at(dt.datetime(2027, 6, 1, 18, tzinfo=dt.UTC)):
        joined(approved("WY"), statute("WY"))
        day = dt.date(2027, 6, 2)
        [member] = [one for one in roster(body, day).members if one.state == "WY"]
    assert (member.bound, member.again) == (True, True)


def test_an_observer_becomes_a_party_on_the_day_it_joins(app):
    body = chartered(instrument=False)
    joined(
        act(deciding.approve, SECRETARIAT, applied(member_class=MemberClass.OBSERVER), decision="-")
    )
    assert "NM" not in bound_states(body, clock.today())
    with clock.stopped_at(clock.now() + dt.timedelta(days=30)):
        joined(approved())
        [member] = [one for one in roster(body, clock.today()).members if one.state == "NM"]
    assert (member.member_class, member.bound, member.again) == ("party", True, False)


def test_what_was_reviewed_holds_or_nobody_joins(body):
    coming = approved()
    said = Joining(statute())
    with pytest.raises(ChangedMeanwhile):
        act(entering.join, governor("NM"), coming, joining=said, version=coming.version - 1)
    assert coming.stands is Stage.APPROVED


def test_a_state_is_no_party_before_its_instrument_has_effect(body):
    coming = approved()
    with pytest.raises(RuleBroken, match="from 2027-07-01 at the earliest"):
        joined(coming, statute(effective=dt.date(2027, 7, 1)), from_on=DAY)


def test_the_instrument_of_another_state_lets_nobody_join(body):
    coming = approved()
    with pytest.raises(RuleBroken, match="no instrument by which your state joins"):
        joined(coming, statute("CO"))


@pytest.mark.parametrize("role", [liaison("NM"), observer("NM"), governor("CO"), SECRETARIAT])
def test_only_who_may_bind_the_state_applies_for_it(body, role):
    with pytest.raises(NotPermitted):
        act(operations.apply, role, body)


def test_only_one_way_in_at_a_time(body):
    applied()
    with pytest.raises(RuleBroken, match="on its way in already"):
        applied()
    with pytest.raises(RuleBroken, match="is a member already"):
        act(operations.invite, SECRETARIAT, body, states=["CO"])


def test_an_application_can_be_taken_back(body):
    coming = approved()
    act(operations.end, governor("NM"), coming)
    assert (coming.stage, standing(body)) == ("withdrawn", None)


def test_an_office_founds_an_alliance_and_is_the_first_to_join(app):
    what = Founding("Dry Lands Accord: Wells & Springs", "memorandum of understanding")
    body = act(founding.found, liaison("NM"), None, what=what)
    assert body.slug == "dry-lands-accord-wells-springs"
    coming = operations.queries.under_way(body, "NM")
    assert not roster(body, clock.today()).members
    assert body.secretariat_id is None
    joined(coming, statute("NM", body=body))
    assert bound_states(body) == {"NM"}
    with pytest.raises(NotPermitted):
        act(operations.invite, liaison("NM"), body, states=["CO"])
    assert act(operations.invite, governor("NM"), body, states=["CO"])
    again = act(founding.found, liaison("UT"), None, what=what)
    assert again.slug == "dry-lands-accord-wells-springs-2"
    third = act(founding.found, liaison(), None, what=Founding("Matrix", what.kind))
    assert third.slug == "matrix-2", "a page stands at /alliances/matrix"


def test_a_condition_that_cannot_be_read_is_refused(body):
    coming = approved()
    with pytest.raises(RuleBroken, match="cannot be read"):
        joined(coming, statute(), condition={"when": "pigs fly"})
    assert coming.stands is Stage.APPROVED


def test_the_words_that_others_are_told(body):
    with pytest.raises(RuleBroken, match="longer than"):
        applied(words="x" * 2001)
