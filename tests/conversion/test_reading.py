"""What is read from files of other programs, and what is reported."""

import io
from pathlib import Path

import docx

from alliance.conversion.export import Export
from alliance.conversion.markdown import from_markdown, from_plain
from alliance.conversion.markup import html_of
from alliance.conversion.pasted import from_pasted
from alliance.conversion.reading import from_file
from alliance.conversion.word_writing import to_docx
from alliance.texts.units import Form, Kind
from tests.conversion.texts import everything

PASTED = Path(__file__).with_name("word_clipboard.html")


def shape(text):
    return [(str(unit.kind), unit.level, unit.label) for unit in text.units]


def test_what_word_puts_on_the_clipboard_is_a_text_and_the_rest_is_reported():
    found = from_pasted(PASTED.read_text())
    assert found.text.title == "A Resolution on the River"
    assert found.text.form is Form.RESOLUTION
    assert found.text.enacting == "NOW, THEREFORE, BE IT RESOLVED:"
    assert shape(found.text)[:6] == [
        ("recital", 0, ""),
        ("recital", 0, ""),
        ("clause", 0, "1."),
        ("clause", 1, "(a)"),
        ("clause", 1, "(b)"),
        ("clause", 0, "2."),
    ]
    assert found.text.units[2].text == "The states shall report:"
    said = " ".join(map(str, found.report))
    for one in ("picture", "comment", "footnote", "hidden words", "underlined", "not https"):
        assert one in said
    assert "insertion that was tracked was taken" in said
    assert "deletion that was tracked was left out" in said


def test_a_resolution_in_plain_words_is_known_and_its_marks_stay_words():
    words = (
        "A RESOLUTION ON FISH\n\nWhereas, fish *swim*; and\n\nWhereas, they tire;\n\n"
        "Resolved, That the states rest.\n\nResolved, That they act.\n"
    )
    text = from_plain(words).text
    assert text.title == "A RESOLUTION ON FISH"
    assert [str(unit.kind) for unit in text.units] == ["recital", "recital", "clause", "clause"]
    assert text.units[0].text == r"fish \*swim\*; and"
    assert text.units[2].text == "That the states rest."


def test_html_in_markdown_is_shown_as_words_and_said():
    found = from_markdown("# T\n\n1. A <b onclick=x>bold</b> word.\n")
    assert "&lt;b onclick=x&gt;" in html_of(found.text.units[0].text)
    assert any("HTML is shown as the words it is" in str(note) for note in found.report)


def test_nothing_that_acts_gets_into_html():
    trap = "<script>x</script> [a](javascript:x) ![b](https://e.example/x) [c](http://e.example)"
    made = html_of(trap)
    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert 'href="http:' not in made


def test_words_that_were_edited_in_word_come_back_under_the_same_ids():
    text = everything()
    document = docx.Document(io.BytesIO(to_docx(Export(text))))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("Two Forks", "Three Forks")
    saved = io.BytesIO()
    document.save(saved)
    found = from_file(saved.getvalue())
    assert [unit.id for unit in found.text.units] == [unit.id for unit in text.units]
    changed = [
        (old.text, new.text)
        for old, new in zip(text.units, found.text.units, strict=True)
        if old != new
    ]
    assert changed == [("Two Forks", "Three Forks")]
    assert any("it was edited" in str(note) for note in found.report)


def test_a_word_file_of_others_keeps_headings_lists_and_tables():
    document = docx.Document()
    document.add_heading("A Compact", 0)
    document.add_heading("ARTICLE I Purpose", 1)
    document.add_paragraph("(a) To meet.")
    document.add_paragraph("north", style="List Bullet")
    document.add_paragraph("south", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "State", "Fee"
    saved = io.BytesIO()
    document.save(saved)
    text = from_file(saved.getvalue()).text
    assert text.title == "A Compact"
    assert [(one.label, one.heading) for one in text.units[:2]] == [
        ("ARTICLE I", "Purpose"),
        ("(a)", ""),
    ]
    assert text.units[1].text == "To meet.\n\n- north\n- south"
    assert text.units[2].kind is Kind.PARAGRAPH
    assert "| State | Fee |" in text.units[2].text
