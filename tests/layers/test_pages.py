"""An office's own layer over the pages, without JavaScript."""

import uuid

from alliance.core import worker
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.layers import operations
from alliance.layers.models import LayerCopy, Note, OfficePosition, Redline
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import held, text_of
from bench.counting import counting
from tests import make
from tests.layers.made import WORDS, note, position, redline, shared, units
from tests.people import SECRETARIAT, administrator, counsel, governor, liaison, observer

UTAH = liaison("UT")


def all_of(table):
    db.session.rollback()
    return db.session.scalars(db.select(table)).all()


def test_an_office_notes_redlines_and_takes_a_position_on_one_page(visitor, app):
    made = make.circulated()
    key = units(made, UTAH)[0].id
    visitor.sign_in(UTAH)
    page = visitor.get("layers.note", resolution_id=made.id, unit=key)
    data = {"unit": key, "meant": "assist one another", "words": WORDS}
    visitor.press("layers.note", page, data, resolution_id=made.id)
    page = visitor.get("layers.redline", resolution_id=made.id, unit=key)
    data = {"unit": key, "version": "1", "heading": "", "text": "the states stand alone"}
    data |= {"after": "A further recital", "reason": "Ours."}
    visitor.press("layers.redline", page, data, resolution_id=made.id)
    page = visitor.get("layers.layer", resolution_id=made.id)
    data = {"stance": "oppose", "words": "It costs."}
    visitor.press("layers.position", page, data, resolution_id=made.id)
    page = visitor.get("layers.layer", resolution_id=made.id)
    for said in (WORDS, "stand alone", "A further recital", "Ours.", "Oppose", "It costs."):
        assert said in page.words
    assert "Only the people of your office see this page" in page.words


def test_a_unit_is_struck_with_a_box(visitor, app):
    made = make.circulated()
    key = units(made, UTAH)[1].id
    visitor.sign_in(UTAH)
    page = visitor.get("layers.redline", resolution_id=made.id, unit=key)
    data = {"unit": key, "version": "1", "text": "their forms differ", "strike": "y"}
    visitor.press("layers.redline", page, data, resolution_id=made.id)
    [one] = all_of(Redline)
    assert one.body == f'[{{"beneath":[],"edit":"strike","unit":"{key}"}}]'


def test_a_form_that_changes_nothing_or_names_no_unit_is_refused(visitor, app):
    made = make.circulated()
    key = units(made, UTAH)[1].id
    visitor.sign_in(UTAH)
    page = visitor.get("layers.redline", resolution_id=made.id, unit=key)
    same = {"unit": key, "version": "1", "text": "their forms differ"}
    assert (
        "changes nothing"
        in visitor.press("layers.redline", page, same, 409, resolution_id=made.id).words
    )
    for other in ({"unit": "aaaaaaaa"}, {"version": "7"}):
        visitor.press("layers.redline", page, same | other, 409, resolution_id=made.id)
    visitor.get("layers.redline", expect=404, resolution_id=made.id, unit="aaaaaaaa")
    assert not all_of(Redline)


def test_no_other_office_and_no_administrator_comes_upon_it(visitor, app):
    made = make.circulated()
    note(made, UTAH)
    for role in (liaison(), counsel("UT"), governor("WY")):
        visitor.sign_in(role)
        assert WORDS not in visitor.get("layers.layer", resolution_id=made.id).text
    for role in (administrator("UT"), SECRETARIAT):
        visitor.sign_in(role)
        visitor.get("layers.layer", expect=403, resolution_id=made.id)
        assert "Our notes" not in visitor.get("resolutions.show", resolution_id=made.id).words
    visitor.sign_in(liaison("NM"))
    visitor.get("layers.layer", expect=404, resolution_id=made.id)


def test_an_observer_reads_and_finds_no_form(visitor, app):
    made = make.circulated()
    note(made, UTAH)
    visitor.sign_in(observer("UT"))
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert WORDS in page.words
    assert "/our-position" not in page.text
    assert "set-aside" not in page.text


def test_what_cannot_be_placed_any_more_is_said_with_the_reason_and_as_it_was(visitor, app):
    made = make.circulated()
    note(made, UTAH, "assist one another")
    redline(made, UTAH)
    with transaction():
        one = held(made.id)
        words = text_of(one, 1).words
        changed = words.with_units(words.units[1:])
        resolutions.revise(make.actor(liaison()), one, words=changed, base=1)
    with transaction():
        one = held(made.id)
        resolutions.circulate(make.actor(liaison()), one, **make.seen(one))
    visitor.sign_in(UTAH)
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert "Cannot be placed any more" in page.words
    assert "was struck meanwhile" in page.words
    assert "The unit in which these words stood was struck" in page.words
    assert "assist one another" in page.words


