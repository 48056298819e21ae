"""What can be done with a resolution."""

import datetime as dt
from collections.abc import Callable, Collection

from alliance.authority.queries import Chosen
from alliance.charters.queries import voters_of
from alliance.clearance.models import Prepared
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, Done, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.membership.models import Alliance
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.moving import (
    hold_to,
    keep_text,
    may_become,
    move,
    note_step,
    refuse_unready,
)
from alliance.resolutions.opening import circulated, refuse_too_early, show_to, widens
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import Enrolled, held, text_of
from alliance.resolutions.rules import (
    WRITABLE,
    Reviewed,
    Stage,
    in_force,
    named,
    roster_changed,
)
from alliance.resolutions.sharing import refuse_unsponsored
from alliance.resolutions.stages import follow_succession, refuse_unmerged
from alliance.signatures import operations as signatures
from alliance.signatures.models import Signature
from alliance.signatures.operations import Hashes
from alliance.signatures.queries import signatures_under
from alliance.states.reference import today_in
from alliance.texts.units import Text
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.queries import answers_to
from alliance.votes.rosters import roster_on
from alliance.votes.rules import Answer as Word
from alliance.votes.ways import Way

KIND = "resolution"  # of a question


# Whether something is being written that stands in no version yet, and so would be left behind.
# Filled in alliance/app.py.
UNSAVED: list[Callable[[Resolution], bool]] = []


@operation(Do.DRAFT)
def draft(actor: Actor, alliance: Alliance, *, words: Text) -> Act[Resolution]:
    """Begin a draft, which only the actor's office sees."""
    if actor.office_id is None:
        raise RuleBroken("A draft belongs to an office.")
    if not words.title.strip():
        raise RuleBroken("Give the text a title.")
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
    text = keep_text(actor, resolution, words, now)
    note_step(actor, resolution)
    return Act(
        resolution,
        resolution,
        {"resolution": resolution.id, "alliance": alliance.id, "text_sha256": text.sha256},
    )


@operation(Do.REVISE)
def revise(
    actor: Actor, resolution: Resolution, *, words: Text, base: int, reason: str = ""
) -> Act[ResolutionText]:
    """Keep a new version of the text; `base` is the version that the writer had before them."""
    if resolution.stands not in WRITABLE:
        raise RuleBroken(f"This resolution is {named(resolution.stands)}; its text is frozen.")
    if base != resolution.version:
        raise RuleBroken(
            f"Somebody saved version {resolution.version} while you were writing. "
            "Nothing is lost: your words are still in the form below. Compare them with the "
            "newer version, then save again."
        )
    now = clock.now()
    resolution.version += 1
    resolution.changed_at = now
    text = keep_text(actor, resolution, words, now, reason)
    if resolution.stands is Stage.DRAFT and words.title.strip():
        resolution.title = words.title
    facts = {"resolution": resolution.id, "version": text.version, "text_sha256": text.sha256}
    # What is written between two circulations is the writers' own business.
    return Act(text, OwnBusiness(actor, resolution), facts)


@operation(Do.CIRCULATE)
def circulate(
    actor: Actor,
    resolution: Resolution,
    *,
    reviewed: Reviewed,
    audience: Audience = Audience.MEMBERS,
    embargo_until: dt.datetime | None = None,
) -> Act[Resolution]:
    """Show the newest text, the one that was reviewed, to those for whom it is meant.

    Under an embargo the members see it, and are told, when that is over.
    """
    again = resolution.stands is Stage.CIRCULATED
    newest = resolution.shown_version == resolution.version
    if again and newest and not widens(resolution, audience):
        raise RuleBroken("The newest text is circulated already.")
    if resolution.stands not in WRITABLE:  # what is engrossed or voted on is taken up again first
        raise RuleBroken(
            f"This resolution is {named(resolution.stands)}; it cannot become circulated."
        )
    hold_to(reviewed, resolution)
    if any(look(resolution) for look in UNSAVED):
        raise RuleBroken("The text was written on since that version. Save a version first.")
    text = text_of(resolution, resolution.version)
    refuse_unready(text.words)
    refuse_unsponsored(resolution)
    resolution.shown_version = resolution.version
    resolution.title = text.says["title"]
    resolution.changed_at = clock.now()
    show_to(actor, resolution, audience, embargo_until)
    if again:
        note_step(actor, resolution)
    else:
        move(actor, resolution, Stage.CIRCULATED)
    return Act(resolution, resolution, circulated(resolution, text))


@operation(Do.WITHDRAW)
def withdraw(actor: Actor, resolution: Resolution, *, reviewed: Reviewed) -> Act[None]:
    """Take the resolution back before a question is put."""
    may_become(resolution, Stage.WITHDRAWN)
    hold_to(reviewed, resolution)
    move(actor, resolution, Stage.WITHDRAWN)
    if resolution.opened_at is not None:
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
    way: Way,
    reviewed: Reviewed,
    states: Collection[str],
) -> Act[Question]:
    """Put the question on the text and to the states that were reviewed; this freezes them."""
    may_become(resolution, Stage.VOTING)
    if resolution.shown_version is None or resolution.opened_at is None:
        raise RuleBroken("The members do not have this text before them yet.")
    refuse_too_early(resolution)
    refuse_unmerged(resolution)
    hold_to(reviewed, resolution, resolution.shown_version)
    bound = voters_of(resolution.alliance)
    if reason := roster_changed(states, bound):
        raise ChangedMeanwhile(reason)
    move(actor, resolution, Stage.VOTING)
    text = text_of(resolution, resolution.shown_version)
    question = votes.open_question(
        actor,
        resolution.alliance,
        matter=Matter(KIND, resolution.id, resolution.title, text.sha256),
        roster=roster_on(bound, clock.today()),
        rule=rule,
        way=way,
    ).result
    # A text that was written but never circulated stays the office's own.
    resolution.question_id = question.id
    return Act(question, resolution, {"resolution": resolution.id, "question": question.id})


@operation(Do.ADOPT)
def adopt(actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """The question carried."""
    move(actor, resolution, Stage.ADOPTED)
    return Act(None, resolution, _decided(resolution, question))


@operation(Do.LOSE)
def lose(actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """The question did not carry."""
    move(actor, resolution, Stage.LOST)
    return Act(None, resolution, _decided(resolution, question))


@operation(Do.ENROLL)
def enroll(actor: Actor, resolution: Resolution, *, question: Question) -> Act[None]:
    """Open the adopted text for signature."""
    move(actor, resolution, Stage.ENROLLED)
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
def bring_into_force(actor: Actor, resolution: Resolution, *, on: dt.date) -> Act[None]:
    """Every state that answered yea has signed."""
    resolution.in_force_on = on
    move(actor, resolution, Stage.IN_FORCE)
    follow_succession(resolution)
    tell(
        f"question:{resolution.question_id}",
        "resolutions/mail/in_force",
        str(resolution.id),
        str(resolution.id),
    )
    return Act(None, resolution, {"resolution": resolution.id, "on": on.isoformat()})


def follow(actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (Consequence)
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
