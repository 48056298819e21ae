"""A second reading of ranked choice and approval, to hold the engine against.

It strikes options from the ballots themselves, round by round, and shares no line with the product.
"""

from fractions import Fraction


def weight(rule, entry):
    measure = rule.get("measure", "states")
    return Fraction(1) if measure == "states" else Fraction(entry["weights"][measure])


def quorum_met(rule, roster, answers):
    """Of rules whose quorum is of all entitled, in states."""
    if "quorum" not in rule:
        return True
    bound = rule["quorum"]
    if "more_than" in bound:
        return len(answers) > Fraction(bound["more_than"]["share"]) * len(roster)
    return bool(roster) and len(answers) >= Fraction(bound["at_least"]["share"]) * len(roster)


def choose(rule, roster, answers):
    """(outcome, winners, set of tied, counts of each round)."""
    count = ranked if rule["method"] == "ranked" else approval
    outcome, winners, tied, rounds = count(rule, roster, answers)
    if not quorum_met(rule, roster, answers):
        return "no quorum", [], set(), rounds
    return outcome, winners, tied, rounds


def ranked(rule, roster, answers):
    ballots = [
        (weight(rule, roster[key]), list(said))
        for key, said in answers.items()
        if isinstance(said, list)
    ]
    remaining, seen = list(rule["options"]), []
    while True:
        counts = {option: Fraction(0) for option in remaining}
        for amount, order in ballots:
            if order:
                counts[order[0]] += amount
        seen.append(counts)
        total = sum(counts.values())
        if total == 0:
            return "nothing chosen", [], set(), seen
        for option, amount in counts.items():
            if amount > total - amount:
                return "chosen", [option], set(), seen
        going = losers(counts, seen[:-1], rule.get("ties", "earlier rounds"))
        if isinstance(going, set):
            return "undecided", [], going, seen
        for option in going:
            remaining.remove(option)
        ballots = [
            (amount, [one for one in order if one in remaining]) for amount, order in ballots
        ]


def losers(counts, before, ties):
    """A list of those who go out, or the set of those between whom it is undecided."""
    by_amount = {}
    for option, amount in counts.items():
        by_amount.setdefault(amount, []).append(option)
    amounts = sorted(by_amount)
    low = by_amount[amounts[0]]
    if len(low) == 1:
        return low
    if len(amounts) > 1 and amounts[0] * len(low) < amounts[1]:
        return low
    if ties == "undecided":
        return set(low)
    # From the latest round back, as one key: who is smallest by it is the loser.
    history = {option: tuple(one[option] for one in reversed(before)) for option in low}
    least = min(history.values())
    found = [option for option in low if history[option] == least]
    return found if len(found) == 1 else set(found)


def approval(rule, roster, answers):
    counts = {option: Fraction(0) for option in rule["options"]}
    base = Fraction(0)
    within = rule.get("threshold", {}).get("of", "cast")
    for key, entry in roster.items():
        said = answers.get(key)
        amount = weight(rule, entry)
        chose, there = bool(said) and isinstance(said, list), said in ([], "present")
        if (
            within == "entitled"
            or (within == "cast" and chose)
            or (within == "present" and (chose or there))
            or (within == "answered" and said is not None)
        ):
            base += amount
        for option in said if chose else ():
            counts[option] += amount
    able = [
        option for option in counts if counts[option] > 0 and reaches(rule, counts[option], base)
    ]
    seats, winners = int(rule.get("seats", 1)), []
    while able and len(winners) < seats:
        best = [one for one in able if counts[one] == max(counts[other] for other in able)]
        if len(winners) + len(best) > seats:
            return "undecided", winners, set(best), [counts]
        winners += best
        able = [one for one in able if one not in best]
    return ("chosen" if winners else "nothing chosen"), winners, set(), [counts]


def reaches(rule, amount, base):
    bound = rule.get("threshold")
    if bound is None:
        return True
    if base == 0:
        return False
    held = bound.get("at_least", bound.get("more_than"))
    need = Fraction(held["share"]) * base if "share" in held else Fraction(held["count"])
    return amount > need if "more_than" in bound else amount >= need
