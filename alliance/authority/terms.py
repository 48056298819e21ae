"""The terms of principals: recorded by one, confirmed by a second, and what their end sets off."""

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alliance.authority.models import TERM, AuthorityRecord
from alliance.authority.operations import (
    NOTHING,
    Facts,
    following,
    hold_to,
    kept,
    new_entry,
    own_office,
)
from alliance.authority.policy import Do
from alliance.authority.queries import known_records, register_of
from alliance.authority.rules import LONGEST_CITATION, NOT_STATED, Basis, Register, why_not_dates
from alliance.authority.serving import PRINCIPAL, terms_of, why_not_in_term
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import once, tell
from alliance.core.record import entries_about, moment
from alliance.states.reference import jurisdictions, today_in

END_JOB = "authority:end-term"
LONGEST_AHEAD = 20  # years: no principal is elected for longer; past them a day is mistyped


@dataclass(frozen=True)
class Days:
    """What a term says: whose it is, and from when to when, by the calendar of the capital."""

    person: uuid.UUID
    last_on: dt.date
    from_on: dt.date | None = None
    basis: Basis = Basis.CONSTITUTION
    citation: str = NOT_STATED


@operation(Do.TERM)
def record_term(
    actor: Actor, corrects: AuthorityRecord | None, *, days: Days, version: int = 0
) -> Act[AuthorityRecord]:
    """Record the term of a principal, or correct one.

    It holds at once where a principal says by it that they serve no longer than is known; all else
    waits for a second person, so that nobody ends, lengthens or fills a gap between terms alone.
    """
    office_id, now = own_office(actor, corrects)
    known = _known(office_id, actor.state)
    facts = Facts(
        TERM,
        basis=days.basis,
        citation=days.citation,
        from_on=days.from_on,
        last_on=days.last_on,
        person=days.person,
    )
    made = new_entry(office_id, actor.state, facts)
    if corrects is not None:
        hold_to(corrects, version)
        if corrects.kind != TERM or corrects.person_id != days.person:
            raise RuleBroken("A correction keeps the person of the term. Record a new one.")
        made.id, made.version = corrects.id, corrects.version + 1
    _refuse(actor, made, known)
    own = actor.rank == PRINCIPAL and made.person_id == actor.person_id
    confirmed = own and _takes_away(made, corrects, known)
    if confirmed:
        _leave_the_end(made)
    return kept(made, actor, confirmed=confirmed, now=now)


@operation(Do.CONFIRM_TERM)
def confirm_term(actor: Actor, what: AuthorityRecord, *, version: int) -> Act[AuthorityRecord]:
    """Confirm, as a second person, a term or its correction as it was reviewed."""
    office_id, now = own_office(actor, what)
    hold_to(what, version)
    if what.kind != TERM:
        raise RuleBroken("This is no term: the principal confirms it.")
    if what.confirmed:
        raise RuleBroken("This is confirmed already.")
    if what.recorded_by == actor.person_id:
        raise RuleBroken("You recorded this: a second person of your office confirms it.")
    made = following(what)
    _refuse(actor, made, _known(office_id, actor.state))
    _leave_the_end(made)
    return kept(made, actor, confirmed=True, now=now)


def not_acting(made: AuthorityRecord) -> str:
    """What to add where its principal does not act today by what was recorded, or ""."""
    known = _known(made.office_id, made.state_code)
    day = today_in(made.state_code)
    if not made.confirmed or not why_not_in_term(known.terms, made.person_id, made.office_id, day):
        return ""
    return " By the terms that are recorded this principal does not act today."


@operation(Do.END_TERM)
def end_term(_actor: Actor, what: AuthorityRecord) -> Act[AuthorityRecord]:
    """Note that a term has ended, and tell those who keep the office's register."""
    now = moment(what.stream)
    if not _has_ended(what) or _noted(what):
        raise RuleBroken("This term has not ended, or its end is noted already.")
    tell(f"office:{what.office_id}", "authority/mail/end_term", str(what.office_id), _end_key(what))
    return Act(what, what, {"authority": what.id, **_end_of(what)}, now)


