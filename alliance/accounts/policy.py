"""Who may do what with offices and people."""

from enum import StrEnum

from alliance.core.policy import Table, operator


class Do(StrEnum):
    """The actions."""

    OPEN_OFFICE = "accounts:open-office"
    APPOINT = "accounts:appoint"


POLICY: Table = {
    Do.OPEN_OFFICE: [operator],
    Do.APPOINT: [operator],
}
