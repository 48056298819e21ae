"""Pages about leaving an alliance."""

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.rules import ActClass
from alliance.clearance.forms import NoteForm
from alliance.clearance.queries import Way as Released
from alliance.clearance.queries import prepares, way
from alliance.clearance.views import Preparing, preparing
from alliance.core import receipts
from alliance.core.dates import parse_day
from alliance.core.operation import ChangedMeanwhile
from alliance.core.record import Entry
from alliance.core.web import Doors, actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import name_of, today_in
from alliance.votes.queries import open_to
from alliance.withdrawals import operations, queries
from alliance.withdrawals.dating import happened, worked_out
from alliance.withdrawals.foreseeing import Foreseen, Thought, foresee
from alliance.withdrawals.forms import (
    DeliveryForm,
    EventForm,
    LeaveForm,
    PrepareForm,
    RescindForm,
    SimulateForm,
)
from alliance.withdrawals.letters import Signer, drafted
from alliance.withdrawals.models import Notice, NoticeLetter
from alliance.withdrawals.policy import Do
from alliance.withdrawals.rules import COMPLETE, Stage, why_not_named, why_not_undated

bp = Doors("withdrawals", __name__, url_prefix="/alliances")


@bp.page("/<string:slug>/withdrawals", may=Do.READ, of=alliance_by_slug)
def withdrawals(alliance: Alliance) -> ResponseReturnValue:
    """Every notice in an alliance, and the way to one's own."""
    found = queries.notices_of(alliance)
    own = next((one for one in found if _is_own(one)), None)
    return render_template(
        "withdrawals/withdrawals.html", alliance=alliance, notices=found, own=own, Do=Do
    )


def _is_own(notice: Notice) -> bool:
    return notice.state_code == actor().state and notice.stage is Stage.GIVEN


@bp.page("/<string:slug>/leave/simulate", may=Do.SIMULATE, of=queries.alliance_left)
def simulate(alliance: Alliance) -> ResponseReturnValue:
    """What would change, before any notice is given; nobody else sees that it was asked."""
    state = actor().state
    form = SimulateForm.asked(request.args, today_in(state))
    asked = queries.events_asked(queries.rule_of(alliance, today_in(state)))
    known = {} if request.args else queries.days_known(alliance, state)
    days = {
        name: _day_of(request.args.get(f"event-{name}", "")) or known.get(name) for name in asked
    }
    seen = foresee(alliance, state, form.thought({name: on for name, on in days.items() if on}))
    page = render_template(
        "withdrawals/simulate.html",
        alliance=alliance,
        form=form,
        asked=asked,
        days=days,
        seen=seen,
        open=open_to(alliance, state),
        Do=Do,
    )
    return page, 422 if form.errors else 200


