"""Pages of a transition: what was left open, and the decision on each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.core.operation import RuleBroken
from alliance.core.web import Doors, actor
from alliance.transitions import operations, queries
from alliance.transitions.forms import DecideForm
from alliance.transitions.policy import Do
from alliance.transitions.queries import Item
from alliance.transitions.rules import Decision, Kind

bp = Doors("transitions", __name__, url_prefix="/office/transition")

DONE = {Decision.CONFIRM: "Confirmed.", Decision.WITHDRAW: "Withdrawn."}
# What each kind is called, and what it is to confirm or withdraw one.
CALLED = {
    Kind.ANSWER: "Answer",
    Kind.SIGNATURE: "Signature",
    Kind.POSITION: "Position on a lawsuit",
    Kind.COMMITMENT: "Commitment of money",
    Kind.DELEGATION: "Delegation",
    Kind.NOTICE: "Notice of withdrawal",
}
FOLLOWS = {
    (Kind.ANSWER, Decision.WITHDRAW): [
        "A statement of withdrawal is entered in the alliance's record, and its members are told.",
        "The answer stands in the roll call, and is counted, as it was given.",
    ],
    (Kind.SIGNATURE, Decision.WITHDRAW): [
        "A statement of withdrawal is entered in the alliance's record, and its members are told.",
        "The signature stands as it was given, and so does what is in force.",
    ],
    (Kind.COMMITMENT, Decision.WITHDRAW): [
        "The commitment is noted as withdrawn. It stays in the sum under its ceiling.",
    ],
    (Kind.NOTICE, Decision.WITHDRAW): [
        "The notice is taken back, and your state stays. Every member is told.",
    ],
    (Kind.DELEGATION, Decision.CONFIRM): [
        "It holds again, given by you: a new version of the entry says so.",
    ],
    (Kind.DELEGATION, Decision.WITHDRAW): [
        "It is revoked from today on. What was done under it before stands.",
    ],
}
STAYS = ["It stays as it is, now by your decision."]


@bp.page("/", may=Do.LIST)
def transition() -> ResponseReturnValue:
    """What former principals left open, and what will be at the end of a term that is near."""
    who = actor()
    found = queries.transition(who)
    return render_template(
        "transitions/transition.html",
        found=found,
        deciding=found.head.person is not None and found.head.person == who.person_id,
        decided=queries.decisions(who),
        called=CALLED,
        links={one.key: _link(one) for one in (*found.left, *found.coming)},
        Do=Do,
    )


@bp.form("/<string:left>/confirm", may=Do.DECIDE, of=queries.item_of, fresh=True)
def confirm(item: Item) -> ResponseReturnValue:
    """Confirm it: reason, review, confirm."""
    return _deciding(item, Decision.CONFIRM)


@bp.form("/<string:left>/withdraw", may=Do.DECIDE, of=queries.item_of, fresh=True)
def withdraw(item: Item) -> ResponseReturnValue:
    """Withdraw it: reason, review, confirm."""
    if item.kind is Kind.POSITION:  # the office's own form records another position
        return redirect(url_for("litigation.position", case_id=item.place), 303)
    return _deciding(item, Decision.WITHDRAW)


def _deciding(item: Item, decision: Decision) -> ResponseReturnValue:
    form = DecideForm.sent(sha256=item.sha256)
    if not form.accepted or "change" in request.form:
        return _asking("transitions/decide.html", item, decision, form), 422 if form.errors else 200
    if "confirm" not in request.form:
        return _asking("transitions/review.html", item, decision, form)
    try:
        seen = str(form.sha256.data)
        operations.decide(actor(), item, seen=seen, decision=decision, reason=form.words)
    except RuleBroken as refused:
        form.form_errors.append(str(refused))
        form.sha256.process_data(item.sha256)
        form.sha256.raw_data = None
        return _asking("transitions/decide.html", item, decision, form), 409
    flash(f"{DONE[decision]} It is in the log of your office.", "success")
    return redirect(url_for(".transition"), 303)


def _asking(template: str, item: Item, decision: Decision, form: DecideForm) -> str:
    return render_template(
        template,
        item=item,
        decision=decision,
        form=form,
        called=CALLED[item.kind],
        follows=FOLLOWS.get((item.kind, decision), STAYS),
        where=url_for(f".{decision}", left=item.key),
    )


def _link(item: Item) -> str:
    """The page on which it stands."""
    if item.kind is Kind.ANSWER:
        return url_for("votes.show", question_id=item.id)
    if item.kind is Kind.SIGNATURE:
        return url_for("resolutions.signatures", resolution_id=item.id)
    if item.kind is Kind.POSITION:
        return url_for("litigation.lawsuit", case_id=item.place)
    if item.kind is Kind.NOTICE:
        return url_for("withdrawals.notice", notice_id=item.id)
    if item.kind is Kind.COMMITMENT:
        return url_for("commitments.commitments")
    return url_for("authority.register")
