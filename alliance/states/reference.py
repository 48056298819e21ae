"""The reference table of jurisdictions, as it stands in the project."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "jurisdictions.csv"


@dataclass(frozen=True)
class Jurisdiction:
    """One of the 56. Populations are counts of the 2020 census; electors hold for 2024-2028."""

    code: str  # USPS
    fips: str
    name: str
    formal_name: str
    kind: str  # state, district, territory
    region: str  # census region; "" for territories
    capital: str
    chief_executive: str
    electors: int
    population: int
    zone: str  # IANA name, of the capital
    zones: tuple[str, ...]


@cache
def jurisdictions() -> dict[str, Jurisdiction]:
    """Every jurisdiction by its postal code, in the order of their names."""
    with DATA.open(encoding="utf-8", newline="") as file:
        found = [_read(row) for row in csv.DictReader(file)]
    return {place.code: place for place in sorted(found, key=lambda place: place.name)}


def name_of(code: str) -> str:
    """The name of a state, or the code itself where it is none of ours."""
    place = jurisdictions().get(code)
    return place.name if place else code


def _read(row: dict[str, str]) -> Jurisdiction:
    return Jurisdiction(
        code=row["usps"],
        fips=row["fips"],
        name=row["name"],
        formal_name=row["formal_name"],
        kind=row["kind"],
        region=row["census_region"],
        capital=row["capital"],
        chief_executive=row["chief_executive_title"],
        electors=int(row["electoral_votes_2024_2028"] or 0),
        population=int(row["population_2020_resident"]),
        zone=row["capital_time_zone"],
        zones=tuple(row["time_zones"].split()),
    )
