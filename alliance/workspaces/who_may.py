"""Who may do what, drawn from the policy table itself in plain words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alliance.core.actor import CLOCK, OPERATOR, VISITOR, Actor, Office, Rank
from alliance.core.policy import POLICY, may
from alliance.workspaces.examples import KINDS, MEMBERS, RANKS, STATES, Things

APART = (OPERATOR, CLOCK, VISITOR)
REACH = {
    frozenset(STATES): "any state",
    frozenset(MEMBERS): "member states",
    frozenset({"UT", "WY"}): "other member states",
    frozenset({"CO"}): "own state",
    frozenset({"NM"}): "a state outside",
    frozenset({"UT"}): "to whom it is written",
    frozenset({"WY"}): "a chosen state",
    frozenset({"CO", "UT"}): "between whom it goes",
}


@dataclass(frozen=True)
class Row:
    """Who may do one action, while the thing stands as it does, and how far that reaches."""

    action: str
    state: str
    who: str
    reach: str

    def __str__(self) -> str:
        return f"{self.action:29} {self.state:11} {self.who:50} {self.reach}".rstrip()


def drawn(cast: Sequence[Actor], things: Things) -> Iterator[Row]:
    """The whole table for these people and things, by action."""
    for action in sorted(POLICY):
        for state, subject in subjects_of(action, things):
            allowed = [who for who in cast if may(who, action, subject)]
            named = sorted(_rows(allowed))
            named += [
                (who.name.lower(), "yes")
                for who in (OPERATOR, CLOCK, VISITOR)
                if may(who, action, subject)
            ]
            for who, reach in named or [("nobody", "")]:
                yield Row(action, state, who, reach)


def subjects_of(action: str, things: Things) -> Sequence[tuple[str, object]]:
    """What an action is asked about: its own things, else those of its domain."""
    return things.get(action, things[action.split(":", maxsplit=1)[0]])


def _rows(allowed: Iterable[Actor]) -> Iterator[tuple[str, str]]:
    """Kinds of office and ranks that reach equally far stand in one row."""
    by_rank: dict[tuple[Office, Rank], list[Actor]] = {}
    for one in allowed:
        by_rank.setdefault((one.office, one.rank), []).append(one)
    by_reach: dict[tuple[Office, str], list[Rank]] = {}
    for (office, rank), people in by_rank.items():
        by_reach.setdefault((office, _reach(people)), []).append(rank)
    by_ranks: dict[tuple[tuple[Rank, ...], str], list[Office]] = {}
    for (office, reach), ranks in by_reach.items():
        by_ranks.setdefault((tuple(ranks), reach), []).append(office)
    for (named, reach), offices in by_ranks.items():
        if Office.GUEST in offices:
            yield "guest", reach
            continue
        of = "every office" if set(offices) == set(KINDS) else ", ".join(offices)
        yield f"{of}: {'everybody' if named == RANKS else ', '.join(named)}", reach


def _reach(people: Sequence[Actor]) -> str:
    """How far it goes: whose offices, of which states."""
    if people[0].office is Office.SECRETARIAT:
        return "any secretariat" if len(people) == 2 else "the alliance's own"
    if people[0].office is Office.GUEST:
        return "any guest" if len(people) == 2 else "with whom it is shared"
    return REACH[frozenset(one.state for one in people)]
