"""What a second person reviews of a roll call taken by hand, and what is counted of it."""

from collections.abc import Mapping
from typing import Any

from alliance.core.canonical import canonical, digest
from alliance.meetings.counting import counted
from alliance.meetings.models import Meeting
from alliance.meetings.rolls import Roll


def count(meeting: Meeting, roll: Roll) -> dict[str, Any]:
    """The count of a roll call as it is entered, with its casting vote if there is one."""
    return counted(roll.rule, meeting.roll, roll.answers, roll.in_person, roll.casting)


def reviewed(meeting: Meeting, roll: Roll) -> str:
    """The digest of what is reviewed, as `told` says it in the ledger."""
    said: str = told(meeting, roll.motion, roll.rule, roll.answers, roll.casting_vote)[
        "answers_sha256"
    ]
    return said


def told(
    meeting: Meeting,
    motion: int,
    rule: Any,
    answers: Mapping[str, str],
    casting_vote: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the ledger says of a roll call that is entered so.

    The digest is of the motion, the rule, the answers, who voted, and the casting vote if there is
    one.
    """
    says = {
        "meeting": str(meeting.id),
        "motion": motion,
        "rule": rule,
        "roll": dict(meeting.roll),
        "answers": dict(answers),
        **({"casting_vote": dict(casting_vote)} if casting_vote else {}),
    }
    return {"motion": motion, "answers_sha256": digest(canonical(says))}
