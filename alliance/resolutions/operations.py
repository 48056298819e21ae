"""What can be done with a resolution."""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alliance.authority.queries import Chosen
from alliance.charters.queries import voters_of
from alliance.clearance.models import Prepared
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, Done, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import (
    Enrolled,
    held,
    parts_that_differ,
    text_of,
    under_review,
)
from alliance.resolutions.rules import (
    WRITABLE,
    Reviewed,
    Stage,
    in_force,
    named,
    roster_changed,
    what_changed,
    what_is_wrong,
    why_not_become,
)
from alliance.signatures import operations as signatures
from alliance.signatures.models import Signature
from alliance.signatures.operations import Hashes
from alliance.signatures.queries import signatures_under
from alliance.states.reference import today_in
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.queries import answers_to
from alliance.votes.rosters import roster_of
from alliance.votes.rules import Answer as Word

KIND = "resolution"  # of a question


@dataclass(frozen=True)
class Words:
    """What somebody wrote."""

    title: str
    whereas: Sequence[str]
    resolved: Sequence[str]


@operation(Do.DRAFT)
def draft(actor: Actor, alliance: Alliance, *, words: Words) -> Act[Resolution]:
    """Begin a draft, which only the actor's office sees."""
    if actor.office_id is None:
        raise RuleBroken("A draft belongs to an office.")
    now = clock.now()
    resolution = Resolution(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        office_id=actor.office_id,
        title=words.title,
        stage=Stage.DRAFT,
        version=1,
        made_at=now,
        changed_at=now,
    )
    db.session.add(resolution)
    db.session.flush()
    text = _keep_text(actor, resolution, words, now)
    return Act(
        resolution,
        resolution,
        {"resolution": resolution.id, "alliance": alliance.id, "text_sha256": text.sha256},
    )


@operation(Do.REVISE)
def revise(actor: Actor, resolution: Resolution, *, words: Words, base: int) -> Act[ResolutionText]:
    """Write a new version of the text; `base` is the version that the writer had before them."""
    if resolution.stands not in WRITABLE:
        raise RuleBroken(f"This resolution is {named(resolution.stands)}; its text is frozen.")
    if base != resolution.version:
        raise RuleBroken(
            f"Somebody in your office saved version {resolution.version} while you were writing. "
            "Nothing is lost: your words are still in the form below. Compare them with the "
            "newer version, then save again."
        )
    now = clock.now()
    resolution.version += 1
    resolution.changed_at = now
    text = _keep_text(actor, resolution, words, now)
    if resolution.stands is Stage.DRAFT:
        resolution.title = words.title
    facts = {"resolution": resolution.id, "version": text.version, "text_sha256": text.sha256}
    # What is written between two circulations is the office's own business.
    return Act(text, resolution.office, facts)


@operation(Do.CIRCULATE)
def circulate(_actor: Actor, resolution: Resolution, *, reviewed: Reviewed) -> Act[Resolution]:
    """Show the newest text, the one that was reviewed, to the members of the alliance."""
    again = resolution.stands is Stage.CIRCULATED
    if again and resolution.shown_version == resolution.version:
        raise RuleBroken("The newest text is circulated already.")
    _may_become(resolution, Stage.CIRCULATED, again=again)
    _hold_to(reviewed, resolution)
    text = text_of(resolution, resolution.version)
    if not again:
        _move(resolution, Stage.CIRCULATED)
    resolution.shown_version = resolution.version
    resolution.title = text.says["title"]
    resolution.changed_at = clock.now()
    tell(
        f"alliance:{resolution.alliance_id}",
        "resolutions/mail/circulate",
        str(resolution.id),
        f"{resolution.id}:{resolution.version}",
    )
    return Act(
        resolution,
        resolution,
        {"resolution": resolution.id, "version": text.version, "text_sha256": text.sha256},
    )


@operation(Do.WITHDRAW)
def withdraw(_actor: Actor, resolution: Resolution, *, reviewed: Reviewed) -> Act[None]:
    """Take the resolution back before a question is put."""
    _may_become(resolution, Stage.WITHDRAWN)
    _hold_to(reviewed, resolution)
    _move(resolution, Stage.WITHDRAWN)
    if resolution.shown_version is not None:
        tell(
            f"alliance:{resolution.alliance_id}",
            "resolutions/mail/withdraw",
            str(resolution.id),
            str(resolution.id),
        )
    return Act(None, resolution, {"resolution": resolution.id})


@operation(Do.MARK_READ)
def mark_read(actor: Actor, resolution: Resolution) -> Act[None]:
    """Note that the actor's office has read the circulated text."""
    shown = resolution.shown_version
    if shown is None or actor.office_id is None or actor.person_id is None:
        raise RuleBroken("There is no circulated text to read.")
    key = (resolution.id, actor.office_id, shown)
    if db.session.get(ResolutionRead, key) is None:
        db.session.add(
            ResolutionRead(
                resolution_id=resolution.id,
                office_id=actor.office_id,
                version=shown,
                read_at=clock.now(),
                person_id=actor.person_id,
            )
        )
    return Act(None, OwnBusiness(actor), {"resolution": resolution.id, "version": shown})


