"""Commands that run the installation."""

import os
import signal
import threading

import click
from sqlalchemy import select

from alliance.commands.asking import (
    acting,
    answer,
    application,
    everywhere,
    only_operator,
    settings,
)
from alliance.core import worker as working
from alliance.core.db import db
from alliance.core.schema import upgrade
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.settings import NotReady, Settings, from_environment
from alliance.core.transaction import transaction
from alliance.demo.making import make_demo
from alliance.litigation import operations as litigation
from alliance.membership import operations as membership
from alliance.membership.queries import not_worked_out
from alliance.serving import environment_for, refuse_a_useless_port, serve_and_work, web_command
from alliance.starting import check_before_serving
from alliance.states import operations as states
from alliance.states.reference import jurisdictions


@click.command()
@everywhere
def init() -> None:
    """Create or migrate the database and load the 56 jurisdictions; repeatable."""
    only_operator("init")
    answer({"states": _init()}, "The database is ready: 56 jurisdictions.")


def _init() -> int:
    with application(ready=False):
        upgrade(db.engine)
        with transaction():
            who = acting()
            if db.session.scalars(select(Installation)).first() is None:
                db.session.add(Installation())
                db.session.flush()
                key_of(HOUSE)
                states.load(who, None)
                litigation.load_courts(who, None)
            if among := not_worked_out():  # the database comes from a version that kept none
                membership.work_out_standings(who, None, among=among)
    return len(jurisdictions())


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Else PORT, else 8000.")
@everywhere
def serve(port: int | None) -> None:
    """Serve, with two worker processes; run `alliance worker` beside it for mail and closes."""
    chosen = _with_port(port)
    with application() as app:
        check_before_serving(app, chosen)
    refuse_a_useless_port(chosen, "serve")
    command = web_command(chosen)
    os.execve(command[0], command, environment_for(chosen))  # noqa: S606 (our own interpreter)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@everywhere
def worker(once: bool) -> None:  # noqa: FBT001 (click's way)
    """Send mail and do what time does."""
    only_operator("worker")
    with application():
        name = working.name()
        if once:
            done = working.run_once(name)
            answer({"done": done}, f"{done} done.")
            return
        stop = threading.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: stop.set())
        working.run(name, stop)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Else PORT, else 8000.")
@everywhere
def demo(port: int | None) -> int:
    """Fill the database with demonstration data, and serve it with its worker."""
    chosen = _with_port(port, demo=True)
    if chosen.production:
        raise NotReady("ALLIANCE_ENV is production: demonstration data does not go there.")
    refuse_a_useless_port(chosen, "demo")

    def say(text: str) -> None:
        click.echo(text, err=True)

    say("Database: creating or migrating ...")
    _init()
    with application():
        accounts = make_demo(say)
    return serve_and_work(chosen, accounts, say)


def _with_port(port: int | None, *, demo: bool = False) -> Settings:
    extra = {"PORT": str(port)} if port else {}
    extra |= {"ALLIANCE_DEMO": "1"} if demo else {}
    chosen = settings()
    return from_environment({**os.environ, **extra}, database=chosen.database_url)


COMMANDS = [init, serve, worker, demo]
