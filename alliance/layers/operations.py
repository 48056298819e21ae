"""Writing an office's layer, sharing copies of it, and promoting a redline.

The ledger speaks of it in the office's own stream only, with ids and salted digests.
"""

import json
import secrets
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from alliance.accounts.queries import office_ids_of
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.discussions.rules import Misplaced, place_of
from alliance.layers.models import CopyState, LayerCopy, Note, OfficePosition, Redline
from alliance.layers.policy import Do
from alliance.layers.queries import (
    known_versions,
    placed_redline,
    positions_of,
    states_that_may_be_given,
    text_for,
    versions_known_to_all,
)
from alliance.layers.rules import (
    EMPTY,
    GONE,
    LONGEST_NOTE,
    LONGEST_REASON,
    MANY,
    MOST_COPIED,
    NOTHING,
    STALE,
    UNSEEN,
    Stance,
)
from alliance.redlines.checking import faults
from alliance.redlines.edits import Edit
from alliance.redlines.kept import edit_as_json
from alliance.redlines.saying import sentences
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of, version_for
from alliance.resolutions.rules import AMENDABLE, WRITABLE, named
from alliance.states.reference import name_of
from alliance.texts.numbering import numbers

SHARED = "layers/mail/shared"

# What proposes an amendment: given the actor, the text, the edits against the version that is
# shown to the members, and the reason; the amendment's id. Filled in alliance/app.py: without one
# nothing can be promoted.
PROMOTING: list[Callable[[Actor, Resolution, Sequence[Edit], str], uuid.UUID]] = []


class Salted(Protocol):
    """Something whose digest the ledger holds."""

    salt: str


@operation(Do.NOTE)
def note(actor: Actor, resolution: Resolution, *, unit: str, meant: str, words: str) -> Act[Note]:
    """Note something at words of a unit, at a unit, or at the whole text."""
    person, office = _who(actor)
    _refuse_length(words, LONGEST_NOTE, "Write the note.")
    made = Note(
        resolution=resolution,
        office_id=office,
        version=version_for(actor, resolution),
        words=words,
        salt=secrets.token_hex(16),
        at=clock.now(),
        person_id=person,
        **_place(actor, resolution, unit, meant),
    )
    db.session.add(made)
    db.session.flush()
    says = [made.unit, made.starts, made.ends, made.words]
    facts = {"resolution": resolution.id, "note": made.id, "note_sha256": _digest(made, says)}
    return Act(made, OwnBusiness(actor, resolution), facts)


def _place(actor: Actor, resolution: Resolution, unit: str, meant: str) -> dict[str, Any]:
    if not unit:
        if meant.strip():
            raise RuleBroken("Choose the unit whose words you mean.")
        return {}
    words = text_for(actor, resolution)
    found = words.by_id.get(unit)
    if found is None:
        raise RuleBroken("The text before you has no such unit. Choose another.")
    try:
        place = place_of(unit, found.text, meant)
    except Misplaced as wrong:
        raise RuleBroken(str(wrong)) from None
    return {
        "unit": unit,
        "starts": place.start,
        "ends": place.end,
        "was": found.text,
        "address": numbers(words.units)[unit].address,
    }


@operation(Do.REDLINE)
def redline(
    actor: Actor, resolution: Resolution, *, version: int, edits: Sequence[Edit], reason: str = ""
) -> Act[Redline]:
    """Keep edits that the office would make of a version that it has, or had, before it."""
    person, office = _who(actor)
    _refuse_frozen(resolution)
    if version not in known_versions(actor, resolution):
        raise RuleBroken(STALE)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(f"At most {LONGEST_REASON:,} characters of reason. Shorten it.")
    if not edits:
        raise RuleBroken(EMPTY)
    base = text_of(resolution, version)
    if found := faults(base.words, edits):
        raise RuleBroken(" ".join(str(one) for one in found[:3]))
    made = Redline(
        resolution=resolution,
        office_id=office,
        version=version,
        text_sha256=base.sha256,
        body=canonical([edit_as_json(one) for one in edits]).decode(),
        reason=reason,
        salt=secrets.token_hex(16),
        at=clock.now(),
        person_id=person,
    )
    db.session.add(made)
    db.session.flush()
    facts = {
        "resolution": resolution.id,
        "redline": made.id,
        "redline_sha256": _digest(made, [made.body, made.reason]),
    }
    return Act(made, OwnBusiness(actor, resolution), facts)


