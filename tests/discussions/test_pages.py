"""Discussing a text over the pages, without JavaScript."""

import re

from alliance.core import worker
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.transaction import transaction
from alliance.discussions import operations
from alliance.discussions.models import Thread
from alliance.discussions.rules import Circle
from alliance.drafting import operations as drafting
from alliance.drafting.queries import words_of
from alliance.resolutions import sharing
from alliance.resolutions.audience import Claim, Label
from alliance.resolutions.queries import held
from alliance.workspaces.desk import desk
from bench.counting import counting
from tests import make
from tests.discussions.made import WORDS, act, first_unit, fresh, person, replied, thread
from tests.people import counsel, governor, liaison, observer

UTAH = liaison("UT")
CLAIM = Claim(Label.DELIBERATIVE, "CO", "C.R.S. 24-72-202")


def started(visitor, made, expect=303, **said):
    """A comment sent as the page asks for it."""
    key = first_unit(made).id
    page = visitor.get("discussions.start", resolution_id=made.id, unit=key)
    data = {"unit": key, "words": WORDS, "circle": "writers", "mention": "", "meant": ""} | said
    return visitor.press("discussions.start", page, data, expect, resolution_id=made.id)


def all_threads():
    db.session.rollback()
    return db.session.scalars(db.select(Thread)).all()


