"""The rules of meetings: stages, what may be done when, whose turn it is. Pure."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST_TITLE = 200
LONGEST_LINE = 300
LONGEST_WORDS = 5_000
LONGEST_AHEAD = dt.timedelta(days=3 * 366)
MOST_MINUTES = 24 * 60  # planned for one item
MOST_ITEMS = 200


class Stage(StrEnum):
    """How far a meeting has come."""

    CALLED = "called"
    OPEN = "open"
    ADJOURNED = "adjourned"
    DRAFTED = "minutes drafted"
    SIGNED = "minutes signed"
    CANCELLED = "cancelled"


FOLLOWS: Mapping[Stage, Collection[Stage]] = {
    Stage.CALLED: {Stage.OPEN, Stage.CANCELLED},
    Stage.OPEN: {Stage.ADJOURNED},
    Stage.ADJOURNED: {Stage.DRAFTED},
    Stage.DRAFTED: {Stage.SIGNED},
}
ENDED = frozenset({Stage.SIGNED, Stage.CANCELLED})


class What(StrEnum):
    """What can happen in a meeting."""

    CHANGED = "changed"  # another time or place, while it is called
    ITEM = "item"  # put on the agenda, or said anew
    ORDER = "order"  # of the agenda
    OPENED = "opened"
    CAME = "came"
    LEFT = "left"
    CHAIR = "took the chair"
    TAKEN_UP = "taken up"
    ASKED = "asked to speak"
    SPEAKS = "speaks"
    SPOKE = "spoke"
    NOT_SPEAKING = "withdrew from the list"
    MOVED = "moved"
    CONSENT = "unanimous consent"
    OBJECTED = "objected"
    DROPPED = "motion withdrawn"
    ROLL = "roll call taken"
    CORRECTED = "roll call corrected"
    CAST = "casting vote"
    CONFIRMED = "roll call confirmed"
    SENT_BACK = "roll call sent back"
    NOTE = "paragraph"
    ADJOURNED = "adjourned"


class Way(StrEnum):
    """How somebody is there. A proxy is not there."""

    IN_PERSON = "in person"
    REMOTE = "remote"


class Word(StrEnum):
    """What is written down of a state when its name is called."""

    YEA = "yea"
    NAY = "nay"
    PRESENT = "present"
    ABSENT = "absent"


class Waits(StrEnum):
    """What a meeting waits for from a second person."""

    ROLL = "roll call"
    SIGNATURE = "signature"
    CONFIRMATION = "confirmation"


class Step(StrEnum):
    """What becomes of a version of the minutes."""

    SIGNED = "signed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Capacity(StrEnum):
    """As what somebody signs minutes."""

    CHAIR = "chair"
    SECRETARY = "secretary"


# In which stages of the meeting each can happen.
WHEN: Mapping[What, Collection[Stage]] = {
    What.CHANGED: {Stage.CALLED},
    What.ITEM: {Stage.CALLED, Stage.OPEN},
    What.ORDER: {Stage.CALLED, Stage.OPEN},
    What.OPENED: {Stage.CALLED},
    What.CONFIRMED: {Stage.OPEN, Stage.ADJOURNED},
    What.SENT_BACK: {Stage.OPEN, Stage.ADJOURNED},
    What.CORRECTED: {Stage.OPEN, Stage.ADJOURNED},
    What.CAST: {Stage.OPEN, Stage.ADJOURNED},
    What.NOTE: {Stage.OPEN, Stage.ADJOURNED, Stage.DRAFTED},
}

WRITTEN_SINCE = (
    "A paragraph was written since these minutes were drafted: draft them anew, or take it out."
)


def why_not_now(what: What, stage: Stage) -> str:
    """The reason against writing this down at this stage, or ""."""
    if stage in WHEN.get(what, {Stage.OPEN}):
        return ""
    if stage is Stage.CALLED:
        return "The meeting has not been called to order yet."
    if stage is Stage.CANCELLED:
        return "This meeting was cancelled."
    if stage is Stage.SIGNED:
        return "The minutes are signed: nothing of this meeting changes any more."
    if stage is Stage.OPEN:
        return "The meeting has been called to order already."
    return "The meeting is adjourned."


def why_not_step(stage: Stage, to: Stage) -> str:
    """The reason against this step, or ""."""
    if to in FOLLOWS.get(stage, ()):
        return ""
    if stage is to:
        return f"This was done before: {stage}."
    return f"The meeting stands at “{stage}”. This cannot be done from there."


def why_not_call(starts_at: dt.datetime, now: dt.datetime) -> str:
    """The reason against calling a meeting for this instant, or ""."""
    if starts_at < now:
        return "This time has passed. Choose one that is to come."
    if starts_at > now + LONGEST_AHEAD:
        return "This lies more than three years ahead. Check the year."
    return ""


def why_not_open(voting: Collection[str]) -> str:
    """The reason against calling it to order, or ""."""
    return "" if voting else "No state has a vote in this body today: there is nobody to meet."


def why_not_answers(
    answers: Mapping[str, Word],
    voting: Collection[str],
    present: Collection[str],
    named: Callable[[str], str] = str,
) -> str:
    """The reason against a roll call with these answers, or "".

    Every state with a vote is called; only one that is recorded as present answers. `named` gives
    the name of a state for its code.
    """
    if missing := sorted(set(voting) - answers.keys()):
        return f"Every state is called. Nothing is entered for {', '.join(map(named, missing))}."
    if others := sorted(answers.keys() - set(voting)):
        return f"Without a vote here: {', '.join(map(named, others))}."
    away = [one for one, word in answers.items() if word is not Word.ABSENT and one not in present]
    if away:
        listed = ", ".join(map(named, sorted(away)))
        return f"Not recorded as present: {listed}. Record that they came, or enter them as absent."
    if all(word is Word.ABSENT for word in answers.values()):
        return "Nobody answered. Enter what was answered."
    return ""


def why_not_preside(
    state: str,
    serving: Collection[str],
    present: Collection[str],
    chair: str,
    named: Callable[[str], str] = str,
) -> str:
    """The reason against recording that this state's officer is in the chair, or "".

    `serving` are the states of which an officer of the body serves; `chair` is who is in it now.
    """
    if state not in serving:
        return "An officer of the body presides: choose a state of which one serves today."
    if state not in present:
        return f"{named(state)} is not recorded as present. Record that it came first."
    return f"{named(state)} is in the chair already." if state == chair else ""


def why_not_cast(*, has: bool, even: bool, chair: str, votes: bool, given: str) -> str:
    """The reason against recording a casting vote in a roll call, or "".

    `has`: the rule has one; `even`: it would decide; `chair`: the state that was in the chair when
    the roll call was entered; `votes`: that state has a vote; `given`: what is recorded already.
    """
    if not has:
        return "The rule of this roll call has no casting vote."
    if not even:
        return "The votes are not even, so that there is nothing for the chair to decide."
    if not chair:
        return (
            "Nobody was recorded as in the chair when this roll call was entered, so nobody has a "
            "casting vote."
        )
    if not votes:
        return "The state in the chair has no vote in this body, and so no casting vote."
    if given:
        return (
            f"The casting vote is recorded already: {given}. If it was misheard, correct the roll "
            "call; the casting vote is then recorded anew."
        )
    return ""


def instant_of(
    text: str, zone: str, opened_at: dt.datetime, now: dt.datetime
) -> dt.datetime | None:
    """The instant during a meeting at which its clock showed this time ("19:05"), or None.

    A meeting may go on past midnight.
    """
    try:
        at = dt.time.fromisoformat(text)
    except ValueError:
        return None
    place = ZoneInfo(zone)
    first = opened_at.astimezone(place).date()
    for day in (first, first + dt.timedelta(days=1)):
        # To the minute: who came in the minute of the opening was there when it was opened.
        found = dt.datetime.combine(day, at, place).astimezone(dt.UTC)
        if opened_at.replace(second=0, microsecond=0) <= found <= now:
            return max(found, opened_at)
    return None
