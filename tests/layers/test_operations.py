"""An office's own layer: who sees it, how it moves with the text, to whom it is given."""

import uuid
from dataclasses import replace

import pytest

from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.layers import operations, queries
from alliance.layers.rules import Stance
from alliance.redlines.anchors import Orphan, Placed
from alliance.redlines.applying import apply_edits
from alliance.redlines.edits import Words
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import held, text_of
from tests import make
from tests.layers.made import WORDS, act, fresh, note, position, redline, shared, units
from tests.people import (
    SECRETARIAT,
    administrator,
    counsel,
    governor,
    liaison,
    observer,
)

pytestmark = pytest.mark.usefixtures("app")
UTAH = liaison("UT")


def revised(made, change):
    """The next version of the text, shown to the members."""
    with transaction():
        who, one = make.actor(liaison()), held(made.id)
        words = change(text_of(one, one.version).words)
        resolutions.revise(who, one, words=words, base=one.version)
    with transaction():
        one = held(made.id)
        resolutions.circulate(make.actor(liaison()), one, **make.seen(one))


def saying(key, text):
    """What changes the words of a unit."""
    return lambda now: now.with_units(
        replace(unit, text=text) if unit.id == key else unit for unit in now.units
    )


def without(key):
    """What strikes a unit."""
    return lambda now: now.with_units(unit for unit in now.units if unit.id != key)


def placed(made, by=UTAH):
    """The notes of an office on the text as it is."""
    one = held(made.id)
    who = make.actor(by)
    return queries.placed_notes(queries.notes_of(who, one), queries.text_for(who, one))


def redlined(made, by=UTAH):
    """The redlines of an office on the text as it is."""
    one, who = held(made.id), make.actor(by)
    now = queries.text_for(who, one)
    return queries.placed_redlines(queries.redlines_of(who, one), one, now)


def entries():
    return db.session.scalars(db.select(Entry).where(Entry.action.startswith("layers:"))).all()


def test_a_layer_is_read_by_its_own_office_and_the_ledger_holds_ids_and_digests_there_only():
    made = make.circulated()
    one = note(made, UTAH, "assist one another")
    redline(made, UTAH)
    position(made, words=WORDS, by=UTAH)
    for role in (UTAH, governor("UT"), observer("UT")):
        assert queries.own_note(make.actor(role), one.id)
    for role in (counsel("UT"), liaison(), administrator("UT"), SECRETARIAT):
        assert queries.own_note(make.actor(role), one.id) is None
    found = entries()
    assert len(found) == 3
    assert {each.stream for each in found} == {f"office:{make.actor(UTAH).office_id}"}
    for each in found:
        assert WORDS not in each.body
        assert not {"stance", "words", "reason", "states"} & set(each.facts)


def test_observers_administrators_and_those_outside_the_wall_write_nothing():
    made = make.circulated()
    for role in (observer("UT"), administrator("UT"), liaison("NM"), SECRETARIAT):
        for write in (note, redline, position):
            with pytest.raises(NotPermitted):
                write(made, by=role) if write is not note else note(made, role, unit="")


def test_a_note_follows_its_words_into_the_next_version():
    made = make.circulated()
    one = note(made, UTAH, "assist one another")
    revised(made, saying(one.unit, "where asked, the states assist one another gladly"))
    [found] = placed(made)
    assert isinstance(found.place, Placed)
    text = queries.text_for(make.actor(UTAH), held(made.id)).by_id[one.unit].text
    assert text[found.place.start : found.place.end] == "assist one another"
    assert not found.moved


def test_a_note_whose_unit_was_struck_says_so_and_is_kept():
    made = make.circulated()
    one = note(made, UTAH)
    revised(made, without(one.unit))
    [found] = placed(made)
    assert isinstance(found.place, Orphan)
    assert "struck" in found.place.reason
    assert found.note.was == one.was
    assert found.note.words == WORDS


def test_a_redline_is_carried_to_the_next_version_or_says_why_it_cannot_be():
    made = make.circulated()
    first, second = (unit.id for unit in units(made, UTAH)[:2])
    redline(made, UTAH, "the member states assist each other")
    redline(made, UTAH, "their forms differ widely", place=1)
    revised(made, without(second))
    one, other = redlined(made)
    assert one.whole
    now = queries.text_for(make.actor(UTAH), held(made.id))
    assert apply_edits(now, one.edits).by_id[first].text == "the member states assist each other"
    assert not other.whole
    assert [left.reason for left in other.left] == ["Whereas clause 2 was struck meanwhile."]
    assert other.original
    assert other.unit == ""
    assert text_of(held(made.id), 1).words.by_id[second].text == "their forms differ"


