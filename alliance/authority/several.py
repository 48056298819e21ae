"""The registers of several offices, asked at once."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from alliance.accounts.models import Post
from alliance.authority.models import AuthorityRecord
from alliance.authority.queries import newest, register_from
from alliance.authority.rules import Register
from alliance.core.db import read
from alliance.core.many import is_among

_RECORDS: Any = AuthorityRecord.__table__
_OF_OFFICES = select(_RECORDS).where(is_among(_RECORDS.c.office_id, "offices"))
_POSTS = select(Post.office_id, Post.person_id, Post.rank, Post.since, Post.until).where(
    is_among(Post.office_id, "offices")
)


def registers_of(zones: Mapping[uuid.UUID, str]) -> Mapping[uuid.UUID, Register]:
    """The register of each of these offices, by the days of its zone; two statements."""
    asked = {"offices": frozenset(zones)}
    records: dict[uuid.UUID, list[Any]] = {office: [] for office in zones}
    posts: dict[uuid.UUID, list[Any]] = {office: [] for office in zones}
    for row in read(_OF_OFFICES, asked) if zones else ():
        records[row.office_id].append(row)
    for row in read(_POSTS, asked) if zones else ():
        posts[row.office_id].append(row)
    return {
        office: register_from(newest(records[office]), posts[office], office, zone)
        for office, zone in zones.items()
    }
