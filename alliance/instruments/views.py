"""Pages about the instruments of states: statutes, orders and other acts about an alliance."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.rules import paragraphs
from alliance.core.documents import Document
from alliance.core.saying import day
from alliance.core.web import Doors, actor
from alliance.instruments import operations, queries
from alliance.instruments.forms import PURPOSES, AnswerForm, ConditionForm, FactsForm, RecordForm
from alliance.instruments.models import Instrument, Precondition
from alliance.instruments.policy import Do
from alliance.instruments.queries import Attached
from alliance.instruments.reading import FORM_BYTES, MOST_BYTES, read_document
from alliance.instruments.rules import Purpose, may_follow, way_of
from alliance.instruments.rules import Stage as Bill
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import jurisdictions, name_of, today_in

bp = Doors("instruments", __name__, url_prefix="/alliances")
Crumbs = list[tuple[str, str]]


@bp.page("/<string:slug>/instruments", may=Do.READ, of=alliance_by_slug)
def instruments(alliance: Alliance) -> ResponseReturnValue:
    """Every instrument about an alliance, of all states or of one."""
    asked = request.args.get("state", "")
    known = asked in jurisdictions()
    found = queries.instruments_of(alliance)
    return render_template(
        "instruments/instruments.html",
        alliance=alliance,
        found=[one for one in found if not known or one.state_code == asked],
        asked=asked if known else "",
        states=sorted({one.state_code for one in found}, key=name_of),
        above=crumbs(alliance)[:2],
        Do=Do,
    )


def crumbs(alliance: Alliance, what: Instrument | None = None) -> Crumbs:
    """The pages above one of an instrument."""
    above = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Instruments", url_for("instruments.instruments", slug=alliance.slug)),
    ]
    if what is not None:
        above.append((what.title, url_for("instruments.instrument", instrument_id=what.id)))
    return above


@bp.form("/<string:slug>/instruments/record", may=Do.RECORD, of=alliance_by_slug, most=FORM_BYTES)
def record(alliance: Alliance) -> ResponseReturnValue:
    """Record an instrument of the reader's own state; the secretariat any, from a source."""
    form = RecordForm.sent(data={"purpose": request.args.get("purpose", ""), "stage": ""})
    form.offer(actor().state)
    made: list[Instrument] = []
    if form.done(
        lambda: made.append(
            operations.record(
                actor(), alliance, what=form.what, facts=form.facts, document=_handed_in()
            ).result
        )
    ):
        flash("The instrument is recorded.", "success")
        return redirect(url_for(".instrument", instrument_id=made[0].id), 303)
    page = render_template(
        "instruments/record.html", alliance=alliance, form=form, above=crumbs(alliance)
    )
    return page, form.http_code


@bp.page("/instruments/<uuid:instrument_id>", may=Do.READ, of=queries.instrument)
def instrument(instrument: Instrument) -> ResponseReturnValue:
    """One instrument: how far it has come, what it waits for, its text, what was known before."""
    today = today_in(instrument.state_code)
    reached = [(Bill(one.stage), one.stage_on) for one in instrument.versions]
    return render_template(
        "instruments/instrument.html",
        instrument=instrument,
        alliance=instrument.alliance,
        known=instrument.known,
        effect=instrument.effect,
        way=[
            {
                "label": one.label.capitalize(),
                "state": one.state,
                "note": day(one.on) if one.on else "",
            }
            for one in way_of(instrument.of_kind, reached, instrument.effect, today)
        ],
        today=today,
        purpose=PURPOSES[Purpose(instrument.purpose)],
        text=paragraphs(instrument.known.text),
        office_that_decides=queries.office_that_decides,
        above=crumbs(instrument.alliance),
        Do=Do,
    )


@bp.page(
    "/instruments/<uuid:instrument_id>/documents/<int:version>",
    may=Do.DOCUMENT,
    of=queries.document,
)
def document(attached: Attached) -> ResponseReturnValue:
    """The document of a version as it was handed in, to be kept and never shown here."""
    one = attached.document
    headers = {
        "Content-Type": one.media_type,
        "Content-Disposition": f'attachment; filename="{one.name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return one.content, 200, headers


def _handed_in() -> Document | None:
    given = request.files.get("document")
    if given is None or not given.filename:
        return None
    return read_document(given.filename, given.stream.read(MOST_BYTES + 1))


@bp.form(
    "/instruments/<uuid:instrument_id>/revise",
    may=Do.REVISE,
    of=queries.instrument,
    most=FORM_BYTES,
)
def revise(instrument: Instrument) -> ResponseReturnValue:
    """Say what is known of it now."""
    now = instrument.known
    form = FactsForm.sent(data=FactsForm.start(now.says, instrument.version))
    stages = may_follow(instrument.of_kind, Bill(now.stage))
    form.stage.choices = [one for one in form.stage.choices if one.value in stages]
    if form.done(
        lambda: operations.revise(
            actor(),
            instrument,
            facts=form.facts,
            base=form.base.data or 0,
            document=_handed_in(),
        )
    ):
        flash(f"Version {instrument.version} is recorded.", "success")
        return redirect(url_for(".instrument", instrument_id=instrument.id), 303)
    if form.http_code == 409:
        form.base.process_data(instrument.version)
        form.base.raw_data = None
    return _of_one("instruments/revise.html", instrument, form)


@bp.form(
    "/instruments/<uuid:instrument_id>/precondition", may=Do.PRECONDITION, of=queries.instrument
)
def precondition(instrument: Instrument) -> ResponseReturnValue:
    """Say what has to come before it has effect."""
    form = ConditionForm.sent()
    if form.done(
        lambda: operations.add_precondition(actor(), instrument, condition=form.condition)
    ):
        flash("The precondition is recorded.", "success")
        return redirect(url_for(".instrument", instrument_id=instrument.id), 303)
    return _of_one("instruments/precondition.html", instrument, form)


@bp.form("/preconditions/<uuid:precondition_id>", may=Do.DECIDE, of=queries.precondition)
def decide(one: Precondition) -> ResponseReturnValue:
    """Note that a precondition was asked for, or what came of it."""
    form = AnswerForm.sent(data=AnswerForm.start(one))
    if form.done(lambda: operations.decide(actor(), one, said=form.answer)):
        flash("Noted. From when the instrument has effect is worked out anew.", "success")
        return redirect(url_for(".instrument", instrument_id=one.instrument_id), 303)
    return _of_one("instruments/decide.html", one.instrument, form, one=one, whose=_whose(one))


def _whose(one: Precondition) -> str:
    """Whose it is to say what came of a precondition: a sentence."""
    office = queries.office_that_decides(one)
    if office is None:
        return (
            "Who decides it is no office here: name the source. Those who recorded the instrument "
            "leave it to somebody else."
        )
    return f"{office.name} decides it: its {' or '.join(operations.DECIDE)} notes what came of it."


def _of_one(template: str, what: Instrument, form: Any, **more: Any) -> ResponseReturnValue:
    page = render_template(
        template, instrument=what, form=form, above=crumbs(what.alliance, what), **more
    )
    return page, form.http_code
