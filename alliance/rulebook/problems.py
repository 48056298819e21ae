"""What is wrong with a rule or a roster, and at which place of the document."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

ECHO_CHARACTERS = 80
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True)
class Problem:
    """One fault: `path` like "majorities[0].more_than.share", `reason` in plain words."""

    path: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "reason": self.reason}


class Malformed(ValueError):  # noqa: N818 - named for the document, not for the error
    """The document cannot be read; `problems` holds every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in self.problems))


class MalformedRule(Malformed):
    """The rule is not one of the rule language."""


class MalformedRoster(Malformed):
    """The roster or the answers cannot be counted under the rule."""

    @property
    def path(self) -> str:
        """The place of the first fault."""
        return self.problems[0].path


def inside(path: str, key: object) -> str:
    """The path of `key` within `path`; keys that are not plain words are quoted."""
    if isinstance(key, int) and not isinstance(key, bool):
        return f"{path}[{key}]"
    text = str(key)
    if _PLAIN.fullmatch(text):
        return f"{path}.{text}" if path else text
    return f"{path}[{json.dumps(shortened(text))}]"


def shortened(text: str) -> str:
    """The text, cut so that a hostile value cannot flood a message."""
    return text if len(text) <= ECHO_CHARACTERS else text[: ECHO_CHARACTERS - 1] + "…"


def described(value: object) -> str:
    """A JSON value in a few words, without walking into it."""
    if isinstance(value, str):
        return json.dumps(shortened(value))
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return _KINDS.get(type(value), "something that JSON does not know")


_KINDS = {
    int: "a bare whole number",
    float: "a number with a decimal point",
    dict: "an object",
    list: "a list",
}
