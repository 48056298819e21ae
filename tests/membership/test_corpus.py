"""The real files are read completely; the hostile ones come out as they should."""

import base64
import datetime as dt
import json
import runpy

import pytest

from alliance.core.imports import ImportRefused, Refusal, Source
from alliance.core.json_files import read_json
from alliance.core.tables import read_table
from alliance.membership.periods import MatchKind, match
from alliance.membership.reading import (
    ALLIANCES_KEY,
    MEMBERSHIP_OPTIONAL,
    MEMBERSHIP_REQUIRED,
    read_alliances,
    read_membership,
)
from alliance.membership.timeline import roster_on
from tests.corpus import corpus

pytestmark = pytest.mark.corpus

# Every other case of memberships.csv must be refused. Two outcomes are allowed in some: here a
# duplicate counts once, a line break in a cell is kept, and heaped marks exceed the length.
ACCEPTED = {
    *("d001", "d010", "d011", "d013", "d019", "d021", "d022", "d025", "d026", "d028", "d029"),
    *("d032", "d033", "d038", "d039", "d040", "d041", "d042", "d061"),
}


def imported_alliances(path):
    return read_alliances(read_json(Source(path), ALLIANCES_KEY), path.name)


def imported_memberships(path):
    """The periods by (alliance, state), what each row did, and the refusals."""
    folder = corpus()
    alliances = {one.id for one in imported_alliances(folder / "alliances.json")[0]}
    codes = read_table(Source(folder / "jurisdictions.csv"), required=["usps"], optional=[])
    states = {row.cells["usps"] for row in codes.rows}
    table = read_table(Source(path), required=MEMBERSHIP_REQUIRED, optional=MEMBERSHIP_OPTIONAL)
    known, kinds, refusals = {}, [], list(table.refusals)
    for row in table.rows:
        new = read_membership(row.cells, row.number, table.file, alliances, states)
        if isinstance(new, list):
            refusals += new
            continue
        periods = known.setdefault((new.alliance, new.state), [])
        found = match(periods, new)
        kinds.append(found.kind)
        if found.kind is MatchKind.ADDED:
            periods.append(new)
        elif found.kind is MatchKind.CHANGED:
            periods[found.index] = new
        elif found.kind is MatchKind.REFUSED:
            cell = row.cells[found.column]
            refusals.append(
                Refusal(table.file, row.number, found.column, cell, found.reason, found.fix)
            )
    return known, kinds, refusals


def outcome(read, path):
    try:
        return read(path)[-1]
    except ImportRefused as refused:
        return refused.refusals


def hostile_cases():
    cases = json.loads((corpus() / "import_tests" / "cases.json").read_text("utf-8"))["cases"]
    return [one for one in cases if one["target"] in {"memberships.csv", "alliances.json"}]


def written(case, folder):
    path = folder / case["target"]
    if "generate" in case:
        makers = runpy.run_path(str(corpus() / "import_tests" / "make_large_inputs.py"))
        with path.open("wb") as opened:
            makers[case["generate"]](opened, 1)
    else:
        path.write_bytes(base64.b64decode(case["content_base64"]))
    return path


def test_every_hostile_file_comes_out_as_expected(tmp_path):
    cases = hostile_cases()
    assert len(cases) == 52
    wrong = []
    for case in cases:
        read = imported_memberships if case["kind"] == "csv" else imported_alliances
        refusals = outcome(read, written(case, tmp_path))
        assert all(one.file == case["target"] and one.reason and one.fix for one in refusals)
        if (refusals == []) is not (case["id"] in ACCEPTED):
            wrong.append((case["id"], case["hazard"], refusals))
    assert wrong == []


def test_a_duplicate_row_counts_once(tmp_path):
    for case in hostile_cases():
        if case["id"] in {"d028", "d029"}:
            known, kinds, _ = imported_memberships(written(case, tmp_path))
            assert kinds == [MatchKind.ADDED, MatchKind.UNCHANGED]
            assert list(map(len, known.values())) == [1]


def test_the_real_alliances_are_read_completely():
    read, refusals = imported_alliances(corpus() / "alliances.json")
    assert (len(read), refusals) == (24, [])
    assert {ignored for one in read for ignored in one.ignored} == set()


def test_the_real_memberships_are_read_completely_and_again_change_nothing():
    known, kinds, refusals = imported_memberships(corpus() / "memberships.csv")
    assert refusals == []
    assert kinds == [MatchKind.ADDED] * 541
    for periods in known.values():
        for index, period in enumerate(periods):
            again = match(periods, period)
            assert (again.kind, again.index) == (MatchKind.UNCHANGED, index)


@pytest.mark.parametrize(
    ("alliance", "day", "count", "unknown"),
    [
        ("npvic", "2026-04-12", 18, ()),
        ("npvic", "2026-04-13", 19, ()),
        ("rggi", "2025-12-02", 10, ()),
        ("usca", "2024-08-19", 24, ("AS", "NV", "VA")),
        ("dlc", "1996-12-31", 47, ()),
        ("dlc", "2020-01-09", 46, ()),
        ("mtc", "2024-07-12", 16, ()),
        ("nga", "2025-07-28", 54, ()),
        ("emac", "1995-12-31", 0, ()),
        ("emac", "2026-01-01", 55, ()),
    ],
)
def test_the_real_rolls_of_a_day(alliance, day, count, unknown):
    folder = corpus()
    bodies, _ = imported_alliances(folder / "alliances.json")
    formed = {one.id: one.formed.first_day for one in bodies}
    known, _, _ = imported_memberships(folder / "memberships.csv")
    periods = [one for key, held in known.items() if key[0] == alliance for one in held]
    found = roster_on(periods, formed[alliance], dt.date.fromisoformat(day))
    assert (found.count, found.unknown) == (count, unknown)
