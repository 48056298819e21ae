"""The clauses of a text are what was typed: pure."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alliance.resolutions.rules import clauses, recitals

PIECES = st.sampled_from(
    [
        *("1.", "2.", "3.", "31.", "1)", " ", "  ", "\n", "\n\n", "\n \n", "\r\n", "\t"),
        *("\xa0", "\u2028", "Whereas,", "WHEREAS", "whereas", "foo", "December", "."),
    ]
)
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("31. December 2027 is the last day.", ["31. December 2027 is the last day."]),
        ("1. January 2027 is the first day.", ["1. January 2027 is the first day."]),
        ("1. 2. foo", ["1. 2. foo"]),
        ("1. 1. foo\n\n2. 2. bar", ["1. 1. foo", "2. 2. bar"]),
        ("1. one\n\n2. two\n\n3. three", ["one", "two", "three"]),
        ("1. one\n\ntwo", ["1. one", "two"]),
        ("1. one\n\n3. three", ["1. one", "3. three"]),
        ("2. two\n\n3. three", ["2. two", "3. three"]),
        ("1.\n\n2.", ["1.", "2."]),
        ("a\n \nb", ["a", "b"]),
        ("a\n\t\n\n\xa0\nb", ["a", "b"]),
        ("a\r\n \r\nb", ["a", "b"]),
        ("one\nline", ["one line"]),
        ("Whereas, this stays", ["Whereas, this stays"]),
        (" \n\n ", []),
    ],
)
def test_a_clause_loses_no_word_but_an_unbroken_series_of_numbers(typed, found):
    assert clauses(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Whereas, one\n\nWHEREAS two\n\nthree", ["one", "two", "three"]),
        ("1. Whereas, one\n\n2. Whereas, two", ["one", "two"]),
        ("Whereas, whereas one", ["Whereas, whereas one"]),
        ("Whereas", ["Whereas"]),
        ("31. December is near", ["31. December is near"]),
    ],
)
def test_a_recital_is_without_the_word_that_the_page_prints(typed, found):
    assert recitals(typed) == found


@pytest.mark.parametrize("reads", [clauses, recitals])
@given(text=TEXTS)
@example(text="1. 1. a\n\n2. 2. b")
@example(text="Whereas, 1. a\n\nWhereas, 2. b")
def test_what_was_saved_is_saved_again_as_it_stands(reads, text):
    found = reads(text)
    assert reads("\n\n".join(found)) == found
