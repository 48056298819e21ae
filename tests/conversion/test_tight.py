"""Lists, recitals and headings that no blank line parts are as many units as they say."""

import pytest

from alliance.conversion.markdown import from_plain
from alliance.conversion.reading import from_words


def shape(words, read=from_words):
    return [(one.level, one.label, one.text) for one in read(words).text.units]


@pytest.mark.parametrize("read", [from_words, from_plain])
def test_items_of_a_tight_list_are_units(read):
    words = "Title of it\n\n1. one; and\n2. two that\n   goes on\n3. three\n"
    assert [one[1:] for one in shape(words, read)][-3:] == [
        ("1.", "one; and"),
        ("2.", "two that goes on"),
        ("3.", "three"),
    ]


def test_bullets_of_an_item_end_where_the_next_item_begins():
    assert shape("# T\n\n1. one\n   - sub a\n   - sub b\n2. two\n") == [
        (0, "1.", "one\n\n- sub a\n- sub b"),
        (0, "2.", "two"),
    ]


def test_a_list_within_a_list_is_a_level_deeper():
    assert shape("# T\n\n1. one\n2. two\n   1. in it\n   2. in it too\n3. three\n") == [
        (0, "1.", "one"),
        (0, "2.", "two"),
        (1, "1.", "in it"),
        (1, "2.", "in it too"),
        (0, "3.", "three"),
    ]


def test_letters_in_brackets_that_follow_each_other_are_items_and_references_are_not():
    assert shape("# T\n\n(a) one\n(b) two\n(c) see paragraph\n(d) of this\n") == [
        (0, "(a)", "one"),
        (0, "(b)", "two"),
        (0, "(c)", "see paragraph (d) of this"),
    ]


def test_a_number_that_ends_a_reference_or_is_a_year_begins_nothing():
    words = "# T\n\n1. By section\n5. of the act, as in the year\n1977. Of old\n"
    assert len(shape(words)) == 1


def test_recitals_and_what_is_resolved_besides_are_units_without_a_gap():
    found = from_words(
        "# T\n\nWHEREAS, a; and\nWHEREAS, b; now, therefore, be it\nRESOLVED, That it is so; and\n"
        "BE IT FURTHER RESOLVED, That it stays.\nRESOLVED FURTHER, that it ends.\n"
    ).text
    assert [(str(one.kind), one.text) for one in found.units] == [
        ("recital", "a; and"),
        ("recital", "b; now, therefore, be it"),
        ("clause", "That it is so; and"),
        ("clause", "BE IT FURTHER RESOLVED, That it stays."),
        ("clause", "RESOLVED FURTHER, that it ends."),
    ]


def test_an_enacting_line_that_was_wrapped_is_one():
    found = from_words("# T\n\nNOW, THEREFORE, BE IT\nRESOLVED, That it\nis so.\n").text
    assert found.enacting == "NOW, THEREFORE, BE IT RESOLVED,"
    assert [one.text for one in found.units] == ["That it is so."]


@pytest.mark.parametrize("read", [from_words, from_plain])
def test_a_line_under_words_makes_them_a_heading(read):
    found = read("The river\n=========\n\nWho may\n-------\n\nAll may.\n").text
    assert found.title == "The river"
    assert [(one.heading, one.text) for one in found.units] == [("Who may", ""), ("", "All may.")]


def test_sections_that_follow_each_other_are_units_and_references_to_them_are_not():
    words = "# T\n\nSection 1. The states meet\nSection 2. They act as told in\nSection 3. of it\n"
    assert [one[1] for one in shape(words)] == ["Section 1.", "Section 2."]
