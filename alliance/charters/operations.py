"""What can be done with a charter, a secretariat, links and participants."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from alliance.accounts.models import Office
from alliance.charters import queries
from alliance.charters.models import (
    Charter,
    ClassMember,
    Ending,
    Group,
    Link,
    Officer,
    Participant,
    Seat,
    Secretariat,
)
from alliance.charters.policy import Do
from alliance.charters.rules import (
    ONE_WAY,
    PARAGRAPHS_AT_MOST,
    SYMMETRIC,
    TEXT_AT_MOST,
    LinkKind,
    ParticipantKind,
    overlap,
    paragraphs,
    why_not_adopt,
    why_not_days,
    why_not_end,
)
from alliance.charters.terms import MalformedTerms, Terms, faults_of, rule_problems
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.membership import operations as membership
from alliance.membership.models import Alliance

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What a version of a charter says."""

    text: str
    purpose: str
    terms: Terms
    source: str
    rules: dict[str, Any] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """As it is kept and hashed."""
        return {
            "text": self.text,
            "purpose": self.purpose,
            "terms": self.terms.as_json(),
            "rules": self.rules,
            "source": self.source,
        }


@dataclass(frozen=True)
class Term:
    """From which day to which something holds, and a remark."""

    from_on: dt.date
    last_on: dt.date | None = None
    note: str = ""


def refuse(reason: str) -> None:
    """Refuse where there is a reason to."""
    if reason:
        raise RuleBroken(reason)


