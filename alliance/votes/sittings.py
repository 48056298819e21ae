"""The meeting in which a question is put, as far as votes know of meetings: who is there."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from alliance.states.reference import name_of
from alliance.votes.posed import AnyQuestion
from alliance.votes.rules import Mode


@dataclass(frozen=True)
class There:
    """That a state is there: who is there for it, as it was recorded, and whether in the room."""

    who: str
    in_person: bool


@dataclass(frozen=True)
class Sitting:
    """A meeting: its name, and by state who is there now."""

    title: str
    there: Mapping[str, There] = field(default_factory=dict)

    @property
    def in_person(self) -> frozenset[str]:
        """The states that are there in the room, for a quorum that counts those alone."""
        return frozenset(state for state, one in self.there.items() if one.in_person)


# How the meeting of a question is found, with who is there; filled in alliance/app.py. Without an
# answer the question is of no meeting.
SITTINGS: list[Callable[[AnyQuestion], Sitting | None]] = []


def sitting_of(question: AnyQuestion) -> Sitting | None:
    """The meeting in which a question is put; no statement for one that is put in another way."""
    if question.mode != Mode.MEETING:
        return None
    return next((found for find in SITTINGS if (found := find(question)) is not None), None)


def why_not_there(question: AnyQuestion, state: str) -> str:
    """Why a state cannot answer in the meeting, or "": only who is recorded as present answers."""
    sitting = sitting_of(question)
    if sitting is None or state in sitting.there:
        return ""
    return (
        f"{name_of(state)} is not recorded as present in {sitting.title}. "
        "Tell the clerk that you are there, then answer."
    )


def awaited(missing: Collection[str], sitting: Sitting | None) -> set[str]:
    """Of the states that have not answered those that still can: in a meeting, who is there."""
    return set(missing) if sitting is None else set(missing) & sitting.there.keys()
