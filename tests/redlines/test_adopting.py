"""Amendments beside each other: what collides, what falls, and that order matters only there."""

from contextlib import suppress
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from alliance.redlines.adopting import combine, guided, orders
from alliance.redlines.amending import Outside, TooDeep, amended
from alliance.redlines.applying import apply_edits
from alliance.redlines.between import edits_between
from alliance.redlines.collisions import Over, collisions
from alliance.redlines.differing import Mark
from alliance.redlines.edits import Amendment, Insert, Words, spans
from alliance.redlines.tokens import tokens
from alliance.texts.units import Form, Kind, Unit, ids_from
from tests.redlines.making import changed, reworded, text_of, texts

make = ids_from("tests of adopting")


def clause(text, level=0, **more):
    return Unit(make(), Kind.CLAUSE, text, level, **more)


def board():
    return text_of(
        [
            clause("The board may meet in public."),
            clause("Members report each year."),
            clause("to the governor;", 1),
            clause("to the legislature.", 1),
            clause("Records are open."),
        ]
    )


def with_unit(base, at, **more):
    units = list(base.units)
    units[at] = replace(units[at], **more)
    return base.with_units(units)


def without(text, *places):
    return text.with_units(u for at, u in enumerate(text.units) if at not in places)


def with_one_after(text, at, said, level=0):
    return text.with_units([*text.units[: at + 1], clause(said, level), *text.units[at + 1 :]])


def amendments(base, *copies):
    return [Amendment("ABCDEFG"[n], edits_between(base, copy)) for n, copy in enumerate(copies)]


@some.composite
def proposals(draw):
    base = draw(texts)
    copies = [draw(changed(base, f"copy {n}")) for n in range(draw(some.integers(2, 3)))]
    return base, [one for one in amendments(base, *copies) if one.edits]


def words_of(text):
    parts = [text.title, text.enacting, *(said for unit in text.units for said in unit.says())]
    return {word for said in parts for word in tokens(said).words}


@settings(max_examples=200)
@given(proposals())
def test_amendments_that_do_not_collide_give_one_text_in_any_order(given_):
    base, adopted = given_
    results = [combine(base, order) for order in permutations(adopted)]
    if not collisions(base, adopted):
        assert all(one.text == results[0].text and not one.fallen for one in results)


@settings(max_examples=200)
@given(proposals())
def test_no_order_misses_what_was_adopted_unless_it_fell_or_collided(given_):
    base, adopted = given_
    for order in permutations(adopted):
        result = combine(base, order)
        ids = [unit.id for unit in result.text.units]
        assert len(set(ids)) == len(ids)
        named = {key for one in result.collisions for key in (one.first, one.second)}
        named |= {one.key for one in result.fallen}
        held = words_of(result.text)
        for one in adopted:
            for edit in one.edits if one.key not in named else ():
                assert all(set(tokens(span.new).words) <= held for span in spans(edit))
                if isinstance(edit, Insert):
                    assert {unit.id for unit in edit.units} <= set(ids)


@given(proposals())
def test_every_cluster_tells_every_order_once(given_):
    base, proposed = given_
    for cluster in orders(base, proposed):
        tried = [order for outcome in cluster.outcomes for order in outcome.orders]
        assert sorted(tried) == sorted(permutations(cluster.keys))
        for outcome in cluster.outcomes:
            by_key = {one.key: one for one in proposed}
            for order in outcome.orders:
                assert combine(base, [by_key[key] for key in order]).text == outcome.text


@given(proposals())
def test_a_clerk_is_guided_through_all_amendments_once_those_without_collisions_first(given_):
    base, proposed = given_
    steps = guided(base, proposed, {"B"})
    assert sorted(key for step in steps for key in step.keys) == sorted(a.key for a in proposed)
    colliding = [bool(step.collisions) for step in steps]
    assert colliding == sorted(colliding)
    by_key = {one.key: one for one in proposed}
    taken = [by_key[key] for step in steps for key in step.keys if not step.collisions]
    assert not combine(base, taken).fallen


