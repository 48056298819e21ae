"""Lawsuits, files of them, and people for the tests of litigation."""

import csv

from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.imports import Terms
from alliance.core.transaction import transaction
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.reading import (
    EVENT_OPTIONAL,
    EVENT_REQUIRED,
    LAWSUIT_OPTIONAL,
    LAWSUIT_REQUIRED,
)
from tests.people import Role

TARIFFS = {
    "case_id": "or-us-tariffs-2025",
    "caption": "Oregon et al. v. United States et al.",
    "court_id": "cit",
    "docket_number": "1:25-cv-00077",
    "date_filed": "2025-04-23",
    "lead_plaintiff": "OR",
    "plaintiff_states": "OR AZ CO",
    "plaintiff_state_count": "3",
    "plaintiffs_complete": "yes",
    "basis": "complaint caption",
    "challenged_action": "tariffs by executive order",
    "opposing_party": "United States",
    "status": "summary judgment granted",
    "source": "complaint",
    "as_of": "2025-05-01",
}
COMPLAINT = {
    "case_id": "or-us-tariffs-2025",
    "date": "2025-04-23",
    "event": "complaint filed",
    "states": "OR AZ CO",
    "source": "complaint",
    "as_of": "2025-05-01",
}


def lawsuits_file(folder, *rows, columns=(*LAWSUIT_REQUIRED, *LAWSUIT_OPTIONAL)):
    return _file(folder / "lawsuits.csv", columns, rows)


def events_file(folder, *rows, columns=(*EVENT_REQUIRED, *EVENT_OPTIONAL)):
    return _file(folder / "lawsuit_events.csv", columns, rows)


def take_lawsuits(path, **terms):
    with transaction():
        return import_lawsuits(OPERATOR, path, Terms(**terms))


def take_events(path, **terms):
    with transaction():
        return import_lawsuit_events(OPERATOR, path, Terms(**terms))


def lawsuit(folder, **facts):
    """A lawsuit that is recorded: the usual one, with some facts changed."""
    row = TARIFFS | facts
    take_lawsuits(lawsuits_file(folder, row))
    return lawsuit_by_case(None, row["case_id"])


def event(folder, **facts):
    """An event that is recorded: the usual complaint, with some facts changed."""
    return take_events(events_file(folder, COMPLAINT | facts))


def lawyer(state="CO", office=Office.ATTORNEY_GENERAL, rank=Rank.PRINCIPAL):
    """Somebody who may record a position."""
    return Role(state, office, rank)


def _file(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path
