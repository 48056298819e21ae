"""A text set out for reading, as text.txt of the decision bundle has it (docs/bundle.md)."""

from collections.abc import Mapping
from typing import Any

from alliance.texts.frozen import as_json
from alliance.texts.references import GONE, REFERENCE
from alliance.texts.units import RECITED, Form, Kind, Text


def plain_text(text: Text) -> str:
    """The text in paragraphs, with the numbers that are printed; what is in it is Markdown."""
    return set_out(as_json(text))


def set_out(says: Mapping[str, Any]) -> str:
    """The same from the frozen form: title, recitals, enacting line, everything else."""
    if "units" not in says:
        return _set_out_the_oldest(says)
    lead = RECITED[Form(says["form"])].upper()
    addresses = {unit["id"]: unit["address"] for unit in says["units"]}
    recited = [unit for unit in says["units"] if unit["kind"] == Kind.RECITAL]
    others = [unit for unit in says["units"] if unit["kind"] != Kind.RECITAL]
    parts = [says["title"]]
    parts += [f"{lead}{_words(unit, addresses)}" for unit in recited]
    parts += [says["enacting"]] if says["enacting"] else []
    parts += [_numbered(unit, addresses) for unit in others]
    return "\n\n".join(parts) + "\n"


def _set_out_the_oldest(says: Mapping[str, Any]) -> str:
    parts = [says["title"], *(f"WHEREAS, {clause}" for clause in says["whereas"]), "RESOLVED:"]
    parts += [f"{number}. {clause}" for number, clause in enumerate(says["resolved"], start=1)]
    return "\n\n".join(parts) + "\n"


def _numbered(unit: Mapping[str, Any], addresses: Mapping[str, str]) -> str:
    file = unit["file"]
    held = f"(file {file['name']}, {file['size']} bytes, SHA-256 {file['sha256']})" if file else ""
    head = " ".join(filter(None, [unit["number"], unit["heading"], held]))
    words = _words(unit, addresses)
    joint = "\n\n" if unit["heading"] or held else " "
    return joint.join(filter(None, [head, words]))


def _words(unit: Mapping[str, Any], addresses: Mapping[str, str]) -> str:
    said: str = REFERENCE.sub(lambda found: addresses.get(found[1], GONE), unit["text"])
    return said
