"""The rounds: yardstick and product by turns, a few hundred requests each, CPU per request."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench import client, processes
from bench.goals import Ratio
from bench.processes import Server

Requests = Callable[[int], list[bytes]]
WARM_UP = 16  # on as many connections, so that both workers get some
FEWEST = 24


@dataclass(frozen=True)
class Effort:
    """How often a target is asked for in a round: for so many seconds of CPU."""

    seconds: float
    most: int


@dataclass(frozen=True)
class Target:
    """Something to ask for, and the status that must come back."""

    name: str
    server: Server
    requests: Requests
    status: int = 200


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU for one request."""

    web: float
    database: float

    @property
    def total(self) -> float:
        """Both: what moves from the one to the other is not saved."""
        return self.web + self.database


@dataclass(frozen=True)
class Group:
    """A yardstick and the pages that are measured right after it."""

    yardstick: Target
    pages: Sequence[Target]

    @property
    def all(self) -> tuple[Target, ...]:
        """The yardstick and its pages."""
        return (self.yardstick, *self.pages)


@dataclass
class Rounds:
    """What the rounds cost, by the target's name; one figure a round."""

    groups: Sequence[Group]
    database_pid: int | None
    costs: dict[str, list[Cost]]
    ratios: dict[str, list[float]]
    often: dict[str, int]  # requests in a round

    def ratio(self, name: str) -> Ratio:
        """A page to its yardstick."""
        return summary(self.ratios[name])

    def growth(self, few: str, many: str) -> Ratio:
        """A page among many to the same among few."""
        pairs = zip(self.costs[few], self.costs[many], strict=True)
        return summary([more.total / less.total for less, more in pairs])

    def cost(self, name: str) -> Cost:
        """The median cost of a target."""
        costs = self.costs[name]
        return Cost(
            statistics.median(one.web for one in costs),
            statistics.median(one.database for one in costs),
        )


def run(groups: Sequence[Group], database_pid: int | None, rounds: int, effort: Effort) -> Rounds:
    """Warm up, find out how often each is to be asked, then measure all in every round."""
    made = Rounds(groups, database_pid, defaultdict(list), defaultdict(list), {})
    for target in _each(groups):
        _ask(target, target.requests(WARM_UP), WARM_UP)
        each = _cost(target, WARM_UP, database_pid).total / 1000
        often = effort.seconds / max(each, 0.0001)
        made.often[target.name] = round(min(effort.most, max(FEWEST, often)))
    for number in range(rounds):
        for group in groups:
            _measure(made, group, turned=number % 2 == 1)
    return made


def needed(rounds: int, effort: Effort) -> int:
    """How many requests of one target all that takes at most."""
    return rounds * effort.most + 2 * WARM_UP


def summary(figures: Sequence[float]) -> Ratio:
    """The median, the least, the largest."""
    return Ratio(statistics.median(figures), min(figures), max(figures))


def _measure(made: Rounds, group: Group, *, turned: bool) -> None:
    # Of two pages that are compared with each other, each comes first as often as second.
    pages = list(group.pages)[:: -1 if turned else 1]
    name = group.yardstick.name
    yardstick = _cost(group.yardstick, made.often[name], made.database_pid)
    made.costs[name].append(yardstick)
    for page in pages:
        cost = _cost(page, made.often[page.name], made.database_pid)
        made.costs[page.name].append(cost)
        made.ratios[page.name].append(cost.total / yardstick.total)


def _cost(target: Target, requests: int, database_pid: int | None) -> Cost:
    asked = target.requests(requests)
    database = processes.tree(database_pid) if database_pid else []
    web_before, database_before = target.server.cpu(), processes.cpu(database)
    _ask(target, asked, client.CONNECTIONS)
    web_after = target.server.cpu()
    after = processes.tree(database_pid) if database_pid else []
    used = processes.cpu(after) - database_before
    each = 1000 / len(asked)
    return Cost((web_after - web_before) * each, used * each)


def _ask(target: Target, requests: list[bytes], connections: int) -> None:
    sent = client.send(target.server.port, requests, connections)
    if set(sent.statuses) != {target.status}:
        raise client.NotAnswered(
            f"{target.name}: {dict(sent.statuses)} came back, {target.status} was due. "
            f"The server said last:\n{target.server.last_words}"
        )


def _each(groups: Sequence[Group]) -> Iterator[Target]:
    seen = set()
    for group in groups:
        for target in group.all:
            if target.name not in seen:
                seen.add(target.name)
                yield target
