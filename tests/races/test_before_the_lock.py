"""What becomes of a text between the asking for it and its being held: it counts."""

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.transaction import transaction
from alliance.discussions import operations as discussing
from alliance.discussions import queries as threads
from alliance.discussions import taking
from alliance.discussions.operations import Said
from alliance.drafting.queries import draft_of
from alliance.layers import operations as layers
from alliance.layers import queries as own
from alliance.resolutions import stages
from alliance.resolutions.queries import held, under_review
from alliance.resolutions.rules import Stage
from tests import make
from tests.discussions.made import fresh, thread
from tests.layers.made import redline
from tests.people import SECRETARIAT, governor, liaison
from tests.races.racing import PATIENCE, ledger_holds

UTAH = liaison("UT")


@contextmanager
def just_before_it_is_held(app, deed):
    """In a transaction: somebody else does this at the instant before a text is held in it.

    On SQLite one writer waits for the other from the beginning, so the other one comes first.
    """
    db.session.remove()
    main, done = threading.get_ident(), threading.Event()

    def other():
        with app.app_context(), transaction():
            deed()
        done.set()

    def comes_between(_connection, _cursor, statement, *_):
        asks = "FOR UPDATE OF resolutions" in statement and threading.get_ident() == main
        if asks and not comes.is_alive() and not done.is_set():
            comes.start()
            assert done.wait(PATIENCE)

    comes = threading.Thread(target=other)
    event.listen(db.engine, "before_cursor_execute", comes_between)
    try:
        if db.engine.dialect.name == "sqlite":
            other()
        with transaction():
            yield
        assert done.is_set(), "somebody came between"
    finally:
        event.remove(db.engine, "before_cursor_execute", comes_between)


def engrossing(key):
    def deed():
        found = held(key)
        stages.engross(
            make.actor(SECRETARIAT), found, reviewed=under_review(found, found.shown_version)
        )

    return deed


def test_a_redline_is_not_promoted_to_a_text_that_is_engrossed_meanwhile(app):
    made = make.circulated()
    key, one = made.id, redline(made, by=UTAH, reason="It is ours.").id
    with just_before_it_is_held(app, engrossing(key)):
        who = make.actor(UTAH)
        found = own.own_redline(who, one)
        with pytest.raises(RuleBroken, match="no amendments are taken"):
            layers.promote(who, found)
    assert held(key).stands is Stage.ENGROSSED
    ledger_holds()


def test_a_suggestion_is_not_taken_into_a_text_that_is_engrossed_meanwhile(app):
    made = make.circulated()
    key, one = made.id, thread(made, meant="assist", suggests="help").id
    with just_before_it_is_held(app, engrossing(key)):
        who = make.actor(liaison())
        found = threads.thread(who, one)
        with pytest.raises(RuleBroken, match="frozen"):
            taking.take_in(who, found)
    assert draft_of(held(key)) is None
    ledger_holds()


def test_two_who_answer_at_once_are_both_kept(app):
    one = thread(make.draft())
    key = one.id

    def other():
        who = make.actor(governor())
        discussing.reply(who, threads.thread(who, key), said=Said("The other."))

    with just_before_it_is_held(app, other):
        who = make.actor(liaison())
        discussing.reply(who, threads.thread(who, key), said=Said("Mine."))
    db.session.rollback()
    said = [(comment.n, comment.words) for comment in fresh(one).comments]
    assert said[1:] == [(2, "The other."), (3, "Mine.")]
    ledger_holds()


def test_a_thread_that_is_resolved_meanwhile_is_not_resolved_twice(app):
    one = thread(make.draft())
    key = one.id

    def other():
        who = make.actor(governor())
        discussing.resolve(who, threads.thread(who, key))

    with just_before_it_is_held(app, other):
        who = make.actor(liaison())
        found = threads.thread(who, key)
        with pytest.raises(RuleBroken, match="resolved already"):
            discussing.resolve(who, found)
    assert len(fresh(one).happened) == 1
    ledger_holds()
