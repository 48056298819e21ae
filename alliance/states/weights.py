"""Weights that stand in the project: electors by census, and the people counted in 2020.

Electors hold from the day on which the apportionment was announced (2 U.S.C. § 2a; announced on
2000-12-28, 2010-12-21 and 2021-04-26), for whatever counts them; U.S. Census Bureau, public domain.
"""

import csv
import datetime as dt
from collections.abc import Mapping
from functools import cache

from alliance.states.reference import DATA, jurisdictions

ELECTORS = DATA.parent / "electors.csv"
CENSUS_2020 = dt.date(2020, 4, 1)

Dated = tuple[tuple[dt.date, Mapping[str, int]], ...]


@cache
def electors() -> Dated:
    """The electors of each state from a day on; territories have none."""
    with ELECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    none = dict.fromkeys(jurisdictions(), 0)
    days = [name for name in rows[0] if name != "usps"]
    return tuple(
        (dt.date.fromisoformat(day), none | {row["usps"]: int(row[day]) for row in rows})
        for day in days
    )


@cache
def population() -> Dated:
    """The residents of each jurisdiction, as the census of 2020 counted them."""
    return ((CENSUS_2020, {code: place.population for code, place in jurisdictions().items()}),)


def tables() -> Mapping[str, Dated]:
    """Every weight that rules may name without anybody importing it."""
    return {
        "electoral_votes": electors(),
        "electors": electors(),
        "population": population(),
    }
