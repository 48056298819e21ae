"""Statements that are built once are whole for every thread that asks at the same time."""

import sys
import threading

from sqlalchemy import select

from alliance.core import record
from alliance.core.db import built_once


def test_a_statement_asked_for_by_many_threads_at_once_is_whole():
    wrong, patience = [], sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for most in range(100, 120):
            start = threading.Barrier(6)

            def ask(most=most, start=start):
                start.wait()
                try:
                    found = acts(7, most)
                    str(found.compile())
                except Exception as problem:  # noqa: BLE001 (any is a fault)
                    wrong.append(problem)

            threads = [threading.Thread(target=ask) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(patience)
    assert not wrong


@built_once
def acts(streams, most):
    """What the record's page builds on the newest entries."""
    newest = record.latest(streams, most)
    return select(newest.c.stream, newest.c.leaf).order_by(newest.c.at)


def test_what_was_built_is_kept():
    assert acts(3, 5) is acts(3, 5)
    assert acts(3, 5) is not acts(3, 6)
