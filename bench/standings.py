"""`python -m bench.standings`: the roster and `compact status` among decades of memberships (P3).

Two databases: a few alliances of one year, and many of forty. CPU of this process (and of the
database's server, where it is one) for the same page and the same command in both, by turns; the
median of the rounds as a ratio. Statements are counted, and must be the same.
"""

import argparse
import os
import resource
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from alliance.app import create_app
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.settings import ROOT, from_environment
from bench import databases, processes
from bench.counting import counting
from bench.histories import KEY, fill
from bench.visitors import Visitors

FEW = (10, 1)  # alliances, years
ROUNDS, TIMES = 9, 10
GROWTH = 1.15
SLUG = "many-5"
PAGES = {
    "roster": f"/alliances/{SLUG}",
    "roster as of": f"/alliances/{SLUG}?as_of=2020-06-01",
}


@dataclass(frozen=True)
class Place:
    """One of the two databases, with the application on it."""

    app: Flask
    url: str
    secret: str
    instance: Path
    cookie: str

    def page(self, path: str, *, kept: bool) -> None:
        """Ask for a page; without `kept` as a server asks that has read nothing before."""
        if not kept:
            forget()
        headers = {"Cookie": self.cookie}
        came = self.app.test_client(use_cookies=False).get(path, headers=headers)
        if came.status_code != 200:
            raise RuntimeError(f"{path}: {came.status_code}")


def main(arguments: Sequence[str] | None = None) -> int:
    """0: both goals are reached on every database. 1: not."""
    parser = argparse.ArgumentParser(prog="python -m bench.standings", description=__doc__)
    parser.add_argument("--alliances", type=int, default=1000)
    parser.add_argument("--years", type=int, default=40)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(arguments)
    missed = 0
    for kind in asked.database or ["sqlite", "postgresql"]:
        missed += _on(kind, (asked.alliances, asked.years))
    return 1 if missed else 0


def _on(kind: str, many: tuple[int, int]) -> int:
    folder = ROOT / "var" / "bench" / f"standings-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    opened = databases.sqlite(folder) if kind == "sqlite" else databases.postgresql()
    try:
        with opened as on, ExitStack() as open_:
            _say(f"\n{on.kind}: {FEW[0]} alliances of {FEW[1]} year, {many[0]:,} of {many[1]}")
            began = time.monotonic()
            few = _place(on.few, folder / "few", FEW)
            more = _place(on.many, folder / "many", many)
            for one in (few, more):
                open_.callback(_dispose, one.app)
            _say(f"filled in {time.monotonic() - began:.0f} s")
            return _measure(few, more, on.server_pid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(url: str, instance: Path, amount: tuple[int, int]) -> Place:
    secret = secrets.token_urlsafe(48)
    environment = {"SECRET_KEY": secret, "ALLIANCE_INSTANCE": str(instance)}
    app = create_app(from_environment(environment, database=url))
    fill(app, *amount)
    cookie, _ = Visitors(app).person(KEY)
    return Place(app, url, secret, instance, cookie)


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _measure(few: Place, many: Place, pid: int | None) -> int:
    missed = 0
    for name, path in PAGES.items():
        for kept in (True, False):
            said = name if kept else f"{name}, after an act"
            costs = _by_turns(few, many, pid, partial(Place.page, path=path, kept=kept))
            missed += _tell(said, costs, judged=kept or name == "roster")
        counts = [_statements(one, path) for one in (few, many)]
        _say(f"{name}: {counts[0]} and {counts[1]} statements")
        missed += counts[0] != counts[1]
    costs = _by_turns(few, many, pid, _status, times=1)
    missed += _tell("compact status (command)", costs, judged=True)
    return missed


def _by_turns(
    few: Place,
    many: Place,
    pid: int | None,
    what: Callable[[Place], None],
    times: int = TIMES,
) -> list[tuple[float, float]]:
    """CPU in ms of each, round after round."""
    for one in (few, many):
        what(one)
    return [
        (_cpu(lambda: what(few), times, pid), _cpu(lambda: what(many), times, pid))
        for _ in range(ROUNDS)
    ]


def _cpu(what: Callable[[], None], times: int, pid: int | None) -> float:
    server = processes.tree(pid) if pid else []
    before, used = _own(), processes.cpu(server)
    for _ in range(times):
        what()
    after = processes.tree(pid) if pid else []
    return (_own() - before + processes.cpu(after) - used) * 1000 / times


def _own() -> float:
    """CPU of this process and of the commands that it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _status(one: Place) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SECRET_KEY": one.secret}
    environment |= {"DATABASE_URL": one.url, "ALLIANCE_INSTANCE": str(one.instance)}
    asked = [sys.executable, "-m", "alliance.cli", "compact", "status", SLUG, "--json"]
    subprocess.run(asked, env=environment, check=True, capture_output=True)  # noqa: S603 (our own)


def _statements(one: Place, path: str) -> int:
    one.page(path, kept=True)
    with one.app.app_context():
        engine = db.engine
    forget()
    with counting(engine) as counted:
        one.page(path, kept=True)
    return len(counted.statements)


def _tell(name: str, costs: Sequence[tuple[float, float]], *, judged: bool) -> int:
    ratios = sorted(many / few for few, many in costs)
    few, many = (statistics.median(each) for each in zip(*costs, strict=True))
    ratio = statistics.median(ratios)
    verdict = "" if ratio <= GROWTH else "not reached" if judged else "over"
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    _say(f"{name:32}{few:9.2f}{many:9.2f} ms{ratio:7.2f} <= {GROWTH}  {spread:14}{verdict}")
    return int(judged and ratio > GROWTH)


def _say(text: Any) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
