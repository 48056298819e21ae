"""The lines of a roster, as its page and its files show them: narrowed and sorted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance.membership.rules import Roster, Standing
from alliance.states.reference import jurisdictions

NOT_ON_THE_ROLL: Mapping[Standing, str] = {
    Standing.WITHDRAWN: "has left",
    Standing.UNKNOWN: "former member, date of leaving unknown",
}


@dataclass(frozen=True)
class Line:
    """A state on a roster; `since` and `left` to the precision of their source."""

    state: str
    name: str
    region: str
    standing: Standing
    member_class: str = ""  # of those who have left nothing is said
    since: str | None = None
    left: str | None = None
    counted: bool = False
    again: bool = False

    @property
    def words(self) -> str:
        """Its standing in words."""
        said = NOT_ON_THE_ROLL.get(self.standing, self.standing.value)
        return f"{said}, readmitted" if self.again else said


@dataclass(frozen=True)
class Narrowed:
    """The filters of a roster; empty where all are asked for."""

    words: str = ""
    standing: str = ""
    member_class: str = ""
    region: str = ""
    counted: str = ""

    def takes(self, line: Line) -> bool:
        """Whether a line is asked for."""
        name = f"{line.name} {line.state}".casefold()
        return (
            all(word in name for word in self.words.casefold().split())
            and self.standing in {"", line.standing.value}
            and self.member_class in {"", line.member_class}
            and self.region in {"", line.region or "territories"}
            and self.counted in {"", "yes" if line.counted else "no"}
        )


SORTS: Mapping[str, Callable[[Line], Any]] = {
    "state": lambda one: one.name,
    "standing": lambda one: (one.words, one.name),
    "class": lambda one: (one.member_class or "~", one.name),
    "region": lambda one: (one.region or "~", one.name),
    "since": lambda one: (one.since or "~", one.name),
    "counted": lambda one: (not one.counted, one.name),
}


def lines(
    roster: Roster, narrowed: Narrowed | None = None, order: str = "", first: str = ""
) -> Sequence[Line]:
    """The lines asked for; in no order asked for: the state `first`, the roll, those who left."""
    found = [one for one in _all(roster) if narrowed is None or narrowed.takes(one)]
    if not order:
        return sorted(found, key=lambda one: one.state != first)
    column = order.removeprefix("-")
    return sorted(found, key=SORTS[column], reverse=order != column)


def _all(roster: Roster) -> Iterable[Line]:
    places = jurisdictions()
    found = [
        Line(
            state=one.state,
            name=places[one.state].name,
            region=places[one.state].region,
            standing=one.standing,
            member_class=one.member_class.value,
            since=one.since,
            counted=one.bound,
            again=one.again,
        )
        for one in roster.members
    ]
    yield from sorted(found, key=lambda line: line.name)
    for code in roster.unknown:
        yield Line(code, places[code].name, places[code].region, Standing.UNKNOWN)
    for gone in roster.former:
        place = places[gone.state]
        yield Line(gone.state, place.name, place.region, gone.standing, "", gone.since, gone.left)
