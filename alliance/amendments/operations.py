"""Proposing amendments, co-sponsoring, withdrawing them, and bringing them to a newer text."""

import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from alliance.amendments import queries
from alliance.amendments.models import Amendment, Wording
from alliance.amendments.noting import (
    facts,
    let_fall,
    note,
    refuse_asked,
    refuse_closed,
    refuse_decided,
    tell_readers,
    who_acts,
)
from alliance.amendments.policy import Do
from alliance.amendments.rules import (
    LARGEST_EDITS,
    MOST_EDITS,
    OUT,
    Stands,
    What,
    key_of,
)
from alliance.amendments.standing import as_worded
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.redlines import checking
from alliance.redlines import edits as engine
from alliance.redlines.amending import Outside, amended
from alliance.redlines.applying import NotThere, apply_edits
from alliance.redlines.edits import Edit
from alliance.redlines.kept import edit_as_json
from alliance.redlines.rebasing import rebase_edits
from alliance.resolutions.models import Resolution
from alliance.resolutions.moving import hold_to
from alliance.resolutions.queries import text_of, under_review
from alliance.resolutions.rules import Reviewed
from alliance.texts.checking import faults
from alliance.texts.units import Text

FORMAT = "alliance-amendment/1"
MOST_SAID = 5  # faults in one refusal


def why_no_amendment(base: Text, edits: Sequence[Edit]) -> list[str]:
    """What is wrong with edits as an amendment of the base, or with the text that they make."""
    found = [str(one) for one in checking.faults(base, edits)]
    if found:
        return found
    if len(edits) > MOST_EDITS:
        return [f"One amendment has at most {MOST_EDITS} changes. Propose several."]
    try:
        return [str(one) for one in faults(apply_edits(base, edits))]
    except NotThere as wrong:
        return [str(wrong)]


def why_too_deep(first: Amendment) -> str:
    """Why there is no amendment to this one, or "": it amends another one itself."""
    if first.amends_id is None:
        return ""
    above = first.number.partition(".")[0]
    return (
        f"Amendment {first.number} amends amendment {above}; an amendment to it would be of the "
        f"third degree, which is out of order. Propose another amendment to amendment {above}."
    )


def why_beyond(first: Amendment, edits: Sequence[Edit]) -> str:
    """Why edits reach beyond the new words of an amendment, or ""."""
    own = engine.Amendment(key_of(first.number), first.wording.edits)
    try:
        amended(own, engine.Amendment("It", tuple(edits), own.key))
    except Outside as wrong:
        return str(wrong)
    return ""


@operation(Do.PROPOSE)
def propose(
    actor: Actor, resolution: Resolution, *, reviewed: Reviewed, edits: Sequence[Edit], reason: str
) -> Act[Amendment]:
    """Propose an amendment to the text that is shown, the one that was reviewed."""
    refuse_closed(resolution)
    hold_to(reviewed, resolution, resolution.shown_version)
    base = text_of(resolution, reviewed.version).words
    _refuse(why_no_amendment(base, edits))
    return _filed(actor, resolution, None, edits, reason)


def promoted(actor: Actor, resolution: Resolution, edits: Sequence[Edit], reason: str) -> uuid.UUID:
    """Propose what an office had kept to itself, against the text that is shown now."""
    reviewed = under_review(resolution, resolution.shown_version)
    return propose(actor, resolution, reviewed=reviewed, edits=edits, reason=reason).result.id


@operation(Do.AMEND)
def amend(  # noqa: PLR0913 (an amendment to an amendment has these parts)
    actor: Actor,
    first: Amendment,
    *,
    reviewed: Reviewed,
    over: str,
    edits: Sequence[Edit],
    reason: str,
) -> Act[Amendment]:
    """Propose an amendment to an amendment; `over` is the hash of the wording that was reviewed."""
    if reason_against := why_too_deep(first):
        raise RuleBroken(reason_against)
    refuse_decided(first)
    resolution = first.resolution
    hold_to(reviewed, resolution, resolution.shown_version)
    if first.wording.version != resolution.shown_version:
        raise RuleBroken(
            f"Amendment {first.number} is worded on an older version: it is brought to version "
            f"{resolution.shown_version} first."
        )
    if over != first.wording.sha256:
        raise ChangedMeanwhile(
            f"Amendment {first.number} has been worded anew since you reviewed it. Nothing is "
            "recorded. Read it, then confirm again."
        )
    _refuse(why_no_amendment(as_worded(resolution, first), edits))
    _refuse(filter(None, [why_beyond(first, edits)]))
    return _filed(actor, resolution, first, edits, reason)


def _refuse(found: object) -> None:
    said = list(found)  # type: ignore[call-overload]
    if said:
        raise RuleBroken(" ".join(said[:MOST_SAID]))


def _filed(
    actor: Actor,
    resolution: Resolution,
    first: Amendment | None,
    edits: Sequence[Edit],
    reason: str,
) -> Act[Amendment]:
    if not reason.strip():
        raise RuleBroken("Say why: give a reason for the amendment.")
    person, office = who_acts(actor)
    made = Amendment(
        id=clock.new_id(),
        resolution_id=resolution.id,
        resolution=resolution,
        amends_id=first.id if first else None,
        n=_next(resolution, first),
        office_id=office,
        state_code=actor.state,
        person_id=person,
        at=clock.now(),
        reason=reason,
        stands=Stands.PROPOSED,
        events=[],
        wordings=[],
    )
    made.number = f"{first.number}.{made.n}" if first else str(made.n)
    wording = _worded(actor, made, edits, first)
    db.session.add(made)
    db.session.flush()
    resolution.changed_at = made.at
    tell_readers(made, "proposed")
    said = facts(made, version=wording.version, edits_sha256=wording.sha256, state=actor.state)
    return Act(made, made, said)


