"""Marks on the map and the tile grid: one for each of the 56."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from alliance.core.settings import ROOT, NotReady
from alliance.states.reference import jurisdictions

MAP = ROOT / "static" / "vendor" / "us-map.json"
NONE = ("none", "", "Not on the list")


@dataclass(frozen=True)
class Mark:
    """What map and tiles show of one state."""

    key: str  # how it is drawn
    letter: str  # one or two characters, for those who cannot tell colours apart
    label: str  # what the key means
    name: str
    url: str
    fips: str


def marks(
    found: Mapping[str, tuple[str, str, str]],
    *,
    rest: tuple[str, str, str] = NONE,
    link: Callable[[str], str] = lambda _: "",
) -> dict[str, Mark]:
    """A mark for every state: (key, letter, label) where found, else `rest`."""
    drawn = {}
    for code, place in jurisdictions().items():
        key, letter, label = found.get(code, rest)
        drawn[code] = Mark(key, letter, label, place.name, link(code), place.fips)
    return drawn


@cache
def paths() -> dict[str, str]:
    """The outline of each state by FIPS code, made at set-up from the public-domain atlas."""
    try:
        found: dict[str, str] = json.loads(MAP.read_text())["paths"]
    except OSError:
        raise NotReady(
            "static/vendor/us-map.json is missing. Run: python3 tools/setup.py"
        ) from None
    return found