@operation(Do.POSITION)
def position(
    actor: Actor, resolution: Resolution, *, stance: Stance, words: str = ""
) -> Act[OfficePosition]:
    """Say how the office stands to the text; what it said before stays."""
    person, office = _who(actor)
    if len(words) > LONGEST_NOTE:
        raise RuleBroken(f"At most {LONGEST_NOTE:,} characters. Shorten it.")
    before = positions_of(actor, resolution)
    if before and (before[0].stance, before[0].words) == (stance, words):
        raise RuleBroken("This is your office's position already.")
    made = OfficePosition(
        resolution_id=resolution.id,
        office_id=office,
        n=len(before) + 1,
        version=version_for(actor, resolution),
        stance=stance,
        words=words,
        salt=secrets.token_hex(16),
        at=clock.now(),
        person_id=person,
    )
    db.session.add(made)
    db.session.flush()
    facts = {
        "resolution": resolution.id,
        "position": made.id,
        "position_sha256": _digest(made, [made.stance, made.words]),
    }
    return Act(made, OwnBusiness(actor, resolution), facts)


@operation(Do.SET_ASIDE)
def set_aside(actor: Actor, thing: Note | Redline) -> Act[None]:
    """Put a note or a redline away; it is kept, and shown no more."""
    if thing.set_aside_at is not None:
        raise RuleBroken(GONE)
    thing.set_aside_at = clock.now()
    kind = thing.ref.partition(":")[0]
    facts = {"resolution": thing.resolution_id, kind: thing.id}
    return Act(None, OwnBusiness(actor, thing.resolution), facts)


@dataclass(frozen=True)
class Chosen:
    """What an office shares: some notes, some redlines, and its position or not."""

    notes: Sequence[Note] = ()
    redlines: Sequence[Redline] = ()
    position: OfficePosition | None = None


@operation(Do.SHARE)
def share(
    actor: Actor, resolution: Resolution, *, chosen: Chosen, states: Collection[str]
) -> Act[LayerCopy]:
    """Give the offices of these states a copy of what is chosen."""
    person, office = _who(actor)
    _refuse_unsharable(actor, resolution, chosen, states)
    made = LayerCopy(
        resolution=resolution,
        office_id=office,
        body=canonical(_as_copied(resolution, chosen)).decode(),
        salt=secrets.token_hex(16),
        at=clock.now(),
        person_id=person,
        states=[CopyState(state_code=code) for code in sorted(set(states))],
    )
    db.session.add(made)
    db.session.flush()
    offices = "+".join(str(key) for key in office_ids_of(sorted(set(states))))
    if offices:
        tell(f"office:{offices}", SHARED, str(made.id), str(made.id))
    facts = {
        "resolution": resolution.id,
        "copy": made.id,
        "copy_sha256": _digest(made, [made.body, sorted(set(states))]),
    }
    return Act(made, OwnBusiness(actor, resolution), facts)


