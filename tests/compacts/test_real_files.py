"""The real files: who belonged when, what is in force, also after a correction."""

import csv
import datetime as dt

import pytest

from alliance.compacts.models import CompactHistory
from alliance.compacts.queries import status_of
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.membership import queries
from alliance.membership.moving import correct, period_under_way, steps_of
from alliance.membership.rules import Standing, Step
from tests import make
from tests.corpus import corpus
from tests.membership.files import take_alliances, take_memberships

pytestmark = pytest.mark.corpus

TAKEN = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
LATER = TAKEN + dt.timedelta(days=2)


@pytest.fixture
def real(app):
    with clock.stopped_at(TAKEN):
        take_alliances(corpus() / "alliances.json")
        take_memberships(corpus() / "memberships.csv")
    return app


def day(text):
    return dt.date.fromisoformat(text)


def new_jersey(on, known=None):
    roster = queries.roster(make.alliance("rggi"), day(on), known)
    found = [one for one in roster.members if one.state == "NJ"]
    return (found[0].standing.value, found[0].bound, found[0].again) if found else None


def test_new_jersey_in_rggi_on_the_right_days(real):
    assert new_jersey("2005-12-19") is None
    assert new_jersey("2005-12-20") == ("party", True, False)
    assert new_jersey("2011-05-25") == ("party", True, False)
    assert new_jersey("2011-05-26") == ("notice given", True, False)
    assert new_jersey("2011-12-31") == ("notice given", True, False)
    assert new_jersey("2012-01-01") is None
    assert new_jersey("2019-12-31") is None
    assert new_jersey("2020-01-01") == ("party", True, True)


def test_new_jersey_after_a_back_dated_correction_as_it_was_known_before_and_after(real):
    """Somebody finds that notice was given on May 31 and took effect half a year earlier."""
    rggi = make.alliance("rggi")
    with clock.stopped_at(LATER), transaction():
        row = period_under_way(rggi, "NJ", day("2011-06-01"))
        first = steps_of(queries.as_period(row), rggi)[0]
        given = Step(Standing.NOTICE_GIVEN, day("2011-05-31"))
        out = Step(Standing.WITHDRAWN, day("2011-07-01"))
        correct(rggi, row, [first, given, out], "a letter that was found")
    after = LATER + dt.timedelta(seconds=1)
    assert new_jersey("2011-05-30") == ("party", True, False)
    assert new_jersey("2011-05-31", after) == ("notice given", True, False)
    assert new_jersey("2011-07-01", after) is None
    assert new_jersey("2020-01-01", after) == ("party", True, True)
    # As it was known before the letter was found.
    assert new_jersey("2011-05-30", LATER) == ("notice given", True, False)
    assert new_jersey("2011-07-01", LATER) == ("notice given", True, False)
    assert new_jersey("2011-12-31", LATER) == ("notice given", True, False)
    assert new_jersey("2012-01-01", LATER) is None
    # And before the file was taken in nothing was known.
    assert new_jersey("2010-01-01", TAKEN) is None


def test_the_governors_association_counts_as_published_on_the_last_day_of_june(real):
    nga = make.alliance("nga")
    assert queries.roster(nga, day("2025-06-30")).count == 55


def npvic_history():
    with (corpus() / "npvic_history.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_running_total_of_the_national_popular_vote_agreement(real):
    npvic, published = make.alliance("npvic"), 0
    for row in npvic_history():
        found = status_of(npvic, day(row["enacted"]))
        assert str(found.weight) == row["cumulative_electoral_votes"], row["enacted"]
        assert found.short_by == row["votes_short_of_270"], row["enacted"]
        assert found.in_force is False
        if row["published_total"]:
            assert str(found.weight) == row["published_total"]
            published += 1
        before = status_of(npvic, day(row["enacted"]) - dt.timedelta(days=1))
        assert found.count == before.count + 1
    assert published == 8


def test_the_multistate_tax_compact_is_in_force_since_seven_had_enacted_it(real):
    found = status_of(make.alliance("mtc"), day("2026-06-30"))
    assert (found.in_force, found.count, found.need, found.short_by) == (True, 16, "7", "0")


@pytest.mark.parametrize("slug", ["npvic", "mtc", "rggi", "emac", "mic3", "usca"])
def test_what_was_kept_says_what_the_whole_history_says(real, slug):
    alliance = make.alliance(slug)
    kept = db.session.get(CompactHistory, alliance.id)
    assert kept is not None
    days = [dt.date(year, 1, 15) for year in range(1990, 2030, 3)]
    with_kept = [status_of(alliance, one) for one in days]
    with transaction():
        kept.inputs = "of something else"
    assert [status_of(alliance, one) for one in days] == with_kept