def test_edits_in_different_places_do_not_collide_and_each_word_is_attributed():
    base = board()
    first = with_unit(base, 0, text="The board shall meet in public.")
    second = with_unit(base, 0, text="The board may meet in public and on demand.")
    third = without(base, 4)
    result = combine(base, amendments(base, first, second, third))
    assert not result.collisions
    assert result.text.units[0].text == "The board shall meet in public and on demand."
    runs = result.units[0].text
    assert [(run.mark, run.words.strip(), run.by) for run in runs if run.by] == [
        (Mark.STRUCK, "may", "A"),
        (Mark.INSERTED, "shall", "A"),
        (Mark.INSERTED, "and on demand", "B"),
    ]
    assert [row.struck_by for row in result.units] == ["", "", "", "", "C"]


def test_the_same_change_proposed_twice_is_no_collision():
    base = board()
    same = with_unit(base, 0, text="The board shall meet in public.")
    result = combine(base, amendments(base, same, same, without(base, 4), without(base, 4)))
    assert not result.collisions
    assert not result.fallen
    assert result.text == without(same, 4)


@pytest.mark.parametrize(
    ("one", "two", "over", "place"),
    [
        (
            lambda b: with_unit(b, 0, text="The board shall meet in public."),
            lambda b: with_unit(b, 0, text="The board must meet in public."),
            Over.WORDS,
            "clause 1",
        ),
        (
            lambda b: with_unit(b, 0, text="The board may promptly meet in public."),
            lambda b: with_unit(b, 0, text="The board may always meet in public."),
            Over.POINT,
            "clause 1",
        ),
        (
            lambda b: without(b, 1, 2, 3),
            lambda b: with_unit(b, 2, text="to each governor;"),
            Over.STRUCK,
            "clause 2(a)",
        ),
        (
            lambda b: without(b, 1, 2, 3),
            lambda b: with_one_after(b, 3, "to the public.", 1),
            Over.STRUCK,
            "clause 2",
        ),
        (
            lambda b: with_one_after(b, 0, "Minutes are kept."),
            lambda b: with_one_after(b, 0, "Votes are counted."),
            Over.ORDER,
            "after clause 1",
        ),
        (
            lambda b: with_unit(b, 4, kind=Kind.PARAGRAPH),
            lambda b: with_unit(b, 4, kind=Kind.DEFINITION),
            Over.RECAST,
            "clause 3",
        ),
        (
            lambda b: replace(b, form=Form.LETTER),
            lambda b: replace(b, form=Form.BILL),
            Over.FORM,
            "the form of the text",
        ),
        (
            lambda b: replace(b, title="On rivers"),
            lambda b: replace(b, title="On lakes"),
            Over.WORDS,
            "the title",
        ),
    ],
)
def test_what_collides_is_named_with_its_place(one, two, over, place):
    base = board()
    (found,) = collisions(base, amendments(base, one(base), two(base)))
    assert (found.over, found.place) == (over, place)
    assert found.sentence.startswith(("A and B", "One of A and B"))
    (cluster,) = orders(base, amendments(base, one(base), two(base)))
    assert cluster.keys == ("A", "B")


def test_units_moved_to_two_places_collide_and_the_last_who_moves_decides():
    base = text_of([clause(said) for said in ("one", "two", "three", "four", "five")])
    a, b, c, d, e = base.units
    up, down = base.with_units([b, c, a, d, e]), base.with_units([b, c, d, e, a])
    pair = amendments(base, up, down)
    assert [one.over for one in collisions(base, pair)] == [Over.MOVED]
    assert combine(base, pair).text == down
    assert combine(base, pair[::-1]).text == up


def test_units_put_after_each_other_collide_and_the_later_amendment_falls():
    base = text_of([clause(said) for said in ("one", "two", "three", "four", "five", "six")])
    a, b, c, d, e, f = base.units
    pair = amendments(
        base, base.with_units([b, c, d, e, a, f]), base.with_units([a, e, b, c, d, f])
    )
    assert Over.CIRCLE in [one.over for one in collisions(base, pair)]
    result = combine(base, pair)
    assert [one.key for one in result.fallen] == ["B"]
    assert len(result.text.units) == 6


def test_an_amendment_whose_place_is_gone_falls_whole_with_the_reason():
    base = board()
    both = with_unit(
        with_unit(base, 0, text="The board must meet in public."), 4, text="All is open."
    )
    one, two = amendments(base, with_unit(base, 0, text="The board shall meet in public."), both)
    result = combine(base, [one, two])
    assert [(f.key, f.reason) for f in result.fallen] == [
        ("B", "The words “may” are not there in clause 1.")
    ]
    assert result.text.units[4].text == "Records are open."
    first, second = orders(base, [one, two])[0].outcomes
    assert first.orders == (("A", "B"),)
    assert second.text.units[4].text == "All is open."