def ended_term(record_id: uuid.UUID, version: int) -> AuthorityRecord | None:
    """The term whose end a job was left for; None where another version holds, or it is noted."""
    found = db.session.get(AuthorityRecord, (record_id, version))
    if found is None or found.kind != TERM:
        return None
    moment(found.stream)  # nobody corrects it, or notes its end, before this transaction is over
    holds = [row for row in known_records(found.office_id) if row.id == record_id]
    if not any(row.version == version and row.confirmed for row in holds):
        return None
    return found if _has_ended(found) and not _noted(found) else None


def _known(office_id: uuid.UUID, state: str) -> Register:
    return register_of(office_id, jurisdictions()[state].zone, known_records(office_id))


def _refuse(actor: Actor, made: AuthorityRecord, known: Register) -> None:
    if made.last_on is None:
        raise RuleBroken("A term has a last day. Enter it.")
    if reason := why_not_dates(made.from_on, made.last_on):
        raise RuleBroken(reason)
    if _is_far(made.last_on, today_in(made.state_code)):
        raise RuleBroken(
            f"The last day lies more than {LONGEST_AHEAD} years ahead. Check the year; of somebody "
            "who serves for longer record a last day that is nearer, and lengthen the term then."
        )
    if len(made.citation) > LONGEST_CITATION:
        raise RuleBroken(f"The citation is longer than {LONGEST_CITATION} characters. Shorten it.")
    heads = {one.person for one in known.services if one.rank == PRINCIPAL}
    if made.person_id not in heads:
        raise RuleBroken("A term is that of a principal of your office. Choose one.")
    gains = any(actor.person_id in order.people for order in known.orders)
    if gains and made.person_id != actor.person_id:
        raise RuleBroken(
            "You stand in the order of succession: the terms of those before you are recorded and "
            "confirmed by others."
        )


def _is_far(day: dt.date, today: dt.date) -> bool:
    ahead = (today.year + LONGEST_AHEAD, today.month, today.day)
    return (day.year, day.month, day.day) > ahead


def _takes_away(made: AuthorityRecord, before: AuthorityRecord | None, known: Register) -> bool:
    """Whether a term lets its principal act on no day on which they do not act without it."""
    today = today_in(made.state_code)
    if not terms_of(known.terms, made.person_id, made.office_id, today):
        return made.from_on is None or made.from_on <= today  # else they are out at once
    if before is None or not before.confirmed or before.revoked_on is not None:
        return False
    begins, began = made.from_on or dt.date.min, before.from_on or dt.date.min
    # A term has a last day.
    return begins >= began and made.last_on <= before.last_on  # type: ignore[operator]


def _leave_the_end(made: AuthorityRecord) -> None:
    """A job for the first instant after the term, by the clock of the capital."""
    if made.last_on is None or made.revoked_on is not None:
        return
    day = made.last_on + dt.timedelta(days=1)
    zone = ZoneInfo(jurisdictions()[made.state_code].zone)
    at = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    once(END_JOB, f"term:{made.id}:{made.version}", _job(made), at)


def _job(made: AuthorityRecord) -> dict[str, object]:
    return {"term": str(made.id), "version": made.version}


def _has_ended(what: AuthorityRecord) -> bool:
    """Whether its principal serves no longer: no other term of theirs goes on from it."""
    day = today_in(what.state_code)
    known = _known(what.office_id, what.state_code)
    over = what.last_on is not None and what.last_on < day and what.revoked_on is None
    return over and bool(why_not_in_term(known.terms, what.person_id, what.office_id, day))


def _end_of(what: AuthorityRecord) -> dict[str, str]:
    return {"person": str(what.person_id or NOTHING), "on": str(what.last_on)}


def _end_key(what: AuthorityRecord) -> str:
    return f"{what.id}:{what.last_on}"


def _noted(what: AuthorityRecord) -> bool:
    """Whether the ledger says already that this term ended on this day."""
    return any(
        entry.action == Do.END_TERM and entry.facts["on"] == str(what.last_on)
        for entry in entries_about(what.stream, [what.ref])
    )
