"""Who may do what: the engine. Each domain keeps its own table in policy.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alliance.core.actor import Actor, Office, Rank

Rule = Callable[[Actor, Any], bool]
Table = Mapping[str, Sequence[Rule]]

POLICY: dict[str, Sequence[Rule]] = {}


class NotPermitted(Exception):  # noqa: N818
    """The actor may not do this to that."""


def adopt(table: Table) -> None:
    """Add a domain's table; an action is ruled on in one place only."""
    if twice := POLICY.keys() & table.keys():
        raise ValueError(f"ruled on twice: {sorted(twice)}")
    POLICY.update(table)


def may(actor: Actor, action: str, subject: Any = None) -> bool:
    """Any one rule suffices; an action without rules is closed to all."""
    return any(rule(actor, subject) for rule in POLICY.get(action, ()))


def require(actor: Actor, action: str, subject: Any = None) -> None:
    """Refuse with NotPermitted unless the table allows it."""
    if not may(actor, action, subject):
        raise NotPermitted(action)


def signed_in(who: Actor, _: object) -> bool:
    """Any person with a place in an office of a state or in a secretariat; no guest."""
    return who.office not in {Office.HOUSE, Office.GUEST}


def with_account(who: Actor, _: object) -> bool:
    """Anybody who can sign in, guests too: for what each does with their own account."""
    return who.office is not Office.HOUSE


def operator(who: Actor, _: object) -> bool:
    """The one who runs the installation, from its command line."""
    return who.rank is Rank.OPERATOR


def the_clock(who: Actor, _: object) -> bool:
    """What time does by itself: an automatic close, a notice taking effect."""
    return who.rank is Rank.CLOCK


def visitor(who: Actor, _: object) -> bool:
    """Nobody who is signed in."""
    return who.rank is Rank.VISITOR
