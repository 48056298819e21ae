"""Kinds of mail, what may be chosen about each, and when a digest is due."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_TIME = dt.time(7)  # on the clock of the person's office


class Choice(StrEnum):
    """How mail of a kind is wanted."""

    AT_ONCE = "at once"
    DIGEST = "digest"
    NONE = "none"


class Kind(StrEnum):
    """The kinds of mail."""

    ASKED = "asked"
    SIGNATURE = "signature"
    CIRCULATED = "circulated"
    DECIDED = "decided"
    IN_FORCE = "in force"
    ANSWERED = "answered"
    MEMBERSHIP = "membership"
    ACCOUNT = "account"


@dataclass(frozen=True)
class About:
    """What a kind is, in plain words, and what may be chosen; why not everything."""

    label: str
    said: str
    choices: tuple[Choice, ...] = (Choice.AT_ONCE, Choice.DIGEST, Choice.NONE)
    why: str = ""


KINDS: Mapping[Kind, About] = {
    Kind.ASKED: About(
        "Questions put to your state, meetings, and mentions",
        "A roll call is opened and your state asked, a meeting is called, moved or cancelled, or "
        "somebody mentions you or asks you to see to something in a discussion",
    ),
    Kind.SIGNATURE: About("Open for signature", "A resolution was adopted and can be signed"),
    Kind.CIRCULATED: About(
        "Texts circulated, and amendments",
        "A text is circulated, or withdrawn after that; an amendment to it is proposed or decided",
    ),
    Kind.DECIDED: About(
        "Roll calls closed",
        "A roll call is closed, with its outcome, or a state withdraws its answer before that; the "
        "minutes of a meeting are signed",
    ),
    Kind.IN_FORCE: About(
        "In force",
        "A resolution entered into force, a charter was adopted, or a state withdraws its "
        "signature",
        (Choice.AT_ONCE, Choice.DIGEST),
        "It binds states: whoever serves in an office that is concerned is told, at the latest "
        "in the digest.",
    ),
    Kind.ANSWERED: About(
        "Answers in the name of your office, and proxies",
        "Your office has answered a question, or another by its proxy; a proxy that your office "
        "gives or holds is given or recalled",
        (Choice.AT_ONCE,),
        "It binds your state: whoever did not mean it must learn of it at once.",
    ),
    Kind.MEMBERSHIP: About(
        "Who joins and who leaves",
        "A state is invited, applies, joins, is suspended, gives notice or is out of an alliance",
        (Choice.AT_ONCE, Choice.DIGEST),
        "It changes who is bound: whoever serves in an office that is concerned is told, at the "
        "latest in the digest.",
    ),
    Kind.ACCOUNT: About(
        "Your account and your office",
        "Invitations, sign-in, passwords, authority",
        (Choice.AT_ONCE,),
        "It guards your account: whoever did not ask for it must learn of it at once.",
    ),
}

# Which kind a message is of; what is not named here is about the account.
OF: Mapping[str, Kind] = {
    "resolutions/mail/circulate": Kind.CIRCULATED,
    "resolutions/mail/withdraw": Kind.CIRCULATED,
    "resolutions/mail/shown": Kind.CIRCULATED,
    "resolutions/mail/invited": Kind.CIRCULATED,
    "resolutions/mail/engross": Kind.CIRCULATED,
    "amendments/mail/proposed": Kind.CIRCULATED,
    "amendments/mail/friendly": Kind.CIRCULATED,
    "amendments/mail/decided": Kind.CIRCULATED,
    "resolutions/mail/enroll": Kind.SIGNATURE,
    "resolutions/mail/in_force": Kind.IN_FORCE,
    "charters/mail/adopt": Kind.IN_FORCE,
    "votes/mail/open_question": Kind.ASKED,
    "withdrawals/mail/give_notice": Kind.MEMBERSHIP,
    "withdrawals/mail/rescind": Kind.MEMBERSHIP,
    "withdrawals/mail/take_effect": Kind.MEMBERSHIP,
    "enactments/mail/expected": Kind.MEMBERSHIP,
    "enactments/mail/silent": Kind.MEMBERSHIP,
    "enactments/mail/determined": Kind.MEMBERSHIP,
    **{
        f"accessions/mail/{one}": Kind.MEMBERSHIP
        for one in (
            *("invite", "apply", "approve", "refuse", "end", "join", "join_conditionally"),
            *("move", "reopen"),
        )
    },
    **{f"meetings/mail/{one}": Kind.ASKED for one in ("call", "change", "cancel")},
    "meetings/mail/signed": Kind.DECIDED,
    **{f"discussions/mail/{one}": Kind.ASKED for one in ("mentioned", "assigned")},
    "layers/mail/shared": Kind.CIRCULATED,
    "motions/mail/moved": Kind.CIRCULATED,
    "motions/mail/lawsuit": Kind.DECIDED,
    **{f"membership/mail/{one}": Kind.MEMBERSHIP for one in ("suspend", "reinstate", "correct")},
    "resolutions/mail/withdraw_signature": Kind.IN_FORCE,
    "votes/mail/close": Kind.DECIDED,
    "votes/mail/extend": Kind.ASKED,
    "votes/mail/void": Kind.ASKED,
    "votes/mail/remind": Kind.ASKED,
    "votes/mail/withdraw_answer": Kind.DECIDED,
    "votes/mail/answer": Kind.ANSWERED,
    "votes/mail/answer_by_proxy": Kind.ANSWERED,
    **{f"votes/proxies/mail/{one}": Kind.ANSWERED for one in ("given", "recalled")},
}


def kind_of(template: str) -> Kind:
    """The kind of the message with this template."""
    return OF.get(template, Kind.ACCOUNT)


def least(kind: Kind) -> Choice:
    """The least mail of a kind that may be chosen."""
    return KINDS[kind].choices[-1]


def refuses_the_address(code: int, said: str) -> bool:
    """Whether a mail server's answer means that this address takes no mail, for good.

    5.7 is about us, not about the address (RFC 3463): to rest every address because our own
    server is on a list would tell nobody anything.
    """
    return 500 <= code < 600 and not said.lstrip().startswith("5.7.")


@dataclass(frozen=True)
class Due:
    """A day, and the instant at which its digest is due."""

    day: dt.date
    at: dt.datetime


def next_digest(now: dt.datetime, zone: str) -> Due:
    """The first digest after this instant, in the zone with this IANA name.

    Seven in the morning by the wall clock, whatever the clocks did that night.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    for day in (today, today + dt.timedelta(days=1)):
        at = dt.datetime.combine(day, DIGEST_TIME, place).astimezone(dt.UTC)
        if at > now:
            return Due(day, at)
    raise AssertionError("tomorrow's seven in the morning is to come")
