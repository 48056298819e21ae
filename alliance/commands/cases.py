"""Files of cases: one in a JSON file, or one a line in a .jsonl file, each answered or refused."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from alliance.commands.asking import OK, REFUSED, asked
from alliance.rulebook.asking.answering import Refused
from alliance.rulebook.problems import MalformedRule, Problem
from alliance.rulebook.reading import read_json

BYTES_AT_MOST = 5_000_000
LINE_BYTES_AT_MOST = 1_000_000
WHOLE = "file"  # where a problem is that makes a document unreadable (rulebook.reading.read_json)

FILE = click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
Told = dict[str, Any]


def answer_file(
    file: Path,
    answer: Callable[[object], Mapping[str, Any]],
    *,
    kept: Callable[[dict[str, Any]], Mapping[str, Any]],
    in_words: Callable[[dict[str, Any], Told], str],
) -> int:
    """Answer the case in a file, or every line of a .jsonl file; the exit code.

    `answer` raises Refused or MalformedRule; `kept` are the fields that a refusal echoes;
    `in_words` says case and answer for people. Blank lines are passed over, and counted where a
    line is named by its number.
    """
    if file.suffix == ".jsonl":
        refused = False
        for number, line in _lines(file):
            _, told = _answered(line, answer, kept, number)
            refused = refused or "error" in told
            click.echo(json.dumps(told))
        return REFUSED if refused else OK
    case, told = _answered(contents(file), answer, kept)
    if asked().as_json or "error" not in told:
        click.echo(json.dumps(told) if asked().as_json else _shown(in_words(case, told)))
    if "error" in told:
        click.echo(f"alliance: {_shown(told['error']['message'])}", err=True)
        return REFUSED
    return OK


def _shown(text: str) -> str:
    """Text for a terminal: what it would obey, or cannot show, is written out."""
    lines = text.encode("utf-8", "backslashreplace").decode().split("\n")
    return "\n".join(
        "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
        for line in lines
    )


def _answered(
    text: str | Problem,
    answer: Callable[[object], Mapping[str, Any]],
    kept: Callable[[dict[str, Any]], Mapping[str, Any]],
    line: int | None = None,
) -> tuple[dict[str, Any], Told]:
    """One case and its answer; what is wrong with it stands under "error".

    `line` is its number in a file of several: what cannot be read at all is named by it.
    """
    case: object = None
    try:
        case = read_json(text)
        told = dict(answer(case))
    except (MalformedRule, Refused) as wrong:
        faults = MalformedRule([_placed(one, line) for one in wrong.problems])
        error = {
            "code": REFUSED,
            "message": str(wrong) if faults.problems == wrong.problems else str(faults),
            "problems": [one.as_json() for one in faults.problems],
        }
        told = {**(kept(case) if isinstance(case, dict) else {}), "error": error}
    return case if isinstance(case, dict) else {}, told


def _placed(problem: Problem, line: int | None) -> Problem:
    """A problem of a whole line, by the number that the line has in its file."""
    if line is None or problem.path != WHOLE:
        return problem
    return Problem(f"line {line}", problem.reason.replace(", line 1, column", ", column"))


def contents(file: Path) -> str | Problem:
    """The text of a file, or why it cannot be read."""
    if file.stat().st_size > BYTES_AT_MOST:
        return Problem(WHOLE, f"is larger than {BYTES_AT_MOST:,} bytes")
    return _decoded(file.read_bytes())


def _decoded(data: bytes) -> str | Problem:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return Problem(WHOLE, f"is not UTF-8 at byte {wrong.start}")


def _lines(file: Path) -> Iterator[tuple[int, str | Problem]]:
    """The lines of a file that are not blank, numbered; an overlong one is told, not held."""
    number = 0
    with file.open("rb") as lines:
        while line := lines.readline(LINE_BYTES_AT_MOST + 1):
            number += 1
            if len(line) > LINE_BYTES_AT_MOST:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(LINE_BYTES_AT_MOST)
                reason = f"is longer than {LINE_BYTES_AT_MOST:,} bytes"
                yield number, Problem(WHOLE, reason)
            elif line.strip():
                yield number, _decoded(line)
