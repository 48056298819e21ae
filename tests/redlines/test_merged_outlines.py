"""Three-way merging of outlines: what a side placed is there, and under what."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from alliance.redlines.merging import Clash, Side, merge, settle
from alliance.redlines.ordering import moved
from alliance.texts.parts import beneath, parents
from alliance.texts.units import Kind, Unit, ids_from
from tests.redlines.making import text_of

make = ids_from("tests of merged outlines")


def clause(text, level=0):
    return Unit(make(), Kind.CLAUSE, text, level)


def three():
    return text_of([clause("first"), clause("second"), clause("third")])


def said(text):
    return [(unit.level, unit.text) for unit in text.units]


def test_striking_a_unit_under_which_the_other_side_puts_one_is_a_conflict():
    base = three()
    first, second, third = base.units
    under = clause("under the second", 1)
    ours, theirs = base.with_units([first, third]), base.with_units([first, second, under, third])
    merged = merge(base, ours, theirs)
    (found,) = merged.conflicts
    assert (found.clash, found.unit) == (Clash.STRUCK, second.id)
    assert (found.base, found.ours, found.theirs) == ("second", "", "second")
    assert found.sentence == (
        "Clause 2 was struck by one side; the other put clause 2(a) under it."
    )
    assert merged.text == theirs
    assert settle(merged, {found.key: Side.THEIRS}) == theirs
    struck = settle(merged, {found.key: Side.OURS})
    assert said(struck) == [(0, "first"), (0, "under the second"), (0, "third")]


def test_striking_a_unit_that_the_other_side_moves_is_a_conflict():
    base = three()
    first, second, third = base.units
    ours, theirs = base.with_units([first, third]), base.with_units([second, first, third])
    for merged in (merge(base, ours, theirs), merge(base, theirs, ours)):
        (found,) = merged.conflicts
        assert found.sentence == "Clause 2 was struck by one side; the other moved it."
        assert merged.text == theirs
        mine = Side.OURS if merged.ours == ours else Side.THEIRS
        assert settle(merged, {found.key: mine}) == ours


def test_striking_a_unit_that_the_other_side_puts_under_a_new_one_is_a_conflict():
    base = text_of([clause("first"), clause("child", 1)])
    first, child = base.units
    theirs = base.with_units([first, clause("new"), child])
    merged = merge(base, base.with_units([first]), theirs)
    (found,) = merged.conflicts
    assert found.sentence == "Clause 1(a) was struck by one side; the other put it under clause 2."
    assert merged.text == theirs


@pytest.mark.parametrize("deeper", [1, 2])
def test_what_is_put_under_a_unit_goes_as_deep_as_the_other_side_puts_that_one(deeper):
    base = text_of([clause("first"), clause("of it", 1), clause("second")])
    first, of_it, second = base.units
    ours = base.with_units([first, of_it, replace(second, level=deeper)])
    theirs = base.with_units([first, of_it, second, clause("under", 1), clause("deepest", 2)])
    for merged in (merge(base, ours, theirs), merge(base, theirs, ours)):
        assert not merged.conflicts
        assert said(merged.text)[2:] == [
            (deeper, "second"),
            (deeper + 1, "under"),
            (deeper + 2, "deepest"),
        ]


def test_of_what_both_put_after_a_unit_that_comes_first_which_one_put_under_it():
    base = three()
    first, second, third = base.units
    for _ in range(8):  # whatever their ids
        beside, under = clause("beside"), clause("under", 1)
        ours = base.with_units([first, beside, second, third])
        theirs = base.with_units([first, under, second, third])
        for merged in (merge(base, ours, theirs), merge(base, theirs, ours)):
            assert [unit.text for unit in merged.text.units][:3] == ["first", "under", "beside"]


def test_what_is_put_under_a_unit_that_moved_away_from_what_was_struck_beneath_it_goes_with_it():
    base = text_of(
        [clause("a"), clause("b"), clause("c"), clause("d"), clause("e", 1), clause("f")]
    )
    a, b, c, d, _, f = base.units
    other = base.with_units([d, clause("new"), a, b, c, f])
    assert merge(base, base, other).text == merge(base, other, base).text == other


def test_what_is_put_after_what_was_struck_beneath_a_unit_takes_in_nothing_put_beneath_it():
    base = text_of([clause("first"), clause("of it", 1), clause("second")])
    first, of_it, second = base.units
    ours = base.with_units([first, of_it, clause("also of it", 1), second])
    theirs = base.with_units([first, clause("beside"), second])
    for merged in (merge(base, ours, theirs), merge(base, theirs, ours)):
        assert not merged.conflicts
        assert said(merged.text) == [
            (0, "first"),
            (1, "also of it"),
            (0, "beside"),
            (0, "second"),
        ]


@some.composite
def outlined(draw, text, side):
    """An outline as somebody may leave it who inserts, strikes and moves units with all beneath."""
    fresh = ids_from(side + str(draw(some.integers(0, 10**6))))
    rows = list(text.units)
    for _ in range(draw(some.integers(0, 2))):
        at = draw(some.integers(0, max(0, len(rows) - 1)))
        act = draw(some.sampled_from(("insert", "strike", "move", "words")))
        level = rows[at].level if rows else 0
        block = beneath(rows, rows[at].id) if rows else []
        if act == "insert" or not rows:
            deeper = bool(rows) and draw(some.booleans())
            at += 1 if deeper else len(block)
            rows[at:at] = [Unit(fresh(), Kind.CLAUSE, "new", level + deeper)]
        elif act == "words":
            rows[at] = replace(rows[at], text=draw(some.sampled_from(("one", "two", "three"))))
        elif len(block) < len(rows):
            del rows[at : at + len(block)]
            if act == "move":
                to = draw(some.integers(0, len(rows) - 1))
                deeper = draw(some.booleans())
                shift = rows[to].level + deeper - level
                to += 1 if deeper else len(beneath(rows, rows[to].id))
                rows[to:to] = [replace(unit, level=unit.level + shift) for unit in block]
    return text_of(rows)


outlines = some.lists(some.integers(0, 2), min_size=1, max_size=5).map(
    lambda levels: text_of(
        [Unit("abcde"[n] * 8, Kind.CLAUSE, "old", level) for n, level in enumerate(levels)]
    )
)
three_outlines = outlines.flatmap(
    lambda base: some.tuples(some.just(base), outlined(base, "ours"), outlined(base, "theirs"))
)


@settings(max_examples=500)
@given(three_outlines)
def test_what_a_side_placed_is_there_and_so_is_what_it_was_put_under(sides):
    base, ours, theirs = sides
    merged = merge(base, ours, theirs)
    named = {one.unit for one in merged.conflicts}
    was, now = parents(base.units), parents(merged.text.units)
    ids = [unit.id for unit in base.units]
    went = [moved(ids, [unit.id for unit in side.units]) for side in (ours, theirs)]
    # What follows a unit that was moved, made deeper or lifted may go with it to another place.
    still = not any(went) and all(
        side.by_id[key].level == unit.level
        for side in (ours, theirs)
        for key, unit in base.by_id.items()
        if key in side.by_id
    )
    for side, its in zip((ours, theirs), went, strict=True):
        for key, over in parents(side.units).items():
            if key in was and over == was[key] and key not in its:
                continue
            assert key in merged.text.by_id
            assert over is None or over in merged.text.by_id
            if still and not named:
                assert now[key] == over


@settings(max_examples=300)
@given(three_outlines)
def test_which_side_is_ours_makes_no_difference_to_an_outline(sides):
    base, ours, theirs = sides
    one, two = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.text == two.text
    assert {c.key for c in one.conflicts} == {c.key for c in two.conflicts}
    for side in (ours, theirs):
        assert merge(base, base, side).text == side == merge(base, side, side).text
