"""A count laid out so that it can be checked with a pencil: columns to add, sums to compare. Pure.

It adds anew and on its own what the engine of the rule language has counted: the two must agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from alliance.rulebook.parsing import parse
from alliance.rulebook.problems import MalformedRule
from alliance.votes.ruled import counts_shares

ABSENT = "absent"
COLUMNS = ("yea", "nay", "present", "recused", ABSENT)
BASES = {
    "cast": ("yea", "nay"),
    "present": ("yea", "nay", "present"),
    "answered": ("yea", "nay", "present", "recused"),
    "entitled": COLUMNS,
}
STATES = "states"


@dataclass(frozen=True)
class Addition:
    """What one measure adds up to: a row for each state in it, a column for each answer.

    `rows` are (state, {column: amount}); amounts are exact, and whole ones of "states" are 1.
    """

    title: str
    rows: Sequence[tuple[str, Mapping[str, Fraction]]]

    @property
    def totals(self) -> dict[str, Fraction]:
        """The foot of each column."""
        return {
            column: sum((row.get(column, Fraction(0)) for _, row in self.rows), Fraction(0))
            for column in COLUMNS
        }


@dataclass(frozen=True)
class Check:
    """One requirement of the rule, step by step, with the number of the addition it is read from.

    `base`, `need` and `have` are None where the rule takes none; `steps` say how they come about.
    """

    title: str
    addition: int | None
    steps: Sequence[str]
    base: Fraction | None
    need: Fraction | None
    have: Fraction
    met: bool


@dataclass(frozen=True)
class Work:
    """The whole count on paper."""

    additions: Sequence[Addition]
    checks: Sequence[Check]


def work_of(
    rule: Mapping[str, Any],
    roster: Mapping[str, Any],
    answers: Mapping[str, Any],
    chair: str | None = None,
) -> Work:
    """The count of a decision by a plain rule; `answers` are words, or shares {"yea": "1/2", ...}.

    `chair` is the casting vote that decided. Nothing where the rule has more in it than bounds on
    sums, such as a choice: there the steps of the count stand alone.
    """
    if not _is_plain(rule):
        return Work([], [])
    wanted = [("Quorum", rule["quorum"])] if "quorum" in rule else []
    wanted += [(_title(n, one), one) for n, one in enumerate(rule["majorities"], 1)]
    additions: dict[str, Addition] = {}
    checks = []
    for number, (title, one) in enumerate(wanted):
        if one.get("no_objection"):
            checks.append(_no_objection(title, answers))
            continue
        asks = number == 0 and "quorum" in rule
        added = whole = _added(one, roster, answers)
        if chair and not asks:
            added = _with_chair(one, whole, chair)
        additions.setdefault(added.title, added)
        place = list(additions).index(added.title) + 1
        of = whole if one["of"] == "entitled" else added
        counts = BASES["answered"] if asks else ("yea",)
        checks.append(_check(title, one, (of, added), place, counts))
    return Work(list(additions.values()), checks)


def _is_plain(rule: Mapping[str, Any]) -> bool:
    """Whether the rule is of the plain form, besides a casting vote and divided votes.

    A member sits without delegates: its vote is divided by itself, in shares.
    """
    beside = {"casting_vote"}
    if counts_shares(rule):
        beside.add("delegations")
    try:
        parse({name: value for name, value in rule.items() if name not in beside})
    except MalformedRule:
        return False
    return True


def _with_chair(one: Mapping[str, Any], added: Addition, chair: str) -> Addition:
    """The chair's one vote more, where yeas and nays of the whole body are even and not zero."""
    totals = added.totals
    even = totals["yea"] == totals["nay"] != 0
    if one["measure"] != STATES or one.get("among") or not even:
        return added
    rows = [*added.rows, ("The chair, casting vote", {chair: Fraction(1)})]
    return Addition(f"{added.title}, with the casting vote of the chair", rows)


def _title(number: int, majority: Mapping[str, Any]) -> str:
    name = majority.get("name")
    return f"Majority {number}: {name}" if name else f"Majority {number}"


def _added(
    one: Mapping[str, Any], roster: Mapping[str, Any], answers: Mapping[str, Any]
) -> Addition:
    measure, among = one["measure"], one.get("among")
    rows = [
        (key, _split(_amount(entry, measure), answers.get(key)))
        for key, entry in sorted(roster.items())
        if all(entry.get(by) == value for by, value in (among or {}).items())
    ]
    narrowed = "".join(f", {by} “{value}” only" for by, value in (among or {}).items())
    return Addition(f"{measure.replace('_', ' ').capitalize()}{narrowed}", rows)


def _amount(entry: Mapping[str, Any], measure: str) -> Fraction:
    return Fraction(1) if measure == STATES else Fraction(entry["weights"][measure])


def _split(amount: Fraction, answer: Any) -> dict[str, Fraction]:
    """The amount in the column of the answer; that of a divided weight in several."""
    if isinstance(answer, Mapping):
        return {word: amount * Fraction(share) for word, share in answer.items()}
    return {answer or ABSENT: amount}


def _check(
    title: str,
    one: Mapping[str, Any],
    added: tuple[Addition, Addition],
    place: int,
    counts: Sequence[str],
) -> Check:
    """A requirement, from the addition of its base and that of who counts toward it."""
    base, base_words = _sum(added[0], BASES[one["of"]])
    have, have_words = _sum(added[1], counts)
    strict = "more_than" in one
    bound = one["more_than"] if strict else one["at_least"]
    asked = "more than" if strict else "at least"
    need = Fraction(bound["share"]) * base if "share" in bound else Fraction(bound["count"])
    reached = have > need if strict else have >= need
    met = base > 0 and reached
    needed = f"{bound['share']} of {said(base)} = {said(need)}" if "share" in bound else said(need)
    compared = f"{said(have)} is {'' if reached else 'not '}{asked} {said(need)}"
    if not base:
        compared = "a base of zero meets nothing"
    return Check(
        title,
        place,
        (
            f"Base ({one['of']}): {base_words}",
            f"Needed: {asked} {needed}",
            f"Reached: {have_words}",
            f"{compared[0].upper()}{compared[1:]}: {'met' if met else 'not met'}",
        ),
        base,
        need,
        have,
        met,
    )


def _sum(added: Addition, columns: Sequence[str]) -> tuple[Fraction, str]:
    totals = added.totals
    total = sum((totals[one] for one in columns), Fraction(0))
    terms = " + ".join(f"{one} {said(totals[one])}" for one in columns)
    return total, terms if len(columns) == 1 else f"{terms} = {said(total)}"


def _no_objection(title: str, answers: Mapping[str, Any]) -> Check:
    words = list(answers.values())
    yeas, nays = (sum(_says(one, word) for one in words) for word in ("yea", "nay"))
    met = yeas > 0 and not nays
    steps = (
        "Needed: at least one yea, and no nay",
        f"Reached: {yeas} yea, {nays} nay: {'met' if met else 'not met'}",
    )
    return Check(title, None, steps, None, None, Fraction(nays), met)


def _says(answer: Any, word: str) -> bool:
    if isinstance(answer, Mapping):
        return Fraction(answer.get(word, 0)) > 0  # a share of nothing says nothing
    return bool(answer == word)


def said(amount: Fraction) -> str:
    """A number as it is written on paper: grouped by thousands, a fraction as it is."""
    if amount.denominator == 1:
        return f"{amount.numerator:,}"
    return f"{amount.numerator:,}/{amount.denominator:,}"
