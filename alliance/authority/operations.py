"""What can be done with the register: record, confirm, revoke, and act under it."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from alliance.accounts.models import STATE_KINDS, Office
from alliance.authority.models import (
    ABSENCE,
    DELEGATION,
    OFFICE,
    SUCCESSION,
    TERM,
    ActUnder,
    AuthorityDocument,
    AuthorityRecord,
)
from alliance.authority.policy import Do
from alliance.authority.queries import (
    Chosen,
    Grounds,
    as_authority,
    known_records,
    refuse_outside_term,
    register_of,
    require_authority,
    that_holds,
)
from alliance.authority.reading import Document
from alliance.authority.rules import (
    LONGEST_CITATION,
    LONGEST_SUBJECT,
    MAY_HOLD,
    MOST_CENTS,
    NOT_STATED,
    ActClass,
    Basis,
    Register,
    lapsed,
    why_not_dates,
    why_not_delegate,
    why_not_revoke,
)
from alliance.authority.serving import PRINCIPAL, why_not_on
from alliance.core import clock
from alliance.core.actor import OPERATOR, Actor, Rank
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.record import moment
from alliance.states.reference import jurisdictions, today_in

NOTHING = uuid.UUID(int=0)
BY_TWO = "A term is recorded by one person of the office and confirmed by another."
# What else a commitment of money has to pass: called with the actor, the cents and the subject.
# Filled in alliance/app.py, the one place where a lower floor is told about a higher one.
COMMITTING: list[Callable[[Actor, int, str], None]] = []
# What makes a new version of an entry beside the one before.
_FACTS = (
    *("kind", "office_id", "state_code", "acts", "basis", "citation", "from_on", "last_on"),
    *("revoked_on", "ceiling_cents", "source_id", "given_by", "person_id", "rank", "successors"),
    *("document_id", "shared", "confirmed"),
)


@dataclass(frozen=True)
class Facts:
    """What an entry of the register says; days are inclusive, the ceiling is in cents."""

    kind: str
    acts: frozenset[ActClass] = frozenset()
    basis: Basis = Basis.CONSTITUTION
    citation: str = NOT_STATED
    from_on: dt.date | None = None
    last_on: dt.date | None = None
    ceiling: int | None = None
    source: uuid.UUID | None = None
    person: uuid.UUID | None = None
    rank: str = ""
    successors: Sequence[uuid.UUID] = ()
    shared: bool = False


@operation(Do.STANDING)
def record_standing(
    _actor: Actor, office: Office, *, citation: str = NOT_STATED
) -> Act[AuthorityRecord]:
    """The authority that an office of a state has by itself: whoever is principal holds it."""
    if office.kind not in STATE_KINDS or office.state_code is None:
        raise RuleBroken("Only an office of a state binds one.")
    facts = Facts(OFFICE, frozenset(ActClass), citation=citation)
    made = new_entry(office.id, office.state_code, facts)
    return kept(made, None, confirmed=True)


def on_opening(office: Office) -> None:
    """What follows when an office is opened: see alliance/app.py."""
    if office.kind in STATE_KINDS:
        record_standing(OPERATOR, office)


@operation(Do.RECORD)
def record(
    actor: Actor,
    corrects: AuthorityRecord | None,
    *,
    facts: Facts,
    document: Document | None = None,
    version: int = 0,
) -> Act[AuthorityRecord]:
    """Record an authority or an order of succession, or correct one.

    What the principal records holds at once; what others record waits for the principal.
    `version` is that which the writer had before them.
    """
    office_id, now = own_office(actor, corrects)
    known = register_of(office_id, _zone(actor), known_records(office_id))
    made = new_entry(office_id, actor.state, facts)
    if corrects is not None:
        hold_to(corrects, version)
        if corrects.kind != facts.kind:
            raise RuleBroken("A correction keeps the kind of the entry. Record a new one.")
        made.id, made.version = corrects.id, corrects.version + 1
        made.revoked_on, made.document_id = corrects.revoked_on, corrects.document_id
    _refuse(made, known)
    confirmed = actor.rank is Rank.PRINCIPAL
    if facts.kind == DELEGATION:
        made.given_by = _giver(made, known, actor)
    if document is not None:
        made.document_id = _keep_document(actor, office_id, document, now)
    if facts.basis is Basis.DELEGATION and made.document_id is None:
        raise RuleBroken("A written delegation has its document attached. Choose the file.")
    return kept(made, actor, confirmed=confirmed, now=now)


@operation(Do.CONFIRM)
def confirm(actor: Actor, what: AuthorityRecord, *, version: int) -> Act[AuthorityRecord]:
    """Confirm what somebody recorded, as it was reviewed; from now on it may be acted under.

    What a former principal delegated, and is suspended with their term, the next confirms anew.
    """
    office_id, now = own_office(actor, what)
    hold_to(what, version)
    if what.kind == TERM:
        raise RuleBroken(BY_TWO)
    known = register_of(office_id, _zone(actor), known_records(office_id))
    today = today_in(actor.state)
    if what.confirmed and not lapsed(known, as_authority(what), today):
        reason = why_not_on(as_authority(what), today)
        raise RuleBroken(f"This {reason}." if reason else "This is confirmed already.")
    made = following(what)
    _refuse(made, known)
    if made.kind == DELEGATION:
        made.given_by = _giver(made, known, actor)
    return kept(made, actor, confirmed=True, now=now)


@operation(Do.REVOKE)
def revoke(
    actor: Actor, what: AuthorityRecord, *, on: dt.date, version: int
) -> Act[AuthorityRecord]:
    """End an entry from a day on; what was done under it before stays as it is.

    What holds is ended, and a correction of it that waits falls with it.
    """
    _, now = own_office(actor, what)
    hold_to(what, version)
    ends = what if what.kind == TERM else that_holds(what)
    if reason := why_not_revoke(as_authority(ends), on, today_in(actor.state)):
        raise RuleBroken(reason)
    made = following(ends)
    made.version, made.revoked_on = what.version + 1, on
    # To take a term back lets its principal bind the state again: a second person confirms that.
    return kept(made, actor, confirmed=ends.confirmed and what.kind != TERM, now=now)


@operation(Do.ABSENCE)
def record_absence(
    actor: Actor,
    _own: None,
    *,
    person: uuid.UUID,
    from_on: dt.date,
    last_on: dt.date | None = None,
) -> Act[AuthorityRecord]:
    """Record that somebody in the office does not serve on these days."""
    office_id, now = own_office(actor, None)
    known = register_of(office_id, _zone(actor), known_records(office_id))
    if not any(one.person == person for one in known.services):
        raise RuleBroken("Only the absence of somebody in your office is recorded here.")
    gains = any(actor.person_id in order.people for order in known.orders)
    if gains and person != actor.person_id:
        raise RuleBroken(
            "You stand in the order of succession: the absence of those before you is recorded "
            "by somebody else."
        )
    made = new_entry(
        office_id,
        actor.state,
        Facts(ABSENCE, citation="absence", from_on=from_on, last_on=last_on, person=person),
    )
    _refuse(made, known)
    return kept(made, actor, confirmed=True, now=now)


@operation(Do.COMMIT)
def commit_money(
    actor: Actor, _own: None, *, cents: int, subject: str, chosen: Chosen | None = None
) -> Act[Grounds]:
    """Note that money was committed; the sum under an authority never passes its ceiling."""
    subject = " ".join(subject.split())
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise RuleBroken(f"Say in at most {LONGEST_SUBJECT} characters what the money is for.")
    if not 0 < cents <= MOST_CENTS:
        raise RuleBroken("The amount must be more than nothing and at most ten trillion dollars.")
    _, now = own_office(actor, None)  # holds the stream: of two commitments one comes first
    grounds = require_authority(actor, ActClass.COMMIT, chosen=chosen, cents=cents)
    for passes in COMMITTING:
        passes(actor, cents, subject)
    note_act(actor, grounds, subject=subject, at=now, cents=cents)
    facts = {**grounds.facts, "amount_cents": cents}
    return Act(grounds, db.session.get_one(Office, actor.office_id), facts, now)


def note_act(
    actor: Actor, grounds: Grounds, *, subject: str, at: dt.datetime, cents: int | None = None
) -> None:
    """Keep what an act rests on, inside the operation of that act."""
    append(
        ActUnder,
        {
            "id": clock.new_id(),
            "act": str(grounds.act),
            "subject": subject,
            "state_code": actor.state,
            "office_id": actor.office_id,
            "person_id": actor.person_id,
            "authority_id": grounds.authority.id,
            "authority_version": grounds.authority.version,
            "chain": grounds.says["links"],
            "chain_sha256": grounds.chain_sha256,
            "amount_cents": cents,
            "at": at,
        },
    )


def own_office(actor: Actor, what: AuthorityRecord | None) -> tuple[uuid.UUID, dt.datetime]:
    """The actor's office and the instant; its stream is held until the transaction ends."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office keeps its register.")
    if what is not None and what.office_id != actor.office_id:
        raise RuleBroken("This stands in the register of another office.")
    refuse_outside_term(actor)
    return actor.office_id, moment(f"office:{actor.office_id}")


