"""The rules of withdrawal: when notice is complete, what may still be done, what a letter says."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_WORDS = 5_000
LONGEST_SOURCE = 300
LONGEST_AHEAD = 30  # years: past them a day is mistyped

GIVEN, COMPLETE = "notice_given", "notice_complete"
NAMED = "named_day"  # what a notice waits for where no rule gives the day
# What happens by itself here and is never entered by hand.
KNOWN_HERE = frozenset({GIVEN, COMPLETE})


class Stage(StrEnum):
    """How far a withdrawal has come."""

    GIVEN = "notice given"
    RESCINDED = "rescinded"
    EFFECTIVE = "in effect"


class Delivery(StrEnum):
    """How far a letter has come."""

    DRAFTED = "drafted"
    SENT = "sent"
    DELIVERED = "delivered"


class Way(StrEnum):
    """How a letter was delivered."""

    HERE = "acknowledged here"
    MAIL = "certified mail"
    COURIER = "courier"
    HAND = "by hand"
    ELECTRONIC = "e-mail with receipt"


def complete_on(given_on: dt.date, delivered: Iterable[dt.date | None]) -> dt.date | None:
    """The day on which the last of the letters was delivered; None while one is not.

    Where nobody else is a member there is nobody to notify, and the notice is complete at once.
    """
    days = list(delivered)
    if any(day is None for day in days):
        return None
    return max([given_on, *(day for day in days if day)])


def why_not_named(named: dt.date | None, given_on: dt.date) -> str | None:
    """Why a notice cannot name this day as that of leaving, or None."""
    if named is None:
        return None
    if named < given_on:
        return "The day of leaving lies before the notice. Choose a later one."
    if named.year > given_on.year + LONGEST_AHEAD:
        return f"The day of leaving lies more than {LONGEST_AHEAD} years ahead. Check the year."
    return None


def why_not_undated(effective_on: dt.date | None, *, names_day: bool) -> str | None:
    """Why a notice cannot be given without a day of its own, or None."""
    if names_day and effective_on is None:
        return (
            "No rule that can be computed says from when a withdrawal takes effect here. Name the "
            "day from which your state leaves, as counsel reads the rules."
        )
    return None


def why_not_delivered(on: dt.date, given_on: dt.date, today: dt.date) -> str | None:
    """Why a letter cannot have been delivered on a day, or None."""
    if on < given_on:
        return f"The letter was written on {given_on.isoformat()}: it was not delivered before."
    if on > today:
        return "This day lies ahead. Record the delivery when it has happened."
    return None


def why_not_event(name: str, on: dt.date, asked: Sequence[str], today: dt.date) -> str | None:
    """Why an event of a withdrawal cannot be recorded, or None."""
    if name not in asked:
        return "The rule of this alliance does not ask for that. Choose one that it names."
    if on.year > today.year + LONGEST_AHEAD:
        return f"This day lies more than {LONGEST_AHEAD} years ahead. Check the year."
    return None


def is_out(stage: Stage, effective_on: dt.date | None, today: dt.date) -> bool:
    """Whether a withdrawal has taken effect, also where that is not noted yet."""
    if stage is Stage.RESCINDED:
        return False
    return stage is Stage.EFFECTIVE or (effective_on is not None and today >= effective_on)


def why_not_rescind(
    stage: Stage, effective_on: dt.date | None, until: dt.date | None, today: dt.date
) -> str | None:
    """Why a notice cannot be taken back, or None. `until` is the first day too late."""
    if stage is Stage.RESCINDED:
        return "This notice is rescinded already."
    if is_out(stage, effective_on, today):
        return "The withdrawal has taken effect. To come back, the state joins anew."
    if until is not None and today >= until:
        said = f"It could be taken back until the day before {until.isoformat()}."
        return f"By the rule of the alliance it is too late to take this notice back. {said}"
    return None


def why_not_noted(stage: Stage, effective_on: dt.date | None, today: dt.date) -> str | None:
    """Why nothing can be noted on the way of a withdrawal any more, or None."""
    if stage is Stage.RESCINDED:
        return "This notice is rescinded: nothing happens on its way any more."
    if is_out(stage, effective_on, today):
        return "The withdrawal has taken effect: nothing moves its day any more."
    return None


def later_of(first: dt.date | None, second: dt.date | None) -> dt.date | None:
    """The later of a day that the rule gives and one that the notice names; None where one lacks.

    The rule's day is the earliest on which a withdrawal can take effect; a notice may name a later.
    """
    if first is None or second is None:
        return first
    return max(first, second)


@dataclass(frozen=True)
class Letter:
    """A letter of notice to one member: its parts, in words."""

    state: str  # that leaves
    office: str
    signer: str
    authority: str  # under which it is given
    to: str  # the kind of office and the name of the member
    alliance: str
    given_on: str
    words: str
    effective: str  # when it takes effect
    provision: str = ""  # under which the state leaves
    survives: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The letter as it is sent and kept."""
        stays = [f"- {one}" for one in self.survives]
        after = ["", "What stays owed or in force after that:", *stays] if stays else []
        said = ["", self.words] if self.words else []
        under = [f"It leaves under the {self.provision}."] if self.provision else []
        return "\n".join(
            [
                self.office,
                self.given_on,
                "",
                f"To {self.to}",
                "",
                f"Notice of withdrawal of {self.state} from {self.alliance}",
                "",
                f"{self.state} gives notice that it withdraws from {self.alliance}.",
                *under,
                self.effective,
                *said,
                *after,
                "",
                f"For {self.state}:",
                f"{self.signer}, {self.office}",
                f"Authority: {self.authority}",
                "",
            ]
        )
