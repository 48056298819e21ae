"""The roll call of a question as its readers see it: hidden until the close, or not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alliance.core.actor import Actor
from alliance.states.reference import name_of
from alliance.votes.answering import reads_explanation
from alliance.votes.counting import counted, is_by_proxy, said
from alliance.votes.models import Answer, Question
from alliance.votes.rules import CAST, CHOSEN, DIVIDED, ShownTo
from alliance.votes.saying import Said

WAITING, ANSWERED = "waiting", "answered"


@dataclass(frozen=True)
class RollLine:
    """One state on the roll: what it said, as far as the reader sees it."""

    state: str
    key: str  # of its mark on the map: an answer, "answered" or "waiting"
    words: str
    given: Answer | None = None
    explanation: str = ""
    through: str = ""  # who answered, where the state did not itself


def is_hidden(question: Question) -> bool:
    """Whether answers and count are hidden now: until the close, where the question says so.

    What was taken off was never closed, and may be put again: it stays hidden.
    """
    unread = question.is_open or question.is_void
    return unread and (question.asked.hidden or question.asked.secret)


def lines_of(question: Question, answers: Mapping[str, Answer], reader: Actor) -> list[RollLine]:
    """The roll call by state; a reader sees their own office's answer always."""
    return [
        _line(question, state, answers.get(state), reader) for state in sorted(question.entitled)
    ]


def _line(question: Question, state: str, given: Answer | None, reader: Actor) -> RollLine:
    if given is None:
        return RollLine(state, WAITING, "has not answered")
    own = is_of(reader, question, given)
    if given.answer == CAST or (is_hidden(question) and not own):
        words = "has voted" if given.answer == CAST else "has answered"
        return RollLine(state, ANSWERED, words, through=through(given))
    seen = (
        given.explanation if given.explanation and (own or reads_explanation(reader, given)) else ""
    )
    return RollLine(state, given.answer, in_words(given), given, seen or "", through(given))


def is_of(reader: Actor, question: Question, given: Answer) -> bool:
    """Whether the reader's office gave an answer, or stands for the state whose answer it is."""
    stands = reader.office == question.represented_by and reader.state == given.state_code
    return reader.office_id == given.office_id or (given.proxy_id is not None and stands)


def through(given: Answer) -> str:
    """Who answered for a state, where it did not itself: "by proxy of Utah"; else nothing."""
    if given.proxy_state is None:
        return ""
    if is_by_proxy(given):
        return f"by proxy, held by {name_of(given.proxy_state)}"
    return "by its alternate"


def in_words(given: Answer) -> str:
    """What was said in a few words: "yea", "divided: 1/2 yea, 1/2 nay", "1. East, 2. West"."""
    return said_in_words(said(given))


def said_in_words(what: Said) -> str:
    """The same of what is being said."""
    if what.answer == DIVIDED:
        shares = ", ".join(f"{share} {word}" for word, share in sorted(what.counts_as.items()))
        return f"divided: {shares}"
    if what.answer == CHOSEN:
        return ", ".join(f"{n}. {option}" for n, option in enumerate(what.counts_as, 1))
    return str(what.answer)


def ballot_in_words(says: str) -> str:
    """What a secret ballot says, kept as canonical JSON: as an answer that is not secret."""
    what: str | list[str] = json.loads(says)
    return said_in_words(Said(what) if isinstance(what, str) else Said(CHOSEN, what))


def with_words(given: Answer) -> Said:
    """An answer as it was said, with its explanation."""
    shown = ShownTo(given.shown_to) if given.shown_to else None
    return replace(said(given), explanation=given.explanation or "", shown_to=shown)


def as_read(reader: Actor, question: Question, given: Answer) -> Said | None:
    """An answer as far as this reader knows it, for a form that changes it; None while hidden."""
    own = is_of(reader, question, given)
    if is_hidden(question) and not own:
        return None
    if own or reads_explanation(reader, given):
        return with_words(given)
    return said(given)


def replaced(question: Question, every: Sequence[Answer]) -> list[Answer]:
    """Answers that later ones took the place of, in the order in which they were given.

    Nothing while answers are hidden.
    """
    if is_hidden(question):
        return []
    last = {one.state_code: one.n for one in every}
    earlier = [one for one in every if one.n < last[one.state_code]]
    return sorted(earlier, key=lambda one: (one.answered_at, one.state_code))


def counted_so_far(question: Question, answers: Mapping[str, Answer]) -> dict[str, Any] | None:
    """The count: as it was made at the close, else as it stands; None while it is hidden."""
    if question.tally:
        tally: dict[str, Any] = json.loads(question.tally)
        return tally
    if question.is_void or is_hidden(question):
        return None
    return counted(question, answers)
