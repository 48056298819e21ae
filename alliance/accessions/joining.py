"""The day on which conditions are met, and how a state that joins is moved."""

import datetime as dt
from collections.abc import Sequence

from alliance.accessions.models import Accession
from alliance.compacts.queries import facts_of, traits_of
from alliance.membership.models import Alliance
from alliance.membership.moving import Move, correct, move, period_under_way, steps_of
from alliance.membership.queries import as_period, current_periods, formed_day
from alliance.membership.rules import MemberClass, Standing, Step
from alliance.membership.timeline import stretches
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.compacts.values import Compact, Stage
from alliance.rulebook.forces.facts import Enactment, Facts
from alliance.rulebook.forces.status import status
from alliance.states.reference import today_in


def standing_now(alliance: Alliance, state: str, day: dt.date) -> Standing | None:
    """How a state stands on a day, by the period that is under way."""
    row = period_under_way(alliance, state, day)
    if row is None:
        return None
    found = [one for one in stretches(as_period(row), formed_day(alliance)) if one.covers(day)]
    return found[-1].standing if found else None


def come_closer(accession: Accession, to: Standing, day: dt.date, why: str) -> None:
    """Move a state that comes in; one that belongs in another class stays in it until it joins."""
    if standing_now(accession.alliance, accession.state_code, day) is Standing.PARTY:
        return
    kind = MemberClass(accession.member_class)
    move(accession.alliance, accession.state_code, [Move(to, day, why, kind)])


def become_party(accession: Accession, day: dt.date, why: str) -> None:
    """A state is a member from a day, in the class that it was let in to."""
    alliance, state = accession.alliance, accession.state_code
    if standing_now(alliance, state, day) is Standing.PARTY:  # in another class until then
        move(alliance, state, [Move(Standing.WITHDRAWN, day, why)])
    moves = [Move(Standing.PARTY, day, why, MemberClass(accession.member_class))]
    today = today_in(state)
    if day > today and standing_now(alliance, state, today) is None:
        moves.insert(0, Move(Standing.PENDING_INSTRUMENT, today, why, moves[0].member_class))
    move(alliance, state, moves)


def move_party_day(accession: Accession, old: dt.date, new: dt.date | None, why: str) -> None:
    """Move the day, still to come, from which a state is to be a party; None: none is known."""
    alliance = accession.alliance
    for row in current_periods([alliance.id]):
        if row.state_code != accession.state_code:
            continue
        steps = steps_of(as_period(row), alliance)
        changed = shifted(steps, old, new, today_in(accession.state_code))
        if changed != steps:
            correct(alliance, row, changed, why)


def shifted(
    steps: tuple[Step, ...], old: dt.date, new: dt.date | None, today: dt.date
) -> tuple[Step, ...]:
    """The steps of a period of a state that was to be a party from another day."""
    if not steps or steps[-1].on != old:
        return steps
    before, last = steps[:-1], steps[-1].standing
    changes_class = last is Standing.WITHDRAWN and before and before[-1].standing is Standing.PARTY
    if last is not Standing.PARTY and not changes_class:
        return steps
    if new is not None:
        return (*before, Step(last, new))
    return before if changes_class else _pending(before, old, today)


def _pending(before: tuple[Step, ...], old: dt.date, today: dt.date) -> tuple[Step, ...]:
    if not before:  # it was to change its class, and stays in the other
        return (Step(Standing.PENDING_INSTRUMENT, old), Step(Standing.DECLINED, old))
    if before[-1].standing is Standing.PENDING_INSTRUMENT:
        return before
    return (*before, Step(Standing.PENDING_INSTRUMENT, today))


def still_met(accession: Accession) -> bool:
    """Whether the condition of a state will be met on the day from which it is to be a party."""
    day = accession.party_from
    assert day is not None
    return _met(facts_of(accession.alliance), accession, [accession], day)


def meeting(alliance: Alliance, waiting: Sequence[Accession]) -> tuple[dt.date, list[Accession]]:
    """The first day, today or later, on which conditions are met, and whose.

    A state comes in on no day before its instrument has effect, and its condition is looked at as
    things stand on the day on which it would come in. Those who wait for one another come in
    together: of all who wait, those are left out whose condition fails with the rest of them,
    until all the conditions that remain are met.
    """
    facts = facts_of(alliance)
    for day in _days(facts, waiting):
        staying = [one for one in waiting if _earliest(one) <= day]
        while staying and (failing := [x for x in staying if not _met(facts, x, staying, day)]):
            staying = [one for one in staying if one not in failing]
        if staying:
            return day, staying
    return dt.date.max, []


def _earliest(one: Accession) -> dt.date:
    """The first day on which a state that waits can come in, by its own calendar."""
    today = today_in(one.state_code)
    return max(one.party_from or today, today)


def _days(facts: Facts, waiting: Sequence[Accession]) -> list[dt.date]:
    """The days on which conditions can come to be met: when they can come in, or others move."""
    days = {_earliest(one) for one in waiting}
    moves = {day for one in facts.enactments for day in (one.dates.get("since"), one.until) if day}
    first = min(days, default=dt.date.max)
    return sorted(days | {day for day in moves if day > first})


def _met(facts: Facts, who: Accession, together: Sequence[Accession], day: dt.date) -> bool:
    others = [one for one in facts.enactments if one.state != who.state_code]
    known = {one.state for one in others if one.until is None or one.until > day}
    coming = [
        Enactment(traits_of(one.state_code), {"since": day})
        for one in together
        if one is not who and one.state_code not in known
    ]
    asked = Compact(stages=(Stage(parse_condition(who.condition)),))
    return status(asked, facts.but([*others, *coming]), day).stages[0].met
