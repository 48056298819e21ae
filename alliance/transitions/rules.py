"""The rules of a transition: what can be decided, and since when acts are the successor's own."""

import datetime as dt
from enum import StrEnum

MOST_REASON = 1000
PREVIEW_DAYS = 60


class Kind(StrEnum):
    """What a former principal may leave open."""

    ANSWER = "answer"
    SIGNATURE = "signature"
    POSITION = "position"
    COMMITMENT = "commitment"
    DELEGATION = "delegation"
    NOTICE = "notice"


class Decision(StrEnum):
    """What the principal now in office decides."""

    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


def why_not_reason(reason: str) -> str:
    """Why a reason does not serve, or ""."""
    if not reason:
        return "Give a reason: whoever reads the log of the office later asks for it."
    if len(reason) > MOST_REASON:
        return f"The reason is longer than {MOST_REASON} characters. Shorten it."
    return ""


def why_not_decide(kind: Kind, decision: Decision) -> str:
    """Why this is not decided in this way, or ""."""
    if (kind, decision) == (Kind.POSITION, Decision.WITHDRAW):
        return "A position is withdrawn by recording another one on the page of the lawsuit."
    return ""


def days_left(last_on: dt.date, today: dt.date) -> int | None:
    """How many days a term goes on after today, where its end is near; else None."""
    left = (last_on - today).days
    return left if 0 <= left <= PREVIEW_DAYS else None
