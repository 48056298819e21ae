"""What every command shares: the common options, the application, how it answers."""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click
from flask import Flask

from alliance.app import actor_by_email, create_app
from alliance.core.actor import OPERATOR, Actor
from alliance.core.db import db
from alliance.core.imports import Refusal, Report
from alliance.core.policy import NotPermitted
from alliance.core.schema import why_not_ready
from alliance.core.settings import NotReady, Settings, from_environment

OK, NOT_HELD, USAGE, REFUSED, NOT_READY = 0, 1, 2, 3, 4


class UnknownId(click.ClickException):
    """There is no such thing; exit 2."""

    exit_code = USAGE


@dataclass
class Asked:
    """The options that every command takes, before or after its name."""

    database: str | None = None
    as_email: str | None = None
    as_json: bool = False


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value == "":  # an empty variable in a script must not mean the operator
            raise click.BadParameter("it is empty.", context, parameter)
        if value:
            setattr(context.ensure_object(Asked), name, value)

    return keep


def everywhere(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the common options to a command or a group."""
    options = (
        click.option(
            "--database",
            metavar="URL",
            expose_value=False,
            callback=_remember("database"),
            help="The database; else DATABASE_URL, else the embedded one.",
        ),
        click.option(
            "--as",
            "as_email",
            metavar="EMAIL",
            expose_value=False,
            callback=_remember("as_email"),
            help="Act as this person, with this person's rights.",
        ),
        click.option(
            "--json",
            "as_json",
            is_flag=True,
            expose_value=False,
            callback=_remember("as_json"),
            help="Print one JSON document on stdout.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def asked() -> Asked:
    """The common options of the command in hand."""
    found: Asked = click.get_current_context().ensure_object(Asked)
    return found


def settings() -> Settings:
    """The settings for the command in hand."""
    return from_environment(database=asked().database)


@contextlib.contextmanager
def application(*, ready: bool = True) -> Iterator[Flask]:
    """The application, its context, and a database that is ready."""
    app = create_app(settings())
    with app.app_context():
        if ready and (reason := why_not_ready(db.engine)):
            raise NotReady(reason)
        yield app


def acting() -> Actor:
    """The operator, or the person named with --as."""
    email = asked().as_email
    if not email:
        return OPERATOR
    found = actor_by_email(email) if email.isprintable() else None
    if found is None:
        raise UnknownId(f"--as: nobody here signs in as {email}.")
    return found


def only_operator(action: str) -> None:
    """Refuse whoever is named with --as: this is the operator's own."""
    if asked().as_email:
        raise NotPermitted(action)


def answer(document: Mapping[str, Any] | list[Any], words: str) -> None:
    """Say the result: JSON alone on stdout when asked for, else words."""
    if asked().as_json:
        click.echo(json.dumps(document))
        if words:
            click.echo(words, err=True)
    elif words:
        click.echo(words)


def answer_import(report: Report, dry_run: bool) -> int:  # noqa: FBT001 (a plain fact)
    """Say what an import did, refusals one a line; the exit code."""
    done = "would be" if dry_run else "are"
    lines = [refusal_line(one) for one in report.refused]
    lines += [f"Note: {note}." for note in report.notes]
    if report.ignored_columns:
        lines.append(
            f"Not read, because nothing here has a place for it: "
            f"{', '.join(report.ignored_columns)}."
        )
    if report.refused:
        count = len(report.refused)
        lines.append(
            f"{count} {'thing is' if count == 1 else 'things are'} wrong; nothing was written."
        )
    else:
        lines.append(
            f"{report.added} {done} added, {report.changed} changed, {report.unchanged} unchanged."
        )
    answer(report.as_json(), "\n".join(lines))
    return REFUSED if report.refused else OK


def refusal_line(one: Refusal) -> str:
    """Where something is wrong, what, and how to mend it."""
    fix = f"{one.fix[:1].upper()}{one.fix[1:]}"
    return f"{one.file}, {_place_of(one)}: {one.reason}. {fix}."


def _place_of(one: Refusal) -> str:
    parts = [f"row {one.row}"] if one.row is not None else []
    if one.column:
        parts.append(f"column {one.column}")
    if one.value:
        parts.append(f"“{one.value}”")
    return ", ".join(parts) or "the file"
