"""Who may see what on the desk."""

from enum import StrEnum

from alliance.core.policy import Table, signed_in, with_account


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
    Do.DESK: [with_account],
    Do.SEARCH: [signed_in],
    Do.RECORD: [signed_in],
    Do.OFFICE_LOG: [signed_in],
    Do.STATES: [signed_in],
    Do.STATE: [signed_in],
    Do.SETTINGS: [with_account],
    Do.WHO_MAY: [signed_in],
}
