"""What is meant to do harm is refused, each in its own words, and takes neither memory nor time."""

import io
import tracemalloc
import zipfile

import pytest

from alliance.conversion.export import Export
from alliance.conversion.findings import Refused
from alliance.conversion.markdown import from_plain
from alliance.conversion.pasted import from_pasted
from alliance.conversion.reading import from_file
from alliance.conversion.word_writing import to_docx
from alliance.conversion.writing import Target, written
from tests.conversion.texts import everything

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><akomaNtoso>&c;</akomaNtoso>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<akomaNtoso>&x;</akomaNtoso>"""


def changed(**parts):
    """A real .docx with parts added or replaced."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_docx(Export(everything())))) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = {name.replace("__", "/").replace("_xml", ".xml"): name for name in parts}
        for name in old.namelist():
            if name not in names:
                new.writestr(name, old.read(name))
        for name, key in names.items():
            new.writestr(name, parts[key])
    return data.getvalue()


def macros():
    return changed(**{"word/vbaProject.bin": b"x"})


CASES = {
    "entities": (lambda: LAUGHS, "document type or entities"),
    "an outside entity": (lambda: OUTSIDE, "document type or entities"),
    "entities in a .docx": (
        lambda: changed(word__document_xml=LAUGHS),
        "document type or entities",
    ),
    "a part that grows": (lambda: changed(word__big_xml=b"0" * 9_000_000), "grows"),
    "parts that are too many": (
        lambda: changed(**{f"word/{n}.x": b"" for n in range(2100)}),
        "parts; at most",
    ),
    "macros": (macros, "macros"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "locked with a password",
    ),
    "an old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old Word"),
    "a PDF": (lambda: b"%PDF-1.7", "it is a PDF"),
    "an archive of something else": (lambda: _zip("a.txt"), "not a document of Word"),
    "half an archive": (lambda: to_docx(Export(everything()))[:9_000], "damaged"),
    "ten megabytes": (lambda: b"a " * 5_000_001, "at most 10,000,000"),
    "bytes": (lambda: b"a\0b", "bytes that are no text"),
    "another encoding": (lambda: b"abc \xe9\n", "not UTF-8"),
    "deep JSON": (lambda: b'{"units": ' + b"[" * 200_000, "nested too deep"),
    "other JSON": (lambda: b'{"title": 5}', "it is not a text"),
    "other XML": (lambda: b"<?xml version='1.0'?><svg/>", "not akomaNtoso"),
    "deep XML": (
        lambda: b"<akomaNtoso>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</akomaNtoso>",
        "levels deep",
    ),
    "nothing": (lambda: b"  \n", "no words"),
}


def _zip(name):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_its_own_words_without_taking_memory(case):
    make, message = CASES[case]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match=message) as refused:
            from_file(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000
    assert refused.value.where
    assert refused.value.fix.endswith(".")


def test_an_archive_that_says_less_than_it_holds_is_refused():
    data = changed(word__document_xml=b"<a>" + b" " * 900_000)
    size = (900_003).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(Refused, match=r"unpack|XML"):
        from_file(data.replace(size, (100).to_bytes(4, "little")))


def test_what_points_outside_is_named_and_not_fetched():
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/attachedTemplate" Target="http://evil.example/t.dotm" '
        'TargetMode="External"/></Relationships>'
    )
    found = from_file(changed(**{"word/_rels/settings.xml.rels": rels}))
    assert any(
        "evil.example" in note.what and "nothing was fetched" in note.what for note in found.report
    )


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<p>" + "<b a=1>" * 90 + "</p>" + "<p>x</p>" * 9_000,
        "<a><a>" * 50_000,
    ],
)
def test_a_paste_that_would_take_the_parser_long_is_refused(html):
    with pytest.raises(Refused, match="nested too deep"):
        from_pasted(html)


def test_a_large_paste_is_refused():
    with pytest.raises(Refused, match="at most"):
        from_pasted("<p>" + "x " * 5_000_000)


def test_what_nobody_sees_is_left_out_and_named_with_its_place():
    found = from_plain("1. First.\n\n2. The\u202e states\u200b shall\u200b report.\n")
    assert found.text.units[1].text == "The states shall report."
    said = [str(note) for note in found.report]
    assert any(one.startswith("Line 3: right-to-left override") for one in said)
    assert any("zero-width space" in one and "2 in all" in one for one in said)


def test_letters_are_composed_and_lines_end_as_ours():
    assert from_plain("1. Cafe\u0301\r\nopens.\r\n").text.units[0].text == "Caf\u00e9 opens."


@pytest.mark.parametrize("target", [Target.DOCX, Target.AKN, Target.MD, Target.JSON])
@pytest.mark.parametrize("bad", ["\\ud800", "\\u0001", "\\n"])
def test_a_name_of_a_file_with_what_no_text_holds_is_read_without_it_and_that_is_said(target, bad):
    data = written(Export(everything()), target)
    if target is Target.DOCX:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            kept = package.read("customXml/item2.xml")
        data = changed(
            **{"customXml/item2_xml": kept.replace(b"map.pdf", f"m{bad}ap.pdf".encode())}
        )
    else:
        words = data.decode()
        place = words.index("application/pdf")
        start = words.rindex("map.pdf", 0, place)
        data = (words[:start] + f"m{bad}ap.pdf" + words[start + 7 :]).encode()
    found = from_file(data)
    (file,) = [one.file for one in found.text.units if one.file]
    assert file.name == ("m ap.pdf" if bad == "\\n" else "map.pdf")
    assert any(str(one).startswith("Name of a file: ") for one in found.report)
