"""What a page is told on which a draft is written: what others wrote, and who is there."""

import base64
from typing import Any
from zoneinfo import ZoneInfo

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.saying import clock_time
from alliance.drafting import live, queries
from alliance.drafting.models import Draft, DraftUpdate
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import WRITABLE
from alliance.texts.checking import unready
from alliance.texts.numbering import numbers


def news(actor: Actor, resolution: Resolution, draft: Draft, after: int) -> dict[str, Any]:
    """What is new after the update with this number, as JSON values."""
    n = queries.last_n(draft)
    told: dict[str, Any] = {
        "draft": str(draft.id),
        "n": n,
        "open": resolution.stands in WRITABLE,
        "here": [
            {"name": one.name, "office": one.office, "unit": one.unit}
            for one in queries.here(draft, actor.person_id)
        ],
    }
    update = queries.since(draft, after) if after < n else None
    if update is not None:
        told["update"] = base64.b64encode(update).decode()
        told.update(_of_the_text(draft))
    return told


def saved(actor: Actor, draft: Draft, n: int) -> dict[str, Any]:
    """When the newest update was taken in, in the reader's time."""
    row = db.session.get(DraftUpdate, (draft.id, n))
    at = row.at if row else clock.now()
    return {"saved": clock_time(at.astimezone(ZoneInfo(actor.zone)))}


def _of_the_text(draft: Draft) -> dict[str, Any]:
    """The numbers of the units, and what has to be mended before others are shown the text."""
    stands = live.read(queries.opened(draft))
    known = numbers(stands.words.units)
    return {
        "numbers": {key: [one.number, one.address] for key, one in known.items()},
        "order": [unit.id for unit in stands.words.units],
        "levels": {unit.id: unit.level for unit in stands.words.units},
        "unready": [{"unit": one.unit, "says": str(one)} for one in unready(stands.words)],
    }
