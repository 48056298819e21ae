"""The result sheet as a tagged PDF (PDF/UA-1), across the page, so that all columns have room."""

from fractions import Fraction
from typing import Any, Final

from alliance.conversion.pdf import typeset
from alliance.core.saying import instant
from alliance.states.reference import name_of
from alliance.votes.lines import ballot_in_words
from alliance.votes.pencil import COLUMNS, Addition, said
from alliance.votes.results.sheets import Result, StateLine

_PAGE: Final = r"""
#let data = json(bytes(sys.inputs.text))
#set document(title: data.title, date: none)
#set text(lang: "en", size: 9pt)
#set par(justify: false)
#set page(
  paper: "us-letter",
  flipped: true,
  margin: (x: 0.6in, top: 0.6in, bottom: 0.75in),
  footer: context {
    set text(size: 7pt)
    grid(
      columns: (1fr, auto),
      data.footer,
      [#counter(page).display() / #counter(page).final().first()],
    )
  },
)
#show heading: set text(size: 11pt)
#show heading: set block(above: 1.4em, below: 0.7em)
#show title: set text(size: 15pt)
#set table(stroke: (x: none, y: 0.4pt + luma(170)), inset: (x: 4pt, y: 3pt))
#let grown(of) = {
  let widths = (wide: 1fr, sum: 7em, close: auto)
  table(
    columns: of.widths.map(one => widths.at(one)),
    align: (x, y) => if of.right.at(x) { right } else { left },
    table.header(..of.head.map(one => strong(one))),
    ..of.rows.flatten(),
    ..if of.foot.len() > 0 { (table.footer(repeat: false, ..of.foot.map(one => strong(one))),) },
  )
}
#title()
#strong(data.outcome)

#for (label, value) in data.facts [/ #label: #value
]
= Roll call
#grown(data.roll)
#if data.ballots.len() > 0 [
  = Ballots
  #grown(data.sorted)
]
#for one in data.additions [
  = #one.title
  #grown(one.table)
]
#for one in data.checks [
  = #one.title
  #enum(..one.steps)
]
#if data.steps.len() > 0 [
  = How it was counted
  #enum(..data.steps)
]
"""


def to_pdf(result: Result, zone: str) -> bytes:
    """The file; the same sheet on the same clock gives the same bytes."""
    return typeset(_PAGE, _data(result, zone))


def _data(result: Result, zone: str) -> dict[str, Any]:
    one = result.question
    return {
        "title": f"Result sheet: {one.title}",
        "outcome": f"{one.void_reason} Nothing was decided."
        if one.is_void
        else f"Outcome: {one.outcome}",
        "facts": _facts(result, zone),
        "footer": f"Question {one.id}. Roster {one.roster_sha256}. "
        f"Roll call as counted: {one.answers_sha256 or 'not counted'}.",
        "roll": _roll(result, zone),
        "ballots": list(result.ballots),
        "sorted": {
            "head": ["Number", "Ballot"],
            "right": [True, False],
            "widths": ["close", "wide"],
            "rows": [[str(n), ballot_in_words(says)] for n, says in enumerate(result.ballots, 1)],
            "foot": [],
        },
        "additions": [
            {"title": f"Sum {n}: {added.title}", "table": _added(added)}
            for n, added in enumerate(result.work.additions, 1)
        ],
        "checks": [
            {
                "title": check.title,
                "steps": [
                    *([f"From sum {check.addition}."] if check.addition else []),
                    *check.steps,
                ],
            }
            for check in result.work.checks
        ],
        "steps": list((result.tally or {}).get("steps", ())),
    }


def _facts(result: Result, zone: str) -> list[list[str]]:
    one = result.question
    return [
        ["Alliance", one.alliance.name],
        ["Opened", instant(one.opened_at, zone)],
        ["Closed", instant(one.closed_at, zone) if one.closed_at else "not yet"],
        ["Answered", f"{result.answered} of {len(result.lines)}"],
        ["Text", one.text_sha256],
        ["Rule", one.rule],
    ]


def _roll(result: Result, zone: str) -> dict[str, Any]:
    measures = result.measures
    weights = [one.replace("_", " ").capitalize() for one in measures]
    return {
        "head": ["State", "Class", "Region", *weights, "Answer", "Answered", "Given by"],
        "right": [False, False, False, *(True for _ in measures), False, False, False],
        "widths": [*["close"] * (3 + len(measures)), "wide", "close", "wide"],
        "rows": [
            [
                one.name,
                one.member_class,
                one.region,
                *(_weight(one, name) for name in measures),
                _words(one),
                instant(one.answered_at, zone) if one.answered_at else "",
                ", ".join(part for part in (one.by, one.office) if part),
            ]
            for one in result.lines
        ],
        "foot": [],
    }


def _weight(line: StateLine, name: str) -> str:
    return said(Fraction(line.weights[name])) if name in line.weights else ""


def _words(line: StateLine) -> str:
    said = f"{line.words}, {line.through}" if line.through else line.words
    ground = f"; ground: {line.ground}" if line.ground else ""
    return f"{said}{ground}" + (f". {line.explanation}" if line.explanation else "")


def _added(added: Addition) -> dict[str, Any]:
    foot = added.totals
    return {
        "head": ["State", *(one.capitalize() for one in COLUMNS)],
        "right": [False, *(True for _ in COLUMNS)],
        "widths": ["close", *("sum" for _ in COLUMNS)],
        "rows": [
            [name_of(key), *(said(row[one]) if one in row else "" for one in COLUMNS)]
            for key, row in added.rows
        ],
        "foot": ["Together", *(said(foot[one]) for one in COLUMNS)],
    }
