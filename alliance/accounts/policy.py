"""Who may do what with offices and people."""

from enum import StrEnum

from alliance.core.policy import Table, operator, with_account


class Do(StrEnum):
    """The actions."""

    OPEN_OFFICE = "accounts:open-office"
    APPOINT = "accounts:appoint"
    OWN_SESSION = "accounts:own-session"  # to see and end one's own, and to change one's office
    LIST = "accounts:list"


POLICY: Table = {
    Do.OPEN_OFFICE: [operator],
    Do.APPOINT: [operator],
    Do.OWN_SESSION: [with_account],
    Do.LIST: [operator],
}
