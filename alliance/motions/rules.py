"""What a motion says, by its kind, and what may become of it: pure."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from alliance.votes.ruled import chooses
from alliance.votes.rules import USUAL_RULE

LONGEST_TITLE = 200
LONGEST_WORDS = 20_000
LONGEST_LINE = 200
LONGEST_OFFICE = 100  # as a charter's officers are called
MOST_OPTIONS = 20
MOST_CENTS = 100_000_000_000  # a thousand million dollars


class Kind(StrEnum):
    """What a motion is about; these are kinds of question too."""

    POLICY = "policy"
    MONEY = "money"
    LAWSUIT = "lawsuit"
    ELECTION = "election"
    CHOICE = "choice"
    POLL = "poll"


NAMED: Mapping[Kind, str] = {
    Kind.POLICY: "Adopt a policy",
    Kind.MONEY: "Release money",
    Kind.LAWSUIT: "Join a lawsuit",
    Kind.ELECTION: "Elect an officer",
    Kind.CHOICE: "Choose among drafts or dates",
    Kind.POLL: "Straw poll",
}


class Stands(StrEnum):
    """What became of a motion."""

    MOVED = "moved"
    PUT = "put"  # the question is open
    ADOPTED = "adopted"
    CHOSEN = "chosen"  # somebody is elected, or something is chosen
    LOST = "lost"
    UNDECIDED = "undecided"
    POLLED = "polled"  # a straw poll was counted
    WITHDRAWN = "withdrawn"


# What may follow what. A question that is taken off leaves the motion as it was moved.
FOLLOWS: Mapping[Stands, frozenset[Stands]] = {
    Stands.MOVED: frozenset({Stands.PUT, Stands.WITHDRAWN}),
    Stands.PUT: frozenset(
        {
            *(Stands.MOVED, Stands.ADOPTED, Stands.CHOSEN, Stands.LOST),
            *(Stands.UNDECIDED, Stands.POLLED),
        }
    ),
    Stands.UNDECIDED: frozenset({Stands.PUT, Stands.WITHDRAWN}),
}
PUTTABLE = frozenset({Stands.MOVED, Stands.UNDECIDED})
FOR = frozenset({Stands.ADOPTED, Stands.CHOSEN})  # the members were for it: something follows
DECIDED = FOR | {Stands.LOST, Stands.POLLED}
AGAIN = frozenset({"void", "undecided", "no quorum"})  # outcomes after which it may be put again

# What the facts of each kind are.
FACTS: Mapping[Kind, Sequence[str]] = {
    Kind.POLICY: ("from_on",),
    Kind.MONEY: ("cents", "payee", "purpose"),
    Kind.LAWSUIT: ("case_id",),
    Kind.ELECTION: ("title", "candidates", "from_on", "last_on"),
    Kind.CHOICE: ("options",),
    Kind.POLL: ("options",),
}


# What a motion of a kind need not say.
MAY_BE_EMPTY: Mapping[Kind, str] = {
    Kind.POLICY: "from_on",
    Kind.ELECTION: "last_on",
    Kind.POLL: "options",
}


def why_not_said(kind: Kind, title: str, words: str, facts: Mapping[str, Any]) -> str:
    """The reason against a motion that says this, or ""."""
    if not title.strip() or len(title) > LONGEST_TITLE:
        return f"Give it a title of at most {LONGEST_TITLE} characters."
    if not words.strip() or len(words) > LONGEST_WORDS:
        return f"Write what is moved, in at most {LONGEST_WORDS:,} characters."
    if set(facts) != set(FACTS[kind]):
        return f"A motion of this kind says: {', '.join(FACTS[kind])}."
    return next(iter(faults_of(kind, facts).values()), "")


def faults_of(kind: Kind, facts: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the facts of a motion, by the name of each that is wrong."""
    return {name: reason for name, reason in _FAULTS[kind](facts).items() if reason}


def _of_policy(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"from_on": _why_not_day(facts["from_on"])}


def _of_money(facts: Mapping[str, Any]) -> dict[str, str]:
    cents, amount = facts["cents"], ""
    if isinstance(cents, bool) or not isinstance(cents, int) or not 0 < cents <= MOST_CENTS:
        amount = (
            f"Write an amount above zero, and at most {MOST_CENTS // 100:,}, as 12,500 or "
            "12,500.00."
        )
    return {
        "cents": amount,
        "payee": _why_not_line("to whom it is paid", facts["payee"]),
        "purpose": _why_not_line("what it is for", facts["purpose"]),
    }


