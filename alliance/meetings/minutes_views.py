"""Pages about the minutes: as they grow, frozen, signed, confirmed, corrected, to keep."""

import json
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.frame import Asked, Writing
from alliance.core.web import actor
from alliance.meetings import exports, operations, queries, signing_off
from alliance.meetings.forms import (
    BackForm,
    CorrectionForm,
    DraftForm,
    ParagraphForm,
    SeenForm,
    SignForm,
)
from alliance.meetings.frame import bp, shown, within
from alliance.meetings.models import Meeting, Minutes
from alliance.meetings.policy import Do
from alliance.meetings.rules import Capacity, Stage, Step

VERSION = "/meetings/<uuid:meeting_id>/minutes/<int:version>"


def _one_of(who: Any, **where: Any) -> Minutes | None:
    return queries.minutes(who, where["meeting_id"], where["version"])


@bp.page("/meetings/<uuid:meeting_id>/minutes", may=Do.READ, of=queries.meeting)
def minutes(meeting: Meeting) -> ResponseReturnValue:
    """The minutes as far as they have come, or the version that stands."""
    newest = queries.minutes_now(meeting)
    frozen = newest is not None and meeting.stands in {Stage.DRAFTED, Stage.SIGNED}
    key = meeting.confirmed or meeting.drafted
    one = next((v for v in queries.versions_of(meeting) if v.version == key), None)
    body = json.loads(one.text) if frozen and one else _growing(meeting)
    return shown(
        "meetings/minutes.html",
        meeting,
        body=body,
        one=one if frozen else None,
        versions=queries.versions_of(meeting),
        newest=newest,
        since=queries.why_not_as_drafted(meeting, queries.course_of(meeting)),
        Step=Step,
    )


def _growing(meeting: Meeting) -> dict[str, Any] | None:
    return signing_off.as_they_stand(meeting) if meeting.opened_at else None


@bp.page(VERSION, may=Do.READ, of=_one_of)
def version(one: Minutes) -> ResponseReturnValue:
    """One version of the minutes."""
    return shown(
        "meetings/version.html",
        one.meeting,
        one=one,
        body=json.loads(one.text),
        crumbs=within(one.meeting, ("minutes", "Minutes")),
        Step=Step,
    )


@bp.page(f"{VERSION}.txt", may=Do.READ, of=_one_of)
def as_text(one: Minutes) -> ResponseReturnValue:
    """The minutes as plain text."""
    return _file(one, exports.as_text(one).encode(), "text/plain; charset=utf-8", "txt")


@bp.page(f"{VERSION}.json", may=Do.READ, of=_one_of)
def as_json(one: Minutes) -> ResponseReturnValue:
    """The very JSON that was hashed and signed."""
    return _file(one, exports.as_json(one), "application/json", "json")


@bp.page(f"{VERSION}.html", may=Do.READ, of=_one_of)
def as_html(one: Minutes) -> ResponseReturnValue:
    """The minutes as one page that needs nothing else."""
    body = json.loads(one.text)
    text = render_template("meetings/minutes_file.html", one=one, body=body, Step=Step)
    return _file(one, text.encode(), "text/html; charset=utf-8", "html")


def _file(one: Minutes, data: bytes, kind: str, ending: str) -> ResponseReturnValue:
    name = f"minutes-{one.meeting_id}-{one.version}.{ending}"
    headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return data, 200, headers


@bp.form("/meetings/<uuid:meeting_id>/minutes/paragraph", may=Do.NOTE, of=queries.meeting)
def paragraph(meeting: Meeting) -> ResponseReturnValue:
    """A paragraph of the clerk's own, or one said anew."""
    course = queries.course_of(meeting)
    asked = request.args.get("note", "")
    known = next((one for one in course.notes if str(one.id) == asked), None)
    if asked and known is None:
        abort(404)
    places = [(known.after, "Where it stands")] if known else _places(meeting)
    start = {"after": str(places[-1][0]) if places else "", "words": known.words if known else ""}
    form = ParagraphForm.sent(data=start)
    form.offer(places)

    def verb() -> None:
        key = known.id if known else None
        after = int(form.after.data or 0)
        operations.write_paragraph(
            actor(), meeting, words=form.words.data or "", after=after, note=key
        )

    if form.done(verb):
        flash("The paragraph is in the minutes.", "success")
        return redirect(url_for(".minutes", meeting_id=meeting.id), 303)
    page = Writing(
        "Change a paragraph" if known else "Write a paragraph",
        within(meeting, ("minutes", "Minutes")),
        "It stands in the minutes between what was recorded. Every office of a member reads it.",
        "Save the paragraph",
        [Asked("after"), Asked("words", "Empty takes it out again." if known else "")],
        "",
    )
    where = request.full_path.rstrip("?")
    return render_template(
        "charters/write.html", page_of=page, form=form, where=where
    ), form.http_code


