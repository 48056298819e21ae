"""A second, slower reading of the richer rules of decision, to hold the engine against.

It works on the JSON itself with fractions, and shares no line with the product. It knows classes,
regions, named states and their negation; delegations, divided votes, presence, a casting vote.
"""

from fractions import Fraction

HOLDS = {
    "at_least": lambda have, need: have >= need,
    "more_than": lambda have, need: have > need,
    "at_most": lambda have, need: have <= need,
    "less_than": lambda have, need: have < need,
}
IN = {
    "cast": ["yea", "nay"],
    "present": ["yea", "nay", "present"],
    "answered": ["yea", "nay", "present", "recused"],
}


def inside(key, entry, among):
    if not among:
        return True
    [(how, value)] = among.items()
    if how == "states":
        return key in value
    if how == "not":
        return not inside(key, entry, value)
    if how in ("all", "any"):
        found = [inside(key, entry, one) for one in value]
        return False not in found if how == "all" else True in found
    return entry.get(how) in (value if isinstance(value, list) else [value])


class Case:
    """One rule on one roster with answers."""

    def __init__(self, rule, roster, answers, chair=None, in_person=()):
        self.rule, self.roster, self.chair, self.in_person = rule, roster, chair, in_person
        self.said = {}
        for key in roster:
            given = answers.get(key)
            seats = int(roster[key].get("delegates", 1))
            if given is None:
                self.said[key] = {}
            elif isinstance(given, str):
                self.said[key] = {given: Fraction(seats)}
            else:
                self.said[key] = {word: Fraction(number) for word, number in given.items()}

    def seats(self, key):
        return Fraction(self.roster[key].get("delegates", 1))

    def worth(self, key, measure):
        if measure == "delegates":
            return self.seats(key)
        return (
            Fraction(1) if measure == "states" else Fraction(self.roster[key]["weights"][measure])
        )

    def number(self, key, of):
        """How many delegates of a state are within a base."""
        if of == "entitled":
            return self.seats(key)
        return sum((self.said[key].get(word, Fraction(0)) for word in IN[of]), Fraction(0))

    def votes(self, key, measure):
        """What a state gives to each answer."""
        said = self.said[key]
        if measure == "delegates":
            return said
        if not sum(said.values()):
            return {}
        worth = self.worth(key, measure)
        how = self.rule.get("delegations", {"vote": "unit"})
        of = how.get("of", "cast")
        if how["vote"] == "divided":
            if self.seats(key) == 1:
                return {word: worth * share for word, share in said.items()}
            base = self.number(key, of)
            if base:
                words = IN.get(of, IN["answered"])
                return {word: worth * said.get(word, Fraction(0)) / base for word in words}
        for word in ("yea", "nay"):
            if said.get(word, Fraction(0)) > self.number(key, of) / 2:
                return {word: worth}
        everybody_recused = said.get("recused", Fraction(0)) == sum(said.values())
        return {("recused" if everybody_recused else "present"): worth}

    def total(self, keys, measure, words):
        return sum(
            (self.votes(key, measure).get(word, Fraction(0)) for key in keys for word in words),
            Fraction(0),
        )

    def bound(self, one, *, quorum):
        keys = [key for key in self.roster if inside(key, self.roster[key], one.get("among"))]
        measure = one["measure"]
        if one["of"] == "entitled":
            base = sum((self.worth(key, measure) for key in keys), Fraction(0))
        else:
            base = self.total(keys, measure, IN[one["of"]])
        if quorum:
            there = [key for key in keys if sum(self.said[key].values())]
            if "in_person" in one:
                there = [key for key in there if key in self.in_person]
            if measure == "delegates":
                have = sum((sum(self.said[key].values()) for key in there), Fraction(0))
            else:
                have = sum((self.worth(key, measure) for key in there), Fraction(0))
        else:
            word = one.get("counting", "yea")
            have = self.total(keys, measure, [word])
            if self.is_for_the_chair(one, keys):
                base += 0 if one["of"] == "entitled" else 1
                have += 1 if word == self.chair else 0
        [sense] = [name for name in HOLDS if name in one]
        [(kind, amount)] = one[sense].items()
        need = Fraction(amount) * base if kind == "share" else Fraction(amount)
        met = base > 0 and HOLDS[sense](have, need)
        return {
            "name": one.get("name"),
            "base": str(base),
            "need": str(need),
            "have": str(have),
            "met": met,
        }

    def is_for_the_chair(self, one, keys):
        if not self.rule.get("casting_vote") or self.chair not in ("yea", "nay"):
            return False
        if "among" in one or one["measure"] not in ("states", "delegates"):
            return False
        yeas = self.total(keys, one["measure"], ["yea"])
        return yeas > 0 and yeas == self.total(keys, one["measure"], ["nay"])

    def requirement(self, one, *, quorum=False):
        if "no_objection" in one:
            yeas, nays = (
                sum((said.get(word, Fraction(0)) for said in self.said.values()), Fraction(0))
                for word in ("yea", "nay")
            )
            met = yeas > 0 and nays == 0
            return {
                "name": one.get("name"),
                "base": None,
                "need": "0",
                "have": str(nays),
                "met": met,
            }
        parts = None
        if "each" in one:
            [(how, values)] = one["each"].items()
            shared = {"of": "entitled", "measure": "delegates"}
            shared |= {key: one[key] for key in one if key not in ("each", "enough", "name")}
            if not set(HOLDS) & set(shared):
                shared["at_least"] = {"count": "1"}
            parts = []
            for value in values:
                among = {how: [value] if how == "states" else value}
                part = self.bound({**shared, "among": among}, quorum=quorum)
                parts.append({**part, "name": value})
            enough = one.get("enough", len(parts))
        elif "all" in one or "any" in one:
            held = one.get("all", one.get("any"))
            parts = [self.requirement(part, quorum=quorum) for part in held]
            for number, part in enumerate(parts, start=1):
                part["name"] = part["name"] or f"part {number}"
            enough = one.get("enough", len(parts) if "all" in one else 1)
        if parts is None:
            return self.bound(one, quorum=quorum)
        have = [part["met"] for part in parts].count(True)
        return {
            "name": one.get("name"),
            "base": None,
            "need": str(enough),
            "have": str(have),
            "met": have >= int(enough),
            "parts": parts,
        }

    def decided(self):
        quorum = None
        if "quorum" in self.rule:
            quorum = self.requirement(self.rule["quorum"], quorum=True)
            del quorum["name"], quorum["base"]
        majorities = [self.requirement(one) for one in self.rule["majorities"]]
        yeas = sum((said.get("yea", Fraction(0)) for said in self.said.values()), Fraction(0))
        if quorum is not None and not quorum["met"]:
            outcome = "no quorum"
        elif yeas > 0 and all(one["met"] for one in majorities):
            outcome = "carried"
        else:
            outcome = "lost"
        return {"outcome": outcome, "quorum": quorum, "majorities": majorities}


def decide(rule, roster, answers, chair=None, in_person=()):
    """The outcome, quorum and majorities of a well-formed case, as the contract prints them."""
    return Case(rule, roster, answers, chair, in_person).decided()
