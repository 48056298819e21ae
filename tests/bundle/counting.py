"""The tally of a story, counted the plain way: one list of the states for each number."""

from fractions import Fraction
from typing import Any

from .story import Story

WORDS = {
    "cast": ["yea", "nay"],
    "present": ["yea", "nay", "present"],
    "answered": ["yea", "nay", "present", "recused"],
}
NAMES = ("more_than", "at_least", "at_most", "less_than")


def count(story: Story) -> dict[str, Any]:
    """Outcome, quorum, majorities and steps, as in tally.json; "chair" where that decided."""
    return Counted(story).tally()


def belongs(state: str, place: dict[str, Any], among: dict[str, Any] | None) -> bool:
    """Whether a state is within what narrows a bound."""
    if among is None:
        return True
    [(how, what)] = among.items()
    if how == "states":
        return state in what
    if how == "not":
        return not belongs(state, place, what)
    if how in ("all", "any"):
        found = [belongs(state, place, one) for one in what]
        return all(found) if how == "all" else any(found)
    return place.get(how) == what or (isinstance(what, list) and place.get(how) in what)


class Counted:
    """One story, counted."""

    def __init__(self, story: Story) -> None:
        self.story, self.roster = story, story.roster()
        self.chair: str | None = None
        self.shares = {
            state: {said: Fraction(1)}
            if isinstance(said, str)
            else {word: Fraction(share) for word, share in said.items()}
            for state, said in story.answers.items()
        }

    def tally(self) -> dict[str, Any]:
        alone = self.with_chair(None)
        if self.story.casting:
            found = {word: self.with_chair(word) for word in ("yea", "nay")}
            if found["yea"]["outcome"] != found["nay"]["outcome"]:
                last = self.story.casting[-1]
                return {**found[last], "chair": last}
        return alone

    def with_chair(self, said: str | None) -> dict[str, Any]:
        """The tally where the chair says this in a tie."""
        self.chair = said if self.story.rule.get("casting_vote") else None
        quorum = None
        if "quorum" in self.story.rule:
            quorum = self.requirement(self.story.rule["quorum"], quorum=True)
            del quorum["base"], quorum["name"]
        lines = [self.requirement(one, quorum=False) for one in self.story.rule["majorities"]]
        yeas = sum(said.get("yea", 0) for said in self.shares.values())
        carried = yeas > 0 and all(line["met"] for line in lines)
        outcome = "carried" if carried else "lost"
        if quorum and not quorum["met"]:
            outcome = "no quorum"
        return {"outcome": outcome, "quorum": quorum, "majorities": lines, "steps": ["So it is."]}

    def requirement(self, one: dict[str, Any], *, quorum: bool) -> dict[str, Any]:
        name = one.get("name")
        if "no_objection" in one:
            yeas, nays = (
                sum((said.get(word, Fraction(0)) for said in self.shares.values()), Fraction(0))
                for word in ("yea", "nay")
            )
            met = yeas > 0 and nays == 0
            return {"name": name, "base": None, "need": "0", "have": str(nays), "met": met}
        if "each" in one:
            parts = self._parts_of_each(one, quorum=quorum)
            enough = one.get("enough", len(parts))
        elif "all" in one or "any" in one:
            parts = [self.requirement(p, quorum=quorum) for p in one.get("all") or one["any"]]
            parts = [{**p, "name": p["name"] or f"part {n}"} for n, p in enumerate(parts, 1)]
            enough = one.get("enough", len(parts) if "all" in one else 1)
        else:
            return {"name": name, **self.bound(one, quorum=quorum)}
        met = len([part for part in parts if part["met"]])
        line = {"name": name, "base": None, "need": str(enough), "have": str(met)}
        return {**line, "met": met >= int(enough), "parts": parts}

    def _parts_of_each(self, one: dict[str, Any], *, quorum: bool) -> list[dict[str, Any]]:
        [(how, groups)] = one["each"].items()
        usual = {"of": "entitled", "measure": "states", "at_least": {"count": "1"}}
        if set(NAMES) & set(one):
            del usual["at_least"]
        bound = usual | {k: v for k, v in one.items() if k not in ("each", "enough", "name")}
        parts = []
        for group in groups:
            among = {how: group}
            if how in ("states", "groups"):
                among = {"states": [group] if how == "states" else groups[group]}
            parts.append({"name": group, **self.bound({**bound, "among": among}, quorum=quorum)})
        return parts

    def bound(self, one: dict[str, Any], *, quorum: bool) -> dict[str, Any]:
        among = one.get("among")
        states = [s for s in self.roster if belongs(s, self.roster[s], among)]
        if one["of"] == "entitled":
            base = self.sum(one, {state: Fraction(1) for state in states})
        else:
            base = self.votes(one, states, WORDS[one["of"]])
        if quorum:
            there = [s for s in states if s in self.shares]
            if "in_person" in one:
                there = [s for s in there if self.story.proxies.get(s, s) == s]
            have = self.sum(one, {state: Fraction(1) for state in there})
        else:
            have = self.votes(one, states, [one.get("counting", "yea")])
        if not quorum and self.chair and not among and one["measure"] in ("states", "delegates"):
            yeas, nays = (self.votes(one, states, [word]) for word in ("yea", "nay"))
            if yeas == nays != 0:
                base += 0 if one["of"] == "entitled" else 1
                have += 1 if one.get("counting", "yea") == self.chair else 0
        return self._held(one, base, have)

    @staticmethod
    def _held(one: dict[str, Any], base: Fraction, have: Fraction) -> dict[str, Any]:
        [sense] = [name for name in NAMES if name in one]
        bound = one[sense]
        need = Fraction(bound["share"]) * base if "share" in bound else Fraction(bound["count"])
        above = have > need if sense in ("more_than", "at_most") else have >= need
        met = base != 0 and above == (sense in ("more_than", "at_least"))
        return {"base": str(base), "need": str(need), "have": str(have), "met": met}

    def votes(self, one: dict[str, Any], states: list[str], words: list[str]) -> Fraction:
        """What these states gave to these words, in the measure of a bound."""
        given = {
            s: sum((self.shares.get(s, {}).get(w, Fraction(0)) for w in words), Fraction(0))
            for s in states
        }
        return self.sum(one, given)

    def sum(self, one: dict[str, Any], parts: dict[str, Fraction]) -> Fraction:
        if one["measure"] in ("states", "delegates"):
            return sum(parts.values(), Fraction(0))
        weights = {s: Fraction(self.roster[s]["weights"][one["measure"]]) for s in parts}
        return sum((part * weights[s] for s, part in parts.items()), Fraction(0))
