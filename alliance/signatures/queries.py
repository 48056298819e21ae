"""Reading signatures. The caller holds the wall of what was signed."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from alliance.core.db import db
from alliance.signatures.models import Signature


def signatures_under(subject_id: uuid.UUID) -> Mapping[str, Signature]:
    """The signatures under a text, by state."""
    found = select(Signature).where(Signature.subject_id == subject_id)
    return {one.state_code: one for one in db.session.scalars(found.order_by(Signature.state_code))}
