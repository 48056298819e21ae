"""Who may do what with an office's staff."""

import uuid
from enum import StrEnum
from typing import Protocol

from alliance.accounts.models import Office, Post
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.policy import Table, operator, signed_in, visitor
from alliance.staffing.models import FactorReset, Invitation


class Do(StrEnum):
    """The actions."""

    LIST = "staffing:list"
    INVITE = "staffing:invite"
    REVOKE = "staffing:revoke"
    ACCEPT = "staffing:accept"
    ASK = "staffing:ask-access"
    GRANT = "staffing:grant-access"
    REFUSE = "staffing:refuse-access"
    CHANGE = "staffing:change-role"
    SUSPEND = "staffing:suspend"
    LIFT = "staffing:lift"
    END = "staffing:end-post"
    HAND_OVER = "staffing:hand-over"
    SESSIONS = "staffing:list-sessions"
    END_SESSION = "staffing:end-session"
    ASK_RESET = "staffing:ask-factor-reset"
    APPROVE_RESET = "staffing:approve-factor-reset"
    REFUSE_RESET = "staffing:refuse-factor-reset"


class OfAnOffice(Protocol):
    """Something that belongs to an office."""

    @property
    def office_id(self) -> uuid.UUID:
        """The office's id."""


def administrator_of(who: Actor, office: Office) -> bool:
    """The administrator of this office."""
    return who.rank is Rank.ADMINISTRATOR and who.office_id == office.id


def its_administrator(who: Actor, thing: OfAnOffice) -> bool:
    """The administrator of the office to which it belongs."""
    return who.rank is Rank.ADMINISTRATOR and who.office_id == thing.office_id


def another_administrator(who: Actor, post: Post) -> bool:
    """An administrator of its office, about somebody else: nobody rules on their own post."""
    return its_administrator(who, post) and who.person_id != post.person_id


def an_officer(who: Actor, reset: FactorReset) -> bool:
    """An administrator or the principal of the office in which a factor was lost."""
    officer = who.rank in {Rank.ADMINISTRATOR, Rank.PRINCIPAL}
    return officer and who.office_id == reset.office_id


def second_officer(who: Actor, reset: FactorReset) -> bool:
    """Another such officer than the one who asked, and never the person concerned."""
    others = {reset.asked_by_id, reset.person_id}
    return an_officer(who, reset) and who.person_id not in others


def the_one_invited(who: Actor, invitation: Invitation) -> bool:
    """Who holds its link and the e-mail address to which it was sent."""
    return who.office is not Kind.HOUSE and who.email == invitation.email


POLICY: Table = {
    Do.LIST: [signed_in],
    Do.INVITE: [administrator_of, operator],
    Do.REVOKE: [its_administrator, operator],
    Do.ACCEPT: [the_one_invited],
    Do.ASK: [visitor],
    Do.GRANT: [its_administrator],
    Do.REFUSE: [its_administrator],
    Do.CHANGE: [another_administrator],
    Do.SUSPEND: [another_administrator],
    Do.LIFT: [another_administrator],
    Do.END: [its_administrator],
    Do.HAND_OVER: [its_administrator],
    Do.SESSIONS: [administrator_of],
    Do.END_SESSION: [its_administrator],
    Do.ASK_RESET: [another_administrator],
    Do.APPROVE_RESET: [second_officer, operator],
    Do.REFUSE_RESET: [an_officer],
}
