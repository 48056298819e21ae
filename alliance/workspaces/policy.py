"""Who may see what on the desk."""

from enum import StrEnum

from alliance.core.policy import Table, signed_in


class Do(StrEnum):
    """The actions."""

    DESK = "workspaces:desk"
    SEARCH = "workspaces:search"
    RECORD = "workspaces:record"
    OFFICE_LOG = "workspaces:office-log"
    STATES = "workspaces:states"
    STATE = "workspaces:state"
    SETTINGS = "workspaces:settings"
    WHO_MAY = "workspaces:who-may-do-what"


POLICY: Table = {
    Do.DESK: [signed_in],
    Do.SEARCH: [signed_in],
    Do.RECORD: [signed_in],
    Do.OFFICE_LOG: [signed_in],
    Do.STATES: [signed_in],
    Do.STATE: [signed_in],
    Do.SETTINGS: [signed_in],
    Do.WHO_MAY: [signed_in],
}
