"""Two texts compared: every change found, in words, in both views, and applied exactly."""

import difflib
import statistics
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.redlines.comparing import OtherText, What, apply, compare
from alliance.redlines.differing import Mark, after, before
from alliance.redlines.views import Fold, inline, only_changes, side_by_side, spoken
from alliance.redlines.wording import changes, passage_ends
from alliance.texts.units import Form, Kind, Text, Unit, ids_from
from tests.redlines.making import changed, paragraphs, text_of, texts

make = ids_from("tests of comparing")
copies = texts.flatmap(lambda text: some.tuples(some.just(text), changed(text)))
any_two = some.one_of(copies, some.tuples(texts, texts))


def clause(text, level=0, **more):
    return Unit(make(), Kind.CLAUSE, text, level, **more)


def sentences(old, new, **more):
    return [one.sentence for one in changes(compare(old, new, **more))]


def read_in_anew(text):
    fresh = ids_from("another reading")
    return text.with_units(replace(unit, id=fresh()) for unit in text.units)


FOUR = (
    "The board may meet in public.",
    "The members shall report each year to the legislature of their state.",
    "The seat of the authority is in Denver.",
    "Records are open.",
)


def four():
    return text_of([clause(said) for said in FOUR])


@given(any_two)
def test_the_changes_applied_to_the_old_text_give_the_new_exactly(pair):
    old, new = pair
    for by_id in (False, True):
        assert apply(compare(old, new, by_id=by_id), old) == new


@given(texts)
def test_a_text_does_not_differ_from_itself_nor_from_itself_read_in_again(text):
    found = compare(text, text)
    assert found.same
    assert not changes(found)
    assert compare(text, read_in_anew(text)).same


@given(any_two)
def test_whatever_differs_is_in_the_list_and_in_both_views(pair):
    found = compare(*pair)
    differ = not found.same
    assert bool(changes(found)) == differ
    assert any(line.what for line in inline(found)) == (differ and _in_the_words(found))
    assert any(row.what for row in side_by_side(found)) == (differ and _in_the_words(found))


def _in_the_words(found):
    form = replace(found.old, form=found.new.form)
    return not compare(form, found.new).same


@given(any_two)
def test_the_columns_hold_the_old_and_the_new_text(pair):
    old, new = pair
    rows = side_by_side(compare(old, new))
    left = [after_of(row.old, Mark.STRUCK) for row in rows if row.old]
    right = [after_of(row.new, Mark.INSERTED) for row in rows if row.new]
    assert left == [old.title, old.enacting, *(unit.text for unit in old.units)]
    assert right == [new.title, new.enacting, *(unit.text for unit in new.units)]


def after_of(cell, side):
    assert all(run.mark in (Mark.KEPT, side) for run in cell.text)
    return "".join(run.words for run in cell.text)


@given(copies)
def test_the_fewest_units_are_moved_and_each_stands_twice_in_one_column(pair):
    found = compare(*pair)
    moved = [row for row in found.rows if What.MOVED in row.what]
    assert sum(row.away for row in moved) * 2 == len(moved)
    stay = [row.old.id for row in found.rows if row.old and row.new and What.MOVED not in row.what]
    places = [unit.id for unit in pair[0].units]
    assert stay == sorted(stay, key=places.index)


def test_each_change_is_said_with_its_addresses():
    old = four()
    one, two, three, four_ = old.units
    new = old.with_units(
        [
            replace(one, text="The board shall meet in public."),
            clause("Minutes are kept."),
            replace(two, text="The members shall report each year to their state."),
            four_,
            three,
        ]
    )
    assert sentences(old, new) == [
        "Clause 1: struck “may”, inserted “shall”.",
        "Clause 2 inserted after clause 1.",
        "Clause 3 (clause 2 before): struck “the legislature of” after “to”.",
        "Clause 5 (clause 3 before) moved; it stands after clause 4.",
    ]


def test_what_stands_beneath_is_inserted_moved_and_struck_with_its_unit():
    old = four()
    new = old.with_units(
        [
            old.units[0],
            clause("Officers:"),
            clause("a chair;", 1),
            clause("a clerk.", 1),
            *old.units[1:],
        ]
    )
    assert sentences(old, new) == [
        "Clause 2, with the 2 units beneath it, inserted after clause 1."
    ]
    assert sentences(new, old) == ["Clause 2, with the 2 units beneath it, struck."]
    _, *rest = old.units
    moved = new.with_units([*rest, *new.units[:4]])
    found = sentences(new, moved)
    assert found == [
        "Clause 1 to clause 3 (3 units) (clause 3 before) moved; they stand before all other "
        "clauses and sections."
    ]


def test_head_level_kind_and_form_are_said():
    old = four()
    new = Text(
        "On rivers",
        (
            old.units[0],
            replace(old.units[1], level=1),
            replace(old.units[2], kind=Kind.PARAGRAPH),
            old.units[3],
        ),
        Form.LETTER,
        "",
    )
    assert sentences(old, new) == [
        "The text is a joint letter; it was a resolution.",
        "The title: struck “water”, inserted “rivers”.",
        "The enacting line: struck “Resolved:” at the beginning.",
        "Clause 1(a) stands deeper than before, when it was clause 2.",
        "Paragraph 1 is a paragraph; it was a clause.",
    ]


