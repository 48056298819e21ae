"""Mail: who is meant and what is said are found out when it is sent, so that walls hold then."""

import uuid
from typing import Any

from flask import current_app, render_template, url_for
from flask_mailman import EmailMessage

from alliance.accounts.queries import addresses, office_ids_of
from alliance.core.db import db
from alliance.core.outbox import Job, Taken
from alliance.core.saying import instant
from alliance.core.transaction import transaction
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from alliance.resolutions.models import Resolution
from alliance.votes.models import Question

ABOUT = {"resolutions": Resolution, "votes": Question}
PAGES = {
    "resolutions": ("resolutions.show", "resolution_id"),
    "votes": ("votes.show", "question_id"),
}


def send(job: Taken) -> None:
    """Send one message to everybody in its audience, each by itself.

    An address that is refused holds up nobody else: who was written to is noted, and the job is
    tried again for the rest.
    """
    template = str(job.facts["template"])
    domain = template.split("/", maxsplit=1)[0]
    about = uuid.UUID(str(job.facts["about"]))
    subject = db.session.get_one(ABOUT[domain], about)
    endpoint, name = PAGES[domain]
    sent = set(job.facts.get("sent", ()))
    refused: list[Exception] = []
    with current_app.extensions["mailman"].get_connection() as connection:
        for email, zone in addresses(_offices(str(job.facts["audience"]))):
            if email in sent:
                continue
            facts = {"subject": subject, "zone": zone, "instant": instant}
            text = render_template(f"{template}.txt", link=_link(endpoint, {name: about}), **facts)
            try:
                _message(job, email, text, connection).send()
                sent.add(email)
            except OSError as problem:  # SMTPException is one
                refused.append(problem)
    if refused:
        _note(job, sent)
        raise refused[0]


def _message(job: Taken, email: str, text: str, connection: Any) -> EmailMessage:
    heading, _, body = text.partition("\n\n")
    return EmailMessage(
        subject=" ".join(heading.split())[:200],
        body=body,
        to=[email],
        # The same job sent twice is the same message: a second copy can be told.
        headers={"Message-ID": f"<{job.id}.{uuid.uuid5(job.id, email)}@alliance>"},
        connection=connection,
    )


def _note(job: Taken, sent: set[str]) -> None:
    with transaction():
        row = db.session.get_one(Job, job.id)
        row.facts = {**row.facts, "sent": sorted(sent)}


def _link(endpoint: str, where: dict[str, Any]) -> str:
    return url_for(endpoint, _external=True, **where)


def _offices(audience: str) -> list[uuid.UUID]:
    kind, _, key = audience.partition(":")
    if kind == "office":
        return [uuid.UUID(key)]
    if kind == "question":
        asked = db.session.get_one(Question, uuid.UUID(key))
        alliance, states = asked.alliance, frozenset(asked.entitled)
    else:
        alliance = db.session.get_one(Alliance, uuid.UUID(key))
        states = bound_states(alliance)
    meant = office_ids_of(states)
    return [*meant, *([alliance.secretariat_id] if alliance.secretariat_id else [])]
