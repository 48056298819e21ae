"""What is worked out of what the opening of a question froze."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from alliance.votes.terms import Terms, terms_of


class AsFrozen:
    """Mixed into whatever holds these columns of a question: its row, or a part of that."""

    if TYPE_CHECKING:  # each holds them in its own way
        id: Any
        closed_at: Any
        rule: Any
        roster: Any
        terms: Any

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
        return _options(self.rule)

    @property
    def ranks(self) -> bool:
        """Whether the options are put in an order of preference."""
        rule: dict[str, Any] = json.loads(self.rule)
        return rule.get("method") == "ranked"

    @property
    def entitled(self) -> dict[str, dict[str, Any]]:
        """The frozen roster by state; nobody may change it."""
        return _roster(self.roster)


@lru_cache(maxsize=64)
def _options(text: str) -> list[str]:
    """The options that a rule names; a decision has none."""
    options: list[str] = json.loads(text).get("options", [])
    return options


@lru_cache(maxsize=64)
def _roster(text: str) -> dict[str, dict[str, Any]]:
    """A roster is read many times, and many questions have the same one."""
    roster: dict[str, dict[str, Any]] = json.loads(text)
    return roster
