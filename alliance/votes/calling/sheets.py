"""The clerk's sheet: what states called out in a meeting, and the second person who confirmed it.

Each row is one try for one state. What is written stays; a line that is corrected is another try.
A try counts when another person has confirmed it: then it is an answer.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.core.canonical import canonical, digest
from alliance.core.db import Base, db
from alliance.core.triggers import append_only
from alliance.states.models import State
from alliance.votes.models import Question
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said


class Step(StrEnum):
    """What a second person says of a line."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"


class CalledAnswer(Base):
    """What was called out for a state, the n-th time, from 1, and the clerk who wrote it down.

    `delegate` is who was there for the state, as the attendance has it; `delegate_id` the person
    of the state's office who bears that name, if there is exactly one. `replaces` is the number of
    the answer that stood then, 0 when none did.
    """

    __tablename__ = "called_answers"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(8))
    ground: Mapped[str | None] = mapped_column(Text)
    replaces: Mapped[int]
    delegate: Mapped[str] = mapped_column(String(200))
    delegate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    entered_office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))

    mark: Mapped["CalledMark | None"] = relationship(
        lazy="joined", uselist=False, viewonly=True, back_populates="called"
    )

    __table_args__ = (
        CheckConstraint("n >= 1 AND replaces >= 0", name="n"),
        CheckConstraint(one_of("answer", tuple(Word)), name="answer"),
        CheckConstraint("(ground IS NOT NULL) = (answer = 'recused')", name="ground"),
    )

    @property
    def waits(self) -> bool:
        """Whether a second person is asked for it."""
        return self.mark is None

    @property
    def said(self) -> Said:
        """The line as an answer."""
        return Said(self.answer, None, self.ground or "")

    def __repr__(self) -> str:
        return f"{self.state_code} called {self.answer}"


append_only(CalledAnswer.__table__)  # type: ignore[arg-type]


class CalledMark(Base):
    """That a second person confirmed a line, which is then an answer, or sent it back."""

    __tablename__ = "called_marks"

    question_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    state_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(12))
    answer_n: Mapped[int | None]  # the number of the answer that it became
    reason: Mapped[str] = mapped_column(String(300))  # why it was sent back
    at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))

    called: Mapped[CalledAnswer] = relationship(viewonly=True, back_populates="mark")

    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "state_code", "n"],
            ["called_answers.question_id", "called_answers.state_code", "called_answers.n"],
        ),
        CheckConstraint(one_of("step", tuple(Step)), name="step"),
        CheckConstraint("(step = 'confirmed') = (answer_n IS NOT NULL)", name="confirmed"),
        CheckConstraint("(step = 'returned') = (reason <> '')", name="returned"),
    )

    def __repr__(self) -> str:
        return f"{self.step}: {self.state_code} {self.n}"


append_only(CalledMark.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sheet:
    """The clerk's sheet of one question: every try in order, and of each state the last."""

    every: tuple[CalledAnswer, ...] = ()

    @property
    def last(self) -> dict[str, CalledAnswer]:
        """By state, what was written last."""
        return {one.state_code: one for one in self.every}

    @property
    def waiting(self) -> list[CalledAnswer]:
        """The lines that a second person is asked for; one that was written anew is not."""
        return [one for _, one in sorted(self.last.items()) if one.waits]

    def for_another(self, person_id: uuid.UUID | None) -> list[CalledAnswer]:
        """Those of them that this person may confirm: others wrote them."""
        return [one for one in self.waiting if one.entered_by_id != person_id]

    def became(self, state: str, n: int) -> CalledAnswer | None:
        """The line that the n-th answer of a state came from, if it was called out."""
        return next(
            (
                one
                for one in self.every
                if one.state_code == state and one.mark and one.mark.answer_n == n
            ),
            None,
        )


def sheet_of(question: Question) -> Sheet:
    """The sheet, read anew."""
    wanted = (
        select(CalledAnswer)
        .where(CalledAnswer.question_id == question.id)
        .order_by(CalledAnswer.state_code, CalledAnswer.n)
        .execution_options(populate_existing=True)
    )
    return Sheet(tuple(db.session.scalars(wanted).unique()))


def reviewed(question: Question, lines: Iterable[CalledAnswer]) -> str:
    """The digest of the lines that a second person has before them."""
    return digest(
        canonical(
            {
                "question": str(question.id),
                "lines": [_line(one) for one in sorted(lines, key=lambda one: one.state_code)],
            }
        )
    )


def _line(one: CalledAnswer) -> dict[str, Any]:
    return {
        "state": one.state_code,
        "n": one.n,
        "answer": one.answer,
        "ground": one.ground,
        "delegate": one.delegate,
        "replaces": one.replaces,
    }


def in_the_hall(one: CalledAnswer, names: Mapping[Any, str]) -> dict[str, Any]:
    """What a roll call says besides of an answer that was called out.

    {"by": who was there for the state, "entered": {"id", "name", "at"}, "n": the try}; who
    confirmed it stands in the line itself, as who wrote the answer into the record.
    """
    return {
        "by": one.delegate,
        **({"person": str(one.delegate_id)} if one.delegate_id else {}),
        "entered": {"id": str(one.entered_by_id), "name": names[one.entered_by_id]},
        "n": one.n,
    }
