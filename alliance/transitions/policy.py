"""Who may do what in a transition."""

from enum import StrEnum

from alliance.authority.policy import head_of_an_office, office_of_a_state
from alliance.core.policy import Table


class Do(StrEnum):
    """The actions."""

    LIST = "transitions:list"
    DECIDE = "transitions:decide"


POLICY: Table = {
    Do.LIST: [office_of_a_state],
    Do.DECIDE: [head_of_an_office],
}
