"""Any rule under which a question is put, whether it decides or chooses: counted, checked, said.

A rule of decision has majorities, a rule of choosing a method ("ranked" or "approval") and options.
Pure: what each means stands in alliance/rulebook.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from alliance.rulebook import choosing, tallying

# How a choice ends, in the words that a question's outcome has.
OUTCOME_OF = {"chosen": "carried", "nothing chosen": "lost"}


def chooses(rule: object) -> bool:
    """Whether the rule chooses among options, and does not decide yes or no."""
    return choosing.chooses(rule)


def asks_who_was_there(rule: object) -> bool:
    """Whether a quorum of the rule counts those alone that answered in person."""
    return isinstance(rule, dict) and '"in_person"' in json.dumps(rule.get("quorum"))


def counts_shares(rule: object) -> bool:
    """Whether the rule counts the shares of a divided weight."""
    delegations = rule.get("delegations") if isinstance(rule, dict) else None
    return isinstance(delegations, dict) and delegations.get("vote") == "divided"


def has_casting_vote(rule: object) -> bool:
    """Whether the chair may break a tie under the rule."""
    return isinstance(rule, dict) and rule.get("casting_vote") is True


def count(
    rule: object,
    roster: Mapping[str, Any],
    answers: Mapping[str, Any],
    chair: str | None = None,
    *,
    there: Collection[str] | None = None,
) -> dict[str, Any]:
    """The count as JSON. Malformed (a ValueError) where the rule does not fit the roster.

    `chair` is the casting vote, yea or nay; it counts only by a rule that has one, and in a tie.
    `there` are those that answered in person, not by a proxy; without it all that answered did.
    """
    roster, answers = dict(roster), dict(answers)
    present = list(answers if there is None else there)
    if chooses(rule):
        return choosing.choose(rule, roster, answers, present).as_json()
    return tallying.count(rule, roster, answers, chair, present).as_json()


def outcome_of(tally: Mapping[str, Any]) -> str:
    """The outcome of the question that was counted so."""
    outcome = str(tally["outcome"])
    return OUTCOME_OF.get(outcome, outcome)


def why_not_used(rule: object, roster: Mapping[str, Any]) -> str:
    """The reason against asking this roster under the rule, with its place; or ""."""
    if chooses(rule):
        return choosing.why_not_chosen_by(rule, roster)
    return tallying.why_not_used(rule, roster)


def sentence_of(rule: object) -> str:
    """The rule in plain words. MalformedRule (a ValueError) where it is none."""
    return choosing.sentence_of(rule) if chooses(rule) else tallying.sentence_of(rule)


def warnings_of(rule: object, roster: Mapping[str, Any] | None = None) -> list[str]:
    """What is odd about the rule, with its place."""
    said = choosing.warnings_of if chooses(rule) else tallying.warnings_of
    return said(rule, roster)


def chair_decides(
    rule: object,
    roster: Mapping[str, Any],
    answers: Mapping[str, Any],
    there: Collection[str] | None = None,
) -> bool:
    """Whether the outcome is one where the chair says yea and another where the chair says nay."""
    if chooses(rule) or not has_casting_vote(rule):
        return False
    yea, nay = (
        count(rule, roster, answers, word, there=there)["outcome"] for word in ("yea", "nay")
    )
    return bool(yea != nay)
