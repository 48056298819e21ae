"""Comparing two texts of a compact. No database is opened."""

from pathlib import Path

import click

from alliance.commands.asking import answer, everywhere
from alliance.comparison.changes import Change
from alliance.comparison.comparing import compare as compared
from alliance.comparison.limits import CHARACTERS, UnreadableText, text_of
from alliance.core.operation import RuleBroken

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("compare")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option(
    "--critical",
    is_flag=True,
    help="Only numbers, dates, deadlines, shall/may/not, parties, defined terms, and/or.",
)
@everywhere
def compare(old: Path, new: Path, critical: bool) -> None:  # noqa: FBT001 (click's way)
    """What the enacted text NEW changes against the model OLD.

    Both are plain text or Markdown. Numbering, punctuation, spacing and capitals are set aside.
    """
    model, enacted = _read(old), _read(new)
    found = compared(model, enacted)
    shown = found.critical if critical else found.changes
    answer({"changes": [change.as_json() for change in shown]}, _words(shown, critical=critical))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return text_of(file.read(4 * CHARACTERS + 1))
    except UnreadableText as wrong:
        raise RuleBroken(f"{path.name}: {wrong}") from None


def _words(changes: tuple[Change, ...], *, critical: bool) -> str:
    what = "critical change" if critical else "change"
    count = len(changes)
    head = f"{count or 'No'} {what}{'' if count == 1 else 's'}."
    lines = [line for change in changes for line in _lines(change)]
    tail = "Whether the texts are substantially similar is for a person to determine."
    return "\n".join([head, *lines, tail])


def _lines(change: Change) -> list[str]:
    lines = ["", f"{change.sentence} [{', '.join(change.kinds)}]"]
    if change.old and change.new and change.kind != "renumbered":
        lines += [f"  model:   {change.old}", f"  enacted: {change.new}"]
    return lines


COMMANDS = [compare]
