"""Pages on which a text is shown to others, sponsored, labelled, and sent from stage to stage."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from alliance.charters.queries import offices_in
from alliance.core.operation import ChangedMeanwhile
from alliance.core.web import actor
from alliance.membership.queries import bound_states
from alliance.resolutions import lists, operations, queries, sharing, stages
from alliance.resolutions.audience import Audience
from alliance.resolutions.citing import cautions
from alliance.resolutions.forms import ReviewedForm
from alliance.resolutions.frame import bp, claim_of, crumbs, frame
from alliance.resolutions.models import Resolution
from alliance.resolutions.opening import first_day
from alliance.resolutions.policy import Do, writers_of
from alliance.resolutions.rules import Succession
from alliance.resolutions.sharing_forms import (
    CirculateForm,
    EarlierForm,
    LabelForm,
    ReadersForm,
    ReasonForm,
    SponsorForm,
    WritersForm,
)
from alliance.states.reference import name_of
from alliance.texts.numbering import numbers

__all__ = ["bp"]


@bp.form("/<uuid:resolution_id>/circulate", may=Do.CIRCULATE, of=queries.resolution)
def circulate(resolution: Resolution) -> ResponseReturnValue:
    """Show a version to others: review, confirm."""
    usual = resolution.audience if resolution.shown_version else Audience.MEMBERS
    form = CirculateForm.sent(data={"audience": str(usual)})
    form.zone = actor().zone
    # What a review stands for is never wrong in itself: where it names none, a fresh one is shown.
    if not form.accepted and (request.method != "POST" or set(form.errors) - {"version"}):
        return _review_circulation(resolution, form), 422 if form.errors else 200
    try:
        operations.circulate(
            actor(),
            resolution,
            reviewed=form.reviewed,
            audience=Audience(form.audience.data),
            embargo_until=form.until,
        )
    except ChangedMeanwhile as changed:
        return _review_circulation(resolution, form, changed=str(changed)), 409
    flash(_circulated(resolution), "success")
    return redirect(url_for(".show", resolution_id=resolution.id), 303)


def _circulated(resolution: Resolution) -> str:
    if resolution.opened_at is not None:
        return f"Circulated to the members of {resolution.alliance.name}."
    if resolution.embargo_until is not None:
        return "Circulated. The members read it when the embargo is over."
    return "Shown to the chosen states."


def _review_circulation(resolution: Resolution, form: CirculateForm, **more: Any) -> str:
    seen = queries.under_review(resolution)
    text = queries.text_of(resolution, seen.version)
    return render_template(
        "resolutions/circulate.html",
        resolution=resolution,
        form=form,
        text=text,
        cautions=cautions(text.words),
        known=numbers(text.words.units),
        seen=seen,
        unsponsored=sharing.why_unsponsored(resolution),
        unsaved=any(look(resolution) for look in operations.UNSAVED),
        chosen=_chosen(resolution),
        claim=claim_of(resolution),
        **more,
    )


def _chosen(resolution: Resolution) -> list[str]:
    return [name_of(one.state_code) for one in resolution.chosen if one.ended_at is None]


@bp.form("/<uuid:resolution_id>/writers", may=Do.INVITE, of=queries.resolution)
def writers(resolution: Resolution) -> ResponseReturnValue:
    """Which other offices write the text."""
    form = WritersForm.sent(data={"offices": [str(one) for one in writers_of(resolution)]})
    offices = {
        str(one.id): one
        for one in offices_in(bound_states(resolution.alliance))
        if one.id != resolution.office_id
    }
    form.offices.choices = [SelectChoice(key, one.name) for key, one in offices.items()]
    said = "The offices that you chose write this text with yours."
    return _changed(
        resolution,
        form,
        "resolutions/writers.html",
        lambda: sharing.set_writers(
            actor(), resolution, offices=[offices[key] for key in form.offices.data or ()]
        ),
        said,
    )


@bp.form("/<uuid:resolution_id>/readers", may=Do.CHOOSE, of=queries.resolution)
def readers(resolution: Resolution) -> ResponseReturnValue:
    """Which states read the text before all members do."""
    stand = [one.state_code for one in resolution.chosen if one.ended_at is None]
    form = ReadersForm.sent(data={"states": stand})
    bound = sorted(bound_states(resolution.alliance) - {resolution.office.state_code})
    form.states.choices = [SelectChoice(code, name_of(code)) for code in bound]
    return _changed(
        resolution,
        form,
        "resolutions/readers.html",
        lambda: sharing.choose_states(actor(), resolution, states=form.states.data or ()),
        "The offices of the states that you chose may read it.",
    )


@bp.form("/<uuid:resolution_id>/label", may=Do.CLAIM, of=queries.resolution)
def label(resolution: Resolution) -> ResponseReturnValue:
    """Under which label the text goes."""
    now = claim_of(resolution)
    state = now.state or resolution.office.state_code
    form = LabelForm.sent(data={"label": str(now.label), "state": state, "rule": now.rule})
    form.offer()
    return _changed(
        resolution,
        form,
        "resolutions/label.html",
        lambda: sharing.put_label(actor(), resolution, claim=form.claim),
        "The label stands on every page and export of this text.",
    )


@bp.form("/<uuid:resolution_id>/earlier", may=Do.NAME_EARLIER, of=queries.resolution)
def earlier(resolution: Resolution) -> ResponseReturnValue:
    """Which earlier resolution this one supersedes or rescinds."""
    found = {str(one.id): one.title for one in lists.in_effect(actor(), resolution.alliance_id)}
    start = {
        "earlier": str(resolution.succeeds_id or ""),
        "succession": resolution.succession or str(Succession.SUPERSEDES),
    }
    form = EarlierForm.sent(data=start)
    form.earlier.choices = [
        SelectChoice("", "None"),
        *(SelectChoice(key, title) for key, title in found.items()),
    ]

    def name() -> object:
        one = form.earlier.data
        return stages.name_earlier(
            actor(),
            resolution,
            earlier=queries.any_resolution(queries.as_key(one)) if one else None,
            succession=Succession(form.succession.data),
        )

    return _changed(resolution, form, "resolutions/earlier.html", name, "It is noted.")


@bp.form("/<uuid:resolution_id>/sponsor", may=Do.SPONSOR, of=queries.resolution)
def sponsor(resolution: Resolution) -> ResponseReturnValue:
    """Sponsor the text for one's state, or do so no longer."""
    form = SponsorForm.sent()
    stands = queries.standing_sponsor(resolution, actor().office_id) is not None

    def change() -> object:
        if stands:
            return sharing.end_sponsoring(actor(), resolution)
        return sharing.sponsor(actor(), resolution, party=form.party.data or "")

    said = "Your office sponsors it no longer." if stands else "Your office sponsors this text."
    return _changed(
        resolution,
        form,
        "resolutions/sponsor.html",
        change,
        said,
        stands=stands,
        sponsors=queries.sponsors_of(resolution),
        unsponsored=sharing.why_unsponsored(resolution),
    )