def _of_lawsuit(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"case_id": _why_not_line("which lawsuit it is", facts["case_id"])}


def _of_election(facts: Mapping[str, Any]) -> dict[str, str]:
    first, last = facts["from_on"], facts["last_on"]
    return {
        "title": _why_not_line("which office is filled", facts["title"], LONGEST_OFFICE),
        "candidates": _why_not_candidates(facts["candidates"]),
        "from_on": _why_not_day(first) if first else "Enter the first day of the term.",
        "last_on": _why_not_day(last)
        or ("The last day lies before the first." if last and last < first else ""),
    }


def _why_not_candidates(stand: Sequence[Mapping[str, str]]) -> str:
    if not stand:
        return "Name at least one candidate."
    for one in stand:
        if not one["name"].strip() or not one["state"]:
            return (
                f"“{(one['name'] or one['state'])[:40]}”: write the person, a comma and the postal "
                "code of the state, as in Ada Reed, CO."
            )
    return _why_not_options([candidate_in_words(one) for one in stand])


def _of_choice(facts: Mapping[str, Any]) -> dict[str, str]:
    if len(facts["options"]) < 2:
        return {"options": "Name at least two options: a choice is between two or more."}
    return {"options": _why_not_options(facts["options"])}


def _of_poll(facts: Mapping[str, Any]) -> dict[str, str]:
    return _of_choice(facts) if facts["options"] else {}


_FAULTS: Mapping[Kind, Callable[[Mapping[str, Any]], dict[str, str]]] = {
    Kind.POLICY: _of_policy,
    Kind.MONEY: _of_money,
    Kind.LAWSUIT: _of_lawsuit,
    Kind.ELECTION: _of_election,
    Kind.CHOICE: _of_choice,
    Kind.POLL: _of_poll,
}


def _why_not_options(options: Sequence[str]) -> str:
    if len(options) > MOST_OPTIONS:
        return f"At most {MOST_OPTIONS} can be chosen among."
    if len({one.casefold() for one in options}) < len(options):
        return "Two of them are the same. Name each once."
    for one in options:
        if not one.strip() or len(one) > LONGEST_LINE:
            return f"Each has at most {LONGEST_LINE} characters, on a line of its own."
    return ""


def _why_not_line(what: str, text: str, most: int = LONGEST_LINE) -> str:
    if not text.strip() or len(text) > most:
        return f"Say {what}, in at most {most} characters."
    return ""


def _why_not_day(text: str) -> str:
    try:
        if text:
            dt.date.fromisoformat(text)
    except ValueError:
        return f"{text[:20]} is no day. Write days as 2026-11-27."
    return ""


def candidate_in_words(one: Mapping[str, str]) -> str:
    """A candidate as one of the options: "Ada Reed, CO"."""
    return f"{one['name']}, {one['state']}"


def options_of(kind: Kind, facts: Mapping[str, Any]) -> list[str]:
    """What is chosen among; nothing where the question is answered by yea and nay."""
    if kind is Kind.ELECTION:
        stand = [candidate_in_words(one) for one in facts["candidates"]]
        return stand if len(stand) > 1 else []
    return list(facts["options"]) if kind in (Kind.CHOICE, Kind.POLL) else []


def choosing_rule(method: str, options: Sequence[str]) -> dict[str, Any]:
    """The usual rule of choosing: a quorum of more than half, and this method."""
    return {"method": method, "options": list(options), "quorum": USUAL_RULE["quorum"]}


def why_not_rule(rule: object, options: Sequence[str]) -> str:
    """The reason against putting what has these options under a rule, or ""."""
    if chooses(rule):
        said = rule["options"] if isinstance(rule, dict) else None
        if list(said or ()) != list(options):
            return "The options of the rule are not those of the motion."
        return ""
    return "Choose how it is chosen: ranked, or by approval." if options else ""


def became(kind: Kind, outcome: str) -> Stands:
    """Where a motion stands when its question was closed with this outcome."""
    if kind is Kind.POLL:
        return Stands.POLLED
    if outcome in AGAIN:
        return Stands.UNDECIDED
    if outcome != "carried":
        return Stands.LOST
    return Stands.CHOSEN if kind in (Kind.ELECTION, Kind.CHOICE) else Stands.ADOPTED