def test_a_redline_of_words_that_were_changed_meanwhile_is_not_moved_elsewhere():
    made = make.circulated()
    key = units(made, UTAH)[0].id
    redline(made, UTAH, "the member states help one another")
    revised(made, saying(key, "the member states support one another"))
    [found] = redlined(made)
    assert not found.edits
    assert "was changed meanwhile" in found.left[0].reason


def test_a_redline_says_against_which_version_it_was_made():
    made = make.circulated()
    one = redline(made, UTAH)
    assert (one.version, one.text_sha256) == (1, text_of(held(made.id), 1).sha256)


def test_a_redline_of_a_version_that_the_office_does_not_have_is_refused():
    made = make.circulated()
    with transaction():
        one = held(made.id)
        words = saying(text_of(one, 1).words.units[0].id, "hidden")(text_of(one, 1).words)
        resolutions.revise(make.actor(liaison()), one, words=words, base=1)
    unit = text_of(held(made.id), 2).words.units[0].id
    edits = [Words(unit, "text", 0, 6, "hidden", "shown")]
    with pytest.raises(RuleBroken, match="no such version"):
        act(operations.redline, UTAH, held(made.id), version=2, edits=edits)


def test_edits_that_do_not_fit_the_version_are_refused():
    made = make.circulated()
    key = units(made, UTAH)[0].id
    for edits in ([], [Words(key, "text", 0, 5, "other", "words")]):
        with pytest.raises(RuleBroken):
            act(operations.redline, UTAH, held(made.id), version=1, edits=edits)


def test_positions_have_a_history_and_the_same_is_not_said_twice():
    made = make.circulated()
    position(made, Stance.UNDECIDED, by=UTAH)
    position(made, Stance.OPPOSE, "It costs too much.", UTAH)
    with pytest.raises(RuleBroken, match="already"):
        position(made, Stance.OPPOSE, "It costs too much.", UTAH)
    found = queries.positions_of(make.actor(UTAH), held(made.id))
    assert [one.stance for one in found] == [Stance.OPPOSE, Stance.UNDECIDED]
    assert queries.positions_of(make.actor(liaison()), held(made.id)) == []


def test_what_is_set_aside_is_kept_and_listed_no_more():
    made = make.circulated()
    one, other = note(made, UTAH), redline(made, UTAH)
    for thing in (one, other):
        with pytest.raises(NotPermitted):
            act(operations.set_aside, liaison(), fresh(thing))
        act(operations.set_aside, UTAH, fresh(thing))
        with pytest.raises(RuleBroken, match="already"):
            act(operations.set_aside, UTAH, fresh(thing))
    assert not placed(made) + redlined(made)
    assert fresh(one).words == WORDS


def test_a_copy_goes_to_the_offices_of_the_chosen_states_and_to_no_others():
    made = make.circulated()
    stands = position(made, words=WORDS)
    one = shared(made, "UT", notes=[note(made)], redlines=[redline(made)], position=stands)
    for role in (UTAH, observer("UT"), counsel("UT"), liaison()):
        assert queries.copy_for(make.actor(role), one.id)
    for role in (liaison("WY"), administrator("UT"), counsel("CO"), SECRETARIAT):
        assert queries.copy_for(make.actor(role), one.id) is None
    says = fresh(one).says
    assert says["notes"][0]["words"] == WORDS
    assert says["redlines"][0]["said"]
    assert says["position"] == {"stance": "support if amended", "words": WORDS}


def test_what_is_written_after_sharing_is_not_shared():
    made = make.circulated()
    one = shared(made, "UT")
    note(made, words="A later thought.")
    assert "A later thought." not in fresh(one).body


def test_sharing_is_ended_by_the_office_that_began_it():
    made = make.circulated()
    one = shared(made, "UT")
    with pytest.raises(NotPermitted):
        act(operations.end_share, UTAH, fresh(one))
    act(operations.end_share, governor(), fresh(one))
    db.session.expire_all()
    assert queries.copy_for(make.actor(UTAH), one.id) is None
    assert queries.copies_for(make.actor(UTAH), held(made.id)) == []
    assert queries.copy_for(make.actor(liaison()), one.id)


