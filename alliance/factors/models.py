"""What served once and may not serve again."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core.db import Base


class Spent(Base):
    """The digest of a challenge or of a link that has been used, kept until it would expire."""

    __tablename__ = "spent"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[dt.datetime] = mapped_column(index=True)

    def __repr__(self) -> str:
        return f"spent {self.digest[:8]}"
