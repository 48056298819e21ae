"""Mail: who is meant and what is said are found out when it is sent, so that walls hold then."""

import smtplib
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import current_app, render_template, url_for

from alliance.accessions.models import Accession
from alliance.accessions.policy import Do as OfAccessions
from alliance.accounts.models import Office
from alliance.accounts.queries import office_ids_of, people_of
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Do as OfAmendments
from alliance.authority.policy import Do as OfAuthority
from alliance.charters.models import Charter
from alliance.charters.policy import Do as OfCharters
from alliance.core import clock, outbox
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.outbox import Taken
from alliance.core.policy import may
from alliance.core.saying import instant
from alliance.core.transaction import transaction
from alliance.discussions.models import Thread
from alliance.discussions.policy import Do as OfDiscussions
from alliance.enactments.policy import Do as OfEnactments
from alliance.instruments.models import Instrument
from alliance.layers.models import LayerCopy
from alliance.layers.policy import Do as OfLayers
from alliance.mailing.digests import put_aside
from alliance.mailing.letters import Letter, letter_of, message
from alliance.mailing.operations import Address, note_bounce
from alliance.mailing.queries import choices_about, paused
from alliance.mailing.rules import Choice, kind_of, next_digest, refuses_the_address
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do as OfMeetings
from alliance.membership.bodies import bodies_of, with_bodies
from alliance.membership.models import Alliance
from alliance.membership.policy import Do as OfMembership
from alliance.membership.queries import bound_states
from alliance.membership.standing_acts import period_in
from alliance.motions.models import Motion
from alliance.motions.policy import Do as OfMotions
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import Do as OfResolutions
from alliance.resolutions.policy import writers_of
from alliance.votes.awaited import awaited_of
from alliance.votes.models import Question
from alliance.votes.policy import Do as OfVotes
from alliance.votes.proxies.models import Proxy
from alliance.withdrawals.models import Notice
from alliance.withdrawals.policy import Do as OfWithdrawals

DIGEST_JOB = "digest"

# By the first part of a template's name: what a message is about, its page, and who may read it.
ABOUT = {
    "accessions": Accession,
    "amendments": Amendment,
    "authority": Office,
    "charters": Charter,
    "discussions": Thread,
    "enactments": Instrument,
    "layers": LayerCopy,
    "meetings": Meeting,
    "motions": Motion,
    "proxies": Proxy,
    "resolutions": Resolution,
    "votes": Question,
    "withdrawals": Notice,
}
PAGES = {
    "accessions": ("accessions.accession", "accession_id"),
    "amendments": ("amendments.amendment", "amendment_id"),
    "authority": ("transitions.transition", ""),
    "charters": ("charters.version", "charter_id"),
    "discussions": ("discussions.show", "thread_id"),
    "enactments": ("enactments.text", "instrument_id"),
    "layers": ("layers.copy", "copy_id"),
    "meetings": ("meetings.meeting", "meeting_id"),
    "membership": ("standings.period", "period_id"),
    "motions": ("motions.motion", "motion_id"),
    "proxies": ("proxies.show", "proxy_id"),
    "resolutions": ("resolutions.show", "resolution_id"),
    "votes": ("votes.show", "question_id"),
    "withdrawals": ("withdrawals.notice", "notice_id"),
}
READ = {
    "accessions": OfAccessions.READ,
    "amendments": OfAmendments.READ,
    "authority": OfAuthority.TERM,
    "charters": OfCharters.READ,
    "discussions": OfDiscussions.READ,
    "enactments": OfEnactments.READ,
    "layers": OfLayers.READ_COPY,
    "meetings": OfMeetings.READ,
    "membership": OfMembership.READ,
    "motions": OfMotions.READ,
    "proxies": OfVotes.READ_PROXY,
    "resolutions": OfResolutions.READ,
    "votes": OfVotes.READ,
    "withdrawals": OfWithdrawals.READ,
}

# What is told only while something is awaited of the reader: what it is when the mail goes out.
WAITS: Mapping[str, Callable[[Actor, Any], Any]] = {"votes/mail/remind": awaited_of}


def send(job: Taken) -> None:
    """Send one message to everybody in its audience who may read of it, each by itself.

    Who wants it in the digest finds it there. An address that is refused holds up nobody else:
    who was written to is noted, and the job is tried again for the rest; one that is refused for
    good is noted too, and written to no more.
    """
    template, about = str(job.facts["template"]), uuid.UUID(str(job.facts["about"]))
    kind = kind_of(template)
    readers = [
        one for one in _audience(str(job.facts["audience"])) if may_read(one, template, about)
    ]
    chosen = choices_about(kind, [_id(one) for one in readers])
    later = [one for one in readers if chosen.get(_id(one)) is Choice.DIGEST]
    now = [one for one in readers if chosen.get(_id(one), Choice.AT_ONCE) is Choice.AT_ONCE]
    _leave_for_digests(job, template, about, later)
    sent, resting = set(job.facts.get("sent", ())), paused(one.email for one in now)
    letters = [
        letter_of(one, told(one, template, about), kind, job.id)
        for one in now
        if one.email not in sent | resting
    ]
    problems = send_letters(letters, lambda email: _note(job, sent, email))
    if problems:
        raise problems[0]


