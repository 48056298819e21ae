"""Reading rules of decision with delegations."""

from dataclasses import replace

from alliance.rulebook.conditions.reading import SENSES, ConditionReading
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.decision import Answer, Base, NoObjection
from alliance.rulebook.delegations.values import (
    DELEGATES,
    AnyOne,
    Counted,
    Delegations,
    EachGroup,
    EveryOne,
    Vote,
    VoteRule,
    Voting,
)
from alliance.rulebook.problems import described, inside

RULE_KEYS = ("quorum", "majorities", "delegations", "takes_effect", "casting_vote")
COUNTED_KEYS = (*SENSES, "of", "measure", "among", "counting", "in_person", "name")


class VoteReading(ConditionReading):
    """Reads a rule of decision."""

    def vote_rule(self, value: object, path: str) -> VoteRule | None:
        fields = self.fields(value, path, RULE_KEYS)
        if fields is None:
            return None
        quorum = takes_effect = None
        if "quorum" in fields:
            quorum = self.vote(fields["quorum"], inside(path, "quorum"), quorum=True)
        majorities: tuple[Vote, ...] = ()
        if "majorities" in fields:
            place = inside(path, "majorities")
            majorities = self.each(fields["majorities"], place, self.vote)
        else:
            reason = "is missing: a rule holds at least one majority"
            self.refuse(inside(path, "majorities"), reason)
        delegations: Delegations | None = Delegations()
        if "delegations" in fields:
            place = inside(path, "delegations")
            delegations = self._delegations(fields["delegations"], place)
        if "takes_effect" in fields:
            takes_effect = self.day_rule(fields["takes_effect"], inside(path, "takes_effect"))
        if not majorities or delegations is None:
            return None
        casting = False
        if "casting_vote" in fields:
            casting = self.flag(fields["casting_vote"], inside(path, "casting_vote")) or False
        return VoteRule(majorities, quorum, delegations, takes_effect, casting)

    def vote(self, value: object, path: str, *, quorum: bool = False) -> Vote | None:
        """A bound, "each", "all", "any", or for a majority "no_objection"."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return None
        if "no_objection" in value and not quorum:
            return self._no_objection(value, path)
        if "all" in value or "any" in value:
            return self._joined(value, path, quorum=quorum)
        if "each" in value:
            return self._each_vote(value, path, quorum=quorum)
        return self._counted(value, path, quorum=quorum)

    def _joined(self, value: object, path: str, *, quorum: bool) -> Vote | None:
        fields = self.fields(value, path, ("all", "any", "enough", "name"))
        if fields is None:
            return None
        name = self.optional_text(fields, path, "name")
        chosen = [key for key in ("all", "any") if key in fields]
        if len(chosen) != 1:
            self.refuse(path, 'must hold exactly one of "all" and "any"')
            return None
        parts: tuple[Vote, ...] = self.each(
            fields[chosen[0]],
            inside(path, chosen[0]),
            lambda one, place: self.vote(one, place, quorum=quorum),
        )
        if "enough" in fields and chosen[0] == "all":
            self.refuse(inside(path, "enough"), 'stands beside "any": of "all", all are needed')
        enough = self.enough(fields, path, len(parts)) or 1
        if not parts:
            return None
        return EveryOne(parts, name) if chosen[0] == "all" else AnyOne(parts, name, enough)

    def _no_objection(self, value: object, path: str) -> NoObjection | None:
        fields = self.fields(value, path, ("no_objection", "name"))
        if fields is None:
            return None
        if fields["no_objection"] is not True:
            self.refuse(inside(path, "no_objection"), "can only be true: leave it out otherwise")
        return NoObjection(self.optional_text(fields, path, "name"))

    def _counted(self, value: object, path: str, *, quorum: bool) -> Counted | None:
        fields = self.fields(value, path, COUNTED_KEYS)
        if fields is None:
            return None
        of = self.required(fields, path, "of", lambda v, p: self.word(v, p, Base))
        measure = self.required(fields, path, "measure", self.text)
        limit = self.limit(fields, path)
        among = None
        if "among" in fields:
            among = self.scope(fields["among"], inside(path, "among"))
        counting = None
        if "counting" in fields:
            place = inside(path, "counting")
            counting = self.word(fields["counting"], place, Answer)
            if quorum:
                self.refuse(place, "is for majorities: a quorum counts those who answered")
        in_person = self._in_person(fields, path, quorum=quorum)
        name = self.optional_text(fields, path, "name")
        if of is None or measure is None or limit is None:
            return None
        return Counted(*limit, of, measure, among, counting, name, in_person)

    def _in_person(self, fields: dict[str, object], path: str, *, quorum: bool) -> bool:
        """Whether only those count who answered themselves; it is either asked or left out."""
        if "in_person" not in fields:
            return False
        place = inside(path, "in_person")
        if not quorum:
            self.refuse(place, "is for a quorum: a majority counts votes, by whomever they came")
        elif fields["in_person"] is not True:
            self.refuse(place, "can only be true: leave it out otherwise")
        return True

    def _each_vote(self, value: object, path: str, *, quorum: bool) -> EachGroup | None:
        fields = self.fields(value, path, ("each", "enough", *COUNTED_KEYS))
        if fields is None:
            return None
        scopes = self.groups_of_each(fields["each"], inside(path, "each"))
        if "among" in fields:
            self.refuse(inside(path, "among"), '"each" already says among whom')
        own = {"each", "enough", "among", "name"}
        kept = {key: held for key, held in fields.items() if key not in own}
        if not any(sense in kept for sense in SENSES):
            kept[Sense.AT_LEAST] = {"count": "1"}
        # From each group, at least one: nothing is said of what a share is taken of.
        kept.setdefault("of", Base.ENTITLED)
        kept.setdefault("measure", DELEGATES)
        first = self._counted(kept, path, quorum=quorum)
        name = self.optional_text(fields, path, "name")
        if first is None or not scopes:
            return None
        parts = tuple(replace(first, among=scope) for _, scope in scopes)
        enough = self.enough(fields, path, len(parts))
        return EachGroup(parts, tuple(label for label, _ in scopes), name, enough)

    def _delegations(self, value: object, path: str) -> Delegations | None:
        fields = self.fields(value, path, ("vote", "of"))
        if fields is None:
            return None
        vote = self.required(fields, path, "vote", lambda v, p: self.word(v, p, Voting))
        of: Base | None = Base.CAST
        if "of" in fields:
            of = self.word(fields["of"], inside(path, "of"), Base)
        return None if vote is None or of is None else Delegations(vote, of)
