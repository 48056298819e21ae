"""Who wrote what: for every part of every unit, runs of words and the office each came from."""

import json
from collections.abc import Iterator
from typing import Any, Final

from pycrdt import Doc, Map, TextEvent

from alliance.drafting.live import PARTS, UNITS

FROM_VERSION: Final = ""  # the author of what the draft began with
Runs = list[tuple[int, str]]  # bytes of UTF-8, and whose


class Authorship:
    """The runs of every part, kept while updates are applied."""

    def __init__(self, runs: dict[str, Runs] | None = None) -> None:
        self.runs: dict[str, Runs] = dict(runs or {})

    @classmethod
    def from_json(cls, kept: str) -> "Authorship":
        """As it was kept."""
        return cls({key: [(n, by) for n, by in runs] for key, runs in json.loads(kept).items()})

    def as_json(self) -> str:
        """To be kept."""
        return json.dumps(self.runs, separators=(",", ":"))

    def follow(self, doc: Doc[Any], updates: Iterator[tuple[bytes, str]]) -> None:
        """Apply updates, each with whose it is, and note what each wrote."""
        units = doc.get(UNITS, type=Map)
        by = FROM_VERSION

        def note(events: list[Any]) -> None:
            for event in events:
                self._note(units, event, by)

        subscription = units.observe_deep(note)
        try:
            for update, author in updates:
                by = author
                doc.apply_update(update)
        finally:
            units.unobserve(subscription)

    def _note(self, units: Any, event: Any, by: str) -> None:
        path = list(event.path)
        if isinstance(event, TextEvent):
            if len(path) == 2 and path[1] in PARTS:
                key = f"{path[0]}/{path[1]}"
                self.runs[key] = rewritten(self.runs.get(key, []), delta_of(event), by)
        elif not path:
            for key, change in event.keys.items():
                if change["action"] != "delete" and key in units:
                    for part in PARTS:
                        size = len(str(units[key].get(part, "")).encode())
                        self.runs[f"{key}/{part}"] = [(size, by)] if size else []

    def of(self, unit: str, part: str, words: str) -> list[tuple[str, str]]:
        """The words of a part in runs, each with whose it is."""
        found, data, at = [], words.encode(), 0
        for size, by in self.runs.get(f"{unit}/{part}", []):
            found.append((data[at : at + size].decode(errors="replace"), by))
            at += size
        if at < len(data):
            found.append((data[at:].decode(errors="replace"), FROM_VERSION))
        return found


def delta_of(event: Any) -> list[dict[str, Any]]:
    """The steps of a change: what is kept, deleted (in bytes) and inserted."""
    steps: list[dict[str, Any]] = event.delta
    return steps


def rewritten(runs: Runs, delta: list[dict[str, Any]], by: str) -> Runs:
    """The runs after a change: what is kept stays whose it was."""
    old = list(runs)
    new: Runs = []
    for step in delta:
        if "retain" in step:
            old = _moved(old, new, step["retain"])
        elif "delete" in step:
            old = _moved(old, [], step["delete"])
        else:
            _add(new, len(str(step["insert"]).encode()), by)
    for size, author in old:
        _add(new, size, author)
    return new


def _moved(old: Runs, to: Runs, count: int) -> Runs:
    """Move so many bytes from the front of `old` to the end of `to`; what is left."""
    rest = list(old)
    while count > 0 and rest:
        size, author = rest.pop(0)
        taken = min(size, count)
        _add(to, taken, author)
        if size > taken:
            rest.insert(0, (size - taken, author))
        count -= taken
    return rest


def _add(runs: Runs, size: int, author: str) -> None:
    if runs and runs[-1][1] == author:
        runs[-1] = (runs[-1][0] + size, author)
    elif size:
        runs.append((size, author))
