"""What can be done to alliances and memberships."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import Act, operation
from alliance.membership.models import Alliance
from alliance.membership.policy import Do
from alliance.membership.recording import Fact, keep, keep_facts, lay


@operation(Do.RECORD_ALLIANCE)
def record_alliance(
    _actor: Actor,
    alliance: Alliance | None,
    *,
    slug: str,
    facts: Mapping[str, Any],
    known_from: dt.datetime,
    demo: bool = False,
) -> Act[Alliance]:
    """Record what is known of an alliance: a new one, or a new version of a known one."""
    if alliance is None:
        alliance = Alliance(id=clock.new_id(), slug=slug, version=0, demo=demo)
        db.session.add(alliance)
    keep_facts(alliance, facts, known_from)
    said = digest(json.dumps(facts, sort_keys=True).encode())
    return Act(alliance, alliance, {"version": alliance.version, "facts_sha256": said})


@operation(Do.RECORD_PERIODS)
def record_periods(_actor: Actor, alliance: Alliance, *, facts: Sequence[Fact]) -> Act[int]:
    """Record periods of membership; what was known before stays, with the instant it ended."""
    keep(alliance, facts)
    said = digest(repr([(str(f.period_id), f.says.state, f.says.facts) for f in facts]).encode())
    added = sum(1 for fact in facts if not fact.before)
    counts = {"added": added, "changed": len(facts) - added, "periods_sha256": said}
    return Act(len(facts), alliance, counts)


@operation(Do.IMPORT)
def note_import(
    _actor: Actor, _house: None, *, what: str, file_sha256: str, counts: Mapping[str, int]
) -> Act[None]:
    """Note in the house's own stream that a file was imported."""
    return Act(None, facts={"what": what, "file_sha256": file_sha256, **counts})


@operation(Do.WORK_OUT)
def work_out_standings(_actor: Actor, _house: None, *, among: Sequence[Alliance]) -> Act[int]:
    """Work out from all that was ever recorded how the states stood; once, after a migration."""
    for alliance in among:
        lay(alliance)
    return Act(len(among), facts={"alliances": len(among)})


@operation(Do.NAME_SECRETARIAT)
def name_secretariat(_actor: Actor, alliance: Alliance, *, office: Office) -> Act[None]:
    """Say which office runs the alliance's business; it never binds a state."""
    alliance.secretariat_id = office.id
    return Act(None, alliance, {"office": office.id})
