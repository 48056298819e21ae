"""Whether a text is substantially similar: a named person determines it, or the members do."""

import datetime as dt
import json
from collections.abc import Mapping

from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.record import moment
from alliance.enactments import discounting, reminding
from alliance.enactments.models import Determination, Enacted, SimilarityQuestion
from alliance.enactments.policy import Do
from alliance.enactments.queries import (
    NO_TEXT,
    enacted,
    found_of,
    found_of_words,
    is_found,
    last_on,
    open_question_on,
    put_on,
)
from alliance.enactments.rules import Finding, Texts, why_not_reasons
from alliance.instruments.models import Instrument
from alliance.membership.discounting import Discounted, restore, waits
from alliance.membership.models import MembershipPeriod
from alliance.rulebook.decision import Outcome
from alliance.states.reference import name_of
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_on
from alliance.votes.ruled import count, outcome_of
from alliance.votes.ways import Way

KIND = "similarity"  # of a question


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
    _refuse_alone(actor, what)
    made = _determination(what, finding, seen, now)
    made.instrument_version = what.instrument.version
    made.reasons, made.by, made.person_id = reasons, actor.name, actor.person_id
    return _record(what, made, now)


@operation(Do.PUT)
def put(actor: Actor, what: Enacted, *, rule: object, way: Way, seen: Texts) -> Act[Question]:
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
        roster=roster_on(voters_of(what.alliance), clock.today()),
        rule=rule,
        way=way,
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


def follow(_actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (Consequence)
    """What follows when the question on a text is decided.

    Carried, the text is similar; it is another one only where as many deny it as the rule asks
    for to affirm it. Else, and without a quorum, nothing is determined.
    """
    asked = put_on(question.id)
    what = enacted(None, asked.instrument_id) if asked else None
    if asked is None or what is None or question.outcome == Outcome.NO_QUORUM:
        return
    if carried:
        find(CLOCK, what, asked=asked, question=question, finding=Finding.SIMILAR)
    elif _denied(question):
        find(CLOCK, what, asked=asked, question=question, finding=Finding.DIFFERENT)


def _denied(question: Question) -> bool:
    """Whether as many said nay as the rule of the question asks for to say yea."""
    roll = json.loads(question.answers or "[]")
    turned = {one["state"]: _turned(one.get("parts", one["answer"])) for one in roll}
    there = [one["state"] for one in roll if "proxy" not in one]
    counted = count(json.loads(question.rule), question.entitled, turned, there=there)
    return outcome_of(counted) == Outcome.CARRIED


def _turned(said: str | Mapping[str, str]) -> str | dict[str, str]:
    """An answer the other way round: of a divided weight every share."""
    if isinstance(said, str):
        return _OTHER.get(said, said)
    return {_OTHER.get(word, word): share for word, share in said.items()}


_OTHER = {"yea": "nay", "nay": "yea"}


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
    denied = ", and as many said nay as its rule asks for" if made.different else ""
    made.reasons = f"Determined by the members: the question was {question.outcome}{denied}."
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
    if not _counts_by_itself(what, last):
        return
    if waits(what.alliance, last.discounted, instrument.effect.day):
        count_again(CLOCK, what, before=last.discounted)


def why_not_by(instrument: Instrument) -> str | None:
    """Why a state cannot join with an instrument: its text was determined another one."""
    what = enacted(None, instrument.id)
    last = found_of(what) if what else None
    if last is None or not last.different:
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
    kept = discounting.follow(what, made)
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
        "discounted": made.period_id,
        **vars(made.texts),
    }
    return Act(made, what, facts, now)


def _counts_by_itself(what: Enacted, last: Determination) -> bool:
    """Whether a text needs no determination any more: its words were found similar, or nobody
    has found anything of them and they stand on an instrument that was recorded since.
    """
    if (found := found_of_words(what)) is not None:
        return not found.different
    one = what.instrument
    if what.texts.text_sha256 == NO_TEXT:
        return False  # nobody can say yet that it is another text
    return one.id != last.instrument_id and one.made_at >= last.at


def _refuse_alone(actor: Actor, what: Enacted) -> None:
    """Refuse what one person may not determine: the members' finding, and their own record."""
    found = found_of_words(what)
    if found is not None and found.question_id is not None:
        raise RuleBroken(
            f"The members have found that this text is {found.finding}. Only they find otherwise: "
            "put the question to them."
        )
    sha256 = what.texts.text_sha256
    noted = {one.person_id for one in what.instrument.versions if one.text_sha256 == sha256}
    if noted == {actor.person_id}:
        raise RuleBroken(
            "You have recorded this text yourself. Somebody else of the secretariat determines "
            "what it is, or the members do."
        )
