"""The rules of an office's staff: pure, in plain words."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

LASTS = dt.timedelta(days=7)  # an invitation
SECRET_BYTES = 32  # random ones in a link: 256 bits

# As core/actor.py names them.
ADMINISTRATOR = "office administrator"
OPERATOR = "operator"
ROLES = ("principal", "counsel", "liaison", "observer", ADMINISTRATOR)

# Which roles each rank may hand out; a rank that is not here hands out none. An administrator
# does so in their own office only (policy.py).
GRANTS: dict[str, frozenset[str]] = {
    ADMINISTRATOR: frozenset(ROLES),
    OPERATOR: frozenset(ROLES),
}


class Standing(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"


class Decision(StrEnum):
    """What became of a request for access."""

    GRANTED = "granted"
    REFUSED = "refused"


def standing(
    now: dt.datetime,
    expires_at: dt.datetime,
    used_at: dt.datetime | None,
    revoked_at: dt.datetime | None,
) -> Standing:
    """Where an invitation stands at this instant; at the very instant of its end it has expired."""
    if used_at:
        return Standing.USED
    if revoked_at:
        return Standing.REVOKED
    return Standing.OPEN if now < expires_at else Standing.EXPIRED


NOT_OPEN = {
    Standing.EXPIRED: "This invitation has expired.",
    Standing.USED: "This invitation was used already.",
    Standing.REVOKED: "This invitation was taken back.",
}


def why_not_grant(granter: str, role: str, *, to_oneself: bool) -> str:
    """Why somebody of this rank may not give this role, or "" if they may."""
    if to_oneself:
        return "Nobody gives a role to themself. Ask another administrator of your office."
    if role not in GRANTS.get(granter, frozenset()):
        return "This role is not yours to give. Choose one of the office's own roles."
    return ""


@dataclass(frozen=True)
class Serving:
    """A post that is held now: whose, as what, and whether it is suspended."""

    person: object
    role: str
    suspended: bool = False


def administrators(staff: Iterable[Serving]) -> int:
    """How many administrators can act."""
    return sum(one.role == ADMINISTRATOR and not one.suspended for one in staff)


def why_not_without(staff: Collection[Serving], person: object) -> str:
    """Why an office cannot do without this person as administrator, or "" if it can."""
    leaving = [one for one in staff if one.person == person and one.role == ADMINISTRATOR]
    if not leaving or leaving[0].suspended:
        return ""
    if administrators(staff) > 1:
        return ""
    return (
        "This is the office's only administrator. Invite another administrator first; once they "
        "have accepted, this can be done."
    )


def why_not_change(now_is: Serving, role: str) -> str:
    """Why a role cannot be changed to another, or "" if it can."""
    if now_is.suspended:
        return "This post is suspended. Lift the suspension first, then change the role."
    if now_is.role == role:
        return f"The role is {role} already. Choose another."
    return ""


# Requests for access that one may make: in all from one address, for one e-mail, to one office.
WITHIN = dt.timedelta(days=1)
FROM_ONE_ADDRESS = 10
FOR_ONE_EMAIL = 3
TO_ONE_OFFICE = 50


@dataclass(frozen=True)
class Asked:
    """How many requests were made within the last day."""

    from_address: int
    for_email: int
    to_office: int


def too_many(asked: Asked) -> bool:
    """Whether a further request is one too many for where it comes from or goes to."""
    return asked.from_address >= FROM_ONE_ADDRESS or asked.to_office >= TO_ONE_OFFICE


def said_already(asked: Asked, *, one_waits: bool) -> bool:
    """Whether a further request for this e-mail would say nothing new; it is dropped in silence."""
    return one_waits or asked.for_email >= FOR_ONE_EMAIL


# A lost second factor: how long the second officer has.
APPROVED_WITHIN = dt.timedelta(hours=24)
PRINCIPAL = "principal"


class Reset(StrEnum):
    """Where a request to remove somebody's second factors stands."""

    OPEN = "open"
    APPROVED = "approved"  # the person serves elsewhere too, and that office has not approved yet
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"


def reset_stands(
    now: dt.datetime,
    expires_at: dt.datetime,
    approved_at: dt.datetime | None,
    refused_at: dt.datetime | None,
    done_at: dt.datetime | None,
) -> Reset:
    """Where a request stands at this instant; at the very instant of its end it has expired."""
    if done_at:
        return Reset.DONE
    if refused_at:
        return Reset.REFUSED
    if now >= expires_at:
        return Reset.EXPIRED
    return Reset.APPROVED if approved_at else Reset.OPEN


NOT_TO_DECIDE = {
    Reset.APPROVED: "Your office has approved this already.",
    Reset.DONE: "The second factors were removed already.",
    Reset.REFUSED: "This request was refused already.",
    Reset.EXPIRED: "This request has expired: a day has passed. Ask anew.",
}


def seconds(staff: Iterable[Serving], asker: object, person: object) -> bool:
    """Whether an office has a second officer who could approve."""
    officers = (one for one in staff if one.role in {ADMINISTRATOR, PRINCIPAL})
    return any(not one.suspended and one.person not in {asker, person} for one in officers)


def still_asks(staff: Iterable[Serving], asker: object) -> bool:
    """Whether who asked is an administrator still."""
    mine = (one for one in staff if one.person == asker and one.role == ADMINISTRATOR)
    return any(not one.suspended for one in mine)
