"""Reading the facts of a decision from JSON: the roster, the answers, or totals alone."""

from collections.abc import Mapping

from alliance.rulebook.asking.facts import TRAITS, FactsReading
from alliance.rulebook.decision import Answer
from alliance.rulebook.delegations.roll import Delegation, Meeting
from alliance.rulebook.forces.facts import MalformedFacts, Number, Traits
from alliance.rulebook.problems import described, inside

ROSTER_KEYS = ("delegates", "weights", *TRAITS)
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

    def meeting(self, value: object) -> Meeting | None:
        fields = self.fields(value, "", ("roster", "answers", "totals", "events", "chair"))
        if fields is None:
            return None
        events = self.events(fields["events"], "events") if "events" in fields else {}
        chair = self.word(fields["chair"], "chair", Answer) if "chair" in fields else None
        if "totals" in fields:
            if "roster" in fields or "answers" in fields:
                self.refuse("totals", 'stand in place of "roster" and "answers"')
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
        return Meeting(held, events, chair)

    def _entry(self, state: str, value: object, path: str) -> Delegation | None:
        fields = self.fields(value, path, ROSTER_KEYS)
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
            found[key] = self._answer(held, path, roster[key].delegates)
        return found

    def _answer(self, value: object, path: str, delegates: Number) -> Answers:
        """One word for all the delegates, or how many gave each."""
        if not isinstance(value, dict):
            word = self.word(value, path, Answer)
            return {} if word is None else {word: delegates}
        fields = self.fields(value, path, tuple(Answer))
        found = self._counts(fields or {}, path)
        if sum(found.values()) > delegates:
            self.refuse(path, f"counts more answers than the delegates there are: {delegates}")
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
