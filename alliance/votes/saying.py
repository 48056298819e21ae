"""What a state says when it answers, and what the record says of it: pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from alliance.core.canonical import canonical, digest
from alliance.votes.rules import CAST, CHOSEN, DIVIDED, Answer, ShownTo
from alliance.votes.terms import Terms

LONGEST = 4_000  # characters of an explanation, or of the ground of a recusal
DIVISIBLE = (Answer.YEA, Answer.NAY, Answer.PRESENT)


@dataclass(frozen=True)
class Said:
    """One answer of one state.

    `answer` is yea, nay, present or recused; or "divided" with `parts` {"yea": "1/2", ...}; or
    "chosen" with `parts` ["option", ...] in order of preference. `ground` says why a state is
    recused; `explanation` goes with any answer and is shown to `shown_to`.
    """

    answer: str
    parts: Mapping[str, str] | Sequence[str] | None = None
    ground: str = ""
    explanation: str = ""
    shown_to: ShownTo | None = None

    @property
    def counts_as(self) -> Any:
        """What the count is given: a word, the shares of a divided weight, or the options."""
        if self.answer == DIVIDED:
            return dict(self.parts)  # type: ignore[arg-type]
        return list(self.parts) if self.answer == CHOSEN else self.answer  # type: ignore[arg-type]

    @property
    def kept(self) -> str | None:
        """The parts as they are kept: canonical JSON, or None."""
        return None if self.parts is None else canonical(self.counts_as).decode()

    def as_prepared(self) -> dict[str, str]:
        """As an office prepares and clears it: what stands nowhere is left out."""
        words = {
            "answer": str(self.answer),
            "parts": self.kept or "",
            "ground": self.ground,
            "explanation": self.explanation,
            "shown_to": str(self.shown_to or ""),
        }
        return {name: value for name, value in words.items() if value}


def as_said(prepared: Mapping[str, str]) -> Said:
    """What was prepared, as an answer; the other way round of `as_prepared`."""
    parts, shown = prepared.get("parts"), prepared.get("shown_to")
    return Said(
        prepared["answer"],
        json.loads(parts) if parts else None,
        prepared.get("ground", ""),
        prepared.get("explanation", ""),
        ShownTo(shown) if shown else None,
    )


def why_not_said(said: Said, terms: Terms, options: Sequence[str] = ()) -> str:
    """The reason against an answer of this form, or ""; `options` where one chooses among some."""
    if reason := _why_not_words(said):
        return reason
    if options:
        return _why_not_chosen(said, options)
    if said.answer == DIVIDED:
        return _why_not_divided(said, terms)
    return "" if said.answer in set(Answer) else "An answer is yea, nay, present or recused."


def _why_not_words(said: Said) -> str:
    """What is wrong with the ground of a recusal, or with the explanation."""
    ground = said.ground.strip()
    if ground and said.answer != Answer.RECUSED:
        return "A ground goes with “recused” only. Write what you wish to say as an explanation."
    if said.answer == Answer.RECUSED and not ground:
        return "Say why the state is recused: a word or two will do."
    if max(len(said.ground), len(said.explanation)) > LONGEST:
        return f"Explanation and ground have at most {LONGEST:,} characters each. Shorten it."
    if bool(said.explanation) != (said.shown_to is not None):
        return "Say who reads the explanation: everybody, the members, or your own office."
    return ""


def _why_not_chosen(said: Said, options: Sequence[str]) -> str:
    if said.answer in (Answer.PRESENT, Answer.RECUSED):
        return ""
    if said.answer != CHOSEN or not said.parts:
        return "Choose at least one of the options, or answer present or recused."
    if unknown := [one for one in said.parts if one not in options]:
        return f"“{unknown[0]}” is none of the options."
    if len(set(said.parts)) < len(said.parts):
        return "An option is named twice. Name each once."
    return ""


def _why_not_divided(said: Said, terms: Terms) -> str:
    if not terms.divided:
        return "The charter does not let a state divide its weight. Give one answer."
    if not isinstance(said.parts, Mapping) or not set(said.parts) <= set(DIVISIBLE):
        return "A weight is divided among yea, nay and present."
    try:
        shares = [share_of(one) for one in said.parts.values()]
    except (ValueError, ZeroDivisionError):
        return "A share is a fraction, such as 1/2."
    if any(not 0 < one < 1 for one in shares) or sum(shares) != 1:
        return "The shares must each be more than nothing and add up to one."
    return ""


def salt_of_answer(salt: str) -> str:
    """The salt of a hidden answer, which its close shows to everybody.

    It is made from the one that is kept, which stays with the explanation: nobody who sees the one
    can try words of the other.
    """
    return digest(f"answer {salt}".encode())[:32]


def share_of(text: str) -> Fraction:
    """A share as a number. ValueError or ZeroDivisionError where it is none.

    Nothing with an exponent: a few letters would make a number that no memory holds.
    """
    if not _SHARE.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)


_SHARE = re.compile(r"[0-9]{1,12}(/[0-9]{1,12}|\.[0-9]{1,12})?")


def facts_of(said: Said, n: int, salt: str | None, terms: Terms) -> dict[str, object]:
    """What the ledger says of an answer; of a hidden one its digest, until the close shows it."""
    more: dict[str, object] = {} if n == 1 else {"n": n}
    if said.explanation:
        hashed = {"explanation": said.explanation, "salt": salt}
        more |= {"explanation_sha256": digest(canonical(hashed)), "shown_to": str(said.shown_to)}
    if terms.secret:
        return {"answer": CAST, **more}
    words = in_the_roll(said.answer, said.kept, said.ground)
    if terms.hidden:
        sealed = {**words, "salt": salt and salt_of_answer(salt)}
        return {"answer_sha256": digest(canonical(sealed)), **more}
    return {**words, **more}


def in_the_roll(answer: str, parts: str | None, ground: str | None) -> dict[str, Any]:
    """An answer as the roll call and the ledger say it: what does not apply is left out."""
    return {
        "answer": str(answer),
        **({"parts": json.loads(parts)} if parts else {}),
        **({"ground": ground} if ground else {}),
    }