def test_nothing_is_shared_with_states_that_may_not_read_the_text():
    made = make.shared_draft()
    with pytest.raises(RuleBroken, match="New Mexico"):
        shared(made, "NM")
    with pytest.raises(RuleBroken, match="No office of these states"):
        shared(make.draft(), "UT")
    assert queries.states_that_may_be_given(make.actor(liaison()), held(made.id)) == ["UT", "WY"]


def test_a_note_on_a_version_that_was_not_shown_is_not_shared():
    made = make.circulated()
    key = units(made)[0].id
    with transaction():
        one = held(made.id)
        words = saying(key, "hidden words")(text_of(one, 1).words)
        resolutions.revise(make.actor(liaison()), one, words=words, base=1)
    with pytest.raises(RuleBroken, match="have not been shown"):
        shared(made, "UT", notes=[note(made, meant="hidden words")])


def test_what_is_anothers_is_not_shared_and_nothing_is_not_either():
    made = make.circulated()
    theirs = note(made, UTAH)
    with pytest.raises(RuleBroken, match="your own office"):
        shared(made, "WY", notes=[theirs])
    with pytest.raises(RuleBroken, match="Choose what to share"):
        shared(made, "WY", notes=[])
    with pytest.raises(RuleBroken, match="Choose the states"):
        shared(made)


def test_the_mail_about_a_copy_names_the_office_and_goes_to_those_who_may_read_it():
    one = shared(make.circulated(), "UT")
    jobs = db.session.scalars(db.select(Job).where(Job.kind == "mail")).all()
    [job] = [each for each in jobs if each.facts["template"] == operations.SHARED]
    assert job.facts["about"] == str(one.id)
    assert str(make.actor(UTAH).office_id) in job.facts["audience"]
    assert str(make.actor(liaison("WY")).office_id) not in job.facts["audience"]


@pytest.fixture
def proposed(monkeypatch):
    """What proposes amendments, and what it was given."""
    given = []

    def propose(who, one, edits, reason):
        given.append((who.office_id, one.id, tuple(edits), reason))
        return uuid.UUID(int=len(given))

    monkeypatch.setattr(operations, "PROMOTING", [propose])
    return given


def test_a_redline_is_promoted_once_with_its_edits_on_the_text_as_it_is(proposed):
    made = make.circulated()
    first = units(made, UTAH)[0].id
    one = redline(made, UTAH, "the member states assist each other", reason="Plainer.")
    revised(made, saying(units(made, UTAH)[1].id, "their forms are not alike"))
    with pytest.raises(NotPermitted):
        act(operations.promote, liaison(), fresh(one))
    act(operations.promote, UTAH, fresh(one))
    [(office, resolution, edits, reason)] = proposed
    assert (office, resolution, reason) == (make.actor(UTAH).office_id, made.id, "Plainer.")
    now = queries.text_for(make.actor(UTAH), held(made.id))
    assert apply_edits(now, edits).by_id[first].text == "the member states assist each other"
    assert fresh(one).promoted_as == uuid.UUID(int=1)
    with pytest.raises(RuleBroken, match="already"):
        act(operations.promote, UTAH, fresh(one))


def test_a_redline_without_a_place_is_not_promoted(proposed):
    made = make.circulated()
    one = redline(made, UTAH)
    revised(made, without(units(made, UTAH)[0].id))
    with pytest.raises(RuleBroken, match="was struck meanwhile"):
        act(operations.promote, UTAH, fresh(one))
    assert not proposed


def test_a_draft_takes_no_amendments(proposed):
    one = redline(make.draft())
    with pytest.raises(RuleBroken, match="no amendments are taken"):
        act(operations.promote, liaison(), fresh(one))
    assert not proposed


def test_where_nothing_proposes_amendments_none_is_promoted(monkeypatch):
    monkeypatch.setattr(operations, "PROMOTING", [])
    one = redline(make.circulated(), UTAH)
    with pytest.raises(RuleBroken, match="not taken here"):
        act(operations.promote, UTAH, fresh(one))


def test_nothing_of_another_office_or_of_another_text_is_shared(app):
    made, other = make.circulated(), make.circulated()
    theirs = position(made, by=UTAH)
    elsewhere = position(other)
    for one in (theirs, elsewhere):
        with pytest.raises(RuleBroken, match="your own office's, on this text"):
            shared(made, "WY", position=fresh(one))
