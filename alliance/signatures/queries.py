"""Reading signatures. The caller holds the wall of what was signed."""

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from alliance.core.db import db
from alliance.signatures.models import Signature


def signatures_under(subject_id: uuid.UUID) -> Mapping[str, Signature]:
    """The signatures under a text, by state."""
    found = select(Signature).where(Signature.subject_id == subject_id)
    return {one.state_code: one for one in db.session.scalars(found.order_by(Signature.state_code))}


def signed_by(state: str, subject_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these texts a state has signed."""
    found = select(Signature.subject_id).where(
        Signature.state_code == state, Signature.subject_id.in_(list(subject_ids))
    )
    return set(db.session.scalars(found))
