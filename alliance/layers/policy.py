"""Who sees and writes an office's layer: its own people, and nobody else."""

from enum import StrEnum

from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.core.policy import Table
from alliance.layers.models import LayerCopy, Note, Redline
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import within_its_wall


class Do(StrEnum):
    """The actions."""

    READ = "layers:read"
    NOTE = "layers:note"
    REDLINE = "layers:redline"
    POSITION = "layers:position"
    SET_ASIDE = "layers:set-aside"
    SHARE = "layers:share"
    READ_COPY = "layers:read-copy"
    END_SHARE = "layers:end-share"
    PROMOTE = "layers:promote"


def of_an_office_that_reads(who: Actor, resolution: Resolution) -> bool:
    """Those in an office of a state that may read the text, save who manages its people."""
    concerned = bool(who.state) and who.rank is not Rank.ADMINISTRATOR
    return concerned and within_its_wall(who, resolution)


def at_work_in_an_office_that_reads(who: Actor, resolution: Resolution) -> bool:
    """Those of them who do the office's business."""
    return who.rank in AT_WORK and of_an_office_that_reads(who, resolution)


def at_work_in_its_office(who: Actor, thing: Note | Redline | LayerCopy) -> bool:
    """Those who do the business of the office whose it is."""
    own = who.office_id is not None and who.office_id == thing.office_id
    return own and at_work_in_an_office_that_reads(who, thing.resolution)


def given_it(who: Actor, copy: LayerCopy) -> bool:
    """The office that shared it; while it does, those of the states that it was given to."""
    if not of_an_office_that_reads(who, copy.resolution):
        return False
    stands = copy.ended_at is None
    to = {one.state_code for one in copy.states}
    return who.office_id == copy.office_id or (stands and who.state in to)


POLICY: Table = {
    Do.READ: [of_an_office_that_reads],
    Do.NOTE: [at_work_in_an_office_that_reads],
    Do.REDLINE: [at_work_in_an_office_that_reads],
    Do.POSITION: [at_work_in_an_office_that_reads],
    Do.SET_ASIDE: [at_work_in_its_office],
    Do.SHARE: [at_work_in_an_office_that_reads],
    Do.READ_COPY: [given_it],
    Do.END_SHARE: [at_work_in_its_office],
    Do.PROMOTE: [at_work_in_its_office],
}
