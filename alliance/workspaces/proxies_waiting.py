"""Questions on the desk that somebody is asked by proxy."""

from sqlalchemy import Uuid, bindparam, exists

from alliance.core.actor import Actor
from alliance.core.policy import may
from alliance.resolutions.lists import BESIDE
from alliance.states.reference import name_of
from alliance.votes.policy import Do
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.policy import Represented
from alliance.votes.proxies.queries import to_answer
from alliance.workspaces.items import Item

BESIDE["proxies"] = exists().where(
    Proxy.holder_office_id == bindparam("office_id", type_=Uuid()), Proxy.recalled_at.is_(None)
)


def proxies_waiting(actor: Actor) -> list[Item]:
    """What waits for an answer by a proxy that the office holds, or as an alternate."""
    return [_to_answer(actor, one) for one in to_answer(actor)] if actor.state else []


def _to_answer(actor: Actor, one: Represented) -> Item:
    question, state = one.question, name_of(one.proxy.state_code)
    answers = may(actor, Do.ANSWER_BY_PROXY, one)
    whose = "as its alternate" if one.proxy.alternate_id else "by its proxy"
    return Item(
        f"proxy:{one.proxy.id}:{question.id}",
        question.title,
        f"{question.alliance.name}: answer for {state}, {whose}"
        + ("" if answers else "; the principal of your office gives it"),
        "proxies.answer" if answers else "votes.show",
        (("question_id", question.id), *((("code", one.proxy.state_code),) if answers else ())),
        max(question.opened_at, one.proxy.given_at),
        due=question.closes_at,
        action="Answer" if answers else "",
    )
