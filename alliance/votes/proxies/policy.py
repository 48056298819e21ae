"""Who may do what with proxies."""

import uuid
from dataclasses import dataclass

from alliance.authority.policy import named_for, office_of_a_state
from alliance.authority.rules import ActClass
from alliance.core.actor import Actor, Rank
from alliance.core.policy import Table
from alliance.membership.models import Alliance
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.proxies.models import Proxy


@dataclass(frozen=True)
class Represented:
    """A state that is represented on a question by a proxy of somebody's; `why` it is not now."""

    question: Question
    proxy: Proxy
    why: str = ""

    @property
    def stream(self) -> str:
        """An answer stands in the stream of the alliance, about the question."""
        return self.question.stream

    @property
    def ref(self) -> str:
        """The question's name in the ledger."""
        return self.question.ref


def bodies_of(who: Actor) -> frozenset[uuid.UUID]:
    """The alliances to which a state belongs, in any class; whether it votes is asked again."""
    return who.bodies | who.belongs


def binds(who: Actor) -> bool:
    """Whether somebody may answer for their state, as far as is known before the register."""
    return who.rank is Rank.PRINCIPAL or named_for(ActClass.ANSWER, who)


def a_member_s_officer(who: Actor, alliance: Alliance) -> bool:
    """Who answers for a member state: its officeholder, or whom the register of that office names.

    The register is asked again, and whether the state votes: an associate does where the charter
    lets it.
    """
    return binds(who) and alliance.id in bodies_of(who) and who.office == alliance.represented_by


def of_the_two_offices(who: Actor, proxy: Proxy) -> bool:
    """Anybody in the office that gave it or in that which holds it."""
    return who.office_id in {proxy.office_id, proxy.holder_office_id}


def of_the_represented(who: Actor, proxy: Proxy) -> bool:
    """Anybody in the office that stands for the state that is represented, however it went on."""
    return who.state == proxy.state_code and who.office == proxy.alliance.represented_by


def holds_it(who: Actor, proxy: Proxy) -> bool:
    """The officeholder of the office that holds it for another state."""
    return (
        who.rank is Rank.PRINCIPAL
        and proxy.alternate_id is None
        and who.office_id == proxy.holder_office_id
    )


def gave_it(who: Actor, proxy: Proxy) -> bool:
    """Who answers for the office that gave it, or for the state that is represented."""
    of_them = who.office_id == proxy.office_id or of_the_represented(who, proxy)
    return binds(who) and of_them


def holds_its_proxy(who: Actor, asked: Represented) -> bool:
    """The officeholder of the office that holds the proxy, while a member state's."""
    return holds_it(who, asked.proxy) and asked.question.alliance_id in bodies_of(who)


def its_alternate(who: Actor, asked: Represented) -> bool:
    """The person of the state's own office whom it named."""
    proxy = asked.proxy
    return (
        proxy.alternate_id is not None
        and who.person_id == proxy.alternate_id
        and who.office_id == proxy.holder_office_id
        and who.rank not in {Rank.OBSERVER, Rank.ADMINISTRATOR}
    )


POLICY: Table = {
    Do.LIST_PROXIES: [office_of_a_state],
    Do.READ_PROXY: [of_the_two_offices, of_the_represented],
    Do.GIVE_PROXY: [a_member_s_officer],
    Do.CHAIN_PROXY: [holds_it],
    Do.RECALL_PROXY: [gave_it],
    Do.ANSWER_BY_PROXY: [holds_its_proxy, its_alternate],
}
