"""Who writes on drafts."""

from enum import StrEnum

from alliance.core.policy import Table
from alliance.resolutions.policy import of_its_writers, writer_of_it


class Do(StrEnum):
    """The actions."""

    WRITE = "drafting:write"
    READ = "drafting:read"


POLICY: Table = {
    Do.WRITE: [writer_of_it],
    Do.READ: [of_its_writers],
}
