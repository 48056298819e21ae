"""Who may answer for a state besides itself: which proxy counts, and what cannot be given: pure.

A proxy names another state's office, or an alternate: a person of the own office. It covers all
questions of an alliance, those of one kind, or one question, from its first day through its last,
days at the capital of the state that is represented. It is passed on only where the question's
terms let it be. It gives no presence: a state is there in person when its own office answers, by
its alternate too (`in_person`).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from alliance.charters.voting import KINDS as OF_CHARTERS

LONGEST = 366  # days from the first through the last
MOST_INSTRUCTIONS = 4_000  # characters
# The kinds of question for which a proxy may be given.
KINDS = ("admission", *OF_CHARTERS)


class Scope(StrEnum):
    """What a proxy covers, the narrowest last."""

    ALLIANCE = "alliance"
    KIND = "kind"
    QUESTION = "question"


NARROWNESS = {Scope.ALLIANCE: 0, Scope.KIND: 1, Scope.QUESTION: 2}


@dataclass(frozen=True)
class Proxy:
    """A proxy as the rules know it; the days are inclusive.

    `state` is represented, `holder` the state of the office that holds it: the same where it names
    an alternate. `kind` is also that of the one question. `source` is what it was passed on from.
    """

    id: uuid.UUID
    state: str
    holder: str
    from_on: dt.date
    last_on: dt.date
    given_at: dt.datetime
    scope: Scope = Scope.ALLIANCE
    kind: str | None = None
    question: uuid.UUID | None = None
    recalled: bool = False
    source: uuid.UUID | None = None
    person: uuid.UUID | None = None  # the alternate

    @property
    def alternate(self) -> bool:
        """Whether it names somebody of the state's own office."""
        return self.holder == self.state and self.source is None


@dataclass(frozen=True)
class Asked:
    """A question as far as proxies are concerned: its terms, and who on its roster votes now."""

    id: uuid.UUID
    kind: str
    proxies: bool
    chains: bool
    voters: Collection[str]


class Allows(Protocol):
    """What a charter, or the frozen terms of one question, lets be done with proxies."""

    @property
    def proxies(self) -> bool:
        """Whether another state's officer may answer for a state."""

    @property
    def chains(self) -> bool:
        """Whether a holder may pass a proxy on."""


def why_not_allowed(allows: Allows, *, asked: bool, chained: bool = False) -> str:
    """Why another state's office may not hold a proxy, or ""; `asked`: for one question alone."""
    if not allows.proxies and asked:
        return (
            "The terms of this question do not let a state be represented by proxy: they are those "
            "of the charter as it was when the question was opened. Name an alternate."
        )
    if not allows.proxies:
        return "The charter does not let a state be represented by proxy. Name an alternate."
    if chained and not allows.chains:
        return "The charter does not let a proxy be passed on."
    return ""


def covers(one: Proxy, asked: Asked) -> bool:
    """Whether a question is within the scope of a proxy."""
    if one.scope is Scope.QUESTION:
        return one.question == asked.id
    return one.scope is Scope.ALLIANCE or one.kind == asked.kind


def why_not_now(one: Proxy, day: dt.date) -> str:
    """Why a proxy by itself does not hold on a day, or ""."""
    if one.recalled:
        return "The proxy was recalled."
    if day > one.last_on:
        return f"The proxy has ended: its last day was {_said(one.last_on)}."
    if day < one.from_on:
        return f"The proxy does not hold yet: its first day is {_said(one.from_on)}."
    return ""


def why_not_standing(one: Proxy, known: Mapping[uuid.UUID, Proxy], day: dt.date) -> str:
    """The same of a proxy with all that it was passed on from."""
    links, wrong = chain_of(one, known)
    if wrong:
        return wrong
    above = next(filter(None, (why_not_now(link, day) for link in links[:-1])), "")
    return why_not_now(one, day) or (above and f"What it was passed on from: {above}")


