"""The roster that opening a question freezes."""

from collections.abc import Collection

from alliance.states.reference import jurisdictions


def roster_of(states: Collection[str]) -> dict[str, dict[str, object]]:
    """The roster entries that opening freezes: class, region, weights as text."""
    places = jurisdictions()
    return {
        code: {
            "class": "party",
            "region": places[code].region or "territory",
            "weights": {
                "electors": str(places[code].electors),
                "population": str(places[code].population),
            },
        }
        for code in sorted(states)
    }
