"""Who may share something with guests, and what a guest may read."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table
from alliance.guests.models import Share
from alliance.resolutions.policy import its_secretariat, writer_in_its_office


class Do(StrEnum):
    """The actions."""

    LIST = "guests:list"
    SHARE = "guests:share"
    END = "guests:end"
    READ = "guests:read"


def sharer(who: Actor, share: Share) -> bool:
    """Those at work in the office that shared it."""
    return who.rank in AT_WORK and who.office_id == share.office_id


def the_guest(who: Actor, share: Share) -> bool:
    """The guest with whom it is shared."""
    return who.rank is Rank.GUEST and who.office_id == share.guest_id


POLICY: Table = {
    Do.LIST: [writer_in_its_office, its_secretariat],
    Do.SHARE: [writer_in_its_office, its_secretariat],
    Do.END: [sharer],
    Do.READ: [the_guest],
}
