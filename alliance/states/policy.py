"""Who may do what with the reference data of states."""

from enum import StrEnum

from alliance.core.policy import Table, operator, signed_in


class Do(StrEnum):
    """The actions."""

    LOAD = "states:load"
    LIST = "states:list"
    READ = "states:read"


POLICY: Table = {
    Do.LOAD: [operator],
    Do.LIST: [signed_in],
    Do.READ: [signed_in],
}
