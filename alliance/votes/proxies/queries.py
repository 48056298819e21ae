"""Reading proxies: those of an office, and who answers for whom."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select

from alliance.accounts.models import Office, Person, Post
from alliance.authority.rules import MAY_HOLD
from alliance.charters.queries import voters_of
from alliance.charters.several import voters_among
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.core.policy import may
from alliance.core.record import entries_about
from alliance.membership.models import Alliance
from alliance.states.reference import today_in
from alliance.votes.models import Answer, Entitlement, Question
from alliance.votes.policy import Do
from alliance.votes.proxies.grounds import SUSPENDED, suspended, why_not_granted
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.policy import (
    Represented,
    bodies_of,
    of_the_represented,
    of_the_two_offices,
)
from alliance.votes.proxies.rules import (
    Asked,
    counting_one,
    covers,
    why_not_used,
)
from alliance.votes.proxies.rules import Proxy as Known
from alliance.votes.queries import question as readable


def proxy(actor: Actor, proxy_id: uuid.UUID) -> Proxy | None:
    """A proxy, for the offices that it concerns."""
    wanted = select(Proxy).where(Proxy.id == proxy_id).execution_options(populate_existing=True)
    found = db.session.scalars(wanted).first()
    return found if found and concerns(actor, found) else None


def concerns(actor: Actor, one: Proxy) -> bool:
    """Whether a proxy is a matter of somebody's office."""
    return of_the_two_offices(actor, one) or of_the_represented(actor, one)


def of_office(actor: Actor) -> Sequence[Proxy]:
    """Those that the actor's office gave or holds, or by which its state is represented."""
    wanted = select(Proxy).where(
        or_(
            Proxy.office_id == actor.office_id,
            Proxy.holder_office_id == actor.office_id,
            Proxy.state_code == actor.state,
        )
    )
    found = db.session.scalars(wanted.order_by(Proxy.given_at.desc(), Proxy.id)).unique()
    return [one for one in found if concerns(actor, one)]


def of_alliance(alliance_id: uuid.UUID, states: Collection[str] | None = None) -> list[Proxy]:
    """Every proxy in an alliance that was not recalled, or those of some states; read anew."""
    wanted = select(Proxy).where(Proxy.alliance_id == alliance_id, Proxy.recalled_at.is_(None))
    if states is not None:
        wanted = wanted.where(Proxy.state_code.in_(sorted(states)))
    wanted = wanted.order_by(Proxy.given_at, Proxy.id).execution_options(populate_existing=True)
    return list(db.session.scalars(wanted).unique())


def _in_alliances(alliances: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Proxy]]:
    """Every proxy in each of these alliances that was not recalled; one statement."""
    wanted = select(Proxy).where(Proxy.alliance_id.in_(alliances), Proxy.recalled_at.is_(None))
    found: dict[uuid.UUID, list[Proxy]] = {key: [] for key in alliances}
    for one in db.session.scalars(wanted.order_by(Proxy.given_at, Proxy.id)).unique():
        found[one.alliance_id].append(one)
    return found


def with_sources(proxy: Proxy) -> list[Proxy]:
    """A proxy with all that it was passed on from, recalled or not, up to what the state gave."""
    links = [proxy]
    while links[-1].source_id is not None:
        links.append(db.session.get_one(Proxy, links[-1].source_id))
    return links


def entered_as(proxy: Proxy) -> list[int]:
    """The entries of the ledger by which it came to its holder, from that of the state itself."""
    links = [one.ref for one in reversed(with_sources(proxy))]
    made = {
        act.subject: act.n
        for act in entries_about(proxy.stream, links)
        if act.action in {Do.GIVE_PROXY, Do.CHAIN_PROXY}
    }
    return [made[ref] for ref in links]


def asked_of(question: Question, voters: Collection[str]) -> Asked:
    """A question as the rules of proxies know it; nobody off its roster represents anybody."""
    terms, there = question.asked, question.entitled.keys() & set(voters)
    return Asked(question.id, question.kind, terms.proxies, terms.chains, there)


def counting(
    question: Question, given: Iterable[Proxy], voters: Collection[str]
) -> dict[str, Proxy]:
    """Of each state the proxy that counts for a question on the day at its capital."""
    asked, by_id = asked_of(question, voters), {one.id: one for one in given}
    by_state: dict[str, list[Known]] = {}
    for one in by_id.values():
        if one.state_code in question.entitled:
            by_state.setdefault(one.state_code, []).append(one.known)
    found = {state: counting_one(some, asked, today_in(state)) for state, some in by_state.items()}
    return {state: by_id[one.id] for state, one in sorted(found.items()) if one}


def represented(actor: Actor, question_id: uuid.UUID, code: str) -> Represented | None:
    """A state on a question that the actor's office represents, or would if nothing hindered it.

    The question is held while a change is under way, as for any answer.
    """
    question = readable(actor, question_id)
    if question is None or code not in question.entitled:
        return None
    return as_represented(actor, question, code)


