"""The result sheet as files: CSV and XLSX as one table, JSON as what `alliance tally` reads, PDF.

The table has a row for each thing that the sheet says; its first column says which kind of thing:

    about     a fact of the question: its name in `key`, what it is in `value`; rule, terms: JSON
    state     one on the roster: code and name, class, region, each weight, what it answered
    ballot    one of a secret election, sorted, in place of the answers of states; JSON
    quorum, majority  what was taken as the base, what was needed and had, and whether it was met
    step      a step of the count, in words

`answer` holds a word; "divided" and "chosen" are told in full by `parts`, which is JSON. `chair` is
the casting vote that decided; `in_person` says who answered so, where the rule asks. From the rule,
the states and their answers (or the ballots) anybody can count again.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from alliance.conversion.findings import Refused
from alliance.core import clock
from alliance.core.operation import RuleBroken
from alliance.core.sheets import CSV, JSON, LABELS, TYPES, XLSX, Cell, Sheet, as_file
from alliance.votes.models import Question
from alliance.votes.results.pdf import to_pdf
from alliance.votes.results.sheets import Result, StateLine

PDF = "pdf"
KINDS = (PDF, CSV, JSON, XLSX)
FILE_LABELS = {PDF: "PDF", **LABELS}
FILE_TYPES = {PDF: "application/pdf", **TYPES}

KEYS = ("record", "key", "value", "class", "region")
GIVEN = (
    "answer",
    "parts",
    "ground",
    "explanation",
    "answered_at",
    "office",
    "given_by",
    "proxy",
    "in_person",
)
FOUND = ("base", "need", "have", "met")
WEIGHT = "weight:"  # before the name of a weight, so that none can be taken for another column


def result_file(result: Result, kind: str, zone: str = "UTC") -> bytes:
    """The sheet as a file of this kind; `zone` is the clock by which a PDF says its times.

    RuleBroken where no font at hand shows a letter that a PDF would have to hold.
    """
    if kind == PDF:
        try:
            return to_pdf(result, zone)
        except Refused as refused:
            raise RuleBroken(str(refused)) from None
    return as_document(result) if kind == JSON else as_file(as_sheet(result), kind)


def file_name(question: Question, kind: str) -> str:
    """What the file is called."""
    return f"result-{question.id}.{kind}"


def as_sheet(result: Result) -> Sheet:
    """The table of the CSV and the XLSX file."""
    columns = (*KEYS, *(f"{WEIGHT}{name}" for name in result.measures), *GIVEN, *FOUND)
    rows = [[row.get(column) for column in columns] for row in _rows(result)]
    return Sheet(f"result-{result.question.id}", about(result), columns, rows)


def about(result: Result) -> dict[str, Cell]:
    """The facts of the question, by name."""
    one = result.question
    return {
        "question": str(one.id),
        "title": one.title,
        "kind": one.kind,
        "alliance": one.alliance.name,
        "alliance_id": one.alliance.slug,
        "mode": str(one.mode),
        "secret": one.asked.secret,
        "opened_at": clock.stamp(one.opened_at),
        "closes_at": clock.stamp(one.closes_at),
        "closed_at": clock.stamp(one.closed_at) if one.closed_at else None,
        "outcome": one.outcome,
        "chosen": ", ".join(result.chosen) or None,
        "chair": result.chair,
        "void_reason": one.void_reason,
        "entitled": len(result.lines),
        "answered": result.answered,
        "text_sha256": one.text_sha256,
        "rule_sha256": one.rule_sha256,
        "roster_sha256": one.roster_sha256,
        "terms_sha256": one.terms_sha256,
        "answers_sha256": one.answers_sha256,
        "tally_sha256": one.tally_sha256,
        "rule": one.rule,
        "terms": one.terms,
    }


def _rows(result: Result) -> Iterator[dict[str, Cell]]:
    for name, value in about(result).items():
        yield {"record": "about", "key": name, "value": value}
    for line in result.lines:
        yield _state(line, result)
    for number, says in enumerate(result.ballots, 1):
        yield {"record": "ballot", "key": number, "value": says}
    tally = result.tally or {}
    if tally.get("quorum"):
        yield {"record": "quorum", **_finding(tally["quorum"])}
    for number, one in enumerate(tally.get("majorities", ()), 1):
        yield {"record": "majority", "key": number, "value": one.get("name"), **_finding(one)}
    for number, words in enumerate(tally.get("steps", ()), 1):
        yield {"record": "step", "key": number, "value": words}


def _state(line: StateLine, result: Result) -> dict[str, Cell]:
    asked = result.there is not None and bool(line.answer)
    return {
        "record": "state",
        "key": line.state,
        "value": line.name,
        "class": line.member_class or None,
        "region": line.region or None,
        **{f"{WEIGHT}{name}": amount for name, amount in line.weights.items()},
        "answer": line.answer or None,
        "parts": line.parts or None,
        "ground": line.ground or None,
        "explanation": line.explanation or None,
        "answered_at": clock.stamp(line.answered_at) if line.answered_at else None,
        "office": line.office or None,
        "given_by": line.by or line.through or None,
        "proxy": line.proxy or None,
        "in_person": line.state in (result.there or ()) if asked else None,
    }


def _finding(found: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: found.get(name) for name in FOUND}


def as_document(result: Result) -> bytes:
    """The sheet as JSON. Its rule, roster and answers are what `alliance tally FILE` counts."""
    facts = about(result)
    document = {
        "about": {name: value for name, value in facts.items() if name not in {"rule", "terms"}},
        "terms": json.loads(result.question.terms),
        "rule": result.rule,
        "roster": result.roster,
        "answers": result.answers,
        **({"chair": result.chair} if result.chair else {}),
        **({} if result.there is None else {"in_person": sorted(result.there)}),
        "states": [
            {name: value for name, value in _state(one, result).items() if name != "record"}
            for one in result.lines
        ],
        "tally": result.tally,
        "checks": [
            {"title": one.title, "steps": list(one.steps), "met": one.met}
            for one in result.work.checks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