def _zone(actor: Actor) -> str:
    return jurisdictions()[actor.state].zone


def hold_to(what: AuthorityRecord, version: int) -> None:
    """Refuse what was decided on another version than the newest."""
    rows = {row.id: row.version for row in known_records(what.office_id)}
    if not what.version == version == rows[what.id]:
        raise RuleBroken(
            "Somebody in your office changed this while you were reading. Nothing is recorded. "
            "Read it again, then decide."
        )


def new_entry(office_id: uuid.UUID, state: str, facts: Facts) -> AuthorityRecord:
    """The first version of an entry that says this."""
    return AuthorityRecord(
        id=clock.new_id(),
        version=1,
        kind=facts.kind,
        office_id=office_id,
        state_code=state,
        acts=sorted(str(act) for act in facts.acts),
        basis=facts.basis,
        citation=" ".join(facts.citation.split()) or NOT_STATED,
        from_on=facts.from_on,
        last_on=facts.last_on,
        ceiling_cents=facts.ceiling if ActClass.COMMIT in facts.acts else None,
        source_id=facts.source,
        person_id=facts.person,
        rank=facts.rank or None,
        successors=[str(one) for one in facts.successors],
        shared=facts.shared,
    )


def following(what: AuthorityRecord) -> AuthorityRecord:
    """The version after this one, to be changed."""
    said: dict[str, Any] = {name: getattr(what, name) for name in _FACTS}
    return AuthorityRecord(id=what.id, version=what.version + 1, **said)


