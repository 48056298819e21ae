"""Reading facts from JSON: parties, weights, events, who is eligible, the day."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from alliance.rulebook.days.calendar import ALWAYS, AT_THE_END
from alliance.rulebook.forces.facts import (
    PARTY,
    Enactment,
    Facts,
    MalformedFacts,
    Number,
    Traits,
    WeightTable,
    exact,
)
from alliance.rulebook.numbers import read_number
from alliance.rulebook.problems import described, inside
from alliance.rulebook.reading import Found, Reading

DATES = ("enacted", "effective", "since")
TRAITS = ("class", "region", "kind")
PARTY_KEYS = (*DATES, "until", *TRAITS, "weights", "events")
FACTS_KEYS = (
    *("day", "parties", "weights", "events", "eligible"),
    *("candidates", "at_most", "leaves", "year"),
)
DATED_TABLES_AT_MOST = 1_000
PARTIES_AT_MOST = 5_000


@dataclass(frozen=True)
class Asked:
    """Facts and what is asked of them besides: candidates, who leaves, a year."""

    facts: Facts
    day: dt.date
    candidates: tuple[str, ...] | None = None
    at_most: int = 20
    leaves: str | None = None
    year: int | None = None


def read_facts(value: object) -> Asked:
    """The facts of an entry into force, a dissolution, a withdrawal; or MalformedFacts."""
    reading = FactsReading("facts")
    asked = reading.asked(value) if reading.fits(value) else None
    if asked is None or reading.problems:
        raise MalformedFacts(reading.problems)
    return asked


class FactsReading(Reading):
    """Reads facts. Dates may be null: it has not happened."""

    def asked(self, value: object) -> Asked | None:
        fields = self.fields(value, "", FACTS_KEYS)
        if fields is None:
            return None
        day = self._maybe(fields, "day", self.day)
        candidates = self._maybe(
            fields, "candidates", lambda held, path: self.names(held, path, empty=True)
        )
        at_most = self._maybe(fields, "at_most", lambda held, path: self._whole(held, path, 1000))
        year = self._maybe(fields, "year", lambda held, path: self._whole(held, path, 2999))
        leaves = self._maybe(fields, "leaves", self.text)
        facts = Facts(
            enactments=self._maybe(fields, "parties", self.parties) or (),
            weights=self._maybe(fields, "weights", self.tables) or {},
            events=self._maybe(fields, "events", self.events) or {},
            eligible=self._maybe(fields, "eligible", self.eligible),
        )
        # Without a day everything that is given has happened.
        return Asked(facts, day or AT_THE_END, candidates, at_most or 20, leaves, year)

    def _maybe(
        self, fields: dict[str, object], key: str, read: Callable[[object, str], Found | None]
    ) -> Found | None:
        return read(fields[key], key) if key in fields else None

    def _whole(self, value: object, path: str, most: int) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        self.refuse(path, f"is {described(value)}: it must be a whole number, 1 to {most:,}")
        return None

    def by_key(
        self,
        value: object,
        path: str,
        read: Callable[[str, object, str], Found | None],
    ) -> list[Found]:
        """The entries of an object by name, or of a list of names."""
        if isinstance(value, list):
            pairs: Iterable[tuple[str, object]] = [
                (one, {}) for one in self.names(value, path, empty=True)
            ]
        elif isinstance(value, dict):
            pairs = [(key, held) for key, held in value.items() if self._is_name(key, path)]
        else:
            self.refuse(path, f"is {described(value)}: it must be an object or a list of names")
            return []
        found = [read(key, held, inside(path, key)) for key, held in pairs]
        return [one for one in found if one is not None]

    def _is_name(self, key: object, path: str) -> bool:
        return self.text(key, inside(path, key)) is not None

    def parties(self, value: object, path: str) -> tuple[Enactment, ...]:
        """States by code, each with one period or a list of them; or a list of codes."""
        periods = self.by_key(value, path, self._periods)
        return tuple(one for several in periods for one in several)

    def _periods(self, state: str, value: object, path: str) -> list[Enactment]:
        if isinstance(value, list):
            held = enumerate(self.items(value, path))
            found = [self.period(state, one, inside(path, at)) for at, one in held]
        else:
            found = [self.period(state, value, path)]
        return [one for one in found if one is not None]

    def period(self, state: str, value: object, path: str) -> Enactment | None:
        """One period; a day alone is the day from which it counts."""
        if isinstance(value, str):
            since = self.day(value, path)
            return None if since is None else Enactment(Traits(state), {"since": since})
        fields = self.fields(value, path, PARTY_KEYS)
        if fields is None:
            return None
        dates = {
            key: self.day_or_null(fields[key], inside(path, key)) for key in DATES if key in fields
        }
        if "events" in fields:
            dates |= self.events(fields["events"], inside(path, "events"))
        until = None
        if "until" in fields:
            until = self.day_or_null(fields["until"], inside(path, "until"))
        weights: Mapping[str, Number] = {}
        if "weights" in fields:
            weights = self.weights(fields["weights"], inside(path, "weights"))
        return Enactment(self.traits(state, fields, path), dates, until, weights)

    def traits(self, state: str, fields: dict[str, object], path: str) -> Traits:
        known = {key: self.text(fields[key], inside(path, key)) for key in TRAITS if key in fields}
        return Traits(state, known.get("class") or PARTY, known.get("region"), known.get("kind"))

    def eligible(self, value: object, path: str) -> tuple[Traits, ...]:
        return tuple(self.by_key(value, path, self._eligible))

    def _eligible(self, state: str, value: object, path: str) -> Traits | None:
        fields = self.fields(value, path, TRAITS)
        return None if fields is None else self.traits(state, fields, path)

    def events(self, value: object, path: str) -> dict[str, dt.date | None]:
        """Dated facts by name."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return {}
        return {
            str(name): self.day_or_null(held, inside(path, name))
            for name, held in value.items()
            if self._is_name(name, path)
        }

    def day_or_null(self, value: object, path: str) -> dt.date | None:
        return None if value is None else self.day(value, path)

    def weights(self, value: object, path: str) -> dict[str, Number]:
        """Amounts by name, as text ("3", "2/3") or bare whole numbers."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return {}
        found: dict[str, Number] = {}
        for name, held in value.items():
            if self._is_name(name, path):
                amount = self.amount(held, inside(path, name))
                found[str(name)] = 0 if amount is None else amount
        return found

    def amount(self, value: object, path: str) -> Number | None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        number = self.number(value, path, read_number)
        return None if number is None else exact(number)

    def tables(self, value: object, path: str) -> dict[str, WeightTable]:
        """Weight tables by measure: one for all time, or a list of dated ones."""
        if not isinstance(value, dict):
            self.refuse(path, f"is {described(value)}: it must be an object")
            return {}
        found: dict[str, WeightTable] = {}
        for name, held in value.items():
            place = inside(path, name)
            if not self._is_name(name, path):
                continue
            if isinstance(held, list):
                dated = self.each(held, place, self._dated)
                if dated:
                    found[str(name)] = WeightTable.of(*dated)
            else:
                found[str(name)] = WeightTable.of((ALWAYS, self.weights(held, place)))
        return found

    def _dated(self, value: object, path: str) -> tuple[dt.date, Mapping[str, Number]] | None:
        fields = self.fields(value, path, ("from", "weights"))
        if fields is None:
            return None
        begins = self.required(fields, path, "from", self.day)
        weights = self.required(fields, path, "weights", self.weights)
        return None if begins is None or weights is None else (begins, weights)
