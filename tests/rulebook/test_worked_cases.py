"""Every worked case of the shared compact rules, from rule files, through the engine."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest

from alliance.rulebook.asking.answering import answer
from alliance.rulebook.compacts.reading import parse_compact
from alliance.rulebook.forces.facts import Enactment, Facts, Traits, WeightTable
from alliance.rulebook.forces.history import timeline
from alliance.rulebook.forces.status import status
from alliance.rulebook.tallying import count
from tests.corpus import corpus
from tests.rulebook import worked

RULES = Path(__file__).parents[2] / "docs" / "rules"


def rule_file(name):
    return json.loads((RULES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.corpus
def test_every_worked_case_comes_out_as_the_texts_are_read():
    weights = {"electoral_votes": worked.electors(corpus())}
    tried = 0
    for alliance, case in worked.cases(corpus()):
        facts = worked.facts(case, weights)
        result = answer({"rule": rule_file(alliance), "facts": facts})["result"]
        expected = worked.expected(case)
        said = worked.told(result)
        assert expected == {key: said[key] for key in expected}, (alliance, case)
        tried += 1
    assert tried >= 30


@pytest.mark.corpus
def test_every_decision_case_is_counted_by_the_entry_that_questions_use():
    """Who stands behind the numbers is made up: a state a vote, each with what its part said."""
    tried = 0
    for alliance, case in worked.cases(corpus()):
        facts = worked.facts(case, {})
        if not {"totals", "roster"} & set(facts):
            continue
        roster, answers = worked.one_by_one(facts)
        found = count(rule_file(alliance)["decision"], roster, answers).as_json()
        said = {"quorum": found["quorum"]["met"], "passed": found["outcome"] == "carried"}
        expected = worked.expected(case)
        assert expected == {key: said[key] for key in expected}, (alliance, case)
        tried += 1
    assert tried == 14


def history_of(folder):
    with (folder / "npvic_history.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def npvic_facts(folder, rows):
    tables = [
        (dt.date.fromisoformat(one["from"]), {key: int(n) for key, n in one["weights"].items()})
        for one in worked.electors(folder)
    ]
    enactments = tuple(
        Enactment(Traits(row["state"]), {"since": dt.date.fromisoformat(row["enacted"])})
        for row in rows
    )
    return Facts(enactments, {"electoral_votes": WeightTable.of(*tables)})


@pytest.mark.corpus
def test_all_published_totals_of_the_popular_vote_agreement_come_out_with_the_electors_of_the_day():
    rows = history_of(corpus())
    facts = npvic_facts(corpus(), rows)
    compact = parse_compact(rule_file("npvic"))
    published = 0
    for row in rows:
        found = status(compact, facts, dt.date.fromisoformat(row["enacted"]))
        assert str(found.weight) == row["cumulative_electoral_votes"]
        # The file counts to 270 of the states' own bound: more than half of 538.
        assert found.short_by == row["votes_short_of_270"]
        published += bool(row["published_total"])
        assert row["published_total"] in {"", str(found.weight)}
    assert published == 8


@pytest.mark.corpus
def test_the_step_chart_of_the_popular_vote_agreement_steps_on_enactments_and_on_the_census():
    rows = history_of(corpus())
    series = timeline(parse_compact(rule_file("npvic")), npvic_facts(corpus(), rows)).series
    steps = {point.day.isoformat(): point.amount for point in series}
    for row in rows:
        assert steps[row["enacted"]] == int(row["cumulative_electoral_votes"])
    assert steps["2010-12-21"] != steps["2010-12-07"]
    assert steps["2021-04-26"] == 195  # the census took an elector from those in it
