"""What can be done with classes of members: states are put in one, and it ends."""

import datetime as dt
from collections.abc import Iterable, Sequence

from alliance.charters import queries
from alliance.charters.classes import in_classes
from alliance.charters.member_classes import Class, open_to_in_words
from alliance.charters.models import ClassMember
from alliance.charters.operations import ONE_DAY, Term, end_held, noted, refuse
from alliance.charters.policy import Do
from alliance.charters.rules import last_day, overlap
from alliance.charters.terms import Terms
from alliance.core import clock, saying
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.membership.models import Alliance
from alliance.membership.rules import Member
from alliance.states.reference import jurisdictions, name_of

FOLLOWED = "Another class followed."


@operation(Do.PUT_IN_CLASS)
def put_in_class(
    actor: Actor, alliance: Alliance, *, name: str, states: Sequence[str], from_on: dt.date
) -> Act[list[ClassMember]]:
    """Record that these states are in a class of the charter from a day on: all of them, or none.

    The class that a state was in until then ends the day before.
    """
    now = moment(alliance.stream)
    if not states:
        raise RuleBroken("Choose at least one state.")
    chosen = list(dict.fromkeys(states))
    for day in _days(actor, from_on):
        terms, members = queries.terms_on(alliance, day), queries.members_on(alliance, day)
        refuse(why_not_class(terms, name, day))
        stands = {one.state: one for one in members}
        for state in chosen:
            refuse(why_not_in_class(terms, name, state, stands.get(state), day))
    ended = _to_follow(in_classes(alliance, chosen), name, from_on)
    for one in ended:
        end_held(actor, one, on=from_on - ONE_DAY, why=FOLLOWED, at=now)
    made = [
        ClassMember(
            alliance_id=alliance.id,
            alliance=alliance,
            state_code=state,
            name=name,
            **noted(actor, Term(from_on), now),
        )
        for state in chosen
    ]
    db.session.add_all(made)
    db.session.flush()
    facts = {"name": name, "states": chosen, "on": from_on, "ended": [one.id for one in ended]}
    return Act(made, alliance, facts, now)


@operation(Do.END_CLASS)
def end_class(actor: Actor, one: ClassMember, *, on: dt.date, why: str) -> Act[ClassMember]:
    """End a state's being in a class after this day; it is in none then."""
    now = moment(one.alliance.stream)
    end_held(actor, one, on=on, why=why, at=now)
    facts = {"class_member": one.id, "state": one.state_code, "name": one.name, "on": on}
    return Act(one, one.alliance, facts, now)


def why_not_class(terms: Terms, name: str, day: dt.date) -> str:
    """The reason against putting anybody in a class of this name from a day on, or ""."""
    on = saying.day(day)
    divided = [one.name for one in terms.divided_classes]
    if name in divided:
        return ""
    if name in [one.name for one in terms.classes]:
        return f"“{name}” is the only class of its kind on {on}: nobody needs to be put in it."
    there = f" It has {_quoted(divided)}." if divided else ""
    return (
        f"The charter in force on {on} has no class “{name}”.{there} Choose one that it "
        "has, or a day on which it has this one."
    )


def why_not_in_class(
    terms: Terms, name: str, state: str, member: Member | None, day: dt.date
) -> str:
    """The reason against putting this state in a class that there is on a day, or ""."""
    [wanted] = [one for one in terms.classes if one.name == name]
    named, on = name_of(state), saying.day(day)
    if member is None:
        return f"{named} is not a member on {on}. Choose another state or another day."
    base, kind = str(member.member_class), jurisdictions()[state].kind
    if wanted.base != base:
        return (
            f"{named} takes part as {base} on {on}, and “{name}” is a class of {wanted.base}."
            f"{_instead(terms, base, kind)}"
        )
    if kind not in wanted.open_to:
        return (
            f"“{name}” is open to {open_to_in_words(wanted)}, not to {named}."
            f"{_instead(terms, base, kind)}"
        )
    return ""


def _instead(terms: Terms, base: str, kind: str) -> str:
    fit = [one.name for one in terms.divided_classes if one.base == base and kind in one.open_to]
    if not fit:
        return ""
    return f" Choose {'one of ' if fit[1:] else ''}{_quoted(fit)}."


def _quoted(names: Iterable[str]) -> str:
    return saying.listed([f"“{one}”" for one in names])


def _to_follow(there: Iterable[ClassMember], name: str, from_on: dt.date) -> list[ClassMember]:
    """What the new class takes the place of; refused where that began no earlier."""
    found = [one for one in there if overlap(one, from_on, None)]
    for one in found:
        named, since = name_of(one.state_code), saying.day(one.from_on)
        if one.from_on >= from_on:
            raise RuleBroken(
                f"{named} is recorded in “{one.name}” from {since}. End that first: the day before "
                "its first day says that it never held."
            )
        if one.name == name and last_day(one) is None:
            raise RuleBroken(f"{named} is in “{name}” already, since {since}.")
    return found


def _days(actor: Actor, from_on: dt.date) -> list[dt.date]:
    """The first day, and today where it was before: what is recorded holds on both."""
    today = clock.day_in(actor.zone)
    return [from_on, today] if from_on < today else [from_on]


def to_choose(alliance: Alliance) -> list[Class]:
    """The classes a state may be put in today, and those of versions that are to come."""
    today = clock.today()
    now = queries.terms_on(alliance, today)
    coming = queries.terms_to_come(alliance, today)
    found = [one for terms in (now, *coming) for one in terms.divided_classes]
    return list({one.name: one for one in found}.values())
