"""Leaving an alliance: notice, letters, the day it takes effect, taking it back."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.charters.terms import Terms
from alliance.clockwork import withdraw_when_due
from alliance.core import clock
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.membership.queries import bound_states, roster
from alliance.withdrawals import operations
from alliance.withdrawals.dating import worked_out
from alliance.withdrawals.foreseeing import Thought, foresee
from alliance.withdrawals.operations import Delivered, Saying
from alliance.withdrawals.rules import Stage, Way
from tests import make
from tests.mailing.post import delivered, to, work
from tests.membership.files import contents
from tests.people import Role, counsel, governor, liaison, observer
from tests.withdrawals.made import AFTER_30_DAYS, act, at, chartered, deliver_all

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def standing(alliance, state="CO"):
    return {one.state: str(one.standing) for one in roster(alliance, None).members}.get(state)


def test_a_notice_leaves_the_state_bound_until_its_letters_have_arrived_and_the_days_are_over(body):
    notice = make.notice()
    assert notice.effective_on is None
    assert standing(body) == "notice given"
    assert [one.state_code for one in notice.letters] == ["UT", "WY"]
    deliver_all(notice, DAY)
    assert notice.effective_on == dt.date(2027, 3, 31)
    assert "CO" in bound_states(body, dt.date(2027, 3, 30))
    assert "CO" not in bound_states(body, dt.date(2027, 3, 31))


def test_notice_is_complete_with_the_last_letter(body):
    notice = make.notice()
    first, second = notice.letters
    with at(DAY + 5 * ONE):
        act(
            operations.note_delivery, governor(), first, delivered=Delivered(DAY + ONE, Way.COURIER)
        )
        assert notice.effective_on is None
        act(operations.acknowledge, liaison("WY"), second)
    assert second.delivered_on == DAY + 5 * ONE
    assert second.delivered_how == "acknowledged here"
    assert notice.effective_on == DAY + 35 * ONE


def test_a_letter_says_who_leaves_what_when_and_what_survives(app):
    with at(DAY):
        chartered({**AFTER_30_DAYS, "survives": [{"what": "assessments", "text": "Assessments"}]})
        notice = make.notice(words="The legislature has repealed the act.")
    text = notice.letters[0].text
    assert "Notice of withdrawal of Colorado from Western Accord" in text
    assert "Monday, March 1, 2027" in text
    assert "To the governor of Utah" in text
    assert "It leaves under the charter of Western Accord, version 1." in text
    assert "takes effect: 30 days after the delivery of the last letter of notice." in text
    assert "delivered on Monday, March 1, 2027, that is Wednesday, March 31, 2027." in text
    assert "For Colorado:\nPrincipal Co Governor, Colorado, Office of the Governor" in text
    assert "Authority: " in text
    assert "The legislature has repealed the act." in text
    assert "- Assessments" in text


def test_on_its_day_it_takes_effect_by_the_clock_of_the_capital(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    denver = dt.datetime(2027, 3, 31, 6, tzinfo=dt.UTC)  # midnight there: UTC-6
    with clock.stopped_at(denver - dt.timedelta(minutes=1)):
        work()
        assert notice.stage is Stage.GIVEN
        assert "CO" in bound_states(body)
    with clock.stopped_at(denver):
        work()
        db.session.refresh(notice)
        assert notice.stage is Stage.EFFECTIVE
        assert "CO" not in bound_states(body)
    acts = [one.action for one in entries_about(body.stream, [notice.ref])]
    assert acts[0] == "withdrawals:give-notice"
    assert acts[-1] == "withdrawals:take-effect"


def test_it_takes_effect_once(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    with at(dt.date(2027, 4, 2)):
        work()
        job = db.session.scalars(select(Job).where(Job.kind == operations.EFFECT_JOB)).first()
        withdraw_when_due(job)
    acts = [one.action for one in entries_about(body.stream, [notice.ref])]
    assert acts.count("withdrawals:take-effect") == 1


def test_without_a_rule_it_takes_effect_on_the_day_it_names_and_it_has_to_name_one(app):
    with at(DAY):
        later = make.notice(governor("UT"), named_on=DAY + 10 * ONE)
        now = make.notice(governor("CO"), named_on=DAY)
        with pytest.raises(RuleBroken, match="Name the day from which your state leaves"):
            make.notice(governor("WY"))
    assert later.effective_on == DAY + 10 * ONE
    assert (now.effective_on, now.stage) == (DAY, Stage.EFFECTIVE)
    assert bound_states(make.alliance(), DAY) == {"UT", "WY"}
    assert "March 11, 2027, the day that this notice names." in later.letters[0].text


def test_a_rule_in_words_only_is_told_and_the_notice_names_the_day(app):
    words = "Two years after notice, unless the commission agrees to less."
    with at(DAY):
        chartered(None, terms=Terms(withdrawal=words))
        with pytest.raises(RuleBroken, match="Name the day"):
            make.notice()
        notice = make.notice(named_on=DAY + 730 * ONE)
        assert notice.effective_on == DAY + 730 * ONE
        said = worked_out(notice).steps
    assert said == (
        f"A rule is recorded in words: “{words}” It cannot be computed: counsel reads it, and the "
        "notice names the day.",
    )


def test_a_notice_may_name_a_later_day_than_the_rule_and_not_an_earlier_one(body):
    late = make.notice(named_on=DAY + 90 * ONE)
    early = make.notice(governor("UT"), named_on=DAY + 3 * ONE)
    for notice in (late, early):
        deliver_all(notice, DAY)
    assert late.effective_on == DAY + 90 * ONE
    assert early.effective_on == DAY + 30 * ONE


def test_a_delivery_that_is_noted_late_may_lie_so_far_back_that_the_state_is_out(body):
    notice = make.notice()
    with at(DAY + 60 * ONE):
        deliver_all(notice, DAY + 2 * ONE)
        assert notice.stage is Stage.EFFECTIVE
        assert notice.effective_on == DAY + 32 * ONE
        assert "CO" not in bound_states(body, DAY + 32 * ONE)
        assert "CO" in bound_states(body, DAY + 31 * ONE)
        known = clock.now() - ONE
        assert "CO" in [one.state for one in roster(body, DAY + 40 * ONE, known).members]


def test_it_waits_for_both_where_the_rule_names_two_events(app):
    both = {
        "effective": {
            "later_of": [
                {"after": {"days": 30}, "from": {"event": "notice_complete"}},
                {"event": "repeal_effective"},
            ]
        }
    }
    with at(DAY):
        chartered(both)
        notice = make.notice()
        deliver_all(notice, DAY)
        assert notice.effective_on is None
        say = {"name": "repeal_effective", "source": "Laws 2027, chapter 12"}
        act(operations.note_event, liaison(), notice, on=dt.date(2027, 7, 1), **say)
        assert notice.effective_on == dt.date(2027, 7, 1)
        act(operations.note_event, liaison(), notice, on=dt.date(2027, 3, 10), **say)
        assert notice.effective_on == dt.date(2027, 3, 31)
        act(operations.note_event, liaison(), notice, on=None, **say)
        assert notice.effective_on is None
        assert standing(make.alliance()) == "notice given"


def test_only_what_the_rule_names_can_be_noted(body):
    notice = make.notice()
    with pytest.raises(RuleBroken, match="does not ask for that"):
        act(operations.note_event, liaison(), notice, name="moon_landing", on=DAY, source="-")


def test_a_notice_is_taken_back_before_its_day_and_not_on_it(body):
    notice = make.notice()
    deliver_all(notice, DAY)
    version = notice.version
    with at(dt.date(2027, 3, 31)), pytest.raises(RuleBroken, match="has taken effect"):
        act(operations.rescind, governor(), notice, version=version)
    with at(dt.date(2027, 3, 30)):
        act(operations.rescind, governor(), notice, version=version)
    assert notice.stage is Stage.RESCINDED
    with at(dt.date(2027, 4, 30)):
        work()
        assert standing(body) == "party"
        again = make.notice()
    assert again.id != notice.id


def test_what_was_reviewed_holds_or_nothing_is_given(body):
    seen = foresee(body, "CO", Thought(DAY))
    make.notice(governor("UT"), named_on=DAY + 300 * ONE)
    before = contents()
    words = {"saying": Saying(named_on=DAY + 400 * ONE), "reviewed": seen.sha256}
    with pytest.raises(ChangedMeanwhile, match="has changed since you reviewed it"):
        act(operations.give_notice, governor(), body, **words)
    assert contents() == before


def test_a_second_notice_is_refused(body):
    make.notice()
    with pytest.raises(RuleBroken, match="has given notice already"):
        make.notice()


@pytest.mark.parametrize(
    ("on", "reason"), [(DAY - ONE, "not delivered before"), (DAY + ONE, "lies ahead")]
)
def test_a_letter_is_not_delivered_before_it_was_written_nor_tomorrow(body, on, reason):
    notice = make.notice()
    said = Delivered(on, Way.MAIL)
    with pytest.raises(RuleBroken, match=reason):
        act(operations.note_delivery, governor(), notice.letters[0], delivered=said)


def test_a_letter_is_delivered_once(body):
    letter = make.notice().letters[0]
    act(operations.acknowledge, liaison("UT"), letter)
    with pytest.raises(RuleBroken, match="was delivered on 2027-03-01 already"):
        act(operations.acknowledge, governor("UT"), letter)


@pytest.mark.parametrize(
    "role", [liaison(), observer(), governor("NM"), Role("CO", "attorney general", "principal")]
)
def test_only_who_speaks_for_a_member_gives_notice(body, role):
    with pytest.raises(NotPermitted):
        act(operations.give_notice, role, body, saying=Saying(), reviewed="")


def test_another_state_acknowledges_no_letter_that_is_not_its_own(body):
    letter = make.notice().letters[0]
    for role in (liaison("WY"), observer("UT"), liaison("CO")):
        with pytest.raises(NotPermitted):
            act(operations.acknowledge, role, letter)


def test_who_leaves_is_told_and_who_stays(app, body):
    work()
    delivered(app)  # the adoption of the charter
    notice = make.notice()
    work()
    [told] = to(delivered(app), governor("UT"))
    assert told.subject == "Notice of withdrawal: Colorado, Western Accord"
    deliver_all(notice, DAY)
    with at(dt.date(2027, 4, 2)):
        work()
    sent = delivered(app)
    for role in (governor("CO"), counsel("CO"), governor("WY")):
        subjects = [one.subject for one in to(sent, role)]
        assert subjects == ["Withdrawal in effect: Colorado, Western Accord"]


def test_nothing_is_half_given(body):
    """A refusal in the middle of the act leaves neither notice nor standing."""
    before = contents()

    def give_and_fail():
        with transaction():
            seen = foresee(body, "CO", Thought(DAY))
            who, says = make.actor(governor()), Saying()
            operations.give_notice(who, body, saying=says, reviewed=seen.sha256)
            raise RuleBroken("Something else fails.")

    with pytest.raises(RuleBroken, match="Something else"):
        give_and_fail()
    assert standing(body) == "party"
    assert contents() == before


def test_a_letter_is_acknowledged_where_the_day_has_turned_already_and_where_it_has_not(app):
    """Just after midnight in Denver it is still the evening before in Honolulu, and day in Guam."""
    make.governors("GU", "HI")
    midnight = dt.datetime(2027, 3, 2, 7, 5, tzinfo=dt.UTC)
    with clock.stopped_at(midnight):
        body = chartered()
        with transaction():
            make.come_in(body, "GU", "HI")
        notice = make.notice()
        letters = {one.state_code: one for one in notice.letters}
        for state in ("GU", "HI"):
            act(operations.acknowledge, liaison(state), letters[state])
    assert notice.given_on == dt.date(2027, 3, 2)
    assert letters["HI"].delivered_on == dt.date(2027, 3, 2)
    assert letters["GU"].delivered_on == dt.date(2027, 3, 2)


def test_a_letter_arrives_on_the_day_of_its_reader_where_that_is_ahead(app):
    make.governors("GU")
    with clock.stopped_at(dt.datetime(2027, 3, 2, 5, tzinfo=dt.UTC)):  # March 1 in Denver
        body = chartered()
        with transaction():
            make.come_in(body, "GU")
        notice = make.notice()
        letter = next(one for one in notice.letters if one.state_code == "GU")
        act(operations.acknowledge, liaison("GU"), letter)
    assert (notice.given_on, letter.delivered_on) == (dt.date(2027, 3, 1), dt.date(2027, 3, 2))
