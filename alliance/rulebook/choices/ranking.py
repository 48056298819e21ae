"""Ranked choice: in each round the fewest go out, until one has more than half of what counts.

Instant run-off, with exact numbers. A ballot counts for the first of its options that is still in,
and for none when all of them are out. Of several with the fewest all go out at once where together
they are fewer than the next; else the one that had the fewest in the latest earlier round in which
they differed; and where that tells nothing the choice is undecided, for chance decides nothing.
"""

from collections.abc import Sequence
from fractions import Fraction

from alliance.rulebook.choices.telling import amounts, named, supporters
from alliance.rulebook.choices.values import Ballot, Choice, Course, Round, Ties

ZERO = Fraction(0)


def ranked(options: Sequence[str], ballots: Sequence[Ballot], ties: Ties, measure: str) -> Course:
    """The rounds, told step by step."""
    left, rounds, steps = tuple(options), list[Round](), list[str]()
    while True:
        at = f"Round {len(rounds) + 1}"
        now = _counted(left, ballots)
        steps += _told(at, now, left, ballots, measure)
        if now.base == 0:
            steps.append(f"{at}: no ballot counts for any of them: nothing is chosen.")
            return _ended(Choice.NOTHING, (), (), [*rounds, now], steps)
        most = max(now.counts.values())
        if 2 * most > now.base:
            [winner] = [one for one in left if now.counts[one] == most]
            steps.append(f"{at}: {named((winner,))} has {most}, more than {now.need}: chosen.")
            return _ended(Choice.CHOSEN, (winner,), (), [*rounds, now], steps)
        out, why = _going(now, rounds, ties)
        fewest = min(now.counts.values())
        steps.append(f"{at}: nobody has more than {now.need}; the fewest is {fewest}. {why}")
        if not out:
            tied = tuple(one for one in left if now.counts[one] == fewest)
            tied = _fewest_before(tied, rounds) if ties is Ties.EARLIER_ROUNDS else tied
            return _ended(Choice.UNDECIDED, (), tied, [*rounds, now], steps)
        rounds.append(Round(now.counts, now.base, now.need, now.exhausted, out))
        left = tuple(one for one in left if one not in out)


def _ended(
    outcome: Choice,
    winners: tuple[str, ...],
    tied: tuple[str, ...],
    rounds: Sequence[Round],
    steps: Sequence[str],
) -> Course:
    return Course(outcome, winners, tied, tuple(rounds), tuple(steps))


def first_left(ballot: Ballot, left: Sequence[str]) -> str | None:
    """The option for which a ballot counts in a round."""
    return next((one for one in ballot.options if one in left), None)


def _counted(left: tuple[str, ...], ballots: Sequence[Ballot]) -> Round:
    counts = dict.fromkeys(left, ZERO)
    exhausted = ZERO
    for ballot in ballots:
        one = first_left(ballot, left)
        if one is None:
            exhausted += ballot.weight
        else:
            counts[one] += ballot.weight
    base = sum(counts.values(), ZERO)
    return Round(counts, base, base / 2, exhausted)


def _going(now: Round, rounds: Sequence[Round], ties: Ties) -> tuple[tuple[str, ...], str]:
    """Who goes out and why; nobody where it cannot be told."""
    fewest = min(now.counts.values())
    low = tuple(one for one, amount in now.counts.items() if amount == fewest)
    above = [amount for amount in now.counts.values() if amount != fewest]
    if len(low) == 1:
        return low, f"{named(low)} goes out."
    together = fewest * len(low)
    if above and together < min(above):
        less = f"together {together}, fewer than the next, {min(above)}"
        return low, f"{named(low)} have it, {less}: all of them go out."
    if ties is Ties.UNDECIDED:
        return (), f"{named(low)} have it, and the rule leaves that undecided."
    found = _fewest_before(low, rounds)
    if len(found) == 1:
        return found, f"{named(low)} have it; {named(found)} had the fewest before and goes out."
    return (), f"{named(found)} have it, and had as much as each other in every earlier round."


def _fewest_before(low: tuple[str, ...], rounds: Sequence[Round]) -> tuple[str, ...]:
    """Those with the fewest in the latest earlier round in which they differ, and so on back."""
    for earlier in reversed(rounds):
        fewest = min(earlier.counts[one] for one in low)
        low = tuple(one for one in low if earlier.counts[one] == fewest)
    return low


def _told(
    at: str, now: Round, left: tuple[str, ...], ballots: Sequence[Ballot], measure: str
) -> list[str]:
    said = [
        f"{at}: {named((option,))} {supporters(held, now.counts[option], measure)}."
        for option in left
        for held in [[one for one in ballots if first_left(one, left) == option]]
    ]
    spent = [one for one in ballots if one.options and first_left(one, left) is None]
    if spent:
        total = sum((one.weight for one in spent), ZERO)
        rest = supporters(spent, total, measure)
        said.append(f"{at}: ballots on which none of these stands {rest}.")
    said.append(f"{at}: {amounts(now.counts)} = {now.base}; more than {now.need} is needed.")
    return said
