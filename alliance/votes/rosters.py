"""The roster that opening a question freezes."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from alliance.compacts.weighing import amounts
from alliance.core import clock
from alliance.states.reference import jurisdictions


def roster_of(states: Collection[str] | Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The roster entries that opening freezes: class, region, weights as text.

    `states` are parties, or states with the class in which each votes.
    """
    places = jurisdictions()
    classes = states if isinstance(states, Mapping) else dict.fromkeys(states, "party")
    return {
        code: {
            "class": classes[code],
            "region": places[code].region or "territory",
            "weights": {
                "electors": str(places[code].electors),
                "population": str(places[code].population),
            },
        }
        for code in sorted(states)
    }


def roster_on(
    states: Collection[str] | Mapping[str, str], day: dt.date
) -> dict[str, dict[str, Any]]:
    """The same with the weights that were taken in from dated tables, as they are on a day."""
    roster = roster_of(states)
    for measure, rows in amounts(None).items():  # by day: a later amount takes the place
        for from_on, state, amount in rows:
            if state in roster and from_on <= day:
                roster[state]["weights"][measure] = amount
    return roster


def roster_today(states: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The roster of a question that is put today to states with their classes."""
    return roster_on(states, clock.today())
