"""Pages about campaigns: where each state stands, and its text beside the model."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock, receipts
from alliance.core.record import Entry
from alliance.core.shown import local_now
from alliance.core.web import Doors, actor
from alliance.enactments import determining, operations, queries
from alliance.enactments.checking import check, check_lines
from alliance.enactments.counting import progress
from alliance.enactments.forms import (
    FINDINGS,
    PURPOSES,
    AskingForm,
    CloseForm,
    DetermineForm,
    OpenForm,
    PutSimilarityForm,
    ReportForm,
)
from alliance.enactments.models import Campaign, Determination, Enacted
from alliance.enactments.policy import Do
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import jurisdictions, name_of
from alliance.votes.chairs import chairs_of
from alliance.votes.forms import usual_close
from alliance.votes.rosters import roster_on

bp = Doors("enactments", __name__, url_prefix="/alliances")


@bp.page("/<string:slug>/campaigns", may=Do.READ, of=alliance_by_slug)
def campaigns(alliance: Alliance) -> ResponseReturnValue:
    """The campaigns of an alliance."""
    return render_template(
        "enactments/campaigns.html",
        alliance=alliance,
        campaigns=queries.campaigns_of(alliance),
        purposes=PURPOSES,
        Do=Do,
    )


@bp.form("/<string:slug>/campaigns/open", may=Do.OPEN, of=alliance_by_slug)
def open_campaign(alliance: Alliance) -> ResponseReturnValue:
    """Open a campaign."""
    form = OpenForm.sent()
    made: list[Campaign] = []

    def verb() -> None:
        done = operations.open_campaign(actor(), alliance, purpose=form.chosen, asking=form.asking)
        made.append(done.result)

    if form.done(verb):
        flash("The campaign is open. Each state's office can say where it stands.", "success")
        return redirect(url_for(".campaign", campaign_id=made[0].id), 303)
    page = render_template("enactments/open.html", alliance=alliance, form=form)
    return page, form.http_code


@bp.page("/campaigns/<uuid:campaign_id>", may=Do.READ, of=queries.campaign)
def campaign(campaign: Campaign) -> ResponseReturnValue:
    """One campaign: how far it has come, and where each state stands."""
    found = queries.lines(campaign)
    day = local_now().date()
    return render_template(
        "enactments/campaign.html",
        campaign=campaign,
        alliance=campaign.alliance,
        says=campaign.says,
        lines=found,
        checks=check_lines(campaign.says, found),
        progress=progress(campaign, found, day),
        purposes=PURPOSES,
        own=next((one for one in found if one.state == actor().state), None),
        day=day,
        Do=Do,
    )


@bp.page("/campaigns/<uuid:campaign_id>/model", may=Do.READ, of=queries.campaign)
def model(campaign: Campaign) -> ResponseReturnValue:
    """The model, version by version."""
    return render_template(
        "enactments/model.html", campaign=campaign, alliance=campaign.alliance, says=campaign.says
    )


@bp.form("/campaigns/<uuid:campaign_id>/revise", may=Do.REVISE, of=queries.campaign)
def revise(campaign: Campaign) -> ResponseReturnValue:
    """Say what a campaign asks now."""
    form = AskingForm.sent(version=campaign.version)
    if request.method == "GET":
        form.show(operations.asking_now(campaign))
    if form.done(
        lambda: operations.revise_campaign(
            actor(), campaign, asking=form.asking, base=form.version.data or 0
        )
    ):
        flash("The new version is saved. The earlier one stays readable.", "success")
        return redirect(url_for(".campaign", campaign_id=campaign.id), 303)
    page = render_template(
        "enactments/revise.html", campaign=campaign, alliance=campaign.alliance, form=form
    )
    return page, form.http_code


@bp.form("/campaigns/<uuid:campaign_id>/close", may=Do.CLOSE, of=queries.campaign)
def close(campaign: Campaign) -> ResponseReturnValue:
    """Close a campaign."""
    form = CloseForm.sent()
    if form.done(lambda: operations.close_campaign(actor(), campaign, why=form.why.data)):
        flash("The campaign is closed. What was enacted and found stays.", "success")
        return redirect(url_for(".campaign", campaign_id=campaign.id), 303)
    page = render_template(
        "enactments/close.html", campaign=campaign, alliance=campaign.alliance, form=form
    )
    return page, form.http_code


@bp.form("/campaigns/<uuid:campaign_id>/report", may=Do.REPORT, of=queries.campaign)
def report(campaign: Campaign) -> ResponseReturnValue:
    """Say where a state stands."""
    asked = actor().state or request.args.get("state", "")
    state = asked if asked in jurisdictions() else ""
    known = operations.under_way(campaign, state) if state else None
    form = ReportForm.sent(base=known.version if known else None)
    form.offer(state)
    if request.method == "GET" and known is not None:
        form.show(known.known.says)
        form.kind.data = known.kind
    if form.done(lambda: operations.report(actor(), campaign, said=form.said)):
        flash("Recorded.", "success")
        return redirect(url_for(".campaign", campaign_id=campaign.id), 303)
    page = render_template(
        "enactments/report.html",
        campaign=campaign,
        alliance=campaign.alliance,
        form=form,
        state=state,
        known=known,
    )
    return page, form.http_code


@bp.page("/enactments/<uuid:instrument_id>", may=Do.READ, of=queries.enacted)
def text(what: Enacted) -> ResponseReturnValue:
    """What a state's text changes against the model, side by side, and what was found of it."""
    known, says = what.instrument.known, what.campaign.says
    whole = "whole" in request.args
    found = check(what.texts, says.text, known.text) if known.text else None
    determined = queries.determinations_on(what)
    return render_template(
        "enactments/text.html",
        what=what,
        campaign=what.campaign,
        alliance=what.alliance,
        instrument=what.instrument,
        known=known,
        found=found,
        pairs=(found.pairs if whole else found.differing) if found else (),
        whole=whole,
        determined=determined,
        stale=bool(determined) and determined[0].texts != what.texts,
        question=queries.open_question_on(what),
        Do=Do,
    )


