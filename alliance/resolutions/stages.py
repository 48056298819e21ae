"""A text in committee, engrossed, opened again, and what it does to earlier ones."""

from collections.abc import Callable

from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.resolutions.models import Resolution
from alliance.resolutions.moving import hold_to, keep_text, may_become, move, refuse_unready
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import text_of
from alliance.resolutions.rules import Reviewed, Stage, Succession
from alliance.texts.units import Text
from alliance.votes import operations as votes
from alliance.votes.queries import held as held_question

# Why the circulated text is not what the members decided yet, or "": amendments may be adopted that
# are not in it. Filled in alliance/app.py.
UNMERGED: list[Callable[[Resolution], str]] = []


def why_unmerged(resolution: Resolution) -> str:
    """Why the circulated text cannot be engrossed or put as it is, or ""."""
    return next(filter(None, (look(resolution) for look in UNMERGED)), "")


def refuse_unmerged(resolution: Resolution) -> None:
    """Refuse to settle a text while something is decided that is not in it."""
    if reason := why_unmerged(resolution):
        raise RuleBroken(reason)


@operation(Do.COMMIT)
def commit(actor: Actor, resolution: Resolution, *, reason: str = "") -> Act[None]:
    """Refer the text to a committee; `reason` names it, and what is asked of it."""
    move(actor, resolution, Stage.IN_COMMITTEE, reason)
    return Act(None, resolution, {"resolution": resolution.id})


@operation(Do.REPORT)
def report(actor: Actor, resolution: Resolution, *, reason: str = "") -> Act[None]:
    """The committee reports the text back to the members."""
    if resolution.stands is not Stage.IN_COMMITTEE:
        raise RuleBroken("This text is in no committee.")
    move(actor, resolution, Stage.CIRCULATED, reason)
    return Act(None, resolution, {"resolution": resolution.id})


@operation(Do.ENGROSS)
def engross(
    actor: Actor,
    resolution: Resolution,
    *,
    reviewed: Reviewed,
    words: Text | None = None,
    reason: str = "",
) -> Act[None]:
    """Settle the text that is put to the vote: the circulated one, or `words` made from it.

    The version that is kept is the one whose hash the question will carry.
    """
    if resolution.shown_version is None:
        raise RuleBroken("There is no circulated text.")
    hold_to(reviewed, resolution, resolution.shown_version)
    if words is None:
        refuse_unmerged(resolution)
    before = text_of(resolution, resolution.shown_version).words
    settled = before if words is None else words
    refuse_unready(settled)
    may_become(resolution, Stage.ENGROSSED)
    if settled != before:  # kept before the stage is: the text is frozen from then on
        resolution.version += 1
        resolution.shown_version = resolution.version
        resolution.title = settled.title
        keep_text(actor, resolution, settled, clock.now(), reason or "Engrossed")
    move(actor, resolution, Stage.ENGROSSED, reason)
    text = text_of(resolution, resolution.shown_version)
    tell(
        f"alliance:{resolution.alliance_id}",
        "resolutions/mail/engross",
        str(resolution.id),
        f"{resolution.id}:{text.version}",
    )
    facts = {"resolution": resolution.id, "version": text.version, "text_sha256": text.sha256}
    return Act(None, resolution, facts)


@operation(Do.REOPEN)
def reopen(actor: Actor, resolution: Resolution, *, reason: str) -> Act[None]:
    """Take up again a text that is engrossed, or on which the question is open.

    The question is void then: whoever was asked is told, and answers anew when it is put again.
    """
    if resolution.stands not in (Stage.ENGROSSED, Stage.VOTING):
        raise RuleBroken("This text is neither engrossed nor voted on.")
    if not reason.strip():
        raise RuleBroken("Say why it is taken up again.")
    if resolution.stands is Stage.VOTING:
        assert resolution.question_id
        question = held_question(resolution.question_id)
        assert question
        votes.void(actor, question, reason=reason.strip())
    move(actor, resolution, Stage.CIRCULATED, reason)
    return Act(None, resolution, {"resolution": resolution.id})


@operation(Do.NAME_EARLIER)
def name_earlier(
    actor: Actor,
    resolution: Resolution,
    *,
    earlier: Resolution | None,
    succession: Succession = Succession.SUPERSEDES,
) -> Act[None]:
    """Say which earlier resolution this one supersedes or rescinds once it is in force."""
    if resolution.stands is not Stage.DRAFT:
        raise RuleBroken("What a text does to an earlier one is said before it is circulated.")
    if earlier is not None and earlier.alliance_id != resolution.alliance_id:
        raise RuleBroken("An alliance supersedes and rescinds its own resolutions only.")
    if earlier is not None and earlier.id == resolution.id:
        raise RuleBroken("A text does not supersede itself.")
    resolution.succeeds_id = earlier.id if earlier else None
    resolution.succession = succession if earlier else None
    facts = {"resolution": resolution.id, "earlier": resolution.succeeds_id}
    return Act(None, OwnBusiness(actor, resolution), facts)


def follow_succession(resolution: Resolution) -> None:
    """What the entry into force of one resolution does to the one that it names."""
    if resolution.succeeds_id is None:
        return
    earlier = db.session.get(Resolution, resolution.succeeds_id, with_for_update={"of": Resolution})
    if earlier is not None and earlier.stands in (Stage.ENROLLED, Stage.IN_FORCE):
        succeed(CLOCK, earlier, by=resolution)


@operation(Do.SUCCEED)
def succeed(actor: Actor, earlier: Resolution, *, by: Resolution) -> Act[None]:
    """A later resolution that is now in force supersedes or rescinds this one."""
    rescinds = by.succession == Succession.RESCINDS
    then = Stage.RESCINDED if rescinds else Stage.SUPERSEDED
    move(actor, earlier, then, f"By: {by.title}"[:300])
    return Act(None, earlier, {"resolution": earlier.id, "by": by.id})
