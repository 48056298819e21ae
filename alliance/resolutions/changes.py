"""Pages on which two versions of a text are compared, and what changed since one was read."""

import re

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from alliance.core.web import actor
from alliance.redlines.comparing import compare
from alliance.redlines.wording import changes as in_words
from alliance.resolutions import queries
from alliance.resolutions.frame import bp, frame
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.policy import Do

INLINE, BESIDE = "inline", "beside"
_NUMBER = re.compile("[0-9]{1,9}")


@bp.page("/<uuid:resolution_id>/changes", may=Do.READ, of=queries.resolution)
def changes(resolution: Resolution) -> ResponseReturnValue:
    """Any two versions compared: in words, in one column, side by side."""
    versions = {one.version: one for one in queries.versions_shown(actor(), resolution)}
    newest = versions.get(queries.version_for(actor(), resolution))
    read = queries.last_read(actor(), resolution)
    after = _asked("to", versions, newest)
    before = _asked("from", versions, versions.get(read or 0) or _one_before(versions, after))
    view = request.args.get("view", INLINE)
    if view not in (INLINE, BESIDE):
        abort(404)
    found = compare(before.words, after.words) if before and after else None
    return render_template(
        "resolutions/changes.html",
        versions=list(versions.values()),
        before=before,
        after=after,
        found=found,
        said=in_words(found) if found else (),
        view=view,
        last_read=read,
        **frame(resolution),
    )


def _asked(
    name: str, versions: dict[int, ResolutionText], usual: ResolutionText | None
) -> ResolutionText | None:
    given = request.args.get(name, "")
    if not given:
        return usual
    found = versions.get(int(given)) if _NUMBER.fullmatch(given) else None
    return found or abort(404)


def _one_before(
    versions: dict[int, ResolutionText], after: ResolutionText | None
) -> ResolutionText | None:
    """The version before another one, where the reader may read one."""
    earlier = [number for number in versions if after and number < after.version]
    return versions[max(earlier)] if earlier else None
