"""Writing on a draft: what is typed, what a form says, and saving a version.

What is typed makes no entry in the ledger: every update is itself a row with its author, and is the
writers' own. The ledger speaks of versions, whose hashes it holds.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from pycrdt import merge_updates
from sqlalchemy import delete, select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import require
from alliance.drafting import live, setting_down
from alliance.drafting.live import Incomplete, Unsound
from alliance.drafting.models import Draft, DraftBrowser, DraftSnapshot, DraftUpdate, Presence
from alliance.drafting.policy import Do
from alliance.drafting.queries import (
    author_of,
    authorship_of,
    draft_of,
    last_n,
    left_over,
    opened,
    words_of,
)
from alliance.drafting.rules import (
    FROZEN,
    GAP,
    KEPT_APART,
    LARGEST_CLIENT,
    LARGEST_UPDATE,
    NOT_YOURS,
    SNAPSHOT_AFTER,
    TOO_LARGE,
    Via,
)
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import WRITABLE
from alliance.texts.checking import faults
from alliance.texts.units import Text, Unit, is_id


class Frozen(RuleBroken):
    """The text is frozen; what was sent is not taken in."""


class Gap(RuleBroken):
    """What was sent rests on something that has not come."""


def begin(actor: Actor, resolution: Resolution) -> Draft:
    """The draft of a resolution, begun with its newest version where there is none yet."""
    require(actor, Do.WRITE, resolution)
    _refuse_frozen(resolution)
    found = draft_of(resolution)
    if found is not None:
        return found
    words = text_of(resolution, resolution.version).words
    aside = left_over(resolution, words)  # of the draft before this one
    draft = Draft(
        resolution_id=resolution.id,
        began_with=resolution.version,
        version=resolution.version,
        saved_n=1,
        begun_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()
    doc = setting_down.seed(words)
    setting_down.put_aside(doc, aside)
    _keep(actor, draft, 1, Via.SEED, doc.get_update())
    return draft


def type_in(actor: Actor, resolution: Resolution, *, update: bytes, client: int) -> Draft:
    """Take in what a browser typed; all of it or nothing. RuleBroken says why nothing was."""
    draft = begin(actor, resolution)
    if not update:
        return draft
    if len(update) > LARGEST_UPDATE:
        raise RuleBroken(TOO_LARGE)
    whose = _whose(actor, draft, client)
    try:
        live.take_in(opened(draft), update, client)
    except Incomplete:
        raise Gap(GAP) from None
    except Unsound as wrong:
        raise RuleBroken(str(wrong)) from None
    if whose is None:
        _bind(actor, draft, client)
    _add(actor, draft, Via.TYPED, update)
    return draft


def set_down(
    actor: Actor,
    resolution: Resolution,
    *,
    merged: Callable[[Text], Text],
    aside: Sequence[Unit] = (),
) -> tuple[Draft, Text]:
    """Bring the draft to what a form says; `merged` is given what stands in it now.

    `aside` is looked at after that: units that are kept beside the text.
    """
    require(actor, Do.WRITE, resolution)
    _refuse_frozen(resolution)
    before = words_of(resolution)
    wanted = merged(before)
    if found := faults(wanted):
        raise RuleBroken(live.said(found))  # before anything is written
    draft = begin(actor, resolution)
    doc = opened(draft)
    state = doc.get_state()
    setting_down.edit(doc, wanted)
    setting_down.put_aside(doc, aside)
    stands = live.read(doc).words
    if stands != before or aside:
        _add(actor, draft, Via.FORM, doc.get_update(state))
    return draft, stands


def save_version(actor: Actor, resolution: Resolution, *, reason: str) -> ResolutionText:
    """Freeze what stands in the draft as the next version."""
    draft = draft_of(resolution)
    if draft is None:
        raise RuleBroken("Nothing was written since the newest version.")
    words = live.read(opened(draft)).words
    if words == text_of(resolution, resolution.version).words:
        raise RuleBroken("Nothing was written since the newest version.")
    if not words.title.strip():
        raise RuleBroken("Give the text a title.")
    kept = resolutions.revise(
        actor, resolution, words=words, base=resolution.version, reason=reason
    ).result
    draft.version = kept.version
    draft.saved_n = last_n(draft)
    return kept


def be_here(actor: Actor, draft: Draft, unit: str) -> None:
    """Note that somebody is at the draft, and at which unit."""
    if actor.person_id is None or actor.office_id is None:
        return
    where = unit if is_id(unit) else ""
    found = db.session.get(Presence, (draft.id, actor.person_id))
    if found is None:
        found = Presence(draft_id=draft.id, person_id=actor.person_id)
        db.session.add(found)
    found.office_id, found.unit, found.seen_at = actor.office_id, where, clock.now()


def _refuse_frozen(resolution: Resolution) -> None:
    if resolution.stands not in WRITABLE:
        raise Frozen(FROZEN)


def _whose(actor: Actor, draft: Draft, client: int) -> DraftBrowser | None:
    """The browser of this number, None where it is new; nobody writes under another's."""
    if not 0 <= client <= LARGEST_CLIENT:
        raise RuleBroken(NOT_YOURS)
    found = db.session.get(DraftBrowser, (draft.id, client))
    if found and (found.person_id, found.office_id) != (actor.person_id, actor.office_id):
        raise RuleBroken(NOT_YOURS)
    return found


