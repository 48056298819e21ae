"""Converting a text from one kind of file into others. No database is opened."""

from pathlib import Path

import click

from alliance.commands.asking import answer, everywhere
from alliance.conversion.export import Export
from alliance.conversion.findings import MOST_BYTES, Imported, Refused
from alliance.conversion.reading import from_file
from alliance.conversion.writing import Target, written
from alliance.core.operation import RuleBroken

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _targets(context: click.Context, parameter: click.Parameter, said: str) -> list[Target]:
    names = [one.strip().lower() for one in said.split(",")]
    for one in names:
        if one not in set(Target):
            known = ", ".join(Target)
            raise click.BadParameter(f"{one!r} is none of {known}.", context, parameter)
    return list(dict.fromkeys(map(Target, names)))


@click.command("convert")
@click.argument("file", type=FILE)
@click.option(
    "--to",
    "targets",
    required=True,
    callback=_targets,
    metavar="html,pdf,docx,md,akn,json",
    help="What to make of it; several, parted by commas.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The file; for several, a folder, or how their names begin.",
)
@everywhere
def convert(file: Path, targets: list[Target], output: Path) -> None:
    """Read the text in FILE and write it as other files.

    FILE is .docx, Akoma Ntoso, JSON, HTML, Markdown or plain text, whatever its name. What is not
    carried over is reported.
    """
    try:
        found = from_file(_bytes(file))
        files = [
            (_place(output, file, target, several=len(targets) > 1), _made(found, target))
            for target in targets
        ]
    except Refused as refused:
        raise RuleBroken(f"{file.name}: {refused}") from None
    _write(files)
    document = {
        "title": found.text.title,
        "units": len(found.text.units),
        "written": [str(path) for path, _ in files],
        "report": [note.as_json() for note in found.report],
    }
    answer(document, _words(found, files))


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _made(found: Imported, target: Target) -> bytes:
    return written(Export(found.text), target)


def _place(output: Path, file: Path, target: Target, *, several: bool) -> Path:
    if output.is_dir():
        return output / f"{file.stem}.{target}"
    return output.with_name(f"{output.name}.{target}") if several else output


def _write(files: list[tuple[Path, bytes]]) -> None:
    for path, data in files:
        try:
            path.write_bytes(data)
        except OSError as wrong:
            raise click.BadParameter(f"{path} cannot be written: {wrong.strerror}.") from None


def _words(found: Imported, files: list[tuple[Path, bytes]]) -> str:
    title = found.text.title or "A text without a title"
    count = len(found.text.units)
    lines = [f"{title}: {count} {'unit' if count == 1 else 'units'}."]
    lines += [f"Written: {path}" for path, _ in files]
    lines += [f"Note: {note}" for note in found.report]
    return "\n".join(lines)


COMMANDS = [convert]
