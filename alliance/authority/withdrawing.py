"""A successor's statement that an act of a predecessor is withdrawn; the act stands as it was."""

import uuid
from dataclasses import dataclass

from alliance.authority.models import WithdrawnAct
from alliance.authority.operations import note_act
from alliance.authority.queries import require_authority
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken
from alliance.core.record import moment


@dataclass(frozen=True)
class Statement:
    """A statement in the ledger of an alliance.

    It has a name of its own there, so that the acts about what was decided stay as they were.
    """

    stream: str
    id: uuid.UUID

    @property
    def ref(self) -> str:
        """Its name in the ledger."""
        return f"withdrawal:{self.id}"


def state_withdrawal(
    actor: Actor, act: ActClass, subject_id: uuid.UUID, *, stream: str
) -> Act[WithdrawnAct]:
    """Keep the statement, inside the operation of the domain whose act is withdrawn."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office withdraws what it did.")
    now = moment(stream)
    grounds = require_authority(actor, act)
    made = WithdrawnAct(
        id=clock.new_id(),
        act=act,
        subject_id=subject_id,
        state_code=actor.state,
        office_id=actor.office_id,
        person_id=actor.person_id,
        at=now,
    )
    db.session.add(made)
    db.session.flush()
    said = Statement(stream, made.id)
    note_act(actor, grounds, subject=said.ref, at=now)
    facts = {"act": act, "subject": subject_id, "state": actor.state, **grounds.facts}
    return Act(made, said, facts, now)