def _places(meeting: Meeting) -> list[tuple[int, str]]:
    entries = signing_off.as_they_stand(meeting)["entries"] if meeting.opened_at else []
    return [
        (one["n"], f"{one['time']} {one['text']}"[:90]) for one in entries if "after" not in one
    ]


@bp.form("/meetings/<uuid:meeting_id>/minutes/draft", may=Do.DRAFT, of=queries.meeting)
def draft(meeting: Meeting) -> ResponseReturnValue:
    """Freeze the minutes: review, confirm."""
    body = _growing(meeting) or abort(409)
    form = DraftForm.sent(sha256=signing_off.sha256_of(body))
    if form.done(
        lambda: signing_off.draft(actor(), meeting, sha256=form.seen, reason=form.why.data or "")
    ):
        return _done(meeting, "The minutes are drafted. The chair or the secretary signs them.")
    return _review("draft", meeting, form, body)


@bp.form("/meetings/<uuid:meeting_id>/minutes/sign", may=Do.SIGN, of=queries.meeting)
def sign(meeting: Meeting) -> ResponseReturnValue:
    """Sign them: read, confirm."""
    one = queries.minutes_now(meeting) or abort(409)
    form = SignForm.sent(sha256=one.sha256, version=one.version)
    if form.done(
        lambda: signing_off.sign(
            actor(),
            meeting,
            version=form.number,
            sha256=form.seen,
            capacity=Capacity(form.capacity.data),
        )
    ):
        return _done(meeting, "The minutes are signed. Another person confirms them.")
    return _review("sign", meeting, form, one)


@bp.form("/meetings/<uuid:meeting_id>/minutes/confirm", may=Do.CONFIRM, of=queries.meeting)
def confirm(meeting: Meeting) -> ResponseReturnValue:
    """Confirm what somebody else has signed: read, confirm."""
    one = queries.minutes_now(meeting) or abort(409)
    form = SeenForm.sent(sha256=one.sha256, version=one.version)
    if form.done(
        lambda: signing_off.confirm(actor(), meeting, version=form.number, sha256=form.seen)
    ):
        return _done(meeting, "The minutes are confirmed. Nothing of this meeting changes now.")
    return _review("confirm", meeting, form, one)


@bp.form("/meetings/<uuid:meeting_id>/minutes/send-back", may=Do.RETURN, of=queries.meeting)
def give_back(meeting: Meeting) -> ResponseReturnValue:
    """Send them back, with the reason."""
    one = queries.minutes_now(meeting) or abort(409)
    form = BackForm.sent(sha256=one.sha256, version=one.version)
    if form.done(
        lambda: signing_off.give_back(
            actor(),
            meeting,
            version=form.number,
            sha256=form.seen,
            reason=form.why.data,
        )
    ):
        return _done(meeting, "The minutes are sent back.")
    return _review("give_back", meeting, form, one)


@bp.form("/meetings/<uuid:meeting_id>/minutes/correct", may=Do.DRAFT, of=queries.meeting)
def correct(meeting: Meeting) -> ResponseReturnValue:
    """Add a correction to signed minutes."""
    form = CorrectionForm.sent(version=meeting.confirmed)
    if form.done(
        lambda: signing_off.correct(
            actor(), meeting, words=form.words.data, reason=form.why.data, base=form.number
        )
    ):
        return _done(meeting, "The correction is drafted. It is signed and confirmed as well.")
    page = Writing(
        "Correct the minutes",
        within(meeting, ("minutes", "Minutes")),
        "The text that was signed stays. The correction is added to it in a new version.",
        "Draft the correction",
        [
            Asked("version"),
            Asked("words", "Such as “Item 3 was presented by Utah, not by Colorado.”"),
            Asked("why"),
        ],
        "",
    )
    return render_template(
        "charters/write.html", page_of=page, form=form, where=request.path
    ), form.http_code


def _review(
    step: str, meeting: Meeting, form: SeenForm, read: dict[str, Any] | Minutes
) -> ResponseReturnValue:
    """What somebody reads before they freeze, sign, confirm or send back minutes."""
    one = read if isinstance(read, Minutes) else None
    body = read if isinstance(read, dict) else json.loads(read.text)
    page = shown(
        "meetings/minutes_review.html",
        meeting,
        step=step,
        form=form,
        body=body,
        sha256=one.sha256 if one else signing_off.sha256_of(body),
        one=one,
        again=meeting.drafted > 0,
        since=_since(step, meeting),
        crumbs=within(meeting, ("minutes", "Minutes")),
        where=request.path,
        Step=Step,
    )
    return page, form.http_code


def _since(step: str, meeting: Meeting) -> str:
    if step not in {"sign", "confirm"}:
        return ""
    return queries.why_not_as_drafted(meeting, queries.course_of(meeting))


def _done(meeting: Meeting, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".minutes", meeting_id=meeting.id), 303)
