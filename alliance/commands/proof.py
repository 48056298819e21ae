"""Commands about proof: bundles, the ledger, checkpoints."""

import os
import secrets
import uuid
from pathlib import Path
from typing import Any

import click

from alliance.commands.asking import (
    NOT_HELD,
    OK,
    UnknownId,
    acting,
    answer,
    application,
    everywhere,
    only_operator,
)
from alliance.core.actor import Rank
from alliance.core.canonical import canonical
from alliance.core.db import as_id
from alliance.core.ledger import check
from alliance.core.policy import require
from alliance.core.record import leaves, stream_sizes
from alliance.core.seal import checkpoint
from alliance.core.transaction import snapshot
from alliance.resolutions.exports import bundle as make_bundle
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import any_resolution
from alliance.resolutions.queries import resolution as resolution_within
from alliance.verifying import verifier


@click.group()
@everywhere
def bundle() -> None:
    """The decision bundle."""


@bundle.command("export")
@click.argument("resolution_id", metavar="RESOLUTION")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@everywhere
def bundle_export(resolution_id: str, out: Path) -> None:
    """Write the bundle of a decided RESOLUTION."""
    with application(), snapshot():
        resolution = _resolution(resolution_id)
        require(acting(), Do.EXPORT, resolution)
        data = make_bundle(resolution)
    _write(out, data)
    answer({"file": str(out), "bytes": len(data)}, f"Written: {out} ({len(data):,} bytes).")


def _resolution(text: str) -> Resolution:
    key = as_id(text)
    found = _find(key) if key else None
    if found is None:
        raise UnknownId(f"There is no resolution {text}. `alliance resolution list` names them.")
    return found


def _find(key: uuid.UUID) -> Resolution | None:
    who = acting()
    return any_resolution(key) if who.rank is Rank.OPERATOR else resolution_within(who, key)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--checkpoint",
    "against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that you were given earlier.",
)
@everywhere
def verify(file: Path, against: Path | None) -> int:
    """Check a bundle, without the server that made it; 0 when everything holds, else 1."""
    tool: Any = verifier()
    try:
        verdict = tool.verify(file, against)
    except OSError as problem:
        raise click.UsageError(f"{problem.filename} cannot be read: {problem.strerror}.") from None
    word = "VALID" if verdict.valid else f"NOT VALID: {verdict.first_problem}"
    words = [f"{tool.visible(file.name, 200)}: {word}", *verdict.sentences]
    answer(verdict.as_json(), "\n".join(words))
    return OK if verdict.valid else NOT_HELD


@click.group()
@everywhere
def ledger() -> None:
    """The ledger."""


@ledger.command("check")
@everywhere
def ledger_check() -> int:
    """Recompute every hash of every stream."""
    only_operator("ledger:check")
    with application(), snapshot():
        found = check()
    words = (
        f"The ledger holds: {found['entries']} entries in {found['streams']} streams."
        if found["valid"]
        else f"The ledger does not hold: {found['first_problem']}."
    )
    answer(found, words)
    return OK if found["valid"] else NOT_HELD


@ledger.command("checkpoint")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@everywhere
def ledger_checkpoint(out: Path) -> None:
    """Write a signed statement of where every stream stands. Keep it away from this server."""
    only_operator("ledger:checkpoint")
    with application(), snapshot():
        streams = {stream: leaves(stream) for stream in stream_sizes()}
        data = canonical({**checkpoint(streams), "leaves": streams})
    _write(out, data)
    words = f"Written: {out}. Give it to the members; it proves a rewritten ledger wrong."
    answer({"file": str(out), "streams": len(streams)}, words)


def _write(out: Path, data: bytes) -> None:
    """All of the file or none; a pipe or a device is written to, never replaced."""
    try:
        target = Path(
            os.path.realpath(out)
        )  # what a symlink points to, not the symlink, is replaced
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _write_whole(target, data)
    except OSError as problem:
        raise click.UsageError(f"{out} cannot be written: {problem.strerror}.") from None


def _write_whole(target: Path, data: bytes) -> None:
    """Under a name that nobody can guess first, then under its own."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as made:  # refuses whatever has that name, a symlink too
            made.write(data)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


COMMANDS = [bundle, verify, ledger]
