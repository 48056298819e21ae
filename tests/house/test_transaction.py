"""All of it happens, or none: the change, its entry in the ledger, its messages."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from alliance.accounts import limits
from alliance.accounts.models import Tries
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, tell
from alliance.core.record import Entry
from alliance.core.transaction import even_if_refused, transaction
from alliance.resolutions import operations
from alliance.resolutions.models import Resolution
from tests import make
from tests.people import liaison

# A mark without width in the title, which is found when the text is kept: after its row was added.
UNREADABLE = replace(make.WORDS, title="Joint\u200b resolution")


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def refused_halfway():
    with transaction():
        operations.draft(make.actor(liaison()), make.alliance(), words=make.WORDS)
        tell("everyone", "votes/mail/close", "x", "x")
        raise RuleBroken("no")


def test_a_refusal_halfway_leaves_nothing(app):
    before = count(Entry), count(Job)
    with pytest.raises(RuleBroken):
        refused_halfway()
    assert count(Resolution) == 0
    assert (count(Entry), count(Job)) == before


def test_what_is_done_is_kept_with_its_entry(app):
    before = count(Entry)
    make.draft()
    db.session.rollback()
    assert count(Resolution) == 1
    assert count(Entry) == before + 1


def test_a_transaction_is_opened_before_anything_is_changed(app):
    db.session.add(Job(kind="mail", key="k", facts={}, run_at=make.clock.now()))
    with pytest.raises(RuntimeError, match="before anything is changed"), transaction():
        pass


def test_what_was_written_before_a_refusal_is_not_kept_where_a_form_shows_it(app):
    before = count(Entry), count(Job)
    with transaction():
        operations.draft(make.actor(liaison()), make.alliance(), words=make.WORDS)
        with pytest.raises(RuleBroken):
            operations.draft(make.actor(liaison()), make.alliance(), words=UNREADABLE)
    assert (count(Resolution), count(Entry), count(Job)) == (0, *before)
    make.draft()  # the next one is not touched by it
    assert count(Resolution) == 1


def test_a_try_that_was_counted_counts_even_if_what_follows_is_refused(app):
    where = {"address": "203.0.113.9", "account": "new address somebody"}
    with transaction():
        limits.admit(**where)
        even_if_refused(lambda: limits.admit(**where))
        with pytest.raises(RuleBroken):
            operations.draft(make.actor(liaison()), make.alliance(), words=UNREADABLE)
    assert db.session.scalars(select(Tries.count)).all() == [1, 1]