def test_striking_a_unit_takes_along_what_an_earlier_amendment_put_beneath_it_and_collides():
    base = board()
    under, strike = amendments(
        base, with_one_after(base, 3, "to the public.", 1), without(base, 1, 2, 3)
    )
    assert [u.text for u in combine(base, [under, strike]).text.units] == [
        "The board may meet in public.",
        "Records are open.",
    ]
    later = combine(base, [strike, under])
    assert later.fallen[0].reason == "Clause 2, under which it was to stand, was struck by B."
    assert later.collisions


def test_of_more_than_four_that_collide_each_two_are_told():
    base = board()
    copies = [with_unit(base, 0, text=f"The board {w} meet in public.") for w in "abcde"]
    found = orders(base, amendments(base, *copies))
    assert len(found) == 10
    assert all(len(cluster.keys) == 2 for cluster in found)


def test_friendly_amendments_come_first():
    base = board()
    a = with_unit(base, 0, text="The board shall meet in public.")
    b = with_unit(base, 0, text="The board must meet in public.")
    c, d = without(base, 4), with_unit(base, 1, text="Members report each month.")
    steps = guided(base, amendments(base, a, b, c, d), {"B", "D"})
    assert [step.keys for step in steps] == [("D",), ("C",), ("B", "A")]


second = texts.flatmap(lambda base: some.tuples(some.just(base), changed(base, "first")))


@settings(max_examples=200)
@given(second.flatmap(lambda p: some.tuples(some.just(p), changed(p[1], "second"))))
def test_an_amended_amendment_makes_what_both_make_or_is_refused(three):
    (base, once), twice = three
    first = Amendment("A", edits_between(base, once))
    edits = edits_between(once, twice)
    with suppress(Outside):
        assert apply_edits(base, amended(first, Amendment("B", edits, "A")).edits) == twice


@given(some.data())
def test_new_words_and_new_units_can_be_amended_in_any_way(data):
    base = board()
    once = with_unit(base, 0, text="The board shall always and promptly meet in public halls.")
    once = with_one_after(with_one_after(once, 4, "Minutes are kept."), 5, "of each day;", 1)
    first = Amendment("A", edits_between(base, once))
    twice = list(once.units)
    twice[5] = replace(twice[5], text=data.draw(reworded(twice[5].text)))
    twice[6] = replace(twice[6], heading=data.draw(reworded("")))
    twice.insert(data.draw(some.integers(6, 7)), clause("of each night;", 1))
    word = data.draw(some.sampled_from(("swiftly", "at once", "")))
    text = once.units[0].text.replace("promptly", word)
    twice[0] = replace(twice[0], text=text)
    copy = once.with_units(twice)
    done = amended(first, Amendment("B", edits_between(once, copy), "A"))
    assert done.key == "A"
    assert apply_edits(base, done.edits) == copy


def test_there_is_no_amendment_of_the_third_degree():
    base = board()
    once = with_unit(base, 0, text="The board shall meet in public.")
    first = Amendment("A", edits_between(base, once))
    copy = with_unit(once, 0, text="The board must meet in public.")
    second_ = Amendment("B", edits_between(once, copy), "A")
    assert amended(first, second_).edits == edits_between(base, copy)
    with pytest.raises(TooDeep, match="B amends an amendment"):
        amended(second_, Amendment("C", (), "B"))


def test_an_amendment_to_an_amendment_stays_within_its_new_words():
    base = board()
    once = with_unit(base, 0, text="The board shall meet in public.")
    first = Amendment("A", edits_between(base, once))
    for copy in (
        with_unit(once, 0, text="The board shall meet in private."),
        with_unit(once, 4, text="Records are closed."),
        without(once, 4),
        with_one_after(once, 4, "More."),
        replace(once, form=Form.LETTER),
    ):
        with pytest.raises(Outside):
            amended(first, Amendment("B", edits_between(once, copy), "A"))
    with pytest.raises(Outside, match="does not amend"):
        amended(first, Amendment("B", (Words(base.units[0].id, "text", 0, 0, "", "x"),), "Z"))