@bp.form("/<uuid:resolution_id>/commit", may=Do.COMMIT, of=queries.resolution)
def commit(resolution: Resolution) -> ResponseReturnValue:
    """Refer the text to a committee."""
    return _step(resolution, "Refer to a committee", stages.commit)


@bp.form("/<uuid:resolution_id>/report", may=Do.REPORT, of=queries.resolution)
def report(resolution: Resolution) -> ResponseReturnValue:
    """The committee reports the text back."""
    return _step(resolution, "Report it back", stages.report)


@bp.form("/<uuid:resolution_id>/reopen", may=Do.REOPEN, of=queries.resolution)
def reopen(resolution: Resolution) -> ResponseReturnValue:
    """Take an engrossed text up again."""
    return _step(resolution, "Take it up again", stages.reopen)


def _step(resolution: Resolution, heading: str, verb: Callable[..., object]) -> ResponseReturnValue:
    form = ReasonForm.sent()
    return _changed(
        resolution,
        form,
        "resolutions/step.html",
        lambda: verb(actor(), resolution, reason=form.reason.data or ""),
        "It is recorded.",
        heading=heading,
    )


@bp.form("/<uuid:resolution_id>/engross", may=Do.ENGROSS, of=queries.resolution)
def engross(resolution: Resolution) -> ResponseReturnValue:
    """Settle the text that is put to the vote: review, confirm."""
    if request.method != "POST":
        return _review_engrossing(resolution)
    try:
        stages.engross(actor(), resolution, reviewed=ReviewedForm.sent().reviewed)
    except ChangedMeanwhile as changed:
        return _review_engrossing(resolution, changed=str(changed)), 409
    flash("The text is engrossed. This very text is put to the vote.", "success")
    return redirect(url_for(".show", resolution_id=resolution.id), 303)


def _review_engrossing(resolution: Resolution, **more: Any) -> str:
    seen = queries.under_review(resolution, resolution.shown_version)
    return render_template(
        "resolutions/engross.html",
        resolution=resolution,
        unmerged=stages.why_unmerged(resolution),
        claim=claim_of(resolution),
        seen=seen,
        text=queries.text_of(resolution, seen.version),
        first_day=first_day(resolution),
        **more,
    )


def _changed(
    resolution: Resolution,
    form: Any,
    template: str,
    verb: Callable[[], object],
    said: str,
    **more: Any,
) -> ResponseReturnValue:
    if form.done(verb):
        flash(said, "success")
        return redirect(url_for(".show", resolution_id=resolution.id), 303)
    return render_template(
        template, resolution=resolution, form=form, crumbs=crumbs(resolution), **more
    ), form.http_code


@bp.page("/<uuid:resolution_id>/course", may=Do.READ, of=queries.resolution)
def course(resolution: Resolution) -> ResponseReturnValue:
    """The stages it came to: when, by whom, why; who writes, reads and sponsors it."""
    open_to_all = of_all(resolution)
    return render_template(
        "resolutions/course.html",
        course=[one for one in queries.steps_of(resolution) if open_to_all or one.opened],
        names=queries.names_of_steps(resolution),
        sponsors=queries.sponsors_of(resolution),
        unsponsored=sharing.why_unsponsored(resolution),
        first_day=first_day(resolution),
        chosen=_chosen(resolution) if open_to_all else [],
        open_to_all=open_to_all,
        **frame(resolution),
    )


def of_all(resolution: Resolution) -> bool:
    """Whether the reader is one of its writers, who see every step."""
    return actor().office_id in writers_of(resolution)
