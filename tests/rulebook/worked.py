"""The worked cases of compact_rules.json as facts: field names mapped, no compact known by name."""

import csv
import json
import re

ELECTORS_FROM = ("2000-12-28", "2010-12-21", "2021-04-26")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EXPECTED = ("weight", "in_force", "short_by", "within_blackout", "effective", "quorum", "passed")
LEAVING, NOTE = "withdrawal_effective", "note"


def electors(corpus):
    """The electors of each state as a dated table."""
    with (corpus / "electoral_votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [name for name in rows[0] if name.startswith("allocation")]
    return [
        {"from": day, "weights": {row["state"]: row[column] for row in rows}}
        for day, column in zip(ELECTORS_FROM, columns, strict=True)
    ]


def cases(corpus):
    """(alliance id, case) of every worked case."""
    document = json.loads((corpus / "compact_rules.json").read_text(encoding="utf-8"))
    return [(rule["alliance_id"], case) for rule in document["rules"] for case in rule["cases"]]


def expected(case):
    return {key: case[key] for key in (*EXPECTED, LEAVING) if key in case}


def facts(case, weights):
    """FACTS of a case."""
    given = {key: held for key, held in case.items() if key not in (*EXPECTED, LEAVING, NOTE)}
    if isinstance(given.get("members"), list):
        return {"day": "2026-06-30", "parties": given["members"], "weights": weights}
    if "present" in given and isinstance(given["present"], dict):
        return delegations(given)
    if any(isinstance(held, int) for held in given.values()):
        return {"totals": totals(given)}
    assert all(held is None or DATE.fullmatch(held) for held in given.values())
    return {"events": given}


def delegations(given):
    there, yes, no = (given.get(key, {}) for key in ("present", "yes", "no"))
    answers = {
        state: {
            "yea": yes.get(state, 0),
            "nay": no.get(state, 0),
            "present": number - yes.get(state, 0) - no.get(state, 0),
        }
        for state, number in there.items()
    }
    roster = {state: {"delegates": max(number, 1)} for state, number in there.items()}
    return {"roster": roster, "answers": answers}


def totals(given):
    yes, no = given.get("yes", given.get("cast_yes", 0)), given.get("no", 0)
    entitled = given.get("members", given.get("votes_total"))
    return {
        "entitled": entitled,
        "yea": yes,
        "nay": no,
        "present": given.get("present", yes + no) - yes - no,
    }


def one_by_one(facts):
    """The roster and answers of a decision; of totals, a key for each vote."""
    if "roster" in facts:
        return facts["roster"], facts["answers"]
    numbers = facts["totals"]
    said = [word for word in ("yea", "nay", "present") for _ in range(numbers[word])]
    roster = {f"vote {number}": {} for number in range(numbers["entitled"])}
    return roster, dict(zip(roster, said, strict=False))


def told(result):
    """A result in the words of the cases."""
    quorum = result.get("quorum")
    effective = result.get("effective", result.get("takes_effect"))
    return {
        "weight": None if result.get("weight") is None else int(result["weight"]),
        "in_force": result.get("in_force"),
        "short_by": None if result.get("short_by") is None else int(result["short_by"]),
        "within_blackout": result.get("within_blackout"),
        "effective": effective,
        LEAVING: effective,
        "quorum": None if quorum is None else quorum["met"],
        "passed": result.get("passed"),
    }
