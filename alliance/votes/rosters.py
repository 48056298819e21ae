"""The roster that opening a question freezes."""

from collections.abc import Collection, Mapping

from alliance.states.reference import jurisdictions


def roster_of(states: Collection[str] | Mapping[str, str]) -> dict[str, dict[str, object]]:
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
