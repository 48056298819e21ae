"""What Word keeps beside the words: tracked changes, notes, comments, boxes, fields, numbers."""

import pytest

from alliance.conversion.reading import from_file
from alliance.texts.numbering import numbers
from tests.conversion.word_parts import document, level, lists, numbered, paragraph, run

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(body, **parts):
    return from_file(document(body, **parts))


def texts(found):
    return [unit.text for unit in found.text.units]


def said(found):
    return [str(note) for note in found.report]


def test_insertions_are_taken_and_deletions_left_out_and_both_are_counted():
    body = paragraph(
        run("1. The states "),
        f'<w:ins w:id="1" w:author="A">{run("shall ")}</w:ins>',
        '<w:del w:id="2"><w:r><w:delText>may </w:delText></w:r></w:del>',
        run("report."),
    )
    found = read(body)
    assert texts(found) == ["The states shall report."]
    assert "Paragraph 1: 1 insertion that was tracked was taken" in said(found)
    assert "Paragraph 1: 1 deletion that was tracked was left out" in said(found)


def test_many_tracked_changes_are_said_once_with_the_first_place():
    one = f"<w:ins>{run('more ')}</w:ins><w:ins>{run('words')}</w:ins>"
    found = read(paragraph(run("1. Few, then ")) + paragraph(run("2. Here "), one))
    assert texts(found)[1] == "Here more words"
    assert "Paragraph 2: 2 insertions that were tracked were taken" in said(found)


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    gone = "<w:rPr><w:del/></w:rPr>"
    found = read(paragraph(run("1. The states "), properties=gone) + paragraph(run("report.")))
    assert texts(found) == ["The states report."]


def test_what_was_moved_stands_where_it_was_moved_to():
    moved = f"<w:moveFrom>{run('1. it comes first')}</w:moveFrom>"
    found = read(
        paragraph(moved)
        + paragraph(run("1. it comes second"))
        + f"<w:moveTo>{paragraph(run('2. it comes first'))}</w:moveTo>"
    )
    assert texts(found) == ["it comes second", "it comes first"]


@pytest.mark.parametrize(
    ("mark", "part", "inner", "says"),
    [
        (
            '<w:footnoteReference w:id="2"/>',
            "footnotes",
            f'<w:footnote w:id="2">{paragraph(run("See the act."))}</w:footnote>',
            "a footnote was left out: “See the act.”",
        ),
        (
            '<w:endnoteReference w:id="2"/>',
            "endnotes",
            f'<w:endnote w:id="2">{paragraph(run("And the rule."))}</w:endnote>',
            "an endnote was left out: “And the rule.”",
        ),
        (
            '<w:commentReference w:id="3"/>',
            "comments",
            f'<w:comment w:id="3" w:author="Ohio">{paragraph(run("Why?"))}</w:comment>',
            "a comment was left out: “Ohio: Why?”",
        ),
    ],
)
def test_notes_and_comments_are_left_out_and_said_with_their_words(mark, part, inner, says):
    body = paragraph(run("1. it comes first")) + paragraph(
        run("2. it comes second"), f"<w:r>{mark}</w:r>"
    )
    found = read(body, **{part: inner})
    assert texts(found) == ["it comes first", "it comes second"]
    assert f"Paragraph 2: {says}" in said(found)


def test_the_words_of_a_text_box_follow_the_paragraph_that_holds_it():
    inner = paragraph(run("Boxed words."))
    box = f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
    found = read(paragraph(run("1. it stands before"), box) + paragraph(run("2. it stands after")))
    assert texts(found) == ["it stands before", "Boxed words.", "it stands after"]
    assert "Paragraph 1: the words of a text box follow as paragraphs" in said(found)


def test_a_field_is_kept_as_the_words_that_it_showed():
    def mark(step):
        return f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>'

    code = "<w:r><w:instrText> REF _Ref1 \\r \\h </w:instrText></w:r>"
    field = mark("begin") + code + run("not shown") + mark("separate") + run("4(b)") + mark("end")
    simple = f'<w:fldSimple w:instr=" DATE \\@ x ">{run("May 4")}</w:fldSimple>'
    found = read(paragraph(run("1. See section "), field, run(" since "), simple, run(".")))
    assert texts(found) == ["See section 4(b) since May 4."]
    assert "Paragraph 1: a field (REF) is kept as the words that it showed" in said(found)
    assert "Paragraph 1: a field (DATE) is kept as the words that it showed" in said(found)


def test_numbers_that_word_prints_become_labels_at_their_levels():
    levels = (
        level(0, "upperRoman", "ARTICLE %1"),
        level(1, "lowerLetter", "(%2)"),
        level(2, "decimal", "(%3)", start=3),
    )
    body = "".join(
        [
            numbered("it comes first"),
            numbered("Under it.", 1),
            numbered("Deeper.", 2),
            numbered("Beside.", 1),
            numbered("it comes second"),
            numbered("Begins anew.", 1),
        ]
    )
    units = read(body, numbering=lists(*levels)).text.units
    assert [(unit.level, unit.label) for unit in units] == [
        (0, "ARTICLE I"),
        (1, "(a)"),
        (2, "(3)"),
        (1, "(b)"),
        (0, "ARTICLE II"),
        (1, "(a)"),
    ]
    assert [unit.text for unit in units][:3] == ["it comes first", "Under it.", "Deeper."]


