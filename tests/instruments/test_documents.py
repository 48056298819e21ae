"""The document of an instrument: what it may be, who reads it, that it stays."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.documents import Form, form_of
from alliance.core.operation import RuleBroken
from alliance.core.record import entries_about
from alliance.instruments import operations
from alliance.instruments.models import Instrument, InstrumentDocument
from alliance.instruments.reading import FORM_BYTES, MOST_BYTES, read_document
from tests import make
from tests.accessions.made import statute
from tests.instruments.test_pages import BILL
from tests.people import SECRETARIAT, liaison, observer
from tests.withdrawals.made import act, at

DAY = dt.date(2027, 3, 1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = f'<Types><Override ContentType="{WORD}.main+xml"/></Types>'.encode()


@pytest.fixture
def body(app):
    with at(DAY):
        yield make.alliance()


def package(*names, types=TYPES):
    """A ZIP with parts of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", types)
        for name in names:
            file.writestr(name, b"<w:document/>")
    return held.getvalue()


DOCX = package("word/document.xml")


@pytest.mark.parametrize(
    ("given", "content", "name", "media_type"),
    [
        ("Act.pdf", PDF, "Act.pdf", "application/pdf"),
        ("act.txt", DOCX, "act.docx", WORD),
        ("../../act.exe", "Section 1. Ñ".encode(), "act.txt", "text/plain; charset=utf-8"),
        ('a"\r\nb\u202e.pdf', PDF, "a-b.pdf", "application/pdf"),
    ],
)
def test_its_bytes_say_what_it_is_and_not_its_name(given, content, name, media_type):
    found = read_document(given, content)
    assert (found.name, found.media_type, found.content) == (name, media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n and more",
        b"MZ\x90\x00\x03",
        b"text with \x00 in it",
        "Ñ".encode("latin-1"),
        package("xl/workbook.xml"),
        package("word/document.xml", types=b"<Types/>"),
        package("word/document.xml", "word/vbaProject.bin"),
        package("word/document.xml", *(f"word/{n}.xml" for n in range(2001))),
        DOCX[:-30],
        b"PK\x03\x04" + bytes(50),
    ],
)
def test_what_is_none_of_the_three_is_refused(content):
    with pytest.raises(RuleBroken, match="neither a PDF, a DOCX without macros, nor plain text"):
        read_document("act.pdf", content)


def test_a_list_of_parts_that_is_too_long_is_not_read():
    """Its length stands in the record at the end; one that lies about it is no package."""
    long = bytearray(DOCX)
    end = long.rfind(b"PK\x05\x06")
    long[end + 12 : end + 16] = (2 << 20).to_bytes(4, "little")
    assert form_of(bytes(long)) is None
    assert form_of(DOCX) is Form.DOCX


def test_nothing_and_too_much_are_refused():
    with pytest.raises(RuleBroken, match="is empty"):
        read_document("act.txt", b"")
    assert read_document("act.txt", b"x" * MOST_BYTES)
    with pytest.raises(RuleBroken, match="larger than 10 megabytes"):
        read_document("act.txt", b"x" * (MOST_BYTES + 1))


def test_it_goes_with_its_version_and_stays(body):
    bill = statute("CO")
    first = read_document("act.pdf", PDF)
    facts = bill.known.says
    act(operations.revise, liaison(), bill, facts=facts, base=1, document=first)
    act(operations.revise, liaison(), bill, facts=replace(facts, note="Printed."), base=2)
    second = read_document("act.docx", DOCX)
    act(operations.revise, liaison(), bill, facts=bill.known.says, base=3, document=second)
    kept = [one.document and one.document.sha256 for one in bill.versions]
    assert kept == [None, first.sha256, first.sha256, second.sha256]
    assert len(db.session.scalars(select(InstrumentDocument)).all()) == 2
    with pytest.raises(RuleBroken, match="recorded already"):
        act(operations.revise, liaison(), bill, facts=bill.known.says, base=4, document=second)
    said = [one.facts["document_sha256"] for one in entries_about(body.stream, [bill.ref])]
    assert said == kept


def attached(visitor, content=PDF, name="Act 12.pdf", expect=303):
    page = visitor.get("instruments.record", slug="ours")
    given = FileStorage(io.BytesIO(content), name)
    said = {"csrf_token": page.field("csrf_token"), **BILL, "document": given}
    boundary, sent = encode_multipart(said)
    address = visitor.url("instruments.record", slug="ours")
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor._look(visitor._request("post", address, data=sent, content_type=kind), expect)


def test_it_is_handed_in_with_the_form_and_saved_by_every_reader(visitor, body):
    visitor.sign_in(liaison())
    attached(visitor)
    made = db.session.scalars(select(Instrument)).one()
    visitor.sign_in(observer("NM"))
    page = visitor.get("instruments.instrument", instrument_id=made.id)
    assert f"Act 12.pdf ({len(PDF)} Bytes)" in page.words
    assert digest(PDF) in page.text
    answer = visitor.get("instruments.document", instrument_id=made.id, version=1)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Act 12.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_is_refused_says_why_and_records_nothing(visitor, body):
    visitor.sign_in(liaison())
    page = attached(visitor, b"MZ\x90\x00", "act.pdf", expect=409)
    assert "neither a PDF, a DOCX without macros, nor plain text" in page.words
    assert not db.session.scalars(select(Instrument)).all()


def test_ten_megabytes_come_through_and_more_than_the_form_takes_do_not(visitor, body):
    visitor.sign_in(liaison())
    attached(visitor, b"x" * MOST_BYTES, "act.txt")
    attached(visitor, b"x" * (MOST_BYTES + 1), "act.txt", expect=409)
    page = attached(visitor, b"x" * FORM_BYTES, "act.txt", expect=413)
    assert page.h1


def test_there_is_none_with_a_version_that_has_none(visitor, body):
    bill = statute("CO")
    visitor.sign_in(SECRETARIAT)
    visitor.get("instruments.document", expect=404, instrument_id=bill.id, version=1)
    visitor.get("instruments.document", expect=404, instrument_id=bill.id, version=2)
