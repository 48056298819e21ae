"""A roll call as it stands in the room: who is there, who is awaited, what happened last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alliance.states.reference import name_of
from alliance.votes.calling.operations import why_not_called
from alliance.votes.calling.sheets import CalledAnswer, sheet_of
from alliance.votes.lines import ANSWERED, RollLine
from alliance.votes.models import Answer, Question
from alliance.votes.sittings import Sitting, awaited, sitting_of


@dataclass(frozen=True)
class Hall:
    """What is known of the room; `called` says why nothing can be called out, or ""."""

    sitting: Sitting
    awaited: frozenset[str]
    waiting: Sequence[CalledAnswer]
    called: str


def in_a_meeting(question: Question, answers: Mapping[str, Answer]) -> Hall | None:
    """The room in which a question is put; None, and no statement, for one put otherwise."""
    sitting = sitting_of(question)
    if sitting is None:
        return None
    missing = awaited(question.entitled.keys() - answers.keys(), sitting)
    why = why_not_called(question)
    waiting = [] if why else sheet_of(question).waiting
    return Hall(sitting, frozenset(missing), waiting, why)


def in_few_words(
    question: Question, answers: Mapping[str, Answer], lines: Sequence[RollLine]
) -> str:
    """What a refresh says aloud: how many have answered and who did last, as far as it is shown."""
    if not question.is_open:
        said = "Taken off" if question.is_void else f"Closed: {question.outcome}"
        return f"{said}."
    said = f"{len(answers)} of {len(question.entitled)} states have answered."
    if not answers:
        return said
    last = max(answers.values(), key=lambda one: (one.answered_at, one.state_code))
    line = next(one for one in lines if one.state == last.state_code)
    word = "" if line.key == ANSWERED else f", {line.words}"
    return f"{said} Last: {name_of(last.state_code)}{word}."
