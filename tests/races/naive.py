"""A roll call as it is often written: look, then write, and nothing held in between.

The negative control of the races: where this counts right, the race has shown nothing.
"""

import contextlib
import threading

import psycopg

from tests.races.racing import PATIENCE

MAKE = (
    "CREATE TABLE naive_questions (id INTEGER PRIMARY KEY, closed INTEGER, counted INTEGER)",
    "CREATE TABLE naive_answers (question INTEGER, state INTEGER)",
)
DROP = ("DROP TABLE naive_questions", "DROP TABLE naive_answers")


class Naive:
    """The two tables, on the database of the test."""

    def __init__(self, engine):
        self.engine = engine

    @contextlib.contextmanager
    def connection(self):
        """A connection of its own, that writes each statement down at once."""
        if self.engine.dialect.name == "sqlite":
            import sqlite3

            made = sqlite3.connect(self.engine.url.database, timeout=30, isolation_level=None)
        else:
            plain = self.engine.url.set(drivername="postgresql")
            made = psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)
        with contextlib.closing(made):
            yield made

    def __enter__(self):
        with self.connection() as made:
            for statement in MAKE:
                made.execute(statement)
        return self

    def __exit__(self, *_):
        with self.connection() as made:
            for statement in DROP:
                made.execute(statement)

    def race(self, question, clients):
        """So many answer while one closes: how many were told so, and how many were counted."""
        start, taken = threading.Barrier(clients + 1), []
        with self.connection() as made:
            made.execute(f"INSERT INTO naive_questions VALUES ({question}, 0, 0)")

        def answer(state):
            with self.connection() as mine:
                start.wait(PATIENCE)
                asked = f"SELECT closed FROM naive_questions WHERE id = {question}"
                if not mine.execute(asked).fetchone()[0]:
                    mine.execute(f"INSERT INTO naive_answers VALUES ({question}, {state})")
                    taken.append(state)

        def close():
            with self.connection() as mine:
                start.wait(PATIENCE)
                asked = f"SELECT count(*) FROM naive_answers WHERE question = {question}"
                counted = mine.execute(asked).fetchone()[0]
                mine.execute(
                    f"UPDATE naive_questions SET closed = 1, counted = {counted} "
                    f"WHERE id = {question}"
                )

        threads = [threading.Thread(target=answer, args=(one,)) for one in range(clients)]
        threads.append(threading.Thread(target=close))
        for one in threads:
            one.start()
        for one in threads:
            one.join(PATIENCE)
            assert not one.is_alive()
        with self.connection() as made:
            asked = f"SELECT counted FROM naive_questions WHERE id = {question}"
            return len(taken), made.execute(asked).fetchone()[0]
