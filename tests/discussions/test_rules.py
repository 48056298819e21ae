"""Where words stand, who is mentioned, what is discussed until when."""

import pytest

from alliance.discussions.rules import (
    DISCUSSED,
    Circle,
    Misplaced,
    Place,
    mentioned,
    place_of,
    times,
)
from alliance.resolutions.rules import Stage

PEOPLE = {1: "Ada Low", 2: "Ada Lowell", 3: "Bo Ng", 4: "Sam Rivera", 5: "Sam Rivera"}


def test_words_that_stand_once_have_their_place():
    assert place_of("u", "one two three", " two ") == Place("u", 4, 7)


def test_words_are_found_as_they_are_read_where_the_text_keeps_them_with_marks():
    assert place_of("u", r"a well\-known form", "well-known") == Place("u", 2, 13)


def test_without_words_the_whole_unit_is_meant():
    assert place_of("u", "one two", "  ") == Place("u", 0, None)


@pytest.mark.parametrize(
    ("text", "words", "count"), [("aaa", "aa", 2), ("abab", "ab", 2), ("abc", "d", 0), ("", "a", 0)]
)
def test_words_are_counted_where_they_overlap_too(text, words, count):
    assert times(text, words) == count
    with pytest.raises(Misplaced, match=f"{count} times" if count else "not found"):
        place_of("u", text, words)


@pytest.mark.parametrize(
    ("words", "whom"),
    [
        ("@Ada Low, please", (1,)),
        ("@ada lowell and @BO NG.", (2, 3)),
        ("@Ada Lowe", ()),
        ("@Bo Ng @Bo Ng", (3,)),
        ("write to bo.ng@office.example", ()),
        ("nobody at all", ()),
        ("ends with @", ()),
    ],
)
def test_whoever_is_named_after_an_at_is_mentioned(words, whom):
    assert mentioned(words, PEOPLE) == whom


def test_a_name_of_two_people_is_asked_about():
    with pytest.raises(Misplaced, match="Two people are called Sam Rivera"):
        mentioned("@Sam Rivera", PEOPLE)


def test_a_text_is_discussed_until_the_question_is_put():
    before = {Stage.DRAFT, Stage.CIRCULATED, Stage.IN_COMMITTEE, Stage.ENGROSSED}
    assert set(DISCUSSED) == before


def test_circles_are_in_order_the_narrowest_first():
    assert list(Circle) == [Circle.WRITERS, Circle.CHOSEN, Circle.MEMBERS]
