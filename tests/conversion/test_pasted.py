"""What browsers put on the clipboard: tables in tables, numbers of lists, what is no text."""

import pytest

from alliance.conversion.pasted import from_pasted


def read(inner):
    return from_pasted(f"<h1>T</h1>{inner}")


def shape(inner):
    return [(one.level, one.label, one.text) for one in read(inner).text.units]


def said(inner):
    return [str(one) for one in read(inner).report]


def test_a_table_within_a_table_keeps_all_words_in_its_cell_and_is_said():
    inner = (
        "<table><caption>Fees of all states</caption><tr><td>a<table><tr><td>b</td><td>c</td></tr>"
        "</table>d</td><td>e</td></tr></table>"
    )
    words = [one.heading or one.text for one in read(inner).text.units]
    assert words == ["Fees of all states", "| a b c d | e |\n| --- | --- |"]
    assert "Paragraph 2: a table within a table is kept as words in a row" in said(inner)


def test_lists_keep_the_numbers_that_they_print():
    inner = "<ol start=5><li>five</li><li value=9>nine</li><li>ten</li></ol>"
    assert shape(inner) == [(0, "5.", "five"), (0, "9.", "nine"), (0, "10.", "ten")]
    assert [one[1] for one in shape("<ol type=A><li>x</li><li>y</li></ol>")] == ["A.", "B."]
    assert shape("<ol><li>one<ol><li>in it</li></ol></li><li>two</li></ol>") == [
        (0, "1.", "one"),
        (1, "1.", "in it"),
        (0, "2.", "two"),
    ]


def test_paragraphs_within_an_item_are_the_item():
    assert shape("<ol><li><p>one</p></li><li><p>two</p></li></ol>") == [
        (0, "1.", "one"),
        (0, "2.", "two"),
    ]
    assert shape("<ul><li>one<ul><li>in it</li></ul>after</li><li>two</li></ul>") == [
        (0, "", "- one\n  - in it\n\n  after\n- two")
    ]


def test_terms_and_addresses_are_paragraphs_of_their_own():
    inner = "<dl><dt>the term</dt><dd>what it means</dd></dl><address>of the office</address>"
    assert [one[2] for one in shape(inner)] == ["the term", "what it means", "of the office"]


def test_lines_of_words_that_are_set_as_typed_stay_lines():
    assert shape("<pre>one line\nand more</pre>")[0][2] == "one line\\\nand more"


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<math><mi>x</mi><mn>2</mn></math>", "a formula was left out: “x2”"),
        ("<svg><text>north</text></svg>", "a drawing was left out: “north”"),
        ("<noscript>turn it on</noscript>", "words for browsers without programs were left out"),
        ("<script>act()</script>", "a program was left out"),
        ("<textarea>mine</textarea>", "a field of a form was left out: “mine”"),
        ("<p hidden>secret</p>", "hidden words were left out: “secret”"),
    ],
)
def test_what_is_dropped_is_said(inner, what):
    assert any(what in one for one in said(f"<p>here</p>{inner}"))
    assert [one[2] for one in shape(f"<p>it is here</p>{inner}")] == ["it is here"]


def test_raised_numbers_do_not_run_into_what_is_before_them():
    inner = "<p>it is 10<sup>6</sup> by the 5<sup>th</sup> of May</p>"
    assert shape(inner)[0][2] == "it is 10^6 by the 5th of May"
    assert any("raised words stand on the line" in one for one in said(inner))
