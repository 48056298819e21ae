"""What an office holds of a text: pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

LONGEST_NOTE: Final = 5_000
LONGEST_REASON: Final = 1_000
MOST_COPIED: Final = 100  # notes and redlines that are shared at once


class Stance(StrEnum):
    """How an office stands to a text."""

    SUPPORT = "support"
    IF_AMENDED = "support if amended"
    OPPOSE = "oppose"
    UNDECIDED = "undecided"


IN_WORDS: Final[Mapping[Stance, str]] = {
    Stance.SUPPORT: "Support",
    Stance.IF_AMENDED: "Support if amended",
    Stance.OPPOSE: "Oppose",
    Stance.UNDECIDED: "Undecided",
}
EMPTY: Final = "This changes nothing. Write what the unit is to say."
GONE: Final = "This was set aside already."
STALE: Final = "The text has no such version for your office. Begin again from the text as it is."
MANY: Final = f"At most {MOST_COPIED} notes and redlines are shared at once. Choose fewer."
NOTHING: Final = "Choose what to share: notes, redlines, or your position."
UNSEEN: Final = (
    "is on a version that these states have not been shown. Write it anew on the version that "
    "they have, or share it when they are shown this one."
)
