"""Anchors follow their words; one whose words are gone says so and stays."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from alliance.redlines.anchors import Anchor, Orphan, Placed, rebase, rebase_all
from alliance.redlines.tokens import tokens
from alliance.texts.units import Kind, Unit, ids_from
from tests.redlines.making import changed, text_of, texts, words

make = ids_from("tests of anchors")
POOL = [f"{a}{b}" for a in ("al", "be", "ga", "de", "ep", "ze") for b in ("pha", "ta", "ma", "nu")]
LONG = "the treasurer shall pay every bill within thirty days of its receipt"


def clause(text, level=0, **more):
    return Unit(make(), Kind.CLAUSE, text, level, **more)


def holding(unit, said):
    start = unit.text.index(said)
    return Anchor(unit.id, start, start + len(said), unit.text)


def words_at(text, placed):
    return text.by_id[placed.unit].text[placed.start : placed.end]


@some.composite
def three_pieces(draw):
    """Words before, the words of the anchor, words after; all of them different."""
    pool = draw(some.permutations(POOL))
    a, b = sorted((draw(some.integers(0, 10)), draw(some.integers(0, 10))))
    pieces = [pool[:a], pool[a : b + 1], pool[b + 1 : 14]]
    return [" ".join(piece) for piece in pieces]


@given(three_pieces(), words, words)
def test_edits_that_do_not_touch_the_words_never_lose_or_shift_them(pieces, before, after):
    head, held, tail = pieces
    unit = clause(f"{head} {held} {tail}")
    anchor = Anchor(unit.id, len(head) + 1, len(head) + 1 + len(held), unit.text)
    now = text_of([replace(unit, text=f"{before} {held} {after}")])
    assert rebase(anchor, now) == Placed(unit.id, len(before) + 1, len(before) + 1 + len(held))


@given(words, words, words, words, words)
def test_words_that_come_again_and_again_are_still_found(head, held, tail, before, after):
    unit = clause(f"{head}{held}{tail}")
    anchor = Anchor(unit.id, len(head), len(head) + len(held), unit.text)
    if not held.strip():
        return
    for new in (f"{before}{head}{held}{tail}", f"{head}{held}{tail}{after}"):
        now = text_of([replace(unit, text=new)])
        placed = rebase(anchor, now)
        assert tokens(words_at(now, placed)).words[:1] == tokens(held).words[:1]
    assert rebase(anchor, text_of([unit])) == Placed(unit.id, anchor.start, anchor.end)


@given(texts.flatmap(lambda text: some.tuples(some.just(text), changed(text))), some.data())
def test_whatever_happens_an_anchor_is_placed_on_words_or_an_orphan_with_a_reason(pair, data):
    old, new = pair
    anchors = []
    for unit in old.units:
        start = data.draw(some.integers(0, len(unit.text)))
        end = data.draw(some.integers(start, len(unit.text)))
        anchors.append(Anchor(unit.id, start, end, unit.text))
    for anchor, found in zip(anchors, rebase_all(anchors, new, old), strict=True):
        if isinstance(found, Orphan):
            assert found.reason.endswith(".")
        else:
            assert words_at(new, found).strip()
            same = new.by_id.get(anchor.unit)
            if same and same.text == anchor.was:
                assert (
                    found == Placed(anchor.unit, anchor.start, anchor.end)
                    or anchor.words[:1].isspace()
                    or anchor.words[-1:].isspace()
                )


def test_an_edit_inside_the_words_leaves_the_anchor_on_what_they_are_now():
    unit = clause("The board may act within thirty days.")
    anchor = holding(unit, "may act within thirty days")
    now = text_of([replace(unit, text="The board may always act within sixty days.")])
    assert words_at(now, rebase(anchor, now)) == "may always act within sixty days"


def test_words_that_were_struck_and_units_that_were_struck_leave_orphans():
    unit = clause("The board may act.")
    now = text_of([replace(unit, text="The board must act.")])
    assert rebase(holding(unit, "may"), now) == Orphan("These words were struck.")
    gone = Orphan("The unit in which these words stood was struck.")
    assert rebase(holding(unit, "may"), text_of([clause("Another.")])) == gone


def test_words_are_found_again_in_the_unit_into_which_their_passage_moved():
    unit, other = clause(f"First, {LONG}."), clause("Records are open.")
    now = text_of(
        [replace(unit, text="First."), replace(other, text=f"Records are open, and {LONG}.")]
    )
    placed = rebase(holding(unit, "thirty days"), now)
    assert placed.unit == other.id
    assert words_at(now, placed) == "thirty days"
    now = text_of([replace(other, text=f"Records are open, and {LONG}.")])
    assert words_at(now, rebase(holding(unit, LONG), now)) == LONG


def test_a_passage_that_stood_elsewhere_all_along_is_no_new_place_of_the_words():
    unit, other = clause(f"First, {LONG}."), clause(f"Second, {LONG}.")
    before = text_of([unit, other])
    now = text_of([replace(unit, text="First."), other])
    assert isinstance(rebase(holding(unit, "thirty days"), now, before), Orphan)


def test_few_words_are_not_enough_to_be_known_again_elsewhere():
    unit, other = clause("First, pay every bill."), clause("Records.")
    now = text_of([replace(other, text="Records. First, pay every bill.")])
    assert isinstance(rebase(holding(unit, "pay every bill"), now), Orphan)
