"""How long a session lasts, why it ends, and how often one may try to sign in."""

import datetime as dt
from enum import StrEnum

IDLE = dt.timedelta(minutes=30)  # NIST SP 800-63B-4, AAL2
IN_ALL = dt.timedelta(hours=12)
WARNING = dt.timedelta(minutes=3)  # before the end; WCAG 2.2.1 asks for 20 seconds
NOTED = dt.timedelta(minutes=5)  # what is sent is noted as "last seen" this often at most


class Ended(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed out"
    ELSEWHERE = "ended elsewhere"  # by the same person, from another session or from the list
    IDLE = "idle"
    TOO_OLD = "too old"
    ANEW = "signed in anew"
    OFFICE = "ended by the office"
    PASSWORD = "password changed"  # noqa: S105 (a reason)


# What is said at the next page to whom a session was ended.
SAID = {
    Ended.SIGNED_OUT: "You have signed out. Sign in to go on.",
    Ended.ELSEWHERE: "This session was ended from another one of yours. Sign in to go on.",
    Ended.IDLE: "You were signed out after 30 minutes without activity. Sign in to go on.",
    Ended.TOO_OLD: "You were signed out after 12 hours. Sign in to go on.",
    Ended.ANEW: "You have signed in anew since. Sign in to go on.",
    Ended.PASSWORD: "The password of your account has changed. Sign in with the new one.",
    Ended.OFFICE: "Your office has ended this session. Ask your office administrator.",
}


def over(now: int, since: int, seen: int) -> Ended | None:
    """Whether a session begun and last used at these seconds (Unix time, UTC) has run out."""
    if now - seen > IDLE.total_seconds():
        return Ended.IDLE
    if now - since > IN_ALL.total_seconds():
        return Ended.TOO_OLD
    return None


# After so many tries in a row that failed, an account is closed for so long after each further one
# (NIST SP 800-63B-4, 3.2.2: longer waits as the number grows).
WAITS = (
    (100, dt.timedelta(days=1)),
    (20, dt.timedelta(hours=1)),
    (10, dt.timedelta(minutes=15)),
    (5, dt.timedelta(minutes=1)),
)
FORGOTTEN = dt.timedelta(days=1)  # after the last wait, a row of failures begins anew
FROM_ADDRESS = 30  # tries that failed, in this time, from one address
WINDOW = dt.timedelta(minutes=15)
