"""How a state stood on every day: the periods of one state in one body, laid end to end."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from alliance.membership.rules import (
    OFF_THE_ROLL,
    Former,
    Member,
    MemberClass,
    Period,
    Roster,
    Standing,
    Step,
    is_bound,
    stands_by_words,
)

# What may follow what within one period; None is before its first day.
# A state that has withdrawn comes back in a period of its own: it is readmitted.
FOLLOWS: Mapping[Standing | None, frozenset[Standing]] = {
    None: frozenset(
        {
            Standing.INVITED,
            Standing.APPLIED,
            Standing.PENDING_INSTRUMENT,
            Standing.CONDITIONAL,
            Standing.PARTY,
            Standing.SUSPENDED,  # a source may say no more than that
        }
    ),
    Standing.INVITED: frozenset(
        {
            Standing.DECLINED,
            Standing.APPLIED,
            Standing.PENDING_INSTRUMENT,
            Standing.CONDITIONAL,
            Standing.PARTY,
        }
    ),
    Standing.APPLIED: frozenset(
        {Standing.DECLINED, Standing.PENDING_INSTRUMENT, Standing.CONDITIONAL, Standing.PARTY}
    ),
    # Where it was found not to count it may apply anew, and its notice may take effect.
    Standing.PENDING_INSTRUMENT: frozenset(
        {
            Standing.DECLINED,
            Standing.APPLIED,
            Standing.CONDITIONAL,
            Standing.PARTY,
            Standing.WITHDRAWN,
        }
    ),
    Standing.CONDITIONAL: frozenset(
        {Standing.DECLINED, Standing.PENDING_INSTRUMENT, Standing.PARTY}
    ),
    # What was counted and is found not to count is pending again: its text was another.
    Standing.PARTY: frozenset(
        {
            Standing.NOTICE_GIVEN,
            Standing.SUSPENDED,
            Standing.WITHDRAWN,
            Standing.PENDING_INSTRUMENT,
        }
    ),
    Standing.NOTICE_GIVEN: frozenset({Standing.PARTY, Standing.SUSPENDED, Standing.WITHDRAWN}),
    Standing.SUSPENDED: frozenset({Standing.PARTY, Standing.NOTICE_GIVEN, Standing.WITHDRAWN}),
    Standing.DECLINED: frozenset(),
    Standing.WITHDRAWN: frozenset(),
    Standing.UNKNOWN: frozenset(),
}

# A period that stands at one of these is over: a state that comes again begins another.
OVER = frozenset({Standing.DECLINED, Standing.WITHDRAWN, Standing.UNKNOWN})
# With these a state belongs, whether it counts or not; before, it is on its way in.
BELONGS = frozenset({Standing.PARTY, Standing.NOTICE_GIVEN, Standing.SUSPENDED})
COMING = frozenset(
    {Standing.INVITED, Standing.APPLIED, Standing.PENDING_INSTRUMENT, Standing.CONDITIONAL}
)


@dataclass(frozen=True)
class Stretch:
    """Days on which nothing changed: from `starts` to the day before `ends` (None: goes on).

    `since` and `left` are the texts of joining and leaving, to the precision of their source.
    `again` says that the state had belonged before and came back: it was readmitted.
    """

    state: str
    standing: Standing
    member_class: MemberClass
    starts: dt.date
    ends: dt.date | None
    since: str | None
    left: str | None
    bound: bool
    period: object = None  # which period it comes from
    again: bool = False

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies within it."""
        return self.starts <= day and (self.ends is None or day < self.ends)


def why_not_steps(period: Period) -> str | None:
    """Why the steps of a period cannot follow one another as they do, or None."""
    before: Standing | None = None
    last: dt.date | None = None
    for step in period.steps:
        if step.standing not in FOLLOWS[before]:
            said = f"from “{before}”" if before else "at first"
            return f"“{step.standing}” cannot be reached {said}"
        if last is not None and step.on < last:
            return f"“{step.standing}” ({step.on}) lies before “{before}” ({last})"
        before, last = step.standing, step.on
    return None


def began(steps: Sequence[Step]) -> int | None:
    """Which step made the state belong; None where it is on its way in, or never belonged."""
    after = [number + 1 for number, step in enumerate(steps) if step.standing in COMING]
    first = after[-1] if after else 0
    return first if first < len(steps) and steps[first].standing in BELONGS else None