@bp.page("/enactments/asked/<uuid:asked_id>", may=Do.READ, of=queries.asked)
def asked(what: Enacted) -> ResponseReturnValue:
    """From a question that was put on a text to that text."""
    return redirect(url_for(".text", instrument_id=what.instrument.id), 303)


@bp.form("/enactments/<uuid:instrument_id>/determine", may=Do.DETERMINE, of=queries.enacted)
def determine(what: Enacted) -> ResponseReturnValue:
    """Determine whether the text is substantially similar to the model."""
    form = DetermineForm.sent(**vars(what.texts))
    made: list[Determination] = []

    def verb() -> None:
        reasons = form.reasons.data.strip()
        done = determining.determine(
            actor(), what, finding=form.chosen, reasons=reasons, seen=form.seen
        )
        made.append(done.result)

    if form.done(verb):
        flash("The determination is recorded. The receipt is below.", "success")
        return redirect(url_for(".receipt", determination_id=made[0].id), 303)
    page = render_template(
        "enactments/determine.html",
        what=what,
        campaign=what.campaign,
        alliance=what.alliance,
        instrument=what.instrument,
        form=form,
        findings=FINDINGS,
    )
    return page, form.http_code


DETERMINED = "/enactments/determinations/<uuid:determination_id>"


@bp.page(f"{DETERMINED}/receipt", may=Do.READ, of=queries.determination)
def receipt(found: Determination) -> ResponseReturnValue:
    """The receipt of a determination."""
    what = _of(found)
    alliance, name = what.alliance, name_of(found.state_code)
    return receipts.receipt_page(
        _entry(what, found),
        crumbs=[
            ("Alliances", url_for("membership.alliances")),
            (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
            (f"{name}: text and model", url_for(".text", instrument_id=what.instrument.id)),
        ],
        rows=[
            ("State", name),
            ("Campaign", what.campaign.title),
            ("Finding", found.finding),
            ("By", found.by),
        ],
        digests=[("Text", found.text_sha256), ("Model", found.model_sha256)],
        file=url_for(".receipt_file", determination_id=found.id),
    )


@bp.page(f"{DETERMINED}/receipt.json", may=Do.READ, of=queries.determination)
def receipt_file(found: Determination) -> ResponseReturnValue:
    """The same to keep."""
    return receipts.receipt_file(_entry(_of(found), found), f"text-{found.state_code}")


def _of(found: Determination) -> Enacted:
    what = queries.enacted(actor(), found.instrument_id)
    assert what is not None, "it is of an instrument of a campaign"
    return what


def _entry(what: Enacted, found: Determination) -> Entry:
    action = Do.FIND if found.question_id else Do.DETERMINE
    return receipts.entry_of(what.stream, what.ref, action, determination=str(found.id))


@bp.form("/enactments/<uuid:instrument_id>/put", may=Do.PUT, of=queries.enacted)
def put(what: Enacted) -> ResponseReturnValue:
    """Put the question to the members."""
    start = {"closes": usual_close(actor().zone), "rule": "majority", **vars(what.texts)}
    form = PutSimilarityForm.sent(data=start)
    form.zone, form.roster = actor().zone, roster_on(voters_of(what.alliance), clock.today())
    voting = terms_on(what.alliance, clock.today()).voting
    form.under(voting, determining.KIND, chairs_of(what.alliance))
    if form.done(
        lambda: determining.put(actor(), what, rule=form.chosen, way=form.way, seen=form.seen)
    ):
        flash("The question is put to the members.", "success")
        return redirect(url_for(".text", instrument_id=what.instrument.id), 303)
    page = render_template(
        "enactments/put.html",
        what=what,
        campaign=what.campaign,
        alliance=what.alliance,
        instrument=what.instrument,
        form=form,
    )
    return page, form.http_code
