"""The secretariat suspends, reinstates and corrects; what was known before stays."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.core.saying import day as in_words
from alliance.core.transaction import transaction
from alliance.membership import operations, standing_acts
from alliance.membership.queries import bound_states, roster
from alliance.membership.recording import Fact
from alliance.membership.rules import Period, Standing
from alliance.membership.standing_acts import periods_of
from alliance.withdrawals import operations as withdrawals
from tests import make
from tests.accessions.made import approved, joined, statute
from tests.mailing.post import delivered, to, work
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison
from tests.withdrawals.made import act, at, chartered, deliver_all

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def period(body, state="CO"):
    make.db.session.expire_all()
    return next(one for one in periods_of(body) if one.state_code == state)


def standing(body, day, state="CO"):
    return {one.state: str(one.standing) for one in roster(body, day).members}.get(state)


def suspended(body, on=DAY, role=SECRETARIAT, decision="by two thirds of the members"):
    what = period(body)
    words = {"on": on, "decision": decision, "base": what.row.version}
    return act(standing_acts.suspend, role, what, **words)


def reinstated(body, on, decision="by the members"):
    what = period(body)
    words = {"on": on, "decision": decision, "base": what.row.version}
    return act(standing_acts.reinstate, SECRETARIAT, what, **words)


def test_a_suspended_state_is_on_the_roll_and_not_counted_until_it_is_reinstated(body):
    suspended(body, DAY + 3 * ONE)
    assert "CO" in bound_states(body, DAY + 2 * ONE)
    assert "CO" not in bound_states(body, DAY + 3 * ONE)
    assert standing(body, DAY + 3 * ONE) == "suspended"
    reinstated(body, DAY + 9 * ONE)
    assert "CO" not in bound_states(body, DAY + 8 * ONE)
    assert "CO" in bound_states(body, DAY + 9 * ONE)


@pytest.mark.parametrize("role", [OTHER_SECRETARIAT, governor(), liaison("UT")])
def test_only_the_secretariat_of_the_alliance_suspends(body, role):
    with pytest.raises(NotPermitted):
        suspended(body, role=role)


def test_nobody_is_suspended_twice_or_reinstated_who_is_not_suspended(body):
    with pytest.raises(RuleBroken, match="is recorded as party, since"):
        reinstated(body, DAY)
    suspended(body)
    with pytest.raises(RuleBroken, match="is recorded as suspended, since"):
        suspended(body, DAY + ONE)


def test_a_decision_is_asked_for(body):
    with pytest.raises(RuleBroken, match="how it was decided"):
        suspended(body, decision=" ")


def test_what_was_read_holds_or_nothing_is_recorded(body):
    what = period(body)
    suspended(body, DAY + 5 * ONE)
    with pytest.raises(ChangedMeanwhile):
        act(
            standing_acts.suspend,
            SECRETARIAT,
            what,
            on=DAY,
            decision="-",
            base=what.row.version,
        )


def test_a_suspension_during_a_notice_keeps_the_day_of_leaving(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    leaves = notice.effective_on
    suspended(body, DAY + 5 * ONE)
    assert standing(body, leaves - ONE) == "suspended"
    assert standing(body, leaves) is None
    reinstated(body, DAY + 9 * ONE)
    assert standing(body, DAY + 9 * ONE) == "notice given"
    assert standing(body, leaves) is None


def test_letters_that_arrive_later_do_not_lift_a_suspension(body):
    notice = make.notice()
    suspended(body, DAY + 2 * ONE)
    with at(DAY + 4 * ONE):
        deliver_all(notice, DAY + 4 * ONE)
    assert standing(body, DAY + ONE) == "notice given"
    assert standing(body, DAY + 10 * ONE) == "suspended"
    assert standing(body, notice.effective_on) is None


def test_who_takes_a_notice_back_while_suspended_stays_suspended(body):
    notice = make.notice()
    suspended(body, DAY + 2 * ONE)
    with at(DAY + 4 * ONE):
        act(withdrawals.rescind, governor(), notice, version=notice.version)
        assert standing(body, DAY + 5 * ONE) == "suspended"
        reinstated(body, DAY + 6 * ONE)
    assert standing(body, DAY + 6 * ONE) == "party"


def corrected(body, days, why="The minutes of 2020 say so.", state="CO"):
    what = period(body, state)
    words = {"days": days, "why": why, "base": what.row.version}
    return act(standing_acts.correct_days, SECRETARIAT, what, **words)


def test_corrected_days_hold_now_and_what_was_known_before_stays_as_known_then(body):
    before = clock.now()
    with at(DAY + ONE):
        corrected(body, [dt.date(2021, 6, 1)])
        assert "CO" not in bound_states(body, dt.date(2021, 5, 31))
        assert "CO" in bound_states(body, dt.date(2021, 6, 1))
        then = roster(body, dt.date(2020, 6, 1), before + dt.timedelta(seconds=1))
        assert "CO" in {one.state for one in then.members}
        now = roster(body, dt.date(2020, 6, 1))
        assert "CO" not in {one.state for one in now.members}
    assert len(standing_acts.versions_of(period(body))) == 2


def test_days_that_cannot_follow_one_another_are_refused(body):
    suspended(body, DAY)
    with pytest.raises(RuleBroken, match="lies before"):
        corrected(body, [DAY, DAY - 5 * ONE])
    with pytest.raises(RuleBroken, match="a day for each"):
        corrected(body, [DAY])
    with pytest.raises(RuleBroken, match="recorded already"):
        corrected(body, [step.on for step in period(body).steps])
    with pytest.raises(RuleBroken, match="from 1600"):
        corrected(body, [dt.date(205, 1, 1), DAY])


def ahead(body, day):
    """New Mexico has joined, with a statute that has effect from a later day."""
    joined(approved("NM"), statute("NM", effective=day))
    return period(body, "NM")


def test_no_correction_binds_a_state_before_its_instrument_has_effect(body):
    what = ahead(body, DAY + 90 * ONE)
    days = [step.on for step in what.steps]
    for day in (DAY, DAY - ONE, DAY + 60 * ONE):
        with pytest.raises(RuleBroken, match="It moves with the instrument"):
            corrected(body, [*days[:-1], day], state="NM")
    assert "NM" not in bound_states(body, DAY + 89 * ONE)
    assert "NM" in bound_states(body, DAY + 90 * ONE)


def test_no_correction_moves_what_holds_today_to_a_day_that_lies_ahead(body):
    with pytest.raises(RuleBroken, match="Suspend the state instead, or let it give notice"):
        corrected(body, [DAY + ONE])
    assert "CO" in bound_states(body, DAY)


def test_a_day_ahead_that_a_source_has_told_of_is_corrected_to_another_day_ahead(body):
    says = Period("NM", "member", "member", parse_partial_date("2027-09-01"))
    with transaction():
        fact = Fact(clock.new_id(), 0, says, clock.now())
        operations.record_periods(OPERATOR, body, facts=[fact])
    with pytest.raises(RuleBroken, match="lies ahead, and is not corrected"):
        corrected(body, [DAY], state="NM")
    corrected(body, [dt.date(2027, 8, 1)], state="NM")
    assert standing(body, dt.date(2027, 7, 31), "NM") is None
    assert standing(body, dt.date(2027, 8, 1), "NM") == "party"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_correction_changes_how_any_state_stands_today(body, data):
    """Whatever days are given for a suspension, a reinstatement and one that lies ahead."""
    for state, on in (("CO", DAY - 9 * ONE), ("UT", DAY + 9 * ONE)):
        what = period(body, state)
        if len(what.steps) == 1:
            words = {"on": on, "decision": "by the members", "base": what.row.version}
            act(standing_acts.suspend, SECRETARIAT, what, **words)
    before = [standing(body, DAY, state) for state in ("CO", "UT")]
    for state in ("CO", "UT"):
        near = st.integers(-400, 400).map(lambda n: DAY + n * ONE)
        days = [data.draw(st.one_of(st.just(step.on), near)) for step in period(body, state).steps]
        with suppress(RuleBroken):
            corrected(body, days, state=state)
    assert [standing(body, DAY, state) for state in ("CO", "UT")] == before


def test_nobody_is_suspended_from_a_day_before_it_joined(body):
    with pytest.raises(RuleBroken, match="did not belong on"):
        suspended(body, dt.date(2019, 12, 31))
    with pytest.raises(RuleBroken, match="from 1600"):
        suspended(body, dt.date(1599, 12, 31))
    what = ahead(body, DAY + 90 * ONE)
    words = {"on": DAY + 5 * ONE, "decision": "-", "base": what.row.version}
    with pytest.raises(RuleBroken, match="is recorded as pending instrument"):
        act(standing_acts.suspend, SECRETARIAT, what, **words)


def test_who_is_suspended_by_a_source_only_is_reinstated(body):
    says = Period("NM", "member", "suspended", parse_partial_date("2021-01-04"))
    with transaction():
        fact = Fact(clock.new_id(), 0, says, clock.now())
        operations.record_periods(OPERATOR, body, facts=[fact])
    assert standing(body, DAY, "NM") == "suspended"
    what = period(body, "NM")
    words = {"on": DAY, "decision": "by the members", "base": what.row.version}
    act(standing_acts.reinstate, SECRETARIAT, what, **words)
    assert standing(body, DAY, "NM") == "party"


def test_the_record_says_how_it_was_decided_and_the_state_is_told(app, body):
    suspended(body, DAY)
    corrected(body, [dt.date(2021, 6, 1), DAY])
    first, second = entries_about(body.stream, [period(body).ref])
    assert first.facts["decision"] == "by two thirds of the members"
    assert second.facts["before"][0] == ["party", "2020-01-01"]
    assert second.facts["after"][0] == ["party", "2021-06-01"]
    work()
    sent = delivered(app)
    said = [one.subject for one in to(sent, governor())]
    assert [one for one in said if one.startswith("Suspended: Colorado")]
    assert [one for one in said if one.startswith("Days corrected: Colorado")]
    assert not [one for one in to(sent, governor("UT")) if one.subject.startswith("Suspended")]


def test_a_suspension_goes_through_a_review(visitor, body):
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("standings.standings", slug="ours")
    what = period(body)
    assert visitor.url("standings.period", period_id=what.id) in page.links()
    said = {"on": "2027-03-10", "decision": "by the members"}
    page = visitor.send("standings.suspend", said, expect=200, period_id=what.id)
    assert page.h1 == "Review the suspension"
    visitor.press("standings.suspend", page, {"confirm": "yes"}, period_id=what.id)
    page = visitor.get("standings.period", period_id=what.id)
    assert "Suspended: Wednesday, March 10, 2027" in page.words
    assert period(body).stands_on(dt.date(2027, 3, 10)) is Standing.SUSPENDED


def test_a_correction_shows_old_and_new_side_by_side(visitor, body):
    visitor.sign_in(SECRETARIAT)
    what = period(body)
    said = {"days-0": "2021-06-01", "decision": "The minutes say so."}
    page = visitor.send("standings.correct", said, expect=200, period_id=what.id)
    assert "Party Wednesday, January 1, 2020 Tuesday, June 1, 2021" in page.words
    visitor.press("standings.correct", page, {"confirm": "yes"}, period_id=what.id)
    page = visitor.get("standings.period", period_id=what.id)
    assert "Party: Tuesday, June 1, 2021" in page.words
    assert "Party: Wednesday, January 1, 2020" in page.words
    page = visitor.send("standings.correct", {"days-0": "never"}, expect=422, period_id=what.id)
    assert "not a day of the calendar" in page.words


def test_members_read_the_steps_and_are_offered_nothing(visitor, body):
    visitor.sign_in(governor())
    what = period(body)
    page = visitor.get("standings.period", period_id=what.id)
    assert "Suspend" not in page.texts("a")
    visitor.get("standings.correct", expect=403, period_id=what.id)


def test_a_review_refuses_at_the_field_what_the_act_would_refuse(visitor, body):
    visitor.sign_in(SECRETARIAT)
    what = period(body)
    before = {"on": "1999-01-01", "decision": "By the officers"}
    page = visitor.send("standings.suspend", before, expect=422, period_id=what.id)
    assert "Colorado did not belong on Friday, January 1, 1999: its first day there" in page.words
    assert page.field("decision") == "By the officers"
    today = before | {"on": DAY.isoformat()}
    page = visitor.send("standings.reinstate", today, expect=422, period_id=what.id)
    assert f"Colorado is recorded as party, since {in_words(what.steps[0].on)}" in page.words
    same = {f"days-{n}": step.on.isoformat() for n, step in enumerate(what.steps)}
    same["decision"] = "A slip"
    page = visitor.send("standings.correct", same, expect=409, period_id=what.id)
    assert "These are the days that are recorded already" in page.words