def test_a_list_that_begins_at_another_number_does():
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    body = numbered("One.") + numbered("Two.") + numbered("Seven.", number=2)
    found = read(body, numbering=lists(level(0, "decimal", "%1."), override=start))
    known = numbers(found.text.units)
    assert [known[unit.id].number for unit in found.text.units] == ["1.", "2.", "7."]


def test_numbers_of_two_levels_are_one_label():
    levels = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    body = numbered("One.") + numbered("Under one.", 1) + numbered("Two.") + numbered("Under.", 1)
    units = read(body, numbering=lists(*levels)).text.units
    assert [unit.label.rstrip(".") for unit in units] == ["1", "1.1", "2", "2.1"]


def test_headers_of_the_pages_are_left_out_and_said():
    found = read(paragraph(run("1. it comes first")), header1=paragraph(run("Privileged")))
    assert texts(found) == ["it comes first"]
    assert "Header of the pages: it was left out: “Privileged”" in said(found)


def choice(inner, other=""):
    return (
        f"<mc:AlternateContent {MC}><mc:Choice>{other}</mc:Choice>"
        f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
    )


@pytest.mark.parametrize(
    "body",
    [
        choice(paragraph(run("it is chosen"))),
        paragraph(choice(run("it is chosen"))),
        paragraph(f"<w:r>{choice('<w:t>it is chosen</w:t>', '<w:drawing/>')}</w:r>"),
    ],
)
def test_of_what_a_program_may_choose_from_that_with_words_is_taken(body):
    assert texts(read(paragraph(run("it comes first")) + body)) == [
        "it comes first",
        "it is chosen",
    ]


def test_words_over_which_others_stand_are_kept_and_the_others_said():
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('above')}</w:rt><w:rubyBase>{run('below')}</w:rubyBase>"
        "</w:ruby></w:r>"
    )
    found = read(paragraph(run("it stands "), ruby))
    assert texts(found) == ["it stands below"]
    assert "Paragraph 1: words that stand above others were left out: “above”" in said(found)


def test_what_is_not_known_and_holds_words_is_said():
    strange = f"<w:strange>{run('odd words')}</w:strange>"
    inside = "<w:r><w:strange><w:t>odder</w:t></w:strange></w:r>"
    found = read(paragraph(run("it is here"), strange, inside) + strange)
    assert texts(found) == ["it is here"]
    assert sum("what is within strange was left out" in one for one in said(found)) == 2
    assert "Paragraph 1: what is within strange was left out: “odder”" in said(found)


def styled(words, properties):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


STYLES = (
    '<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="More"><w:basedOn w:val="Hid"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="HidP"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loud"><w:rPr><w:b/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    "hidden",
    [
        paragraph(run("it is seen"), styled("secret", '<w:rStyle w:val="Hid"/>')),
        paragraph(run("it is seen"), styled("secret", '<w:rStyle w:val="More"/>')),
        paragraph(run("it is seen"))
        + paragraph(run("secret"), properties='<w:pStyle w:val="HidP"/>'),
        paragraph(
            styled("it is seen", '<w:vanish w:val="0"/>'),
            run("secret"),
            properties='<w:pStyle w:val="HidP"/>',
        ),
    ],
)
def test_words_that_a_style_hides_are_left_out_and_said(hidden):
    found = read(hidden, styles=STYLES)
    assert texts(found) == ["it is seen"]
    assert any("hidden words were left out: “secret”" in one for one in said(found))


def test_bold_of_a_style_is_kept_for_words_and_said_for_a_paragraph():
    found = read(
        paragraph(run("it is "), styled("strong", '<w:rStyle w:val="Strong"/>'))
        + paragraph(run("it is loud"), properties='<w:pStyle w:val="Loud"/>'),
        styles=STYLES,
    )
    assert texts(found) == ["it is **strong**", "it is loud"]
    assert any("bold and italics of the style" in one for one in said(found))


def test_raised_numbers_do_not_run_into_what_is_before_them():
    raised = '<w:vertAlign w:val="superscript"/>'
    found = read(paragraph(run("it is 10"), styled("1", raised), styled("2", raised)))
    assert texts(found) == ["it is 10^12"]
    assert any("raised words stand on the line" in one for one in said(found))


def test_a_line_break_in_a_cell_is_a_blank_and_a_row_that_was_deleted_is_gone():
    def row(inner, properties=""):
        return f"<w:tr>{properties}<w:tc>{paragraph(inner)}</w:tc></w:tr>"

    deleted = row(run("gone"), "<w:trPr><w:del/></w:trPr>")
    found = read(f"<w:tbl>{row(run('one') + '<w:r><w:br/></w:r>' + run('two'))}{deleted}</w:tbl>")
    assert texts(found) == ["| one two |\n| --- |"]
    assert "Paragraph 1: 1 deletion that was tracked was left out" in said(found)