@operation(Do.PUT)
def put(  # noqa: PLR0913 (a question has these parts)
    actor: Actor,
    resolution: Resolution,
    *,
    rule: object,
    closes_at: dt.datetime,
    reviewed: Reviewed,
    states: Collection[str],
) -> Act[Question]:
    """Put the question on the text and to the states that were reviewed; this freezes them."""
    _may_become(resolution, Stage.VOTING)
    if resolution.shown_version is None:
        raise RuleBroken("There is no circulated text.")
    _hold_to(reviewed, resolution, resolution.shown_version)
    bound = voters_of(resolution.alliance)
    if reason := roster_changed(states, bound):
        raise ChangedMeanwhile(reason)
    _move(resolution, Stage.VOTING)
    text = text_of(resolution, resolution.shown_version)
    question = votes.open_question(
        actor,
        resolution.alliance,
        matter=Matter(KIND, resolution.id, resolution.title, text.sha256),
        roster=roster_of(bound),
        rule=rule,
        closes_at=closes_at,
    ).result
    # A text that was written but never circulated stays the office's own.
    resolution.question_id = question.id
    return Act(question, resolution, {"resolution": resolution.id, "question": question.id})


@operation(Do.ADOPT)
def adopt(_actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """The question carried."""
    _move(resolution, Stage.ADOPTED)
    return Act(None, resolution, _decided(resolution, question))


@operation(Do.LOSE)
def lose(_actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """The question did not carry."""
    _move(resolution, Stage.LOST)
    return Act(None, resolution, _decided(resolution, question))


@operation(Do.ENROLL)
def enroll(_actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """Open the adopted text for signature."""
    _move(resolution, Stage.ENROLLED)
    # Whoever was asked may sign, a state that has left since too.
    tell(
        f"question:{question.id}",
        "resolutions/mail/enroll",
        str(resolution.id),
        str(resolution.id),
    )
    facts = {"resolution": resolution.id, "text_sha256": question.text_sha256}
    return Act(None, resolution, facts)


@operation(Do.BRING_INTO_FORCE)
def bring_into_force(_clock: Actor, resolution: Resolution, *, on: dt.date) -> Act[None]:
    """Every state that answered yea has signed."""
    _move(resolution, Stage.IN_FORCE)
    resolution.in_force_on = on
    tell(
        f"question:{resolution.question_id}",
        "resolutions/mail/in_force",
        str(resolution.id),
        str(resolution.id),
    )
    return Act(None, resolution, {"resolution": resolution.id, "on": on.isoformat()})


def follow(actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (CONSEQUENCES)
    """What follows when the question on a resolution is decided."""
    resolution = held(question.subject_id)
    if not carried:
        lose(actor, resolution, question=question)
        return
    adopt(actor, resolution, question=question)
    enroll(actor, resolution, question=question)


def sign(actor: Actor, text: Enrolled, *, chosen: Chosen | None = None) -> Done[Signature]:
    """Sign an enrolled text; with the last signature that it waits for, it enters into force."""
    question, hashes = text.question, hashes_of(text)
    done = signatures.sign(actor, text, hashes=hashes, chosen=chosen)
    text.resolution.changed_at = clock.now()
    if text.resolution.stands is Stage.ENROLLED:
        answers = answers_to(question.id)
        yeas = [state for state, given in answers.items() if given.answer == Word.YEA]
        if in_force(yeas, signatures_under(text.resolution.id)):
            bring_into_force(CLOCK, text.resolution, on=today_in(actor.state))
    return done


def prepare_signature(actor: Actor, text: Enrolled, *, note: str = "") -> Done[Prepared]:
    """Prepare the state's signature under an enrolled text."""
    title = text.resolution.title
    return signatures.prepare(actor, text, hashes=hashes_of(text), title=title, note=note)


def hashes_of(text: Enrolled) -> Hashes:
    """What a signature under an enrolled text rests on."""
    return Hashes(text.question.text_sha256, text.question.tally_sha256 or "")


def _decided(resolution: Resolution, question: Question) -> dict[str, object]:
    return {
        "resolution": resolution.id,
        "question": question.id,
        "text_sha256": question.text_sha256,
    }


def _hold_to(reviewed: Reviewed, resolution: Resolution, version: int | None = None) -> None:
    """Refuse, under the lock of its row, to do to it what was reviewed of another."""
    now = under_review(resolution, version)
    if reviewed != now:
        parts = parts_that_differ(resolution, reviewed, now)
        raise ChangedMeanwhile(what_changed(reviewed, now, parts))


def _may_become(resolution: Resolution, then: Stage, *, again: bool = False) -> None:
    reason = why_not_become(resolution.stands, then)
    if reason and not again:
        raise RuleBroken(reason)


def _move(resolution: Resolution, then: Stage) -> None:
    _may_become(resolution, then)
    resolution.stage = then
    resolution.changed_at = clock.now()


def _keep_text(
    actor: Actor, resolution: Resolution, words: Words, now: dt.datetime
) -> ResolutionText:
    if reason := what_is_wrong(words.title, words.whereas, words.resolved):
        raise RuleBroken(reason)
    if actor.person_id is None:
        raise RuleBroken("Only a person writes.")
    body = canonical(
        {
            "format": "alliance-text/1",
            "resolution": str(resolution.id),
            "version": resolution.version,
            "salt": secrets.token_hex(16),
            "title": words.title,
            "whereas": list(words.whereas),
            "resolved": list(words.resolved),
        }
    )
    text = ResolutionText(
        resolution_id=resolution.id,
        version=resolution.version,
        body=body.decode(),
        sha256=digest(body),
        made_at=now,
        person_id=actor.person_id,
    )
    db.session.add(text)
    db.session.flush()
    return text
