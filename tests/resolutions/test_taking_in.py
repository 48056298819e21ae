"""Texts taken in from files and pastes: shown first, reported on, confirmed, nothing lost."""

import io
import tracemalloc
from dataclasses import replace

import pytest

from alliance.conversion.export import Export
from alliance.conversion.writing import Target, written
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.drafting import live, operations, queries
from alliance.drafting.queries import draft_of, opened
from alliance.resolutions import queries as resolutions
from alliance.resolutions.models import Resolution
from alliance.texts.units import Kind
from tests import make
from tests.conversion.test_hostile import CASES
from tests.conversion.texts import everything
from tests.membership.files import contents
from tests.people import liaison, observer
from tests.resolutions.texts import SECRET

PASTE = """# A text on water

Whereas, rivers rise; and

1. The states measure them.

2. They report.
"""
WORD_HTML = (
    "<html><body><p><b>1. Purpose.</b> The states <i>measure</i> rivers.</p>"
    "<p>2. They report.<img src='x.png'></p></body></html>"
)
HOSTILE = [name for name in CASES if name != "ten megabytes"]


def ours():
    """A text with something of everything, but for links to other hosts."""
    text = everything()
    bare = [replace(one, text=one.text.replace("https://place.example", "")) for one in text.units]
    return text.with_units(bare)


def file(data, name="text.docx"):
    return (io.BytesIO(data), name)


def typed(**given):
    return {"paste": "", "pasted_html": "", "form": "resolution", **given}


def into(visitor, made, given, expect=200):
    page = visitor.send("drafting.take_in", typed(**given), expect, resolution_id=made.id)
    page.response.request.environ["wsgi.input"].close()  # a large one is a file of its own
    return page


def confirmed(visitor, page, made, expect=303, **change):
    where = {"resolution_id": made.id}
    given = {"title": page.field("title") or "", "place": "end", **change}
    return visitor.press("drafting.take_in", page, given, expect, **where)


def words_now(made):
    db.session.rollback()
    return queries.words_of(resolutions.held(made.id))


def aside(made):
    return live.read(opened(draft_of(resolutions.held(made.id)))).aside


def test_a_draft_begins_with_a_paste_after_it_was_looked_at(visitor, app):
    visitor.sign_in(liaison())
    before = contents()
    page = visitor.send("resolutions.take_in", typed(paste=PASTE), 200, slug="ours")
    assert "The states measure them." in page.words
    assert "Everything was carried over" in page.words
    assert contents() == before
    title = {"title": page.field("title")}
    made = visitor.press("resolutions.take_in", page, title, slug="ours")
    key = made.location.split("/")[2]
    text = resolutions.text_of(db.session.scalars(db.select(Resolution)).one(), 1).words
    assert key in made.location
    assert text.title == "A text on water"
    assert [unit.text for unit in text.units] == [
        "rivers rise; and",
        "The states measure them.",
        "They report.",
    ]


@pytest.mark.parametrize("target", [Target.DOCX, Target.MD, Target.AKN, Target.JSON])
def test_a_file_that_was_exported_comes_back_whole(visitor, app, target):
    visitor.sign_in(liaison())
    data = written(Export(ours()), target)
    given = {**typed(), "document": file(data, f"a.{target}")}
    page = visitor.send("resolutions.take_in", given, 200, slug="ours")
    assert "the file map.pdf does not come with the text; attach it once more" in page.words
    visitor.press("resolutions.take_in", page, {"title": page.field("title")}, slug="ours")
    text = resolutions.text_of(db.session.scalars(db.select(Resolution)).one(), 1).words
    assert [one.id for one in text.units] == [one.id for one in ours().units]
    assert all(unit.file is None for unit in text.units)


def test_what_was_not_carried_over_is_said_with_its_place(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"pasted_html": WORD_HTML, "paste": "plain words"})
    assert "plain words" not in page.words
    assert "Not carried over, or changed" in page.words
    assert "picture" in page.words


