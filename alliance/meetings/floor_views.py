"""Pages about who is there, and who has the floor."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.frame import Asked, Writing, writing
from alliance.core.web import actor
from alliance.meetings import floor, queries
from alliance.meetings.forms import SpeakerForm, attendance_form, there_in
from alliance.meetings.frame import bp, shown, within
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Do, runs
from alliance.states.reference import name_of


def _by_name(meeting: Meeting) -> list[str]:
    return sorted(meeting.roll, key=name_of)


@bp.page("/meetings/<uuid:meeting_id>/attendance", may=Do.READ, of=queries.meeting)
def attendance(meeting: Meeting) -> ResponseReturnValue:
    """Who was there, from when, until when."""
    return shown("meetings/attendance.html", meeting, states=_by_name(meeting))


@bp.form("/meetings/<uuid:meeting_id>/attendance/record", may=Do.ATTENDANCE, of=queries.meeting)
def attend(meeting: Meeting) -> ResponseReturnValue:
    """Record who is there."""
    course, states = queries.course_of(meeting), _by_name(meeting)
    form = attendance_form(states, course)
    if form.done(
        lambda: floor.note_attendance(
            actor(), meeting, there=there_in(form, states), time=(form.time.data or "").strip()
        )
    ):
        flash("The attendance is recorded.", "success")
        return redirect(url_for(".attendance", meeting_id=meeting.id), 303)
    crumbs = within(meeting, ("attendance", "Attendance"))
    return shown(
        "meetings/attend.html", meeting, course, form=form, states=states, crumbs=crumbs
    ), form.http_code


@bp.page("/meetings/<uuid:meeting_id>/speakers", may=Do.READ, of=queries.meeting)
def speakers(meeting: Meeting) -> ResponseReturnValue:
    """Who has the floor, who waits for it, who had it and for how long."""
    course = queries.course_of(meeting)
    who = actor()
    own = {one.id for one in course.queue if floor.may_withdraw(who, meeting, one)}
    return shown(
        "meetings/speakers.html", meeting, course, own=own, offices=queries.offices_of(course)
    )


@bp.form("/meetings/<uuid:meeting_id>/speakers/ask", may=Do.ASK, of=queries.meeting)
def ask(meeting: Meeting) -> ResponseReturnValue:
    """Ask for the floor, or enter somebody who does."""
    clerk = runs(actor(), meeting)
    form = SpeakerForm.sent(data={"name": "" if clerk else actor().name})
    form.offer(_by_name(meeting) if clerk else [actor().state], others=clerk)
    page = Writing(
        "Enter a speaker" if clerk else "Ask for the floor",
        within(meeting, ("speakers", "Speakers")),
        "Those who ask are called in the order of the list, unless the chair calls another.",
        "Put on the list",
        [Asked("state"), Asked("name", "Every office of a member sees it.")],
        "It is on the list.",
    )

    def put() -> None:
        floor.ask_to_speak(actor(), meeting, state=form.state.data or "", name=form.name.data)

    return writing(page, form, put)


@bp.act("/meetings/<uuid:meeting_id>/speakers/call", may=Do.FLOOR, of=queries.meeting)
def give_floor(meeting: Meeting) -> ResponseReturnValue:
    """Call a speaker."""
    floor.give_floor(actor(), meeting, speech=_speech())
    return redirect(url_for(".speakers", meeting_id=meeting.id), 303)


@bp.act("/meetings/<uuid:meeting_id>/speakers/end", may=Do.FLOOR, of=queries.meeting)
def end_speech(meeting: Meeting) -> ResponseReturnValue:
    """Whoever has the floor has spoken."""
    floor.end_speech(actor(), meeting, speech=_speech())
    return redirect(url_for(".speakers", meeting_id=meeting.id), 303)


@bp.act("/meetings/<uuid:meeting_id>/speakers/leave", may=Do.LEAVE_LIST, of=queries.meeting)
def leave_list(meeting: Meeting) -> ResponseReturnValue:
    """Take a speaker off the list."""
    floor.leave_list(actor(), meeting, speech=_speech())
    flash("The speaker is off the list.", "success")
    return redirect(url_for(".speakers", meeting_id=meeting.id), 303)


def _speech() -> int:
    given = request.form.get("speech", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0
