"""A message as it goes out: its text, the same in HTML, and what mail programs are told."""

import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for
from flask_mailman import EmailMultiAlternatives

from alliance.core.actor import Actor
from alliance.mailing.links import DIGEST, unsubscribe_address
from alliance.mailing.rules import KINDS, Choice, Kind

MOST_IN_A_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """What a person is told: a heading, and plain text in paragraphs."""

    to: Actor
    heading: str
    text: str
    what: Kind | str  # a kind, or DIGEST
    event: uuid.UUID  # the same event is the same message: a second copy can be told


def letter_of(to: Actor, rendered: str, what: Kind | str, event: uuid.UUID) -> Letter:
    """The letter in a rendered template: its heading stands above the first empty line."""
    heading, _, text = rendered.partition("\n\n")
    return Letter(to, " ".join(heading.split())[:MOST_IN_A_SUBJECT], text.strip(), what, event)


def message(letter: Letter, connection: Any) -> EmailMultiAlternatives:
    """The letter as a message with both forms; neither asks anything of another server."""
    stop = _may_stop(letter.what)
    address = unsubscribe_address(_person(letter), letter.what) if stop else ""
    settings = url_for("mailing.settings", _external=True)
    closing = _closing(letter, settings, address)
    html = render_template(
        "shared/mail.html",
        heading=letter.heading,
        paragraphs=_paragraphs(letter.text),
        closing=_paragraphs(closing),
    )
    name = f"{letter.event}.{message_key(letter.event, letter.to.email)}"
    return EmailMultiAlternatives(
        subject=letter.heading,
        body=f"{letter.text}\n\n-- \n{closing}\n",
        to=[letter.to.email],
        alternatives=[(html, "text/html")],
        headers={"Message-ID": f"<{name}@alliance>", **_told(address)},
        connection=connection,
    )


def message_key(event: uuid.UUID, email: str) -> uuid.UUID:
    """What tells one person's copy from another's; nobody can work out that of somebody else."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    said = b"message\n" + event.bytes + email.encode()
    return uuid.UUID(bytes=hmac.digest(secret, said, "sha256")[:16])


def _told(address: str) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday answers, please
    if address:  # RFC 2369 and RFC 8058
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _closing(letter: Letter, settings: str, address: str) -> str:
    office = letter.to.office_name
    if letter.what == DIGEST:
        lines = [f"You get this once a day because you serve in {office}."]
    else:
        about = KINDS[Kind(letter.what)]
        lines = [f"You get this because you serve in {office}. {about.why}".rstrip()]
    lines += [f"How you get mail:\n{settings}"]
    if address:
        lines += [f"Stop mail of this kind:\n{address}"]
    return "\n\n".join(lines)


def _may_stop(what: Kind | str) -> bool:
    return what == DIGEST or Choice.NONE in KINDS[Kind(what)].choices


def _person(letter: Letter) -> uuid.UUID:
    assert letter.to.person_id is not None, "mail goes to people"
    return letter.to.person_id


def _paragraphs(text: str) -> Sequence[Sequence[str]]:
    """The text's own structure: paragraphs of lines."""
    blocks = (block.strip("\n") for block in text.split("\n\n"))
    return [block.splitlines() for block in blocks if block.strip()]
