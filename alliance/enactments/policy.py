"""Who may do what with campaigns."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor
from alliance.core.policy import Table, signed_in, the_clock
from alliance.enactments.models import Campaign, Enacted
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    READ = "enactments:read"
    OPEN = "enactments:open"
    REVISE = "enactments:revise"
    CLOSE = "enactments:close"
    REPORT = "enactments:report"
    DETERMINE = "enactments:determine"
    PUT = "enactments:put"
    FIND = "enactments:find"
    COUNT_AGAIN = "enactments:count-again"


def its_secretariat(who: Actor, alliance: Alliance) -> bool:
    """The alliance's secretariat."""
    return secretariat_of(who, alliance)


def secretariat_of_it(who: Actor, what: Campaign | Enacted) -> bool:
    """The secretariat of the alliance whose campaign it is."""
    return secretariat_of(who, what.alliance)


def reports(who: Actor, campaign: Campaign) -> bool:
    """Who does an office's business in a state, of its own state; the secretariat, of any."""
    own = who.rank in AT_WORK and bool(who.state)
    return own or secretariat_of(who, campaign.alliance)


POLICY: Table = {
    Do.READ: [signed_in],
    Do.OPEN: [its_secretariat],
    Do.REVISE: [secretariat_of_it],
    Do.CLOSE: [secretariat_of_it],
    Do.REPORT: [reports],
    Do.DETERMINE: [secretariat_of_it],
    Do.PUT: [secretariat_of_it],
    Do.FIND: [the_clock],
    Do.COUNT_AGAIN: [the_clock],
}
