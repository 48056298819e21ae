"""Akoma Ntoso that another system wrote: attachments, elements that are not known, notes."""

import pytest

from alliance.conversion.reading import from_file
from alliance.texts.units import Form, Kind

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def read(
    inner,
    kind="bill",
    preface="<longTitle><p>An act on <docTitle>rivers</docTitle></p></longTitle>",
):
    made = (
        f'<?xml version="1.0"?><akomaNtoso xmlns="{NAMESPACE}"><{kind}>'
        f"<preface>{preface}</preface>{inner}</{kind}></akomaNtoso>"
    )
    return from_file(made.encode())


def said(found):
    return [str(note) for note in found.report]


def outline(found):
    return [(one.kind, one.level, one.label, one.heading, one.text) for one in found.text.units]


def test_an_act_with_an_attachment_is_a_text_with_a_schedule():
    found = read(
        "<body><section><num>Sec. 1.</num><heading>Gauges</heading>"
        "<content><p>The states keep gauges.</p></content></section></body>"
        "<attachments><attachment><heading>Table of gauges</heading><doc name='schedule'>"
        "<mainBody><paragraph><num>1.</num><content><p>Stillwater</p></content></paragraph>"
        "<p>Loose words.</p></mainBody></doc></attachment></attachments>"
    )
    assert found.text.form is Form.BILL
    assert found.text.title == "rivers"
    assert outline(found) == [
        (Kind.SECTION, 0, "Sec. 1.", "Gauges", "The states keep gauges."),
        (Kind.SCHEDULE, 0, "", "Table of gauges", ""),
        (Kind.SECTION, 1, "1.", "", "Stillwater"),
        (Kind.PARAGRAPH, 1, "", "", "Loose words."),
    ]


def test_an_element_that_is_not_known_keeps_its_words_and_is_said():
    found = read(
        "<body><section><num>1.</num><content><p>The <sparkle>shining</sparkle> river"
        "</p></content></section></body>"
    )
    assert found.text.units[0].text == "The shining river"
    (note,) = [one for one in said(found) if "sparkle" in one]
    assert note == "1.: the element sparkle is not known; its words are kept"


def test_notes_pictures_and_tracked_changes_are_said_with_their_place():
    found = read(
        "<body><section><num>1.</num><content><p>A river<authorialNote><p>Which?</p>"
        "</authorialNote> <del>may</del><ins>shall</ins> <u>flow</u>.<img src='x'/></p></content>"
        "</section></body>"
    )
    assert found.text.units[0].text == "A river shall flow."
    for what in (
        "a note was left out: “Which?”",
        "a deletion that was tracked was left out",
        "an insertion that was tracked was taken",
        "underlined words are kept without the line",
        "a picture was left out",
    ):
        assert f"1.: {what}" in said(found)


def test_levels_with_names_of_their_own_are_levels():
    found = read(
        "<body><part><num>Part A</num><chapter><num>I</num><article><num>1.</num>"
        "<paragraph><num>(a)</num><content><p>Deep.</p></content></paragraph></article></chapter>"
        "</part></body>"
    )
    assert [(one.level, one.label) for one in found.text.units] == [
        (0, "Part A"),
        (1, "I"),
        (2, "1."),
        (3, "(a)"),
    ]
    assert found.text.units[-1].text == "Deep."


def test_a_part_that_stands_in_another_file_is_said():
    found = read(
        "<body><componentRef src='#other'/><section><num>1.</num><content><p>Here.</p></content>"
        "</section></body>"
    )
    assert "Body: a part that stands in another file was left out" in said(found)


def test_recitals_and_formula_of_a_statement_are_recited_and_enacting():
    found = read(
        "<preamble><recitals><recital><num>(1)</num><p>Whereas rivers rise;</p></recital>"
        "</recitals><formula name='enacting'><p>Resolved:</p></formula></preamble>"
        "<mainBody><paragraph><num>1.</num><content><p>They act.</p></content></paragraph>"
        "</mainBody>",
        kind="statement",
    )
    assert found.text.form is Form.RESOLUTION
    assert found.text.enacting == "Resolved:"
    assert outline(found)[0] == (Kind.RECITAL, 0, "", "", "rivers rise;")
    assert any("the number of a recital was left out" in one for one in said(found))


