"""The record: one entry for each act, chained, canonical, and refused to whoever rewrites it."""

import datetime as dt
import hashlib
import json
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.canonical import canonical
from alliance.core.db import WRITES, Base, db
from alliance.core.ledger import check
from alliance.core.record import BEFORE_THE_FIRST, VERSION, Entry, enter, leaves, stream_sizes
from alliance.core.transaction import transaction
from alliance.litigation import operations
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from tests import make
from tests.core.insider import rows_of
from tests.litigation import cases

APPEND_ONLY = {
    "alliance_versions",
    "answers",
    "entitlements",
    "lawsuit_events",
    "lawsuit_versions",
    "ledger_entries",
    "positions",
    "resolution_texts",
    "signatures",
}
FROZEN = (
    "kind",
    "subject_id",
    "alliance_id",
    "represented_by",
    "text_sha256",
    "rule",
    "rule_sha256",
    "roster",
    "roster_sha256",
    "opened_at",
    "closes_at",
)


def wrote(stream="test", **facts):
    with transaction():
        return enter(OPERATOR, "test:act", stream=stream, subject="thing:1", facts=facts)


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


def everything_happened(folder):
    """At least one row in every table whose rows stay."""
    cases.lawsuit(folder)
    cases.event(folder)
    _position()
    make.signed(make.adopted(), "CO")


def _position():
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"])
        who = make.actor(cases.lawyer())
        operations.record_position(
            who, suit, stance=Stance.JOINS, authority="C.R.S.", before=0, version=suit.version
        )


def refused(statement):
    """That the database itself says no, to plain SQL as to anybody."""
    with (
        pytest.raises(DatabaseError) as problem,
        db.engine.connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
    ):
        connection.exec_driver_sql(statement)
    return str(problem.value)


def count(table):
    with db.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}"))


def with_triggers():
    postgresql = "SELECT event_object_table FROM information_schema.triggers"
    sqlite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with db.engine.connect() as connection:
        return set(
            connection.scalars(text(sqlite if db.engine.dialect.name == "sqlite" else postgresql))
        )


def test_the_tables_that_keep_their_rows_are_these(app):
    assert with_triggers() == {*APPEND_ONLY, "questions"}


def test_every_append_only_table_refuses_update_and_delete(app, tmp_path):
    everything_happened(tmp_path)
    for table in sorted(APPEND_ONLY):
        before = count(table)
        assert before, table
        for column in [one.name for one in Base.metadata.tables[table].columns]:
            said = refused(f'UPDATE {table} SET "{column}" = "{column}"')
            assert f"{table} is append-only" in said
        assert f"{table} is append-only" in refused(f"DELETE FROM {table}")
        assert count(table) == before


def test_a_question_keeps_what_was_frozen_and_is_never_deleted(app):
    make.put()
    assert set(FROZEN) < set(Base.metadata.tables["questions"].columns.keys())
    for column in FROZEN:
        said = refused(f'UPDATE questions SET "{column}" = "{column}"')
        assert "what was frozen stays" in said, column
    refused("DELETE FROM questions")
    assert count("questions") == 1


def test_no_row_is_replaced_by_an_insert(app, tmp_path):
    everything_happened(tmp_path)
    for table in sorted({*APPEND_ONLY, "questions"}):
        if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
            refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
            continue
        keys = ", ".join(c.name for c in Base.metadata.tables[table].primary_key.columns)
        column = (
            FROZEN[0] if table == "questions" else next(iter(Base.metadata.tables[table].c)).name
        )
        refused(
            f"INSERT INTO {table} SELECT * FROM {table} "
            f"ON CONFLICT ({keys}) DO UPDATE SET {column} = excluded.{column}"
        )


def test_truncate_is_refused_too(app, tmp_path):
    if db.engine.dialect.name == "sqlite":
        assert "syntax error" in refused("TRUNCATE ledger_entries")  # SQLite has no such verb
        return
    everything_happened(tmp_path)
    for table in sorted({*APPEND_ONLY, "questions"}):
        before = count(table)
        refused(f"TRUNCATE {table} CASCADE")
        assert count(table) == before


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
