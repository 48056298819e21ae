"""Versions of a text to keep, as files; and the files that their attachments hold."""

from collections.abc import Mapping
from typing import Any

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from alliance.conversion.export import Export
from alliance.conversion.writing import MEDIA_TYPES, Target
from alliance.core.web import actor
from alliance.resolutions import citing, exporting, files, queries
from alliance.resolutions.exporting import of_a_version
from alliance.resolutions.frame import bp, frame
from alliance.resolutions.models import Resolution, ResolutionFile
from alliance.resolutions.origins import titles_of
from alliance.resolutions.policy import Do


@bp.page(
    "/<uuid:resolution_id>/versions/<int:number>/text.<string:ending>",
    may=Do.EXPORT,
    of=of_a_version,
)
def download(resolution: Resolution) -> ResponseReturnValue:
    """A version that the reader may read, as a file."""
    asked: Mapping[str, Any] = request.view_args or {}
    text = exporting.version_of(actor(), resolution, int(asked["number"])) or abort(404)
    target = Target(asked["ending"])
    export = exporting.of_version(resolution, text, titles_of(actor(), text.words))
    version = f"version-{text.version}"
    return handed_out(export, target, version, exporting.tag_of(text, export))


def handed_out(export: Export, target: Target, version: str, tag: str = "") -> ResponseReturnValue:
    """A text as a file to keep; `tag` stands for its bytes where they are always the same."""
    name = exporting.name_of_file(export.text.title, version, target)
    if tag and tag in request.if_none_match:
        answer = make_response(b"", 304)
    else:
        answer = make_response(exporting.made(export, target, tag))
    answer.content_type = MEDIA_TYPES[target]
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = files.SANDBOX
    if tag:
        answer.set_etag(tag)
    return answer


@bp.page(
    "/<uuid:resolution_id>/files/<string:sha256>",
    may=Do.EXPORT,
    of=files.with_file,
)
def attached(resolution: Resolution) -> ResponseReturnValue:
    """A file that a text of it names, as it was attached."""
    asked: Mapping[str, Any] = request.view_args or {}
    return file_handed_out(files.file_of(resolution, asked["sha256"]) or abort(404))


def file_handed_out(one: ResolutionFile) -> ResponseReturnValue:
    """A file to keep, never shown here."""
    answer = make_response(one.content)
    answer.content_type = one.media_type
    answer.headers.set("Content-Disposition", "attachment", filename=one.name)
    answer.headers["Content-Security-Policy"] = files.SANDBOX
    answer.set_etag(one.sha256)
    return answer


@bp.page("/<uuid:resolution_id>/versions", may=Do.EXPORT, of=queries.resolution)
def versions(resolution: Resolution) -> ResponseReturnValue:
    """The versions that the reader may read, each in every form."""
    return render_template(
        "resolutions/versions.html",
        versions=queries.versions_shown(actor(), resolution),
        targets=exporting.IN_WORDS,
        embargo=exporting.embargo_of(resolution),
        **frame(resolution),
    )


@bp.page("/<uuid:resolution_id>/citations", may=Do.READ, of=queries.resolution)
def citations(resolution: Resolution) -> ResponseReturnValue:
    """The law that the text cites, and what it refers to within itself."""
    shown = frame(resolution)
    found = citing.found_in(shown["text"].words)
    return render_template("resolutions/citations.html", found=found, **shown)
