"""The result sheet of a closed question: everything that it was counted from, and the count."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alliance.core.record import entries_about
from alliance.states.reference import name_of
from alliance.votes.ballots import anonymous
from alliance.votes.calling.sheets import CalledAnswer, Sheet, sheet_of
from alliance.votes.counting import said
from alliance.votes.lines import in_words, through
from alliance.votes.models import Answer, Question
from alliance.votes.pencil import Work, work_of
from alliance.votes.policy import Do
from alliance.votes.proxies.rules import in_person
from alliance.votes.ruled import asks_who_was_there, sentence_of
from alliance.votes.rules import Mode, ShownTo

# What a file may say of the words that go with answers: never what is for one office alone.
MEMBERS_READ = frozenset({ShownTo.PUBLIC, ShownTo.MEMBERS})
PUBLIC_READS = frozenset({ShownTo.PUBLIC})


@dataclass(frozen=True)
class StateLine:
    """A state on the roster and what it answered; `answer` is "" where it did not.

    `parts` is canonical JSON of what one word does not say, as it is kept; `weights` are text.
    """

    state: str
    member_class: str
    region: str
    weights: Mapping[str, str]
    answer: str = ""
    parts: str = ""
    words: str = "did not answer"
    ground: str = ""
    answered_at: dt.datetime | None = None
    office: str = ""
    by: str = ""
    explanation: str = ""
    proxy: str = ""  # the state whose officer answered, where the state did not itself
    through: str = ""  # the same in words

    @property
    def name(self) -> str:
        """The name of the state."""
        return name_of(self.state)


@dataclass(frozen=True)
class Result:
    """A closed question on one sheet. `tally` is None where it was taken off uncounted.

    `rule`, `roster` and `answers` are what was counted; of a secret ballot, `roster` names nobody
    and `answers` are the ballots, sorted.
    """

    question: Question
    lines: Sequence[StateLine]
    rule: Mapping[str, Any]
    roster: Mapping[str, Any]
    answers: Mapping[str, Any]
    tally: Mapping[str, Any] | None
    ballots: Sequence[str]
    work: Work
    there: Collection[str] | None = None  # who answered in person, where the rule asks

    @property
    def measures(self) -> list[str]:
        """The weights that stand on the roster, by name."""
        return sorted({name for one in self.lines for name in one.weights})

    @property
    def chair(self) -> str | None:
        """The casting vote, where it decided."""
        return (self.tally or {}).get("chair")

    @property
    def chosen(self) -> Sequence[str]:
        """What was chosen, where the question was a choice."""
        winners: Sequence[str] = (self.tally or {}).get("winners", ())
        return winners

    @property
    def rule_in_words(self) -> str:
        """The rule as a sentence."""
        return sentence_of(self.rule)

    @property
    def answered(self) -> int:
        """How many states answered."""
        return sum(bool(one.answer) for one in self.lines)


def result_of(
    question: Question, given: Mapping[str, Answer], readers: Collection[ShownTo] = MEMBERS_READ
) -> Result:
    """The sheet, with the explanations that are meant for these readers."""
    rule: dict[str, Any] = json.loads(question.rule)
    tally: dict[str, Any] | None = json.loads(question.tally) if question.tally else None
    roster: Mapping[str, Any] = question.entitled
    answers = {state: said(one).counts_as for state, one in given.items()}
    ballots: Sequence[str] = tally.get("ballots", ()) if tally else ()
    if question.asked.secret:
        roster, answers = anonymous(roster, list(ballots))
    called, heard = _called(question), _heard(question)
    return Result(
        question,
        [
            _as_heard(
                _line(state, entry, given.get(state), called.get(state, {}), readers),
                heard.became(state, given[state].n) if state in given else None,
            )
            for state, entry in sorted(question.entitled.items())
        ],
        rule,
        roster,
        answers,
        tally,
        ballots,
        work_of(rule, roster, answers, tally.get("chair")) if tally else Work([], []),
        there_at_the_close(question, rule, given),
    )


def there_at_the_close(
    question: Question, rule: object, given: Mapping[str, Answer]
) -> Collection[str] | None:
    """Who answered in person, where the rule asks; in a meeting as the close says in the ledger."""
    if not asks_who_was_there(rule):
        return None
    there = frozenset(in_person({state: one.proxy_state for state, one in given.items()}))
    about = entries_about(question.stream, [question.ref])
    closed = [one.facts for one in about if one.action == Do.CLOSE]
    if not closed or "in_person" not in closed[-1]:
        return there
    return there & frozenset(closed[-1]["in_person"])


def _called(question: Question) -> dict[str, dict[str, Any]]:
    """The roll call as it was counted, by state: who answered in which office."""
    counted = json.loads(question.answers) if question.answers else []
    return {one["state"]: one for one in counted}


def _heard(question: Question) -> Sheet:
    """What was called out in the meeting of a question; nothing is asked for any other."""
    return sheet_of(question) if question.mode == Mode.MEETING else Sheet()


def _as_heard(line: StateLine, heard: CalledAnswer | None) -> StateLine:
    """Who confirmed what was called out is not of the office that called it out."""
    if heard is None:
        return line
    return replace(line, by="", through=f"called out by {heard.delegate}; confirmed by {line.by}")


def _line(
    state: str,
    entry: Mapping[str, Any],
    given: Answer | None,
    called: Mapping[str, Any],
    readers: Collection[ShownTo],
) -> StateLine:
    facts = (state, entry.get("class", ""), entry.get("region", ""), entry.get("weights", {}))
    if given is None:
        return StateLine(*facts)
    reads = given.shown_to in readers
    return StateLine(
        *facts,
        answer=str(given.answer),
        parts=given.parts or "",
        words=in_words(given),
        ground=given.ground or "",
        answered_at=given.answered_at,
        office=called.get("office", {}).get("name", ""),
        by=called.get("by", {}).get("name", ""),
        explanation=(given.explanation or "") if reads else "",
        proxy=given.proxy_state or "",
        through=through(given),
    )