def content(inner):
    return read(f"<body><section><num>1.</num><content>{inner}</content></section></body>")


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (
            '<ol start="5"><li>five</li><li>six<ul><li>n</li></ul></li></ol>',
            "5. five\n6. six\n\n   - n",
        ),
        (
            "<ul><li>alpha <b>bold</b><ul><li>beta</li></ul></li></ul>",
            "- alpha **bold**\n\n  - beta",
        ),
        ("bare<p>x</p>tail", "bare\n\nx\n\ntail"),
        ("<p>a</p>between<p>b</p>", "a\n\nbetween\n\nb"),
        ("<table><caption>Fees</caption><tr><td>x</td></tr></table>", "Fees\n\n| x |\n| --- |"),
        ("<table><tr><td><p>x<eol/>y</p></td></tr></table>", "| x y |\n| --- |"),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table>d</td></tr></table>",
            "| a b c d |\n| --- |",
        ),
    ],
)
def test_words_beside_blocks_stay(inner, words):
    assert content(inner).text.units[0].text == words


def test_a_quoted_structure_keeps_its_words_apart_and_is_said():
    found = content(
        '<p>amend <mod>as <quotedStructure startQuote="“" endQuote="”"><section><num>9</num>'
        "<heading>On fish</heading><content><p>one</p><p>two</p></content></section>"
        "</quotedStructure> throughout</mod></p>"
    )
    assert found.text.units[0].text == "amend as\n\n“9 On fish\n\none\n\ntwo”\n\nthroughout"
    assert "1.: a quoted structure is kept as paragraphs" in said(found)


def test_a_heading_holds_neither_struck_words_nor_notes():
    found = read(
        "<body><section><num>1.</num><heading>A<del>OLD</del><ins>NEW</ins><authorialNote><p>why"
        "</p></authorialNote></heading><content><p>x</p></content></section></body>"
    )
    assert found.text.units[0].heading == "ANEW"
    assert "1.: a note was left out: “why”" in said(found)
    assert "1.: a deletion that was tracked was left out" in said(found)


def test_a_note_that_stands_in_the_head_of_the_file_is_said_where_it_is_called():
    found = read(
        '<meta><notes source="#a"><note eId="n1"><p>See the act.</p></note></notes></meta>'
        '<body><section><num>1.</num><content><p>x<noteRef href="#n1"/></p></content></section>'
        "</body>"
    )
    assert "1.: a note was left out: “See the act.”" in said(found)


def test_what_stands_around_the_body_of_an_attachment_is_said():
    found = read(
        "<body><section><num>1.</num><content><p>x</p></content></section></body><attachments>"
        "<attachment><heading>Gauges</heading><doc name='s'><preface><p>before</p></preface>"
        "<preamble><p>recited</p></preamble><mainBody><p>in it</p></mainBody><conclusions>"
        "<p>signed</p></conclusions></doc></attachment></attachments>"
    )
    for one in (
        "Preface of “Gauges”: it was left out: “before”",
        "Preamble of “Gauges”: it was left out: “recited”",
        "Conclusions of “Gauges”: it was left out: “signed”",
    ):
        assert one in said(found)


def test_words_between_the_parts_of_a_unit_are_kept_and_said():
    found = read(
        "<body><section><num>1.</num>stray<content><p>x</p></content></section>after</body>"
    )
    assert {one.text for one in found.text.units} == {"x", "stray", "after"}
    assert sum("loose words became a paragraph" in one for one in said(found)) == 2


def test_raised_numbers_do_not_run_into_what_is_before_them():
    found = content("<p>10<sup>6</sup> and H<sub>2</sub>O</p>")
    assert found.text.units[0].text == "10^6 and H2O"
    assert sum("on the line" in one for one in said(found)) == 2
