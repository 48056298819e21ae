"""Pages about proxies: those of an office, giving, recalling, and answering by one."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.accounts.queries import names
from alliance.authority.queries import fitting
from alliance.authority.rules import ActClass
from alliance.charters.several import terms_among
from alliance.clearance.queries import Way, way
from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile
from alliance.core.policy import may
from alliance.core.web import Doors, actor
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.states.reference import name_of
from alliance.votes import answering, queries
from alliance.votes.answer_forms import READERS, AnswerForm, form_for
from alliance.votes.lines import as_read, said_in_words
from alliance.votes.policy import Do
from alliance.votes.proxies import answering as proxy_answering
from alliance.votes.proxies import giving as proxy_giving
from alliance.votes.proxies import offers as proxy_offers
from alliance.votes.proxies import queries as proxy_queries
from alliance.votes.proxies.forms import GiveForm
from alliance.votes.proxies.grounds import grounds_of_alternate
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.offers import Offer
from alliance.votes.proxies.policy import Represented
from alliance.votes.proxies.rules import why_not_allowed
from alliance.votes.proxies.standing import standing_of, why_not_in_force
from alliance.votes.proxies.words import scope_in_words
from alliance.votes.rules import why_not_answer
from alliance.votes.sittings import why_not_there

IN_FORCE = "In force."
bp = Doors("proxies", __name__, url_prefix="/votes")


@bp.page("/proxies", may=Do.LIST_PROXIES)
def proxies() -> ResponseReturnValue:
    """The proxies that the reader's office gave, holds, or is represented by."""
    found, bodies = proxy_queries.of_office(actor()), proxy_queries.alliances_to_give_in(actor())
    terms, standing = terms_among(bodies), standing_of(found)
    return render_template(
        "votes/proxies/proxies.html",
        held=[one for one in found if one.holder_office_id == actor().office_id],
        given=[one for one in found if one.holder_office_id != actor().office_id],
        bodies=[(one, not why_not_allowed(terms[one.id].voting, asked=False)) for one in bodies],
        stands=lambda one: standing[one.id] or IN_FORCE,
        covered=covered,
    )


@bp.page("/proxies/<uuid:proxy_id>", may=Do.READ_PROXY, of=proxy_queries.proxy)
def show(proxy: Proxy) -> ResponseReturnValue:
    """One proxy; its instructions for the two offices alone."""
    reads = actor().office_id in {proxy.office_id, proxy.holder_office_id}
    return render_template(
        "votes/proxies/show.html",
        proxy=proxy,
        instructions=proxy.instructions if reads else None,
        digest=proxy_giving.instructions_digest(proxy) if proxy.instructions else "",
        by=names([proxy.person_id])[proxy.person_id],
        stands=why_not_in_force(proxy) or IN_FORCE,
        passes_on=may(actor(), Do.CHAIN_PROXY, proxy)
        and not proxy_offers.to_pass_on(actor(), proxy).why,
        covered=covered(proxy),
        Do=Do,
    )


@bp.form("/proxies/in/<string:slug>", may=Do.GIVE_PROXY, of=alliance_by_slug, fresh=True)
def give(alliance: Alliance) -> ResponseReturnValue:
    """Give the state's proxy, or name an alternate: fill in, review, confirm."""
    form = _form(proxy_offers.to_give(actor(), alliance))
    return _giving(
        form,
        f"Give a proxy in {alliance.name}",
        url_for(".give", slug=alliance.slug),
        lambda: proxy_giving.give(actor(), alliance, terms=form.terms, chosen=form.under).result,
    )


@bp.form("/proxies/<uuid:proxy_id>/pass-on", may=Do.CHAIN_PROXY, of=proxy_queries.proxy, fresh=True)
def pass_on(proxy: Proxy) -> ResponseReturnValue:
    """Pass on a proxy that the office holds: fill in, review, confirm."""
    form = _form(proxy_offers.to_pass_on(actor(), proxy))
    return _giving(
        form,
        f"Pass on the proxy of {name_of(proxy.state_code)}",
        url_for(".pass_on", proxy_id=proxy.id),
        lambda: proxy_giving.pass_on(actor(), proxy, terms=form.terms, chosen=form.under).result,
    )


@bp.form("/proxies/<uuid:proxy_id>/recall", may=Do.RECALL_PROXY, of=proxy_queries.proxy, fresh=True)
def recall(proxy: Proxy) -> ResponseReturnValue:
    """Recall a proxy: review, confirm."""
    if request.method == "POST":
        proxy_giving.recall(actor(), proxy)
        flash("The proxy is recalled. Both offices are told.", "success")
        return redirect(url_for(".show", proxy_id=proxy.id), 303)
    if proxy.recalled_at is not None:
        return redirect(url_for(".show", proxy_id=proxy.id))
    return render_template("votes/proxies/recall.html", proxy=proxy, covered=covered(proxy))