def as_represented(actor: Actor, question: Question, code: str) -> Represented | None:
    """The same of a question in hand; the proxies of that state, recalled too, are read anew."""
    wanted = select(Proxy).where(
        Proxy.alliance_id == question.alliance_id, Proxy.state_code == code
    )
    wanted = wanted.order_by(Proxy.given_at).execution_options(populate_existing=True)
    given = list(db.session.scalars(wanted).unique())
    voters = voters_of(question.alliance)
    counts = counting(question, given, voters).get(code)
    asked, known = asked_of(question, voters), {one.id: one.known for one in given}
    own = [one for one in given if _is_held_by(actor, one) and covers(one.known, asked)]
    if counts in own:
        return Represented(question, counts, why_not_granted(counts, given))
    if not own:
        return None
    last = max(own, key=lambda one: (one.given_at, one.id))
    why = why_not_used(last.known, known, asked, today_in(code))
    return Represented(
        question,
        last,
        why or "Another proxy of that state counts for this question: read it there.",
    )


def offices_to_hold(actor: Actor, alliance: Alliance) -> list[Office]:
    """The offices of the other states that vote in an alliance, of the kind that stands there."""
    wanted = select(Office).where(
        Office.state_code.in_(sorted(voters_of(alliance))),
        Office.state_code != actor.state,
        Office.kind == alliance.represented_by,
    )
    return list(db.session.scalars(wanted.order_by(Office.name)))


def alternates_of(actor: Actor) -> list[Person]:
    """Those of the actor's own office who may be named alternates: counsel and liaisons."""
    wanted = (
        select(Person)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.office_id == actor.office_id,
            Post.rank.in_(MAY_HOLD),
            Post.until.is_(None),
            Person.id != actor.person_id,
        )
    )
    return list(db.session.scalars(wanted.order_by(Person.name, Person.id)).unique())


def alliances_to_give_in(actor: Actor) -> list[Alliance]:
    """The alliances in which the actor may give their state's proxy, by name."""
    wanted = select(Alliance).where(
        Alliance.id.in_(list(bodies_of(actor))), Alliance.represented_by == str(actor.office)
    )
    found = db.session.scalars(wanted.order_by(Alliance.name, Alliance.id))
    return [one for one in found if may(actor, Do.GIVE_PROXY, one)]


def open_questions(state: str, alliance: Alliance) -> list[Question]:
    """The open questions of an alliance that a state is asked, soonest close first."""
    wanted = (
        select(Question)
        .join(Entitlement, Entitlement.question_id == Question.id)
        .where(
            Question.alliance_id == alliance.id,
            Question.closed_at.is_(None),
            Entitlement.state_code == state,
        )
    )
    return list(db.session.scalars(wanted.order_by(Question.closes_at, Question.id)))


def shown_on(actor: Actor, question: Question) -> list[Represented]:
    """Who holds whose proxy on an open question; whom an office named its alternate it alone sees.

    One that the registers suspend is told as such, and why to the offices that it concerns. Nothing
    is asked where nobody could be represented, as far as the reader may see.
    """
    may_be_one = actor.rank in {Rank.COUNSEL, Rank.LIAISON} and actor.state in question.entitled
    if not question.is_open or not (question.asked.proxies or may_be_one):
        return []
    given = of_alliance(question.alliance_id, question.entitled.keys())
    held = counting(question, given, voters_of(question.alliance)) if given else {}
    shown = [
        one for one in held.values() if one.alternate_id is None or one.office_id == actor.office_id
    ]
    why = suspended(shown, given) if shown else {}
    said = dict.fromkeys(why, SUSPENDED)
    said |= {one.id: why[one.id] for one in shown if one.id in why and concerns(actor, one)}
    return [Represented(question, one, said.get(one.id, "")) for one in shown]


def to_answer(actor: Actor) -> list[Represented]:
    """What the actor is asked by proxy while no answer stands for that state: soonest close first.

    What an alternate is asked is shown to them alone. By a proxy that is suspended nothing is.
    """
    held = select(Proxy.alliance_id).where(Proxy.holder_office_id == actor.office_id)
    bodies = set(db.session.scalars(held.where(Proxy.recalled_at.is_(None)))) & bodies_of(actor)
    if not bodies:
        return []
    wanted = select(Question).where(
        Question.alliance_id.in_(bodies),
        Question.closed_at.is_(None),
        Question.closes_at > clock.now(),
    )
    asked = list(db.session.scalars(wanted.order_by(Question.closes_at, Question.id)))
    if not asked:
        return []
    said = select(Answer.question_id, Answer.state_code).where(
        Answer.question_id.in_([one.id for one in asked])
    )
    answered = {tuple(row) for row in db.session.execute(said)}
    voters = voters_among({one.alliance_id: one.alliance for one in asked}.values())
    given = _in_alliances(voters.keys())
    waits = [
        Represented(question, one)
        for question in asked
        for state, one in counting(
            question, given[question.alliance_id], voters[question.alliance_id]
        ).items()
        if (question.id, state) not in answered and _is_held_by(actor, one)
    ]
    every = [one for some in given.values() for one in some]
    why = suspended([one.proxy for one in waits], every) if waits else {}
    return [one for one in waits if one.proxy.id not in why]


def _is_held_by(actor: Actor, one: Proxy) -> bool:
    """Whether somebody's office holds it; an alternate's is held by that person alone."""
    return one.holder_office_id == actor.office_id and one.alternate_id in {None, actor.person_id}
