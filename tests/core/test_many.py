"""Many ids are asked for as one value, on both databases."""

import uuid

import pytest
from sqlalchemy import select

from alliance.core.db import db, read
from alliance.core.many import is_among
from alliance.membership.models import Alliance
from bench.counting import counting
from tests import make


@pytest.mark.parametrize("others", [0, 1, 3_000])
def test_those_that_are_among_them_are_found_with_one_value(app, others):
    ours = make.alliance().id
    asked = frozenset([ours, *(uuid.uuid4() for _ in range(others))])
    wanted = select(Alliance.slug).where(is_among(Alliance.id, "ids"))
    with counting(db.engine) as counted:
        found = read(wanted, {"ids": asked}).scalars().all()
    assert found == ["ours"]
    [statement] = counted.statements
    assert len(statement) < 300, "it does not grow with them"


def test_among_none_is_nothing(app):
    wanted = select(Alliance.slug).where(is_among(Alliance.id, "ids"))
    assert read(wanted, {"ids": frozenset()}).scalars().all() == []
