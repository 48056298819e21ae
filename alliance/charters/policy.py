"""Who may do what with charters and what they set up."""

from enum import StrEnum
from typing import Any

from alliance.core.actor import Actor
from alliance.core.policy import Table, operator, signed_in, the_clock
from alliance.membership.models import Alliance
from alliance.membership.policy import secretariat_of


class Do(StrEnum):
    """The actions."""

    READ = "charters:read"
    READ_DRAFT = "charters:read-draft"
    READ_DUES = "charters:read-dues"
    DRAFT = "charters:draft"
    ADOPT = "charters:adopt"
    OPEN_GROUP = "charters:open-group"
    END_GROUP = "charters:end-group"
    SEAT = "charters:seat"
    END_SEAT = "charters:end-seat"
    RECORD_OFFICER = "charters:record-officer"
    END_OFFICER = "charters:end-officer"
    END_OF_STATE = "charters:end-of-state"
    PUT_IN_CLASS = "charters:put-in-class"
    END_CLASS = "charters:end-class"
    RECORD_SECRETARIAT = "charters:record-secretariat"
    LINK = "charters:link"
    END_LINK = "charters:end-link"
    ASSESS_DUES = "charters:assess-dues"
    ENTER_DUES = "charters:enter-dues"
    RECORD_PARTICIPANT = "charters:record-participant"
    END_PARTICIPANT = "charters:end-participant"


def body_of(thing: Any) -> Alliance:
    """The alliance that a thing belongs to; itself, if it is one."""
    return thing if isinstance(thing, Alliance) else thing.alliance


def its_secretariat(who: Actor, thing: Any) -> bool:
    """Those at work in the secretariat of the alliance that this belongs to."""
    return secretariat_of(who, body_of(thing))


def of_the_body(who: Actor, thing: Any) -> bool:
    """Every office of a state that is bound today, and the secretariat."""
    return body_of(thing).id in who.bodies


POLICY: Table = {
    Do.READ: [signed_in],
    Do.READ_DRAFT: [of_the_body],
    Do.READ_DUES: [of_the_body],
    Do.DRAFT: [its_secretariat],
    Do.ADOPT: [its_secretariat],
    Do.OPEN_GROUP: [its_secretariat],
    Do.END_GROUP: [its_secretariat],
    Do.SEAT: [its_secretariat],
    Do.END_SEAT: [its_secretariat],
    Do.RECORD_OFFICER: [its_secretariat, the_clock],
    Do.END_OFFICER: [its_secretariat],
    Do.END_OF_STATE: [the_clock],
    Do.PUT_IN_CLASS: [its_secretariat],
    Do.END_CLASS: [its_secretariat],
    Do.RECORD_SECRETARIAT: [operator],
    Do.LINK: [its_secretariat],
    Do.END_LINK: [its_secretariat],
    Do.ASSESS_DUES: [its_secretariat],
    Do.ENTER_DUES: [its_secretariat],
    Do.RECORD_PARTICIPANT: [its_secretariat, operator],
    Do.END_PARTICIPANT: [its_secretariat],
}
