"""Forms in which a state's answer is given or prepared."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import UnderForm
from alliance.clearance.forms import NoteForm
from alliance.core.forms import AtMost, HouseForm, tidy
from alliance.votes.posed import AnyQuestion
from alliance.votes.rules import CHOSEN, DIVIDED, Answer, Mode, ShownTo
from alliance.votes.saying import LONGEST, Said, share_of, why_not_said

WORDS = {
    Answer.YEA: "Yea: in favor",
    Answer.NAY: "Nay: against",
    Answer.PRESENT: "Present: counts for the quorum, sides with nobody",
    Answer.RECUSED: "Recused: takes no part, and says why",
}
UNLESS = {
    Answer.YEA: "Yea: no objection, and in favor",
    Answer.NAY: "Nay: objects",
    Answer.PRESENT: "Present: does not object, sides with nobody",
    Answer.RECUSED: "Recused: takes no part, and says why",
}
READERS = {
    ShownTo.MEMBERS: "The members of the alliance",
    ShownTo.PUBLIC: "Everybody, once the answer is public",
    ShownTo.PRIVATE: "Your own office only",
}
SHARES = {
    "yea": "Share that says yea",
    "nay": "Share that says nay",
    "present": "Share that is present",
}


class Saying(HouseForm):
    """What a state says: one word, shares, or options in order; why; and who reads that."""

    answer = RadioField("Answer", [InputRequired("Choose an answer.")], choices=[])
    ground = TextAreaField("Why the state is recused", [Optional(), AtMost(LONGEST)])
    explanation = TextAreaField("Explanation", [Optional(), AtMost(LONGEST)])
    shown_to = RadioField(
        "Who reads the explanation",
        [Optional()],
        choices=[SelectChoice(str(one), label) for one, label in READERS.items()],
        default=str(ShownTo.MEMBERS),
    )

    question: AnyQuestion | None = None
    ranks: Sequence[str] = ()  # the names of the fields in which options are chosen

    def about(self, question: AnyQuestion) -> None:
        """What may be said on this question."""
        self.question = question
        self.answer.choices = [SelectChoice(key, label) for key, label in _choices(question)]

    def take(self, said: Said | None) -> None:
        """Start from what was prepared, or from the answer that stands."""
        if said is None:
            return
        self.answer.data, self.ground.data = str(said.answer), said.ground
        self.explanation.data = said.explanation
        self.shown_to.data = str(said.shown_to or ShownTo.MEMBERS)
        if isinstance(said.parts, Mapping):
            for share, amount in said.parts.items():
                self[share].data = amount
        elif said.parts:
            for name, option in zip(self.ranks, said.parts, strict=False):
                self[name].data = option

    def validate_answer(self, _field: RadioField) -> None:
        """Refuse what cannot be said on this question, with the reason."""
        if self.question is None or not self.answer.data:
            return
        if reason := why_not_said(self.said, self.question.asked, self.question.options):
            raise ValidationError(reason)

    @property
    def asks(self) -> list[str]:
        """The names of the fields that this question asks for, in order."""
        divided = SHARES if self.question and self.question.asked.divided else ()
        return ["answer", *self.ranks, *divided, "ground", "explanation", "shown_to"]

    @property
    def said(self) -> Said:
        """What is said, as far as the form says it."""
        word = self.answer.data or ""
        explanation = tidy(self.explanation.data)
        return Said(
            Answer(word) if word in set(Answer) else word,
            self._parts(word),
            tidy(self.ground.data),
            explanation,
            self._read_by() if explanation else None,
        )

    @property
    def so_far(self) -> Said | None:
        """What is said, once an answer is chosen."""
        return self.said if self.answer.data else None

    def _read_by(self) -> ShownTo:
        """Who reads the explanation; the field itself says where that is nobody known."""
        given = self.shown_to.data
        return ShownTo(given) if given in set(ShownTo) else ShownTo.MEMBERS

    def _parts(self, word: str) -> dict[str, str] | list[str] | None:
        if word == CHOSEN:
            return [self[name].data for name in self.ranks if self[name].data]
        if word != DIVIDED or SHARES.keys().isdisjoint(self._fields):
            return None
        given = {share: tidy(self[share].data) for share in SHARES}
        return {share: _share(amount) for share, amount in given.items() if amount}


def _share(amount: str) -> str:
    """A share in its least terms, or as it was typed where it is none."""
    try:
        return str(share_of(amount))
    except (ValueError, ZeroDivisionError):
        return amount


def _choices(question: AnyQuestion) -> list[tuple[str, str]]:
    if question.options:
        besides = [(str(one), WORDS[one]) for one in (Answer.PRESENT, Answer.RECUSED)]
        return [(CHOSEN, "Choose, below"), *besides]
    words = UNLESS if question.mode == Mode.NO_OBJECTION else WORDS
    divided = [(DIVIDED, "Divided: shares, below")] if question.asked.divided else []
    return [*((str(one), label) for one, label in words.items()), *divided]


class AnswerForm(Saying, UnderForm):
    """One state's answer, and the number of the one that it takes the place of."""

    seen = IntegerField("Seen", [Optional(), NumberRange(0)], default=0, widget=HiddenInput())


class PrepareForm(Saying, NoteForm):
    """What the state is to answer, and a note to whoever clears and releases it."""


def form_for(question: AnyQuestion, base: type[Any]) -> Any:
    """The form as sent, with the fields that only some questions ask for.

    A field for each rank where one chooses among options, one for each share where a state may
    divide its weight. What no question asks for here would cost every answer a part of its time.
    """
    if question.options:
        base = _with_ranks(question, base)
    if question.asked.divided:
        base = _with_shares(base)
    form: Any = base.sent()
    form.about(question)
    return form


def _with_shares(base: type[Any]) -> type[Any]:
    fields = {name: StringField(label, [Optional(), AtMost(40)]) for name, label in SHARES.items()}
    return type(base.__name__, (base,), fields)


def _with_ranks(question: AnyQuestion, base: type[Any]) -> type[Any]:
    options, ranked = question.options, question.ranks
    names = [f"rank_{n}" for n in range(1, len(options) + 1)]
    fields: dict[str, Any] = {
        name: SelectField(
            f"Choice {n}" if ranked else f"Approves of ({n})",
            choices=[
                SelectChoice("", "None"),
                *(SelectChoice(one, one) for one in options),
            ],
            default="",
        )
        for n, name in enumerate(names, 1)
    }
    return type(base.__name__, (base,), {**fields, "ranks": names})
