"""Reading a result sheet without anything but the file: what whoever counts again has in hand."""

import csv
import io
import json

from alliance.core.sheets import FORMULA

WEIGHT = "weight:"


def rows_of(data):
    """The rows of a CSV file, by the names of its columns; a leading apostrophe taken away."""
    found = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name: _plain(text) for name, text in row.items()} for row in found]


def _plain(text):
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def counted_from(rows):
    """Rule, roster and answers as they stand in the rows, and what the file says came of them."""
    about = {row["key"]: row["value"] for row in rows if row["record"] == "about"}
    roster, answers = {}, {}
    for row in rows:
        if row["record"] != "state":
            continue
        roster[row["key"]] = _entry(row)
        if row["answer"]:
            answers[row["key"]] = json.loads(row["parts"]) if row["parts"] else row["answer"]
    ballots = [json.loads(row["value"]) for row in rows if row["record"] == "ballot"]
    if about["secret"] == "yes":
        voters = [str(n) for n in range(len(roster))]
        roster = {voter: {} for voter in voters}
        answers = dict(zip(voters, ballots, strict=False))
    return json.loads(about["rule"]), roster, answers, about["outcome"]


def extras_of(rows):
    """The casting vote that decided, and who answered in person where that counts."""
    [chair] = [row["value"] for row in rows if row["key"] == "chair"]
    said = {row["key"]: row["in_person"] for row in rows if row["in_person"]}
    there = [state for state, word in said.items() if word == "yes"]
    return chair or None, there if said else None


def _entry(row):
    weights = {
        name.removeprefix(WEIGHT): text
        for name, text in row.items()
        if name.startswith(WEIGHT) and text
    }
    facts = {name: row[name] for name in ("class", "region") if row[name]}
    return {**facts, **({"weights": weights} if weights else {})}
