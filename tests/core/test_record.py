"""The record: one entry for each act, chained, canonical, and refused to whoever rewrites it."""

import datetime as dt
import hashlib
import json
import uuid

import pytest
from sqlalchemy.exc import DatabaseError

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.canonical import canonical
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.record import (
    BEFORE_THE_FIRST,
    VERSION,
    Entry,
    enter,
    leaves,
    moment,
    stream_sizes,
)
from alliance.core.transaction import transaction
from tests import make
from tests.core.insider import refused, rows_of


def wrote(stream="test", **facts):
    with transaction():
        return enter(OPERATOR, "test:act", stream=stream, subject="thing:1", facts=facts)


def test_the_instants_of_a_stream_never_go_back(app):
    noon = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    with clock.stopped_at(noon):
        wrote()
    with clock.stopped_at(noon - hour), transaction():
        assert moment("test") == noon
        assert enter(OPERATOR, "x", stream="test", subject="y", facts={}).at == noon
        assert enter(OPERATOR, "x", stream="other", subject="y", facts={}).at == noon - hour
    with clock.stopped_at(noon + hour), transaction():
        assert moment("test") == noon + hour
    assert check()["valid"]


def test_the_end_of_a_stream_is_read_once_for_an_act_and_never_kept_for_the_next(app):
    wrote()
    with transaction():
        moment("test")
    wrote()  # what was read before it is not used
    with transaction():
        moment("test")
        first = enter(OPERATOR, "x", stream="test", subject="y", facts={})
        second = enter(OPERATOR, "x", stream="test", subject="y", facts={})
    assert (first.n, second.n) == (3, 4)
    assert check()["valid"]


def test_each_entry_follows_the_one_before_it_in_its_stream(app):
    receipts = [wrote(number=n) for n in range(5)]
    wrote("other")
    rows = rows_of("test")
    assert [row["n"] for row in rows] == [1, 2, 3, 4, 5]
    before = BEFORE_THE_FIRST
    for row, receipt in zip(rows, receipts, strict=True):
        body = json.loads(row["body"])
        assert body["prev"] == before
        assert body["n"] == row["n"] == receipt.n
        before = row["leaf"]
        assert before == receipt.leaf
    assert json.loads(rows_of("other")[0]["body"])["prev"] == BEFORE_THE_FIRST
    assert leaves("test", 2) == [receipts[0].leaf, receipts[1].leaf]
    assert stream_sizes()["test"] == 5


def test_the_hash_is_that_of_a_leaf_over_the_canonical_form(app):
    wrote(
        words="épargne", number=3, yes=True, nothing=None, when=clock.now(), ids=[uuid.UUID(int=1)]
    )
    (row,) = rows_of("test")
    body = json.loads(row["body"])
    assert row["body"].encode() == canonical(body)
    assert list(body) == sorted(body)
    assert row["leaf"] == hashlib.sha256(b"\x00" + row["body"].encode()).hexdigest()
    assert body["v"] == VERSION
    assert body["actor"] == {"kind": "operator", "office": None, "person": None}
    assert body["facts"]["ids"] == [str(uuid.UUID(int=1))]
    assert body["at"].endswith("Z")


def test_an_entry_keeps_the_instant_that_the_act_wrote_down(app):
    then = dt.datetime(2026, 3, 1, 12, 0, 0, 42, tzinfo=dt.UTC)
    with transaction():
        receipt = enter(OPERATOR, "x", stream="test", subject="y", facts={}, at=then)
    assert receipt.at == then
    (row,) = rows_of("test")
    assert json.loads(row["body"])["at"] == "2026-03-01T12:00:00.000042Z"
    assert check()["valid"]


def broke_off():
    with transaction():
        enter(OPERATOR, "x", stream="test", subject="y", facts={})
        raise ZeroDivisionError


@pytest.mark.parametrize("value", [0.5, b"bytes", {1, 2}, make], ids=type)
def test_only_ids_words_numbers_and_instants_have_a_place_in_it(app, value):
    with pytest.raises(TypeError, match="no place in the record"), transaction():
        enter(OPERATOR, "x", stream="test", subject="y", facts={"share": {"of": [value]}})
    assert rows_of("test") == []


def test_an_act_that_is_taken_back_leaves_no_gap(app):
    wrote()
    with pytest.raises(ZeroDivisionError):
        broke_off()
    wrote()
    assert [row["n"] for row in rows_of("test")] == [1, 2]
    assert check()["valid"]


def test_an_entry_is_not_changed_through_the_session_either(app):
    wrote()
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.get_one(Entry, ("test", 1)).action = "another"
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        db.session.delete(db.session.get_one(Entry, ("test", 1)))
    assert check()["valid"]


def test_numbers_begin_with_one(app):
    columns = "stream, n, at, action, subject, body, leaf"
    refused(f"INSERT INTO ledger_entries ({columns}) VALUES ('t', 0, '2026-01-01', '', '', '', '')")