def chain_of(one: Proxy, known: Mapping[uuid.UUID, Proxy]) -> tuple[list[Proxy], str]:
    """The links from what the state itself gave down to this one, and what is wrong, or ""."""
    links, held = [one], {one.holder}
    while links[0].source is not None:
        above = known.get(links[0].source)
        if above is None:
            return links, "What the proxy was passed on from is not there."
        if above.holder in held or above.state != one.state:
            return links, "The proxy leads back to a state that held it already."
        held.add(above.holder)
        links.insert(0, above)
    if len(links) > 1 and one.state in held:
        return links, "The proxy leads back to the state that gave it."
    return links, ""


def why_not_used(one: Proxy, known: Mapping[uuid.UUID, Proxy], asked: Asked, day: dt.date) -> str:
    """Why an answer cannot be given by a proxy on a day, or ""; who else holds one is not asked."""
    links, wrong = chain_of(one, known)
    if wrong:
        return wrong
    if len(links) > 1 and not asked.chains:
        return "The charter does not let a proxy be passed on."
    if not one.alternate and not asked.proxies:
        return "This question is not answered by proxy: the charter did not let it be."
    return next(filter(None, (_why_not_link(link, asked, day) for link in links)), "")


def _why_not_link(link: Proxy, asked: Asked, day: dt.date) -> str:
    if not covers(link, asked):
        return "The proxy does not cover this question."
    if not {link.state, link.holder} <= set(asked.voters):
        return (
            "A state that is suspended, no longer votes, or is not on the roster of the question, "
            "neither gives nor holds a proxy."
        )
    return why_not_now(link, day)


def counting_one(given: Iterable[Proxy], asked: Asked, day: dt.date) -> Proxy | None:
    """Of one state's proxies the one that counts for a question on a day, or None.

    Of those that the state itself gave the one with the narrower scope counts, of two as narrow the
    later; where it was passed on, the same holds among those to whom.
    """
    known = {one.id: one for one in given}
    usable = [one for one in known.values() if not why_not_used(one, known, asked, day)]
    found: Proxy | None = None
    while below := [one for one in usable if one.source == (found.id if found else None)]:
        found = max(below, key=lambda one: (NARROWNESS[one.scope], one.given_at, one.id))
    return found


def why_not_first(first: dt.date, today: dt.date) -> str:
    """The reason against a first day, or ""; days are those at the state's capital."""
    if first < today:
        return "The first day has passed: nothing holds before it is given. Choose a later one."
    return ""


def why_not_last(
    first: dt.date | None, last: dt.date, today: dt.date, within: Proxy | None = None
) -> str:
    """The reason against a last day, or ""; `within`: what is passed on."""
    if first and last < first:
        return "The last day lies before the first."
    if last < today:
        return "The last day has passed. Choose a later one."
    if first and (last - first).days >= LONGEST:
        return f"A proxy holds for at most {LONGEST} days. Choose an earlier last day."
    if within and (last > within.last_on or (first and first < within.from_on)):
        return (
            "What is passed on exceeds its source, which holds from "
            f"{_said(within.from_on)} through {_said(within.last_on)}."
        )
    return ""


def why_not_give(
    one: Proxy, known: Collection[Proxy], day: dt.date, voters: Collection[str]
) -> str:
    """The reason against giving a proxy, or ""; `known` are all those of the alliance."""
    if reason := why_not_first(one.from_on, day) or why_not_last(one.from_on, one.last_on, day):
        return reason
    if one.scope is not Scope.ALLIANCE and one.kind not in KINDS:
        return "Choose the kind of question that the proxy covers."
    if not {one.state, one.holder} <= set(voters):
        return "A proxy is given and held by states that vote in this alliance now."
    return _why_not_beside(one, known)


