"""Places of units: there is always room between two."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from alliance.drafting.places import DIGITS, between, is_place, spread

PLACES = some.text(some.sampled_from(DIGITS), min_size=1, max_size=6).filter(
    lambda text: text[-1] != DIGITS[0]
)


@given(some.lists(PLACES, min_size=2, max_size=2, unique=True).map(sorted))
def test_a_place_lies_between_two(two):
    low, high = two
    assert low < between(low, high) < high


@given(PLACES)
def test_a_place_lies_before_the_first_and_after_the_last(place):
    assert between("", place) < place < between(place, None)


def test_where_two_chose_the_same_place_a_third_stands_after_both():
    assert between("V", "V") > "V"


@given(some.integers(0, 4_000))
def test_many_places_rise_with_room_between_them(count):
    found = spread(count)
    assert len(found) == count
    assert found == sorted(set(found))
    assert all(map(is_place, found))
    for low, high in pairwise(found[:20]):
        assert low < between(low, high) < high


def test_a_thousand_insertions_at_one_place_stay_short():
    low, high = "V", "W"
    for _ in range(1_000):
        high = between(low, high)
    assert low < high
    assert len(high) < 600
