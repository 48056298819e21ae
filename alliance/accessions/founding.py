"""Founding an alliance."""

import re
import unicodedata
from dataclasses import dataclass

from alliance.accessions.operations import Coming, begin
from alliance.accessions.policy import Do
from alliance.accessions.rules import (
    Asked,
    By,
    Stage,
)
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import Act, RuleBroken, operation
from alliance.membership.models import Alliance
from alliance.membership.queries import alliance_by_slug
from alliance.membership.recording import keep_facts
from alliance.membership.rules import TAKEN
from alliance.states.reference import today_in

LONGEST_NAME = 300
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Founding:
    """What is known of an alliance that is founded."""

    name: str
    kind: str
    subject: str = ""
    instrument: bool = True


@operation(Do.FOUND)
def found(actor: Actor, _house: None, *, what: Founding) -> Act[Alliance]:
    """Found an alliance; the state of who does it is the first that may join it.

    Until it joins, its state stands on no roll. No secretariat serves before it is named by whoever
    runs the installation.
    """
    assert actor.office_id is not None
    if not what.name.strip() or len(what.name) > LONGEST_NAME:
        raise RuleBroken(f"Give the alliance a name of at most {LONGEST_NAME} characters.")
    now = clock.now()
    slug = slug_of(what.name)
    facts = {
        "name": what.name,
        "kind": what.kind,
        "formed": today_in(actor.state).isoformat(),
        "subject": what.subject,
        "activation": None,
        "withdrawal_rule": None,
        "decision_rule": None,
        "other_participants": [],
        "roster_complete": True,
        "published_member_count": None,
        "note": "",
        "source": [f"founded here by {actor.office_name}"],
        "as_of": None,
    }
    alliance = Alliance(id=clock.new_id(), slug=slug, version=0, represented_by=actor.office)
    db.session.add(alliance)
    keep_facts(alliance, facts, now)
    asked = Asked(By.OFFICERS, 0, what.instrument)
    made = begin(actor, alliance, Coming(actor.state, Stage.APPROVED, asked))
    made.approved_at, made.decision = now, "as founder"
    db.session.flush()
    return Act(alliance, alliance, {"name_sha256": digest(what.name.encode()), "slug": slug}, now)


def slug_of(name: str) -> str:
    """A name for addresses that no alliance has yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = _NOT_IN_A_SLUG.sub("-", plain).strip("-")[:50].strip("-") or "alliance"
    found, number = base, 2
    while found in TAKEN or alliance_by_slug(None, found) is not None:
        found, number = f"{base}-{number}", number + 1
    return found
