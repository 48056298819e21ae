"""What is checked before the first request is served."""

from flask import Flask
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.schema import why_not_ready
from alliance.core.seal import Installation
from alliance.core.settings import NotReady, Settings


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
