"""The rules of campaigns: what they hold, what is expected, when somebody is reminded."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from alliance.instruments.rules import ENDED, Purpose, Stage

LONGEST_TITLE = 200
LONGEST_TEXT = 400_000  # what the text check compares
LONGEST_REASONS = 4_000
LONGEST_WHY = 300
LONGEST_WAIT = 366  # days
BEFORE = 7  # days before an expected day, unless the campaign says otherwise
SILENT = 60  # days without anything recorded, unless the campaign says otherwise
PURPOSES = (Purpose.JOIN, Purpose.AMEND)


class Finding(StrEnum):
    """What somebody found of a text against a model."""

    SIMILAR = "substantially similar"
    DIFFERENT = "materially different"


@dataclass(frozen=True)
class Texts:
    """The digests of the two texts that somebody had before them."""

    model_sha256: str
    text_sha256: str


def why_not_campaign(purpose: Purpose, title: str, text: str, waits: Iterable[int]) -> str | None:
    """Why there can be no such campaign, or None."""
    if purpose not in PURPOSES:
        return "A campaign asks states to join or to amend. Choose one of the two."
    if not title.strip() or len(title) > LONGEST_TITLE:
        return f"Write a title of at most {LONGEST_TITLE} characters."
    if not text.strip():
        return "Enter the model: the text that all states are to enact."
    if len(text) > LONGEST_TEXT:
        return f"The model is longer than {LONGEST_TEXT:,} characters. Shorten it."
    if any(not 1 <= days <= LONGEST_WAIT for days in waits):
        return f"Reminders come after 1 to {LONGEST_WAIT} days. Choose such a number."
    return None


def why_not_reasons(reasons: str) -> str | None:
    """Why these are no reasons, or None."""
    if not reasons.strip():
        return "Give the reasons: others read them, and a court may."
    if len(reasons) > LONGEST_REASONS:
        return f"The reasons are longer than {LONGEST_REASONS:,} characters. Shorten them."
    return None


def words_of(text: str) -> str:
    """The words of a text: what is left when spacing, capitals and punctuation are set aside."""
    return " ".join(_WORD.findall(text.casefold()))


_WORD = re.compile(r"\w+")


def under_way(stage: Stage) -> bool:
    """Whether an enactment may still come, or has come: neither failed, vetoed nor repealed."""
    return stage not in ENDED and stage is not Stage.VETOED


def awaited(stage: Stage) -> bool:
    """Whether an enactment is under way and not there yet: somebody may be reminded of it."""
    return under_way(stage) and stage is not Stage.MADE


def remind_on(expected_on: dt.date, before: int) -> dt.date:
    """The day on which somebody is reminded of an expected day."""
    return expected_on - dt.timedelta(days=before)
