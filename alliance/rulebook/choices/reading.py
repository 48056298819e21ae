"""Reading rules of choosing."""

from alliance.rulebook.choices.values import Choosing, Method, Ties
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.decision import STATES, Base
from alliance.rulebook.delegations.reading import VoteReading
from alliance.rulebook.delegations.values import DELEGATES, Counted
from alliance.rulebook.problems import MalformedRule, described

OPTIONS_AT_MOST = 100
KEYS = ("method", "options", "measure", "quorum")
OWN_KEYS = {Method.RANKED: ("ties",), Method.APPROVAL: ("seats", "threshold")}
THRESHOLD_KEYS = ("of", Sense.AT_LEAST, Sense.MORE_THAN)


def parse_choosing(value: object, *, without_options: bool = False) -> Choosing:
    """The rule as values, or MalformedRule with every fault at its place.

    `without_options` reads what a charter says of any choice: which options there are, is known
    only when one is put.
    """
    reading = ChoosingReading(without_options=without_options)
    rule = reading.choosing(value) if reading.fits(value) else None
    if rule is None or reading.problems:
        raise MalformedRule(reading.problems)
    return rule


class ChoosingReading(VoteReading):
    """Reads a rule of choosing."""

    def __init__(self, *, without_options: bool = False) -> None:
        super().__init__()
        self._without = without_options

    def choosing(self, value: object) -> Choosing | None:
        given = value.get("method") if isinstance(value, dict) else None
        method = self.word(given, "method", Method)
        own = () if method is None else OWN_KEYS[method]
        if method is None:
            return None
        fields = self.fields(value, "", (*KEYS, *own))
        if fields is None:
            return None
        options = self._own_options(fields)
        measure = self.text(fields.get("measure", STATES), "measure")
        if measure == DELEGATES:
            self.refuse("measure", "has no place here: each state chooses as one")
        quorum = None
        if "quorum" in fields:
            quorum = self.vote(fields["quorum"], "quorum", quorum=True)
        if options is None or measure is None:
            return None
        ties: Ties | None = Ties.EARLIER_ROUNDS
        if "ties" in fields:
            ties = self.word(fields["ties"], "ties", Ties)
        seats: int | None = 1
        if "seats" in fields:
            most = len(options) or OPTIONS_AT_MOST
            seats = self.whole_number(fields["seats"], "seats", most, 1)
        threshold = None
        if "threshold" in fields:
            threshold = self._threshold(fields["threshold"], measure)
        if ties is None or seats is None:
            return None
        return Choosing(method, options, measure, quorum, ties, seats, threshold)

    def _own_options(self, fields: dict[str, object]) -> tuple[str, ...] | None:
        """The options, none where they are named later; None where they are at fault."""
        if not self._without:
            return self.required(fields, "", "options", self._options) or None
        if "options" in fields:
            reason = "is left out here: the options are those of each choice that is put"
            self.refuse("options", reason)
        return ()

    def _options(self, value: object, path: str) -> tuple[str, ...] | None:
        options = self.names(value, path)
        if len(options) > OPTIONS_AT_MOST:
            self.refuse(path, f"holds {len(options)} options: {OPTIONS_AT_MOST} are the limit")
            return None
        if len(options) == 1 and isinstance(value, list) and len(value) == 1:
            self.refuse(
                path, f"holds only {described(options[0])}: a choice is between two or more"
            )
        return options

    def _threshold(self, value: object, measure: str) -> Counted | None:
        fields = self.fields(value, "threshold", THRESHOLD_KEYS)
        if fields is None:
            return None
        of = self.required(fields, "threshold", "of", lambda v, p: self.word(v, p, Base))
        limit = self.limit(fields, "threshold")
        return None if of is None or limit is None else Counted(*limit, of, measure)
