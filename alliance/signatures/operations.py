"""What can be done with a signature: give it."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from alliance.authority.models import WithdrawnAct
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, require_authority
from alliance.authority.rules import ActClass
from alliance.authority.withdrawing import state_withdrawal
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import register_and_rule
from alliance.clearance.rules import Content
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, Done, Recorded, RuleBroken, operation
from alliance.core.policy import require
from alliance.core.record import moment
from alliance.core.seal import key_of
from alliance.core.seal import sign as seal
from alliance.signatures.models import Signature
from alliance.signatures.policy import Do, Signable
from alliance.signatures.queries import signatures_under

KIND = "Ed25519 by the office's key, held by the server"
PURPOSE = "alliance-signature/1"


class Text(Recorded, Signable, Protocol):
    """A text open for signature, as the domain above hands it down."""

    @property
    def id(self) -> uuid.UUID:
        """Its id."""


class AlreadySigned(RuleBroken):
    """The state has signed: that signature stands."""

    def __init__(self) -> None:
        super().__init__("Your state has signed already; that signature stands.")


@dataclass(frozen=True)
class Hashes:
    """What a signature rests on: the hash of the text and of the tally that adopted it."""

    text_sha256: str
    tally_sha256: str


def content_of(hashes: Hashes) -> Content:
    """What a signature says and rests on, as an office prepares it."""
    return Content({"sign": True}, vars(hashes))


def prepare(
    actor: Actor, text: Text, *, hashes: Hashes, title: str, note: str = ""
) -> Done[Prepared]:
    """Prepare the state's signature, for somebody else of the office to give."""
    require(actor, Do.PREPARE, text)
    if actor.state in signatures_under(text.id):
        raise AlreadySigned
    matter = clearance.Matter(ActClass.SIGN, text.ref, title, content_of(hashes))
    return clearance.prepare(actor, None, matter=matter, note=note)


@operation(Do.SIGN)
def sign(
    actor: Actor, text: Text, *, hashes: Hashes, chosen: Chosen | None = None
) -> Act[Signature]:
    """Sign for the actor's state, under the authority chosen or the first that fits."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office signs for a state.")
    if actor.state in signatures_under(text.id):
        raise AlreadySigned
    now = moment(text.stream)
    register, rule = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.SIGN, chosen=chosen, records=register)
    clearance.released(actor, ActClass.SIGN, text.ref, content_of(hashes), rule)
    statement = {
        "format": PURPOSE,
        "resolution": str(text.id),
        "text_sha256": hashes.text_sha256,
        "tally_sha256": hashes.tally_sha256,
        "state": actor.state,
        "office": {"id": str(actor.office_id), "name": actor.office_name},
        "signer": {"id": str(actor.person_id), "name": actor.name, "title": str(actor.rank)},
        "authority": grounds.text,
        "register": grounds.statement,
        "kind": KIND,
        "signed_at": clock.stamp(now),
    }
    signed = canonical(statement)
    key = key_of(f"office:{actor.office_id}")
    given = Signature(
        id=clock.new_id(),
        subject_id=text.id,
        state_code=actor.state,
        office_id=actor.office_id,
        person_id=actor.person_id,
        statement=signed.decode(),
        key=key.public,
        signature=seal(key, PURPOSE, signed),
        signed_at=now,
    )
    db.session.add(given)
    note_act(actor, grounds, subject=text.ref, at=now)
    return Act(
        given,
        text,
        {
            "resolution": text.id,
            "state": actor.state,
            "text_sha256": hashes.text_sha256,
            "statement_sha256": digest(signed),
            "key": key.public,
            **grounds.facts,
        },
        now,
    )


@operation(Do.WITHDRAW)
def withdraw(actor: Actor, text: Text) -> Act[WithdrawnAct]:
    """State that a signature of a predecessor is withdrawn; it stands as it was given."""
    given = signatures_under(text.id).get(actor.state)
    if given is None or given.office_id != actor.office_id:
        raise RuleBroken("Your office has not signed this text.")
    if given.person_id == actor.person_id:
        raise RuleBroken("You signed this yourself; your signature stands.")
    if given.withdrawn_at is not None:
        raise RuleBroken("This signature is withdrawn already.")
    return state_withdrawal(actor, ActClass.SIGN, text.id, stream=text.stream)
