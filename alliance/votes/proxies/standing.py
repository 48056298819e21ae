"""Whether proxies hold today, whatever the question: of many of them in one look."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select, tuple_

from alliance.charters.several import voters_among
from alliance.core.db import db
from alliance.states.reference import name_of, today_in
from alliance.votes.proxies.grounds import suspended
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.rules import why_not_standing


def why_not_in_force(proxy: Proxy) -> str:
    """Why nobody answers by it today, whatever the question, or ""."""
    return standing_of([proxy])[proxy.id]


def standing_of(found: Sequence[Proxy]) -> Mapping[uuid.UUID, str]:
    """The same of each of these proxies; six statements at most, however many there are."""
    if not found:
        return {}
    known = _with_sources(found)
    voters = voters_among({one.alliance_id: one.alliance for one in found}.values())
    grounds = suspended(found, known.values())
    rules = {key: one.known for key, one in known.items()}
    return {
        one.id: why_not_standing(one.known, rules, today_in(one.state_code))
        or _why_away(one, known, voters[one.alliance_id])
        or grounds.get(one.id, "")
        for one in found
    }


def _with_sources(found: Sequence[Proxy]) -> dict[uuid.UUID, Proxy]:
    """These with all that they were passed on from, recalled or not.

    What is passed on is of the same state in the same alliance.
    """
    known = {one.id: one for one in found}
    pairs = {(one.alliance_id, one.state_code) for one in found if one.source_id is not None}
    if pairs:
        whose = tuple_(Proxy.alliance_id, Proxy.state_code)
        wanted = select(Proxy).where(whose.in_(sorted(pairs, key=str)))
        known |= {one.id: one for one in db.session.scalars(wanted).unique()}
    return known


def _why_away(one: Proxy, known: Mapping[uuid.UUID, Proxy], voters: Mapping[str, str]) -> str:
    """That a state which gave it, held it or passed it on does not vote there now, or ""."""
    link: Proxy | None = one
    states = {one.state_code}
    while link is not None:
        states.add(link.holder_state)
        link = known.get(link.source_id) if link.source_id else None
    away = states - voters.keys()
    return f"{name_of(min(away))} does not vote in this alliance now." if away else ""
