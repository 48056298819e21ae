"""How much is taken in at once, how long things are kept: pure."""

import datetime as dt
from enum import StrEnum
from typing import Final

LARGEST_UPDATE: Final = 256 * 1024  # bytes that one browser sends at once
SNAPSHOT_AFTER: Final = 100  # updates
KEPT_APART: Final = dt.timedelta(hours=13)  # a form is never older: no session lasts longer
HERE_FOR: Final = dt.timedelta(seconds=40)  # after that somebody is no longer there
LARGEST_CLIENT: Final = (1 << 53) - 1


class Via(StrEnum):
    """How an update came."""

    SEED = "seed"  # the text of the version that the draft began with
    TYPED = "typed"
    FORM = "form"  # a form that was sent whole, without live editing


FROZEN: Final = (
    "This text is frozen: nothing more is taken in. What you wrote and is not saved stands on "
    "this page; copy it from here."
)
TOO_LARGE: Final = (
    "That is more than is taken in at once. Paste it in parts, or take the text in from a file."
)
NOT_YOURS: Final = "This browser's number belongs to somebody else. Load the page again."
GAP: Final = "Something that was written before has not come. It is sent once more."
