"""Approval: each state names all it approves of, and the most approved are chosen.

Where a threshold stands, only those count that reach it; where more have the same than there is
room for, none of them is chosen and the choice is undecided between them.
"""

from collections.abc import Sequence
from fractions import Fraction

from alliance.rulebook.choices.telling import OF, named, supporters
from alliance.rulebook.choices.values import Ballot, Choice, Choosing, Course, Round

ZERO = Fraction(0)


def approved(rule: Choosing, ballots: Sequence[Ballot], base: Fraction) -> Course:
    """The count, told step by step. `base` is what the threshold is taken of."""
    counts = dict.fromkeys(rule.options, ZERO)
    steps = []
    for option in rule.options:
        held = [one for one in ballots if option in one.options]
        counts[option] = sum((one.weight for one in held), ZERO)
        said = supporters(held, counts[option], rule.measure)
        steps.append(f"Approve of {named((option,))}: {said}.")
    bound, need = rule.threshold, None
    able = [one for one in rule.options if counts[one] > 0]
    if bound is not None:
        need = bound.amount * base if bound.is_share else bound.amount
        able = [one for one in able if base > 0 and bound.sense.holds(counts[one], need)]
        of = f"{bound.amount} of {base} ({OF[bound.of]}) is " if bound.is_share else ""
        steps.append(f"Threshold: {of}{need}; {bound.sense.words} that is needed.")
        steps.append(f"Threshold: reached by {named(able) or 'none'}.")
    winners, tied = _seated(able, counts, rule.seats, steps)
    outcome = Choice.UNDECIDED if tied else Choice.CHOSEN if winners else Choice.NOTHING
    only = Round(counts, base, need)
    return Course(outcome, winners, tied, (only,), tuple(steps))


def _seated(
    able: Sequence[str], counts: dict[str, Fraction], seats: int, steps: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is chosen, the most approved first, and between whom it is undecided."""
    winners: list[str] = []
    for amount in sorted({counts[one] for one in able}, reverse=True):
        same = tuple(one for one in able if counts[one] == amount)
        if len(winners) + len(same) > seats:
            free = seats - len(winners)
            if free:
                steps.append(f"{named(same)} have {amount} each, and {free} may be chosen: a tie.")
            return tuple(winners), same if free else ()
        winners += same
        steps.append(f"{named(same)}: {amount}: chosen.")
    if not winners:
        steps.append("Nothing is approved of enough: nothing is chosen.")
    return tuple(winners), ()
