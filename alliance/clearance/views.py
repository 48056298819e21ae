"""Pages of an office's inner steps: its rule, what was prepared, clearing and giving back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import names
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.clearance import operations, queries
from alliance.clearance.forms import NoteForm, ReasonForm, RuleForm, field_of
from alliance.clearance.models import Prepared
from alliance.clearance.policy import Do
from alliance.clearance.rules import CALLED, Needs, in_words, needs_of, why_not_release
from alliance.core.operation import Done, RuleBroken
from alliance.core.web import Doors, actor

bp = Doors("clearance", __name__, url_prefix="/office")


@dataclass(frozen=True)
class Place:
    """Where an act of a class is done, prepared and read about, and the name of its part there."""

    part: str
    page: str
    prepare: str
    release: str

    def of(self, one: Prepared) -> dict[str, str]:
        """What the addresses are built with."""
        kept = one.taken.content.rests_on
        return {self.part: str(kept.get(self.part) or one.subject.partition(":")[2])}


class OfMoney(Place):
    """The same for money, which is committed on a page of the office's own."""

    def of(self, one: Prepared) -> dict[str, str]:
        """Which one it is: the form is filled in from it, and no words stand in the address."""
        return {"prepared": str(one.id)}


# Above this floor, so by the names of their pages.
PLACES = {
    ActClass.ANSWER: Place("question_id", "votes.show", "votes.prepare", "votes.answer"),
    ActClass.SIGN: Place(
        "resolution_id", "resolutions.show", "resolutions.prepare", "resolutions.sign"
    ),
    ActClass.LAWSUIT: Place(
        "case_id", "litigation.lawsuit", "litigation.prepare", "litigation.position"
    ),
    ActClass.NOTICE: Place(
        "slug", "withdrawals.withdrawals", "withdrawals.prepare", "withdrawals.leave"
    ),
    ActClass.JOIN: Place(
        "accession_id", "accessions.accession", "accessions.prepare", "accessions.join"
    ),
    ActClass.COMMIT: OfMoney(
        "", "commitments.commitments", "clearance.money", "commitments.commit"
    ),
}


@bp.page("/steps", may=Do.LIST)
def steps() -> ResponseReturnValue:
    """Which acts need which steps, what is under way, and what has ended."""
    office_id = actor().office_id
    assert office_id
    rule = queries.newest_rule(office_id)
    return render_template(
        "clearance/steps.html",
        rule=rule,
        set_by=names([rule.set_by_id])[rule.set_by_id] if rule else "",
        needs=[(act, needs_of(rule.needs if rule else None, act)) for act in ActClass],
        under_way=queries.lines(office_id),
        ended=queries.ended_lines(office_id),
        called=CALLED,
        of_money=queries.asks_for_steps(actor(), ActClass.COMMIT),
        Do=Do,
    )


@bp.form("/steps/rule", may=Do.SET_RULE, fresh=True)
def rule() -> ResponseReturnValue:
    """Decide which acts of the office need which steps."""
    office_id = actor().office_id
    assert office_id
    now = queries.newest_rule(office_id)
    start = {field_of(act): str(needs_of(now.needs if now else None, act)) for act in ActClass}
    form = RuleForm.sent(version=now.version if now else 0, **start)
    if form.done(
        lambda: operations.set_rule(actor(), None, needs=form.needs, version=form.version.data or 0)
    ):
        flash("The rule of your office is recorded. It holds from now on.", "success")
        return redirect(url_for(".steps"), 303)
    page = render_template("clearance/rule.html", form=form)
    return page, form.http_code


@bp.page("/prepared/<uuid:prepared_id>", may=Do.READ, of=queries.prepared)
def show(one: Prepared) -> ResponseReturnValue:
    """What was prepared, who did what, and what can be done with it."""
    who, taken, act = actor(), one.taken, one.of
    rule = queries.newest_rule(one.office_id)
    needs = needs_of(rule.needs if rule else None, act)
    assert who.person_id
    binds = who.rank == PRINCIPAL or act in who.binds
    why = why_not_release(needs, act, taken, who.person_id, None)
    place = PLACES.get(act)
    people = {one.prepared_by_id, one.cleared_by_id, one.returned_by_id, one.ended_by_id}
    return render_template(
        "clearance/show.html",
        one=one,
        taken=taken,
        title=f"{CALLED[act][0].upper()}{CALLED[act][1:]} prepared: {one.title}",
        says=in_words(act, taken.content.says),
        names=names({key for key in people if key}),
        clears=needs is Needs.CLEARED and not one.ended_as and taken.standing == "prepared",
        gives_back=not one.ended_as and not taken.returned,
        releases=binds and not why and not one.ended_as,
        why=why if binds else "",
        place=place,
        where=place.of(one) if place else {},
        Do=Do,
    )


@bp.act("/prepared/<uuid:prepared_id>/clear", may=Do.CLEAR, of=queries.prepared)
def clear(one: Prepared) -> ResponseReturnValue:
    """Clear what was prepared."""
    operations.clear(actor(), one)
    return _back(one, "You have cleared it. The principal finds it on the desk.")


@bp.form("/prepared/<uuid:prepared_id>/give-back", may=Do.GIVE_BACK, of=queries.prepared)
def give_back(one: Prepared) -> ResponseReturnValue:
    """Give it back, with the reason."""
    form = ReasonForm.sent()
    if form.done(lambda: operations.give_back(actor(), one, why=form.words)):
        return _back(one, "It was given back to the one who prepared it.")
    says = in_words(one.of, one.taken.content.says)
    page = render_template("clearance/give_back.html", form=form, one=one, says=says)
    return page, form.http_code


@bp.act("/prepared/<uuid:prepared_id>/withdraw", may=Do.WITHDRAW, of=queries.prepared)
def withdraw(one: Prepared) -> ResponseReturnValue:
    """Take back what one has prepared."""
    operations.withdraw(actor(), one)
    return _back(one, "What you had prepared is withdrawn.")


def _back(one: Prepared, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show", prepared_id=one.id), 303)


@dataclass(frozen=True)
class Preparing:
    """A page on which an act is prepared: its heading, the way to it, where it leads back to."""

    title: str
    act: ActClass
    crumbs: Sequence[tuple[str, str]]
    fields: Sequence[str] = ()  # of the form, before the note
    why: str = ""  # why it cannot be prepared


def preparing(
    page: Preparing, form: NoteForm, prepare: Callable[[], Done[Prepared]]
) -> ResponseReturnValue:
    """The form on which an act is prepared, for the domain in which it is done."""
    why, code = page.why, 200
    if not why and not queries.asks_for_steps(actor(), page.act):
        why = f"Your office's rule does not ask that {CALLED[page.act]} is prepared."
    if not why and form.accepted:
        try:
            made = prepare().result
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
            code = 409
        else:
            flash(
                "Prepared. Your colleagues find it on the desk; nothing has left the office.",
                "success",
            )
            return redirect(url_for("clearance.show", prepared_id=made.id), 303)
    shown = render_template("clearance/prepare.html", page_of=page, form=form, why=why)
    return shown, code if code != 200 or not form.errors else 422
