"""What may be given as a proxy, or passed on: to whom, for which questions, on which days.

A page offers this and nothing else; the operation asks again.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alliance.accounts.models import Office, Person
from alliance.charters.queries import voters_of
from alliance.core.actor import Actor
from alliance.membership.models import Alliance
from alliance.states.reference import name_of, today_in
from alliance.votes.models import Question
from alliance.votes.proxies.giving import why_not_by_charter
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.queries import (
    alternates_of,
    offices_to_hold,
    open_questions,
    with_sources,
)
from alliance.votes.proxies.rules import KINDS, Scope, within
from alliance.votes.proxies.standing import why_not_in_force


@dataclass(frozen=True)
class Offer:
    """Who may hold it, what it may cover, and today's date at the capital of the state.

    `scopes` are those that may be chosen besides the questions. `note` says why some are not
    offered, `why` why nothing can be given at all.
    """

    alliance: Alliance
    today: dt.date
    offices: Sequence[Office] = ()
    people: Sequence[Person] = ()
    everything: bool = False
    kinds: Sequence[str] = ()
    questions: Sequence[Question] = ()
    source: Proxy | None = None
    note: str = ""
    why: str = ""

    def why_not_held(self, question: Question | None) -> str:
        """Why another state's office may not hold it for one question, or for more, or ""."""
        chained = self.source is not None
        return why_not_by_charter(self.alliance, question, chained=chained)


def to_give(actor: Actor, alliance: Alliance) -> Offer:
    """What the actor's state may give: an alternate of the own office needs no charter."""
    if actor.state not in voters_of(alliance):
        why = f"{name_of(actor.state)} does not vote in {alliance.name}: it gives no proxy there."
        return Offer(alliance, today_in(actor.state), why=why)
    people, questions = alternates_of(actor), open_questions(actor.state, alliance)
    now = not why_not_by_charter(alliance, None)
    held = [one for one in questions if not why_not_by_charter(alliance, one)]
    offices = offices_to_hold(actor, alliance) if now or held else []
    if not people and not now:
        questions = held
    offer = Offer(
        alliance,
        today_in(actor.state),
        offices,
        people,
        everything=bool(people) or now,
        kinds=KINDS if people or now else (),
        questions=questions,
        note="" if now else _note(alliance, held),
    )
    return offer if offices or people else replace(offer, why=_nobody(alliance, offer))


def to_pass_on(actor: Actor, proxy: Proxy) -> Offer:
    """What its holder may pass on: no more than it holds, and to nobody who held it."""
    links, today = with_sources(proxy), today_in(proxy.state_code)
    been = {proxy.state_code, *(one.holder_state for one in links)}
    offices = [one for one in offices_to_hold(actor, proxy.alliance) if one.state_code not in been]
    now = not why_not_by_charter(proxy.alliance, None, chained=True)
    questions = [
        one
        for one in open_questions(proxy.state_code, proxy.alliance)
        if _covers(proxy, one) and not why_not_by_charter(proxy.alliance, one, chained=True)
    ]
    kinds = KINDS if proxy.scope == Scope.ALLIANCE else (str(proxy.kind),)
    wide = now and proxy.scope != Scope.QUESTION
    offer = Offer(
        proxy.alliance,
        today,
        offices,
        everything=now and proxy.scope == Scope.ALLIANCE,
        kinds=kinds if wide else (),
        questions=questions,
        source=proxy,
    )
    why = why_not_in_force(proxy)
    if not why and not wide and not questions:
        why = "Nothing of it can be passed on: the charter does not let it be, or all is decided."
    if not why and not offices:
        why = "It cannot be passed on: no other state's office is here that has not held it."
    return replace(offer, why=why)


def _covers(proxy: Proxy, question: Question) -> bool:
    one = replace(proxy.known, scope=Scope.QUESTION, kind=question.kind, question=question.id)
    return within(one, proxy.known)


def _note(alliance: Alliance, held: Sequence[Question]) -> str:
    """Why no proxy, or almost none, is offered."""
    said = f"The charter of {alliance.name} does not let a state be represented by proxy."
    if not held:
        return f"{said} Only an alternate can be named, who is of your own office."
    return (
        f"{said} Another state's office can hold one only for questions that were opened while it "
        "did; for all others name an alternate."
    )


def _nobody(alliance: Alliance, offer: Offer) -> str:
    if offer.note:
        return f"{offer.note} Your office has no other counsel or liaison to be named."
    return (
        f"Nobody could hold it: no office of another state that votes in {alliance.name} is here, "
        "and your office has no other counsel or liaison."
    )
