"""Reading a decision rule out of JSON values, with every fault found and placed."""

import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from alliance.rulebook.decision import (
    Among,
    Base,
    Bound,
    Decision,
    Narrowing,
    NoObjection,
    Requirement,
)
from alliance.rulebook.numbers import read_number, read_share
from alliance.rulebook.problems import MalformedRule, Problem, described, inside, shortened

MAJORITIES_AT_MOST = 100
TEXT_AT_MOST = 200
REQUIREMENT_KEYS = ("of", "measure", "more_than", "at_least", "among", "name")
NO_OBJECTION_KEYS = ("no_objection", "name")

# Classes of the marks that open and close an embedding, an override or an isolate (UAX #9).
_REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

Word = TypeVar("Word", bound=StrEnum)


def parse(rule: object) -> Decision:
    """The rule as values, or MalformedRule with all its problems."""
    reading = _Reading()
    decision = reading.decision(rule)
    if decision is None or reading.problems:
        raise MalformedRule(reading.problems)
    return decision


class _Reading:
    """One pass over a document: each method returns a value, or None and notes why not."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: str, reason: str) -> None:
        self.problems.append(Problem(path or "rule", reason))

    def decision(self, rule: object) -> Decision | None:
        fields = self.fields(rule, "", ("quorum", "majorities"))
        if fields is None:
            return None
        quorum = None
        if "quorum" in fields:
            quorum = self.requirement(fields["quorum"], "quorum")
        if "majorities" not in fields:
            self.refuse("majorities", "is missing: a rule holds at least one majority")
            return None
        majorities = self.majorities(fields["majorities"])
        return Decision(majorities=majorities, quorum=quorum)

    def majorities(self, value: object) -> tuple[Requirement | NoObjection, ...]:
        path = "majorities"
        if not isinstance(value, list):
            self.refuse(path, f"is {described(value)}: it must be a list of majorities")
            return ()
        if not value:
            self.refuse(path, "is empty: a rule holds at least one majority")
        if len(value) > MAJORITIES_AT_MOST:
            self.refuse(path, f"holds {len(value)} majorities: {MAJORITIES_AT_MOST} are the limit")
            return ()
        read = [self.majority(one, inside(path, index)) for index, one in enumerate(value)]
        return tuple(one for one in read if one is not None)

    def majority(self, value: object, path: str) -> Requirement | NoObjection | None:
        if isinstance(value, dict) and "no_objection" in value:
            return self.no_objection(value, path)
        return self.requirement(value, path)

    def no_objection(self, value: dict[object, object], path: str) -> NoObjection | None:
        fields = self.fields(value, path, NO_OBJECTION_KEYS)
        if fields is None:
            return None
        if fields["no_objection"] is not True:
            self.refuse(inside(path, "no_objection"), "can only be true: leave it out otherwise")
        return NoObjection(name=self.name(fields, path))

    def requirement(self, value: object, path: str) -> Requirement | None:
        fields = self.fields(value, path, REQUIREMENT_KEYS)
        if fields is None:
            return None
        of = self.required(fields, path, "of", lambda v, p: self.word(v, p, Base))
        measure = self.required(fields, path, "measure", self.text)
        bound = self.bound(fields, path)
        among = self.among(fields["among"], inside(path, "among")) if "among" in fields else None
        name = self.name(fields, path)
        if of is None or measure is None or bound is None:
            return None
        return Requirement(of=of, measure=measure, bound=bound, among=among, name=name)

    def bound(self, fields: dict[str, object], path: str) -> Bound | None:
        given = [key for key in ("more_than", "at_least") if key in fields]
        if len(given) != 1:
            both = "both stand here" if given else "neither stands here"
            self.refuse(path or "rule", f'needs exactly one of "more_than" and "at_least": {both}')
            return None
        place = inside(path, given[0])
        held = self.fields(fields[given[0]], place, ("share", "count"))
        if held is None:
            return None
        if len(held) != 1:
            self.refuse(place, 'must hold exactly one of "share" and "count"')
            return None
        [(kind, value)] = held.items()
        read = read_share if kind == "share" else read_number
        amount = self.number(value, inside(place, kind), read)
        if amount is None:
            return None
        return Bound(amount=amount, is_share=kind == "share", strict=given[0] == "more_than")

    def among(self, value: object, path: str) -> Among | None:
        fields = self.fields(value, path, tuple(Narrowing))
        if fields is None:
            return None
        if len(fields) != 1:
            self.refuse(path, 'must hold exactly one of "class" and "region"')
            return None
        [(by, wanted)] = fields.items()
        text = self.text(wanted, inside(path, by))
        return None if text is None else Among(by=Narrowing(by), value=text)

    def name(self, fields: dict[str, object], path: str) -> str | None:
        return self.text(fields["name"], inside(path, "name")) if "name" in fields else None

    def fields(self, value: object, path: str, known: Iterable[str]) -> dict[str, object] | None:
        """The known fields of an object; a key that is not known is refused at its place."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return None
        allowed = tuple(known)
        for key in value:
            if key not in allowed:
                listed = ", ".join(f'"{one}"' for one in allowed)
                self.refuse(inside(path, key), f"is not known here: only {listed} may stand here")
        return {key: value[key] for key in allowed if key in value}

    def required(
        self,
        fields: dict[str, object],
        path: str,
        key: str,
        read: "Callable[[object, str], Found | None]",
    ) -> "Found | None":
        if key not in fields:
            self.refuse(inside(path, key), "is missing")
            return None
        return read(fields[key], inside(path, key))

    def word(self, value: object, path: str, words: type[Word]) -> Word | None:
        if isinstance(value, str) and value in list(words):
            return words(value)
        listed = ", ".join(f'"{one}"' for one in words)
        self.refuse(path, f"is {described(value)}: it must be one of {listed}")
        return None

    def number(
        self, value: object, path: str, read: Callable[[object], Fraction]
    ) -> Fraction | None:
        try:
            return read(value)
        except ValueError as wrong:
            self.refuse(path, str(wrong))
            return None

    def text(self, value: object, path: str) -> str | None:
        reason = text_fault(value)
        if reason is None and isinstance(value, str):
            return value
        self.refuse(path, reason or "")
        return None


Found = TypeVar("Found")


def text_fault(value: object) -> str | None:
    """Why a value cannot be a name on a page, or None; no line breaks, no half characters."""
    if not isinstance(value, str):
        return f"is {described(value)}: it must be text"
    if not value.strip():
        return "is empty"
    if len(value) > TEXT_AT_MOST:
        return f"is longer than {TEXT_AT_MOST} characters: {shortened(value)}"
    if any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} for one in value):
        return "holds a control character or a line break"
    if any(unicodedata.bidirectional(one) in _REORDERING for one in value):
        return "holds a mark that reorders the text around it"
    return None
