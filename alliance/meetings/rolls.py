"""A roll call by hand, as it is read out of what was written down: pure."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alliance.meetings.rules import Word
from alliance.states.reference import name_of


@dataclass(frozen=True)
class Chair:
    """Who is in the chair: the state, and its officer by name and title."""

    state: str
    who: str

    @property
    def words(self) -> str:
        """The name of the state, and who."""
        return f"{name_of(self.state)} ({self.who})"


@dataclass(frozen=True)
class Casting:
    """What the chair said where the votes were even.

    `goes_with` is the list of answers that it goes with, by its place in the history, from 1.
    """

    goes_with: int
    vote: str
    at: dt.datetime
    by: uuid.UUID | None


@dataclass
class Roll:
    """A roll call by hand; `history` holds every list of answers that was entered, with who."""

    id: int
    motion: int
    rule: Any
    present: list[str]
    history: list[tuple[dt.datetime, uuid.UUID | None, dict[str, str], str]]
    in_person: list[str] | None = None  # of those present, who was in the room; None: not noted
    chair: Chair | None = None  # who was in it when the first list was entered
    castings: list[Casting] = field(default_factory=list)
    confirmed_at: dt.datetime | None = None
    confirmed_by: uuid.UUID | None = None
    sent_back: str = ""
    tally: Mapping[str, Any] | None = None

    @property
    def answers(self) -> dict[str, str]:
        """What stands, by state."""
        return self.history[-1][2]

    @property
    def clerks(self) -> set[uuid.UUID | None]:
        """Who entered or corrected answers, or a casting vote."""
        return {who for _, who, _, _ in self.history} | {one.by for one in self.castings}

    @property
    def casting(self) -> str:
        """The casting vote that goes with the answers that stand, "" if there is none."""
        last = self.castings[-1] if self.castings else None
        return last.vote if last and last.goes_with == len(self.history) else ""

    @property
    def casting_vote(self) -> dict[str, str] | None:
        """The same with the state in the chair, as it is kept."""
        if not self.casting or self.chair is None:
            return None
        return {"state": self.chair.state, "vote": self.casting}

    @property
    def waits(self) -> bool:
        """Whether a second person is asked to confirm it."""
        return self.confirmed_at is None and not self.sent_back

    def those(self, word: Word) -> list[str]:
        """The states that answered so."""
        return sorted(code for code, said in self.answers.items() if said == word)
