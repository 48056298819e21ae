"""The stages of a resolution and what may follow: pure."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_CLAUSES = 100  # that are typed at once when a draft is begun
LONGEST_REASON = 300


class Stage(StrEnum):
    """Where a resolution stands (the words of contract.md)."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    IN_COMMITTEE = "in committee"
    ENGROSSED = "engrossed"
    VOTING = "voting"
    ADOPTED = "adopted"
    LOST = "lost"
    ENROLLED = "enrolled"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    RESCINDED = "rescinded"
    WITHDRAWN = "withdrawn"


class Succession(StrEnum):
    """What a resolution does to an earlier one when it enters into force."""

    SUPERSEDES = "supersedes"
    RESCINDS = "rescinds"


# What may follow what.
FOLLOWS: Mapping[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.CIRCULATED, Stage.WITHDRAWN}),
    Stage.CIRCULATED: frozenset(
        {Stage.IN_COMMITTEE, Stage.ENGROSSED, Stage.VOTING, Stage.WITHDRAWN}
    ),
    Stage.IN_COMMITTEE: frozenset({Stage.CIRCULATED, Stage.ENGROSSED, Stage.WITHDRAWN}),
    Stage.ENGROSSED: frozenset({Stage.VOTING, Stage.CIRCULATED, Stage.WITHDRAWN}),
    # Taken up again, the question on it is void.
    Stage.VOTING: frozenset({Stage.ADOPTED, Stage.LOST, Stage.CIRCULATED}),
    Stage.ADOPTED: frozenset({Stage.ENROLLED}),
    Stage.ENROLLED: frozenset({Stage.IN_FORCE, Stage.SUPERSEDED, Stage.RESCINDED}),
    Stage.IN_FORCE: frozenset({Stage.SUPERSEDED, Stage.RESCINDED}),
}

WRITABLE = frozenset({Stage.DRAFT, Stage.CIRCULATED})
# Until a question is put, amendments may be proposed to what the members have before them.
AMENDABLE = frozenset({Stage.CIRCULATED, Stage.IN_COMMITTEE})
SIGNABLE = frozenset({Stage.ENROLLED, Stage.IN_FORCE})


def why_not_become(now: Stage, then: Stage) -> str:
    """The reason against the step, or ""."""
    if then in FOLLOWS.get(now, frozenset()):
        return ""
    return f"This resolution is {named(now)}; it cannot become {named(then)}."


@dataclass(frozen=True)
class Reviewed:
    """What somebody had before them when they confirmed: the stage, and the text by its hash."""

    stage: str
    version: int
    text_sha256: str


def what_changed(seen: Reviewed, now: Reviewed, parts: Sequence[str] = ()) -> str:
    """What is other now than what was reviewed, or ""; `parts` name what differs in the text."""
    if (seen.version, seen.text_sha256) != (now.version, now.text_sha256):
        other = f" Other than before: {listed(parts)}." if parts else ""
        return (
            f"The text has changed since you reviewed it: this is version {now.version}.{other} "
            "Nothing is recorded. Read it, then confirm again."
        )
    if seen.stage != now.stage:
        return (
            f"Since you reviewed this resolution it has become {named(Stage(now.stage))}. "
            "Nothing is recorded. Confirm again if you still mean it."
        )
    return ""


def roster_changed(seen: Collection[str], now: Collection[str]) -> str:
    """Who is on the roster now and was not, or the other way round; "" when nobody is."""
    came, went = sorted(set(now) - set(seen)), sorted(set(seen) - set(now))
    said = [f"joined: {listed(came)}"] if came else []
    said += [f"gone: {listed(went)}"] if went else []
    if not said:
        return ""
    return (
        f"The roster has changed since you reviewed it ({'; '.join(said)}). "
        "Nothing is recorded. Read it, then confirm again."
    )


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def named(stage: Stage) -> str:
    """The stage as people say it: "enrolled (open for signature)"."""
    return "enrolled (open for signature)" if stage is Stage.ENROLLED else str(stage)


def clauses(text: str) -> list[str]:
    """The clauses in what was typed: one a paragraph, with an empty line between two.

    The page prints the numbers itself: an unbroken series 1., 2., 3. before all of them is taken
    off. A number that stands alone may be part of the words ("31. December"), and stays.
    """
    return _settled(_paragraphs(text), _without_series)


def recitals(text: str) -> list[str]:
    """The whereas clauses in what was typed: like `clauses`, without a leading "Whereas,"."""
    return _settled(_paragraphs(text), lambda found: [_bare(one) for one in _without_series(found)])


def _paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    found = (" ".join(part.split()) for part in re.split(r"\n\s*\n", lines))
    return [part for part in found if part]


def _settled(found: list[str], bare: Callable[[list[str]], list[str]]) -> list[str]:
    """What is left when marks are taken off; nothing is, where each save would take off more."""
    left = bare(found)
    return left if bare(left) == left else found


def _without_series(found: list[str]) -> list[str]:
    marks = [f"{number}. " for number in range(1, len(found) + 1)]
    pairs = list(zip(found, marks, strict=True))
    if len(found) < 2 or not all(clause.startswith(mark) for clause, mark in pairs):
        return found
    return [clause.removeprefix(mark) for clause, mark in pairs]


def _bare(clause: str) -> str:
    first, _, rest = clause.partition(" ")
    return rest if rest and first.rstrip(",").casefold() == "whereas" else clause


def in_force(yeas: Collection[str], signed: Collection[str]) -> bool:
    """Whether every state that answered yea has signed."""
    return bool(yeas) and set(yeas) <= set(signed)


def sha256(text: bytes) -> str:
    """The hash by which a text is known."""
    return hashlib.sha256(text).hexdigest()
