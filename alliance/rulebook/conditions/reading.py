"""Reading conditions."""

from fractions import Fraction

from alliance.rulebook.conditions.stages import acts_named, without_acts
from alliance.rulebook.conditions.values import (
    AllOf,
    AnyOf,
    Base,
    Before,
    Condition,
    Did,
    Each,
    Every,
    Happened,
    InAll,
    InAny,
    InStage,
    Measured,
    Named,
    Not,
    NotBefore,
    OfTrait,
    Outside,
    Pool,
    Scope,
    Sense,
    Trait,
)
from alliance.rulebook.days.reading import DayReading
from alliance.rulebook.decision import STATES
from alliance.rulebook.numbers import read_number, read_share
from alliance.rulebook.problems import described, inside

SENSES = tuple(Sense)
BOUND_KEYS = (*SENSES, "of", "measure", "among", "name")
SCOPE_KEYS = (*Trait, "group", "states", "event", "all", "any", "not")
EACH_KEYS = ("groups", *Trait, "states")
SINGLE_KEYS = ("all", "not", "not_before", "before", "event", "stage")
BOUNDS_AT_MOST = 500
Limit = tuple[Sense, Fraction, bool]  # the sense, the amount, whether it is a share


class ConditionReading(DayReading):
    """Reads conditions and what narrows them. `groups` are the groups the compact names."""

    groups: dict[str, tuple[str, ...]]

    def __init__(self, whole: str = "rule") -> None:
        super().__init__(whole)
        self.groups = {}
        self._bounds = 0

    def condition(self, value: object, path: str) -> Condition | None:
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be a condition")
            return None
        self.count_bounds(1)
        for key, read in (("each", self.each_group), ("every", self._every), ("any", self._any)):
            if key in value:
                return read(value, path)
        if any(sense in value for sense in SENSES):
            return self.measured(value, path)
        if any(key in value for key in SINGLE_KEYS):
            held = self.one_key(value, path, SINGLE_KEYS)
            return None if held is None else self._single(*held, path)
        kinds = ", ".join(f'"{one}"' for one in (*SENSES, "each", "every", "any", *SINGLE_KEYS))
        self.refuse(path, f"is no condition: it must hold one of {kinds}")
        return None

    def count_bounds(self, number: int) -> None:
        """Every bound is weighed on its own: a text has a few, and a file no more than a limit."""
        before, self._bounds = self._bounds, self._bounds + number
        if before <= BOUNDS_AT_MOST < self._bounds:
            self.refuse("", f"holds more than {BOUNDS_AT_MOST} conditions and groups")

    def _any(self, value: object, path: str) -> Condition | None:
        fields = self.fields(value, path, ("any", "enough"))
        if fields is None:
            return None
        parts: tuple[Condition, ...] = self.each(fields["any"], inside(path, "any"), self.condition)
        enough = self.enough(fields, path, len(parts))
        return AnyOf(parts, enough or 1) if parts else None

    def enough(self, fields: dict[str, object], path: str, parts: int) -> int | None:
        """How many of several parts are enough, where that is said."""
        if "enough" not in fields:
            return None
        return self.whole_number(fields["enough"], inside(path, "enough"), max(parts, 1), 1)

    def _single(self, key: str, held: object, path: str) -> Condition | None:
        place = inside(path, key)
        if key == "all":
            parts: tuple[Condition, ...] = self.each(held, place, self.condition)
            return AllOf(parts) if parts else None
        if key == "not":
            part = self.condition(held, place)
            return None if part is None else Not(part)
        if key in {"event", "stage"}:
            name = self.text(held, place)
            if name is None:
                return None
            return Happened(name) if key == "event" else InStage(name)
        day = self.day_rule(held, place)
        if day is None:
            return None
        return NotBefore(day) if key == "not_before" else Before(day)

    def _every(self, value: object, path: str) -> Condition | None:
        fields = self.fields(value, path, ("every", "name"))
        if fields is None:
            return None
        place = inside(path, "every")
        if isinstance(fields["every"], dict):
            held = self.one_key(fields["every"], place, ("group",))
            states = () if held is None else self._group(held[1], inside(place, "group"))
        else:
            states = self.names(fields["every"], place)
        name = self.optional_text(fields, path, "name")
        return Every(states, name) if states else None

    def measured(self, value: object, path: str) -> Measured | None:
        """A bound on what the parties measure."""
        fields = self.fields(value, path, BOUND_KEYS)
        if fields is None:
            return None
        limit = self.limit(fields, path)
        measure: str | None = STATES
        if "measure" in fields:
            measure = self.text(fields["measure"], inside(path, "measure"))
        among = None
        if "among" in fields:
            among = self.scope(fields["among"], inside(path, "among"))
        base = self._base(fields, path, is_share=limit is not None and limit[2], among=among)
        name = self.optional_text(fields, path, "name")
        if limit is None or measure is None:
            return None
        return Measured(*limit, measure, base, among, name)

    def limit(self, fields: dict[str, object], path: str) -> Limit | None:
        """Exactly one of at_least, more_than, at_most, less_than, with a share or a count."""
        given = [sense for sense in SENSES if sense in fields]
        if len(given) != 1:
            listed = ", ".join(f'"{one}"' for one in SENSES)
            self.refuse(path, f"must hold exactly one of {listed}")
            return None
        place = inside(path, given[0])
        held = self.one_key(fields[given[0]], place, ("share", "count"))
        if held is None:
            return None
        kind, value = held
        read = read_share if kind == "share" else read_number
        amount = self.number(value, inside(place, kind), read)
        return None if amount is None else (given[0], amount, kind == "share")

    def _base(
        self, fields: dict[str, object], path: str, *, is_share: bool, among: Scope | None
    ) -> Base | None:
        place = inside(path, "of")
        if "of" not in fields:
            if is_share:
                self.refuse(place, "is missing: it says what the share is taken of")
            return None
        value = fields["of"]
        if not isinstance(value, dict):
            pool = self.word(value, place, Pool)
            return None if pool is None else Base(pool, narrowing_of_base(pool, among))
        if "total" in value:
            held = self.one_key(value, place, ("total",))
            if held is None:
                return None
            total = self.number(held[1], inside(place, "total"), read_number)
            return None if total is None else Base(total=total)
        inner = self.fields(value, place, ("base", "among"))
        if inner is None:
            return None
        pool = self.required(inner, place, "base", lambda v, p: self.word(v, p, Pool))
        own = self.scope(inner["among"], inside(place, "among")) if "among" in inner else None
        return None if pool is None else Base(pool, own)

    def scope(self, value: object, path: str) -> Scope | None:
        """What narrows: a class, region, kind, group, named states, an event; all, any, not."""
        held = self.one_key(value, path, SCOPE_KEYS)
        if held is None:
            return None
        key, inner = held
        place = inside(path, key)
        if key in {"all", "any"}:
            parts: tuple[Scope, ...] = self.each(inner, place, self.scope)
            made = InAll if key == "all" else InAny
            return made(parts) if parts else None
        if key == "not":
            part = self.scope(inner, place)
            return None if part is None else Outside(part)
        return self._plain_scope(key, inner, place)

    def _plain_scope(self, key: str, inner: object, place: str) -> Scope | None:
        if key == "states":
            states = self.names(inner, place)
            return Named(states) if states else None
        if key == "group":
            states = self._group(inner, place)
            return Named(states, str(inner)) if states else None
        if key == "event":
            name = self.text(inner, place)
            return None if name is None else Did(name)
        if isinstance(inner, list):
            values = self.names(inner, place)
            return OfTrait(Trait(key), values) if values else None
        one = self.text(inner, place)
        return None if one is None else OfTrait(Trait(key), (one,))

    def _group(self, value: object, place: str) -> tuple[str, ...]:
        name = self.text(value, place)
        if name is None:
            return ()
        if name not in self.groups:
            self.refuse(place, f'is {described(name)}: "groups" names no such group')
        return self.groups.get(name, ())

    def each_group(self, value: object, path: str) -> Each | None:
        """One bound for each of several groups, lowered to a bound per group."""
        fields = self.fields(value, path, ("each", "enough", *BOUND_KEYS))
        if fields is None:
            return None
        scopes = self.groups_of_each(fields["each"], inside(path, "each"))
        among = None
        if "among" in fields:
            among = self.scope(fields["among"], inside(path, "among"))
        own = {"each", "enough", "among", "name"}
        shared = {key: held for key, held in fields.items() if key not in own}
        if not any(sense in shared for sense in SENSES):
            shared[Sense.AT_LEAST] = {"count": "1"}
        self.count_bounds(len(scopes))
        first = self.measured(shared, path)
        name = self.optional_text(fields, path, "name")
        if first is None or not scopes:
            return None
        parts = tuple(_narrowed(first, scope, among) for _, scope in scopes)
        enough = self.enough(fields, path, len(parts))
        return Each(parts, tuple(label for label, _ in scopes), name, enough)

    def groups_of_each(self, value: object, path: str) -> list[tuple[str, Scope]]:
        """The groups with their names: named groups, regions, classes, kinds, or single states."""
        held = self.one_key(value, path, EACH_KEYS)
        if held is None:
            return []
        key, inner = held
        place = inside(path, key)
        if key == "groups" and isinstance(inner, dict):
            groups = self.named_groups(inner, place)
            return [(label, Named(states, label)) for label, states in groups.items()]
        labels = self.names(inner, place)
        if key == "groups":
            found = [(one, self._group(one, inside(place, at))) for at, one in enumerate(labels)]
            return [(label, Named(states, label)) for label, states in found if states]
        if key == "states":
            return [(label, Named((label,))) for label in labels]
        return [(label, OfTrait(Trait(key), (label,))) for label in labels]

    def named_groups(self, value: object, path: str) -> dict[str, tuple[str, ...]]:
        """Groups of states by name."""
        if not isinstance(value, dict) or not value:
            self.refuse(path, f"is {described(value)}: it must hold groups by name")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for name, states in value.items():
            place = inside(path, name)
            if self.text(name, place) is not None:
                found[str(name)] = self.names(states, place)
        return {name: states for name, states in found.items() if states}

    def optional_text(self, fields: dict[str, object], path: str, key: str) -> str | None:
        return self.text(fields[key], inside(path, key)) if key in fields else None


def narrowing_of_base(pool: Pool, among: Scope | None) -> Scope | None:
    """By what a pool is narrowed when those who count are.

    By the same, but never by what they did: else all who consented would have consented. A share
    of the parties that asks only who they are is one of all the parties, for the same reason.
    """
    if pool is Pool.PARTIES and not acts_named(among):
        return None
    return without_acts(among)


def _narrowed(bound: Measured, scope: Scope, among: Scope | None) -> Measured:
    both = scope if among is None else InAll((scope, among))
    base = bound.base
    if base is not None and base.pool is not None and base.among is None:
        base = Base(base.pool, narrowing_of_base(base.pool, both))
    return Measured(bound.sense, bound.amount, bound.is_share, bound.measure, base, both)
