"""What is to be reached, and whether it was. Where the figures come from: README.md."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

PAGES = ("desk", "resolutions", "alliance", "resolution")
READS = (*PAGES, "question", "states", "sign-in")
P1_PAGE = 1.25  # of /dash
P3_GROWTH = 1.15  # of CPU, between few and many resolutions
P3_STATEMENTS, P3_DESK = 8, 12
P4_ANSWER = 1.6  # of POST /vote
P4_STATEMENTS = 8
P8_SIGN_IN = 0.35  # of /dash
P10_MEMORY = 1.6  # of the yardstick's
P11_START = 2.0  # of the yardstick's
ANSWER_WRITES = ["INSERT INTO answers", "INSERT INTO ledger_entries", "INSERT INTO outbox"]


@dataclass(frozen=True)
class Judged:
    """One goal: what was measured, and the bound that it must not pass."""

    goal: str
    what: str
    measured: float
    bound: float
    spread: tuple[float, float] | None = None  # least and largest of the rounds

    @property
    def reached(self) -> bool:
        """Whether it holds."""
        return self.measured <= self.bound

    def as_json(self) -> dict[str, Any]:
        """For the file of results."""
        return {**asdict(self), "reached": self.reached}


@dataclass(frozen=True)
class Ratio:
    """A median of rounds, with the least and the largest."""

    median: float
    least: float
    largest: float


@dataclass(frozen=True)
class Asked:
    """What one request asks of the database."""

    statements: int
    commits: int
    writes: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """Everything that one database's run found out."""

    ratios: Mapping[str, Ratio]  # by page, to its yardstick
    anew: Mapping[str, Ratio]  # the same when something has happened since it was read last
    growth: Mapping[str, Ratio]  # by page, many to few resolutions
    few: Mapping[str, Asked]
    many: Mapping[str, Asked]
    memory: float  # of the yardstick's
    start: Ratio  # of the yardstick's


def judge(found: Measured) -> list[Judged]:
    """Every goal, in the order of their numbers."""
    judged = [_ratio("P1", f"{page} to /dash", found.ratios[page], P1_PAGE) for page in PAGES]
    judged += [
        _ratio("P3", f"{page}: many to few", found.growth[page], P3_GROWTH) for page in PAGES
    ]
    judged += [
        _count("P3", f"{page}: statements", found.few[page].statements, _most(page))
        for page in READS
    ]
    judged.append(_count("P3", "pages whose statements grow", len(_growing(found)), 0))
    judged.append(_count("P3", "pages that write or commit", len(_writing(found)), 0))
    answer = found.few["answer"]
    judged += [
        _ratio("P4", "answer to /vote", found.ratios["answer"], P4_ANSWER),
        _ratio("P4", "answer among many resolutions", found.growth["answer"], P3_GROWTH),
        _count("P4", "answer: statements", answer.statements, P4_STATEMENTS),
        _count("P4", "answer: commits more or less than one", abs(answer.commits - 1), 0),
        _count("P4", "answer: other writes", int(sorted(answer.writes) != ANSWER_WRITES), 0),
        _ratio("P8", "sign-in to /dash", found.ratios["sign-in"], P8_SIGN_IN),
        _count("P8", "sign-in: statements", found.few["sign-in"].statements, 0),
        Judged("P10", "memory of a worker", found.memory, P10_MEMORY),
        _ratio("P11", "cold start", found.start, P11_START),
    ]
    return judged


def _most(page: str) -> int:
    return P3_DESK if page == "desk" else P3_STATEMENTS


def _growing(found: Measured) -> list[str]:
    return [one for one in found.few if found.few[one].statements != found.many[one].statements]


def _writing(found: Measured) -> list[str]:
    return [one for one in READS if found.few[one].writes or found.few[one].commits]


def _ratio(goal: str, what: str, found: Ratio, bound: float) -> Judged:
    return Judged(goal, what, found.median, bound, (found.least, found.largest))


def _count(goal: str, what: str, found: int, bound: int) -> Judged:
    return Judged(goal, what, found, bound)
