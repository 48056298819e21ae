"""A question as far as an answer needs it: read as columns, past the machinery for objects.

Answers come many at once, and each reads its question anew and holds it meanwhile; as an object
it costs a tenth of the answer (bench/README.md).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Uuid, bindparam, select

from alliance.core.db import read
from alliance.membership.models import Alliance
from alliance.votes.models import Question, options_in, ranks_in, roster_in
from alliance.votes.terms import Terms, terms_of


@dataclass(frozen=True)
class Posed:
    """What the columns of its question say; nobody changes anything through it."""

    id: uuid.UUID
    title: str
    alliance_id: uuid.UUID
    represented_by: str
    text_sha256: str
    rule: str
    roster: str
    mode: str
    terms: str
    closes_at: dt.datetime
    closed_at: dt.datetime | None
    slug: str  # of its alliance

    @property
    def stream(self) -> str:
        """The ledger stream of its alliance."""
        return f"alliance:{self.slug}"

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"question:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether answers may come (their time is another matter)."""
        return self.closed_at is None

    @property
    def asked(self) -> Terms:
        """How it is answered, as opening froze it."""
        return terms_of(self.terms)

    @property
    def options(self) -> list[str]:
        """What one chooses among, where the question is a choice; else nothing."""
        return options_in(self.rule)

    @property
    def ranks(self) -> bool:
        """Whether the options are put in an order of preference."""
        return ranks_in(self.rule)

    @property
    def entitled(self) -> dict[str, dict[str, Any]]:
        """The frozen roster by state; nobody may change it."""
        return roster_in(self.roster)


AnyQuestion = Question | Posed

_COLUMNS = [Question.__table__.c[name] for name in list(Posed.__dataclass_fields__)[:-1]]
_ONE = (
    select(*_COLUMNS, Alliance.slug)
    .join(Alliance, Alliance.id == Question.alliance_id)
    .where(Question.id == bindparam("id", type_=Uuid()))
)
_SHARED = _ONE.with_for_update(read=True, of=Question)


def posed(question_id: uuid.UUID, *, held: bool) -> Posed | None:
    """The question; with `held` its row is held together with other answers until the end."""
    row = read(_SHARED if held else _ONE, {"id": question_id}).first()
    return Posed(*row) if row else None
