"""Clauses taken up again: found behind the reader's wall, added with where they are from."""

import pytest

from alliance.conversion.writing import Target
from alliance.core.actor import Office, Rank
from alliance.core.db import db
from alliance.drafting import queries
from alliance.resolutions import queries as resolutions
from alliance.texts.checking import faults, unready
from alliance.texts.library import LIBRARY, LIBRARY_SHA256, USUAL
from alliance.texts.starting import plain_clauses
from alliance.texts.units import Kind, Unit
from tests import make
from tests.people import Role, liaison
from tests.resolutions.texts import SECRET, to_chosen, written_on

PINNED = "1a2311ba7dc70e4d61bce019cabeef5dbd97a59dceb80493fd1ce1847710c78c"
NO_READER = Role("UT", Office.TREASURER, Rank.LIAISON)
UTAH, WYOMING = liaison("UT"), liaison("WY")


def looked(visitor, made, words, **more):
    return visitor.get("drafting.clauses", resolution_id=made.id, q=words, **more)


def added(visitor, made, sha256, unit, *after):
    where = {"resolution_id": made.id}
    page = visitor.get("drafting.clauses", text=sha256, unit=unit, **where)
    assert "The clause that you chose" in page.words
    given = {"text": sha256, "unit": unit, "after": "".join(after)}
    return visitor.press("drafting.clauses", page, given, **where)


def words_now(made):
    db.session.rollback()
    return queries.words_of(resolutions.held(made.id))


def shown(made):
    return resolutions.text_of(made, made.shown_version)


def test_the_library_is_a_text_that_can_be_kept_and_its_hash_stays():
    assert faults(LIBRARY) == unready(LIBRARY) == []
    assert len({one.id for one in USUAL}) == len(USUAL) >= 10
    # Drafts name the library by this hash; where its words change, so does where they are from.
    assert LIBRARY_SHA256 == PINNED


def test_a_usual_clause_is_found_by_its_words_and_added_after_a_unit(visitor, app):
    made = make.draft()
    before = words_now(made)
    visitor.sign_in(liaison())
    page = looked(visitor, made, "held invalid")
    assert "Severability" in page.words
    assert "Counterparts" not in page.words
    first = before.units[2]
    added(visitor, made, LIBRARY_SHA256, USUAL[0].id, first.id)
    after = words_now(made)
    new = after.units[3]
    assert after.units[2].id == first.id
    assert new.text == USUAL[0].text
    assert new.kind is first.kind is Kind.CLAUSE
    assert new.id not in before.by_id
    assert new.origin.text_sha256 == LIBRARY_SHA256
    assert new.origin.unit == USUAL[0].id
    page = visitor.get("drafting.write", resolution_id=made.id)
    assert "Taken from Library of usual clauses" in page.words


def test_a_clause_of_an_earlier_text_keeps_its_origin_in_the_version(visitor, app):
    source = make.circulated()
    sha256 = shown(source).sha256
    unit = shown(source).words.units[2]
    made = make.draft(words=plain_clauses("On reports", (), ("The states report.",)))
    visitor.sign_in(liaison())
    page = looked(visitor, made, "one form")
    assert "The member states use one form." in page.words
    added(visitor, made, sha256, unit.id)
    new = words_now(made).units[-1]
    assert (new.origin.text_sha256, new.origin.unit) == (sha256, unit.id)
    assert new.origin.title == "Joint resolution on common forms"
    visitor.send("drafting.save_version", {"reason": ""}, resolution_id=made.id)
    page = visitor.get("resolutions.show", resolution_id=made.id)
    assert "Taken from Joint resolution on common forms" in page.words


def test_what_was_not_shown_is_not_found_and_cannot_be_added(visitor, app):
    source = written_on(make.circulated())
    newest = resolutions.text_of(resolutions.held(source.id), 2)
    made = make.draft(UTAH, plain_clauses("On reports", (), ("The states report.",)))
    visitor.sign_in(UTAH)
    assert SECRET not in looked(visitor, made, "canary").words
    where = {"resolution_id": made.id, "text": newest.sha256, "unit": newest.words.units[0].id}
    page = visitor.get("drafting.clauses", **where)
    assert SECRET not in page.words
    assert "The clause that you chose" not in page.words
    given = {"text": newest.sha256, "unit": newest.words.units[0].id, "after": ""}
    answer = visitor.press("drafting.clauses", page, given, 409, resolution_id=made.id)
    assert "Choose the clause that is to be added." in answer.words
    assert len(words_now(made).units) == 1


@pytest.mark.parametrize("target", [Target.JSON, Target.MD, Target.DOCX])
def test_the_title_of_a_text_that_a_reader_may_not_read_is_shown_nowhere(visitor, app, target):
    source = to_chosen()  # Wyoming reads it; New Mexico and the other members do not
    with_title = resolutions.text_of(resolutions.held(source.id), 1)
    made = make.draft(WYOMING, plain_clauses("On reports", (), ("The states report.",)))
    visitor.sign_in(WYOMING)
    added(visitor, made, with_title.sha256, with_title.words.units[2].id)
    page = visitor.get("drafting.write", resolution_id=made.id)
    assert "Taken from Joint resolution on common forms" in page.words
    visitor.send("drafting.save_version", {"reason": ""}, resolution_id=made.id)
    review = visitor.get("resolutions.circulate", resolution_id=made.id)
    carried = {"audience": "members", "embargo": ""}
    visitor.press("resolutions.circulate", review, carried, resolution_id=made.id)
    for role, said in ((liaison(), "Joint resolution on common forms"), (NO_READER, "")):
        visitor.sign_in(role)
        page = visitor.get("resolutions.show", resolution_id=made.id)
        assert f"Taken from {said or 'an earlier text'}" in page.words
        where = {"resolution_id": made.id, "number": 2, "ending": target}
        file = visitor._request("get", visitor.url("resolutions.download", **where)).data
        if not said and target is not Target.DOCX:
            assert b"Joint resolution on common forms" not in file
    kept = resolutions.text_of(resolutions.held(made.id), 2)
    assert "Joint resolution on common forms" not in kept.body


def test_a_clause_comes_with_all_that_stands_under_it_at_the_level_of_its_place(visitor, app):
    parts = (
        Unit("aaaaaaaa", Kind.CLAUSE, "The states:"),
        Unit("bbbbbbbb", Kind.CLAUSE, "measure; see [[cccccccc]]", 1),
        Unit("cccccccc", Kind.CLAUSE, "report", 1),
        Unit("dddddddd", Kind.CLAUSE, "The end."),
    )
    source = make.circulated(words=make.WORDS.with_units(parts))
    made = make.draft(words=make.WORDS.with_units(parts[:2]))
    visitor.sign_in(liaison())
    added(visitor, made, shown(source).sha256, "aaaaaaaa", "bbbbbbbb")
    units = words_now(made).units
    assert [one.level for one in units] == [0, 1, 1, 2, 2]
    assert units[3].text == f"measure; see [[{units[4].id}]]"


@pytest.mark.parametrize("words", ["'; DROP TABLE", "%", "_", "\\", "«é»", "x" * 500, "\0"])
def test_any_words_may_be_looked_for(visitor, app, words):
    make.circulated()
    made = make.draft()
    visitor.sign_in(liaison())
    assert "usual clauses" in looked(visitor, made, words).words.lower()
