"""Files of alliances and memberships, and what the database holds after taking them in."""

import csv
import hashlib
import json

from sqlalchemy import select

from alliance.core.actor import OPERATOR
from alliance.core.db import Base, db
from alliance.core.imports import Terms
from alliance.core.transaction import transaction
from alliance.membership.imports import import_alliances, import_memberships
from alliance.membership.reading import MEMBERSHIP_OPTIONAL, MEMBERSHIP_REQUIRED

COLUMNS = (*MEMBERSHIP_REQUIRED, *MEMBERSHIP_OPTIONAL)
BODY = {
    "id": "river",
    "name": "River Compact",
    "kind": "compact",
    "formed": "2010-01-01",
    "formed_precision": "day",
    "subject": "water",
    "activation": None,
    "withdrawal_rule": None,
    "decision_rule": None,
    "other_participants": [],
    "roster_complete": True,
    "published_member_count": None,
    "note": "",
    "source": ["charter"],
    "as_of": "2024-01-01",
}
ROW = {
    "alliance_id": "river",
    "jurisdiction": "AZ",
    "role": "party",
    "status": "member",
    "joined": "2012-05-01",
    "source": "register",
    "as_of": "2024-01-01",
}


def alliances_file(folder, *records):
    path = folder / "alliances.json"
    path.write_text(json.dumps({"alliances": list(records)}), "utf-8")
    return path


def memberships_file(folder, *rows, columns=COLUMNS):
    path = folder / "memberships.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_alliances(path, **terms):
    with transaction():
        return import_alliances(OPERATOR, path, Terms(**terms))


def take_memberships(path, **terms):
    with transaction():
        return import_memberships(OPERATOR, path, Terms(**terms))


def river(folder, *rows, **facts):
    """The River Compact, with some facts changed, and the rows given."""
    take_alliances(alliances_file(folder, BODY | facts))
    if rows:
        take_memberships(memberships_file(folder, *rows))


def counts(report):
    """Added, changed, unchanged."""
    return report.added, report.changed, report.unchanged


def contents():
    """What every table holds, as a digest by its name."""
    db.session.rollback()
    held = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        held[table.name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    db.session.rollback()
    return held
