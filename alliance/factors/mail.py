"""Mail about an account. A link is made when it is sent, so none waits in the database."""

from typing import Any

from flask import current_app, render_template, url_for
from flask_mailman import EmailMessage

from alliance.accounts.models import Person
from alliance.core.db import as_id
from alliance.core.outbox import Taken
from alliance.factors import links, queries


def send(job: Taken) -> None:
    """Send one message to one person; to nobody if their account is closed by now."""
    person = queries.person_by_id(as_id(job.facts["person"]))
    if person is None:
        return
    template, to = str(job.facts["template"]), str(job.facts.get("to") or person.email)
    if template == "confirm_email" and queries.is_taken(to):
        return
    said = str(job.facts.get("said", ""))
    given: dict[str, Any] = {"person": person, "said": said, "link": _link(template, person, to)}
    text = render_template(f"factors/mail/{template}.txt", **given)
    heading, _, body = text.partition("\n\n")
    with current_app.extensions["mailman"].get_connection() as connection:
        EmailMessage(
            subject=" ".join(heading.split())[:200],
            body=body,
            to=[to],
            headers={"Message-ID": f"<{job.id}@alliance>"},
            connection=connection,
        ).send()


def _link(template: str, person: Person, to: str) -> str:
    if template == "reset":
        return url_for("recovering.reset", word=links.reset_word(person), _external=True)
    if template == "confirm_email":
        word = links.email_word(person, to)
        return url_for("recovering.confirm_email", word=word, _external=True)
    return url_for("factors.security", _external=True)
