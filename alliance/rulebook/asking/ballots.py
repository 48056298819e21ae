"""Reading the facts of a choice from JSON: the roster, and what each state prefers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alliance.rulebook.asking.votes import Answers, MeetingReading
from alliance.rulebook.decision import Answer
from alliance.rulebook.delegations.roll import Meeting
from alliance.rulebook.forces.facts import MalformedFacts, Number
from alliance.rulebook.problems import described, inside

WITHOUT_BALLOT = (Answer.PRESENT, Answer.RECUSED)


@dataclass(frozen=True)
class Ballots:
    """Who answered, for the quorum (yea: chose something), and what those chose."""

    meeting: Meeting
    options: Mapping[str, tuple[str, ...]]


def read_ballots(value: object, options: Sequence[str]) -> Ballots:
    """The facts of a choice between these options, or MalformedFacts."""
    reading = BallotReading(options)
    meeting = reading.meeting(value) if reading.fits(value) else None
    if meeting is None or reading.problems:
        raise MalformedFacts(reading.problems)
    chosen = {key: reading.chosen[key] for key in sorted(reading.chosen)}
    return Ballots(meeting, chosen)


class BallotReading(MeetingReading):
    """Reads a roster without delegates, and answers that are lists of options."""

    keys = ("roster", "answers", "in_person")
    roster_keys = ("weights", "class", "region", "kind")

    def __init__(self, options: Sequence[str]) -> None:
        super().__init__("facts")
        self._options = options
        self.chosen: dict[str, tuple[str, ...]] = {}

    def answer(self, key: str, value: object, path: str, delegates: Number) -> Answers:
        """Options in a list; an abstention is an empty one, or a word."""
        if not isinstance(value, list):
            return self._word(value, path)
        named = self.names(value, path, empty=True)
        for index, option in enumerate(named):
            if option not in self._options:
                reason = f"is {described(option)}, which is not one of the options"
                self.refuse(inside(path, index), reason)
        if not named:
            return {Answer.PRESENT: delegates}
        self.chosen[key] = named
        return {Answer.YEA: delegates}

    def _word(self, value: object, path: str) -> Answers:
        if isinstance(value, str) and value in WITHOUT_BALLOT:
            return {Answer(value): 1}
        words = " or ".join(f'"{one}"' for one in WITHOUT_BALLOT)
        self.refuse(path, f"is {described(value)}: it must be a list of options, or {words}")
        return {}
