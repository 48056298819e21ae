"""Counting a question exactly, by its frozen rule and roster."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from alliance.core import clock
from alliance.votes.ballots import anonymous
from alliance.votes.models import Answer, Question
from alliance.votes.proxies.rules import in_person
from alliance.votes.ruled import asks_who_was_there, chair_decides, count
from alliance.votes.rules import CAST
from alliance.votes.saying import Said, in_the_roll, salt_of_answer
from alliance.votes.sittings import sitting_of


def last_of(given: Iterable[Answer]) -> dict[str, Answer]:
    """Of each state the answer that counts: its last."""
    last: dict[str, Answer] = {}
    for one in given:
        if one.state_code not in last or last[one.state_code].n < one.n:
            last[one.state_code] = one
    return dict(sorted(last.items()))


def counted(
    question: Question, answers: Mapping[str, Answer], chair: str | None = None
) -> dict[str, Any]:
    """The count as JSON; `answers` are the last ones by state. Not of a secret ballot.

    `chair` is the casting vote, if one was given: it stands in the count where it decided.
    """
    rule = json.loads(question.rule)
    given = {state: said(one).counts_as for state, one in answers.items()}
    there = _who_was_there(question, rule, answers)
    if chair is None or not chair_decides(rule, question.entitled, given, there):
        return count(rule, question.entitled, given, there=there)
    return {**count(rule, question.entitled, given, chair, there=there), "chair": chair}


def _who_was_there(
    question: Question, rule: object, answers: Mapping[str, Answer]
) -> frozenset[str] | None:
    """Who answered in person, where the rule asks: not by proxy, and in a meeting in the room."""
    if not asks_who_was_there(rule):
        return None
    there = frozenset(in_person({state: one.proxy_state for state, one in answers.items()}))
    sitting = sitting_of(question)
    return there if sitting is None else there & sitting.in_person


def counted_ballots(question: Question, says: list[str]) -> dict[str, Any]:
    """The count of a secret ballot: who said what is not known, only that so many said it."""
    roster, answers = anonymous(question.entitled, says)
    return {**count(json.loads(question.rule), roster, answers), "ballots": says}


def said(one: Answer) -> Said:
    """An answer as it was said, without its explanation."""
    return Said(one.answer, json.loads(one.parts) if one.parts else None, one.ground or "")


def is_by_proxy(one: Answer) -> bool:
    """Whether another state's officer gave it; an alternate is the state's own."""
    return one.proxy_state not in (None, one.state_code)


def in_roll(
    one: Answer, office: str, person: str, entry: int, *, hidden: bool = False
) -> dict[str, Any]:
    """One line of the roll call, in the form of the bundle's answers.json.

    What does not apply is left out: `n` of the first answer, `salt` where results were not hidden,
    `proxy` where the state answered itself; `office` and `by` are always those of who answered.
    """
    salt = one.salt if hidden and one.answer != CAST else None
    return {
        "state": one.state_code,
        **in_the_roll(one.answer, one.parts, one.ground),
        **({"n": one.n} if one.n > 1 else {}),
        **({"salt": salt_of_answer(salt)} if salt else {}),
        **({"proxy": {"state": one.proxy_state}} if is_by_proxy(one) else {}),
        "answered_at": clock.stamp(one.answered_at),
        "office": {"id": str(one.office_id), "name": office},
        "by": {"id": str(one.person_id), "name": person},
        "entry": entry,
    }
