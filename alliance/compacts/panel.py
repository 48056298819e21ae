"""The threshold of a compact on the page of its alliance, from the history that was kept."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from flask import g
from sqlalchemy import String, bindparam, cast, func, select

from alliance.charters.models import Charter
from alliance.compacts.looking import bars
from alliance.compacts.models import CompactHistory
from alliance.compacts.precision import Dating
from alliance.compacts.queries import (
    digest_of,
    kept_dating,
    read_rules,
    said_by_source,
    traits_of,
    with_kept,
)
from alliance.core.db import read
from alliance.core.marks import Mark
from alliance.core.recall import recall
from alliance.core.shown import local_now
from alliance.membership.frame import Asking, Panel
from alliance.membership.models import Alliance
from alliance.membership.queries import facts_of
from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.forces.facts import Enactment
from alliance.rulebook.forces.keeping import resumed
from alliance.rulebook.forces.status import status_in


def _today() -> Any:
    return local_now().date()


_CHARTER = (
    select(Charter.rules)
    .where(
        Charter.alliance_id == Alliance.id,
        Charter.adopted_at.is_not(None),
        Charter.effective_on <= bindparam("compact_today", callable_=_today),
    )
    .order_by(Charter.effective_on.desc(), Charter.version.desc())
    .limit(1)
)
_RULES = (
    select(Charter.version)
    .where(
        Charter.alliance_id == bindparam("alliance"),
        Charter.adopted_at.is_not(None),
        Charter.rules.is_not(None),
    )
    .limit(1)
)
_HISTORY = select(CompactHistory.history).where(CompactHistory.alliance_id == Alliance.id)
_INPUTS = select(CompactHistory.inputs).where(CompactHistory.alliance_id == Alliance.id)
# The key of a mark is the id as it is written; SQLite keeps ids without dashes.
_HEX = func.replace(cast(Alliance.id, String), "-", "")
_CUTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
_PARTS: list[Any] = [func.substr(_HEX, start, length) for start, length in _CUTS]
_WRITTEN = reduce(lambda one, part: one + "-" + part, _PARTS)
_MARK = select(Mark.mark).where(Mark.key == _WRITTEN)


def threshold(asking: Asking) -> Mapping[str, Any] | None:
    """Where the alliance has rules: in force or not, and how much is short.

    As of today it is worked out from what was kept, and asks the database nothing. Of other days,
    or where nothing is kept, the page of the compact speaks.
    """
    beside, form = asking.beside, asking.form
    rules = beside["charter_rules"]
    said = {"charter": rules} if rules else said_by_source(facts_of(asking.alliance))
    if said is None:
        return None
    where = {"alliance": asking.alliance, "days": form.days, "status": None, "bars": ()}
    if form.days or beside["inputs"] != digest_of(said, beside["mark"]):
        return where
    kept = beside["history"]
    here = tuple(
        Enactment(traits_of(one.state, one.member_class))
        for one in asking.roster.members
        if one.bound
    )
    facts = with_kept(here, kept)
    found = status_in(resumed(read_rules(said) or Compact(), facts, kept), form.day)
    since = kept_dating(kept, Dating()).text(found.since)
    return {**where, "status": found, "since": since, "bars": bars(found, facts)}


PANEL = Panel(
    "compacts/panel.html",
    threshold,
    {
        "charter_rules": _CHARTER.scalar_subquery(),
        "history": _HISTORY.scalar_subquery(),
        "inputs": _INPUTS.scalar_subquery(),
        "mark": _MARK.scalar_subquery(),
    },
)


def has_rules(alliance: Alliance) -> bool:
    """Whether there is something to say of its entry into force: it is a compact, or has rules.

    Read with the alliance where its page did; else asked once, until something happens in it.
    """
    if "compact" in alliance.kind.casefold():
        return True
    beside = g.get("alliance_beside")
    if beside is not None and beside.Alliance is alliance and "charter_rules" in beside._mapping:  # noqa: SLF001
        return bool(beside.charter_rules or said_by_source(beside.AllianceVersion.facts))
    return recall(
        ("has rules", alliance.slug),
        (alliance.stream,),
        lambda: bool(
            read(_RULES, {"alliance": alliance.id}).scalar() or said_by_source(facts_of(alliance))
        ),
    )
