"""Marks: by which what was worked out is known still to hold.

A mark is an id made anew with every change of what it stands for. While it is the same, so is
everything that was worked out of that; and it says of which database it is, and as of what.
"""

import uuid

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core import clock
from alliance.core.db import Base, db


class Mark(Base):
    """The mark of one thing: of the standings of a state by its code, of an alliance by its id."""

    __tablename__ = "marks"

    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    mark: Mapped[uuid.UUID]

    def __repr__(self) -> str:
        return f"{self.key} {self.mark}"


def change(key: str) -> None:
    """Say that what was worked out of this holds no longer, in the transaction in hand."""
    held = db.session.get(Mark, key, with_for_update=True)
    if held is None:
        db.session.add(Mark(key=key, mark=clock.new_id()))
    else:
        held.mark = clock.new_id()
