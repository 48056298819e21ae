"""Two texts that were made from one, brought together: no side is dropped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.redlines.differing import Mark, runs_of, stretches
from alliance.redlines.merging import Clash, Own, Side, Unsettled, merge, settle
from alliance.redlines.tokens import tokens
from alliance.texts.units import Form, Kind, Unit, ids_from
from tests.redlines.making import changed, reworded, text_of, texts, words

make = ids_from("tests of merging")
three = texts.flatmap(
    lambda text: some.tuples(some.just(text), changed(text, "ours"), changed(text, "theirs"))
)
LONG = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"


def clause(text, level=0, **more):
    return Unit(make(), Kind.CLAUSE, text, level, **more)


def said_by(text):
    return " ".join([text.title, text.enacting, *(" ".join(u.says()) for u in text.units)])


def parts_of(text):
    yield "title", text.title
    yield "enacting", text.enacting
    for unit in text.units:
        for part in ("label", "heading", "text"):
            yield (unit.id, part), getattr(unit, part)


def inserted(base, side):
    """Every word that a side inserted, with the unit."""
    known = dict(parts_of(base))
    for key, new in parts_of(side):
        old = known.get(key, "")
        for run in runs_of(old, new, stretches(old, new)):
            if run.mark is Mark.INSERTED:
                yield from tokens(run.words).words


@given(texts.flatmap(lambda text: some.tuples(some.just(text), changed(text))))
def test_what_only_one_side_changed_is_taken_whole(pair):
    base, other = pair
    for merged in (merge(base, base, other), merge(base, other, base), merge(base, other, other)):
        assert merged.text == other
        assert not merged.conflicts


@given(three)
def test_who_is_ours_and_who_is_theirs_makes_no_difference(sides):
    base, ours, theirs = sides
    one, two = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.text == two.text
    assert {(c.key, c.base, c.ours, c.theirs) for c in one.conflicts} == {
        (c.key, c.base, c.theirs, c.ours) for c in two.conflicts
    }


@given(three)
def test_every_word_that_either_side_inserted_is_in_the_text_or_in_a_conflict(sides):
    base, ours, theirs = sides
    merged = merge(base, ours, theirs)
    held = {
        word
        for said in (said_by(merged.text), *(f"{c.ours} {c.theirs}" for c in merged.conflicts))
        for word in tokens(said).words
    }
    assert set(inserted(base, ours)) <= held
    assert set(inserted(base, theirs)) <= held


@given(three)
def test_no_unit_is_lost_but_those_that_were_struck_and_none_comes_twice(sides):
    base, ours, theirs = sides
    merged = merge(base, ours, theirs)
    ids = [unit.id for unit in merged.text.units]
    assert len(set(ids)) == len(ids)
    for side in (ours, theirs):
        assert {u.id for u in side.units} - {u.id for u in base.units} <= set(ids)
    gone = {u.id for u in base.units} - set(ids)
    assert all(key not in ours.by_id or key not in theirs.by_id for key in gone)


@given(three, some.sampled_from((Side.OURS, Side.THEIRS, Side.BASE, Side.BOTH)))
def test_a_merge_is_settled_by_a_choice_for_every_conflict(sides, side):
    merged = merge(*sides)
    final = settle(merged, {one.key: side for one in merged.conflicts})
    held = set(tokens(said_by(final)).words)
    if side in (Side.OURS, Side.THEIRS):
        chosen = sides[1] if side is Side.OURS else sides[2]
        assert set(inserted(sides[0], chosen)) <= held
    for one in merged.conflicts:
        if one.clash is Clash.WORDS and side is Side.BOTH:
            assert set(tokens(f"{one.ours} {one.theirs}").words) <= held
    if merged.conflicts:
        with pytest.raises(Unsettled):
            settle(merged, {})


@given(three)
def test_a_conflict_of_words_says_where_the_words_of_the_base_stand(sides):
    merged = merge(*sides)
    for one in merged.conflicts:
        if one.clash is Clash.WORDS:
            holder = merged.text.by_id[one.unit] if one.unit else merged.text
            assert getattr(holder, one.part)[one.start : one.end] == one.base


@given(words, words, words, words, some.data())
def test_edits_in_different_units_are_never_in_conflict(one, two, three, four, data):
    base = text_of([clause(said) for said in (one, two, three, four)])
    rows = list(base.units)
    ours = [replace(unit, text=data.draw(reworded(unit.text))) for unit in rows[:2]] + rows[2:]
    theirs = rows[:2] + [replace(unit, text=data.draw(reworded(unit.text))) for unit in rows[2:]]
    merged = merge(base, base.with_units(ours), base.with_units(theirs))
    assert not merged.conflicts
    assert merged.text == base.with_units(ours[:2] + theirs[2:])


@given(words, words)
def test_edits_of_words_that_are_apart_are_both_there(one, two):
    base = text_of([clause(LONG)])
    ours = base.with_units([replace(base.units[0], text=LONG.replace("beta", f"{one}bravo"))])
    theirs = base.with_units([replace(base.units[0], text=LONG.replace("lambda", f"{two}lima"))])
    merged = merge(base, ours, theirs)
    both = LONG.replace("beta", f"{one}bravo").replace("lambda", f"{two}lima")
    assert merged.text.units[0].text == both
    assert not merged.conflicts


def one_clause(said):
    unit = clause(said)
    return text_of([unit]), unit


def test_the_same_words_changed_otherwise_are_a_conflict_that_shows_both():
    base, unit = one_clause("The board may meet.")
    ours = base.with_units([replace(unit, text="The board shall meet.")])
    theirs = base.with_units([replace(unit, text="The board must meet.")])
    merged = merge(base, ours, theirs)
    (found,) = merged.conflicts
    assert (found.base, found.ours, found.theirs) == ("may", "shall", "must")
    assert found.sentence == "Clause 1: both changed “may”: “shall”, and “must”."
    assert merged.text == base
    for choice, said in (
        (Side.OURS, "The board shall meet."),
        (Side.THEIRS, "The board must meet."),
        (Side.BASE, "The board may meet."),
        (Side.BOTH, "The board shall must meet."),
        (Own("will"), "The board will meet."),
    ):
        assert settle(merged, {found.key: choice}).units[0].text == said


def test_striking_a_unit_that_the_other_side_changed_is_a_conflict_and_the_unit_stays():
    base, unit = one_clause("The board may meet.")
    theirs = base.with_units([replace(unit, text="The board may not meet.")])
    merged = merge(base, base.with_units([]), theirs)
    (found,) = merged.conflicts
    assert (found.clash, found.ours, found.theirs) == (Clash.STRUCK, "", "The board may not meet.")
    assert merged.text == theirs
    assert settle(merged, {found.key: Side.OURS}).units == ()
    assert settle(merged, {found.key: Side.THEIRS}) == theirs


def test_units_inserted_at_one_place_are_both_there_each_side_together():
    base = text_of([clause("one"), clause("two")])
    first, second = base.units
    mine, yours = [clause("mine a"), clause("mine b")], [clause("yours a"), clause("yours b")]
    ours = base.with_units([first, *mine, second])
    theirs = base.with_units([first, *yours, second])
    merged = merge(base, ours, theirs)
    said = [unit.text for unit in merged.text.units]
    assert not merged.conflicts
    assert said in (
        ["one", "mine a", "mine b", "yours a", "yours b", "two"],
        ["one", "yours a", "yours b", "mine a", "mine b", "two"],
    )


def test_what_is_inserted_beneath_a_unit_goes_with_it_when_the_other_side_moves_it():
    base = text_of([clause("one"), clause("two"), clause("three"), clause("four")])
    one, two, three_, four = base.units
    ours = base.with_units([two, three_, four, one])
    under = clause("under one", 1)
    theirs = base.with_units([one, under, two, three_, four])
    merged = merge(base, ours, theirs)
    assert [unit.text for unit in merged.text.units] == ["two", "three", "four", "one", "under one"]


def test_a_unit_moved_to_two_places_is_a_conflict_until_one_is_chosen():
    base = text_of([clause(said) for said in ("one", "two", "three", "four", "five")])
    a, b, c, d, e = base.units
    ours, theirs = base.with_units([b, c, a, d, e]), base.with_units([b, c, d, e, a])
    merged = merge(base, ours, theirs)
    (found,) = merged.conflicts
    assert found.clash is Clash.PLACE
    assert merged.text == base
    assert settle(merged, {found.key: Side.OURS}) == ours
    assert settle(merged, {found.key: Side.THEIRS}) == theirs


def test_units_that_each_side_put_after_the_other_are_a_conflict_and_stay():
    base = text_of([clause(said) for said in ("one", "two", "three", "four", "five", "six")])
    a, b, c, d, e, f = base.units
    ours, theirs = base.with_units([a, d, b, c, e, f]), base.with_units([a, b, c, e, f, d])
    assert len(merge(base, ours, theirs).text.units) == 6
    ours = base.with_units([b, c, d, e, a, f])
    theirs = base.with_units([a, e, b, c, d, f])
    merged = merge(base, ours, theirs)
    assert len(merged.text.units) == 6
    assert {one.clash for one in merged.conflicts} == {Clash.PLACE}


def test_form_level_and_kind_are_settled_by_choice():
    base = text_of([clause("one"), clause("two"), clause("three", 1)])
    a, b, c = base.units
    ours = replace(
        base, form=Form.LETTER, units=(a, replace(b, kind=Kind.PARAGRAPH), replace(c, level=0))
    )
    theirs = replace(base, form=Form.BILL, units=(a, replace(b, kind=Kind.SECTION), c))
    merged = merge(base, ours, theirs)
    assert {one.clash for one in merged.conflicts} == {Clash.FORM, Clash.KIND}
    assert settle(merged, {one.key: Side.OURS for one in merged.conflicts}) == ours
    assert settle(merged, {one.key: Side.THEIRS for one in merged.conflicts}).form is Form.BILL
