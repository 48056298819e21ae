"""A text falls into units as statutes are written, each with an address in words."""

import re

import pytest

from alliance.comparison.limits import CHARACTERS, UnreadableText, text_of
from alliance.comparison.reading import units

SAMPLE = """---
title: "A Compact"
---

# A Compact

The states agree as follows:

ARTICLE I PURPOSE

  Each state shall cooperate.

  Nothing here binds a city.

ARTICLE II. POWERS

  (a) The commission may:

    (1) sue and be sued;

    (2) borrow, if:

      (i) the members agree; and

      (ii) the treasurer consents.

  (b) It shall meet yearly.
"""


def addresses(text):
    return [unit.address for unit in units(text)]


def test_articles_paragraphs_and_items_have_addresses_in_words():
    assert addresses(SAMPLE) == [
        "title",
        "opening words",
        "Article I, heading “PURPOSE”",
        "Article I, paragraph 1",
        "Article I, paragraph 2",
        "Article II, heading “POWERS”",
        "Article II(a)",
        "Article II(a)(1)",
        "Article II(a)(2)",
        "Article II(a)(2)(i)",
        "Article II(a)(2)(ii)",
        "Article II(b)",
    ]


def test_front_matter_is_left_away_and_the_labels_are_no_words():
    found = units(SAMPLE)
    assert not any("title:" in unit.text for unit in found)
    assert found[6].text == "The commission may:"
    assert found[6].labels == ("a",)


@pytest.mark.parametrize(
    "written", ["Section 4. (b)(1) Text", "SEC. 4. (b) (1) Text", "§ 4. (b)(1) Text"]
)
def test_labels_in_one_line_nest(written):
    assert addresses(written.replace("Text", "The board shall meet.")) == ["Section 4(b)(1)"]


def test_numbers_that_run_through_the_articles_are_sections_others_paragraphs():
    text = "ARTICLE I\n\n1. It shall sit.\n\n2. It shall rise.\n\nARTICLE II\n\n{}. It may walk."
    assert addresses(text.format(3))[-1] == "Article II, Section 3"
    assert addresses(text.format(1))[-1] == "Article II, paragraph 1"


def test_a_list_goes_on_past_the_letter_that_is_also_a_numeral():
    text = "".join(f"({letter}) The board may act in case {letter}.\n\n" for letter in "ghij")
    assert addresses(text) == [f"paragraph ({letter})" for letter in "ghij"]


def test_a_sentence_that_speaks_of_an_article_is_no_heading():
    text = "The costs are shared.\n\nArticle VII expenses shall not be shared."
    assert addresses(text) == ["opening words, paragraph 1", "opening words, paragraph 2"]


def test_wrapped_lines_are_one_unit_also_where_a_line_begins_with_a_reference():
    text = "(a) Under paragraph\n(f) of this article the\nboard may act.\n(b) It may rest."
    found = units(text)
    assert [unit.address for unit in found] == ["paragraph (a)", "paragraph (b)"]
    assert found[0].text == "Under paragraph (f) of this article the board may act."


def test_a_text_in_one_line_after_a_hash_is_no_title_and_nothing_is_lost():
    found = units("# " + "The state shall pay 6 dollars. " * 20)
    assert [unit.sort for unit in found] == ["text"]


def test_an_empty_text_has_no_units():
    assert units("") == units(" \n\n\t\n") == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "Line 1 is not UTF-8 text"),
        (b"one\ntwo\0\n", "Line 2 holds the character U+0000"),
        ("né".encode("latin-1"), "Line 1 is not UTF-8 text"),
        (b"a" * (CHARACTERS + 1), "longer than 400,000 characters"),
        (b"a" * (4 * CHARACTERS + 1), "longer than 400,000 characters"),
    ],
)
def test_what_is_no_text_is_refused_with_the_place_and_the_way_out(data, said):
    with pytest.raises(UnreadableText, match=re.escape(said)):
        text_of(data)


def test_a_byte_order_mark_is_not_part_of_the_text():
    assert text_of("\ufeffArticle I".encode()) == "Article I"


def test_too_many_units_are_refused():
    with pytest.raises(UnreadableText, match="more than 20,000 units"):
        units("a\n\n" * 20_001)
