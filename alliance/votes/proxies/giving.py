"""A state gives a proxy or names an alternate, a holder passes it on, and it is recalled."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from alliance.accounts.models import Office, Person
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, Grounds, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.serving import PRINCIPAL
from alliance.charters.queries import terms_on, voters_of
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.core.record import moment
from alliance.membership.models import Alliance
from alliance.states.reference import name_of, today_in
from alliance.votes.models import Question
from alliance.votes.policy import Do, of_the_body
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.queries import alternates_of, of_alliance
from alliance.votes.proxies.rules import (
    MOST_INSTRUCTIONS,
    Allows,
    Scope,
    chain_of,
    why_not_allowed,
    why_not_give,
)


@dataclass(frozen=True)
class Terms:
    """What a proxy says: to whom, for which questions, on which days, and how to answer.

    One of `office`, another state's, and `alternate`, a person of the own office. `kind` or
    `question` narrow it; neither: all questions. The instructions are for the two offices alone.
    """

    from_on: dt.date
    last_on: dt.date
    office: Office | None = None
    alternate: Person | None = None
    kind: str | None = None
    question: Question | None = None
    instructions: str = ""

    @property
    def scope(self) -> Scope:
        """What it covers."""
        if self.question is not None:
            return Scope.QUESTION
        return Scope.KIND if self.kind else Scope.ALLIANCE


@operation(Do.GIVE_PROXY)
def give(
    actor: Actor, alliance: Alliance, *, terms: Terms, chosen: Chosen | None = None
) -> Act[Proxy]:
    """Give the state's proxy to another state's office, or name an alternate of the own office."""
    now = moment(alliance.stream)
    made = _proxy(actor, alliance, actor.state, terms, now)
    if terms.alternate is not None:
        if terms.alternate.id not in {one.id for one in alternates_of(actor)}:
            raise RuleBroken("An alternate serves in your own office, as counsel or liaison.")
    elif reason := why_not_by_charter(alliance, terms.question):
        raise RuleBroken(reason)
    return _keep(actor, made, now, require_authority(actor, ActClass.ANSWER, chosen=chosen))


@operation(Do.CHAIN_PROXY)
def pass_on(
    actor: Actor, proxy: Proxy, *, terms: Terms, chosen: Chosen | None = None
) -> Act[Proxy]:
    """Pass on a proxy that the office holds, where the charter lets it be: never beyond itself."""
    now = moment(proxy.stream)
    made = _proxy(actor, proxy.alliance, proxy.state_code, terms, now)
    made.source_id = proxy.id
    if terms.alternate is not None or terms.office is None:
        raise RuleBroken("A proxy is passed on to another state's office.")
    if reason := why_not_by_charter(proxy.alliance, terms.question, chained=True):
        raise RuleBroken(reason)
    return _keep(actor, made, now, require_authority(actor, ActClass.ANSWER, chosen=chosen))


@operation(Do.RECALL_PROXY)
def recall(actor: Actor, proxy: Proxy) -> Act[Proxy]:
    """End a proxy at once, and with it what was passed on from it; answers given stand."""
    now = moment(proxy.stream)
    db.session.refresh(proxy)
    if proxy.recalled_at is not None:
        raise RuleBroken("This proxy is recalled already.")
    grounds = require_authority(actor, ActClass.ANSWER)
    proxy.recalled_at, proxy.recalled_by_id = now, actor.person_id
    db.session.flush()
    if grounds.holds != PRINCIPAL:
        note_act(actor, grounds, subject=proxy.ref, at=now)
    _tell(proxy, "recalled")
    facts = {"proxy": proxy.id, "state": proxy.state_code, **_to(proxy), **grounds.facts}
    return Act(proxy, proxy, facts, now)


def _proxy(actor: Actor, alliance: Alliance, state: str, terms: Terms, now: dt.datetime) -> Proxy:
    """What is to be kept, as far as it does not hang on an authority."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office gives a proxy.")
    if (terms.office is None) == (terms.alternate is None):
        raise RuleBroken(
            "Name another state's office, or an alternate of your own. One of the two."
        )
    if len(terms.instructions) > MOST_INSTRUCTIONS:
        raise RuleBroken(f"Instructions have at most {MOST_INSTRUCTIONS:,} characters. Shorten it.")
    holder = _held_in(actor, alliance, terms.office)
    _refuse_question(actor, alliance, {state, holder}, terms.question)
    return Proxy(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        state_code=state,
        office_id=actor.office_id,
        person_id=actor.person_id,
        given_at=now,
        holder_office_id=terms.office.id if terms.office else actor.office_id,
        holder_state=holder,
        alternate_id=terms.alternate.id if terms.alternate else None,
        scope=terms.scope,
        kind=terms.question.kind if terms.question else terms.kind,
        question_id=terms.question.id if terms.question else None,
        from_on=terms.from_on,
        last_on=terms.last_on,
        instructions=terms.instructions or None,
        salt=secrets.token_hex(16) if terms.instructions else None,
    )


