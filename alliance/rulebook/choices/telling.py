"""What the steps of a choice have in common: names, sums, who stands behind an option."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from alliance.rulebook.choices.values import Ballot
from alliance.rulebook.decision import STATES, Base
from alliance.rulebook.steps import TERMS_AT_MOST

OF = {
    Base.ENTITLED: "all who may vote",
    Base.ANSWERED: "those who answer",
    Base.PRESENT: "those present",
    Base.CAST: "those who choose",
}


def named(options: Sequence[str]) -> str:
    """Options in quotation marks."""
    quoted = [f"“{one}”" for one in options]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def amounts(counts: Mapping[str, Fraction]) -> str:
    return " + ".join(str(amount) for amount in counts.values())


def supporters(ballots: Sequence[Ballot], total: Fraction, measure: str) -> str:
    """What ballots add up to, and whose they are."""
    if not ballots:
        return "0"
    if len(ballots) > TERMS_AT_MOST:
        return f"{total}, from {len(ballots)}"
    if measure == STATES:
        return f"{total} ({', '.join(one.key for one in ballots)})"
    return f"{' + '.join(f'{one.key} {one.weight}' for one in ballots)} = {total}"
