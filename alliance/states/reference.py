"""The reference table of jurisdictions, as it stands in the project."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alliance.core import clock

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


def today_in(code: str) -> dt.date:
    """The day it is now at the capital of a state: the day of the law for that state."""
    return clock.day_in(jurisdictions()[code].zone)


def days_now() -> dict[str, dt.date]:
    """The day it is now in each state; two days at most are under way at one time."""
    zones = {place.zone for place in jurisdictions().values()}
    days = {zone: clock.day_in(zone) for zone in zones}
    return {code: days[place.zone] for code, place in jurisdictions().items()}


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
