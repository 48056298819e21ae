"""What holds for each of the four kinds of files that can be taken in."""

import contextlib
import datetime as dt
import hashlib

import pytest
from sqlalchemy import event, select

from alliance.core import clock
from alliance.core.actor import OPERATOR
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.membership.imports import import_alliances, import_memberships
from tests.litigation import cases
from tests.membership.files import BODY, ROW, alliances_file, contents, memberships_file, river

IMPORTERS = {
    "alliances": import_alliances,
    "memberships": import_memberships,
    "lawsuits": import_lawsuits,
    "lawsuit events": import_lawsuit_events,
}
NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
FIRST_ROW = {"alliances": 0}  # in JSON a row is the index in the list


def file_of(what, folder, **facts):
    """A file of this kind with one new row."""
    return {
        "alliances": lambda: alliances_file(folder, BODY | {"id": "lake"} | facts),
        "memberships": lambda: memberships_file(folder, ROW | facts),
        "lawsuits": lambda: cases.lawsuits_file(folder, cases.TARIFFS | {"case_id": "b"} | facts),
        "lawsuit events": lambda: cases.events_file(folder, cases.COMPLAINT | facts),
    }[what]()


@pytest.fixture(params=IMPORTERS)
def what(request, app, tmp_path):
    """A kind of file, and in the database what its rows speak of."""
    with clock.stopped_at(NOON - dt.timedelta(days=1)):
        river(tmp_path)
        cases.lawsuit(tmp_path)
    return request.param


def take(what, path, **terms):
    with transaction():
        return IMPORTERS[what](OPERATOR, path, cases.Terms(**terms))


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_row_that_says_it_was_known_tomorrow_is_refused(what, tmp_path, dry_run):
    before = contents()
    path = file_of(what, tmp_path, as_of="2026-03-11")
    with clock.stopped_at(NOON):
        report = take(what, path, row_dates=True, dry_run=dry_run)
    (refusal,) = report.refused
    assert (refusal.row, refusal.column) == (FIRST_ROW.get(what, 2), "as_of")
    assert refusal.value == "2026-03-11"
    assert "future" in refusal.reason
    assert "2026-03-10" in refusal.fix, "the newest day that can be written"
    assert contents() == before


def test_today_is_no_future_and_without_row_dates_the_day_is_only_what_the_source_says(
    what, tmp_path
):
    with clock.stopped_at(NOON):
        assert take(what, file_of(what, tmp_path, as_of="2026-03-10"), row_dates=True).added == 1
        changed = file_of(what, tmp_path, as_of="2026-03-11", note="read ahead of its day")
        assert take(what, changed).changed == 1


@contextlib.contextmanager
def replaced_after_it_was_read(path):
    """Somebody saves other bytes under the same name while the file is being taken in."""

    def replace(_connection, _cursor, statement, *_):
        if any(f"FROM {name}" in statement for name in ("alliances", "courts", "lawsuits")):
            path.write_bytes(b"something else")

    event.listen(db.engine, "before_cursor_execute", replace)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", replace)


def test_the_ledger_names_the_bytes_that_were_taken_in_and_no_later_ones(what, tmp_path):
    path = file_of(what, tmp_path)
    parsed = hashlib.sha256(path.read_bytes()).hexdigest()
    with replaced_after_it_was_read(path):
        assert take(what, path).added == 1
    assert path.read_bytes() == b"something else"
    wanted = select(Entry).where(Entry.action.endswith(":import")).order_by(Entry.n.desc())
    assert db.session.scalars(wanted).first().facts["file_sha256"] == parsed
