"""Versions as files: the same bytes, behind the same wall as the pages, under the same label."""

import io
import zipfile

import pytest

from alliance.conversion.reading import from_file
from alliance.conversion.writing import MEDIA_TYPES, Target
from alliance.resolutions.audience import Label
from alliance.resolutions.queries import held, text_of
from tests import make
from tests.conversion.pdf_words import pages
from tests.people import SECRETARIAT, governor, liaison
from tests.resolutions.texts import A_WEEK, SECRET, labelled, to_chosen, written_on

UTAH, WYOMING = liaison("UT"), liaison("WY")


def asked(visitor, made, number, target, **headers):
    where = {"resolution_id": made.id, "number": number, "ending": target}
    path = visitor.url("resolutions.download", **where)
    return visitor._request("get", path, headers=headers)


def bare(words):
    """Words without the spaces, which a PDF does not have."""
    return "".join(words.split())


def said_in(data, target):
    """All words that a file holds, however it is packed, without spaces."""
    return bare(_said_in(data, target))


def _said_in(data, target):
    if target is Target.PDF:
        return "".join(pages(data))
    if target is Target.DOCX:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "".join(
                package.read(name).decode("utf-8", "replace") for name in package.namelist()
            )
    return data.decode()


@pytest.mark.parametrize("target", list(Target))
def test_a_version_is_the_same_file_whenever_it_is_asked_for(visitor, app, target):
    made = make.circulated()
    visitor.sign_in(UTAH)
    one, again = asked(visitor, made, 1, target), asked(visitor, made, 1, target)
    assert one.status_code == 200
    assert one.data == again.data
    assert one.content_type == MEDIA_TYPES[target]
    name = f"joint-resolution-on-common-forms-version-1.{target}"
    assert one.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert one.headers["X-Content-Type-Options"] == "nosniff"
    assert one.headers.getlist("Cache-Control") == ["no-store"]
    assert one.headers["ETag"] == f'"{text_of(held(made.id), 1).sha256}"'
    said = said_in(one.data, target)
    for words in ("Version", "The member states use one form"):
        assert bare(words) in said
    assert text_of(held(made.id), 1).sha256 in said


@pytest.mark.parametrize("target", [Target.MD, Target.AKN, Target.DOCX, Target.JSON])
def test_what_was_exported_reads_back_as_the_version(visitor, app, target):
    made = make.circulated()
    visitor.sign_in(UTAH)
    assert from_file(asked(visitor, made, 1, target).data).text == make.WORDS


def test_who_has_the_version_is_told_that_it_is_the_same(visitor, app):
    made = make.circulated()
    visitor.sign_in(UTAH)
    tag = asked(visitor, made, 1, Target.MD).headers["ETag"]
    again = asked(visitor, made, 1, Target.MD, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    labelled(made)
    assert asked(visitor, made, 1, Target.MD, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("target", list(Target))
def test_the_label_and_the_embargo_stand_in_every_format(visitor, app, target):
    made = labelled(to_chosen(A_WEEK))
    visitor.sign_in(WYOMING)
    said = said_in(asked(visitor, made, 1, target).data, target)
    assert bare("Deliberative draft (Colorado; C.R.S. 24-72-204)") in said
    assert bare("Under embargo until") in said


@pytest.mark.parametrize("target", list(Target))
def test_what_was_not_shown_is_in_no_file_of_others(visitor, app, target):
    made = written_on(make.circulated())
    visitor.sign_in(UTAH)
    assert SECRET not in said_in(asked(visitor, made, 1, target).data, target)
    assert asked(visitor, made, 2, target).status_code == 404
    visitor.sign_in(liaison())
    assert SECRET in said_in(asked(visitor, made, 2, target).data, target)


@pytest.mark.parametrize(
    ("role", "status"),
    [(liaison(), 200), (WYOMING, 200), (UTAH, 200), (liaison("NM"), 404), (SECRETARIAT, 404)],
)
def test_a_text_shown_to_chosen_states_is_a_file_for_them_and_its_writers_only(
    visitor, app, role, status
):
    made = to_chosen()
    visitor.sign_in(role)
    assert asked(visitor, made, 1, Target.MD).status_code == status


@pytest.mark.parametrize("wrong", [(1, "exe"), (1, ""), (7, "md"), (0, "md"), (2**70, "pdf")])
def test_what_there_is_not_is_no_page(visitor, app, wrong):
    made = make.circulated()
    visitor.sign_in(UTAH)
    number, ending = wrong
    path = f"/resolutions/{made.id}/versions/{number}/text.{ending}"
    assert visitor._request("get", path).status_code == 404


def test_the_page_offers_exactly_the_versions_that_may_be_read(visitor, app):
    made = written_on(make.circulated())
    for role, numbers in ((UTAH, [1]), (governor(), [2, 1])):
        visitor.sign_in(role)
        page = visitor.get("resolutions.versions", resolution_id=made.id)
        wanted = [
            visitor.url("resolutions.download", resolution_id=made.id, number=n, ending=target)
            for n in numbers
            for target in Target
        ]
        assert [link for link in page.links() if "/versions/" in link] == wanted
    page = visitor.get("resolutions.show", resolution_id=made.id)
    assert "Download this version" in page.words


@pytest.mark.parametrize("target", list(Target))
def test_the_live_draft_is_a_file_for_its_writers_and_says_what_it_is(visitor, app, target):
    made = labelled(make.draft(), Label.WORK_PRODUCT)
    path = visitor.url("drafting.download", resolution_id=made.id, ending=target)
    visitor.sign_in(liaison())
    said = said_in(visitor._request("get", path).data, target)
    assert bare("Draft, not a version") in said
    assert bare("Attorney work product (Colorado") in said
    visitor.sign_in(UTAH)
    assert visitor._request("get", path).status_code == 404


def test_letters_that_no_font_shows_are_refused_in_words(visitor, app):
    made = written_on(make.draft(), "The states write \U0001e900\U0001e901.")
    visitor.sign_in(liaison())
    answer = asked(visitor, made, 2, Target.PDF)
    assert answer.status_code == 409
    assert "Choose another format" in answer.get_data(as_text=True)
