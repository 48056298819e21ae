"""Who may do what about mail and calendars."""

from enum import StrEnum

from alliance.core.actor import Actor, Rank
from alliance.core.policy import Table, operator, signed_in, the_clock
from alliance.mailing.models import Bounce


class Do(StrEnum):
    """The actions."""

    CHOOSE = "mailing:choose"
    CALENDAR = "mailing:renew-calendar"
    END_CALENDAR = "mailing:end-calendar"
    NOTE_BOUNCE = "mailing:note-bounce"
    CONFIRM = "mailing:confirm-address"
    DEMO_MAIL = "mailing:list"


def its_administrator(who: Actor, bounce: Bounce) -> bool:
    """The administrator of the office whose person's address it is."""
    return who.rank is Rank.ADMINISTRATOR and who.office_id == bounce.office_id


POLICY: Table = {
    Do.CHOOSE: [signed_in],
    Do.CALENDAR: [signed_in],
    Do.END_CALENDAR: [signed_in],
    Do.NOTE_BOUNCE: [operator, the_clock],
    Do.CONFIRM: [its_administrator, operator],
    Do.DEMO_MAIL: [signed_in],
}
