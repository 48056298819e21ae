"""When a withdrawal takes effect: by the rules of the alliance, or on the day the notice names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance.charters.queries import charter_on, terms_on
from alliance.compacts.queries import read_rules
from alliance.core.saying import day as in_words
from alliance.membership.models import Alliance
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.days.words import day_words, event_words, written
from alliance.rulebook.forces.leaving import Withdrawn, withdrawal_date
from alliance.withdrawals.models import Notice
from alliance.withdrawals.rules import COMPLETE, GIVEN, NAMED, complete_on, later_of

Rules = Mapping[str, Any]
Events = Mapping[str, dt.date | None]
TEN_YEARS = dt.timedelta(days=3_653)


@dataclass(frozen=True)
class Dated:
    """When a withdrawal takes effect, and why; `survives` is told in sentences.

    `names_day`: no rule gives the day, the notice has to. `if_arrived`: the day hangs on when the
    last letter is delivered.
    """

    day: dt.date | None
    waiting_for: tuple[str, ...] = ()
    too_late_on: dt.date | None = None  # the first day on which it is too late to rescind
    survives: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    ruled: str = ""  # the rule in words, where one can be computed
    names_day: bool = False
    if_arrived: bool = False

    @property
    def last_to_rescind(self) -> dt.date | None:
        """The last day on which the notice can be taken back."""
        return self.too_late_on - dt.timedelta(days=1) if self.too_late_on else None

    @property
    def open_in_words(self) -> str:
        """What the day still waits for."""
        return ", ".join(event_words(name) for name in self.waiting_for) or "its day"

    def sentence(self, arrived: dt.date | None) -> str:
        """When it takes effect, as a letter says; `arrived`: when all are taken to be delivered."""
        if self.day is None and self.names_day:
            return "The notice names the day from which it takes effect."
        if self.day is None:
            return f"{self._by_rule} Still open: {self.open_in_words}."
        if self.if_arrived and arrived is not None:
            when = f"If the last letter is delivered on {in_words(arrived)}, that is"
            return f"{self._by_rule} {when} {in_words(self.day)}."
        named = ", the day that this notice names" if self.names_day else ""
        return f"It takes effect on {in_words(self.day)}{named}."

    @property
    def _by_rule(self) -> str:
        return f"By the rules of the alliance a withdrawal takes effect: {self.ruled}."


def dated(rules: Rules | None, events: Events, named_on: dt.date | None, words: str = "") -> Dated:
    """When a withdrawal takes effect: by the rules, or on the day that the notice names.

    `words` is what the alliance says on leaving where nothing can be computed.
    """
    compact = read_rules(rules) if rules else None
    if compact is None or compact.withdrawal is None:
        waits = () if named_on else (NAMED,)
        said = _not_computed(words)
        return Dated(named_on, waits, too_late_on=named_on, steps=(said,), names_day=True)
    found = withdrawal_date(compact, events)
    day = later_of(found.effective, named_on)
    steps = list(found.steps)
    if day != found.effective and day is not None:
        steps.append(f"The notice names a later day: {written(day)}.")
    return Dated(
        day,
        found.waiting_for,
        found.rescind_until if compact.withdrawal.rescind_until else day,
        tuple(_survives(found)),
        tuple(steps),
        ruled=_ruled(compact),
        if_arrived=_hangs_on_letters(compact, events, found),
    )


def dated_in(
    alliance: Alliance, on: dt.date, rules: Rules | None, events: Events, named_on: dt.date | None
) -> Dated:
    """The same of an alliance under rules that were in force on a day."""
    found = dated(rules, events, named_on)
    words = _words_on(alliance, rules, on) if found.names_day else ""
    return dated(rules, events, named_on, words) if words else found


def _words_on(alliance: Alliance, rules: Rules | None, day: dt.date) -> str:
    """What the charter, or else the imported record, says in words on how a state leaves."""
    said: object = terms_on(alliance, day).withdrawal
    if said:
        return str(said)
    said = (rules or {}).get("source", {}).get("withdrawal_rule")
    if isinstance(said, Mapping):
        parts = [str(said[name]) for name in ("rule", "blackout") if said.get(name)]
        return "; ".join(
            ["a state cannot leave", *parts] if said.get("allowed") is False else parts
        )
    return said if isinstance(said, str) else ""


def provision_on(alliance: Alliance, rules: Rules | None, day: dt.date) -> str:
    """Where the rule stands under which a state leaves, as a letter cites it; "" if nowhere."""
    charter = charter_on(alliance, day)
    if rules and "charter" in rules and charter is not None:
        source = rules["charter"].get("source")
        of = f" ({source})" if source else ""
        return f"charter of {alliance.name}, version {charter.version}{of}"
    if charter is not None:
        return f"charter of {alliance.name}, version {charter.version}"
    return "rules of the alliance as they are recorded" if rules else ""


def worked_out(notice: Notice) -> Dated:
    """When a notice that was given takes effect, by what has happened so far."""
    return dated_in(
        notice.alliance, notice.given_on, notice.rule, happened(notice), notice.named_on
    )


def happened(notice: Notice) -> dict[str, dt.date | None]:
    """The events of a notice: those noted, the notice itself, and when its letters had arrived."""
    latest = {one.name: one.on for one in notice.events}  # in their order: the last of a name
    # What was taken back is not known any more, which is less than that it has not happened.
    noted = {name: on for name, on in latest.items() if on is not None}
    complete = complete_on(notice.given_on, [one.delivered_on for one in notice.letters])
    return {**noted, GIVEN: notice.given_on, COMPLETE: complete}


def _not_computed(words: str) -> str:
    if not words:
        return "No rule for leaving is recorded: the notice names the day on which it takes effect."
    stop = "" if words.endswith(".") else "."
    return (
        f"A rule is recorded in words: “{words}”{stop} It cannot be computed: counsel reads it, "
        "and the notice names the day."
    )


def _ruled(compact: Compact) -> str:
    assert compact.withdrawal is not None
    said = day_words(compact.withdrawal.effective)
    for one in compact.withdrawal.blackout:
        said += f", but not {one.text or 'within its blackout'}"
    return said


def _hangs_on_letters(compact: Compact, events: Events, found: Withdrawn) -> bool:
    arrived = events.get(COMPLETE)
    if found.effective is None or arrived is None:
        return False
    later = {**events, COMPLETE: arrived + TEN_YEARS}
    return withdrawal_date(compact, later).effective != found.effective


def _survives(found: Withdrawn) -> list[str]:
    said = []
    for one in found.survives:
        end = f", until {written(one.until)}" if one.until else ""
        said.append(f"{one.text or one.what}{end}")
    return said
