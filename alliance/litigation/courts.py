"""The reference table of federal courts, as it stands in the project."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "courts.csv"


@dataclass(frozen=True)
class Place:
    """One federal court. `citation` is how citations abbreviate it; "" where it has none."""

    id: str  # such as nysd
    name: str
    citation: str
    kind: str  # trial, appellate, bankruptcy
    location: str  # the state in which it sits


@cache
def courts() -> dict[str, Place]:
    """Every court by its id, in the order of their names."""
    with DATA.open(encoding="utf-8", newline="") as file:
        found = [_read(row) for row in csv.DictReader(file)]
    return {place.id: place for place in sorted(found, key=lambda place: place.name)}


def _read(row: dict[str, str]) -> Place:
    return Place(
        id=row["court_id"],
        name=row["name"],
        citation=row["citation_string"],
        kind=row["type"],
        location=row["location"],
    )