@bp.form(
    "/<uuid:question_id>/answer-for/<string:code>",
    may=Do.ANSWER_BY_PROXY,
    of=proxy_queries.represented,
    fresh=True,
)
def answer(asked: Represented) -> ResponseReturnValue:
    """Answer by a proxy: choose, review, confirm."""
    question, state = asked.question, asked.proxy.state_code
    form = form_for(question, AnswerForm)
    of_state: dict[str, Any] = {"for": state}
    receipt_at = url_for("votes.receipt", question_id=question.id, **of_state)
    given = queries.answers_to(question.id).get(state) if request.method == "GET" else None
    if given:
        if reason := proxy_answering.why_not_changed(question, given, asked.proxy):
            flash(reason, "info")
            return redirect(url_for("votes.show", question_id=question.id))
        form.seen.data = given.n
        form.take(as_read(actor(), question, given))
    why, found = _why_not(asked), None
    if not why and "confirm" not in request.form:
        found = _way(asked, form)
        form.offer(found.grounds)
    about = {"question": question, "proxy": asked.proxy, "form": form, "found": found, "why": why}
    changes = "change" in request.form
    if why or (found and found.hindered) or not form.accepted or changes:
        code = 409 if why and request.method == "POST" else 422 if form.errors else 200
        return render_template("votes/proxies/answer.html", **about), code
    if "confirm" not in request.form:
        shown_to = form.said.shown_to
        return render_template(
            "votes/proxies/answer_review.html",
            **about,
            words=said_in_words(form.said),
            readers=READERS[shown_to] if shown_to else "",
        )
    try:
        proxy_answering.answer_by_proxy(
            actor(), asked, said=form.said, seen=form.seen.data or 0, chosen=form.under
        )
    except (answering.AlreadyAnswered, ChangedMeanwhile) as answered:
        flash(str(answered), "info")
        abort(redirect(url_for("votes.show", question_id=question.id), 303))
    flash(f"The answer of {name_of(state)} is recorded. The receipt is below.", "success")
    return redirect(receipt_at, 303)


def _form(offered: Offer) -> GiveForm:
    """The form as it starts: from today, or as far as what is passed on reaches."""
    source = offered.source
    start = {"from_on": max(offered.today, source.from_on) if source else offered.today}
    form = GiveForm.sent(data=start | ({"last_on": source.last_on} if source else {}))
    form.among(offered)
    return form


def _giving(
    form: GiveForm, title: str, here: str, verb: Callable[[], Proxy]
) -> ResponseReturnValue:
    """The same steps for a proxy that is given and for one that is passed on."""
    grounds, nothing = fitting(actor(), ActClass.ANSWER)
    if "confirm" not in request.form:
        form.offer(grounds)
    page = {"form": form, "title": title, "here": here, "nothing": nothing, "offer": form.offer_of}
    why = nothing or form.offer_of.why
    if why or not form.accepted or "change" in request.form:
        code = 409 if why and request.method == "POST" else 422 if form.errors else 200
        return render_template("votes/proxies/give.html", **page), code
    if "confirm" not in request.form:
        return render_template("votes/proxies/give_review.html", **page)
    made: list[Proxy] = []
    if not form.done(lambda: made.append(verb())):
        return render_template("votes/proxies/give.html", **page), form.http_code
    flash("The proxy is given. Both offices are told.", "success")
    return redirect(url_for(".show", proxy_id=made[0].id), 303)


def _why_not(asked: Represented) -> str:
    """Why no answer can be given by it now, or ""."""
    return (
        asked.why
        or why_not_answer(
            open_=asked.question.is_open,
            closes_at=asked.question.closes_at,
            now=clock.now(),
            entitled=True,
        )
        or why_not_there(asked.question, asked.proxy.holder_state)
    )


def _way(asked: Represented, form: AnswerForm) -> Way:
    """What the answer rests on, and whether the own office's rule lets an alternate give it."""
    if asked.proxy.alternate_id is None:
        return Way(*fitting(actor(), ActClass.ANSWER))
    said = form.so_far if request.method == "POST" else None
    content = answering.content_of(asked.question, said)
    found = way(actor(), ActClass.ANSWER, asked.question.ref, content)
    grounds = [grounds_of_alternate(asked.proxy)]
    return Way(grounds, "", found.steps, found.prepared)


def covered(proxy: Proxy) -> str:
    """What it covers, in words."""
    return scope_in_words(proxy.known.scope, proxy.kind)
