"""Mail: who is meant and what is said are found out when it is sent, so that walls hold then."""

import uuid
from typing import Any

from flask import render_template, url_for
from flask_mailman import EmailMessage

from alliance.accounts.queries import addresses, office_ids_of
from alliance.core.db import db
from alliance.core.outbox import Taken
from alliance.core.saying import instant
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
    """Send one message to everybody in its audience, each by itself."""
    template = str(job.facts["template"])
    domain = template.split("/", maxsplit=1)[0]
    about = uuid.UUID(str(job.facts["about"]))
    subject = db.session.get_one(ABOUT[domain], about)
    endpoint, name = PAGES[domain]
    for email, zone in addresses(_offices(str(job.facts["audience"]))):
        text = render_template(
            f"{template}.txt",
            subject=subject,
            link=_link(endpoint, {name: about}),
            zone=zone,
            instant=instant,
        )
        heading, _, body = text.partition("\n\n")
        message = EmailMessage(
            subject=" ".join(heading.split())[:200],
            body=body,
            to=[email],
            # The same job sent twice is the same message: a second copy can be told.
            headers={"Message-ID": f"<{job.id}.{uuid.uuid5(job.id, email)}@alliance>"},
        )
        message.send()


def _link(endpoint: str, where: dict[str, Any]) -> str:
    return url_for(endpoint, _external=True, **where)


def _offices(audience: str) -> list[uuid.UUID]:
    kind, _, key = audience.partition(":")
    if kind == "office":
        return [uuid.UUID(key)]
    alliance = db.session.get_one(Alliance, uuid.UUID(key))
    meant = office_ids_of(bound_states(alliance))
    return [*meant, *([alliance.secretariat_id] if alliance.secretariat_id else [])]
