"""Edits: found in a copy, said, checked, applied, kept, carried to a newer text."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.redlines.applying import NotThere, apply_edits, attributed
from alliance.redlines.between import edits_between
from alliance.redlines.checking import faults
from alliance.redlines.differing import Mark, after
from alliance.redlines.edits import (
    Amendment,
    Insert,
    Move,
    Recast,
    Reform,
    Rewrite,
    Strike,
    Words,
    spans,
)
from alliance.redlines.kept import NoEdit, edit_as_json, edit_from_json
from alliance.redlines.rebasing import rebase_edits
from alliance.redlines.saying import sentences
from alliance.redlines.tokens import tokens
from alliance.texts.units import Form, Kind, Unit, ids_from
from tests.redlines.making import changed, text_of, texts

make = ids_from("tests of edits")
copies = texts.flatmap(lambda text: some.tuples(some.just(text), changed(text)))
two_copies = texts.flatmap(
    lambda text: some.tuples(some.just(text), changed(text, "mine"), changed(text, "now"))
)


def clause(text, level=0, **more):
    return Unit(make(), Kind.CLAUSE, text, level, **more)


def board():
    return text_of(
        [
            Unit(make(), Kind.RECITAL, "The river is shared."),
            clause("The board may meet; the board may act."),
            clause("Members report each year.", heading="Reports"),
            clause("to the governor;", 1),
            clause("to the legislature.", 1),
            clause("Records are open."),
        ]
    )


def said_of(base, changed_):
    return sentences(base, edits_between(base, changed_))


def with_unit(base, unit, **more):
    return base.with_units(replace(u, **more) if u.id == unit.id else u for u in base.units)


@given(copies)
def test_the_edits_found_in_a_copy_make_the_base_that_copy(pair):
    base, copy = pair
    edits = edits_between(base, copy)
    assert apply_edits(base, edits) == copy
    assert bool(edits) == (base != copy)
    assert not edits or not faults(base, edits)


@given(copies)
def test_every_edit_is_a_sentence_and_is_kept_as_it_is(pair):
    base, copy = pair
    edits = edits_between(base, copy)
    assert all(one.endswith(".") and one[0].isupper() for one in sentences(base, edits))
    kept = json.loads(json.dumps([edit_as_json(edit) for edit in edits]))
    assert tuple(edit_from_json(one) for one in kept) == edits


@given(copies)
def test_every_changed_word_carries_the_key_of_the_amendment(pair):
    base, copy = pair
    rows = attributed(base, Amendment("A", edits_between(base, copy)))
    there = [row for row in rows if not row.struck_by]
    assert [row.unit.id for row in there] == [unit.id for unit in copy.units]
    for row in rows:
        for part in ("label", "heading", "text"):
            runs = getattr(row, part)
            assert all(run.by == ("" if run.mark is Mark.KEPT else "A") for run in runs)
            if not row.struck_by:
                assert after(runs) == getattr(copy.by_id[row.unit.id], part)
            elif row.unit.id in base.by_id:
                assert all(run.mark is Mark.STRUCK for run in runs)
        assert bool(row.inserted_by) == (row.unit.id not in base.by_id)
        assert bool(row.struck_by) == (row.unit.id not in copy.by_id)


@given(two_copies)
def test_edits_carried_to_a_newer_text_apply_there_and_the_others_say_why_not(three):
    base, copy, now = three
    edits = edits_between(base, copy)
    assert rebase_edits(edits, base, base).edits == edits
    found = rebase_edits(edits, base, now)
    assert len(found.edits) + len(found.left) == len(edits)
    assert all(one.reason.endswith(".") for one in found.left)
    text = apply_edits(now, found.edits)
    held = {word for said in _parts(text) for word in tokens(said).words}
    for edit in found.edits:
        assert all(set(tokens(span.new).words) <= held for span in spans(edit))


def _parts(text):
    yield from (text.title, text.enacting)
    for unit in text.units:
        yield from unit.says()


def test_edits_are_said_in_the_language_of_amendments():
    base = board()
    recital, meet, report, _, _, records = base.units
    for now, expected in [
        (
            with_unit(base, records, text="Records shall be open."),
            "In clause 3, strike “are” and insert “shall be”.",
        ),
        (
            with_unit(base, meet, text="The board may meet; the board shall act."),
            "In clause 1, strike the second “may” and insert “shall”.",
        ),
        (
            with_unit(base, report, text="Members report promptly each year."),
            "In clause 2, after “report”, insert “promptly”.",
        ),
        (
            with_unit(base, report, heading="Yearly reports"),
            "In the heading of clause 2, strike “Reports” and insert “Yearly reports”.",
        ),
        (
            with_unit(base, recital, text="The river is shared"),
            "In whereas clause 1, strike “.”.",
        ),
        (
            with_unit(base, records, text="Records are open. Copies are free."),
            "In clause 3, at the end, insert “Copies are free.”.",
        ),
        (
            base.with_units([recital, meet, records]),
            "Strike clause 2 and everything beneath it.",
        ),
        (
            base.with_units([*base.units[:5], clause("to the public.", 1), records]),
            "After clause 2(b), insert a clause “to the public.”.",
        ),
        (
            base.with_units([*base.units[:5], clause("Minutes are kept."), records]),
            "After clause 2, insert a clause “Minutes are kept.”.",
        ),
        (
            base.with_units([recital, clause("First of all."), *base.units[1:]]),
            "At the beginning of what follows whereas clause 1, insert a clause “First of all.”.",
        ),
        (
            base.with_units([recital, records, *base.units[1:5]]),
            "Move clause 3 to stand at the beginning of what follows whereas clause 1.",
        ),
        (with_unit(base, records, level=1), "Let clause 3 stand 1 level deeper."),
        (with_unit(base, records, kind=Kind.PARAGRAPH), "Make clause 3 a paragraph."),
        (replace(base, title="On rivers"), "In the title, strike “water” and insert “rivers”."),
        (replace(base, form=Form.LETTER), "Make the text a joint letter."),
        (
            with_unit(base, records, text="Whoever asks is shown what the board holds."),
            "In clause 3, strike “Records are open” and insert “Whoever asks is shown what the "
            "board holds”.",
        ),
    ]:
        assert said_of(base, now) == (expected,)


def test_a_unit_of_which_next_to_nothing_stays_is_substituted_whole():
    base = text_of([clause("alpha beta gamma delta epsilon zeta eta theta iota kappa. So")])
    now = with_unit(
        base, base.units[0], text="one two gamma three four five. six seven So eight nine"
    )
    assert any(isinstance(edit, Rewrite) for edit in edits_between(base, now))
    assert said_of(base, now)[0].startswith("Strike all words of clause 1 and insert: “one two")
    assert apply_edits(base, edits_between(base, now)) == now


@pytest.mark.parametrize(
    ("edit", "where", "what"),
    [
        (
            lambda b: Words(b.units[1].id, "text", 10, 14, "must", "may"),
            "Clause 1",
            "“must” are not",
        ),
        (
            lambda b: Words(b.units[1].id, "text", 10, 13, "may", "may"),
            "Clause 1",
            "changes nothing",
        ),
        (lambda b: Words(b.units[1].id, "text", 13, 10, "may", "x"), "Clause 1", "place is none"),
        (lambda b: Words(b.units[1].id, "title", 0, 0, "", "x"), "The title of", "place is none"),
        (
            lambda _: Words("gonegone", "text", 0, 0, "", "x"),
            "Unit gonegone",
            "no unit with the id",
        ),
        (lambda _: Strike("gonegone"), "Unit gonegone", "no unit with the id"),
        (lambda _: Insert("gonegone", (clause("x"),)), "After unit", "no unit with the id"),
        (lambda b: Insert(None, (b.units[1],)), "The beginning", "in the text already"),
        (lambda _: Insert(None, ()), "The beginning", "inserts nothing"),
        (lambda b: Move((b.units[1].id,), b.units[1].id), "After clause 1", "moves nothing"),
        (lambda b: Recast(b.units[1].id, "level", 2, 1), "Clause 1", "is another by now"),
        (lambda _: Reform(Form.BILL, Form.LETTER), "The form", "is a resolution, and no"),
    ],
)
def test_an_edit_that_does_not_fit_the_base_says_where_and_what(edit, where, what):
    base = board()
    (found, *_) = faults(base, [edit(base)])
    assert str(found).startswith(where)
    assert what in found.what
    assert found.fix


def test_edits_that_do_not_fit_each_other_are_faults_and_none_is_one():
    base = board()
    unit = base.units[1]
    twice = [Words(unit.id, "text", 4, 9, "board", "x"), Words(unit.id, "text", 4, 9, "board", "y")]
    assert "two edits change the same words" in faults(base, twice)[0].what
    both = [Strike(unit.id), Words(unit.id, "text", 4, 9, "board", "x")]
    assert "struck and changed" in faults(base, both)[0].what
    assert "changes nothing" in faults(base, [])[0].what


def test_what_has_no_place_is_not_applied():
    base = board()
    with pytest.raises(NotThere, match="“must” are not there in clause 1"):
        apply_edits(base, [Words(base.units[1].id, "text", 10, 14, "must", "may")])


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"edit": "burn"},
        {"edit": "words", "unit": "x"},
        {"edit": "insert", "after": None, "units": 3},
    ],
)
def test_what_is_no_edit_is_not_read(says):
    with pytest.raises(NoEdit):
        edit_from_json(says)


def test_an_amendment_has_a_key():
    with pytest.raises(ValueError, match="key"):
        Amendment("", ())


def test_edits_follow_their_words_and_those_whose_words_changed_are_left():
    base = board()
    _, meet, report, *_ = base.units
    copy = with_unit(base, meet, text="The board shall meet; the board may decide.")
    copy = with_unit(copy, report, text="Members report each quarter.")
    edits = edits_between(base, copy)
    now = with_unit(base, meet, text="From today, the full board may meet; the board must act.")
    now = now.with_units([unit for unit in now.units if unit.id != report.id])
    found = rebase_edits(edits, base, now)
    said = apply_edits(now, found.edits).by_id[meet.id].text
    assert said == "From today, the full board shall meet; the board must decide."
    assert [one.reason for one in found.left] == ["Clause 2 was struck meanwhile."]
    again = rebase_edits(
        edits, base, with_unit(base, meet, text="The board will meet; it may decide.")
    )
    assert [one.reason for one in again.left] == [
        "Clause 1: “may” was changed meanwhile.",
        "The text says so already.",
    ]
