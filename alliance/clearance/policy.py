"""Who may do what with the inner steps of an office."""

import uuid
from enum import StrEnum
from typing import Protocol

from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table


class Do(StrEnum):
    """The actions."""

    LIST = "clearance:list"
    SET_RULE = "clearance:set-rule"
    READ = "clearance:read"
    PREPARE = "clearance:prepare"
    CLEAR = "clearance:clear"
    GIVE_BACK = "clearance:give-back"
    WITHDRAW = "clearance:withdraw"
    RELEASE = "clearance:release"


class InHand(Protocol):
    """What somebody prepared for their office."""

    @property
    def office_id(self) -> uuid.UUID:
        """The office."""

    @property
    def prepared_by_id(self) -> uuid.UUID:
        """Who prepared it."""


def office_of_a_state(who: Actor, _: object) -> bool:
    """Anybody in an office of a state: they read their own office's rule."""
    return bool(who.state)


def head_of_an_office(who: Actor, _: object) -> bool:
    """The principal of an office of a state."""
    return bool(who.state) and who.rank is Rank.PRINCIPAL


def at_work_for_a_state(who: Actor, _: object) -> bool:
    """Who does the business of an office of a state."""
    return bool(who.state) and who.rank in AT_WORK


def of_its_office(who: Actor, what: InHand) -> bool:
    """Anybody in the office for which it was prepared."""
    return bool(who.state) and what.office_id == who.office_id


def other_counsel(who: Actor, what: InHand) -> bool:
    """Counsel of its office who did not prepare it: the person counts, not the post."""
    return (
        who.rank is Rank.COUNSEL
        and of_its_office(who, what)
        and who.person_id != what.prepared_by_id
    )


def another_head(who: Actor, what: InHand) -> bool:
    """The principal of its office, who did not prepare it."""
    return (
        who.rank is Rank.PRINCIPAL
        and of_its_office(who, what)
        and who.person_id != what.prepared_by_id
    )


def who_prepared_it(who: Actor, what: InHand) -> bool:
    """The person who prepared it, in the office for which they did."""
    return (
        at_work_for_a_state(who, what)
        and of_its_office(who, what)
        and who.person_id == what.prepared_by_id
    )


def another_at_work(who: Actor, what: InHand) -> bool:
    """Somebody else at work in its office; the register says whether they may bind the state."""
    return (
        at_work_for_a_state(who, what)
        and of_its_office(who, what)
        and who.person_id != what.prepared_by_id
    )


POLICY: Table = {
    Do.LIST: [office_of_a_state],
    Do.SET_RULE: [head_of_an_office],
    Do.READ: [of_its_office],
    Do.PREPARE: [at_work_for_a_state],
    Do.CLEAR: [other_counsel],
    Do.GIVE_BACK: [other_counsel, another_head],
    Do.WITHDRAW: [who_prepared_it],
    Do.RELEASE: [another_at_work],
}
