"""Whether a text is substantially similar: a named person determines it, or the members do."""

import datetime as dt
import uuid

from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.record import moment
from alliance.enactments import reminding
from alliance.enactments.models import Determination, Enacted, SimilarityQuestion
from alliance.enactments.policy import Do
from alliance.enactments.queries import (
    NO_TEXT,
    enacted,
    is_found,
    last_on,
    open_question_on,
    put_on,
)
from alliance.enactments.rules import Finding, Texts, why_not_reasons
from alliance.instruments.models import Instrument
from alliance.instruments.rules import Purpose
from alliance.membership.models import MembershipPeriod
from alliance.membership.moving import discount, is_pending, restore
from alliance.rulebook.decision import Outcome
from alliance.states.reference import name_of
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_of

KIND = "similarity"  # of a question
Discounted = tuple[uuid.UUID, int]


@operation(Do.DETERMINE)
def determine(
    actor: Actor, what: Enacted, *, finding: Finding, reasons: str, seen: Texts
) -> Act[Determination]:
    """Determine whether the recorded text is substantially similar to the model, with reasons.

    `seen` names the two texts that were before the person who determines it.
    """
    now = _held(what, seen)
    if actor.person_id is None:
        raise RuleBroken("Only a named person determines this.")
    if reason := why_not_reasons(reasons):
        raise RuleBroken(reason)
    if is_found(what, finding):
        raise RuleBroken(f"It is determined already that this text is {finding}.")
    made = _determination(what, finding, seen, now)
    made.instrument_version = what.instrument.version
    made.reasons, made.by, made.person_id = reasons, actor.name, actor.person_id
    return _record(what, made, now)


@operation(Do.PUT)
def put(
    actor: Actor, what: Enacted, *, rule: object, closes_at: dt.datetime, seen: Texts
) -> Act[Question]:
    """Put the question to the members whether the text is substantially similar to the model."""
    now = _held(what, seen)
    one, campaign = what.instrument, what.campaign
    named = f"Is the text that {name_of(one.state_code)} enacted substantially similar to “"
    title = f"{named}{campaign.title}”?"
    about = canonical({"model_sha256": seen.model_sha256, "text_sha256": seen.text_sha256})
    key = clock.new_id()
    question = votes.open_question(
        actor,
        what.alliance,
        matter=Matter(KIND, key, title[:300], digest(about)),
        roster=roster_of(voters_of(what.alliance)),
        rule=rule,
        closes_at=closes_at,
    ).result
    db.session.add(
        SimilarityQuestion(
            id=key,
            campaign_id=campaign.id,
            instrument_id=one.id,
            instrument_version=one.version,
            text_sha256=seen.text_sha256,
            model_sha256=seen.model_sha256,
            question_id=question.id,
            at=now,
        )
    )
    db.session.flush()
    facts = {"campaign": campaign.id, "state": one.state_code, "question": question.id}
    return Act(question, what, {**facts, **vars(seen)}, now)


