"""Letters about an office's staff: who is meant is found out when they are sent."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template, url_for
from flask_mailman import EmailMessage

from alliance.accounts.models import Post
from alliance.core import clock
from alliance.core.db import db
from alliance.core.outbox import Taken, later, note_sent
from alliance.core.saying import instant
from alliance.core.seal import open_text, seal_text
from alliance.core.transaction import transaction
from alliance.staffing import queries
from alliance.staffing.models import AccessRequest, FactorReset, Invitation
from alliance.staffing.rules import Standing

KIND = "staffing-mail"  # of a job
PURPOSE = "alliance invitation links"

Subject = Invitation | AccessRequest | Post | FactorReset
ABOUT: dict[str, type[Subject]] = {
    "invite": Invitation,
    "ask_for_access": AccessRequest,
    "refuse_access": AccessRequest,
    "joined": Post,
    "role_changed": Post,
    "suspended": Post,
    "ended": Post,
    "ask_factor_reset": FactorReset,
    "factors_removed": FactorReset,
}


def write(
    template: str, about: uuid.UUID, *, secret: str = "", once: uuid.UUID | None = None
) -> None:
    """Leave a letter, in the caller's transaction. A secret waits sealed.

    `once` names what happened, where it can happen more than once to what the letter is about.
    """
    facts = {"template": template, "about": str(about)}
    if secret:
        facts["sealed"] = seal_text(PURPOSE, secret)
    later(KIND, f"staffing/{template}:{once or about}", facts)


def send(job: Taken) -> None:
    """Send one letter, to each address by itself; who was written to is noted."""
    template = str(job.facts["template"])
    subject: Any = db.session.get_one(ABOUT[template], uuid.UUID(str(job.facts["about"])))
    link = _link(template, job)
    sent = set(job.facts.get("sent", ()))
    refused: list[Exception] = []
    with current_app.extensions["mailman"].get_connection() as connection:
        for email in _recipients(template, subject):
            if email in sent:
                continue
            facts = {"subject": subject, "zone": subject.office.zone, "instant": instant}
            text = render_template(f"staffing/mail/{template}.txt", link=link, **facts)
            try:
                message(job, email, text, connection).send()
            except OSError as problem:  # SMTPException is one
                refused.append(problem)
                continue
            sent.add(email)
            with transaction():
                note_sent(job, sent)
    if refused:
        raise refused[0]


def _recipients(template: str, subject: Subject) -> Sequence[str]:
    if isinstance(subject, Invitation):
        # One that was taken back meanwhile is not sent.
        return [subject.email] if subject.stands(clock.now()) is Standing.OPEN else []
    if isinstance(subject, FactorReset):
        # The person concerned too: who has lost nothing learns in time that somebody says so.
        officers = queries.seniors(subject.office_id) if template == "ask_factor_reset" else []
        return sorted({subject.person.email, *officers})
    if isinstance(subject, Post):
        if template != "joined":
            return [subject.person.email]
        # The suspended too: who suspends a senior cannot let somebody in unseen.
        return queries.seniors(subject.office_id, suspended=True)
    if template == "refuse_access":
        return [subject.email]
    return queries.administrators_of(subject.office_id)


def link_of(secret: str) -> str:
    """The link of an invitation."""
    return url_for("entrance.accept", secret=secret, _external=True)


def _link(template: str, job: Taken) -> str:
    if template == "invite":
        return link_of(open_text(PURPOSE, str(job.facts["sealed"])))
    return url_for("staffing.people", _external=True)


def message(job: Taken, email: str, text: str, connection: Any) -> EmailMessage:
    """A letter: its first paragraph is the subject."""
    heading, _, body = text.partition("\n\n")
    return EmailMessage(
        subject=" ".join(heading.split())[:200],
        body=body,
        to=[email],
        # The same job sent twice is the same message: a second copy can be told.
        headers={"Message-ID": f"<{job.id}.{uuid.uuid5(job.id, email)}@alliance>"},
        connection=connection,
    )