def stretches(period: Period, formed: dt.date | None, key: object = None) -> list[Stretch]:
    """One period, day after day. Of two steps on one day the later in order holds."""
    changes = (
        [(step.on, step.standing) for step in period.steps]
        if period.steps
        else stands_by_words(period, formed)
    )
    ends = [on for on, _ in changes[1:]] + [None]
    since = period.joined.text if period.joined else None
    left = period.left.text if period.left else None
    return [
        Stretch(
            state=period.state,
            standing=standing,
            member_class=period.member_class,
            starts=starts,
            ends=end,
            since=since,
            left=left if standing is Standing.WITHDRAWN else None,
            bound=is_bound(period.member_class, standing),
            period=key,
        )
        for (starts, standing), end in zip(changes, ends, strict=True)
        if end is None or starts < end
    ]


def line_of(
    periods: Sequence[tuple[object, Period]], formed: dt.date | None
) -> tuple[Stretch, ...]:
    """All periods of one state in one body as one line: on each day at most one stretch.

    Where two speak of a day, the one that says the state belongs goes before one that says it
    left, and the one that began later before the other.
    """
    ordered = sorted(periods, key=lambda pair: pair[1].begins(formed))
    ranked = [
        (_rank(one, number), one)
        for number, (key, period) in enumerate(ordered)
        for one in stretches(period, formed, key)
    ]
    days = sorted({one.starts for _, one in ranked} | {one.ends for _, one in ranked if one.ends})
    line: list[Stretch] = []
    for day, following in zip_longest(days, days[1:]):
        there = [pair for pair in ranked if pair[1].covers(day)]
        if not there:
            continue
        best = max(there, key=lambda pair: pair[0])[1]
        _lay(line, best, day, following)
    return tuple(_marked(line))


def _lay(line: list[Stretch], best: Stretch, day: dt.date, following: dt.date | None) -> None:
    """Add these days to the line, or to its last stretch where they go on with it."""
    cut = replace(best, starts=day, ends=following)
    if line and replace(line[-1], starts=day, ends=following) == cut and line[-1].ends == day:
        line[-1] = replace(line[-1], ends=following)
    else:
        line.append(cut)


def _rank(one: Stretch, number: int) -> tuple[int, int]:
    """Belonging goes first, then an unknown end, then having left; the later period wins."""
    if one.standing not in OFF_THE_ROLL:
        return 3, number
    if one.standing is Standing.UNKNOWN:
        return 2, number
    return (1 if one.standing is Standing.WITHDRAWN else 0), number


def _marked(line: Iterable[Stretch]) -> Iterable[Stretch]:
    """The line, with those stretches marked that follow upon having left."""
    gone: object = None
    was_out = False
    for one in line:
        if one.standing in {Standing.WITHDRAWN, Standing.UNKNOWN}:
            was_out, gone = True, one.period
            yield one
        else:
            back = one.standing in BELONGS  # one that is invited again has not come back yet
            yield replace(one, again=back and was_out and one.period != gone)


def roll_on(found: Iterable[Stretch]) -> Roster:
    """The roll that these stretches make: all of one body that cover one day."""
    members: list[Member] = []
    former: list[Former] = []
    unknown: list[str] = []
    for one in sorted(found, key=lambda stretch: stretch.state):
        if one.standing not in OFF_THE_ROLL:
            members.append(
                Member(
                    state=one.state,
                    standing=one.standing,
                    member_class=one.member_class,
                    since=one.since,
                    bound=one.bound,
                    again=one.again,
                    starts=one.starts,
                    ends=one.ends,
                )
            )
        elif one.standing is Standing.UNKNOWN:
            unknown.append(one.state)
        elif one.standing is Standing.WITHDRAWN:
            former.append(Former(one.state, one.standing, one.since, one.left))
    return Roster(members=tuple(members), former=tuple(former), unknown=tuple(unknown))


def roster_on(
    periods: Iterable[Period], formed: dt.date | None, day: dt.date | Mapping[str, dt.date]
) -> Roster:
    """The roll of one body on a day, or on each state's own, from all periods of all its states."""
    by_state: dict[str, list[tuple[object, Period]]] = {}
    for number, period in enumerate(periods):
        by_state.setdefault(period.state, []).append((number, period))
    found = []
    for state, held in by_state.items():
        own = day if isinstance(day, dt.date) else day[state]
        found += [one for one in line_of(held, formed) if one.covers(own)]
    return roll_on(found)
