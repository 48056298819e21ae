"""A notice, and what else happens to the state that gave it before it is out."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.accessions import deciding
from alliance.accessions import operations as accessions
from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.enactments.rules import Finding
from alliance.membership import operations as membership
from alliance.membership import standing_acts
from alliance.membership.bodies import bodies_of
from alliance.membership.queries import as_period, bound_states, roster
from alliance.membership.recording import Fact
from alliance.membership.rules import MemberClass
from alliance.membership.standing_acts import periods_of
from alliance.withdrawals import operations
from alliance.withdrawals.operations import Delivered, Saying
from alliance.withdrawals.rules import Stage, Way
from tests import make
from tests.accessions.made import joined
from tests.enactments import made as texts
from tests.mailing.post import work
from tests.people import SECRETARIAT, governor, liaison
from tests.withdrawals.made import AFTER_30_DAYS, act, at, chartered, deliver_all

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)
OUT = DAY + 30 * ONE


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def standing(body, day, state="CO"):
    return {one.state: str(one.standing) for one in roster(body, day).members}.get(state)


def former(body, day):
    return [one.state for one in roster(body, day).former]


def periods(body, state="CO"):
    db.session.expire_all()
    return [one for one in periods_of(body) if one.state_code == state]


def suspended(body, on=DAY, state="CO"):
    [what] = periods(body, state)
    words = {"on": on, "decision": "by two thirds of the members", "base": what.row.version}
    return act(standing_acts.suspend, SECRETARIAT, what, **words)


def reinstated(body, on):
    [what] = periods(body)
    words = {"on": on, "decision": "by the members", "base": what.row.version}
    return act(standing_acts.reinstate, SECRETARIAT, what, **words)


def rescinded(notice):
    db.session.refresh(notice)
    return act(operations.rescind, governor(notice.state_code), notice, version=notice.version)


def discounted(body):
    """Colorado's text is determined another one; the campaign and its instrument."""
    one = texts.campaign()
    bill = texts.reported(one, "CO", text=texts.OTHER)
    texts.determined(one, bill)
    return one, bill


def similar(one, bill):
    """It is determined similar after all."""
    texts.determined(one, bill, Finding.SIMILAR, reasons="On reading it again, the same.")


def test_taking_a_notice_back_does_not_undo_a_determination(body):
    notice = make.notice()
    one, bill = discounted(body)
    rescinded(notice)
    assert notice.stage is Stage.RESCINDED
    assert standing(body, DAY) == "pending instrument"
    assert "CO" not in bound_states(body, DAY)
    with at(DAY + 5 * ONE):
        similar(one, bill)
    assert standing(body, DAY + 5 * ONE) == "party"
    assert standing(body, OUT + 90 * ONE) == "party"
    assert len(periods(body)) == 1


def test_letters_are_acknowledged_whatever_became_of_who_sent_them(body):
    notice = make.notice()
    one, bill = discounted(body)
    for letter in notice.letters:
        act(operations.acknowledge, liaison(letter.state_code), letter)
    assert notice.effective_on == OUT
    assert standing(body, DAY) == "pending instrument"
    assert former(body, OUT) == []
    similar(one, bill)
    assert standing(body, DAY) == "notice given"
    assert (standing(body, OUT - ONE), standing(body, OUT)) == ("notice given", None)