def test_a_copy_is_shared_read_and_ended(visitor, app):
    made = make.circulated()
    one, stands = note(made), position(made)
    visitor.sign_in(liaison())
    page = visitor.get("layers.share", resolution_id=made.id)
    data = {"notes": [str(one.id)], "position": "y", "states": ["UT"]}
    visitor.press("layers.share", page, data, resolution_id=made.id)
    [copy] = all_of(LayerCopy)
    visitor.sign_in(UTAH)
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert f"Shared by {make.office_of(liaison()).name}" in page.words
    page = visitor.get("layers.copy", copy_id=copy.id)
    assert WORDS in page.words
    assert "Support if amended" in page.words
    visitor.sign_in(liaison("WY"))
    visitor.get("layers.copy", expect=404, copy_id=copy.id)
    visitor.sign_in(liaison())
    page = visitor.get("layers.copy", copy_id=copy.id)
    visitor.press("layers.end_share", page, {}, copy_id=copy.id)
    visitor.sign_in(UTAH)
    visitor.get("layers.copy", expect=404, copy_id=copy.id)
    assert stands.n == len(all_of(OfficePosition)) == 1


def test_the_mail_about_a_copy_holds_none_of_it(app):
    shared(make.circulated(), "UT")
    while worker.run_once("test"):
        pass
    sent = app.extensions["mailman"].outbox
    mails = [each for each in sent if each.subject.startswith("Shared with your state")]
    assert UTAH.email in {mail.to[0] for mail in mails}
    assert administrator("UT").email not in {mail.to[0] for mail in mails}
    assert all(WORDS not in mail.body for mail in mails)


def test_the_way_to_promote_is_shown_where_there_is_one(visitor, app, monkeypatch):
    made = make.circulated()
    one = redline(made, UTAH)
    visitor.sign_in(UTAH)
    monkeypatch.setattr(operations, "PROMOTING", [])
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert "Propose as an amendment" not in page.words
    monkeypatch.setattr(operations, "PROMOTING", [lambda *_: uuid.UUID(int=7)])
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert "Propose as an amendment" in page.words
    visitor.press("layers.promote", page, {}, redline_id=one.id)
    page = visitor.get("layers.layer", resolution_id=made.id)
    assert "Proposed as an amendment" in page.words
    visitor.press("layers.promote", page, {}, 409, redline_id=one.id)


def test_buttons_set_notes_and_redlines_aside(visitor, app):
    made = make.circulated()
    one, other = note(made, UTAH), redline(made, UTAH)
    visitor.sign_in(UTAH)
    page = visitor.get("layers.layer", resolution_id=made.id)
    visitor.press("layers.set_note_aside", page, {}, note_id=one.id)
    visitor.press("layers.set_redline_aside", page, {}, redline_id=other.id)
    visitor.press("layers.set_redline_aside", page, {}, 409, redline_id=other.id)
    assert WORDS not in visitor.get("layers.layer", resolution_id=made.id).words
    visitor.sign_in(liaison())
    page = visitor.get("layers.layer", resolution_id=made.id)
    visitor.press("layers.set_note_aside", page, {}, 404, note_id=one.id)


def test_the_page_asks_no_more_however_much_there_is(visitor, app):
    made = make.circulated()
    visitor.sign_in(UTAH)
    counts = []
    for number in range(3):
        note(made, UTAH)
        redline(made, UTAH, text=f"the member states act {number} times")
        visitor.get("layers.layer", resolution_id=made.id)
        with counting(db.engine) as found:
            visitor.get("layers.layer", resolution_id=made.id)
        counts.append(len(found.statements))
    assert len(set(counts)) == 1, counts


def test_a_note_whose_unit_has_gone_meanwhile_is_kept_on_another(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    at = {"resolution_id": made.id}
    first, second = units(made)[:2]
    page = visitor.get("layers.note", **at, unit=first.id)
    with transaction():
        one = held(made.id)
        words = text_of(one, one.version).words
        without = words.with_units(unit for unit in words.units if unit.id != first.id)
        resolutions.revise(make.actor(liaison()), one, words=without, base=one.version)
    data = {"unit": first.id, "meant": "differ", "words": WORDS}
    refused = visitor.press("layers.note", page, data, 409, **at)
    assert "has no such unit. Choose another" in refused.words
    assert WORDS in refused.text
    assert 'value="differ"' in refused.text
    visitor.press("layers.note", refused, data | {"unit": second.id}, **at)
    [kept] = all_of(Note)
    assert (kept.unit, kept.quote) == (second.id, "differ")