def test_a_comment_is_made_on_words_that_are_copied_into_a_field(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page = visitor.get("discussions.discussion", resolution_id=made.id)
    assert "No open threads" in page.words
    started(visitor, made, meant="assist one another")
    [one] = all_threads()
    assert one.quote == "assist one another"
    page = visitor.get("discussions.discussion", resolution_id=made.id)
    assert WORDS in page.words
    assert "Offices that write this text see this" in page.words
    tab = visitor.get("resolutions.show", resolution_id=made.id)
    assert re.search(r"Discussion\s+1", tab.words)


def test_words_that_are_not_found_once_are_refused_with_what_was_typed_kept(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    refused = started(visitor, made, 409, meant="e")
    assert "times in this unit" in refused.words
    assert WORDS in refused.text
    assert not all_threads()


def test_the_narrowest_circle_is_chosen_and_others_are_offered_to_those_in_them(visitor, app):
    made = make.shared_draft()
    visitor.sign_in(liaison())
    page = visitor.get("discussions.start", resolution_id=made.id)
    circles = [e for e in page.tree.iter("input") if e.get("name") == "circle"]
    assert [e.get("value") for e in circles] == ["writers", "chosen"]
    assert ["checked" in e.attrib for e in circles] == [True, False]
    visitor.sign_in(liaison("WY"))
    page = visitor.get("discussions.start", resolution_id=made.id)
    circles = [e for e in page.tree.iter("input") if e.get("name") == "circle"]
    assert [e.get("value") for e in circles] == ["chosen"]


def test_a_suggestion_is_answered_taken_in_and_listed_as_resolved(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    started(visitor, made, meant="assist", instead="help")
    [one] = all_threads()
    page = visitor.get("discussions.show", thread_id=one.id)
    assert "Suggested instead" in page.words
    answer = {"words": "Yes, *plainer*.", "mention": ""}
    visitor.press("discussions.reply", page, answer, thread_id=one.id)
    page = visitor.get("discussions.show", thread_id=one.id)
    assert "<em>plainer</em>" in page.text
    visitor.press("discussions.take_in", page, {}, thread_id=one.id)
    assert "help one another" in words_of(held(made.id)).by_id[one.unit].text
    page = visitor.get("discussions.discussion", resolution_id=made.id, show="resolved")
    assert "Taken into the draft" in page.words
    assert WORDS not in visitor.get("discussions.discussion", resolution_id=made.id).words


def test_buttons_resolve_reopen_assign_and_take_back(visitor, app):
    made = make.draft()
    one = thread(made)
    visitor.sign_in(liaison())
    page = visitor.get("discussions.show", thread_id=one.id)
    visitor.press("discussions.resolve", page, {}, thread_id=one.id)
    visitor.press("discussions.resolve", page, {}, 409, thread_id=one.id)
    visitor.press("discussions.reopen", page, {}, thread_id=one.id)
    to = str(person(governor()))
    visitor.press("discussions.assign", page, {"to": to}, thread_id=one.id)
    visitor.press("discussions.assign", page, {"to": "nobody"}, 422, thread_id=one.id)
    visitor.press("discussions.take_back", page, {}, comment_id=one.comments[0].id)
    page = visitor.get("discussions.show", thread_id=one.id)
    assert WORDS not in page.text
    assert "Taken back by its author" in page.words
    assert str(fresh(one).assigned_to_id) == to


def test_an_orphan_stands_in_a_section_of_its_own_with_quote_and_reason(visitor, app):
    made = make.draft()
    one = thread(made, meant="assist one another")
    with transaction():
        drafting.set_down(
            make.actor(liaison()),
            held(made.id),
            merged=lambda now: now.with_units(now.units[1:]),
        )
    visitor.sign_in(liaison())
    page = visitor.get("discussions.discussion", resolution_id=made.id)
    assert "Their words are gone" in page.words
    assert "was struck" in page.words
    assert "assist one another" in page.words
    assert WORDS in visitor.get("discussions.show", thread_id=one.id).words


def test_those_outside_a_circle_find_no_page_of_it(visitor, app):
    made = make.circulated()
    one = thread(made)
    for role in (UTAH, counsel("CO"), liaison("NM")):
        visitor.sign_in(role)
        visitor.get("discussions.show", expect=404, thread_id=one.id)
    visitor.sign_in(UTAH)
    page = visitor.get("discussions.discussion", resolution_id=made.id)
    assert WORDS not in page.text
    assert "Discussion 1" not in visitor.get("resolutions.show", resolution_id=made.id).words


def test_an_observer_reads_and_finds_no_form(visitor, app):
    one = thread(make.draft())
    visitor.sign_in(observer())
    page = visitor.get("discussions.show", thread_id=one.id)
    assert WORDS in page.words
    assert "/reply" not in page.text


def test_the_label_stands_on_the_pages_and_in_the_mail_and_the_words_do_not(visitor, app):
    made = make.shared_draft()
    act(sharing.put_label, liaison(), held(made.id), claim=CLAIM)
    one = thread(made, mentions=(person(UTAH),))
    visitor.sign_in(UTAH)
    for page in (
        visitor.get("discussions.discussion", resolution_id=made.id),
        visitor.get("discussions.show", thread_id=one.id),
        visitor.get("discussions.start", resolution_id=made.id),
    ):
        assert CLAIM.in_words in page.words
    while worker.run_once("test"):
        pass
    sent = app.extensions["mailman"].outbox
    [mail] = [each for each in sent if each.subject.startswith("You are mentioned")]
    assert mail.to == [UTAH.email]
    assert CLAIM.in_words in mail.body
    assert WORDS not in mail.body


def waits(app, role):
    """The threads on somebody's desk."""
    with app.test_request_context():
        db.session.rollback()
        forget()
        found = desk(make.actor(role))
    return [one for one in found.act if one.key.startswith("thread:")]


def test_a_mention_is_on_the_desk_until_it_is_answered_and_a_task_until_it_is_resolved(app):
    one = thread(make.shared_draft(), mentions=(person(UTAH),))
    assert [each.why.partition(": ")[2] for each in waits(app, UTAH)] == [
        "you are mentioned, on whereas clause 1"
    ]
    assert waits(app, governor("UT")) == waits(app, liaison()) == []
    replied(one, by=UTAH)
    assert waits(app, UTAH) == []
    act(operations.assign, liaison(), fresh(one), to=person(UTAH))
    assert len(waits(app, UTAH)) == 1
    act(operations.resolve, liaison(), fresh(one))
    assert waits(app, UTAH) == []


def test_pages_and_desk_ask_no_more_however_many_threads_there_are(app, visitor):
    made = make.circulated()
    visitor.sign_in(liaison())
    counts = []
    for _ in range(3):
        thread(made, Circle.MEMBERS, by=UTAH, mentions=(person(liaison()),))
        forget()
        visitor.get("discussions.discussion", resolution_id=made.id)
        visitor.get("workspaces.desk")
        forget()
        with counting(db.engine) as page:
            visitor.get("discussions.discussion", resolution_id=made.id)
        forget()
        with counting(db.engine) as found:
            visitor.get("workspaces.desk")
        counts.append((len(page.statements), len(found.statements)))
    assert len(set(counts)) == 1, counts


def test_a_unit_that_goes_while_one_writes_takes_nothing_of_what_was_typed_along(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    key = first_unit(made).id
    page = visitor.get("discussions.start", resolution_id=made.id, unit=key)
    with transaction():
        drafting.set_down(
            make.actor(governor()), held(made.id), merged=lambda now: now.with_units(now.units[1:])
        )
    data = {"unit": key, "words": WORDS, "circle": "writers", "mention": ""}
    data |= {"meant": "", "instead": "Other words."}
    refused = visitor.press("discussions.start", page, data, 409, resolution_id=made.id)
    assert "has no such unit. Choose another" in refused.words
    assert WORDS in refused.text
    assert "Other words." in refused.text
    again = visitor.press("discussions.start", refused, data | {"unit": ""}, 409, **at(made))
    assert "Other words." in again.text
    other = first_unit(made).id
    assert f'value="{other}"' in again.text
    visitor.press("discussions.start", again, data | {"unit": other}, **at(made))
    [one] = all_threads()
    assert (one.unit, one.suggests) == (other, "Other words.")
    visitor.get("discussions.start", resolution_id=made.id, unit=key, expect=404)


def at(made):
    return {"resolution_id": made.id}
