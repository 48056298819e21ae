"""A second, slower reading of the decision rules, to hold the engine against.

It works on the JSON itself and on pairs of whole numbers; it shares no line with the product.
"""

import math

COUNTS_IN = {
    "cast": ("yea", "nay"),
    "present": ("yea", "nay", "present"),
    "answered": ("yea", "nay", "present", "recused"),
    "entitled": ("yea", "nay", "present", "recused", None),
}


def pair(text):
    parts = [int(part) for part in text.split("/")]
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 1)


def written(number):
    above, below = number
    shared = math.gcd(above, below)
    above, below = above // shared, below // shared
    return f"{above}" if below == 1 else f"{above}/{below}"


def plus(left, right):
    return (left[0] * right[1] + right[0] * left[1], left[1] * right[1])


def measured(rule, roster, answers, wanted):
    total = (0, 1)
    for key, entry in roster.items():
        narrowed = rule.get("among", {})
        if any(entry.get(fact) != value for fact, value in narrowed.items()):
            continue
        if answers.get(key) not in wanted:
            continue
        weight = (1, 1) if rule["measure"] == "states" else pair(entry["weights"][rule["measure"]])
        total = plus(total, weight)
    return total


def judged(rule, roster, answers, wanted):
    base = measured(rule, roster, answers, COUNTS_IN[rule["of"]])
    have = measured(rule, roster, answers, wanted)
    strict = "more_than" in rule
    bound = rule["more_than"] if strict else rule["at_least"]
    if "share" in bound:
        share = pair(bound["share"])
        need = (share[0] * base[0], share[1] * base[1])
    else:
        need = pair(bound["count"])
    left, right = have[0] * need[1], need[0] * have[1]
    met = base[0] != 0 and (left > right or (left == right and not strict))
    return {"base": written(base), "need": written(need), "have": written(have), "met": met}


def decide(rule, roster, answers):
    """The outcome, quorum and majorities of a well-formed case, as the contract prints them."""
    quorum = None
    if "quorum" in rule:
        quorum = judged(rule["quorum"], roster, answers, COUNTS_IN["answered"])
        del quorum["base"]
    said = list(answers.values())
    majorities = []
    for one in rule["majorities"]:
        if "no_objection" in one:
            nays = said.count("nay")
            met = said.count("yea") >= 1 and nays == 0
            found = {"base": None, "need": "0", "have": str(nays), "met": met}
        else:
            found = judged(one, roster, answers, ("yea",))
        majorities.append({"name": one.get("name"), **found})
    if quorum is not None and quorum["met"] is False:
        outcome = "no quorum"
    elif "yea" in said and False not in [one["met"] for one in majorities]:
        outcome = "carried"
    else:
        outcome = "lost"
    return {"outcome": outcome, "quorum": quorum, "majorities": majorities}