def _next(resolution: Resolution, first: Amendment | None) -> int:
    so_far = select(func.max(Amendment.n)).where(
        Amendment.resolution_id == resolution.id,
        Amendment.amends_id.is_(None) if first is None else Amendment.amends_id == first.id,
    )
    return (db.session.scalar(so_far) or 0) + 1


def _worded(
    actor: Actor, amendment: Amendment, edits: Sequence[Edit], first: Amendment | None
) -> Wording:
    """A wording against the version that is shown now; the salt keeps its hash from being guessed.

    RuleBroken, before anything is written, where it is too large.
    """
    person, _ = who_acts(actor)
    resolution = amendment.resolution
    base = text_of(resolution, resolution.shown_version or 0)
    n = len(amendment.wordings) + 1
    body = canonical(
        {
            "format": FORMAT,
            "amendment": str(amendment.id),
            "wording": n,
            "version": base.version,
            "base_sha256": base.sha256,
            "over_sha256": first.wording.sha256 if first else "",
            "salt": secrets.token_hex(16),
            "edits": [edit_as_json(one) for one in edits],
        }
    )
    if len(body) > LARGEST_EDITS:
        raise RuleBroken("This amendment is too long. Propose it in several.")
    made = Wording(
        amendment_id=amendment.id,
        n=n,
        version=base.version,
        base_sha256=base.sha256,
        over_n=first.wording.n if first else None,
        body=body.decode(),
        sha256=digest(body),
        at=clock.now(),
        person_id=person,
    )
    amendment.wordings.append(made)
    return made


@operation(Do.CO_SPONSOR)
def co_sponsor(actor: Actor, amendment: Amendment) -> Act[None]:
    """Sponsor an amendment of another office together with it."""
    refuse_decided(amendment)
    _, office = who_acts(actor)
    if office in queries.co_sponsors(amendment):
        raise RuleBroken("Your office sponsors this amendment already.")
    note(actor, amendment, What.JOINED)
    return Act(None, amendment, facts(amendment, state=actor.state))


@operation(Do.LEAVE)
def leave(actor: Actor, amendment: Amendment) -> Act[None]:
    """Sponsor it no longer."""
    refuse_decided(amendment)
    _, office = who_acts(actor)
    if office not in queries.co_sponsors(amendment):
        raise RuleBroken("Your office does not sponsor this amendment.")
    note(actor, amendment, What.LEFT)
    return Act(None, amendment, facts(amendment, state=actor.state))


@operation(Do.WITHDRAW)
def withdraw(actor: Actor, amendment: Amendment, *, why: str = "") -> Act[None]:
    """Take one's amendment back before it is decided; what amends it falls."""
    refuse_decided(amendment)
    refuse_asked(amendment)
    done = note(actor, amendment, What.WITHDRAWN, how=why)
    let_fall(actor, amendment, f"Amendment {amendment.number} was withdrawn.", done.at)
    tell_readers(amendment, "decided")
    return Act(None, amendment, facts(amendment))


@operation(Do.BRING)
def bring(actor: Actor, amendment: Amendment) -> Act[Wording]:
    """Word an amendment anew on the version that is shown now; what amends it comes along.

    RuleBroken where any of its edits has no place there.
    """
    resolution = amendment.resolution
    refuse_closed(resolution)
    refuse_asked(amendment)
    if amendment.amends_id is not None:
        raise RuleBroken("Bring the amendment that it amends; this one comes along.")
    if amendment.stands in OUT or queries.version_with(amendment) is not None:
        raise RuleBroken(f"Amendment {amendment.number} is decided; it stays as it was.")
    old = amendment.wording
    if old.version == resolution.shown_version:
        raise RuleBroken(f"Amendment {amendment.number} is on the newest version already.")
    base, now = (text_of(resolution, n or 0).words for n in (old.version, resolution.shown_version))
    carried = rebase_edits(old.edits, base, now)
    if carried.left:
        raise RuleBroken(
            f"It cannot be brought to version {resolution.shown_version}: "
            f"{' '.join(one.reason for one in carried.left)} Withdraw it and propose it anew."
        )
    _refuse(why_no_amendment(now, carried.edits))
    seconds = queries.second_ones(amendment)
    befores = [as_worded(resolution, amendment, one.wording.over_n) for one in seconds]
    made = _worded(actor, amendment, carried.edits, None)
    db.session.flush()
    note(actor, amendment, What.BROUGHT, version=made.version)
    for second, before in zip(seconds, befores, strict=True):
        _bring_along(actor, amendment, second, before)
    said = facts(amendment, version=made.version, edits_sha256=made.sha256)
    return Act(made, amendment, said)


def _bring_along(actor: Actor, first: Amendment, second: Amendment, before: Text) -> None:
    """Where it can be; one that cannot stays as it was, and is seen to have no place."""
    if second.stands in OUT:
        return
    carried = rebase_edits(second.wording.edits, before, as_worded(first.resolution, first))
    if carried.left or why_beyond(first, carried.edits):
        return
    made = _worded(actor, second, carried.edits, first)
    db.session.flush()
    note(actor, second, What.BROUGHT, version=made.version)
