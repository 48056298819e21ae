"""How a state stood on any day, as it was known on any other."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.transaction import transaction
from alliance.membership import operations, queries
from alliance.membership.models import MembershipPeriod
from alliance.membership.moving import Move, correct, move, period_under_way, steps_of
from alliance.membership.recording import Fact
from alliance.membership.rules import Period, Standing, Step
from alliance.membership.timeline import FOLLOWS, line_of, roster_on, why_not_steps
from tests import make

START = dt.date(2000, 1, 1)
DAY = dt.timedelta(days=1)
INSTANT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)

days = st.integers(0, 40).map(lambda n: START + n * DAY)
words = st.sampled_from(
    [
        *("member", "withdrawn", "former member", "suspended", "invited", "declined"),
        *("withdrawal announced", "conditional", "hello"),
    ]
)


def partial(day):
    return parse_partial_date(day.isoformat()) if day else None


@st.composite
def by_words(draw):
    first, second, third = sorted(draw(st.lists(days, min_size=3, max_size=3)))
    joined, notice, left = draw(st.tuples(*[st.booleans()] * 3))
    return Period(
        state="AZ",
        role=draw(st.sampled_from(["member", "observer"])),
        status=draw(words),
        joined=partial(first if joined else None),
        notice_given=partial(second if notice else None),
        left=partial(third if left else None),
    )


@st.composite
def by_steps(draw):
    steps, before = [], None
    for day in sorted(draw(st.lists(days, min_size=1, max_size=5))):
        following = sorted(FOLLOWS[before])
        if not following:
            break
        before = draw(st.sampled_from(following))
        steps.append(Step(before, day))
    return Period(state="AZ", role="party", status=before.value, steps=tuple(steps))


periods = st.lists(st.one_of(by_words(), by_steps()), min_size=1, max_size=3)


@given(periods)
def test_on_each_day_a_state_stands_in_one_way_at_most(given_periods):
    line = line_of(list(enumerate(given_periods)), START)
    for before, after in pairwise(line):
        assert before.ends is not None
        assert before.ends <= after.starts
        assert before.starts < before.ends


@given(by_steps())
def test_the_last_step_up_to_a_day_says_how_a_state_stands(period):
    assert why_not_steps(period) is None
    line = line_of([(0, period)], None)
    for number in range(45):
        day = START + number * DAY
        taken = [step.standing for step in period.steps if step.on <= day]
        found = [one.standing for one in line if one.covers(day)]
        assert found == taken[-1:]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.one_of(by_words(), by_steps())), min_size=1, max_size=6
    )
)
def test_any_day_as_known_on_any_other_is_what_the_versions_known_then_say(app, changes):
    """Three periods of Arizona are recorded and recorded anew, one change an hour."""
    with app.app_context():
        made = alliance_without_members()
        known = record(made, changes)
        for number in range(len(changes) + 1):
            instant = INSTANT + dt.timedelta(hours=number, minutes=30)
            says = [one for _, since, until, one in known if since < instant <= until]
            for offset in range(0, 42, 3):
                day = START + offset * DAY
                assert queries.roster(made, day, instant) == roster_on(says, START, day)
        now = [one for _, _, until, one in known if until == dt.datetime.max.replace(tzinfo=dt.UTC)]
        assert queries.roster(made, START + 20 * DAY) == roster_on(now, START, START + 20 * DAY)
        db.session.rollback()


count = iter(range(1_000_000))


def alliance_without_members():
    facts = {"name": "Arid States", "kind": "coalition", "subject": "", "formed": "2000-01-01"}
    slug = f"arid-{next(count)}"
    with transaction():
        operations.record_alliance(OPERATOR, None, slug=slug, facts=facts, known_from=INSTANT)
    return queries.alliance_by_slug(None, slug)


def record(made, changes):
    """Each change as an act; what is then known: (period, from, until, facts)."""
    versions, known = {}, []
    for number, (key, says) in enumerate(changes):
        instant = INSTANT + dt.timedelta(hours=number + 1)
        period_id, version = versions.get(key, (clock.new_id(), 0))
        versions[key] = (period_id, version + 1)
        with transaction():
            fact = Fact(period_id, version, says, instant)
            operations.record_periods(OPERATOR, made, facts=[fact])
        for index, (other, since, until, one) in enumerate(known):
            if other == key and until.year == dt.MAXYEAR:
                known[index] = (other, since, instant, one)
        known.append((key, instant, dt.datetime.max.replace(tzinfo=dt.UTC), says))
    # Of two periods that begin on one day the one that was made later goes before.
    order = list(versions)
    return sorted(known, key=lambda one: order.index(one[0]))


# Moving a state by acts.


@pytest.fixture
def made(app):
    return make.alliance()


def on(alliance, day, state="CO", known=None):
    """How a state stands on a day: standing, bound, readmitted."""
    roster = queries.roster(alliance, dt.date.fromisoformat(day), known)
    for one in roster.members:
        if one.state == state:
            return one.standing.value, one.bound, one.again
    return ("withdrawn" if state in [one.state for one in roster.former] else None), False, False


def step(to, day, **given):
    return Move(Standing(to), dt.date.fromisoformat(day), **given)


def moved(alliance, *moves, state="CO"):
    with transaction():
        return move(alliance, state, moves)


def test_a_state_goes_from_invitation_to_party_day_by_day(made):
    moved(made, step("invited", "2027-01-10"), state="NM")
    moved(made, step("pending instrument", "2027-02-01"), state="NM")
    moved(made, step("party", "2027-07-01", why="Laws 2027, chapter 12"), state="NM")
    assert on(made, "2027-01-09", "NM") == (None, False, False)
    assert on(made, "2027-01-10", "NM") == ("invited", False, False)
    assert on(made, "2027-01-31", "NM") == ("invited", False, False)
    assert on(made, "2027-06-30", "NM") == ("pending instrument", False, False)
    assert on(made, "2027-07-01", "NM") == ("party", True, False)
    [member] = [
        one for one in queries.roster(made, dt.date(2027, 8, 1)).members if one.state == "NM"
    ]
    assert member.since == "2027-07-01"


def test_a_notice_takes_effect_on_its_day_unless_it_is_rescinded(made):
    moved(made, step("notice given", "2027-03-01"), step("withdrawn", "2027-09-01"))
    assert on(made, "2027-08-31") == ("notice given", True, False)
    assert on(made, "2027-09-01") == ("withdrawn", False, False)
    row = moved(made, step("party", "2027-05-01"))
    assert on(made, "2027-04-30") == ("notice given", True, False)
    assert on(made, "2027-09-01") == ("party", True, False)
    assert (row.status, row.notice_given, row.left) == ("party", None, None)


def test_a_state_that_left_is_readmitted_in_a_period_of_its_own(made):
    first = moved(made, step("notice given", "2031-05-26"), step("withdrawn", "2032-01-01"))
    second = moved(made, step("party", "2040-01-01"))
    assert first.period_id != second.period_id
    assert on(made, "2031-05-25") == ("party", True, False)
    assert on(made, "2031-05-26") == ("notice given", True, False)
    assert on(made, "2031-12-31") == ("notice given", True, False)
    assert on(made, "2032-01-01") == ("withdrawn", False, False)
    assert on(made, "2039-12-31") == ("withdrawn", False, False)
    assert on(made, "2040-01-01") == ("party", True, True)


def test_a_state_that_left_is_not_readmitted_before_it_belongs_again(made):
    moved(made, step("notice given", "2031-05-26"), step("withdrawn", "2032-01-01"))
    moved(made, step("invited", "2033-01-01"))
    moved(made, step("party", "2034-01-01"))
    assert on(made, "2033-12-31") == ("invited", False, False)
    assert on(made, "2034-01-01") == ("party", True, True)


def test_a_suspended_state_is_not_counted_until_it_is_reinstated(made):
    moved(made, step("suspended", "2027-03-01"))
    moved(made, step("party", "2027-04-01"))
    assert on(made, "2027-02-28") == ("party", True, False)
    assert on(made, "2027-03-01") == ("suspended", False, False)
    assert on(made, "2027-04-01") == ("party", True, False)


def test_a_correction_changes_the_days_and_not_what_was_known_before(made):
    with clock.stopped_at(INSTANT + dt.timedelta(days=900)):
        moved(made, step("notice given", "2027-03-01"), step("withdrawn", "2027-09-01"))
    asked = INSTANT + dt.timedelta(days=901)
    with clock.stopped_at(asked), transaction():
        row = period_under_way(made, "CO", dt.date(2027, 3, 2))
        steps = [*steps_of(queries.as_period(row), made)[:-1]]
        correct(made, row, [*steps, Step(Standing.WITHDRAWN, dt.date(2027, 10, 1))], "a slip")
    assert on(made, "2027-09-15") == ("notice given", True, False)
    assert on(made, "2027-09-15", known=asked) == ("withdrawn", False, False)
    assert on(made, "2027-10-01") == ("withdrawn", False, False)


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        ([step("invited", "2027-01-01")], "cannot be reached from “party”"),
        ([step("withdrawn", "2027-01-01"), step("party", "2027-02-01")], "from “withdrawn”"),
        ([step("notice given", "2027-02-01"), step("withdrawn", "2027-01-01")], "lies before"),
    ],
)
def test_a_step_that_cannot_follow_is_refused_and_nothing_is_kept(made, moves, reason):
    before = list(db.session.execute(select(MembershipPeriod.period_id)))
    with pytest.raises(RuleBroken, match=reason):
        moved(made, *moves)
    assert list(db.session.execute(select(MembershipPeriod.period_id))) == before


def test_the_words_and_the_precision_of_an_imported_period_stay_as_they_were(made):
    moved(made, step("notice given", "2027-03-01"))
    [member] = [
        one for one in queries.roster(made, dt.date(2027, 4, 1)).members if one.state == "CO"
    ]
    [row] = [one for one in queries.current_periods([made.id]) if one.state_code == "CO"]
    assert member.since == row.joined
