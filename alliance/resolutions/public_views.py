"""Resolutions that are meant for everybody: no session, no account, nothing to confirm."""

import uuid

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.web import OPEN, Doors
from alliance.resolutions import exporting, files
from alliance.resolutions.audience import Audience
from alliance.resolutions.download_views import file_handed_out, handed_out
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.origins import PUBLIC_LABELS, titles_of
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import Stage
from alliance.texts.numbering import numbers

bp = Doors("public", __name__, url_prefix="/public/resolutions")

# What each stage means, for people who never heard of it.
IN_PLAIN_WORDS = {
    Stage.CIRCULATED: "The states have this text before them. It is not decided yet.",
    Stage.IN_COMMITTEE: "A committee of the states is working on this text. It is not decided yet.",
    Stage.ENGROSSED: "This is the text on which the states will vote. It is not decided yet.",
    Stage.VOTING: "The states are voting on this text.",
    Stage.ADOPTED: "The states have adopted this text.",
    Stage.LOST: "The states have voted on this text and did not adopt it.",
    Stage.ENROLLED: "The states have adopted this text. It is open for their signatures.",
    Stage.IN_FORCE: "This text is in force.",
    Stage.SUPERSEDED: "A later text has taken the place of this one.",
    Stage.RESCINDED: "The states have taken this text back.",
    Stage.WITHDRAWN: "The office that proposed this text has withdrawn it.",
}


def _open(resolution_id: uuid.UUID) -> tuple[Resolution, ResolutionText]:
    """A public resolution with the version that is shown; 404 for every other, in one lookup."""
    wanted = select(Resolution).where(
        Resolution.id == resolution_id,
        Resolution.audience == Audience.PUBLIC,
        Resolution.opened_at.is_not(None),
        Resolution.shown_version.is_not(None),
        Resolution.label.in_(PUBLIC_LABELS),
    )
    found = db.session.scalars(wanted).first() or abort(404)
    assert found.shown_version is not None
    return found, text_of(found, found.shown_version)


@bp.page("/<uuid:resolution_id>", may=OPEN)
def show(resolution_id: uuid.UUID) -> ResponseReturnValue:
    """The text, where it stands, and its files."""
    found, text = _open(resolution_id)
    return render_template(
        "resolutions/public.html",
        resolution=found,
        text=text,
        words=text.words,
        known=numbers(text.words.units),
        stands=IN_PLAIN_WORDS[found.stands],
        targets=exporting.IN_WORDS,
        claim=found.claim,
        files_at="public.attached",
    )


@bp.page("/<uuid:resolution_id>/text.<string:ending>", may=OPEN)
def download(resolution_id: uuid.UUID, ending: str) -> ResponseReturnValue:
    """The version that is shown, as a file."""
    target = exporting.target_of(ending) or abort(404)
    found, text = _open(resolution_id)
    export = exporting.of_version(found, text, titles_of(None, text.words))
    return handed_out(export, target, f"version-{text.version}", exporting.tag_of(text, export))


@bp.page("/<uuid:resolution_id>/files/<string:sha256>", may=OPEN)
def attached(resolution_id: uuid.UUID, sha256: str) -> ResponseReturnValue:
    """A file that the version which is shown names."""
    found, text = _open(resolution_id)
    if sha256 not in files.named_in(text.words):
        abort(404)
    return file_handed_out(files.file_of(found, sha256) or abort(404))