def _held_in(actor: Actor, alliance: Alliance, office: Office | None) -> str:
    """The state in which it is held; only the kind of office that stands for states holds one."""
    if office is None:
        return actor.state
    if office.kind != alliance.represented_by or not office.state_code:
        raise RuleBroken("A proxy is held by the kind of office that represents states there.")
    if office.id == actor.office_id:
        raise RuleBroken("This is your own office. Name an alternate instead.")
    return office.state_code


def _refuse_question(
    actor: Actor, alliance: Alliance, states: Collection[str], question: Question | None
) -> None:
    if question is None:
        return
    if question.alliance_id != alliance.id or not of_the_body(actor, question):
        raise RuleBroken("This question is none of that alliance.")
    if not question.is_open:
        raise RuleBroken("This question is closed; nobody answers it any more.")
    if reason := why_not_on_roster(question, states):
        raise RuleBroken(reason)


def why_not_on_roster(question: Question, states: Collection[str]) -> str:
    """Why these do not represent one another on a question, or ""."""
    away = sorted(set(states) - question.entitled.keys())
    return f"{name_of(away[0])} is not on the roster of this question." if away else ""


def why_not_by_charter(
    alliance: Alliance, question: Question | None, *, chained: bool = False
) -> str:
    """Why another state's office may not hold it, or ""; of one question its frozen terms say."""
    allows: Allows = question.asked if question else terms_on(alliance, clock.today()).voting
    return why_not_allowed(allows, asked=question is not None, chained=chained)


def _keep(actor: Actor, made: Proxy, now: dt.datetime, grounds: Grounds) -> Act[Proxy]:
    """Keep it, note what it rests on, and tell both offices."""
    known = [one.known for one in of_alliance(made.alliance_id)]
    voters = voters_of(made.alliance)
    if reason := why_not_give(made.known, known, today_in(made.state_code), voters):
        raise RuleBroken(reason)
    made.authority_id, made.chain_sha256 = grounds.authority.id, grounds.chain_sha256
    db.session.add(made)
    db.session.flush()
    if grounds.holds != PRINCIPAL:  # else its own row says it all
        note_act(actor, grounds, subject=made.ref, at=now)
    _tell(made, "given")
    links, _ = chain_of(made.known, {one.id: one for one in [*known, made.known]})
    facts = {
        "proxy": made.id,
        "state": made.state_code,
        **_to(made),
        "scope": str(made.scope),
        **({"kind": made.kind} if made.kind else {}),
        **({"question": made.question_id} if made.question_id else {}),
        "from_on": made.from_on,
        "last_on": made.last_on,
        **({"passed_on_from": [one.id for one in links[:-1]]} if made.source_id else {}),
        **({"instructions_sha256": instructions_digest(made)} if made.instructions else {}),
        **grounds.facts,
    }
    return Act(made, made, facts, now)


def _to(made: Proxy) -> dict[str, object]:
    """Who holds it: a state, or somebody of the own office."""
    if made.alternate_id:
        return {"alternate": made.alternate_id}
    return {"to": made.holder_state, "office": made.holder_office_id}


def instructions_digest(made: Proxy) -> str:
    """What the ledger holds of instructions: SHA-256, salted so that they cannot be guessed."""
    return digest(canonical({"salt": made.salt, "instructions": made.instructions}))


def _tell(made: Proxy, what: str) -> None:
    """Both offices; of what was passed on also that of the state that is represented."""
    offices = {made.office_id, made.holder_office_id}
    if made.source_id:
        root = select(Office.id).where(
            Office.state_code == made.state_code, Office.kind == made.alliance.represented_by
        )
        offices |= set(db.session.scalars(root))
    first, *others = sorted(offices, key=lambda one: one != made.office_id)
    audience = "+".join([f"office:{first}", *map(str, others)])
    tell(audience, f"votes/proxies/mail/{what}", str(made.id), str(made.id))
