"""The daily digest: one message for a person and day, about what they may still read."""

import datetime as dt
import uuid

from flask import render_template

from alliance.accounts.queries import actor_by_id
from alliance.core.actor import Actor
from alliance.core.outbox import Taken
from alliance.core.saying import day as day_said
from alliance.core.transaction import transaction
from alliance.mailing.digests import settle
from alliance.mailing.letters import letter_of
from alliance.mailing.links import DIGEST
from alliance.mailing.queries import choices_of, paused, waiting
from alliance.mailing.rules import Choice, kind_of
from alliance.membership.bodies import with_bodies
from alliance.workspaces.mail import DIGEST_JOB, may_read, page_of, send_letters, told

JOB = DIGEST_JOB


def send(job: Taken) -> None:
    """Send the digest of a person and day; done again, it is the same message or none."""
    person, office = uuid.UUID(str(job.facts["person"])), uuid.UUID(str(job.facts["office"]))
    day = dt.date.fromisoformat(str(job.facts["day"]))
    items = [(one.id, one.office_id, one.template, one.about) for one in waiting(person, day)]
    to = with_bodies(actor_by_id(person, office) or actor_by_id(person))
    if to is not None and not paused([to.email]):
        lines = _lines(person, items)
        if lines:
            text = render_template("workspaces/mail/digest.txt", day=day_said(day), lines=lines)
            problems = send_letters([letter_of(to, text, DIGEST, job.id)], lambda _: None)
            if problems:
                raise problems[0]
    with transaction():
        settle(one for one, *_ in items)


def _lines(
    person: uuid.UUID, items: list[tuple[uuid.UUID, uuid.UUID, str, uuid.UUID]]
) -> list[tuple[str, str]]:
    """The heading and the page of each message that may still be read and is still wanted.

    Each is judged in the office for which it was put aside: one may serve in several.
    """
    chosen = choices_of(person)
    readers: dict[uuid.UUID, Actor | None] = {}
    lines = []
    for _, office, template, about in items:
        if office not in readers:
            readers[office] = with_bodies(actor_by_id(person, office))
        to = readers[office]
        wanted = chosen[kind_of(template)] is not Choice.NONE
        if to is not None and wanted and may_read(to, template, about):
            lines.append((_heading(told(to, template, about)), page_of(template, about)))
    return lines


def _heading(rendered: str) -> str:
    return " ".join(rendered.partition("\n\n")[0].split())
