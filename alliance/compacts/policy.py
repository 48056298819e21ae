"""Who may do what with the rules of alliances and what they are held against."""

from enum import StrEnum

from alliance.core.policy import Table, operator, signed_in
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    READ = "compacts:read"
    IMPORT_WEIGHTS = "compacts:import-weights"
    RECORD_EVENT = "compacts:record-event"


POLICY: Table = {
    Do.READ: [signed_in],
    Do.IMPORT_WEIGHTS: [operator],
    Do.RECORD_EVENT: [secretariat_of],
}
