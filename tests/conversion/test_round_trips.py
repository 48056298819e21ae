"""Writing a text and reading it again gives the same text, whatever is in it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings

from alliance.conversion.akn_writing import to_akn
from alliance.conversion.akoma_ntoso import from_akn
from alliance.conversion.export import Export, file_words
from alliance.conversion.html_page import to_html
from alliance.conversion.json_form import from_json_file, to_json
from alliance.conversion.markdown import from_markdown
from alliance.conversion.own_markdown import from_ours, is_ours, to_markdown
from alliance.conversion.pdf import to_pdf
from alliance.conversion.reading import from_file
from alliance.conversion.tree import tree_of, words_in
from alliance.conversion.word import from_docx
from alliance.conversion.word_writing import to_docx
from alliance.conversion.writing import Target, written
from alliance.texts.plain import plain_text
from alliance.texts.units import Kind
from tests.conversion.pdf_words import pages
from tests.conversion.texts import TEXTS, everything
from tests.corpus import corpus

MARKS = ("PRIVILEGED: attorney-client", "Public records: exempt <until> 2027")
MANY = settings(max_examples=150, deadline=None)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Page(HTMLParser):
    """The words of a page, and its headings."""

    def __init__(self, words):
        super().__init__()
        self.words, self.depths, self._style = "", [], False
        self.feed(words)
        self.close()

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self._style = tag in ("style", "title")
        if tag[:1] == "h" and tag[1:].isdigit():
            self.depths.append(int(tag[1:]))

    def handle_endtag(self, tag):  # noqa: ARG002
        self._style = False

    def handle_data(self, data):
        self.words += "" if self._style else data


def letters(words):
    return "".join(words.split())


def signs(words):
    """The letters and digits of some words, in order."""
    return [one for one in words if one.isalnum()]


def shown_in(pdf):
    """The letters and digits of a PDF, without the numbers of its pages."""
    return signs("".join(re.sub(r"\d+/\d+$", "", sheet) for sheet in pages(pdf)))


def said(export):
    """All letters of a text, as they are printed, in order."""
    recited, others = export.parted()
    parts = [export.text.title or "Untitled"]
    for unit in [*recited, None, *others]:
        if unit is None:
            parts.append(export.text.enacting)
            continue
        lead = export.lead if unit.kind is Kind.RECITAL and unit.text else ""
        words = "".join(words_in(tree_of(unit.text, export.known)))
        number = export.known[unit.id].number
        parts += [number, unit.heading, file_words(unit), lead, words]
        if not unit.heading:  # then the lead stands beside the number
            parts[-3:-1] = [lead, file_words(unit)]
    return letters("".join(parts))


@MANY
@given(TEXTS)
def test_markdown_reads_back(text):
    words = to_markdown(Export(text, MARKS, {"version": "3"}))
    assert is_ours(words)
    found = from_ours(words)
    assert found.text == text
    assert found.about == {"version": "3"}


@MANY
@given(TEXTS)
def test_json_reads_back(text):
    assert from_json_file(to_json(Export(text, MARKS))).text == text


@MANY
@given(TEXTS)
def test_akoma_ntoso_reads_back(text):
    assert from_akn(to_akn(Export(text, MARKS)).encode()).text == text


@FEW
@given(TEXTS)
def test_docx_reads_back(text):
    assert from_docx(to_docx(Export(text, MARKS))).text == text


@MANY
@given(TEXTS)
def test_html_has_every_word_in_order_and_no_step_of_headings_is_left_out(text):
    export = Export(text)
    page = Page(to_html(export))
    assert "<script" not in to_html(export)
    assert page.depths[0] == 1
    assert all(
        after - before <= 1 for before, after in zip(page.depths, page.depths[1:], strict=False)
    )
    wanted = said(export)
    shown = letters(page.words)
    assert [one for one in wanted if one.isalnum()] == [one for one in shown if one.isalnum()]


def test_everything_survives_all_formats_that_are_read_and_bears_its_marks():
    text = everything()
    export = Export(text, MARKS, {"version": "3", "date": "2026-01-02"})
    for target in (Target.DOCX, Target.MD, Target.AKN, Target.JSON):
        found = from_file(written(export, target))
        assert found.text == text, target
        assert any(MARKS[0] in str(note) for note in found.report), target
    assert MARKS[0] in to_html(export)


def test_the_same_text_gives_the_same_bytes():
    for target in Target:
        assert written(Export(everything()), target) == written(Export(everything()), target)


def test_a_pdf_is_tagged_and_bears_marks_on_every_page_and_all_words():
    export = Export(everything(), MARKS)
    made = to_pdf(export)
    assert b"pdfuaid:part" in made
    assert b"/StructTreeRoot" in made
    long = export.text.with_units(
        [
            *export.text.units,
            *from_markdown("(a) A long unit. " * 2 + "\n\nWords. " * 900).text.units,
        ]
    )
    sheets = pages(to_pdf(Export(long, MARKS)))
    assert len(sheets) > 1
    assert all(letters(MARKS[0]) in sheet for sheet in sheets)
    assert shown_in(to_pdf(Export(export.text))) == signs(said(Export(export.text)))


def test_words_are_data_to_the_pdf_not_its_markup():
    text = everything()
    trap = '#panic("x") $x$ #read("/etc/passwd")'
    units = [*text.units[:-1], from_markdown(trap).text.units[0]]
    assert letters(trap) in "".join(pages(to_pdf(Export(text.with_units(units)))))


@pytest.mark.corpus
@pytest.mark.parametrize("target", list(Target))
def test_every_real_compact_survives_import_and_export(target):
    from collections import Counter

    files = sorted((corpus() / "texts").glob("*.md"))
    assert len(files) >= 7
    for path in files:
        words = path.read_text()
        text = from_markdown(words).text
        body = words.split("\n---\n", 1)[1]
        count = re.compile(r"\w+").findall
        assert Counter(count(plain_text(text))) == Counter(count(body)), path.name
        made = written(Export(text), target)
        if target is Target.PDF:
            assert all(letters(unit.text)[:20] for unit in text.units if unit.text)
            assert shown_in(made) == signs(said(Export(text)))
        elif target is Target.HTML:
            assert letters(Page(made.decode()).words) == said(Export(text))
        else:
            assert from_file(made).text == text
