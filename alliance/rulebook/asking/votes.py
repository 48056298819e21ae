"""Reading the facts of a decision from JSON: the roster, the answers, or totals alone."""

from collections.abc import Collection, Mapping

from alliance.rulebook.asking.facts import TRAITS, FactsReading
from alliance.rulebook.decision import Answer
from alliance.rulebook.delegations.roll import Delegation, Meeting
from alliance.rulebook.forces.facts import MalformedFacts, Number, Traits
from alliance.rulebook.problems import described, inside

ENTITLED = "entitled"
Answers = Mapping[Answer, Number]


def read_meeting(value: object) -> Meeting:
    """The facts of a decision, or MalformedFacts."""
    reading = MeetingReading("facts")
    meeting = reading.meeting(value) if reading.fits(value) else None
    if meeting is None or reading.problems:
        raise MalformedFacts(reading.problems)
    return meeting


class MeetingReading(FactsReading):
    """Reads a roster with delegates, and answers by state or by delegate."""

    keys: tuple[str, ...] = ("roster", "answers", "totals", "events", "chair", "in_person")
    roster_keys: tuple[str, ...] = ("delegates", "weights", *TRAITS)

    def meeting(self, value: object) -> Meeting | None:
        fields = self.fields(value, "", self.keys)
        if fields is None:
            return None
        events = self.events(fields["events"], "events") if "events" in fields else {}
        chair = self.word(fields["chair"], "chair", Answer) if "chair" in fields else None
        if "totals" in fields:
            if {"roster", "answers", "in_person"} & set(fields):
                self.refuse("totals", 'stand in place of "roster", "answers" and "in_person"')
            return Meeting(self._totals(fields["totals"], "totals"), events, chair)
        if "roster" not in fields:
            self.refuse("roster", 'is missing: give "roster" and "answers", or "totals"')
            return None
        roster = self.by_key(fields["roster"], "roster", self._entry)
        answers = self._answers(fields.get("answers", {}), {one.key: one for one in roster})
        held = tuple(
            Delegation(one.traits, one.delegates, answers.get(one.key, {}), one.weights)
            for one in sorted(roster, key=lambda one: one.key)
        )
        in_person = None
        if "in_person" in fields:
            in_person = self._in_person(fields["in_person"], answers_of={one.key for one in held})
        return Meeting(held, events, chair, in_person)

    def _in_person(self, value: object, answers_of: Collection[str]) -> frozenset[str]:
        """Who answered themselves; who gave no answer does not count by being there."""
        names = self.names(value, "in_person", empty=True)
        for name in names:
            if name not in answers_of:
                self.refuse("in_person", f"names {described(name)}, which is not on the roster")
        return frozenset(names)

    def _entry(self, state: str, value: object, path: str) -> Delegation | None:
        fields = self.fields(value, path, self.roster_keys)
        if fields is None:
            return None
        delegates: Number | None = 1
        if "delegates" in fields:
            delegates = self._delegates(fields["delegates"], inside(path, "delegates"))
        weights: Mapping[str, Number] = {}
        if "weights" in fields:
            weights = self.weights(fields["weights"], inside(path, "weights"))
        known = self.traits(state, fields, path)
        member_class = known.member_class if "class" in fields else None
        traits = Traits(state, member_class, known.region, known.kind, as_written=True)
        return Delegation(traits, delegates or 0, weights=weights)

    def _delegates(self, value: object, path: str) -> Number | None:
        number = self.amount(value, path)
        if number is not None and not isinstance(number, int):
            self.refuse(path, "is a fraction: delegates are whole")
        return number

    def _answers(self, value: object, roster: Mapping[str, Delegation]) -> dict[str, Answers]:
        if not isinstance(value, dict):
            self.refuse("answers", f"is {described(value)}: it must be an object")
            return {}
        found: dict[str, Answers] = {}
        for key, held in value.items():
            path = inside("answers", key)
            if key not in roster:
                self.refuse(path, "is not on the roster and cannot be counted")
                continue
            found[key] = self.answer(key, held, path, roster[key].delegates)
        return found

    def answer(self, key: str, value: object, path: str, delegates: Number) -> Answers:  # noqa: ARG002 - a ballot is kept by its key
        """One word for all the delegates, or how many gave each."""
        if not isinstance(value, dict):
            word = self.word(value, path, Answer)
            return {} if word is None else {word: delegates}
        fields = self.fields(value, path, tuple(Answer))
        if delegates == 1 and any("/" in str(held) for held in (fields or {}).values()):
            return self._shares(fields or {}, path)
        found = self._counts(fields or {}, path)
        if sum(found.values()) > delegates:
            self.refuse(path, f"counts more answers than the delegates there are: {delegates}")
        return found

    def _shares(self, fields: Mapping[str, object], path: str) -> Answers:
        """The shares into which a state without delegates of its own divides its vote."""
        read = {Answer(key): self.amount(held, inside(path, key)) for key, held in fields.items()}
        found = {answer: share for answer, share in read.items() if share is not None}
        together = sum(found.values())
        if len(found) == len(read) and together != 1:
            self.refuse(path, f"divides a vote into shares that make {together}: they must make 1")
        return found

    def _counts(self, fields: Mapping[str, object], path: str) -> dict[Answer, Number]:
        counts = {
            Answer(key): self._delegates(held, inside(path, key)) for key, held in fields.items()
        }
        return {answer: number for answer, number in counts.items() if number is not None}

    def _totals(self, value: object, path: str) -> tuple[Delegation, ...]:
        fields = self.fields(value, path, (ENTITLED, *Answer))
        if fields is None:
            return ()
        entitled = fields.pop(ENTITLED, None)
        found = self._counts(fields, path)
        cast = sum(found.values())
        number: Number | None = cast
        if entitled is not None:
            number = self._delegates(entitled, inside(path, ENTITLED))
        if number is not None and cast > number:
            self.refuse(path, f"counts {cast} answers, more than are entitled: {number}")
        return (Delegation(Traits("all"), number or 0, found, several=True),)
