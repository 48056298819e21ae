"""What is checked before the first request is served."""

import gc
import logging
import sys

import structlog
from flask import Flask
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.schema import why_not_ready
from alliance.core.seal import HOUSE, Installation, key_of, sign
from alliance.core.settings import NotReady, Settings


def log_to_stderr() -> None:
    """One line an event, in JSON, on stderr: stdout belongs to what a command answers."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Looked up at each line: who redirects stderr means it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def check_before_serving(app: Flask, settings: Settings) -> None:
    """Refuse a database that is missing, of another version, or that holds demonstration data.

    Only `alliance demo` serves demonstration data; then every page says so.
    """
    with app.app_context():
        if reason := why_not_ready(db.engine):
            raise NotReady(reason)
        holds_demo = db.session.scalar(select(Installation.demo))
        if holds_demo and settings.production:
            raise NotReady(
                "DATABASE_URL: this database holds demonstration accounts and data, and "
                "ALLIANCE_ENV is production. Name an empty database, then run: alliance init"
            )
        if holds_demo and not settings.demo:
            raise NotReady(
                "DATABASE_URL: this database holds demonstration accounts and data. Serve it with: "
                "alliance demo. For real work name an empty database, then run: alliance init"
            )
        sign(key_of(HOUSE), "alliance-start", b"")  # or NotReady: SECRET_KEY is another


def make_ready_to_fork(app: Flask) -> None:
    """Leave no connection that two processes would share, and memory that they can."""
    with app.app_context():
        db.engine.dispose()
    # A collection writes into every object that it looks at, and so copies its page.
    gc.collect()
    gc.freeze()
