"""Our own files, edited in another program: each edit comes back, or is said."""

import io

import docx
import pytest

from alliance.conversion.export import Export
from alliance.conversion.reading import from_file
from alliance.conversion.writing import Target, written
from alliance.texts.units import Kind, Text, Unit

FIRST = Unit("bbbbbbbb", Kind.CLAUSE, "The first clause about every day things.")
SECOND = Unit("cccccccc", Kind.CLAUSE, "The second clause.")
THIRD = Unit("dddddddd", Kind.CLAUSE, "The third clause, see [[bbbbbbbb]].", 1)
TEXT = Text("A title", (Unit("aaaaaaaa", Kind.RECITAL, "one; and"), FIRST, SECOND, THIRD))


def opened():
    return docx.Document(io.BytesIO(written(Export(TEXT), Target.DOCX)))


def the(document, words):
    return next(one for one in document.paragraphs if words in one.text)


def change(paragraph, old, new):
    for run in paragraph.runs:
        run.text = run.text.replace(old, new)


def back(document):
    saved = io.BytesIO()
    document.save(saved)
    return from_file(saved.getvalue())


def units(found):
    return {one.id: one.text for one in found.text.units}


def said(found):
    return [str(one) for one in found.report]


def test_a_paragraph_that_was_moved_without_its_bookmark_stays_the_same_unit():
    document = opened()
    the(document, "second")._p.addnext(the(document, "first")._p)
    found = back(document)
    assert [one.id for one in found.text.units] == ["aaaaaaaa", "cccccccc", "bbbbbbbb", "dddddddd"]
    assert units(found) == {one.id: one.text for one in TEXT.units}
    assert any("it was moved" in one for one in said(found))


def test_a_clause_that_was_moved_with_its_bookmark_stands_where_it_was_moved_to():
    document = opened()
    body = list(document.element.body)
    at = body.index(the(document, "first")._p)
    for one in reversed(body[at - 1 : at + 2]):
        body[at + 4].addnext(one)
    found = back(document)
    assert [one.id for one in found.text.units][1:3] == ["cccccccc", "bbbbbbbb"]
    assert any("it was moved" in one for one in said(found))


@pytest.mark.parametrize(
    ("words", "old", "new", "key", "text"),
    [
        ("first", "every day", "everyday", "bbbbbbbb", "The first clause about everyday things."),
        ("second", "d clause", "d\nclause", "cccccccc", "The second\\\nclause."),
        (
            "first",
            "first clause",
            "clause first",
            "bbbbbbbb",
            "The clause first about every day things.",
        ),
    ],
)
def test_blanks_breaks_and_order_of_words_that_were_edited_are_taken(words, old, new, key, text):
    document = opened()
    change(the(document, words), old, new)
    found = back(document)
    assert units(found)[key] == text
    assert [one for one in said(found) if "it was edited" in one]


def test_words_that_were_made_bold_are_bold_and_keep_their_number():
    document = opened()
    the(document, "second").runs[-1].bold = True
    assert units(back(document))["cccccccc"] == "**The second clause.**"


def test_indentation_and_style_that_are_not_taken_are_said():
    document = opened()
    the(document, "third").paragraph_format.left_indent = 0
    the(document, "second").style = document.styles["Heading 1"]
    found = back(document)
    assert found.text == TEXT
    assert said(found) == [
        "Clause 2: its style was changed; what it is stays as it was",
        "Clause 2(a): its indentation was changed; the level is as it was",
    ]


def test_a_number_that_was_written_anew_is_the_label_only_where_it_differs():
    document = opened()
    change(the(document, "second"), "2.", "5.")
    found = back(document)
    assert [(one.label, one.text) for one in found.text.units][2] == ("5.", "The second clause.")
    document = opened()
    paragraph = the(document, "first")
    paragraph._p.getparent().remove(paragraph._p)
    change(the(document, "second"), "2.", "1.")
    assert [(one.label, one.text) for one in back(document).text.units][1] == (
        "",
        "The second clause.",
    )


def test_a_lead_that_was_taken_away_is_said():
    document = opened()
    change(the(document, "one; and"), "Whereas, ", "")
    found = back(document)
    assert found.text == TEXT
    assert any("what is printed before its words was changed" in one for one in said(found))


def akn(old, new):
    words = written(Export(TEXT), Target.AKN).decode()
    assert old in words
    return from_file(words.replace(old, new).encode())


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        (
            "<p>The first clause about every day",
            "<p>The first clause about everyday",
            "bbbbbbbb",
            "The first clause about everyday things.",
        ),
        (
            "<p>The second clause.",
            "<p>The <b>second</b> clause.",
            "cccccccc",
            "The **second** clause.",
        ),
        (
            "<p>The second clause.",
            "<p>The second<eol/>clause.",
            "cccccccc",
            "The second\\\nclause.",
        ),
    ],
)
def test_what_was_edited_in_akoma_ntoso_is_taken_and_said(old, new, key, text):
    found = akn(old, new)
    assert units(found)[key] == text
    assert [one.text for one in found.text.units if one.id != key] == [
        one.text for one in TEXT.units if one.id != key
    ]
    assert len(found.report) == 1


def test_a_unit_that_was_lifted_in_akoma_ntoso_stands_at_its_new_level():
    words = written(Export(TEXT), Target.AKN).decode()
    start = words.index("<subsection")
    end = words.index("</subsection>") + len("</subsection>\n")
    inner, outer = words[start:end], words[:start] + words[end:]
    lifted = outer.replace("</mainBody>", inner + "</mainBody>")
    found = from_file(lifted.encode())
    assert found.text.units[-1].id == "dddddddd"
    assert found.text.units[-1].level == 0
    assert any("it was edited" in one for one in said(found))
