"""The bundle is of one instant and holds for ever, whatever happens while it is made."""

import datetime as dt
import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import snapshot
from alliance.resolutions import exports
from alliance.resolutions.models import Resolution
from alliance.verifying import verifier
from tests import make
from tests.people import governor

PATIENCE = 60.0  # seconds; longer than that is for ever
DAY = dt.timedelta(days=1)


@contextmanager
def once_the_leaves_are_read(app, deed):
    """Somebody else does `deed`, in a thread of their own, right after the ledger was read."""
    reader, done = threading.get_ident(), []

    def somebody_else():
        with app.app_context():
            deed()
            db.session.remove()
        done.append(True)

    def after(_connection, _cursor, statement, *_rest):
        if threading.get_ident() == reader and "ledger_entries.leaf" in statement and not done:
            thread = threading.Thread(target=somebody_else)
            thread.start()
            thread.join(PATIENCE)
            assert done, "the reader does not hold up others"

    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(db.engine, "after_cursor_execute", after)
    assert done


def verdict(tmp_path, data):
    file = tmp_path / "decision.zip"
    file.write_bytes(data)
    return verifier().verify(file)


@pytest.fixture
def signed_in_between(app):
    """A resolution that Colorado has signed; Utah signs in between."""
    made = make.signed(make.adopted(), "CO").id
    deed = lambda: make.signed(db.session.get_one(Resolution, made), "UT")  # noqa: E731
    return made, deed


def test_a_signature_while_the_page_makes_the_bundle_does_not_spoil_it(
    app, visitor, tmp_path, signed_in_between
):
    made, deed = signed_in_between
    visitor.sign_in(governor("WY"))
    with once_the_leaves_are_read(app, deed):
        got = visitor.get("resolutions.bundle", resolution_id=made)
    found = verdict(tmp_path, got.data)
    assert found.valid, found.first_problem
    found = verdict(tmp_path, visitor.get("resolutions.bundle", resolution_id=made).data)
    assert found.valid, found.first_problem


def test_a_signature_while_an_export_is_made_is_in_the_next(app, tmp_path, signed_in_between):
    made, deed = signed_in_between
    with snapshot(), once_the_leaves_are_read(app, deed):
        first = exports.bundle(db.session.get_one(Resolution, made))
    with snapshot():
        second = exports.bundle(db.session.get_one(Resolution, made))
    one, other = verdict(tmp_path, first), verdict(tmp_path, second)
    assert (one.first_problem, other.first_problem) == (None, None)
    assert other.checked > one.checked


def test_a_clock_that_was_set_back_spoils_no_bundle(app, tmp_path):
    question = make.put()
    with clock.stopped_at(clock.now() + DAY):
        make.answered(question, CO="yea")
    make.answered(question, UT="yea")  # a day before, by the clock
    assert make.closed(question) == "carried"  # two weeks after, by the clock
    made = question.subject_id
    make.signed(db.session.get_one(Resolution, made), "CO", "UT")
    with snapshot():
        data = exports.bundle(db.session.get_one(Resolution, made))
    found = verdict(tmp_path, data)
    assert found.valid, found.first_problem
