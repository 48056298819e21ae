"""Questions put to the states, and their answers."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from alliance.accounts.models import one_of
from alliance.authority.models import WithdrawnAct
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.db import Base
from alliance.core.triggers import append_only, frozen, grows, set_once
from alliance.membership.models import Alliance
from alliance.states.models import State
from alliance.votes.frozen import AsFrozen
from alliance.votes.proxies.models import Proxy
from alliance.votes.rules import CAST, CHOSEN, DIVIDED, OUTCOMES, VOID, Mode, ShownTo
from alliance.votes.rules import Answer as Word

_OPEN = text("closed_at IS NULL")


class Question(AsFrozen, Base):
    """A question. What opening freezes is kept as the canonical JSON that is hashed."""

    __tablename__ = "questions"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=clock.new_id)
    kind: Mapped[str] = mapped_column(String(40))  # what follows when it carries: app.py
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(String(300))
    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"))
    represented_by: Mapped[str] = mapped_column(String(20))  # the kind of office that answers
    text_sha256: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(Text)
    rule_sha256: Mapped[str] = mapped_column(String(64))
    roster: Mapped[str] = mapped_column(Text)
    roster_sha256: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(12))
    terms: Mapped[str] = mapped_column(Text)  # how it is answered: alliance/votes/terms.py
    terms_sha256: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]  # later after an extension, never earlier
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    void_reason: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[str | None] = mapped_column(Text)  # the roll call as it was counted
    answers_sha256: Mapped[str | None] = mapped_column(String(64))
    tally: Mapped[str | None] = mapped_column(Text)
    tally_sha256: Mapped[str | None] = mapped_column(String(64))

    alliance: Mapped[Alliance] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)"
            " AND (closed_at IS NULL OR outcome = 'void') = (tally IS NULL)"
            " AND (void_reason IS NULL) = (outcome IS NULL OR outcome != 'void')",
            name="closed_whole",
        ),
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint(one_of("mode", tuple(Mode)), name="mode"),
        CheckConstraint("closes_at > opened_at", name="closes_after_opening"),
        Index("ix_questions_list", "alliance_id", "opened_at", "id"),
        Index("ix_questions_subject", "subject_id"),
        Index("ix_questions_open", "closes_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    @property
    def stream(self) -> str:
        """The ledger stream of its alliance."""
        return self.alliance.stream

    @property
    def is_void(self) -> bool:
        """Whether it was taken off without a decision."""
        return self.outcome == VOID

    def __repr__(self) -> str:
        return f"question {self.id}"


frozen(
    Question.__table__,  # type: ignore[arg-type]
    (
        "id",
        "kind",
        "subject_id",
        "title",
        "alliance_id",
        "represented_by",
        "text_sha256",
        "rule",
        "rule_sha256",
        "roster",
        "roster_sha256",
        "mode",
        "terms",
        "terms_sha256",
        "opened_at",
    ),
)
set_once(
    Question.__table__,  # type: ignore[arg-type]
    (
        "closed_at",
        "outcome",
        "void_reason",
        "answers",
        "answers_sha256",
        "tally",
        "tally_sha256",
    ),
)
grows(Question.__table__, "closes_at", until="closed_at")  # type: ignore[arg-type]


class Entitlement(Base):
    """A state on the frozen roster of a question, so that it can be looked up by state."""

    __tablename__ = "entitlements"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True, index=True)

    def __repr__(self) -> str:
        return f"{self.state_code} on {self.question_id}"


append_only(Entitlement.__table__)  # type: ignore[arg-type]


class Extension(Base):
    """A later close that the rule allowed: from when to when, why, and by whom."""

    __tablename__ = "question_extensions"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    closed_before: Mapped[dt.datetime]  # the close as it was until then
    closes_at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(Text)
    extended_at: Mapped[dt.datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (CheckConstraint("closes_at > closed_before", name="later"),)

    def __repr__(self) -> str:
        return f"extension {self.n} of {self.question_id}"


append_only(Extension.__table__)  # type: ignore[arg-type]


class Answer(Base):
    """What a state answered, given by a person for an office: the n-th time, from 1.

    The last one counts. `parts` holds what one word does not say, as canonical JSON: the shares
    of a divided weight {"yea": "1/2", ...}, or the options in order ["...", ...].
    """

    __tablename__ = "answers"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(8))
    parts: Mapped[str | None] = mapped_column(Text)
    ground: Mapped[str | None] = mapped_column(Text)  # why a state is recused
    explanation: Mapped[str | None] = mapped_column(Text)
    shown_to: Mapped[str | None] = mapped_column(String(8))  # who reads the explanation
    salt: Mapped[str | None] = mapped_column(
        String(32)
    )  # while results are hidden: votes/saying.py
    answered_at: Mapped[dt.datetime] = mapped_column()
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    # What it rests on in the authority register; null in answers from before there was one.
    authority_id: Mapped[uuid.UUID | None]
    chain_sha256: Mapped[str | None] = mapped_column(String(64))
    # By which proxy, where the office is another state's or the person an alternate.
    proxy_id: Mapped[uuid.UUID | None] = mapped_column()
    # The state of whoever holds that proxy: its own where an alternate answered.
    proxy_state: Mapped[str | None] = column_property(
        select(Proxy.holder_state)
        .where(Proxy.id == proxy_id)
        .correlate_except(Proxy)
        .scalar_subquery()
    )
    # When a successor stated that it is withdrawn; it counts as it was given.
    withdrawn_at: Mapped[dt.datetime | None] = column_property(
        select(WithdrawnAct.at)
        .where(
            WithdrawnAct.act == ActClass.ANSWER,
            WithdrawnAct.subject_id == question_id,
            WithdrawnAct.state_code == state_code,
            WithdrawnAct.at >= answered_at,
        )
        .correlate_except(WithdrawnAct)
        .scalar_subquery()
    )

    __table_args__ = (
        CheckConstraint("n >= 1", name="n"),
        CheckConstraint(one_of("answer", (*Word, DIVIDED, CHOSEN, CAST)), name="answer"),
        CheckConstraint(
            f"(parts IS NOT NULL) = (answer IN ('{DIVIDED}', '{CHOSEN}'))", name="parts"
        ),
        CheckConstraint(one_of("shown_to", tuple(ShownTo)), name="shown_to"),
        CheckConstraint("(explanation IS NULL) = (shown_to IS NULL)", name="explained"),
    )

    def __repr__(self) -> str:
        return f"{self.state_code} {self.answer}"


append_only(Answer.__table__)  # type: ignore[arg-type]


class CastingVote(Base):
    """What the chair says in case of a tie, given under seal with the answers: the n-th time.

    The last one counts, and only where the answers are even; else it is never opened.
    """

    __tablename__ = "casting_votes"

    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vote: Mapped[str] = mapped_column(String(3))
    salt: Mapped[str] = mapped_column(String(32))  # of the digest that the ledger holds
    at: Mapped[dt.datetime]
    state_code: Mapped[str] = mapped_column(ForeignKey(State.code))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offices.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    authority_id: Mapped[uuid.UUID | None]
    chain_sha256: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        CheckConstraint("n >= 1", name="n"),
        CheckConstraint(one_of("vote", (Word.YEA, Word.NAY)), name="vote"),
    )

    def __repr__(self) -> str:
        return f"casting vote {self.n} on {self.question_id}"


append_only(CastingVote.__table__)  # type: ignore[arg-type]


class Ballot(Base):
    """One ballot of a secret election: what it says, without who, when or in which order.

    Who has voted stands in `answers`, with the word "cast" alone.
    """

    __tablename__ = "ballots"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # random: nothing to order by
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questions.id"), index=True)
    says: Mapped[str] = mapped_column(Text)  # canonical JSON: a word, or options in order

    __table_args__ = ({"sqlite_with_rowid": False},)

    def __repr__(self) -> str:
        return "a ballot"