def follow(_actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (CONSEQUENCES)
    """What follows when the question on a text is decided; without a quorum nothing is."""
    asked = put_on(question.id)
    what = enacted(None, asked.instrument_id) if asked else None
    if asked is None or what is None or question.outcome == Outcome.NO_QUORUM:
        return
    finding = Finding.SIMILAR if carried else Finding.DIFFERENT
    find(CLOCK, what, asked=asked, question=question, finding=finding)


@operation(Do.FIND)
def find(
    _clock: Actor,
    what: Enacted,
    *,
    asked: SimilarityQuestion,
    question: Question,
    finding: Finding,
) -> Act[Determination]:
    """The members have determined whether a text is substantially similar to a model."""
    now = moment(what.stream)
    db.session.refresh(what.instrument)
    made = _determination(what, finding, asked.texts, now)
    made.instrument_version = asked.instrument_version
    made.reasons = f"Determined by the members: the question was {question.outcome}."
    made.by, made.question_id = "the members", question.id
    return _record(what, made, now)


@operation(Do.COUNT_AGAIN)
def count_again(_clock: Actor, what: Enacted, *, before: Discounted) -> Act[MembershipPeriod]:
    """A state that was discounted has enacted anew: it counts from when that has effect."""
    now = moment(what.stream)
    one = what.instrument
    row = restore(what.alliance, before, f"enacted anew: {one.title}", on=one.effect.day)
    if row is None:
        raise RuleBroken("This state is not waiting to count again.")
    facts = {"campaign": what.campaign.id, "state": one.state_code, "on": str(one.effect.day)}
    return Act(row, what, facts, now)


def changed(_actor: Actor, instrument: Instrument) -> None:
    """What follows when something is known anew of an instrument of a campaign."""
    what = enacted(None, instrument.id)
    if what is None:
        return
    reminding.leave_for(what.campaign, instrument)
    last = last_on(what.campaign, instrument.state_code)
    if last is None or last.discounted is None or instrument.effect.day is None:
        return
    if last.different and not _is_another(what, last):
        return
    if _waits(what, last.discounted):
        count_again(CLOCK, what, before=last.discounted)


def why_not_by(instrument: Instrument) -> str | None:
    """Why a state cannot join with an instrument: its text was determined another one."""
    what = enacted(None, instrument.id)
    last = last_on(what.campaign, instrument.state_code) if what else None
    if last is None or not last.different or last.instrument_id != instrument.id:
        return None
    return "Its text was determined materially different from the model: it does not count."


def _held(what: Enacted, seen: Texts) -> dt.datetime:
    """The instant of the act, the texts as they were seen, and no question open on them."""
    now = moment(what.stream)
    db.session.refresh(what.campaign)
    db.session.refresh(what.instrument)
    if what.texts != seen:
        raise ChangedMeanwhile(
            "The text or the model has changed since you read them. Nothing is recorded. Read "
            "them, then determine it again."
        )
    if seen.text_sha256 == NO_TEXT:
        raise RuleBroken("No text is recorded for this instrument. Record it first.")
    if open_question_on(what) is not None:
        raise RuleBroken("The question is with the members. It is decided when the roll is closed.")
    return now


def _determination(
    what: Enacted, finding: Finding, texts: Texts, now: dt.datetime
) -> Determination:
    return Determination(
        id=clock.new_id(),
        campaign_id=what.campaign.id,
        instrument_id=what.instrument.id,
        state_code=what.instrument.state_code,
        finding=finding.value,
        at=now,
        **vars(texts),
    )


def _record(what: Enacted, made: Determination, now: dt.datetime) -> Act[Determination]:
    """Keep a determination, with what follows for the state's membership."""
    before = last_on(what.campaign, made.state_code)
    kept = before.discounted if before else None
    if what.campaign.of_purpose is Purpose.JOIN:
        # Also where another text was recorded while the members were asked: what was found last
        # of an instrument holds until it is determined anew.
        kept = _discounted(what, kept) if made.different else _restored(what, made, before)
    if kept is not None:
        made.period_id, made.period_version = kept
    db.session.add(made)
    db.session.flush()
    reminding.tell_of(what, made.id)
    facts = {
        "campaign": what.campaign.id,
        "determination": made.id,
        "state": made.state_code,
        "finding": made.finding,
        "reasons_sha256": digest(made.reasons.encode()),
        "question": made.question_id,
        **vars(made.texts),
    }
    return Act(made, what, facts, now)


def _discounted(what: Enacted, kept: Discounted | None) -> Discounted | None:
    """Discount the state; what was known of its membership before, now or by an earlier finding."""
    why = f"text determined materially different: {what.campaign.title}"
    row = discount(what.alliance, what.instrument.state_code, why)
    return (row.period_id, row.version - 1) if row is not None else kept


def _restored(what: Enacted, made: Determination, last: Determination | None) -> Discounted | None:
    """Count the state again, if it was discounted; what waits until the instrument has effect."""
    if last is None or last.discounted is None or not _waits(what, last.discounted):
        return None
    effect = what.instrument.effect.day
    if effect is None:
        return last.discounted
    same = (last.instrument_id, last.text_sha256) == (made.instrument_id, made.text_sha256)
    why = f"text determined substantially similar: {what.campaign.title}"
    restore(what.alliance, last.discounted, why, on=None if same else effect)
    return None


def _is_another(what: Enacted, last: Determination) -> bool:
    """Whether the instrument was recorded after another one was found materially different."""
    one = what.instrument
    return one.id != last.instrument_id and one.made_at >= last.at


def _waits(what: Enacted, before: Discounted) -> bool:
    """Whether the state is still pending since it was discounted."""
    return is_pending(what.alliance, before[0])