def _refuse(made: AuthorityRecord, known: Register) -> None:
    """Refuse what cannot stand in the register."""
    if made.kind == TERM:
        raise RuleBroken(BY_TWO)
    if reason := why_not_dates(made.from_on, made.last_on):
        raise RuleBroken(reason)
    if len(made.citation) > LONGEST_CITATION:
        raise RuleBroken(f"The citation is longer than {LONGEST_CITATION} characters. Shorten it.")
    if made.kind in {OFFICE, DELEGATION} and not made.acts:
        raise RuleBroken("Choose at least one class of act.")
    if made.ceiling_cents is not None and not 0 <= made.ceiling_cents <= MOST_CENTS:
        raise RuleBroken("The ceiling must lie between nothing and ten trillion dollars.")
    serving = {one.person: one.rank for one in known.services if one.out is None}
    if made.kind == SUCCESSION:
        _refuse_order(made, serving)
    if made.kind == DELEGATION:
        _refuse_holder(made, serving)
        authorities = {**known.authorities, made.id: as_authority(_complete(made))}
        register = Register(authorities, known.services)
        if reason := why_not_delegate(register, authorities[made.id]):
            raise RuleBroken(reason)


def _complete(made: AuthorityRecord) -> AuthorityRecord:
    if made.confirmed is None:
        made.confirmed = False
    return made


def _refuse_order(made: AuthorityRecord, serving: dict[uuid.UUID, str]) -> None:
    people = [uuid.UUID(one) for one in made.successors]
    if not people or len(set(people)) != len(people):
        raise RuleBroken("Name at least one successor, and each of them once.")
    if any(serving.get(one) not in MAY_HOLD for one in people):
        raise RuleBroken("A successor serves in your office as counsel or liaison.")


def _refuse_holder(made: AuthorityRecord, serving: dict[uuid.UUID, str]) -> None:
    if (made.person_id is None) == (made.rank is None):
        raise RuleBroken("A delegation goes to one person or to one rank. Choose one of the two.")
    rank = made.rank or serving.get(made.person_id or NOTHING)
    if rank not in MAY_HOLD:
        raise RuleBroken(
            "An authority is delegated to counsel or a liaison of your office: an observer reads, "
            "an office administrator manages people, and the principal holds it already."
        )


def _giver(made: AuthorityRecord, known: Register, actor: Actor) -> uuid.UUID | None:
    """Who lets others act: the principal, or the person to whom the source is delegated."""
    source = known.authorities.get(made.source_id or NOTHING)
    if source is not None and source.delegated:
        return source.person
    return actor.person_id if actor.rank == PRINCIPAL else None


def _keep_document(
    actor: Actor, office_id: uuid.UUID, document: Document, now: dt.datetime
) -> uuid.UUID:
    kept = AuthorityDocument(office_id=office_id, **document.as_kept(actor.person_id, now))
    db.session.add(kept)
    db.session.flush()
    return kept.id


def kept(
    made: AuthorityRecord, actor: Actor | None, *, confirmed: bool, now: dt.datetime | None = None
) -> Act[AuthorityRecord]:
    """Keep a version, and what the ledger says of it."""
    made.confirmed = confirmed
    made.known_from = now or moment(made.stream)
    made.recorded_by = actor.person_id if actor else None
    db.session.add(made)
    db.session.flush()
    said: dict[str, Any] = {name: getattr(made, name) for name in _FACTS}
    facts = {
        "authority": made.id,
        "version": made.version,
        "kind": made.kind,
        "confirmed": "yes" if made.confirmed else "not yet",
        "facts_sha256": digest(canonical({name: _plain(said[name]) for name in _FACTS})),
    }
    return Act(made, made, facts, made.known_from)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, list, bool)) or value is None else str(value)
