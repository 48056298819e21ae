"""What a charter says of votes: by which rule, in which ways, and for how long at least."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from alliance.charters.vote_rules import chooses
from alliance.rulebook.problems import Problem, inside

ANY = "any"  # the rule for a question of a kind that is not named, answered by yea and nay
ANY_CHOICE = "any choice"  # the rule for a choice among several, of a kind that is not named
# The kinds of question that a charter may have a rule of its own for. That of an admission stands
# with the terms of admission.
KINDS = (
    "resolution",
    "amendment",
    "similarity",
    "policy",
    "money",
    "lawsuit",
    "election",
    "choice",
    "poll",
)
# Those that may be choices among several: by a rule of choosing, where they are.
CHOICES = ("election", "choice", "poll")
IN_WRITING, IN_A_MEETING, NO_OBJECTION, POLL = "written", "meeting", "no objection", "poll"
MODES = (IN_WRITING, IN_A_MEETING, NO_OBJECTION, POLL)
HOURS, DAYS, BUSINESS_DAYS = "hours", "days", "business days"
UNITS = (HOURS, DAYS, BUSINESS_DAYS)
LONGEST = 250
EXTENSIONS_AT_MOST = 10


class Reading(Protocol):
    """What notes the faults of a document (alliance/charters/terms.py)."""

    def fields(self, value: object, path: str, known: Any) -> Mapping[str, object]: ...
    def word(self, value: object, path: str, words: Any) -> str: ...
    def truth(self, fields: Mapping[str, object], path: str, key: str, *, usual: bool) -> bool: ...
    def whole(self, value: object, path: str, most: int = ...) -> int: ...
    def rule(self, value: object, path: str) -> None: ...
    def refuse(self, path: str, reason: str) -> None: ...


@dataclass(frozen=True)
class Span:
    """A length of time: "5 business days"."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"


@dataclass(frozen=True)
class Voting:
    """How questions are put and answered; what is left out is as it stands here."""

    rules: Mapping[str, Any] = field(default_factory=dict)  # by kind, ANY and ANY_CHOICE
    modes: tuple[str, ...] = MODES
    may_change: bool = True  # a state may change its answer until the close
    hidden: bool = False  # results are shown after the close only
    extensions: int = 0  # how often a close may be put off
    least: Span | None = None  # the least time for answers in writing
    proxies: bool = False
    chains: bool = False
    divided: bool = False

    def rule_for(self, kind: str, *, among_several: bool = False) -> Any:
        """The rule for a kind of question, or None where nothing is said of it.

        That of a choice `among_several` is one of choosing, without its options; any other is one
        of decision. An election of one candidate is decided, of several it is a choice.
        """
        if kind not in KINDS:
            return None
        own = self.rules.get(kind)
        if own is not None and chooses(own) is among_several:
            return own
        return self.rules.get(ANY_CHOICE if among_several else ANY)

    def as_json(self) -> dict[str, Any]:
        """As it is kept; `read_voting` reads it back to the same."""
        least = self.least
        return {
            "rules": dict(self.rules),
            "modes": list(self.modes),
            "may_change": self.may_change,
            "hidden": self.hidden,
            "extensions": self.extensions,
            "least": {"count": least.count, "unit": least.unit} if least else None,
            "proxies": self.proxies,
            "chains": self.chains,
            "divided": self.divided,
        }


USUAL_VOTING = Voting()
KNOWN = tuple(Voting.__dataclass_fields__)


def read_voting(reading: Reading, value: object, path: str) -> Voting:
    """The terms on votes; every fault is noted with its place."""
    fields = reading.fields(value, path, KNOWN)
    read = Voting(
        rules=_rules(reading, fields.get("rules", {}), inside(path, "rules")),
        modes=_modes(reading, fields.get("modes", list(MODES)), inside(path, "modes")),
        may_change=reading.truth(fields, path, "may_change", usual=True),
        hidden=reading.truth(fields, path, "hidden", usual=False),
        extensions=reading.whole(
            fields.get("extensions", 0), inside(path, "extensions"), EXTENSIONS_AT_MOST
        ),
        least=_span(reading, fields.get("least"), inside(path, "least")),
        proxies=reading.truth(fields, path, "proxies", usual=False),
        chains=reading.truth(fields, path, "chains", usual=False),
        divided=reading.truth(fields, path, "divided", usual=False),
    )
    if read.chains and not read.proxies:
        reading.refuse(inside(path, "chains"), 'needs "proxies" to be true')
    return read


def _rules(reading: Reading, value: object, path: str) -> dict[str, Any]:
    fields = reading.fields(value, path, (*KINDS, ANY, ANY_CHOICE))
    for kind, rule in fields.items():
        at = inside(path, kind)
        if chooses(rule) and kind not in (*CHOICES, ANY_CHOICE):
            reading.refuse(at, "is one of choosing: this is answered by yea and nay")
        elif kind == ANY_CHOICE and isinstance(rule, dict) and not chooses(rule):
            reading.refuse(at, NO_METHOD)
        else:
            reading.rule(rule, at)
    return dict(fields)


NO_METHOD = 'has no "method": a choice among several is "ranked" or by "approval"'


def never_used(voting: Voting) -> list[Problem]:
    """Rules under which no question can ever be put; such are not written any more."""
    if "choice" in voting.rules and not chooses(voting.rules["choice"]):
        return [Problem("votes.rules.choice", NO_METHOD)]
    return []


def _modes(reading: Reading, value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or len(value) > len(MODES):
        listed = ", ".join(f'"{one}"' for one in MODES)
        reading.refuse(path, f"must be a list of some of {listed}")
        return MODES
    read = [reading.word(one, inside(path, n), MODES) for n, one in enumerate(value)]
    if len(set(read)) < len(read):
        reading.refuse(path, "names the same twice")
    return tuple(one for one in MODES if one in read)


def _span(reading: Reading, value: object, path: str) -> Span | None:
    if value is None:
        return None
    fields = reading.fields(value, path, ("count", "unit"))
    count = reading.whole(fields.get("count"), inside(path, "count"), LONGEST)
    unit = reading.word(fields.get("unit"), inside(path, "unit"), UNITS)
    return Span(count, unit) if count and unit else None


NAMED = {
    "resolution": "a resolution",
    "amendment": "an amendment",
    "similarity": "whether laws are similar",
    "policy": "a policy",
    "money": "the release of money",
    "lawsuit": "joining a lawsuit",
    "election": "the election of an officer",
    "choice": "a choice among drafts or dates",
    "poll": "a straw poll",
    ANY: "any other question",
    ANY_CHOICE: "any other choice among several",
}
