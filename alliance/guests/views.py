"""Pages on which an office shares a text with guests, and the page that a guest reads."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.core import clock
from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.guests import operations, queries
from alliance.guests.forms import ShareForm
from alliance.guests.models import Share
from alliance.guests.policy import Do
from alliance.resolutions.forms import ReviewedForm
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import resolution as readable
from alliance.resolutions.queries import text_of, under_review, version_for
from alliance.resolutions.rules import Stage, named
from alliance.signatures.queries import signatures_under
from alliance.votes.queries import question

bp = Doors("guests", __name__)


@bp.page("/resolutions/<uuid:resolution_id>/guests", may=Do.LIST, of=readable)
def guests(resolution: Resolution) -> ResponseReturnValue:
    """To whom the reader's office has shared the text, and until when."""
    who = actor()
    asked = question(who, resolution.question_id) if resolution.question_id else None
    return render_template(
        "guests/guests.html",
        resolution=resolution,
        question=asked,
        signed=signatures_under(resolution.id) if asked else {},
        lines=queries.shares_of(who, resolution),
        withdrawn=resolution.stands is Stage.WITHDRAWN,
        now=clock.now(),
        Do=Do,
    )


@bp.form("/resolutions/<uuid:resolution_id>/guests/new", may=Do.SHARE, of=readable)
def share(resolution: Resolution) -> ResponseReturnValue:
    """Share the text with a guest: what they will see is on the same page."""
    who = actor()
    form = ShareForm.sent()
    form.today = clock.day_in(who.zone)
    code, sent = 200, ReviewedForm.sent()
    if form.accepted:
        try:
            made = operations.share(
                who, resolution, guest=form.guest, until=form.until.data, reviewed=sent.reviewed
            ).result
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            code = 409
        else:
            flash(f"{made.name} is told by mail, and sees this text and nothing else.", "success")
            return redirect(url_for(".guests", resolution_id=resolution.id), 303)
    version = version_for(who, resolution)
    page = render_template(
        "guests/share.html",
        form=form,
        resolution=resolution,
        text=text_of(resolution, version),
        seen=under_review(resolution, version),
    )
    return page, code if code != 200 or not form.errors else 422


@bp.act("/shared/<uuid:share_id>/end", may=Do.END, of=queries.own_share)
def end(share: Share) -> ResponseReturnValue:
    """Show it to the guest no more."""
    operations.end(actor(), share)
    flash(f"{share.name} sees this text no more.", "success")
    return redirect(url_for(".guests", resolution_id=share.resolution_id), 303)


@bp.page("/shared/<uuid:share_id>", may=Do.READ, of=queries.share_for)
def read(share: Share) -> ResponseReturnValue:
    """What is shared with the guest who reads: the text, and nothing about it that was not."""
    return render_template(
        "guests/read.html",
        share=share,
        text=text_of(share.resolution, share.version),
        stage=named(share.resolution.stands),
    )
