"""Pages about motions."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.authority.rules import dollars
from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock
from alliance.core.record import entries_about
from alliance.core.web import Doors, actor
from alliance.litigation.queries import lawsuit_by_case
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.motions import operations, queries
from alliance.motions.forms import MotionForm, PutMotionForm, ReasonForm
from alliance.motions.models import Motion
from alliance.motions.policy import Do
from alliance.motions.rules import NAMED, PUTTABLE, Kind, Stands, candidate_in_words
from alliance.states.reference import name_of
from alliance.votes.chairs import chairs_of
from alliance.votes.forms import usual_close
from alliance.votes.models import Question
from alliance.votes.putting import Putting, putting
from alliance.votes.queries import about
from alliance.votes.rosters import roster_on

bp = Doors("motions", __name__)


def crumbs(alliance: Alliance, motion: Motion | None = None) -> list[tuple[str, str]]:
    """The pages above one of an alliance's motions, or above one below a motion."""
    found = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
    ]
    if motion is not None:
        found.append(("Motions", url_for("motions.motions", slug=alliance.slug)))
        found.append((motion.title, url_for("motions.motion", motion_id=motion.id)))
    return found


@bp.page("/alliances/<string:slug>/motions", may=Do.LIST, of=alliance_by_slug)
def motions(alliance: Alliance) -> ResponseReturnValue:
    """The motions of an alliance, and the policies that it has adopted."""
    policies = queries.adopted_policies(alliance)
    today = clock.today()
    return render_template(
        "motions/motions.html",
        alliance=alliance,
        found=queries.motions_of(alliance),
        policies=[(one, queries.in_force_from(one)) for one in policies],
        today=today,
        named=NAMED,
        kinds=list(Kind),
        above=crumbs(alliance),
        Do=Do,
    )


@bp.form("/alliances/<string:slug>/motions/new", may=Do.MOVE, of=alliance_by_slug)
def move(alliance: Alliance) -> ResponseReturnValue:
    """Move something of the kind that the address names: write, and it is before the members."""
    given = request.args.get("kind", Kind.POLICY)
    if given not in set(Kind):
        abort(404)
    form = MotionForm.sent()
    form.of(Kind(given), alliance)
    made: list[Motion] = []
    if form.done(lambda: made.append(operations.move(actor(), alliance, says=form.says).result)):
        flash("It is moved. The secretariat puts the question.", "success")
        return redirect(url_for(".motion", motion_id=made[0].id), 303)
    listed = ("Motions", url_for(".motions", slug=alliance.slug))
    return _writing(form, [*crumbs(alliance), listed], NAMED[form.kind]), form.http_code


@bp.page("/motions/<uuid:motion_id>", may=Do.READ, of=queries.motion)
def motion(motion: Motion) -> ResponseReturnValue:
    """One motion: what it says, where it stands, what followed."""
    asked = about(motion.id)
    subjects = [motion.ref, *(one.ref for one in asked)]
    return render_template(
        "motions/motion.html",
        motion=motion,
        rows=facts_in_words(motion),
        followed=followed_in_words(motion),
        questions=asked,
        acts=entries_about(motion.stream, subjects),
        named=NAMED,
        puttable=motion.stands in PUTTABLE,
        Stands=Stands,
        above=[*crumbs(motion.alliance, motion)[:-1]],
        Do=Do,
    )


@bp.form("/motions/<uuid:motion_id>/edit", may=Do.EDIT, of=queries.motion)
def edit(motion: Motion) -> ResponseReturnValue:
    """Let it say something else, until the question is put."""
    if request.method == "GET" and motion.stands != Stands.MOVED:
        return _back(motion, "What it says stays.")
    form = MotionForm.sent()
    form.of(motion.is_about, motion.alliance)
    if request.method == "GET":
        form.take(motion)
    seen = form.seen.data or ""
    if form.done(lambda: operations.edit(actor(), motion, says=form.says, seen=seen)):
        flash("The motion is changed. What it said before stays in the record.", "success")
        return redirect(url_for(".motion", motion_id=motion.id), 303)
    form.seen.data = motion.sha256  # whoever is told that it changed may read it and save again
    return _writing(form, crumbs(motion.alliance, motion), "Edit the motion"), form.http_code


def _back(motion: Motion, why: str) -> ResponseReturnValue:
    """To its page, where nothing of the kind can be done with it as it stands."""
    flash(f"This motion is {motion.stands}. {why}", "info")
    return redirect(url_for(".motion", motion_id=motion.id))


