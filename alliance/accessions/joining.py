"""The day on which conditions are met, and how a state that joins is moved."""

import datetime as dt
from collections.abc import Sequence

from alliance.accessions.models import Accession
from alliance.compacts.queries import facts_of, traits_of
from alliance.core import clock
from alliance.membership.models import Alliance
from alliance.membership.moving import Move, move, period_under_way
from alliance.membership.queries import as_period, formed_day
from alliance.membership.rules import MemberClass, Standing
from alliance.membership.timeline import stretches
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.compacts.values import Compact, Stage
from alliance.rulebook.forces.facts import Enactment, Facts
from alliance.rulebook.forces.status import status


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
    today = clock.today()
    if day > today and standing_now(alliance, state, today) is None:
        moves.insert(0, Move(Standing.PENDING_INSTRUMENT, today, why, moves[0].member_class))
    move(alliance, state, moves)


def meeting(alliance: Alliance, waiting: Sequence[Accession]) -> tuple[dt.date, list[Accession]]:
    """The first day, today or later, on which conditions are met, and whose.

    Those who wait for one another come in together: of all who wait, those are left out whose
    condition fails with the rest of them, until all the conditions that remain are met.
    """
    facts, today = facts_of(alliance), clock.today()
    ahead = [one.dates["since"] for one in facts.enactments if _later(one, today)]
    for day in sorted({today, *(day for day in ahead if day)}):
        staying = list(waiting)
        while staying and (failing := [x for x in staying if not _met(facts, x, staying, day)]):
            staying = [one for one in staying if one not in failing]
        if staying:
            return day, staying
    return today, []


def _later(one: Enactment, today: dt.date) -> bool:
    since = one.dates.get("since")
    return since is not None and since > today


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
