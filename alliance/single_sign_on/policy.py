"""Who may do what with single sign-on."""

from enum import StrEnum

from alliance.core.actor import Actor, Rank
from alliance.core.policy import Table, operator, signed_in
from alliance.single_sign_on.models import IdentityRequest


class Do(StrEnum):
    """The actions."""

    ADD = "single-sign-on:add"
    LIST = "single-sign-on:list"
    REMOVE = "single-sign-on:remove"
    MINE = "single-sign-on:mine"
    LINK = "single-sign-on:link"
    OFFICE = "single-sign-on:office"
    REQUIRE = "single-sign-on:require"
    CONSENT = "single-sign-on:consent"
    REFUSE = "single-sign-on:refuse"
    END = "single-sign-on:end"


def administrator(who: Actor, _: object) -> bool:
    """The administrator of an office, for the actor's own office."""
    return who.rank is Rank.ADMINISTRATOR


def administrator_asked(who: Actor, request: IdentityRequest) -> bool:
    """The administrator of the office that is asked; of a state's request, of any of its own."""
    if who.rank is not Rank.ADMINISTRATOR:
        return False
    if request.office_id is not None:
        return request.office_id == who.office_id
    return bool(who.state) and request.state_code == who.state


def the_person(who: Actor, request: IdentityRequest) -> bool:
    """The one whose account the request names."""
    return request.person_id is not None and request.person_id == who.person_id


POLICY: Table = {
    Do.ADD: [operator],
    Do.LIST: [operator],
    Do.REMOVE: [operator],
    Do.MINE: [signed_in],
    Do.LINK: [the_person],
    Do.OFFICE: [administrator],
    Do.REQUIRE: [administrator],
    Do.CONSENT: [administrator_asked],
    Do.REFUSE: [administrator_asked],
    Do.END: [administrator],
}
