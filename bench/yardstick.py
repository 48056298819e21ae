"""The yardstick: the least code that does the kind of work that a page of ours must do.

It models no product. A page of ours is stated as a ratio of the nearest route here, measured on
the same server class and database, in the same minutes. `python -m bench.yardstick` fills its
database, whose address is DATABASE_URL.
"""

import os
import secrets
import sqlite3
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Engine, ForeignKey, Index, MetaData, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 10_000
SHOWN = 50  # rows of /dash, all in one body
BODY = 7
USER = 1


class Base(DeclarativeBase):
    """The base of its tables."""

    metadata = MetaData()


db = SQLAlchemy(metadata=Base.metadata)
csrf = CSRFProtect()
logins = LoginManager()


class Place(Base):
    """What a row is joined with."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(Base, UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Who is signed in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Item(Base):
    """A row of the list; one index serves it."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"))
    number: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    stage: Mapped[str]
    changed: Mapped[int]

    __table_args__ = (Index("ix_items_list", "body_id", "changed"),)


class Vote(Base):
    """One durable row."""

    __tablename__ = "votes"

    id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str] = mapped_column(unique=True)
    word: Mapped[str]


LIST = (
    select(
        Item.id,
        Item.number,
        Item.title,
        Item.summary,
        Item.stage,
        Item.changed,
        Place.name.label("place"),
    )
    .join(Place, Place.id == Item.place_id)
    .where(Item.body_id == BODY)
    .order_by(Item.changed.desc())
    .limit(SHOWN)
)


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


def create_yardstick(database_url: str, secret_key: str) -> Flask:
    """The application on this database."""
    made = Flask("bench")
    made.config.update(
        SECRET_KEY=secret_key,
        SQLALCHEMY_DATABASE_URI=database_url,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init_app(made)
    csrf.init_app(made)
    logins.init_app(made)
    logins.user_loader(lambda key: db.session.get(User, int(key)))
    made.add_url_rule("/hello", view_func=hello)
    made.add_url_rule("/fixed", view_func=fixed)
    made.add_url_rule("/dash", view_func=dash)
    made.add_url_rule("/vote", view_func=vote, methods=["POST"])
    return made


def hello() -> ResponseReturnValue:
    """What the server and Flask cost by themselves."""
    return "hello"


FIXED = b"<p>as it was</p>" * 1920  # 30 KB


def fixed() -> ResponseReturnValue:
    """30 KB that were ready."""
    return Response(FIXED, mimetype="text/html")


@login_required  # type: ignore[untyped-decorator]
def dash() -> ResponseReturnValue:
    """Session, user row, one indexed select of 50 rows, CSRF token, a page of 30 KB."""
    rows = db.session.execute(LIST).all()
    return render_template("yardstick.html", rows=rows, user=current_user, token=generate_csrf())


@login_required  # type: ignore[untyped-decorator]
def vote() -> ResponseReturnValue:
    """Session, user row, CSRF check, one insert, one durable commit."""
    csrf.protect()
    word = request.form["answer"]
    db.session.execute(insert(Vote).values(voter=secrets.token_hex(12), word=word))
    db.session.commit()
    return redirect("/dash", 303)


def fill() -> None:
    """Make the tables and their rows, in an application context."""
    db.create_all()
    places = [{"id": n, "name": f"State of Number {n}"} for n in range(1, 51)]
    rows = [
        {
            "id": n + 1,
            "body_id": BODY if n < SHOWN else 8 + n % 20,
            "place_id": n % 50 + 1,
            "number": f"R-{n:05}",
            "title": f"Joint resolution {n} on common standards for roads & “rivers”",
            "summary": "What the resolution says, as it was brought in. " * 3,
            "stage": "open",
            "changed": n,
        }
        for n in range(ROWS)
    ]
    db.session.execute(insert(Place), places)
    db.session.execute(insert(User), [{"id": USER, "name": "Somebody"}])
    db.session.execute(insert(Item), rows)
    db.session.commit()


if os.environ.get("BENCH_YARDSTICK"):
    app = create_yardstick(os.environ["DATABASE_URL"], os.environ["SECRET_KEY"])

if __name__ == "__main__":
    with app.app_context():
        fill()
