"""What is a change, what is critical, what is set aside: small pairs of texts."""

import pytest

from alliance.comparison.comparing import compare
from alliance.comparison.vocabulary import PLACES
from alliance.states.reference import jurisdictions


def critical(old, new):
    return [(one.kind, one.was, one.became) for one in compare(old, new).critical]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It pays 7 dollars.", "It pays seven (7) dollars."),
        ("It pays $1,000.", "It pays one thousand dollars ($1,000)."),
        ("At most 40 percent vote.", "At most forty per cent (40%) vote."),
        ("Within 30 days it ends.", "Within thirty (30) days it ends."),
        ("It ends on July 1, 2025.", "It ends on the 1st day of July, 2025."),
        ("It ends on July 1, 2025.", "It ends on 2025-07-01."),
        ("Two-thirds of them agree.", "2/3 of them agree."),
        ("A long-range plan.", "A long range plan."),
        ("The non-profit body.", "The nonprofit body."),
        ("It shall not act.", "IT SHALL NOT ACT"),
        ("It cannot act.", "It can not act."),
        ("The law of the United States.", "The law of the U.S."),
        ("The State of Colorado joins.", "Colorado joins."),
        ("Before the vote it ends.", "Prior to the vote it ends."),
        ("“Zone” means the area.", '"Zone" shall mean the area.'),
        ("Sums, fees, and costs are due.", "Sums, fees and costs are due."),
        ("It may (1) buy, and (2) sell.", "It may (a) buy, and (b) sell."),
        ("Section 4. It ends.", "Sec. 9. It ends."),
        ("It ends when he or she resigned.", "It ends when they resigned."),
        ("The chairman votes.", "The chairperson votes."),
        ("It can't act.", "It cannot act."),
    ],
)
def test_the_same_in_other_signs_is_set_aside(old, new):
    assert critical(old, new) == critical(new, old) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("It has six members.", "It has nine members.", "number"),
        ("It has six (6) members.", "It has six (9) members.", "number"),
        ("At least 40 percent agree.", "At least 40 agree.", "number"),
        ("A majority of them agree.", "Two thirds of them agree.", "number"),
        ("At least six agree.", "At most six agree.", "number"),
        ("It ends on July 1, 2025.", "It ends on July 1, 2026.", "date"),
        ("The Act of 1964 applies.", "The Act of 1965 applies.", "date"),
        ("It ends in 30 days.", "It ends in 60 days.", "deadline"),
        ("It ends in 30 days.", "It ends in 30 business days.", "deadline"),
        ("It ends in 30 days.", "It ends in 30 months.", "deadline"),
        ("It acts before the vote.", "It acts after the vote.", "deadline"),
        ("It shall act.", "It may act.", "obligation"),
        ("It is authorized to act.", "It is required to act.", "obligation"),
        ("It shall act.", "It shall not act.", "negation"),
        ("It acts unless it rains.", "It acts if it rains.", "negation"),
        ("It acts.", "It acts; provided that it rains.", "negation"),
        ("A lawful act counts.", "An unlawful act counts.", "negation"),
        ("Ten voting delegates sit.", "Ten nonvoting delegates sit.", "negation"),
        ("Each party state joins.", "Each member state joins.", "party"),
        ("The Governor acts.", "The Attorney General acts.", "party"),
        ("The law of Ohio applies.", "The law of Utah applies.", "party"),
        ("It asks the Army for help.", "It asks the Navy for help.", "party"),
        ("The home state pays.", "The remote state pays.", "party"),
        ("It can't act.", "It can act.", "negation"),
        ("It asks Congress.", "It asks the United States.", "party"),
        ("It may suspend or revoke.", "It may suspend and revoke.", "conjunction"),
        ("It may suspend or revoke.", "It may suspend.", "conjunction"),
    ],
)
def test_what_changes_the_law_is_named_by_its_kind(old, new, kind):
    for one, other in ((old, new), (new, old)):
        found = compare(one, other).critical
        assert {change.unit for change in found} == {"opening words"}
        assert kind in {change.kind for change in found}


TERMS = """
Section 1. “Home state” means the state that issued the license.

Section 2. The home state keeps the file of the licensee for good measure.
"""


def test_a_defined_term_changed_where_it_is_used_or_where_it_is_defined():
    used = TERMS.replace("The home state keeps", "The last state keeps")
    assert critical(TERMS, used) == [("defined term", "home", "last")]
    meaning = TERMS.replace("that issued the license", "that renewed the license")
    assert critical(TERMS, meaning) == [("defined term", "issued", "renewed")]


