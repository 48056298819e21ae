"""The frame of every page about a resolution: what each of its tabs shows."""

import json
from collections.abc import Callable
from typing import Any

from flask import url_for
from jinja2 import Environment

from alliance.authority.rules import ActClass
from alliance.clearance.queries import prepares
from alliance.core.policy import may
from alliance.core.recall import recall
from alliance.core.web import Doors, actor
from alliance.resolutions import queries
from alliance.resolutions.audience import Claim
from alliance.resolutions.models import Resolution
from alliance.resolutions.policy import Do
from alliance.resolutions.progress import steps
from alliance.resolutions.queries import Enrolled
from alliance.resolutions.rules import Stage
from alliance.signatures.policy import Do as Signing
from alliance.texts.numbering import numbers
from alliance.votes.queries import question

bp = Doors("resolutions", __name__, url_prefix="/resolutions")

# Words, address, its own name, and a count or None.
Tab = tuple[str, str, str, int | None]
# Tabs that others add to the pages of a text; None where the reader has no such tab. Filled in
# alliance/app.py.
TABS: list[Callable[[Resolution], Tab | None]] = []


def more_tabs(resolution: Resolution) -> list[Tab]:
    """The tabs that others add, for templates."""
    return [one for tab in TABS if (one := tab(resolution))]


def crumbs(resolution: Resolution) -> list[tuple[str, str]]:
    """The trail to a page below a resolution."""
    there = url_for("resolutions.show", resolution_id=resolution.id)
    return [("Resolutions", url_for("resolutions.resolutions")), (resolution.title, there)]


def frame(resolution: Resolution) -> dict[str, Any]:
    """What every tab of a resolution shows."""
    who = actor()
    asked = question(who, resolution.question_id) if resolution.question_id else None
    stands = recall(
        ("standing", resolution.id, resolution.version, who.office_id),
        (resolution.stream, resolution.office.stream),
        lambda: queries.standing(who, resolution),
    )
    unsigned = Enrolled(resolution, asked) if asked and who.state not in stands.signed else None
    return {
        "resolution": resolution,
        "question": asked,
        "text": stands.text,
        "known": numbers(stands.text.words.units),
        "claim": claim_of(resolution),
        "read": stands.read,
        "signed": stands.signed,
        "answered": stands.answered,
        "counts": stands.counts,
        "steps": steps(resolution),
        "tally": json.loads(asked.tally) if asked and asked.tally else None,
        "may_sign": unsigned is not None and may(who, Signing.SIGN, unsigned),
        "may_prepare": unsigned is not None
        and may(who, Signing.PREPARE, unsigned)
        and prepares(who, ActClass.SIGN),
        "Do": Do,
        "Stage": Stage,
    }


def init(environment: Environment) -> None:
    """Give templates what stands on every page about a text, and in mail about it."""
    environment.globals["more_tabs"] = more_tabs
    environment.globals["claim_of"] = claim_of


def claim_of(resolution: Resolution) -> Claim:
    """The label under which the text goes."""
    return resolution.claim