@operation(Do.DRAFT)
def draft(actor: Actor, alliance: Alliance, *, words: Words, base: int) -> Act[Charter]:
    """Write a new version; `base` is the newest that the writer had before them, 0 for none.

    A version never changes: a further change is a further version.
    """
    now = moment(alliance.stream)
    newest = max((one.version for one in queries.versions_of(alliance)), default=0)
    if base != newest:
        raise RuleBroken(
            f"Version {newest} was drafted while you were writing. Read it, then save again."
        )
    refuse(_why_not_words(words))
    made = Charter(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        version=newest + 1,
        **words.content,
        sha256=digest(canonical(words.content)),
        drafted_at=now,
        drafted_by_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    return Act(made, made, {"version": made.version, "charter_sha256": made.sha256}, now)


def _why_not_words(words: Words) -> str:
    if not paragraphs(words.text):
        return "Write the text of the charter."
    if len(words.text) > TEXT_AT_MOST or len(paragraphs(words.text)) > PARAGRAPHS_AT_MOST:
        return (
            f"The text has more than {TEXT_AT_MOST:,} characters or {PARAGRAPHS_AT_MOST:,} "
            "paragraphs. Put annexes into documents of their own."
        )
    if faults := faults_of(words.terms):
        raise MalformedTerms(faults)
    for problem in rule_problems(words.rules):
        return f"{problem.path}: {problem.reason}."
    return ""


@dataclass(frozen=True)
class Adoption:
    """How and when a version was adopted, in the words of who states it."""

    adopted_on: dt.date
    effective_on: dt.date
    decision: str


# What follows when a version is adopted: what hangs on its rules. Filled in alliance/app.py.
ADOPTED: list[Callable[[Alliance], None]] = []


@operation(Do.ADOPT)
def adopt(
    actor: Actor, charter: Charter, *, adoption: Adoption, sha256: str, before: int
) -> Act[Charter]:
    """State that a version was adopted. `sha256` and `before` are what was reviewed.

    `before` is the newest version that was adopted until then, 0 for none.
    """
    now = moment(charter.stream)
    db.session.refresh(charter)
    if charter.adopted_at is not None:
        raise RuleBroken("This version was adopted already; how it was stated stands.")
    last = queries.newest_adopted(charter.alliance)
    if sha256 != charter.sha256 or before != last:
        raise RuleBroken(
            "The charter has changed since you reviewed it. Nothing is recorded. Read the page, "
            "then confirm again."
        )
    refuse(
        why_not_adopt(
            adopted_on=adoption.adopted_on,
            effective_on=adoption.effective_on,
            today=clock.day_in(actor.zone, now),
            later_adopted=last > charter.version,
        )
    )
    charter.adopted_on, charter.effective_on = adoption.adopted_on, adoption.effective_on
    charter.decision, charter.adopted_at = adoption.decision, now
    charter.adopted_by_id = actor.person_id
    db.session.flush()
    for follow in ADOPTED:
        follow(charter.alliance)
    key = str(charter.id)
    tell(f"alliance:{charter.alliance_id}", "charters/mail/adopt", key, key)
    facts = {
        "version": charter.version,
        "charter_sha256": charter.sha256,
        "adopted_on": adoption.adopted_on,
        "on": adoption.effective_on,
        "decision": adoption.decision,
    }
    return Act(charter, charter, facts, now)


@operation(Do.RECORD_SECRETARIAT)
def record_secretariat(
    actor: Actor, alliance: Alliance, *, office: Office, term: Term
) -> Act[Secretariat]:
    """Record since when an office serves as secretariat; one that serves today is named so.

    Whoever served until then ends the day before.
    """
    now, today = moment(alliance.stream), clock.day_in(actor.zone)
    refuse(why_not_days(term.from_on, term.last_on))
    if term.from_on > today:
        raise RuleBroken("It begins on a day that is still to come. Record it on that day.")
    serves = term.last_on is None or term.last_on >= today
    there = queries.secretariats_of(alliance)
    before = [one for one in there if overlap(one, term.from_on, term.last_on)]
    for one in before:
        if not serves or one.last_on or one.from_on >= term.from_on:
            raise RuleBroken(f"{one.office.name} served on some of these days.")
    for one in before:
        end_held(actor, one, on=term.from_on - ONE_DAY, why="Another office followed.", at=now)
    made = Secretariat(office_id=office.id, note=term.note, **_held(actor, alliance, term, now))
    db.session.add(made)
    db.session.flush()
    if serves and alliance.secretariat_id != office.id:
        membership.name_secretariat(actor, alliance, office=office)
    return Act(made, alliance, {"office": office.id, "from_on": term.from_on})


@operation(Do.LINK)
def link(
    actor: Actor, alliance: Alliance, *, other: Alliance, kind: LinkKind, term: Term
) -> Act[Link]:
    """Record how the alliance stands to another; the other shows it too, and who said so."""
    now = moment(alliance.stream)
    refuse(why_not_days(term.from_on, term.last_on))
    if other.id == alliance.id:
        raise RuleBroken("An alliance is not linked to itself. Choose another.")
    there = queries.links_of_kind(kind)
    for one in there:
        same = (one.alliance_id, one.other_id) == (alliance.id, other.id)
        turned = (one.other_id, one.alliance_id) == (alliance.id, other.id)
        if (same or (turned and kind in SYMMETRIC)) and overlap(one, term.from_on, term.last_on):
            raise RuleBroken("This link is recorded already for some of these days.")
    if kind in ONE_WAY and alliance.id in _reached(there, other.id, term):
        raise RuleBroken(
            f"{other.name} already is, directly or through others, {kind} {alliance.name}: the "
            "two cannot stand to one another in this way both at once."
        )
    made = Link(
        other_id=other.id,
        other=other,
        kind=kind,
        note=term.note,
        **_held(actor, alliance, term, now),
    )
    db.session.add(made)
    db.session.flush()
    return Act(made, alliance, {"other": other.id, "kind": kind, "name": other.name}, now)


def _reached(links: Iterable[Link], start: uuid.UUID, term: Term) -> set[uuid.UUID]:
    """Where links of one kind lead from an alliance during a term."""
    leads: dict[uuid.UUID, list[uuid.UUID]] = {}
    for one in links:
        if overlap(one, term.from_on, term.last_on):
            leads.setdefault(one.alliance_id, []).append(one.other_id)
    found, waiting = {start}, [start]
    while waiting:
        fresh = [one for one in leads.get(waiting.pop(), []) if one not in found]
        found.update(fresh)
        waiting += fresh
    return found


@operation(Do.END_LINK)
def end_link(actor: Actor, link: Link, *, on: dt.date, why: str) -> Act[Link]:
    """End a link after this day."""
    now = moment(link.alliance.stream)
    end_held(actor, link, on=on, why=why, at=now)
    return Act(link, link.alliance, {"link": link.id, "name": link.other.name, "on": on}, now)


@operation(Do.RECORD_PARTICIPANT)
def record_participant(
    actor: Actor, alliance: Alliance, *, name: str, kind: ParticipantKind, term: Term
) -> Act[Participant]:
    """Record somebody who takes part without being a member; nobody ever counts them."""
    now = moment(alliance.stream)
    refuse(why_not_days(term.from_on, term.last_on))
    for one in queries.participants_of(alliance):
        same = one.name.casefold() == name.casefold()
        if same and overlap(one, term.from_on, term.last_on):
            raise RuleBroken(f"{one.name} is recorded already for some of these days.")
    made = Participant(name=name, kind=kind, note=term.note, **_held(actor, alliance, term, now))
    db.session.add(made)
    db.session.flush()
    return Act(made, alliance, {"participant": made.id, "name": name, "kind": kind}, now)


@operation(Do.END_PARTICIPANT)
def end_participant(
    actor: Actor, participant: Participant, *, on: dt.date, why: str
) -> Act[Participant]:
    """End what is recorded of a participant after this day."""
    body = participant.alliance
    now = moment(body.stream)
    end_held(actor, participant, on=on, why=why, at=now)
    facts = {"participant": participant.id, "name": participant.name, "on": on}
    return Act(participant, body, facts, now)


def _held(actor: Actor, alliance: Alliance, term: Term, now: dt.datetime) -> dict[str, Any]:
    return {"alliance_id": alliance.id, "alliance": alliance, **noted(actor, term, now)}


def noted(actor: Actor, term: Term, now: dt.datetime) -> dict[str, Any]:
    """The columns of a new thing that holds for a term."""
    return {
        "id": clock.new_id(),
        "from_on": term.from_on,
        "last_on": term.last_on,
        "noted_at": now,
        "noted_by_id": actor.person_id,
    }


def end_held(
    actor: Actor,
    one: Group | Seat | Officer | ClassMember | Secretariat | Link | Participant,
    *,
    on: dt.date,
    why: str,
    at: dt.datetime,
) -> None:
    """Note that something ends after this day. What was noted before stays beside it."""
    db.session.refresh(one)
    refuse(why_not_end(one, on))
    if not why.strip():
        raise RuleBroken("Say why it ends.")
    ending = Ending(
        thing_id=one.id,
        n=len(one.endings) + 1,
        last_on=on,
        why=why,
        at=at,
        by_id=actor.person_id,
    )
    db.session.add(ending)
    db.session.flush()
    db.session.expire(one, ["endings"])
