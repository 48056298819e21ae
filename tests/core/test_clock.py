"""The one clock, and ids that sort by time and tell nobody how many there are."""

import datetime as dt
from itertools import pairwise

import pytest

from alliance.core import clock

THEN = dt.datetime(2026, 3, 8, 6, 59, 59, tzinfo=dt.UTC)


def test_the_clock_can_be_stopped_and_goes_on(campaign):
    with clock.stopped_at(THEN):
        assert clock.now() == THEN
        with clock.stopped_at(THEN + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2026, 3, 9)
        assert clock.now() == THEN
    assert clock.now() > THEN
    with pytest.raises(ZeroDivisionError), clock.stopped_at(THEN):
        raise ZeroDivisionError
    assert clock.now() > THEN


def test_the_clock_takes_no_instant_without_a_zone():
    with (
        pytest.raises(ValueError, match="aware instants only"),
        clock.stopped_at(
            dt.datetime(2026, 1, 1)  # noqa: DTZ001
        ),
    ):
        pass


def test_a_day_is_the_day_of_a_place():
    assert clock.day_in("Pacific/Guam", THEN) == dt.date(2026, 3, 8)
    assert clock.day_in("America/Denver", THEN) == dt.date(2026, 3, 7)
    with clock.stopped_at(THEN):
        assert clock.day_in("Pacific/Pago_Pago") == dt.date(2026, 3, 7)


def test_an_instant_is_written_in_one_way():
    denver = dt.timezone(-dt.timedelta(hours=7))
    assert clock.stamp(THEN.astimezone(denver)) == "2026-03-08T06:59:59.000000Z"


def test_an_id_is_a_uuid_of_version_7_and_knows_its_millisecond():
    before = dt.datetime.now(dt.UTC)
    made = clock.new_id()
    after = dt.datetime.now(dt.UTC)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    milliseconds = made.int >> 80
    assert int(before.timestamp() * 1000) <= milliseconds <= int(after.timestamp() * 1000)


def moment(made):
    """The millisecond of an id with the twelve bits of its fraction."""
    return made.int >> 80, made.int >> 64 & 0xFFF


def test_ids_sort_by_the_time_at_which_they_were_made():
    made = []
    while len(made) < 2000:
        one = clock.new_id()
        if not made or moment(one) > moment(made[-1]):
            made.append(one)
    milliseconds = {one.int >> 80 for one in made}
    assert len(milliseconds) < len(made), "more than one within a millisecond"
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_ids_cannot_be_guessed_from_their_neighbours():
    low = [clock.new_id().int & (1 << 62) - 1 for _ in range(4000)]
    assert len(set(low)) == len(low)
    # Each of the 62 free bits is as often set as not: 4,000 throws, over five deviations allowed.
    for bit in range(62):
        ones = sum(value >> bit & 1 for value in low)
        assert 1830 <= ones <= 2170, bit
    steps = {abs(one - other) for one, other in pairwise(low)}
    assert min(steps) > 1 << 20, "no counter"


def test_a_stopped_clock_does_not_make_the_same_id_twice():
    with clock.stopped_at(THEN):
        made = {clock.new_id() for _ in range(1000)}
    assert len(made) == 1000
