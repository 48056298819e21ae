"""Files that attachments hold: kept as they came, named by their hash, read with the version."""

import io

import pytest

from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.drafting import queries
from alliance.resolutions import files
from alliance.resolutions import queries as resolutions
from alliance.texts.units import Kind, Unit
from tests import make
from tests.membership.files import contents
from tests.people import liaison

PDF = b"%PDF-1.7 a map"
UTAH = liaison("UT")


def attached(visitor, made, data=PDF, expect=303, **given):
    name = given.pop("name", "Map of gauges.pdf")
    given = {"document": (io.BytesIO(data), name), "unit": "", **given}
    page = visitor.send("drafting.attach", given, expect, resolution_id=made.id)
    answer = page.response if expect == 422 else page
    answer.request.environ["wsgi.input"].close()
    return page  # what was sent is closed: a large one is a file of its own


def asked(visitor, made, sha256):
    path = visitor.url("resolutions.attached", resolution_id=made.id, sha256=sha256)
    return visitor._request("get", path)


def words_now(made):
    db.session.rollback()
    return queries.words_of(resolutions.held(made.id))


def with_version(visitor, made):
    visitor.send("drafting.save_version", {"reason": ""}, resolution_id=made.id)


def circulated(visitor, made):
    review = visitor.get("resolutions.circulate", resolution_id=made.id)
    given = {"audience": "members", "embargo": ""}
    visitor.press("resolutions.circulate", review, given, resolution_id=made.id)


def test_a_file_is_attached_and_read_with_the_version_that_names_it(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    attached(visitor, made)
    unit = words_now(made).units[-1]
    assert unit.kind is Kind.ATTACHMENT
    assert unit.file.name == "Map of gauges.pdf"
    assert (unit.file.size, unit.file.sha256) == (len(PDF), digest(PDF))
    page = visitor.get("drafting.write", resolution_id=made.id)
    assert "Map of gauges.pdf" in page.words
    visitor.sign_in(UTAH)
    assert asked(visitor, made, digest(PDF)).status_code == 404
    visitor.sign_in(liaison())
    with_version(visitor, made)
    circulated(visitor, made)
    visitor.sign_in(UTAH)
    page = visitor.get("resolutions.show", resolution_id=made.id)
    (link,) = [one for one in page.links() if "/files/" in one]
    answer = visitor._request("get", link)
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Map of gauges.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    visitor.sign_in(liaison("NM"))
    assert asked(visitor, made, digest(PDF)).status_code == 404


def test_what_is_attached_after_a_version_was_shown_is_not_shown_with_it(visitor, app):
    made = make.circulated()
    visitor.sign_in(liaison())
    attached(visitor, made)
    with_version(visitor, made)
    assert asked(visitor, made, digest(PDF)).status_code == 200
    visitor.sign_in(UTAH)
    assert asked(visitor, made, digest(PDF)).status_code == 404


def test_another_file_in_place_of_one_leaves_the_first_with_its_version(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    attached(visitor, made)
    with_version(visitor, made)
    unit = words_now(made).units[-1]
    attached(visitor, made, b"plain words", name="notes.txt", unit=unit.id)
    after = words_now(made).units[-1]
    assert (after.id, after.file.name) == (unit.id, "notes.txt")
    assert asked(visitor, made, digest(PDF)).data == PDF
    assert asked(visitor, made, digest(b"plain words")).data == b"plain words"


def test_the_same_file_is_kept_once(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    attached(visitor, made)
    attached(visitor, made, name="again.pdf")
    assert len(words_now(made).units) == len(make.WORDS.units) + 2
    assert len(files.kept(resolutions.held(made.id))) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The document is empty."),
        (b"MZ\x90\0 a program", "neither a PDF, a PNG or JPEG image"),
        (b"<svg onload=alert(1)>\0", "neither a PDF"),
        (b"%PDF-" + b"0" * (files.MOST_BYTES + 1), "larger than 10 megabytes"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_written(visitor, app, data, says):
    made = make.draft()
    visitor.sign_in(liaison())
    before = contents()
    assert says in attached(visitor, made, data, expect=422).words
    assert contents() == before


def test_a_file_goes_to_an_attachment_only(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    before = contents()
    assert (
        "Choose one of those that are offered"
        in attached(visitor, made, unit="abcdefgh", expect=422).words
    )
    assert contents() == before


def test_a_text_that_names_a_file_of_another_resolution_opens_no_way_to_it(visitor, app):
    secret = make.draft()
    visitor.sign_in(liaison())
    attached(visitor, secret)
    named = words_now(secret).units[-1]
    units = (Unit("abcdefgh", Kind.CLAUSE, "It is so."), named)
    made = make.draft(UTAH, make.WORDS.with_units(units))
    visitor.sign_in(UTAH)
    assert asked(visitor, made, digest(PDF)).status_code == 404
