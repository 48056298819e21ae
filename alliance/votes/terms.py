"""How a question is answered, as opening it freezes it: pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from alliance.core.canonical import canonical
from alliance.votes.rules import Mode


@dataclass(frozen=True)
class Terms:
    """The terms of one question; what a charter does not say is as it stands here.

    `chair` is the state whose presiding officer may break a tie, where the rule has a casting vote.
    `zone` is the time zone in which the close was set; `deadline` says how, or None where an
    instant was chosen: {"count": n, "unit": "hours" | "days" | "business days",
    "holidays": [days]}.
    """

    mode: Mode = Mode.WRITTEN
    may_change: bool = True  # a state may change its answer until the close
    hidden: bool = False  # answers and count are shown after the close only
    secret: bool = False  # ballots without names
    extensions: int = 0  # how often the close may be put off
    divided: bool = False  # a state may divide its weight
    proxies: bool = False  # another state's officer may answer for a state
    chains: bool = False  # whoever holds a proxy may pass it on
    chair: str = ""
    zone: str = "UTC"
    deadline: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is frozen; `terms_of` reads it back to the same."""
        return {**asdict(self), "mode": str(self.mode)}

    def frozen(self) -> str:
        """The canonical JSON whose hash the question carries."""
        return canonical(self.as_json()).decode()


@lru_cache(maxsize=64)
def terms_of(text: str) -> Terms:
    """Terms as they were frozen; a key that a later version added is as it is by default."""
    kept = json.loads(text)
    return replace(Terms(), **{**kept, "mode": Mode(kept["mode"])})


# How questions were answered before there were terms: in writing, once, shown at once.
BEFORE = Terms(may_change=False)
