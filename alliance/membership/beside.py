"""Reading an alliance together with what other domains show beside it, in one statement."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, select

from alliance.core.cells import SLUG
from alliance.core.db import built_once, db
from alliance.membership.models import Alliance, AllianceVersion


def alliance_beside(slug: str, columns: Mapping[str, ColumnElement[Any]]) -> Row[Any] | None:
    """The alliance of this name as `Alliance`, what is known of it, and these columns by name."""
    if not SLUG.fullmatch(slug):
        return None
    return db.session.execute(_beside(tuple(columns.items())), {"slug": slug}).first()


@built_once
def _beside(columns: tuple[tuple[str, ColumnElement[Any]], ...]) -> Select[Any]:
    current = and_(
        AllianceVersion.alliance_id == Alliance.id, AllianceVersion.version == Alliance.version
    )
    return (
        select(Alliance, AllianceVersion, *(one.label(name) for name, one in columns))
        .join(AllianceVersion, current)
        .where(Alliance.slug == bindparam("slug"))
    )
