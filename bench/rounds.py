"""The rounds: yardstick and product by turns, a few hundred requests each, CPU per request."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench import client, processes
from bench.goals import Ratio
from bench.processes import Server

Requests = Callable[[int], list[bytes]]


@dataclass(frozen=True)
class Target:
    """Something to ask for, so and so often a round, and the status that must come back."""

    name: str
    server: Server
    requests: Requests
    status: int = 200
    times: int = 1  # cheap ones are asked for more often, to be measured as well


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


def run(groups: Sequence[Group], database_pid: int | None, rounds: int, requests: int) -> Rounds:
    """Warm up, then measure every group in every round."""
    for target in _each(groups):
        _ask(target, target.requests(_warm_up(requests)), client.CONNECTIONS * 2)
    made = Rounds(groups, database_pid, defaultdict(list), defaultdict(list))
    for number in range(rounds):
        for group in groups:
            _measure(made, group, requests, turned=number % 2 == 1)
    return made


def needed(rounds: int, requests: int) -> int:
    """How many requests of one target all that takes."""
    return rounds * requests + _warm_up(requests)


def summary(figures: Sequence[float]) -> Ratio:
    """The median, the least, the largest."""
    return Ratio(statistics.median(figures), min(figures), max(figures))


def _warm_up(requests: int) -> int:
    return max(48, requests // 4)


def _measure(made: Rounds, group: Group, requests: int, *, turned: bool) -> None:
    # Of two pages that are compared with each other, each comes first as often as second.
    pages = list(group.pages)[:: -1 if turned else 1]
    yardstick = _cost(group.yardstick, requests, made.database_pid)
    made.costs[group.yardstick.name].append(yardstick)
    for page in pages:
        cost = _cost(page, requests, made.database_pid)
        made.costs[page.name].append(cost)
        made.ratios[page.name].append(cost.total / yardstick.total)


def _cost(target: Target, requests: int, database_pid: int | None) -> Cost:
    asked = target.requests(requests * target.times)
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
            f"{target.name}: {dict(sent.statuses)} came back, {target.status} was due"
        )


def _each(groups: Sequence[Group]) -> Iterator[Target]:
    seen = set()
    for group in groups:
        for target in group.all:
            if target.name not in seen:
                seen.add(target.name)
                yield target
