"""All of it happens, or none: the change, its entry in the ledger, its messages."""

import pytest
from sqlalchemy import func, select

from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, tell
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.resolutions import operations
from alliance.resolutions.models import Resolution
from tests import make
from tests.people import liaison


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
