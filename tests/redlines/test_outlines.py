"""Amendments of outlines: that order decides is said, and what hangs under what was struck."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from alliance.redlines.adopting import combine
from alliance.redlines.between import edits_between
from alliance.redlines.collisions import Over, collisions
from alliance.redlines.edits import Amendment
from alliance.redlines.rebasing import rebase_edits
from alliance.texts.units import Kind, Unit, ids_from
from tests.redlines.making import ids, text_of

make = ids_from("tests of outlines")


def clause(text, level=0):
    return Unit(make(), Kind.CLAUSE, text, level)


def without(text, *places):
    return text.with_units(u for at, u in enumerate(text.units) if at not in places)


def amendments(base, *copies):
    return [Amendment("AB"[n], edits_between(base, copy)) for n, copy in enumerate(copies)]


def test_an_insertion_hangs_under_a_struck_unit_by_its_first_unit_whatever_follows_it():
    base = text_of([clause("one"), clause("two"), clause("three")])
    row = [clause("child of two", 1), clause("sibling after two")]
    strike, put = amendments(
        base, without(base, 1), base.with_units([*base.units[:2], *row, base.units[2]])
    )
    (found,) = collisions(base, [strike, put])
    assert (found.over, found.place) == (Over.STRUCK, "clause 2")
    (gone,) = combine(base, [strike, put]).fallen
    assert gone.reason == "Clause 2, under which it was to stand, was struck by A."
    carried = rebase_edits(put.edits, base, without(base, 1))
    assert [one.reason for one in carried.left] == ["Clause 2 was struck meanwhile."]
    assert not carried.edits


def test_what_is_moved_and_made_deeper_hangs_under_the_unit_that_it_follows():
    base = text_of([clause("one"), clause("two"), clause("three")])
    one, two, three = base.units
    strike, put = amendments(
        base, without(base, 0), base.with_units([one, replace(three, level=1), two])
    )
    assert [found.over for found in collisions(base, [strike, put])] == [Over.STRUCK]
    assert [gone.key for gone in combine(base, [strike, put]).fallen] == ["B"]


def test_a_unit_that_two_amendments_strike_hides_nothing_that_one_of_them_puts_elsewhere():
    base = text_of([clause("The parent."), clause("The child.", 1)])
    lifted = replace(base.units[1], level=0)
    under = clause("New beneath.", 1)
    pair = amendments(base, base.with_units([lifted]), base.with_units([lifted, under]))
    assert set(pair[0].edits) < set(pair[1].edits)
    assert not collisions(base, pair)
    for order in (pair, pair[::-1]):
        result = combine(base, order)
        assert not result.fallen
        assert result.text.units == (lifted, under)


def test_what_is_inserted_between_two_units_stays_there_when_both_are_moved_together():
    base = text_of([clause(said) for said in ("one", "two", "three", "four", "five")])
    one, two, three, four, five = base.units
    new = clause("between")
    pair = amendments(
        base,
        base.with_units([three, four, five, one, two]),
        base.with_units([one, new, two, three, four, five]),
    )
    assert not collisions(base, pair)
    for order in (pair, pair[::-1]):
        assert combine(base, order).text.units == (three, four, five, one, new, two)


kinds = some.sampled_from([Kind.CLAUSE] * 8 + [Kind.RECITAL, Kind.SCHEDULE])
acts = some.sampled_from(["insert", "strike"] * 4 + ["move", "move", "level", "words", "kind"])
rows_of_units = some.lists(
    some.builds(Unit, ids, kinds, some.just("a"), some.integers(0, 1)), min_size=1, max_size=2
)


@some.composite
def outlined(draw, text, most):
    """A small outline as somebody may leave it: mostly whole units inserted, struck and moved."""
    rows = list(text.units)
    for _ in range(draw(some.integers(0, most))):
        at = draw(some.integers(0, max(0, len(rows) - 1)))
        act = draw(acts)
        if act == "insert" or not rows:
            rows[at:at] = draw(rows_of_units)
        elif act == "strike":
            del rows[at]
        elif act == "move":
            row = rows[at : at + draw(some.integers(1, 2))]
            rows = [unit for unit in rows if unit not in row]
            to = draw(some.integers(0, len(rows)))
            rows[to:to] = row
        elif act == "level":
            rows[at] = replace(rows[at], level=draw(some.integers(0, 2)))
        elif act == "words":
            rows[at] = replace(rows[at], text=draw(some.sampled_from("abcd")))
        else:
            rows[at] = replace(rows[at], kind=draw(kinds))
    return text_of(rows)


@some.composite
def two_of_an_outline(draw):
    """Two amendments of an outline, which may have edits in common."""
    base = text_of([*draw(rows_of_units), *draw(rows_of_units)])
    shared = draw(outlined(base, 1))
    return base, amendments(base, draw(outlined(shared, 2)), draw(outlined(shared, 2)))


@settings(max_examples=500)
@given(two_of_an_outline())
def test_two_amendments_collide_or_both_orders_give_one_text_and_nothing_falls(given_):
    base, pair = given_
    if not collisions(base, pair):
        one, two = combine(base, pair), combine(base, pair[::-1])
        assert not one.fallen
        assert not two.fallen
        assert one.text == two.text