def test_a_withdrawal_that_took_effect_holds_though_the_text_is_similar_after_all(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    one, bill = discounted(body)
    with at(OUT + ONE):
        work()
        db.session.refresh(notice)
        assert notice.stage is Stage.EFFECTIVE
        assert (standing(body, OUT - ONE), standing(body, OUT)) == ("pending instrument", None)
        assert former(body, OUT) == ["CO"]
        similar(one, bill)
    assert (standing(body, DAY), standing(body, OUT - ONE)) == ("notice given", "notice given")
    assert "CO" in bound_states(body, OUT - ONE)
    assert "CO" not in bound_states(body, OUT)
    assert former(body, OUT + ONE) == ["CO"]


def test_the_same_where_it_was_found_similar_before_the_day_of_leaving(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    one, bill = discounted(body)
    similar(one, bill)
    with at(OUT + ONE):
        work()
    db.session.refresh(notice)
    assert notice.stage is Stage.EFFECTIVE
    assert (standing(body, OUT - ONE), standing(body, OUT)) == ("notice given", None)


def test_a_new_text_counts_up_to_the_withdrawal_and_never_beyond(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    one, bill = discounted(body)
    for days, stood in ((10, ["pending instrument", "notice given"]), (40, [None, None])):
        with at(DAY + ONE * days):
            work()
            if days == 10:
                new = texts.reported(one, "CO", base=bill.version, effective=DAY + 5 * ONE)
                texts.determined(one, new, Finding.SIMILAR)
            found = [standing(body, DAY + (days - 6) * ONE), standing(body, DAY + ONE * days)]
            assert found == stood
    assert "CO" not in bound_states(body, OUT)


def test_a_text_that_has_effect_after_the_withdrawal_brings_nobody_back(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    one, bill = discounted(body)
    new = texts.reported(one, "CO", base=bill.version, effective=OUT + 20 * ONE)
    texts.determined(one, new, Finding.SIMILAR)
    with at(OUT + 30 * ONE):
        work()
    assert (standing(body, OUT - ONE), standing(body, OUT + 30 * ONE)) == (
        "pending instrument",
        None,
    )
    assert former(body, OUT) == ["CO"]


def test_and_where_the_notice_is_taken_back_it_counts_from_then(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    one, bill = discounted(body)
    new = texts.reported(one, "CO", base=bill.version, effective=OUT + 20 * ONE)
    texts.determined(one, new, Finding.SIMILAR)
    with at(DAY + 9 * ONE):
        rescinded(notice)
    assert standing(body, OUT + 19 * ONE) == "pending instrument"
    assert standing(body, OUT + 20 * ONE) == "party"


def test_who_does_not_count_and_has_given_notice_does_not_apply_before_it_is_taken_back(body):
    notice = make.notice()
    discounted(body)
    with pytest.raises(RuleBroken, match="A notice of withdrawal runs that was given on 2027"):
        act(accessions.apply, governor("CO"), body)
    rescinded(notice)
    act(accessions.apply, governor("CO"), body)
    assert standing(body, DAY) == "applied"
    assert len(periods(body)) == 1


def test_a_suspension_on_the_day_of_the_notice_is_not_lifted_by_a_letter(body):
    notice = make.notice()
    suspended(body, DAY)
    with at(DAY + ONE):
        act(operations.acknowledge, liaison("UT"), notice.letters[0])
        assert standing(body, DAY + ONE) == "suspended"
        act(operations.acknowledge, liaison("WY"), notice.letters[1])
    assert standing(body, OUT) == "suspended"
    assert standing(body, OUT + ONE) is None


def test_a_suspension_for_a_later_day_stays_when_the_notice_is_taken_back(body):
    notice = make.notice()
    suspended(body, DAY + 5 * ONE)
    rescinded(notice)
    assert standing(body, DAY + 4 * ONE) == "party"
    assert standing(body, DAY + 6 * ONE) == "suspended"


def test_a_reinstatement_for_a_later_day_stays_when_the_notice_is_taken_back(body):
    notice = make.notice()
    suspended(body, DAY)
    reinstated(body, DAY + 5 * ONE)
    with at(DAY + 2 * ONE):
        rescinded(notice)
    assert standing(body, DAY + 4 * ONE) == "suspended"
    assert standing(body, DAY + 5 * ONE) == "party"


def test_who_is_suspended_gives_notice_and_stays_suspended_until_it_is_out(body):
    suspended(body, DAY)
    assert "CO" not in bound_states(body, DAY)
    with at(DAY + ONE):
        notice = make.notice()
        deliver_all(notice, DAY + ONE)
    assert standing(body, DAY + 2 * ONE) == "suspended"
    assert standing(body, OUT) == "suspended"
    assert standing(body, OUT + ONE) is None
    with at(DAY + 3 * ONE):
        reinstated(body, DAY + 3 * ONE)
        assert standing(body, DAY + 3 * ONE) == "notice given"
        assert "CO" in bound_states(body, DAY + 3 * ONE)


@pytest.mark.parametrize("meanwhile", [suspended, discounted])
def test_its_office_prepares_to_take_a_notice_back_however_the_state_stands(body, meanwhile):
    notice = make.notice()
    meanwhile(body)
    make.step_rule()
    db.session.refresh(notice)
    with transaction():
        operations.prepare_rescission(make.actor(liaison()), notice)
    with pytest.raises(NotPermitted), transaction():
        operations.prepare_rescission(make.actor(liaison("UT")), notice)


def test_who_is_suspended_takes_a_notice_back_and_stays_suspended(body):
    notice = make.notice()
    suspended(body, DAY)
    rescinded(notice)
    assert standing(body, DAY) == "suspended"
    reinstated(body, DAY + ONE)
    assert standing(body, DAY + ONE) == "party"


def test_an_associate_gives_notice_and_is_out(app):
    with at(DAY):
        body = chartered()
        made = act(accessions.apply, governor("NM"), body, member_class=MemberClass.ASSOCIATE)
        act(deciding.approve, SECRETARIAT, made, decision="by the officers")
        db.session.refresh(made)
        joined(made, texts.reported(texts.campaign(), "NM"))
        assert body.id in bodies_of("NM", None).belongs
        assert body.id not in bodies_of("NM", None).bound
        notice = make.notice(governor("NM"))
        assert [one.state_code for one in notice.letters] == ["CO", "UT", "WY"]
        deliver_all(notice, DAY)
    assert standing(body, OUT - ONE, "NM") == "notice given"
    assert standing(body, OUT, "NM") is None
    with at(OUT + ONE):
        assert body.id not in bodies_of("NM", None).belongs


def test_who_is_only_on_its_way_in_has_nothing_to_leave(body):
    act(accessions.apply, governor("NM"), body)
    with pytest.raises(NotPermitted):
        act(operations.give_notice, governor("NM"), body, saying=Saying(), reviewed="")


def test_on_its_day_a_notice_is_out_for_good_though_the_rule_allows_taking_it_back_later(app):
    """The clock is late: nobody has noted yet that the withdrawal took effect."""
    until = {"after": {"days": 60}, "from": {"event": "notice_given"}}
    late = {**AFTER_30_DAYS, "rescind_until": until}
    with at(DAY):
        body = chartered(late)
        notice = make.notice()
        deliver_all(notice, DAY)
    for day in (OUT, OUT + 15 * ONE):
        with at(day), pytest.raises(RuleBroken, match="has taken effect"):
            rescinded(notice)
    assert len(periods(body)) == 1
    assert "CO" not in bound_states(body, OUT + 15 * ONE)


def test_a_rule_that_ends_taking_back_earlier_says_so(app):
    early = {
        **AFTER_30_DAYS,
        "rescind_until": {"after": {"days": 10}, "from": {"event": "notice_given"}},
    }
    with at(DAY):
        chartered(early)
        notice = make.notice()
    with at(DAY + 10 * ONE), pytest.raises(RuleBroken, match="too late to take this notice back"):
        rescinded(notice)
    with at(DAY + 9 * ONE):
        rescinded(notice)


EVENT = {"effective": {"event": "repeal_effective"}}


def noted(notice, on):
    words = {"name": "repeal_effective", "on": on, "source": "Laws 2027, chapter 12"}
    return act(operations.note_event, liaison(), notice, **words)


def test_nothing_is_noted_on_the_way_of_a_notice_that_is_over(app):
    with at(DAY):
        body = chartered(EVENT)
        notice = make.notice()
        rescinded(notice)
        with pytest.raises(RuleBroken, match="is rescinded: nothing happens"):
            noted(notice, DAY)
        second = make.notice()
        noted(second, DAY + 9 * ONE)
    with at(DAY + 10 * ONE):  # also before the clock has noted it
        with pytest.raises(RuleBroken, match="has taken effect: nothing moves its day"):
            noted(second, None)
        work()
        with pytest.raises(RuleBroken, match="has taken effect"):
            noted(second, DAY + 90 * ONE)
    assert not second.events[1:]
    assert "CO" not in bound_states(body, DAY + 10 * ONE)


def test_a_letter_that_arrives_late_moves_no_day_that_has_come(app):
    with at(DAY):
        body = chartered(EVENT)
        notice = make.notice()
        noted(notice, DAY + 9 * ONE)
    with at(DAY + 20 * ONE):
        act(operations.acknowledge, liaison("UT"), notice.letters[0])
        assert (notice.stage, notice.effective_on) == (Stage.EFFECTIVE, DAY + 9 * ONE)
        act(operations.acknowledge, liaison("WY"), notice.letters[1])
    assert former(body, DAY + 20 * ONE) == ["CO"]


def test_no_correction_moves_a_notice_that_runs(body):
    notice = make.notice()
    first, second = notice.letters
    said = Delivered(DAY, Way.MAIL)
    act(operations.note_delivery, governor(), first, delivered=said)
    [what] = periods(body)
    words = {"why": "The minutes say so.", "base": what.row.version}
    days = [dt.date(2021, 1, 1), dt.date(2027, 2, 1)]
    with pytest.raises(RuleBroken, match="The notice of Monday, March 1, 2027 runs"):
        act(standing_acts.correct_days, SECRETARIAT, what, days=days, **words)
    act(standing_acts.correct_days, SECRETARIAT, what, days=[days[0], DAY], **words)
    with at(DAY + ONE):
        act(operations.note_delivery, governor(), second, delivered=said)
    assert notice.effective_on == OUT
    [what] = periods(body)
    assert [step.on for step in what.steps] == [days[0], DAY, OUT]


def test_no_correction_brings_the_day_of_leaving_forward(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    [what] = periods(body)
    days = [step.on for step in what.steps]
    words = {"why": "It was agreed.", "base": what.row.version}
    with pytest.raises(RuleBroken, match="lies ahead, and is not corrected"):
        act(standing_acts.correct_days, SECRETARIAT, what, days=[*days[:-1], DAY], **words)
    assert "CO" in bound_states(body, DAY)


def test_a_notice_that_a_source_has_told_of_is_not_given_again(body):
    [what] = periods(body)
    given = parse_partial_date("2027-01-04")
    says = replace(as_period(what.row), status="withdrawal announced", notice_given=given)
    with transaction():
        fact = Fact(what.id, what.row.version, says, clock.now())
        membership.record_periods(OPERATOR, body, facts=[fact])
    assert standing(body, DAY) == "notice given"
    with pytest.raises(RuleBroken, match="recorded already, from a source outside"):
        make.notice()


def test_the_clock_does_nothing_for_a_job_whose_notice_was_taken_back(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    rescinded(notice)
    with at(OUT + ONE):
        work()
        assert standing(body, OUT + ONE) == "party"
    assert notice.stage is Stage.RESCINDED