def test_the_plain_words_are_read_where_there_is_no_html(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": "1. The states measure rivers.\n"})
    assert "The states measure rivers." in page.words


def test_at_the_end_everything_that_was_there_stays(visitor, app):
    made = make.draft()
    before = words_now(made)
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": PASTE})
    assert words_now(made) == before
    confirmed(visitor, page, made)
    after = words_now(made)
    assert after.title == before.title
    assert set(before.units) <= set(after.units)
    assert [one.text for one in after.units if one.id not in before.by_id] == [
        "rivers rise; and",
        "The states measure them.",
        "They report.",
    ]


def test_in_place_of_what_was_there_the_old_units_are_set_aside(visitor, app):
    made = make.draft()
    before = words_now(made)
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": PASTE})
    confirmed(visitor, page, made, place="instead", title="On rivers")
    after = words_now(made)
    assert after.title == "On rivers"
    assert len(after.units) == 3
    [title] = [one for one in aside(made) if one.id not in before.by_id]
    assert title.text == before.title
    assert {one.id for one in aside(made)} == {*before.by_id, title.id}
    page = visitor.get("drafting.write", resolution_id=made.id)
    assert f"Removed, and kept here ({len(before.units) + 1})" in page.words


def test_the_same_text_edited_elsewhere_keeps_its_units(visitor, app):
    made = make.draft()
    before = words_now(made)
    edited = before.with_units(
        [*before.units[:-1], type(before.units[-1])(before.units[-1].id, Kind.CLAUSE, "Edited.")]
    )
    visitor.sign_in(liaison())
    given = {"document": file(written(Export(edited), Target.MD), "a.md")}
    confirmed(visitor, into(visitor, made, given), made, place="instead")
    after = words_now(made)
    assert [one.id for one in after.units] == [one.id for one in before.units]
    assert after.units[-1].text == "Edited."
    assert [one.text for one in aside(made)] == [before.units[-1].text], "its words before"


def test_what_is_added_at_the_end_refers_to_itself_and_not_to_what_was_there(visitor, app):
    made = make.draft(words=ours().with_units(ours().units[:10]))
    visitor.sign_in(liaison())
    given = {"document": file(written(Export(words_now(made)), Target.JSON), "a.json")}
    confirmed(visitor, into(visitor, made, given), made)
    after = words_now(made).units
    assert len(after) == 20
    known = {one.id for one in after}
    assert len(known) == 20
    old = next(one for one in after if one.kind is Kind.DEFINITION)
    new = [one for one in after if one.kind is Kind.DEFINITION][1]
    assert old.text != new.text
    assert new.text[10:].strip(" .[]") in known


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_get_their_own_words_and_nothing_is_written(visitor, app, case):
    make_file, message = CASES[case]
    made = make.draft()
    visitor.sign_in(liaison())
    before = contents()
    given = {"document": file(make_file(), "x")}
    page = into(visitor, made, given, 422)
    assert "There is a problem" in page.words
    assert message in page.words
    assert contents() == before


def test_a_paste_of_ten_megabytes_is_refused_in_words_without_taking_memory(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    before = contents()
    tracemalloc.start()
    try:
        page = into(visitor, made, {"paste": "a " * 5_000_000}, 422)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "it has 10,000,000 characters; at most 2,000,000 are taken." in page.words
    assert len(page.text) < 100_000
    assert peak < 150_000_000
    assert contents() == before


def test_a_file_above_the_limit_is_refused_in_words(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"document": file(b"a " * 5_500_000, "a.txt")}, 422)
    assert "at most 10,000,000 are taken" in page.words


def test_more_than_a_form_may_bring_is_not_even_read(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"document": file(b"a " * 8_000_000, "a.txt")}, 413)
    assert page.h1


def test_neither_a_file_nor_a_paste_is_said(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    assert "neither a file nor a paste" in into(visitor, made, {}, 422).words


@pytest.mark.parametrize(
    "change",
    [
        lambda body: {"body": body.replace("measure", "forget")},
        lambda _: {"body": "{", "sha256": "0" * 64},
        lambda _: {"body": "", "sha256": ""},
    ],
)
def test_what_is_confirmed_is_what_was_shown(visitor, app, change):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": PASTE})
    before = contents()
    answer = confirmed(visitor, page, made, 409, **change(page.field("body")))
    assert "Choose the file again" in answer.words
    assert contents() == before


def test_a_frozen_text_takes_nothing_in(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": PASTE})
    with transaction():
        from alliance.resolutions import operations as acts

        acts.withdraw(make.actor(liaison()), resolutions.held(made.id), **make.seen(made))
    before = contents()
    assert "frozen" in confirmed(visitor, page, made, 409).words
    assert contents() == before


def test_only_those_who_write_take_anything_in(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison("UT"))
    visitor.get("drafting.take_in", 404, resolution_id=made.id)
    visitor.sign_in(observer())
    visitor.get("drafting.take_in", 403, resolution_id=made.id)
    visitor.get("resolutions.take_in", 403, slug="ours")


def test_others_who_write_meanwhile_lose_nothing(visitor, app):
    made = make.shared_draft()
    visitor.sign_in(liaison())
    page = into(visitor, made, {"paste": PASTE})
    with transaction():
        found = resolutions.held(made.id)
        operations.set_down(
            make.actor(liaison("UT")),
            found,
            merged=lambda now: now.with_units(
                [*now.units, type(now.units[0])("abcdefgh", Kind.CLAUSE, SECRET)]
            ),
        )
    confirmed(visitor, page, made, place="instead")
    assert SECRET in [one.text for one in aside(made)]
