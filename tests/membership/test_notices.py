"""How the steps of a period go with a notice: given, worked out anew, taken back, found nothing."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from alliance.membership.discounting import again, pending_of
from alliance.membership.notices import Leaving, bare, with_notice, without_notice
from alliance.membership.rules import MemberClass, Period, Standing, Step, is_bound
from alliance.membership.timeline import why_not_steps

START = dt.date(2027, 1, 1)
ONE = dt.timedelta(days=1)
PARTY, NOTICE, SUSPENDED = Standing.PARTY, Standing.NOTICE_GIVEN, Standing.SUSPENDED
PENDING, WITHDRAWN = Standing.PENDING_INSTRUMENT, Standing.WITHDRAWN
DAYS = [START + n * ONE for n in range(-2, 45)]

calmly = settings(deadline=None)  # a busy machine is no finding
offsets = st.integers(0, 40).map(lambda n: START + n * ONE)


@st.composite
def members(draw):
    """The steps of a member: on its way in or not, a party, suspended and reinstated."""
    days = sorted(draw(st.lists(offsets, min_size=1, max_size=6)))
    before = draw(st.sampled_from([(), (PENDING,), (Standing.APPLIED, PENDING)]))
    words = [*before, *([PARTY, SUSPENDED] * 3)][: len(days)]
    steps = tuple(Step(word, day) for word, day in zip(words, days, strict=False))
    if steps[-1].standing in {PARTY, SUSPENDED}:
        return steps
    return (*steps, Step(PARTY, steps[-1].on))


@st.composite
def notices(draw, *, rescinded=False):
    given_on = draw(offsets)
    leaves = draw(st.one_of(st.none(), st.integers(0, 30)))
    stays = draw(st.integers(0, 30)) if rescinded else None
    return Leaving(
        given_on,
        given_on + leaves * ONE if leaves is not None else None,
        given_on + stays * ONE if stays is not None else None,
    )


def on_each_day(steps):
    """How it stands on every day; None before the first step."""
    return {day: ([one.standing for one in steps if one.on <= day] or [None])[-1] for day in DAYS}


def possible(steps):
    return why_not_steps(Period("CO", "party", "", steps=steps)) is None


def since(steps, notice):
    """From when a notice holds: its day, or the first on which the state belongs."""
    return max(notice.given_on, next(one.on for one in steps if one.standing is PARTY))


@calmly
@given(members(), notices())
def test_a_notice_changes_what_a_party_is_called_and_ends_it_on_its_day(steps, notice):
    after = with_notice(steps, notice)
    assert possible(after)
    stood, stands = on_each_day(steps), on_each_day(after)
    begins = since(steps, notice)
    for day in DAYS:
        if notice.effective_on and day >= max(notice.effective_on, begins):
            assert stands[day] is WITHDRAWN
        elif day >= begins and stood[day] is PARTY:
            assert stands[day] is NOTICE
        else:
            assert stands[day] is stood[day]


@calmly
@given(members(), notices(), st.lists(st.integers(0, 30), max_size=3))
def test_a_day_that_is_worked_out_anew_takes_the_place_of_the_one_before(steps, notice, others):
    """Days that come later and later lose nothing; the last of them holds."""
    found = with_notice(steps, Leaving(notice.given_on))
    for more in sorted(others):
        later = Leaving(notice.given_on, notice.given_on + more * ONE)
        kept, found = found, with_notice(found, later)
        assert possible(found)
        assert with_notice(found, later) == found
        assert on_each_day(found) == on_each_day(with_notice(kept, later))


@calmly
@given(members(), notices(rescinded=True))
def test_who_takes_a_notice_back_stands_as_if_there_had_been_none(steps, notice):
    begins, back = since(steps, notice), notice.rescinded_on
    if notice.effective_on is not None and notice.effective_on <= back:
        back = notice.effective_on - ONE
    if back < notice.given_on:
        return  # it was out at once
    given_first = with_notice(steps, Leaving(notice.given_on))
    after = without_notice(given_first, back)
    assert possible(after)
    stood, stands = on_each_day(steps), on_each_day(after)
    for day in DAYS:
        meant = NOTICE if stood[day] is PARTY and begins <= day < back else stood[day]
        assert stands[day] is meant


@calmly
@given(members(), notices())
def test_without_its_notice_a_state_stands_as_it_did(steps, notice):
    given_first = with_notice(steps, Leaving(notice.given_on))
    assert on_each_day(bare(given_first, since(steps, notice))) == on_each_day(steps)


@calmly
@example(
    (Step(PARTY, START), Step(SUSPENDED, START + 2 * ONE)),
    Leaving(START, START + ONE, START),  # taken back in time; the suspension is later
    None,
)
@given(members(), st.one_of(notices(), notices(rescinded=True)), st.one_of(st.none(), offsets))
def test_who_counts_again_never_counts_after_it_was_out(steps, notice, on):
    """It was discounted while the notice ran; what is known of the notice since holds."""
    begins = since(steps, notice)
    if begins > notice.given_on:
        return  # nobody gives notice who does not belong
    if notice.rescinded_on and notice.effective_on and notice.effective_on <= notice.rescinded_on:
        return  # it was out before
    then = with_notice(steps, Leaving(notice.given_on))
    now = pending_of(then)
    assert not any(is_bound_on(now, day) for day in DAYS)
    found = again(now, then, notice, on)
    joined = next(one.on for one in steps if one.standing is PARTY)
    assert possible(found)
    stands = on_each_day(found)
    for day in DAYS:
        if day < max(joined, on or joined):
            assert not is_bound_on(found, day)
        if notice.effective_on and not notice.rescinded_on and day >= notice.effective_on:
            assert not is_bound_on(found, day)
        if stands[day] is PARTY and not notice.rescinded_on:
            assert day < max(notice.given_on, on or begins)
        if on_each_day(steps)[day] is SUSPENDED:
            assert not is_bound_on(found, day)


def is_bound_on(steps, day):
    standing = on_each_day(steps)[day]
    return standing is not None and is_bound(MemberClass.PARTY, standing)