def _day_of(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None


@bp.form("/<string:slug>/leave", may=Do.GIVE, of=queries.alliance_left, fresh=True)
def leave(alliance: Alliance) -> ResponseReturnValue:
    """Give notice: what it says, review of what it brings, confirm."""
    state = actor().state
    running = queries.running(alliance, state)
    if running is not None:
        return redirect(url_for(".rescind", slug=alliance.slug), 303)
    form, found = LeaveForm.sent(), None
    if "confirm" not in request.form:
        found = way(actor(), ActClass.NOTICE, operations.ref_of(alliance))
        form.offer(found.grounds)
        if found.prepared and request.method == "GET":
            _fill_in(form, found)
    if (found and found.hindered) or not form.accepted:
        return _asked(alliance, form, found), 422 if form.errors else 200
    seen = foresee(alliance, state, Thought(today_in(state), form.named_on.data))
    if reason := _why_not_day(form, seen):
        form.named_on.errors = [reason]
        return _asked(alliance, form, found), 422
    if "confirm" not in request.form:
        return _review(alliance, form, seen)
    try:
        made = operations.give_notice(
            actor(),
            alliance,
            saying=form.saying,
            reviewed=form.reviewed.data or "",
            chosen=form.under,
        ).result
    except ChangedMeanwhile as changed:
        flash(str(changed), "error")
        return _review(alliance, form, seen), 409
    flash("Notice is given. The receipt is below.", "success")
    return redirect(url_for(".receipt", notice_id=made.id), 303)


def _fill_in(form: LeaveForm, found: Released) -> None:
    assert found.prepared
    says = found.prepared.taken.content.says
    form.words.data = says.get("words", "")
    form.named_on.data = _day_of(says.get("named_on") or "")


def _why_not_day(form: LeaveForm, seen: Foreseen) -> str | None:
    named = why_not_named(form.named_on.data, seen.given_on)
    return named or why_not_undated(seen.effective_on, names_day=seen.dated.names_day)


def _asked(alliance: Alliance, form: LeaveForm, found: Released | None) -> str:
    return render_template(
        "withdrawals/leave.html", alliance=alliance, form=form, found=found, Do=Do
    )


def _review(alliance: Alliance, form: LeaveForm, seen: Foreseen) -> str:
    citation = form.grounds.statement["citation"] if form.grounds else "as chosen before"
    signer = Signer(actor().name, actor().office_name, citation)
    first = seen.letters[0] if seen.letters else None
    letter = drafted(alliance, seen, form.saying.words, signer, first) if first else ""
    return render_template(
        "withdrawals/leave_review.html",
        alliance=alliance,
        form=form,
        seen=seen,
        letter=letter,
        first=first,
        open=open_to(alliance, seen.state),
    )


@bp.form("/<string:slug>/leave/prepare", may=Do.PREPARE, of=queries.alliance_left)
def prepare(alliance: Alliance) -> ResponseReturnValue:
    """Prepare a notice, or its rescission, for somebody else of the office."""
    above = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Withdrawals", url_for(".withdrawals", slug=alliance.slug)),
    ]
    running = queries.running(alliance, actor().state)
    if running is not None:
        note = NoteForm.sent()
        return preparing(
            Preparing("Prepare to take the notice back", ActClass.NOTICE, above),
            note,
            lambda: operations.prepare_rescission(actor(), running, note=note.words),
        )
    form = PrepareForm.sent()
    return preparing(
        Preparing("Prepare a notice", ActClass.NOTICE, above, ("named_on", "words_said")),
        form,
        lambda: operations.prepare(actor(), alliance, saying=form.saying, note=form.words),
    )


@bp.form("/<string:slug>/leave/rescind", may=Do.RESCIND, of=queries.own_running, fresh=True)
def rescind(notice: Notice) -> ResponseReturnValue:
    """Take a notice back: review, confirm."""
    form = RescindForm.sent(version=notice.version)
    content = operations.rescission_of(notice)
    found = way(actor(), ActClass.NOTICE, notice.ref, content)
    form.offer(found.grounds)
    if not found.hindered and form.done(
        lambda: operations.rescind(
            actor(), notice, version=form.version.data or 0, chosen=form.under
        )
    ):
        flash("The notice is rescinded: your state stays.", "success")
        return redirect(url_for(".notice", notice_id=notice.id), 303)
    page = render_template("withdrawals/rescind.html", notice=notice, form=form, found=found)
    return page, form.http_code


@bp.page("/withdrawals/<uuid:notice_id>", may=Do.READ, of=queries.notice)
def notice(notice: Notice) -> ResponseReturnValue:
    """A notice: when it takes effect and why, its letters, what has happened."""
    found = worked_out(notice)
    return render_template(
        "withdrawals/notice.html",
        notice=notice,
        found=found,
        complete_on=happened(notice)[COMPLETE],
        asked=queries.events_asked(notice.rule),
        repeal=queries.repeal_to_note(notice),
        own=notice.office_id == actor().office_id,
        prepares=prepares(actor(), ActClass.NOTICE),
        Stage=Stage,
        Do=Do,
    )


