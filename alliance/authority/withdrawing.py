"""A successor's statement that an act of a predecessor is withdrawn; the act stands as it was."""

import uuid
from dataclasses import dataclass

from alliance.authority.models import ActUnder, WithdrawnAct
from alliance.authority.operations import note_act
from alliance.authority.policy import Do
from alliance.authority.queries import require_authority
from alliance.authority.rules import ActClass
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
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
    if act is not ActClass.COMMIT:  # no money is committed by this
        note_act(actor, grounds, subject=said.ref, at=now)
    facts = {"act": act, "subject": subject_id, "state": actor.state, **grounds.facts}
    return Act(made, said, facts, now)


@operation(Do.WITHDRAW_COMMITMENT)
def withdraw_commitment(actor: Actor, one: ActUnder) -> Act[WithdrawnAct]:
    """State that money that was committed before is no longer meant to be.

    It stays in the sum under its authority: a statement frees no state from what it promised, and
    else an authority could commit, withdraw and commit again past its ceiling.
    """
    if one.office_id != actor.office_id or one.act != ActClass.COMMIT:
        raise RuleBroken("This is no commitment of your office.")
    if one.person_id == actor.person_id:
        raise RuleBroken("You committed this yourself; it stands.")
    return state_withdrawal(actor, ActClass.COMMIT, one.id, stream=f"office:{actor.office_id}")
