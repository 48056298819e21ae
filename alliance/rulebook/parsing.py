"""Reading a decision rule out of JSON values, with every fault found and placed."""

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
from alliance.rulebook.problems import MalformedRule, described, inside
from alliance.rulebook.reading import Reading

MAJORITIES_AT_MOST = 100
REQUIREMENT_KEYS = ("of", "measure", "more_than", "at_least", "among", "name")
NO_OBJECTION_KEYS = ("no_objection", "name")


def parse(rule: object) -> Decision:
    """The rule as values, or MalformedRule with all its problems."""
    reading = _Reading()
    decision = reading.decision(rule)
    if decision is None or reading.problems:
        raise MalformedRule(reading.problems)
    return decision


class _Reading(Reading):
    """One pass over a decision rule."""

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
