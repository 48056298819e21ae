"""`python -m bench.run`: measure, print a table of ratios, keep it as JSON in var/bench/."""

import argparse
import compileall
import json
import os
import platform
import secrets
import shlex
import shutil
import signal
import sys
import sysconfig
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from alliance.core import clock
from alliance.core.settings import ROOT
from bench import databases, seeding
from bench.databases import Databases
from bench.goals import Judged, judge
from bench.rounds import Effort
from bench.stage import Found, Plan, perform


@dataclass(frozen=True)
class Amount:
    """How much of everything."""

    rounds: int
    effort: Effort
    starts: int
    many: int


RESULTS = ROOT / "var" / "bench"
FULL = Amount(rounds=5, effort=Effort(seconds=0.8, most=300), starts=3, many=seeding.MANY)
QUICK = Amount(rounds=3, effort=Effort(seconds=0.2, most=30), starts=1, many=300)
KINDS = {"sqlite": databases.sqlite, "postgresql": databases.postgresql}


def main(arguments: Sequence[str] | None = None) -> int:
    """0: every goal is reached. 1: not all. 4: it cannot be measured here."""
    asked = _arguments(arguments)
    if not Path("/proc/self/stat").exists():
        _say("The benchmark reads CPU from /proc, which this machine does not have: use Linux.")
        return 4
    # Told to stop, it stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    began = time.monotonic()
    _say("Compiling bytecode ...")
    compile_all()
    results: dict[str, Any] = {"at": clock.stamp(clock.now()), **_machine()}
    results["amount"] = asdict(QUICK if asked.quick else FULL)
    results["databases"] = {}
    missed = 0
    for kind in asked.database or list(KINDS):
        judged, results["databases"][kind] = _on(kind, asked)
        missed += sum(not one.reached for one in judged)
    results["seconds"] = round(time.monotonic() - began)
    file = RESULTS / f"{results['at'][:19].replace(':', '')}.json"
    file.write_text(json.dumps(results, indent=1) + "\n")
    _say(f"\n{missed} goals not reached. {results['seconds']} s. Kept in {file.relative_to(ROOT)}")
    return 1 if missed else 0


def compile_all() -> None:
    """Bytecode for all that is imported: without it an import costs several times as much."""
    for folder in (ROOT / "alliance", ROOT / "bench", Path(sysconfig.get_paths()["purelib"])):
        compileall.compile_dir(str(folder), quiet=2, workers=0)
    compileall.compile_file(str(ROOT / "wsgi.py"), quiet=2)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rougher measure, in less time")
    parser.add_argument("--database", action="append", choices=KINDS, help="only this one")
    parser.add_argument(
        "--server",
        default="",
        metavar="COMMAND",
        help="serve both with this command instead; {port} and {app} stand in it",
    )
    return parser.parse_args(arguments)


def _on(kind: str, asked: argparse.Namespace) -> tuple[list[Judged], dict[str, Any]]:
    folder = RESULTS / f"work-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    amount = QUICK if asked.quick else FULL
    plan = Plan(
        folder,
        amount.rounds,
        amount.effort,
        amount.starts,
        seeding.FEW,
        amount.many,
        shlex.split(asked.server),
    )
    opened = databases.sqlite(folder) if kind == "sqlite" else databases.postgresql()
    try:
        with opened as on:
            _say(f"\n{on.kind}: {plan.few:,} and {plan.many:,} resolutions ...")
            found = perform(on, plan)
            judged = judge(found.measured)
            _table(on, plan, found, judged)
            return judged, _as_json(on, found, judged)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _table(on: Databases, plan: Plan, found: Found, judged: Sequence[Judged]) -> None:
    if not on.durable:
        _say("This server does not wait for its disk (fsync, synchronous_commit): answers are")
        _say("cheaper here than they may be.")
    where = "" if on.server_pid or on.kind == "SQLite" else ", the database server's not seen"
    _say(f"CPU in ms a request, median of {plan.rounds} rounds{where}")
    _say(f"{'':24}{'web':>9}{'database':>10}")
    for name in found.rounds.costs:
        cost = found.rounds.cost(name)
        _say(f"{name:24}{cost.web:9.2f}{cost.database:10.2f}")
    memory = ", ".join(f"{name} {size:.0f} MB" for name, size in found.memory.items())
    _say(f"Memory a worker: {memory}")
    starts = {name: min(each) for name, each in found.starts.items()}
    _say(f"Cold start: {', '.join(f'{name} {one:.2f} s CPU' for name, one in starts.items())}")
    anew = ", ".join(f"{page} {one.median:.2f}" for page, one in found.measured.anew.items())
    _say(f"To /dash after an act, no goal: {anew}")
    _say(f"{'':5}{'':36}{'measured':>9}{'goal':>9}  {'rounds':14}")
    for one in judged:
        spread = f"{one.spread[0]:.2f} to {one.spread[1]:.2f}" if one.spread else ""
        figure = f"{one.measured:.2f}" if one.spread or one.measured % 1 else f"{one.measured:.0f}"
        verdict = "" if one.reached else "not reached"
        _say(f"{one.goal:5}{one.what:36}{figure:>9}{f'<= {one.bound:g}':>9}  {spread:14}{verdict}")


def _as_json(on: Databases, found: Found, judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "durable": on.durable,
        "database_cpu_seen": on.kind == "SQLite" or on.server_pid is not None,
        "goals": [one.as_json() for one in judged],
        "cpu_ms": {
            name: {
                "requests": found.rounds.often[name],
                "web": [one.web for one in costs],
                "database": [one.database for one in costs],
            }
            for name, costs in found.rounds.costs.items()
        },
        "ratios": found.rounds.ratios,
        "counts": {
            name: {"statements": one.statements, "commits": one.commits, "writes": one.writes}
            for name, one in found.measured.few.items()
        },
        "after_an_act": {page: one.median for page, one in found.measured.anew.items()},
        "memory_mb": found.memory,
        "cold_start_cpu_s": found.starts,
    }


def _machine() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
