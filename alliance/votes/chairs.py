"""Who presides over an alliance, and so may be asked for a casting vote."""

from alliance.charters.queries import officers_on
from alliance.core import clock
from alliance.membership.models import Alliance
from alliance.states.reference import name_of


def serving(alliance: Alliance) -> dict[str, str]:
    """The states of which an officer serves today: by state, who and as what."""
    found: dict[str, list[str]] = {}
    for one in officers_on(alliance, clock.today()):
        if one.state_code:
            who = f"{one.person}, {one.title}" if one.person else one.title
            found.setdefault(one.state_code, []).append(who)
    return {state: "; ".join(who) for state, who in sorted(found.items())}


def chairs_of(alliance: Alliance) -> dict[str, str]:
    """The same with the name of each state, as one chooses among them."""
    return {state: f"{name_of(state)}: {who}" for state, who in serving(alliance).items()}