@bp.page("/withdrawals/<uuid:notice_id>/receipt", may=Do.READ, of=queries.notice)
def receipt(notice: Notice) -> ResponseReturnValue:
    """The receipt of a notice."""
    entry = _entry(notice)
    alliance = notice.alliance
    named = f"Withdrawal of {name_of(notice.state_code)}"
    return receipts.receipt_page(
        entry,
        crumbs=[
            ("Alliances", url_for("membership.alliances")),
            (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
            (named, url_for(".notice", notice_id=notice.id)),
        ],
        rows=[
            ("State", name_of(notice.state_code)),
            ("Alliance", alliance.name),
            ("Given on", notice.given_on.isoformat()),
            ("Letters", str(len(notice.letters))),
            ("Foreseen", queries.foreseen_in_words(notice)),
        ],
        digests=[("What was foreseen", entry.facts["foreseen_sha256"])],
        file=url_for(".receipt_file", notice_id=notice.id),
    )


@bp.page("/withdrawals/<uuid:notice_id>/receipt.json", may=Do.READ, of=queries.notice)
def receipt_file(notice: Notice) -> ResponseReturnValue:
    """The same to keep."""
    return receipts.receipt_file(_entry(notice), f"notice-{notice.state_code}")


def _entry(notice: Notice) -> Entry:
    return receipts.entry_of(notice.stream, notice.ref, Do.GIVE)


@bp.form("/withdrawals/<uuid:notice_id>/events", may=Do.NOTE_EVENT, of=queries.notice)
def event(notice: Notice) -> ResponseReturnValue:
    """Note that something the rule asks for has happened."""
    repeal = queries.repeal_to_note(notice)
    form = EventForm.about(repeal)
    form.offer(queries.events_asked(notice.rule))
    if form.done(
        lambda: operations.note_event(
            actor(),
            notice,
            name=form.name.data,
            on=form.on.data,
            source=form.source.data or "",
        )
    ):
        flash("Noted. The day of leaving is worked out anew.", "success")
        return redirect(url_for(".notice", notice_id=notice.id), 303)
    page = render_template("withdrawals/event.html", notice=notice, form=form)
    return page, form.http_code


@bp.page("/letters/<uuid:letter_id>", may=Do.READ_LETTER, of=queries.letter)
def letter(letter: NoticeLetter) -> ResponseReturnValue:
    """A letter of notice."""
    return render_template("withdrawals/letter.html", letter=letter, notice=letter.notice, Do=Do)


@bp.page("/letters/<uuid:letter_id>.txt", may=Do.READ_LETTER, of=queries.letter)
def letter_file(letter: NoticeLetter) -> ResponseReturnValue:
    """The same as a file, to print and post."""
    name = f"notice-{letter.notice.state_code}-to-{letter.state_code}.txt"
    headers = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return letter.text, 200, headers


@bp.act("/letters/<uuid:letter_id>/acknowledge", may=Do.ACKNOWLEDGE, of=queries.letter)
def acknowledge(letter: NoticeLetter) -> ResponseReturnValue:
    """Acknowledge that the letter has arrived."""
    operations.acknowledge(actor(), letter)
    flash("Receipt of the letter is acknowledged.", "success")
    return redirect(url_for(".letter", letter_id=letter.id), 303)


@bp.form("/letters/<uuid:letter_id>/delivery", may=Do.NOTE_DELIVERY, of=queries.letter)
def delivery(letter: NoticeLetter) -> ResponseReturnValue:
    """Note that a letter was delivered."""
    form = DeliveryForm.sent()
    if form.done(lambda: operations.note_delivery(actor(), letter, delivered=form.delivered)):
        flash("The delivery is noted.", "success")
        return redirect(url_for(".notice", notice_id=letter.notice_id), 303)
    page = render_template(
        "withdrawals/delivery.html", letter=letter, notice=letter.notice, form=form
    )
    return page, form.http_code
