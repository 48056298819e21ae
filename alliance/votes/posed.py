"""A question as far as an answer needs it: read as columns, past the machinery for objects.

Answers come many at once, and each reads its question anew and holds it meanwhile; as an object
it costs a tenth of the answer (bench/README.md).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Uuid, bindparam, select

from alliance.core.db import read
from alliance.membership.models import Alliance
from alliance.votes.frozen import AsFrozen
from alliance.votes.models import Question


@dataclass(frozen=True)
class Posed(AsFrozen):
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
