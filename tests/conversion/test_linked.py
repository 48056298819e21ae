"""References to units stay live where a file links them, and are said where they cannot."""

import io

import docx
import pytest

from alliance.conversion.export import Export
from alliance.conversion.pasted import from_pasted
from alliance.conversion.reading import from_file
from alliance.conversion.writing import Target, written
from alliance.texts.units import Kind, Text, Unit
from tests.conversion.word_parts import document, paragraph, run

FIRST = Unit("bbbbbbbb", Kind.CLAUSE, "The first clause.")
SECOND = Unit("cccccccc", Kind.CLAUSE, "The second, see [[bbbbbbbb]].")
TEXT = Text("A title", (FIRST, SECOND))


def said(found):
    return [str(one) for one in found.report]


def edited_in_word(old, new):
    opened = docx.Document(io.BytesIO(written(Export(TEXT), Target.DOCX)))
    for one in opened.element.body.iter():
        if one.tag.endswith("}t"):
            one.text = one.text.replace(old, new)
    saved = io.BytesIO()
    opened.save(saved)
    return from_file(saved.getvalue())


def edited_in_akn(old, new):
    words = written(Export(TEXT), Target.AKN).decode()
    return from_file(
        words.replace(f"<p>{old}", f"<p>{new}").replace(f">{old}<", f">{new}<").encode()
    )


@pytest.mark.parametrize("edited", [edited_in_word, edited_in_akn])
def test_a_reference_stays_live_where_its_unit_was_edited(edited):
    found = edited("The second", "The other")
    assert found.text.units[1].text == "The other, see [[bbbbbbbb]]."


@pytest.mark.parametrize("edited", [edited_in_word, edited_in_akn])
def test_a_reference_whose_words_were_edited_is_words_and_that_is_said(edited):
    found = edited("clause 1", "the clause above")
    assert found.text.units[1].text == "The second, see the clause above."
    assert any("reference is kept as words" in one for one in said(found))


def test_a_reference_of_an_export_that_did_not_say_its_words_is_live():
    words = written(Export(TEXT), Target.AKN).decode()
    older = words.replace(' al:words="clause 1"', "")
    assert older != words
    found = from_file(older.encode())
    assert found.text == TEXT
    assert found.report == ()


def test_a_reference_in_a_page_of_ours_is_live_when_it_is_read_or_pasted():
    for found in (
        from_file(written(Export(TEXT), Target.HTML)),
        from_pasted(
            '<div id="u-bbbbbbbb"><p>1. It is one.</p></div>'
            '<div id="u-cccccccc"><p>2. See <a href="#u-bbbbbbbb">clause 1</a>.</p></div>'
        ),
    ):
        assert [one.id for one in found.text.units] == ["bbbbbbbb", "cccccccc"]
        assert found.text.units[1].text.endswith("[[bbbbbbbb]].")
        assert "reference" not in " ".join(said(found))


@pytest.mark.parametrize(
    "link", ['<a href="#u-bbbbbbbb">that one</a>', '<a href="#u-zzzzzzzz">that one</a>']
)
def test_a_link_that_says_something_else_or_leads_nowhere_is_words_and_said(link):
    found = from_pasted(f'<div id="u-bbbbbbbb"><p>1. It is one.</p></div><p>2. See {link} *.</p>')
    assert found.text.units[1].text == "See that one \\*."
    assert any("a reference is kept as words: “that one”" in one for one in said(found))


def test_a_reference_of_another_system_is_live_where_it_is_printed_as_it_says():
    made = (
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><bill><body>'
        '<section eId="sec_1"><num>1.</num><content><p>It is one.</p></content></section>'
        '<section><num>2.</num><content><p>By <ref href="#sec_1">clause 1</ref>, not by '
        '<ref href="#sec_1">that act</ref>.</p></content></section></body></bill></akomaNtoso>'
    )
    found = from_file(made.encode())
    first, second = found.text.units
    assert second.text == f"By [[{first.id}]], not by that act."
    assert any("a reference is kept as words: “that act”" in one for one in said(found))


def test_a_reference_of_a_document_that_lost_what_we_kept_in_it_is_live():
    link = f'<w:hyperlink w:anchor="u_bbbbbbbb">{run("clause 1")}</w:hyperlink>'
    mark = '<w:bookmarkStart w:id="1" w:name="u_bbbbbbbb"/>{}<w:bookmarkEnd w:id="1"/>'
    body = mark.format(paragraph(run("1. It is one."))) + paragraph(run("2. See "), link, run("."))
    found = from_file(document(body))
    assert found.text.units[1].text == "See [[bbbbbbbb]]."
    other = f'<w:hyperlink w:anchor="here">{run("this")}</w:hyperlink>'
    found = from_file(document(paragraph(run("it is "), other)))
    assert found.text.units[0].text == "it is this"
    assert "Paragraph 1: a reference is kept as words: “this”" in said(found)