def test_units_of_a_text_that_was_read_in_anew_are_known_by_their_words_and_by_likeness():
    old = four()
    new = read_in_anew(old)
    first, second, third, fourth = new.units
    new = new.with_units(
        [
            third,
            first,
            replace(second, text=second.text.replace("each year", "every second year")),
            fourth,
        ]
    )
    assert sentences(old, new) == [
        "Clause 1 (clause 3 before) moved; it stands before all other clauses and sections.",
        "Clause 3 (clause 2 before): struck “each”, inserted “every second”.",
    ]


def test_a_passage_that_went_into_another_unit_is_moved_and_both_ends_are_linked():
    passage = "and the treasurer shall pay every bill within thirty days of its receipt"
    old = text_of(
        [clause(f"The chair presides {passage}."), clause("The clerk keeps the minutes.")]
    )
    one, two = old.units
    new = old.with_units(
        [
            replace(one, text="The chair presides."),
            replace(two, text=f"The clerk keeps the minutes {passage}."),
        ]
    )
    found = compare(old, new)
    assert found.passages == 1
    assert [one.sentence for one in changes(found)] == [
        f"The passage “{passage}” moved from clause 1 to clause 2."
    ]
    ends = passage_ends(found)
    said = [spoken(run, ends) for row in found.rows for run in row.text if run.moved]
    assert said == ["moved to clause 2: ", "moved here from clause 1: "]
    assert apply(found, old) == new


def test_rows_that_do_not_differ_are_folded():
    old = text_of([clause(f"Rule {n} of the river holds.") for n in range(20)])
    units = list(old.units)
    units[9] = replace(units[9], text="Rule 9 of the lake holds.")
    rows = only_changes(inline(compare(old, old.with_units(units))))
    assert [row.count if isinstance(row, Fold) else row.cell.address for row in rows] == [
        10,
        "clause 9",
        "clause 10",
        "clause 11",
        9,
    ]
    assert rows[0].last == "clause 8"


def test_changes_are_not_applied_to_another_text():
    old = four()
    new = old.with_units([replace(old.units[0], text="Nothing."), *old.units[1:]])
    other = old.with_units([replace(old.units[0], text="Something."), *old.units[1:]])
    with pytest.raises(OtherText, match="clause 1"):
        apply(compare(old, new), other)
    with pytest.raises(OtherText, match="other units"):
        apply(compare(old, new), old.with_units(old.units[:2]))


def test_many_units_without_anything_in_common_take_little_time():
    old = text_of([clause(f"old{n} alpha{n} beta{n}") for n in range(3000)])
    new = text_of([clause(f"new{n} gamma{n} delta{n}") for n in range(3000)])
    began = time.process_time()
    assert apply(compare(old, new), old) == new
    assert time.process_time() - began < 3


@pytest.mark.corpus
def test_of_two_real_versions_the_inserted_subsection_and_the_lost_full_stop_are_found():
    old = paragraphs("wmata-compact-v1-2019-01-04.md")
    new = paragraphs("wmata-compact-v2-2020-12-22.md")
    found = compare(old, new)
    assert apply(found, old) == new
    stop, inserted = changes(found)
    assert (stop.struck, stop.inserted, stop.sentence[-22:]) == (".", "", "struck “.” after “76”.")
    assert inserted.what == What.INSERTED
    assert inserted.inserted.startswith("(i) (1) The Authority shall establish a Police Complaints")
    assert inserted.sentence.endswith("(36 units) inserted after paragraph 338.")
    back = changes(compare(new, old))
    assert [one.what for one in back] == [What.CHANGED, What.STRUCK]


@pytest.mark.corpus
def test_comparing_real_versions_takes_at_most_three_times_a_plain_word_diff():
    old = paragraphs("wmata-compact-v1-2019-01-04.md")
    new = paragraphs("wmata-compact-v2-2020-12-22.md")
    plain = [" ".join(unit.text for unit in text.units).split() for text in (old, new)]
    ratios = []
    for _ in range(3):
        ours = _seconds(lambda: changes(compare(old, new)))
        theirs = _seconds(
            lambda: difflib.SequenceMatcher(None, *plain, autojunk=False).get_opcodes()
        )
        ratios.append(ours / theirs)
    assert statistics.median(ratios) <= 3


def _seconds(act):
    began = time.process_time()
    act()
    return time.process_time() - began


def test_runs_of_every_unit_hold_its_old_and_its_new_words():
    old = four()
    new = old.with_units([replace(old.units[0], text="The board shall meet."), *old.units[2:]])
    for row in compare(old, new).rows:
        assert before(row.text) == (row.old.text if row.old else "")
        assert after(row.text) == (row.new.text if row.new else "")
