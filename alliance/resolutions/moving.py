"""A resolution goes from stage to stage, and its texts are kept: what every verb builds on."""

import datetime as dt
import secrets

from sqlalchemy import func, select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.resolutions.models import Resolution, ResolutionStep, ResolutionText
from alliance.resolutions.queries import parts_that_differ, under_review
from alliance.resolutions.rules import Reviewed, Stage, what_changed, why_not_become
from alliance.texts.checking import faults, unready
from alliance.texts.frozen import FORMAT, as_json
from alliance.texts.units import Text

MOST_FAULTS_SAID = 5


def may_become(resolution: Resolution, then: Stage) -> None:
    """Refuse a stage that cannot follow."""
    if reason := why_not_become(resolution.stands, then):
        raise RuleBroken(reason)


def move(actor: Actor, resolution: Resolution, then: Stage, reason: str = "") -> None:
    """Go on to a stage, and write down when, by whom and why."""
    may_become(resolution, then)
    resolution.stage = then
    resolution.changed_at = clock.now()
    note_step(actor, resolution, reason)


def note_step(actor: Actor, resolution: Resolution, reason: str = "") -> None:
    """Write down that the resolution has come to the stage at which it stands."""
    so_far = select(func.max(ResolutionStep.n)).where(ResolutionStep.resolution_id == resolution.id)
    db.session.add(
        ResolutionStep(
            resolution_id=resolution.id,
            n=(db.session.scalar(so_far) or 0) + 1,
            stage=resolution.stage,
            at=resolution.changed_at,
            person_id=actor.person_id,
            office_id=actor.office_id,
            reason=reason,
            version=resolution.shown_version,
            opened=resolution.opened_at is not None,
        )
    )
    db.session.flush()


def hold_to(reviewed: Reviewed, resolution: Resolution, version: int | None = None) -> None:
    """Refuse, under the lock of its row, to do to it what was reviewed of another."""
    now = under_review(resolution, version)
    if reviewed != now:
        parts = parts_that_differ(resolution, reviewed, now)
        raise ChangedMeanwhile(what_changed(reviewed, now, parts))


def keep_text(
    actor: Actor, resolution: Resolution, words: Text, now: dt.datetime, reason: str = ""
) -> ResolutionText:
    """Keep a text as the version at which the resolution stands; RuleBroken where it has faults."""
    if found := faults(words):
        raise RuleBroken(" ".join(str(one) for one in found[:MOST_FAULTS_SAID]))
    if actor.person_id is None:
        raise RuleBroken("Only a person writes.")
    body = canonical(
        {
            "format": FORMAT,
            "resolution": str(resolution.id),
            "version": resolution.version,
            "salt": secrets.token_hex(16),
            **as_json(words),
        }
    )
    text = ResolutionText(
        resolution_id=resolution.id,
        version=resolution.version,
        body=body.decode(),
        sha256=digest(body),
        made_at=now,
        person_id=actor.person_id,
        office_id=actor.office_id,
        reason=reason,
    )
    db.session.add(text)
    db.session.flush()
    return text


def refuse_unready(words: Text) -> None:
    """Refuse to show others a text that dangles, is empty, or has no title."""
    if found := unready(words):
        raise RuleBroken(" ".join(str(one) for one in found[:MOST_FAULTS_SAID]))