def _writing(form: MotionForm, above: list[tuple[str, str]], heading: str) -> str:
    return render_template(
        "motions/write.html", form=form, above=above, heading=heading, where=request.full_path
    )


@bp.form("/motions/<uuid:motion_id>/put", may=Do.PUT, of=queries.motion)
def put(motion: Motion) -> ResponseReturnValue:
    """Put the question: in which way, review, confirm."""
    if request.method == "GET" and motion.stands not in PUTTABLE:
        return _back(motion, "There is no question to put.")
    zone = actor().zone
    form = PutMotionForm.sent(data={"closes": usual_close(zone)})
    form.zone, form.roster = zone, roster_on(voters_of(motion.alliance), clock.today())
    voting = terms_on(motion.alliance, clock.today()).voting
    form.about(motion, voting, chairs_of(motion.alliance))
    page = Putting(
        motion.kind,
        motion.title,
        [("Moved", motion.words), *facts_in_words(motion)],
        motion.sha256,
        crumbs(motion.alliance, motion),
        url_for(".motion", motion_id=motion.id),
    )

    def verb(seen: str, states: Any) -> Question:
        return operations.put(
            actor(), motion, rule=form.chosen, way=form.way, seen=seen, states=states
        ).result

    return putting(page, form, verb)


@bp.form("/motions/<uuid:motion_id>/take-off", may=Do.TAKE_OFF, of=queries.motion)
def take_off(motion: Motion) -> ResponseReturnValue:
    """Take the open question off, with the reason; all who were asked are told."""
    if request.method == "GET" and motion.stands != Stands.PUT:
        return _back(motion, "No question is open on it.")
    form = ReasonForm.sent()
    if form.done(lambda: operations.take_off(actor(), motion, reason=form.reason.data or "")):
        flash("The question is taken off. All who were asked are told.", "success")
        return redirect(url_for(".motion", motion_id=motion.id), 303)
    page = render_template(
        "motions/take_off.html", form=form, motion=motion, above=crumbs(motion.alliance, motion)
    )
    return page, form.http_code


@bp.form("/motions/<uuid:motion_id>/withdraw", may=Do.WITHDRAW, of=queries.motion)
def withdraw(motion: Motion) -> ResponseReturnValue:
    """Take it back: review, confirm."""
    if request.method == "GET" and motion.stands not in PUTTABLE:
        return _back(motion, "It cannot be withdrawn.")
    if request.method == "POST":
        operations.withdraw(actor(), motion)
        flash("The motion is withdrawn. It stays on the list.", "success")
        return redirect(url_for(".motion", motion_id=motion.id), 303)
    return render_template(
        "motions/withdraw.html", motion=motion, above=crumbs(motion.alliance, motion)
    )


def facts_in_words(motion: Motion) -> list[tuple[str, str]]:
    """What a motion says besides its words, row by row."""
    said = motion.says
    days = {name: said[name] for name in ("from_on", "last_on") if said.get(name)}
    match motion.is_about:
        case Kind.POLICY:
            return [("In force from", days.get("from_on", "the day on which it is adopted"))]
        case Kind.MONEY:
            paid = [("Paid to", said["payee"]), ("For", said["purpose"])]
            return [("Amount", dollars(said["cents"])), *paid]
        case Kind.LAWSUIT:
            suit = lawsuit_by_case(None, said["case_id"])
            return [
                ("Lawsuit", f"{suit.caption}, {suit.docket_number}" if suit else said["case_id"])
            ]
        case Kind.ELECTION:
            stand = "; ".join(candidate_in_words(one) for one in said["candidates"])
            term = f"from {days['from_on']} to {days.get('last_on', 'a day that is not set')}"
            return [("Office", said["title"]), ("Candidates", stand), ("Term", term)]
    return [("Options", "; ".join(said["options"]))] if said["options"] else []


def followed_in_words(motion: Motion) -> list[tuple[str, str]]:
    """What followed when it was decided, row by row."""
    said = motion.what_followed
    if "in_force_from" in said:
        return [("In force from", said["in_force_from"])]
    if "released" in said:
        return [("Released", f"{dollars(said['released']['cents'])}, on {said['on']}")]
    if "states" in said:
        asked = ", ".join(name_of(one) for one in said["states"])
        return [("Asked to state their position", asked)]
    if "elected" in said:
        rows = [("Elected", "; ".join(said["elected"]))]
        return rows + [("Not recorded as officer yet", one) for one in said["hindered"]]
    return [("Chosen", "; ".join(said["chosen"]))] if said.get("chosen") else []