def _why_not_beside(one: Proxy, known: Collection[Proxy]) -> str:
    """The reason against it that lies in the others of the alliance, or ""."""
    if any(_is_same(one, other) for other in known):
        return "This proxy is given already, for the same questions and days."
    by_id = {other.id: other for other in known}
    if one.source is not None and (reason := _why_not_pass_on(one, by_id)):
        return reason
    if leads_back(one, known) and one.source is not None:
        return (
            "The proxy would lead back: whoever is to hold it is represented, on the same "
            "questions and days, by the state whose proxy it is, or by one that this represents."
        )
    if leads_back(one, known):
        return (
            "The proxy would lead back to your state: whoever is to hold it has given theirs, on "
            "the same questions and days, to your state or to one that yours represents."
        )
    return ""


def _is_same(one: Proxy, other: Proxy) -> bool:
    """Whether another proxy that is not recalled says the very same."""
    told = replace(other, id=one.id, given_at=one.given_at)
    return not other.recalled and told == one


def leads_back(one: Proxy, known: Iterable[Proxy]) -> bool:
    """Whether the states that represent one another would form a loop, on some question and day.

    What was passed on counts like what a state gave, as long as all that it came from is there.
    """
    if one.alternate:
        return False
    after: dict[str, set[str]] = {}
    by_id = {other.id: other for other in known}
    for other in by_id.values():
        alive = not other.alternate and _is_whole(other, by_id)
        if alive and overlaps(one, other):
            after.setdefault(other.state, set()).add(other.holder)
    reached, ahead = {one.holder}, [one.holder]
    while ahead:
        for state in after.get(ahead.pop(), set()) - reached:
            reached.add(state)
            ahead.append(state)
    return one.state in reached


def _is_whole(one: Proxy, known: Mapping[uuid.UUID, Proxy]) -> bool:
    """Whether neither a proxy nor what it was passed on from was recalled."""
    links, wrong = chain_of(one, known)
    return not wrong and not any(link.recalled for link in links)


def overlaps(one: Proxy, other: Proxy) -> bool:
    """Whether there may be a question and a day that both cover."""
    if one.last_on < other.from_on or other.last_on < one.from_on:
        return False
    if Scope.ALLIANCE in (one.scope, other.scope):
        return True
    if one.scope is other.scope is Scope.QUESTION:
        return one.question == other.question
    return one.kind == other.kind


def in_person(holders: Mapping[str, str | None]) -> set[str]:
    """Who answered in person, of those that answered.

    `holders` says for each state whose officer answered by its proxy, None where none was used. A
    state is there in person when its own office answers, by its alternate too; a proxy is not.
    """
    return {state for state, holder in holders.items() if holder in (None, state)}


def why_not_replace(last: str | None, state: str, *, by_proxy: bool, holder: str) -> str:
    """Why an answer by proxy does not take the place of the one that stands, or "".

    What the state itself said stands against every proxy, what its alternate said against every
    other state's. `last` is the holder of the proxy by which that one was given, None of none;
    `by_proxy` whether it was; `holder` is of the proxy that is used.
    """
    if not by_proxy:
        return "The state has answered itself: its own answer is not replaced by a proxy."
    if last == state and holder != state:
        return "The state's alternate has answered: that is not replaced by another state's proxy."
    return ""


def _why_not_pass_on(one: Proxy, known: Mapping[uuid.UUID, Proxy]) -> str:
    """Why a proxy cannot be passed on like this, or "": it never exceeds what it comes from."""
    source = known.get(one.source) if one.source else None
    if source is None or source.recalled:
        return "What is to be passed on was recalled."
    if source.alternate:
        return "An alternate answers in person: it is not passed on."
    if wrong := chain_of(one, known)[1]:
        return wrong
    if reason := why_not_last(one.from_on, one.last_on, one.from_on, source):
        return reason
    if not within(one, source):
        return "What is passed on exceeds its source: it covers less."
    return ""


def within(one: Proxy, source: Proxy) -> bool:
    """Whether what is passed on covers no more questions than what it comes from."""
    if source.scope is Scope.QUESTION:
        return one.scope is Scope.QUESTION and one.question == source.question
    return source.scope is Scope.ALLIANCE or (
        one.scope is not Scope.ALLIANCE and one.kind == source.kind
    )


def _said(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
