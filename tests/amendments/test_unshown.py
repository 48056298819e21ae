"""What the chosen states proposed to a version that the members never had before them."""

import pytest

from alliance.amendments import operations, queries
from alliance.core import clock
from alliance.core.db import db
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.resolutions import queries as texts
from alliance.resolutions import sharing
from alliance.resolutions.audience import Audience
from alliance.resolutions.queries import under_review
from alliance.workspaces import mail
from tests import make
from tests.amendments.made import (
    WORDS,
    accepted,
    act,
    adopted,
    amended,
    engrossed,
    fresh,
    proposed,
    rejected,
    reworded,
    with_words,
)
from tests.amendments.test_desk import mails, waits
from tests.people import SECRETARIAT, governor, liaison

pytestmark = pytest.mark.usefixtures("app")

EARLY = with_words(WORDS, "current every year", "current every year for nine million")
REASON = "Nine million is too much."
KNOW, DO_NOT = (liaison("CO"), liaison("WY")), (liaison("UT"), SECRETARIAT)


def shown_to_wyoming(*states):
    """A text that only Wyoming, or these states, and its writers were shown."""
    made = make.draft(None, EARLY)
    act(sharing.choose_states, liaison(), fresh(made), states=states or ("WY",))
    found = {"reviewed": under_review(fresh(made)), "audience": Audience.CHOSEN}
    act(resolutions.circulate, liaison(), fresh(made), **found)
    return fresh(made)


def amend_it(made, by=None):
    """What Wyoming proposes to it."""
    by = by or liaison("WY")
    return proposed(made, lambda words: with_words(words, "nine", "two"), by, REASON)


def shown_to_all(made, words=WORDS):
    """The text as it is without those words, before all members."""
    act(resolutions.revise, liaison(), fresh(made), words=words, base=fresh(made).version)
    found = {"reviewed": under_review(fresh(made)), "audience": Audience.MEMBERS}
    act(resolutions.circulate, liaison(), fresh(made), **found)
    return fresh(made)


def counted(made, role):
    """How many amendments stand on the tab."""
    db.session.rollback()
    return texts.standing(make.actor(role), fresh(made)).counts["amendments"]


def at(one):
    return {"amendment_id": one.id}


def test_it_is_read_by_those_who_were_shown_that_version_and_nobody_else(visitor):
    made = shown_to_wyoming()
    first = amend_it(made)
    second = amended(first, "two", "one")
    shown_to_all(made)
    pages = ("amendments", "in_orders", "final")
    for role in DO_NOT:
        visitor.sign_in(role)
        for one in (first, second):
            visitor.get("amendments.amendment", 404, **at(one))
            assert queries.amendment(make.actor(role), one.id) is None
        for page in pages:
            said = visitor.get(f"amendments.{page}", resolution_id=made.id).words
            assert "million" not in said, page
            assert "Amendment 1" not in said, page
    for role in KNOW:
        visitor.sign_in(role)
        page = visitor.get("amendments.amendment", **at(first))
        assert REASON in page.words
        assert "nine" in page.words
        assert "Amendment 1.1" in visitor.get("amendments.amendments", resolution_id=made.id).words
    assert [counted(made, role) for role in (*KNOW, *DO_NOT)] == [2, 2, 0, 0]


def test_it_is_neither_merged_nor_said_to_collide_with_what_others_propose(visitor):
    made = shown_to_wyoming()
    proposed(made, lambda words: with_words(words, "one form", "some form"), liaison("WY"), REASON)
    shown_to_all(made)
    second = reworded(made, "one form", "another form")
    visitor.sign_in(SECRETARIAT)
    for page in ("amendments", "merge", "in_orders", "engross", "final"):
        said = visitor.get(f"amendments.{page}", resolution_id=made.id).words
        assert "some" not in said, page
        assert "Amendment 1" not in said, page
    for page in ("amendment", "decide"):
        said = visitor.get(f"amendments.{page}", **at(second)).words
        assert "Amendment 1" not in said, page
    page = visitor.sign_in(liaison("WY")).get("amendments.amendment", **at(second))
    assert "Amendment 1" in page.words, "who knows both sees that they collide"
    adopted(accepted(second))
    assert "another form" in str(texts.text_of(engrossed(made), 3).words)


def test_nobody_else_does_anything_with_it(app):
    made = shown_to_wyoming()
    first = amend_it(made)
    shown_to_all(made)
    with pytest.raises(NotPermitted):
        rejected(first)
    with pytest.raises(NotPermitted):
        act(operations.bring, SECRETARIAT, fresh(first))
    with pytest.raises(NotPermitted):
        act(operations.co_sponsor, liaison("UT"), fresh(first))


def test_brought_to_what_the_members_have_it_is_theirs(app, visitor):
    made = shown_to_wyoming()
    first = reworded(made, "one form", "one common form", liaison("WY"))
    shown_to_all(made)
    assert waits(app, SECRETARIAT) == []
    with app.test_request_context():
        name = "amendments/mail/proposed"
        assert [mail.may_read(make.actor(one), name, first.id) for one in DO_NOT] == [False, False]
    act(operations.bring, liaison("WY"), fresh(first))
    assert waits(app, SECRETARIAT) == [("Western Accord: 1 amendment, to be decided", "Decide")]
    assert [counted(made, role) for role in (*KNOW, *DO_NOT)] == [1, 1, 1, 1]
    page = visitor.sign_in(liaison("UT")).get("amendments.amendment", **at(first))
    assert "insert “common" in page.words
    assert mails()[-1] == ("proposed", "chosen")


def test_the_record_and_the_mail_of_the_members_do_not_tell_of_it(visitor):
    made = shown_to_wyoming()
    first = amend_it(made)
    shown_to_all(made)
    act(operations.withdraw, liaison("WY"), fresh(first), why=REASON)
    assert mails() == [("proposed", "chosen"), ("decided", "chosen")]
    for role in DO_NOT:
        assert "amendment 1" not in visitor.sign_in(role).get("workspaces.record").words
    assert "withdrew amendment 1" in visitor.sign_in(governor()).get("workspaces.record").words


def test_who_proposed_it_reads_and_withdraws_it_when_they_are_chosen_no_more(visitor):
    made = shown_to_wyoming("UT", "WY")
    first = amend_it(made)
    act(sharing.choose_states, liaison(), fresh(made), states=["UT"])
    shown_to_all(made)
    assert queries.amendment(make.actor(governor("WY")), first.id)
    visitor.sign_in(liaison("WY")).send("amendments.withdraw", {"why": ""}, **at(first))


def test_the_desk_tells_nobody_of_a_text_that_they_may_read_no_longer(app):
    made = shown_to_wyoming("UT", "WY")
    act(sharing.sponsor, liaison("UT"), fresh(made))
    amend_it(made)
    assert len(waits(app, liaison("UT"))) == 1
    with transaction():  # as it was left before sponsoring ended with the reading
        for one in fresh(made).chosen:
            one.ended_at = clock.now() if one.state_code == "UT" else None
    assert texts.sponsors_of(fresh(made))
    assert waits(app, liaison("UT")) == []


def test_the_office_of_the_text_is_asked_where_its_sponsor_was_let_go(app):
    made = shown_to_wyoming("UT", "WY")
    act(sharing.sponsor, liaison("UT"), fresh(made))
    act(sharing.choose_states, liaison(), fresh(made), states=["WY"])
    amend_it(made)
    assert queries.offices_asked(fresh(made)) == {made.office_id}
    assert waits(app, liaison("UT")) == []
    assert len(waits(app, liaison("CO"))) == 1
