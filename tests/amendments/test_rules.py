"""Amendments to an amendment, folded into it: pure."""

from alliance.amendments.rules import FOLLOWS, OUT, Stands, folded
from alliance.redlines.between import edits_between
from alliance.redlines.edits import Amendment
from alliance.texts.units import Kind, Text, Unit
from tests.amendments.made import with_unit, with_words

BASE = Text(
    "On water",
    (
        Unit("aaaaaaaa", Kind.CLAUSE, "The board may report every year."),
        Unit("bbbbbbbb", Kind.CLAUSE, "The report is public."),
    ),
)
FIRST = Amendment("Amendment 1", edits_between(BASE, with_words(BASE, "year", "two years in May")))
THERE = with_words(BASE, "year", "two years in May")


def to_it(number, old, new):
    """An amendment to the first one."""
    edits = edits_between(THERE, with_words(THERE, old, new))
    return Amendment(f"Amendment {number}", edits, FIRST.key)


def text_with(*seconds):
    """What the first makes of the base with these adopted."""
    found = folded(BASE, FIRST, seconds)
    return found, [edit.new for edit in found.amendment.edits]


def test_without_others_an_amendment_is_as_it_was_proposed():
    found, _ = text_with()
    assert found.amendment == FIRST
    assert not found.fallen


def test_each_is_against_the_first_as_it_was_proposed_whatever_was_adopted_before():
    one, two = to_it("1.1", "two", "three"), to_it("1.2", "May", "June")
    for order in ((one, two), (two, one)):
        found, new = text_with(*order)
        assert new == ["three years in June"]
        assert not found.fallen


def test_of_two_that_change_the_same_words_the_later_one_falls():
    found, new = text_with(to_it("1.1", "two", "three"), to_it("1.2", "two", "four"))
    assert new == ["three years in May"]
    assert "changed meanwhile" in found.fallen["Amendment 1.2"]


def test_one_that_reaches_beyond_falls_and_says_so():
    beyond = Amendment(
        "Amendment 1.1", edits_between(THERE, with_words(THERE, "public", "secret")), FIRST.key
    )
    found, _ = text_with(beyond)
    assert found.amendment == FIRST
    assert "does not insert this" in found.fallen["Amendment 1.1"]


def test_a_unit_that_the_first_inserts_is_amended_too():
    first = Amendment(
        "Amendment 1", edits_between(BASE, with_unit(BASE, "The report", "It is printed."))
    )
    there = with_unit(BASE, "The report", "It is printed.")
    inserted = next(unit for edit in first.edits for unit in edit.units)
    there = BASE.with_units((*BASE.units, inserted))
    second = Amendment(
        "Amendment 1.1", edits_between(there, with_words(there, "printed", "sent out")), first.key
    )
    found = folded(BASE, first, [second])
    assert found.amendment.edits[0].units[0].text == "It is sent out."


def test_what_is_decided_leads_back_to_proposed_only_and_what_is_withdrawn_nowhere():
    for one in (Stands.ADOPTED, Stands.REJECTED, Stands.FALLEN):
        assert FOLLOWS[one] == {Stands.PROPOSED}
    assert Stands.WITHDRAWN not in FOLLOWS
    assert Stands.ADOPTED not in OUT
