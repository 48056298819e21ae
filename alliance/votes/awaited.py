"""Of whom an answer is still awaited: the states themselves, and who may answer for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.db import db
from alliance.votes.models import Answer, Question
from alliance.votes.proxies.grounds import suspended
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.queries import counting, of_alliance


@dataclass(frozen=True)
class Awaited:
    """What somebody is reminded of; false where nothing is awaited of them.

    `own`: the answer of their state; `held`: those of the states whose proxy their office holds;
    `alternate`: whether they may give that of their own state as its alternate.
    """

    own: bool
    held: Sequence[str]
    alternate: bool = False

    def __bool__(self) -> bool:
        return self.own or bool(self.held)


def missing(question: Question) -> list[str]:
    """The states on the roster that have not answered, sorted."""
    given = select(Answer.state_code).where(Answer.question_id == question.id, Answer.n == 1)
    return sorted(question.entitled.keys() - set(db.session.scalars(given)))


def usable(question: Question, states: Collection[str]) -> dict[str, Proxy]:
    """By which proxy each of these states could be answered for now; an alternate's too.

    What was recalled, has ended, covers other questions or is suspended is none of them.
    """
    given = of_alliance(question.alliance_id, states)
    counts = counting(question, given, voters_of(question.alliance)) if given else {}
    hindered = suspended(counts.values(), given)
    return {state: one for state, one in counts.items() if one.id not in hindered}


def awaited_of(reader: Actor, question: Question) -> Awaited:
    """What is awaited of somebody now, to be found out when they are told."""
    open_ = question.is_open and clock.now() < question.closes_at
    states = missing(question) if open_ else []
    own = reader.state in states and reader.office == question.represented_by
    may_be_one = own and reader.rank in {Rank.COUNSEL, Rank.LIAISON}
    if not states or not (question.asked.proxies or may_be_one):
        return Awaited(own, [])
    found = [one for one in usable(question, states).values() if _of(reader, one)]
    held = [one.state_code for one in found if one.alternate_id is None]
    return Awaited(own, held, len(held) < len(found))


def _of(reader: Actor, one: Proxy) -> bool:
    return one.holder_office_id == reader.office_id and one.alternate_id in {None, reader.person_id}
