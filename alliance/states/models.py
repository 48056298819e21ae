"""States, as a table, so that other tables can point at them."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from alliance.core.db import Base


class State(Base):
    """A jurisdiction; its facts stand in reference.py and are copied here."""

    __tablename__ = "states"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    fips: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    region: Mapped[str] = mapped_column(String(10))
    electors: Mapped[int]
    population: Mapped[int]
    zone: Mapped[str] = mapped_column(String(40))

    def __repr__(self) -> str:
        return self.code
