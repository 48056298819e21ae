"""Ballots of a secret election: stored without who, when, or in which order.

All ballots of a question are written anew with each that is cast, in the order of what they say and
under new random names: neither the place of a row nor the transaction that wrote it tells one from
another. Who has voted stands in `answers`.
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from alliance.core.canonical import canonical
from alliance.core.db import db
from alliance.votes.models import Ballot
from alliance.votes.saying import Said


def cast(question_id: uuid.UUID, said: Said) -> None:
    """Put a ballot to the others; the caller holds the question's stream."""
    says = [*ballots_of(question_id), canonical(said.counts_as).decode()]
    db.session.execute(delete(Ballot).where(Ballot.question_id == question_id))
    db.session.add_all(
        Ballot(id=secrets.token_hex(16), question_id=question_id, says=one) for one in sorted(says)
    )
    db.session.flush()


def ballots_of(question_id: uuid.UUID) -> list[str]:
    """What the ballots say, sorted."""
    return sorted(db.session.scalars(select(Ballot.says).where(Ballot.question_id == question_id)))


def anonymous(
    roster: Mapping[str, Any], says: list[str]
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """A roster of as many voters without names, and the ballots as answers of the first of them."""
    voters = [f"voter {n}" for n in range(1, len(roster) + 1)]
    answers = {voter: json.loads(one) for voter, one in zip(voters, says, strict=False)}
    return {voter: {} for voter in voters}, answers