def _refuse_unsharable(
    actor: Actor, resolution: Resolution, chosen: Chosen, states: Collection[str]
) -> None:
    things: list[Note | Redline] = [*chosen.notes, *chosen.redlines]
    shared = [*things, *([chosen.position] if chosen.position else [])]
    if any(
        (one.office_id, one.resolution_id) != (actor.office_id, resolution.id) for one in shared
    ):
        raise RuleBroken("Share what is your own office's, on this text.")
    if not things and chosen.position is None:
        raise RuleBroken(NOTHING)
    if len(things) > MOST_COPIED:
        raise RuleBroken(MANY)
    if not states:
        raise RuleBroken("Choose the states whose offices are given a copy.")
    fits = states_that_may_be_given(actor, resolution)
    if strangers := sorted(set(states) - set(fits)):
        said = ", ".join(name_of(code) for code in strangers)
        raise RuleBroken(f"No office of these states may read the text: {said}.")
    known = versions_known_to_all(resolution)
    for one in things:
        if one.version not in known:
            raise RuleBroken(f"The {one.ref.partition(':')[0]} of {_day(one)} {UNSEEN}")


def _day(one: Note | Redline) -> str:
    return f"{one.at:%B} {one.at.day}"


def _as_copied(resolution: Resolution, chosen: Chosen) -> dict[str, Any]:
    stands = chosen.position
    return {
        "notes": [
            {
                "address": one.address,
                "quote": one.quote if one.ends is not None else "",
                "words": one.words,
                "version": one.version,
            }
            for one in chosen.notes
        ],
        "redlines": [
            {
                "version": one.version,
                "edits": json.loads(one.body),
                "said": list(sentences(text_of(resolution, one.version).words, one.edits)),
                "reason": one.reason,
            }
            for one in chosen.redlines
        ],
        "position": {"stance": stands.stance, "words": stands.words} if stands else None,
    }


@operation(Do.END_SHARE)
def end_share(actor: Actor, copy: LayerCopy) -> Act[None]:
    """Show a copy to nobody any more; what was read meanwhile was read."""
    if copy.ended_at is not None:
        raise RuleBroken("This is shared no more.")
    copy.ended_at, copy.ended_by_id = clock.now(), actor.person_id
    facts = {"resolution": copy.resolution_id, "copy": copy.id}
    return Act(None, OwnBusiness(actor, copy.resolution), facts)


@operation(Do.PROMOTE)
def promote(actor: Actor, redline: Redline) -> Act[uuid.UUID]:
    """Propose a redline as an amendment, on the text as it is; it must have its place whole."""
    if not PROMOTING:
        raise RuleBroken("Amendments are not taken here.")
    if redline.set_aside_at is not None:
        raise RuleBroken(GONE)
    if redline.promoted_as is not None:
        raise RuleBroken("This was proposed as an amendment already.")
    one = redline.resolution
    if one.stands not in AMENDABLE:
        raise RuleBroken(f"This resolution is {named(one.stands)}; no amendments are taken.")
    base = text_of(one, redline.version).words
    shown = text_of(one, one.shown_version or one.version).words  # what the members have
    placed = placed_redline(redline, base, shown)
    if placed.left:
        reasons = " ".join(left.reason for left in placed.left)
        raise RuleBroken(f"It has no place in the text as it is: {reasons}")
    made = PROMOTING[0](actor, one, placed.edits, redline.reason)
    redline.promoted_at, redline.promoted_as = clock.now(), made
    facts = {"resolution": one.id, "redline": redline.id, "amendment": made}
    return Act(made, OwnBusiness(actor, one), facts)


def _who(actor: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    if actor.person_id is None or actor.office_id is None:
        raise RuleBroken("Only a person of an office keeps a layer.")
    return actor.person_id, actor.office_id


def _refuse_length(words: str, most: int, missing: str) -> None:
    if not words.strip():
        raise RuleBroken(missing)
    if len(words) > most:
        raise RuleBroken(f"At most {most:,} characters. Shorten it.")


def _refuse_frozen(resolution: Resolution) -> None:
    if resolution.stands not in WRITABLE | AMENDABLE:
        raise RuleBroken(f"This resolution is {named(resolution.stands)}; its text is frozen.")


def _digest(thing: Salted, says: list[Any]) -> str:
    """What the ledger holds of private words: SHA-256, salted so that they cannot be guessed."""
    return digest(canonical({"salt": thing.salt, "says": says}))
