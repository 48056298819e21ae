"""`python -m bench.roll_calls`: answers after 100,000 answers (P4), and fifty offices at once (P6).

Two databases: one with a hundred resolutions, one with 100,000 answers behind it. The CPU of an
answer in both, by turns, as a ratio; then fifty offices answer in the same instant, several times,
and the longest that one of them waits is told, in seconds. Nothing is to be lost.
"""

import argparse
import secrets
import shutil
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from alliance.core.db import db
from alliance.core.settings import ROOT
from alliance.votes.models import Answer
from bench import client, databases, processes, seeding
from bench.databases import Databases
from bench.processes import Server
from bench.rounds import Effort
from bench.stage import Plan, Ready, ballots_of, seeded, served

ANSWERS = 100_000
OF_ONE = 0.4  # resolutions for an answer in the seeded history, with some to spare
ROUNDS, EACH = 7, 120
OFFICES, TIMES = 50, 8
GROWTH, WAIT = 1.15, 1.0  # P4, P6


def main(arguments: Sequence[str] | None = None) -> int:
    """0: the goals are reached on every database. 1: not."""
    parser = argparse.ArgumentParser(prog="python -m bench.roll_calls", description=__doc__)
    parser.add_argument("--answers", type=int, default=ANSWERS)
    parser.add_argument("--database", action="append", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(arguments)
    missed = sum(_on(kind, asked.answers) for kind in asked.database or ["sqlite", "postgresql"])
    return 1 if missed else 0


def _on(kind: str, answers: int) -> int:
    folder = ROOT / "var" / "bench" / f"roll-calls-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    opened = databases.sqlite(folder) if kind == "sqlite" else databases.postgresql()
    try:
        with opened as on:
            return _measure(on, folder, answers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(on: Databases, folder: Path, answers: int) -> int:
    plan = Plan(
        folder, ROUNDS, Effort(1.0, EACH + OFFICES + TIMES * OFFICES // ROUNDS), 1, seeding.FEW, 0
    )
    secret = secrets.token_urlsafe(48)
    few = seeded(on.few, secret, plan, seeding.FEW)
    many = seeded(on.many, secret, plan, round(answers * OF_ONE))
    _say(f"\n{on.kind}: {_answers_in(few):,} and {_answers_in(many):,} answers")
    missed = 0
    with ExitStack() as open_:
        pair = [(one, open_.enter_context(served(one, plan))) for one in (few, many)]
        costs = [_each(pair, on.server_pid, turned=one % 2 == 1) for one in range(ROUNDS)]
        ratios = [more / less for less, more in costs[1:]]  # the first warms up
        missed += _tell("P4 an answer among many to among few", statistics.median(ratios), GROWTH)
        _say(f"   rounds {min(ratios):.2f} to {max(ratios):.2f}")
        for name, (ready, server) in zip(("few", "many"), pair, strict=True):
            worst, lost = _at_once(ready, server)
            missed += _tell(f"P6 {OFFICES} at once, {name}: longest wait in s", worst, WAIT)
            missed += _tell(f"P6 {OFFICES} at once, {name}: answers lost", lost, 0)
    return missed


def _each(
    pair: Sequence[tuple[Ready, Server]], pid: int | None, *, turned: bool
) -> tuple[float, float]:
    """CPU in seconds of so many answers in each, by turns."""
    used = {}
    for number in (1, 0) if turned else (0, 1):
        ready, server = pair[number]
        requests = ballots_of(ready, server.port)(EACH)
        tree = processes.tree(pid) if pid else []
        before = server.cpu() + processes.cpu(tree)
        sent = client.send(server.port, requests)
        if set(sent.statuses) != {303}:
            raise client.NotAnswered(f"{dict(sent.statuses)}: {server.last_words}")
        tree = processes.tree(pid) if pid else []
        used[number] = server.cpu() + processes.cpu(tree) - before
    return used[0], used[1]


def _at_once(ready: Ready, server: Server) -> tuple[float, int]:
    """The longest wait in seconds, and how many of the answers sent are not stored."""
    worst, lost = 0.0, 0
    for _ in range(TIMES):
        requests = ballots_of(ready, server.port)(OFFICES)
        before = _answers_in(ready)
        sent = client.send(server.port, requests, connections=OFFICES)
        if set(sent.statuses) != {303}:
            raise client.NotAnswered(f"{dict(sent.statuses)}: {server.last_words}")
        worst = max(worst, *sent.seconds)
        lost += OFFICES - (_answers_in(ready) - before)
    return worst, lost


def _answers_in(ready: Ready) -> int:
    with ready.app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Answer)) or 0
        db.session.remove()
        return found


def _tell(what: str, measured: float, bound: float) -> int:
    verdict = "" if measured <= bound else "  not reached"
    _say(f"{what:52}{measured:8.2f}  <= {bound:g}{verdict}")
    return int(measured > bound)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