def told(to: Actor, template: str, about: uuid.UUID) -> str:
    """The template's text as this reader is told it."""
    subject = _subject(template, about)
    return render_template(
        f"{template}.txt",
        link=page_of(template, about),
        subject=subject,
        zone=to.zone,
        instant=instant,
        more=WAITS[template](to, subject) if template in WAITS else None,
    )


def domain_of(template: str) -> str:
    """What a message is about, by the folder of its template: "votes", "proxies", ..."""
    first, second, *_ = template.split("/")
    return second if second in ABOUT else first


def page_of(template: str, about: uuid.UUID) -> str:
    """Where what the message is about stands."""
    endpoint, name = PAGES[domain_of(template)]
    where: dict[str, Any] = {name: about} if name else {}
    return url_for(endpoint, _external=True, **where)


def may_read(to: Actor, template: str, about: uuid.UUID) -> bool:
    """Whether somebody may read what a message is about, today, and it still concerns them."""
    subject = _subject(template, about)
    if subject is None or not may(to, READ[domain_of(template)], subject):
        return False
    return template not in WAITS or bool(WAITS[template](to, subject))


def _subject(template: str, about: uuid.UUID) -> Any:
    domain = domain_of(template)
    if domain == "membership":  # of a period, what is known of it now
        return period_in(about)
    return db.session.get(ABOUT[domain], about)


def send_letters(letters: Iterable[Letter], note: Callable[[str], None]) -> list[OSError]:
    """Send each, and note each address that is done with; what went wrong with the others."""
    problems: list[OSError] = []
    with current_app.extensions["mailman"].get_connection() as connection:
        for letter in letters:
            try:
                message(letter, connection).send()
            except smtplib.SMTPRecipientsRefused as refused:
                code, answer = next(iter(refused.recipients.values()))
                said = answer.decode("utf-8", "replace")
                if not refuses_the_address(code, said):
                    problems.append(refused)
                    continue
                _rest(letter.to, f"{code} {said}")
            except OSError as problem:  # SMTPException is one
                problems.append(problem)
                continue
            note(letter.to.email)
    return problems


def _rest(to: Actor, said: str) -> None:
    with transaction():
        office = db.session.get_one(Office, to.office_id)
        note_bounce(CLOCK, office, address=Address(_id(to), to.email, said))


def _leave_for_digests(job: Taken, template: str, about: uuid.UUID, readers: list[Actor]) -> None:
    if not readers:
        return
    with transaction():
        for one in readers:
            due = next_digest(clock.now(), one.zone)
            if not put_aside(one, due.day, job.id, template, about):
                continue  # it was left before: the worker died after that
            who, office = _id(one), one.office_id
            facts = {"person": str(who), "office": str(office), "day": due.day.isoformat()}
            outbox.once(DIGEST_JOB, f"digest:{who}:{due.day}", facts, due.at)


def _audience(audience: str) -> list[Actor]:
    """Everybody who is meant, once each, with the alliances of their state."""
    bodies: dict[Any, Any] = {}
    found: dict[uuid.UUID, Actor] = {}
    kind, _, keys = audience.partition(":")
    person = uuid.UUID(keys.rpartition("+")[2]) if kind == "person" else None
    for one in people_of(_offices(audience)):
        if person not in (None, one.person_id):
            continue
        key = one.state or one.office_id
        if key not in bodies:
            bodies[key] = bodies_of(one.state, one.office_id)
        whole = with_bodies(one, bodies[key])
        if whole is not None:
            found.setdefault(_id(whole), whole)
    return list(found.values())


def _offices(audience: str) -> list[uuid.UUID]:
    """An audience, and perhaps offices besides it: "alliance:UUID+UUID".

    Of "person:UUID+UUID", an office and somebody in it, the office.
    """
    kind, _, keys = audience.partition(":")
    key, *besides = keys.split("+")
    also = [uuid.UUID(one) for one in besides]
    if kind == "person":
        return [uuid.UUID(key)]
    if kind == "office":
        return [uuid.UUID(key), *also]
    if kind == "chosen":
        text = db.session.get_one(Resolution, uuid.UUID(key))
        shown = [one.state_code for one in text.chosen if one.ended_at is None]
        return [*office_ids_of(shown), *writers_of(text), *also]
    if kind == "question":
        asked = db.session.get_one(Question, uuid.UUID(key))
        alliance, states = asked.alliance, frozenset(asked.entitled)
    else:
        alliance = db.session.get_one(Alliance, uuid.UUID(key))
        states = bound_states(alliance)
    meant = office_ids_of(states)
    return [*meant, *also, *([alliance.secretariat_id] if alliance.secretariat_id else [])]


def _note(job: Taken, sent: set[str], email: str) -> None:
    sent.add(email)
    with transaction():
        outbox.note_sent(job, sent)


def _id(one: Actor) -> uuid.UUID:
    assert one.person_id is not None, "mail goes to people"
    return one.person_id
