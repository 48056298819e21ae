"""Canonical JSON: the quick way and the library's give the same bytes, or the same refusal."""

from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from alliance.core.canonical import canonical


class Word(StrEnum):
    """A word of the trade, as facts hold them."""

    YEA = "yea"


WORDS = st.text(st.characters()) | st.sampled_from(
    ["\x00\x1f\x7f", '"\\/\b\f\n\r\t', "\u2028", "é"]
)
NUMBERS = st.integers() | st.sampled_from([2**53 - 1, 2**53, -(2**53) + 1, -(2**53)])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS | st.sampled_from(Word),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(WORDS, inner),
    max_leaves=20,
)


def outcome(of, value):
    try:
        return of(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as refused:
        return type(refused)


@given(VALUES)
def test_the_bytes_are_those_of_the_library(value):
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


@pytest.mark.parametrize(
    "value",
    [
        {"\uffff": 1, "\U0001f600": 2},  # by UTF-16 units the second comes first
        {"a": "\ud800"},
        {"\ud800": 1},
        {1: "a number for a key"},
        {True: "a boolean for a key"},
        {Word.YEA: 1, "nay": 2},
        {"b": {"z": [], "a": {}}, "a": [True, None, -0]},
        [2**53],
    ],
    ids=repr,
)
def test_what_the_quick_way_does_not_take_goes_to_the_library(value):
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


def test_a_key_beyond_the_basic_plane_sorts_by_its_utf_16_units():
    assert canonical({"\uffff": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\uffff":1}'.encode()


@pytest.mark.parametrize("value", [1.5, [1.0], {"a": {"b": (0.0,)}}, {"\uffff": float("nan")}])
def test_a_float_is_refused_wherever_it_stands(value):
    with pytest.raises(TypeError, match="a float has no place"):
        canonical(value)
