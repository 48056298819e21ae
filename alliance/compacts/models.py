"""What was worked out of a compact's history, kept while nothing it hangs on changes."""

import uuid
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core.db import Base


class CompactHistory(Base):
    """When a compact was in force, by its rules and all that is known now.

    No fact of law but what follows from them: `inputs` is the digest of all that it was worked out
    of, and one that is of other inputs is not read.
    """

    __tablename__ = "compact_histories"

    alliance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alliances.id"), primary_key=True)
    inputs: Mapped[str] = mapped_column(String(64))
    history: Mapped[dict[str, Any]] = mapped_column(JSON)

    def __repr__(self) -> str:
        return f"{self.alliance_id}: {self.inputs[:8]}"