def _bind(actor: Actor, draft: Draft, client: int) -> None:
    db.session.add(
        DraftBrowser(
            draft_id=draft.id, client=client, person_id=actor.person_id, office_id=actor.office_id
        )
    )


def _add(actor: Actor, draft: Draft, via: Via, body: bytes) -> None:
    n = last_n(draft) + 1
    _keep(actor, draft, n, via, body)
    if n % SNAPSHOT_AFTER == 0:
        _snapshot(draft, n)
        _put_together(draft, n)


def _keep(actor: Actor, draft: Draft, n: int, via: Via, body: bytes) -> None:
    if actor.person_id is None or actor.office_id is None:
        raise RuleBroken("Only a person of an office writes.")
    db.session.add(
        DraftUpdate(
            draft_id=draft.id,
            n=n,
            via=via,
            at=clock.now(),
            person_id=actor.person_id,
            office_id=actor.office_id,
            body=body,
        )
    )
    db.session.flush()


def _snapshot(draft: Draft, n: int) -> None:
    authors = authorship_of(draft)
    body = opened(draft).get_update()
    db.session.add(
        DraftSnapshot(draft_id=draft.id, n=n, at=clock.now(), body=body, authors=authors.as_json())
    )
    db.session.flush()


def _put_together(draft: Draft, n: int) -> None:
    """Put old updates of one author in a row together, so that the log does not grow for ever.

    Those on which a form may still rest are left apart.
    """
    wanted = (
        select(DraftUpdate)
        .where(
            DraftUpdate.draft_id == draft.id,
            DraftUpdate.n < n,
            DraftUpdate.at < clock.now() - KEPT_APART,
        )
        .order_by(DraftUpdate.n)
    )
    runs: list[list[DraftUpdate]] = []
    for row in db.session.scalars(wanted):
        same = runs and _author(runs[-1][-1]) == _author(row)
        runs[-1].append(row) if same else runs.append([row])
    for run in runs:
        if len(run) > 1:
            run[-1].body = merge_updates(*(row.body for row in run))
            gone = [row.n for row in run[:-1]]
            for row in run[:-1]:
                db.session.expunge(row)
            db.session.execute(
                delete(DraftUpdate).where(DraftUpdate.draft_id == draft.id, DraftUpdate.n.in_(gone))
            )


def _author(row: DraftUpdate) -> tuple[str, str, dt.date]:
    """Whose an update is, and of which day: days are not put together."""
    return author_of(row), str(row.person_id), row.at.date()