def test_a_change_of_wording_is_listed_but_not_critical():
    (one,) = compare("It keeps a good file.", "It keeps a careful file.").changes
    assert (one.kind, one.critical) == ("wording", False)
    assert one.sentence == "Opening words: the wording “good” became “careful”."


MODEL = """
Section 1. The laws of this state apply to the licensee.

Section 2. A court of [state] may hear the case in open session.

Section 3. The Governor of Nevada may object to the plan.
"""


def test_the_state_that_names_itself_is_set_aside_and_another_state_is_not():
    own = MODEL.replace("this state", "Colorado").replace("[state]", "the State of Colorado")
    assert critical(MODEL, own) == []
    other = own.replace("Section 1. The laws of Colorado", "Section 1. The laws of Utah")
    assert critical(MODEL, other + "\nSection 4. Officers of Colorado serve.")[0][0] == "party"
    assert ("party", "this state", "Utah") in critical(MODEL, other)


SECTIONS = """
Section 1. The commission shall meet each year in a party state.

Section 2. A blue banner marks the place of meeting in summer.

Section 3. Each party state shall pay 5 dollars under section 1.
"""


def test_a_unit_inserted_or_left_out_is_critical_when_it_holds_a_critical_word():
    shorter = SECTIONS.replace(
        "Section 3. Each party state shall pay 5 dollars under section 1.", ""
    )
    (gone,) = compare(SECTIONS, shorter).changes
    assert (gone.kind, gone.unit, gone.critical) == ("left out", "Section 3", True)
    assert gone.sentence.startswith("Section 3 was left out: “Each party state shall pay")
    (come,) = compare(shorter, SECTIONS).changes
    assert (come.kind, come.unit, come.critical) == ("inserted", "Section 3", True)
    plain = SECTIONS.replace("A blue banner marks the place of meeting in summer.", "")
    (one,) = compare(SECTIONS, plain).changes
    assert (one.kind, one.critical) == ("left out", False)


def test_references_that_follow_a_renumbering_are_set_aside_and_others_are_not():
    further = SECTIONS.replace("ction 3", "ction 4").replace("ction 2", "ction 3")
    further = further.replace("ction 1", "ction 2")
    kinds = [one.kind for one in compare(SECTIONS, further).changes]
    assert kinds == ["renumbered"] * 3
    astray = SECTIONS.replace("under section 1", "under section 2")
    assert critical(SECTIONS, astray) == [("number", "1", "2")]


def test_a_sentence_moved_word_for_word_is_moved_only():
    old = (
        "Section 1. The board meets in May of each year. It shall keep minutes of all it does.\n\n"
        "Section 2. The treasurer shall keep the books of the board in good order at all times."
    )
    new = old.replace(" It shall keep minutes of all it does.", "")
    new += " It shall keep minutes of all it does."
    assert {(one.kind, one.critical) for one in compare(old, new).changes} == {("moved", False)}


def test_a_word_that_moved_between_clauses_is_no_move():
    old = "The board shall not meet in winter and shall rest in summer."
    new = "The board shall meet in winter and shall not rest in summer."
    assert [kind for kind, *_ in critical(old, new)] == ["negation", "negation"]


def test_both_texts_stand_side_by_side_whole_with_the_words_that_differ_marked():
    (pair,) = compare("It shall pay 5 dollars.", "It may pay $5.").pairs
    old, new = pair.old[0].runs, pair.new[0].runs
    assert [(run.mark, run.text) for run in old] == [
        ("kept", "It "),
        ("deleted", "shall"),
        ("kept", " pay 5 dollars."),
    ]
    assert [(run.mark, run.text) for run in new] == [
        ("kept", "It "),
        ("inserted", "may"),
        ("kept", " pay $5."),
    ]


def test_no_change_and_no_comparison_carries_a_score():
    found = compare(SECTIONS, MODEL)
    fields = set(found.changes[0].as_json())
    assert fields == {"kind", "unit", "old", "new", "also", "critical", "sentence"}
    assert not [name for name in dir(found) if "ratio" in name or "score" in name]


def test_every_jurisdiction_is_known_by_its_name():
    names = {place.name.replace("U.S. ", "") for place in jurisdictions().values()}
    known = {name.replace("U.S. ", "") for name in PLACES.values()}
    assert names == known
