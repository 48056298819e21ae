"""Rules, weights and events for tests."""

import csv
import datetime as dt

from alliance.charters.queries import versions_of
from alliance.compacts import operations as compacts
from alliance.compacts.imports import import_weights
from alliance.core.actor import OPERATOR
from alliance.core.imports import Terms
from alliance.core.transaction import transaction
from tests import make
from tests.charters.made import adopt, draft, words
from tests.people import SECRETARIAT

COLUMNS = ("weight", "state", "from", "amount", "source")
WEIGHT = {
    "weight": "premium",
    "state": "CO",
    "from": "2020-01-01",
    "amount": "10",
    "source": "the commissioners' report",
}
BY_PREMIUM = {
    "entry_into_force": {
        "when": {"all": [{"at_least": {"count": "30"}, "measure": "premium"}]},
        "once_met": "lapses",
    }
}
BY_CONSENT = {
    "entry_into_force": {
        "when": {"all": [{"at_least": {"count": "2"}}, {"event": "consent of Congress"}]}
    }
}


def weights_file(folder, *rows, columns=COLUMNS):
    path = folder / "weights.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_weights(folder, *rows, columns=COLUMNS, **terms):
    with transaction():
        return import_weights(
            OPERATOR, weights_file(folder, *rows, columns=columns), Terms(**terms)
        )


def ruled(rules, slug="ours", on=dt.date(2020, 1, 1), effective=None):
    """The alliance adopts a charter with these rules, in force from a day on."""
    known = [one.version for one in versions_of(make.alliance(slug)) if one.adopted_at]
    before = max(known, default=0)
    one = draft(words(rules=rules), base=before, slug=slug)
    return adopt(one, on=on, effective=effective, before=before)


def happened(name="consent of Congress", on=dt.date(2021, 5, 1), source="136 Stat. 1"):
    """The secretariat records that something happened to our alliance, or did not."""
    with transaction():
        compacts.record_event(
            make.actor(SECRETARIAT), make.alliance(), name=name, happened_on=on, source=source
        )


def weighed(folder):
    """Weights and events, some of which are known no more."""
    for amount in ("10", "11"):
        take_weights(folder, WEIGHT | {"amount": amount})
    for day in (dt.date(2021, 5, 1), dt.date(2021, 5, 2)):
        happened(on=day)
