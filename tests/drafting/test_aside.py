"""What is overwritten or left over is kept beside the draft, and comes back."""

from dataclasses import replace

from alliance.core.transaction import transaction
from alliance.drafting import live, operations, queries, taking_in
from alliance.resolutions import stages
from alliance.resolutions.queries import held
from tests import make
from tests.amendments.made import accepted, adopted, engrossed, fresh, reworded, text
from tests.people import SECRETARIAT, governor, liaison


def written(one, by, **changed):
    """Somebody changes the first unit of a draft."""
    with transaction():
        operations.set_down(
            make.actor(by),
            held(one.id),
            merged=lambda now: now.with_units([replace(now.units[0], **changed), *now.units[1:]]),
        )


def stands(one):
    """The texts of the units of a draft, and of those beside it."""
    found = live.read(queries.opened(queries.draft_of(held(one.id))))
    return [unit.text for unit in found.words.units], [unit.text for unit in found.aside]


def test_what_a_colleague_wrote_meanwhile_is_set_aside_by_a_text_that_comes_in_its_place(app):
    made = make.draft()
    mine = queries.words_of(held(made.id))
    written(made, governor(), text="What the colleague wrote")
    units = [mine.units[0], replace(mine.units[1], text="As I wrote it elsewhere"), *mine.units[2:]]
    with transaction():
        who = make.actor(liaison())
        taking_in.take_in(who, held(made.id), text=mine.with_units(units), instead=True)
    now, aside = stands(made)
    assert now == [unit.text for unit in units]
    assert "What the colleague wrote" in aside
    assert mine.units[1].text in aside
    assert mine.units[0].text not in aside, "what stays as it is needs no copy"


def test_what_was_typed_and_not_saved_stands_beside_the_draft_after_the_text_is_taken_up_again(app):
    one = text()
    adopted(accepted(reworded(one)))
    written(one, liaison(), text="Typed, and in no version")
    engrossed(one)
    with transaction():
        stages.reopen(make.actor(SECRETARIAT), fresh(one), reason="A slip in clause 2")
    with transaction():
        operations.begin(make.actor(liaison()), held(one.id))
    now, aside = stands(one)
    assert "Typed, and in no version" not in now
    assert aside == ["Typed, and in no version"]


def test_a_draft_without_anything_left_over_begins_with_nothing_beside_it(app):
    one = text()
    adopted(accepted(reworded(one)))
    with transaction():
        operations.begin(make.actor(liaison()), held(one.id))
    engrossed(one)
    with transaction():
        stages.reopen(make.actor(SECRETARIAT), fresh(one), reason="A slip in clause 2")
    with transaction():
        operations.begin(make.actor(liaison()), held(one.id))
    assert stands(one)[1] == []
