"""How far a condition is from being met: the bound that speaks for it, and what is missing."""

import math
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.forces.facts import Number, exact
from alliance.rulebook.forces.nodes import Joined, Meter, Negated, Node

UPWARD = frozenset({Sense.AT_LEAST, Sense.MORE_THAN})
CONTRARY = {
    Sense.AT_LEAST: Sense.LESS_THAN,
    Sense.LESS_THAN: Sense.AT_LEAST,
    Sense.MORE_THAN: Sense.AT_MOST,
    Sense.AT_MOST: Sense.MORE_THAN,
}


@dataclass(frozen=True)
class Shortfall:
    """`need` is the bound, `short_by` the least further amount in whole units that would meet it.

    None: no further amount would ("at most", or a share of more than all).
    """

    measure: str
    have: Number
    need: Number
    short_by: int | None

    def as_json(self) -> dict[str, object]:
        short = None if self.short_by is None else str(self.short_by)
        return {
            "measure": self.measure,
            "have": str(self.have),
            "need": str(self.need),
            "short_by": short,
        }


def shortfall(node: Node, *, contrary: bool = False) -> Shortfall | None:
    """That of the bound which speaks for a condition; None if it holds no bound.

    All: the first part that is not met, else the first. Any, or enough, of several: the first that
    is met, else the one that lacks least. From each: the groups together. `contrary` asks for the
    opposite.
    """
    if isinstance(node, Meter):
        return of_meter(node, contrary=contrary)
    if isinstance(node, Negated):
        return shortfall(node.part, contrary=not contrary)
    if not isinstance(node, Joined):
        return None
    if node.each is not None and not contrary:
        meters = [of_meter(part) for part in node.parts if isinstance(part, Meter)]
        return _each(meters, node.enough)
    return _of_parts(node, contrary=contrary)


def _of_parts(node: Joined, *, contrary: bool) -> Shortfall | None:
    pairs = [(part.holds != contrary, shortfall(part, contrary=contrary)) for part in node.parts]
    found = [(holds, one) for holds, one in pairs if one is not None]
    if not found:
        return None
    needed = len(node.parts) - node.enough + 1 if contrary else node.enough
    if needed == len(node.parts):
        return next((one for holds, one in found if not holds), found[0][1])
    met = next((one for holds, one in found if holds), None)
    if met is not None and sum(holds for holds, _ in pairs) >= needed:
        return met
    found = [(holds, one) for holds, one in found if not holds] or found
    lacking = [one for _, one in found if one.short_by is not None]
    return min(lacking, key=lambda one: one.short_by or 0) if lacking else found[0][1]


def _each(parts: list[Shortfall], enough: int) -> Shortfall:
    """Several groups: what each has beyond its own need does not help the others.

    Where some are enough, those that lack least speak for them.
    """
    far = math.inf
    parts = sorted(parts, key=lambda one: far if one.short_by is None else one.short_by)[:enough]
    have: Number = sum((min(one.have, one.need) for one in parts), Fraction(0))
    need: Number = sum((one.need for one in parts), Fraction(0))
    lacking = [one.short_by for one in parts]
    short = None if None in lacking else sum(number or 0 for number in lacking)
    return Shortfall(parts[0].measure, exact(have), exact(need), short)


def of_meter(meter: Meter, *, contrary: bool = False) -> Shortfall:
    """How much further one bound, or its contrary, would need."""
    sense = CONTRARY[meter.rule.sense] if contrary else meter.rule.sense
    short = 0 if meter.holds != contrary else _short(meter, sense)
    return Shortfall(meter.rule.measure, meter.have, meter.need, short)


def _short(meter: Meter, sense: Sense) -> int | None:
    rule = meter.rule
    if sense not in UPWARD:
        return None
    strict = sense is Sense.MORE_THAN
    if not meter.grows:
        fixed = rule.is_share and meter.base == 0
        return None if fixed else _least(Fraction(meter.need) - meter.have, strict=strict)
    if rule.amount == 1:
        return 1 if not strict and meter.base == meter.have else None
    # Each further unit adds to both: have + n against share x (base + n).
    missing = Fraction(rule.amount * meter.base - meter.have) / (1 - rule.amount)
    return max(1, _least(missing, strict=strict))


def _least(missing: Fraction, *, strict: bool) -> int:
    """The least whole number that is at least, or more than, what is missing."""
    return math.floor(missing) + 1 if strict else math.ceil(missing)
