"""The letter to a guest with whom something was shared: whether it still is, is asked when sent."""

import uuid

from flask import current_app, render_template, url_for

from alliance.core.outbox import Taken, later
from alliance.core.saying import day, instant
from alliance.core.seal import open_text, seal_text
from alliance.guests import queries
from alliance.guests.models import Share
from alliance.resolutions.queries import text_of
from alliance.staffing.letters import PURPOSE, link_of, message
from alliance.staffing.queries import by_secret

KIND = "guest-mail"  # of a job


def write(share_id: uuid.UUID, *, secret: str = "") -> None:
    """Leave the letter, in the caller's transaction. The secret of a way in waits sealed."""
    facts = {"share": str(share_id)}
    if secret:
        facts["sealed"] = seal_text(PURPOSE, secret)
    later(KIND, f"guests/shared:{share_id}", facts)


def send(job: Taken) -> None:
    """Send it, unless nothing is shared any more."""
    share = queries.live(uuid.UUID(str(job.facts["share"])))
    if share is None:
        return
    sealed = str(job.facts.get("sealed", ""))
    secret = open_text(PURPOSE, sealed) if sealed else ""
    text = render_template(
        "guests/mail/shared.txt",
        share=share,
        title=_title(share),
        link=link_of(secret) if secret else url_for("workspaces.desk", _external=True),
        invitation=by_secret(secret) if secret else None,
        waits=not secret and queries.way_in(share.guest_id) is not None,
        day=day,
        instant=instant,
    )
    with current_app.extensions["mailman"].get_connection() as connection:
        message(job, share.email, text, connection).send()


def _title(share: Share) -> str:
    """The title of a text that was circulated; of any other it is the office's own."""
    resolution = share.resolution
    if share.version != resolution.shown_version:
        return ""
    return str(text_of(resolution, share.version).says["title"])
