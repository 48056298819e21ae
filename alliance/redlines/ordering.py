"""Which units moved, and where each stands when several have been moved and inserted at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from alliance.redlines.matching import longest_rise

After = Mapping[str, str | None]  # after which unit each one stands
Followers = Mapping[str | None, Sequence[str]]  # after which unit (None: first) which others stand


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest of the ids on both sides that must move to make the one order the other."""
    places = {key: place for place, key in enumerate(old)}
    common = [key for key in new if key in places]
    stay = longest_rise([places[key] for key in common])
    return set(common) - {common[one] for one in stay}


def placed(ids: Sequence[str], which: Collection[str]) -> dict[str, str | None]:
    """After which unit each of these stands; None stands before all."""
    return {key: ids[at - 1] if at else None for at, key in enumerate(ids) if key in which}


def arranged(backbone: Iterable[str], followers: Followers) -> list[str]:
    """The units that stay, each with those that follow it and with what follows these in turn.

    Units that wait for each other in a circle are left out; the caller finds them missing.
    """
    order: list[str] = []
    waiting: list[str] = [*reversed([*followers.get(None, ()), *backbone])]
    while waiting:
        key = waiting.pop()
        order.append(key)
        waiting += reversed(followers.get(key, ()))
    return order


def circle(after: After) -> set[str]:
    """Units that wait for each other; empty where none do."""
    done: set[str] = set()
    for start in sorted(after):
        way: dict[str, None] = {}
        key: str | None = start
        while key is not None and key in after and key not in done:
            if key in way:
                keys = list(way)
                return set(keys[keys.index(key) :])
            way[key] = None
            key = after[key]
        done |= way.keys()
    return set()
