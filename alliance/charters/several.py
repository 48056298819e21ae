"""What the charters of several alliances say today, and who votes in them, asked at once."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from sqlalchemy import select

from alliance.charters.classes import put_in_among, stands_in, voting_among
from alliance.charters.member_classes import PARTY
from alliance.charters.models import Charter
from alliance.charters.queries import active
from alliance.charters.rules import in_force
from alliance.charters.terms import USUAL, Terms, read_terms
from alliance.core import clock
from alliance.core.db import db
from alliance.core.many import is_among
from alliance.membership.models import Alliance
from alliance.membership.several import bound_among, rosters_among

_CHARTERS = (
    select(Charter)
    .where(is_among(Charter.alliance_id, "among"))
    .order_by(Charter.alliance_id, Charter.version)
)


def terms_among(alliances: Iterable[Alliance]) -> Mapping[uuid.UUID, Terms]:
    """The terms of each of these alliances today, by its id; one statement."""
    keys = frozenset(one.id for one in alliances)
    found = dict.fromkeys(keys, USUAL)
    rows = db.session.scalars(_CHARTERS, {"among": keys}).unique() if keys else ()
    for key, versions in groupby(rows, key=lambda one: one.alliance_id):
        if (charter := in_force(list(versions), clock.today())) is not None:
            found[key] = read_terms(charter.terms)
    return found


def voters_among(alliances: Collection[Alliance]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """Who is asked in each of them today, as `voters_of` says; four statements at most."""
    terms = terms_among(alliances)
    usual = [key for key, one in terms.items() if one.classes == USUAL.classes]
    others = terms.keys() - set(usual)
    divided = [key for key in others if terms[key].divided_classes]
    bound = bound_among(usual) if usual else {}
    rosters = rosters_among(others) if others else {}
    put_in = put_in_among(divided, None) if divided else {}
    return {
        **{key: dict.fromkeys(sorted(states), PARTY) for key, states in bound.items()},
        **{
            key: voting_among(stands_in(terms[key], active(roster), put_in.get(key, {})))
            for key, roster in rosters.items()
        },
    }
