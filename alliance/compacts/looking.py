"""What the page of a compact shows, worked out once for a day and a day of knowledge."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from alliance.compacts.chart import NARROW, WIDE, Chart, Row, drawn, rows_of
from alliance.compacts.precision import told
from alliance.compacts.queries import Recorded, Sourced, compact_of, recorded
from alliance.compacts.weighing import events_asked
from alliance.membership.known import nothing_known
from alliance.membership.models import Alliance
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.compacts.words import sentence
from alliance.rulebook.decision import STATES
from alliance.rulebook.forces.facts import Facts, MalformedFacts, Number
from alliance.rulebook.forces.history import history, timeline
from alliance.rulebook.forces.joining import NextSets, next_sets
from alliance.rulebook.forces.leaving import Departure, if_leaves
from alliance.rulebook.forces.status import StageStatus, Status, status_in
from alliance.states.reference import name_of

SETS_AT_MOST = 10
# With more periods than this it is worked out for one state only what would change if it left.
ENACTMENTS_AT_MOST = 400


@dataclass(frozen=True)
class Bar:
    """How far a threshold is: numbers in one measure, and the same in words."""

    label: str
    have: Fraction
    need: Fraction
    of: Fraction
    met: bool
    text: str


@dataclass(frozen=True)
class Looked:
    """A compact on a day. `fault` says why it cannot be worked out; then nothing else is there.

    `unknown` is the day on which anything was first recorded, where that was after the day of
    knowledge.
    """

    ruled: bool
    rules: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    unknown: dt.date | None = None
    status: Status | None = None
    since: str = ""  # since when it is in force, as precisely as that is known
    bars: tuple[Bar, ...] = ()
    next: NextSets | None = None
    leaving: tuple[Departure, ...] = ()
    many: bool = False
    measure: str = STATES
    rows: tuple[Row, ...] = ()
    charts: tuple[Chart, ...] = ()  # the same, for a wide and a narrow screen
    asked: frozenset[str] = frozenset()  # the events that the rules name
    events: tuple[Sourced, ...] = ()


def looked(alliance: Alliance, day: dt.date, known: dt.datetime | None, leaves: str = "") -> Looked:
    """All that the page shows; `leaves` is the one state asked about where there are many."""
    if (first := nothing_known(known, alliance)) is not None:
        return Looked(ruled=False, unknown=first)
    compact = compact_of(alliance, day, known)
    ruled = compact is not None
    compact = compact or Compact()
    held = recorded(alliance, known, compact)
    said = {
        "ruled": ruled,
        "rules": sentence(compact),
        "asked": events_asked(compact),
        "events": held.events,
    }
    try:
        return _looked(compact, held, day, leaves, said)
    except MalformedFacts as wrong:
        return Looked(**said, fault=fault_of(wrong))  # type: ignore[arg-type]


def fault_of(wrong: MalformedFacts) -> str:
    """What is missing, in one sentence."""
    one = wrong.problems[0]
    _, _, rest = one.path.partition("weights.")
    measure, _, state = rest.rpartition(".")
    if measure and len(state) == 2:
        what = measure.replace("_", " ")
        return (
            f"The weight “{what}” of {name_of(state)} is not known here, and the rules ask for it."
        )
    return f"{one.path} {one.reason}."


def _looked(
    compact: Compact, held: Recorded, day: dt.date, leaves: str, said: dict[str, object]
) -> Looked:
    facts = held.facts
    found = status_in(history(compact, facts), day)
    in_words = told(found, held.dating)
    many = len(facts.enactments) > ENACTMENTS_AT_MOST
    asked = sorted((one for one in found.parties if not many or one == leaves), key=name_of)
    line = timeline(compact, facts)
    rows = rows_of(line, facts.enactments, held.dating.said)
    charts = [drawn(line, rows, day, size) for size in (WIDE, NARROW)] if line.series else []
    return Looked(
        **said,  # type: ignore[arg-type]
        status=in_words.status,
        since=in_words.since,
        bars=bars(found, facts),
        next=next_sets(compact, facts, day, at_most=SETS_AT_MOST) if said["ruled"] else None,
        leaving=tuple(if_leaves(compact, facts, one, day, found) for one in asked),
        many=many,
        measure=line.measure or STATES,
        rows=tuple(rows),
        charts=tuple(one for one in charts if one is not None),
    )


def bars(found: Status, facts: Facts) -> tuple[Bar, ...]:
    """The threshold of each stage that has one."""
    return tuple(_bar(one, found, facts) for one in found.stages if one.lacking is not None)


def _bar(one: StageStatus, found: Status, facts: Facts) -> Bar:
    lacking = one.lacking
    assert lacking is not None
    have, need = Fraction(lacking.have), Fraction(lacking.need)
    whole = _whole(lacking.measure, facts, found.day)
    words = "parties" if lacking.measure == STATES else lacking.measure.replace("_", " ")
    needed = f"{grouped(lacking.have)} of {grouped(lacking.need)} {words} needed"
    if have > need:
        needed = f"{grouped(lacking.have)} {words}; {grouped(lacking.need)} needed"
    short = f"short by {grouped(lacking.short_by)}" if lacking.short_by else "not met"
    verdict = "the condition is met" if one.met else short
    label = (one.name or "entry into force").capitalize()
    most = max(whole, have, need, Fraction(1))
    return Bar(label, have, need, most, one.met, f"{needed}: {verdict}")


def _whole(measure: str, facts: Facts, day: dt.date) -> Fraction:
    """All that there is of a weight; of parties the need itself is the whole."""
    table = facts.weights.get(measure)
    if measure == STATES or table is None:
        return Fraction(0)
    return Fraction(sum(table.on(day).values()))


def grouped(amount: Number | None) -> str:
    """1,234; fractions as they are."""
    return f"{amount:,}" if isinstance(amount, int) else str(amount or 0)
