"""The question on an amendment: put to the members by the secretariat, and what follows."""

from collections.abc import Collection

from alliance.amendments import queries
from alliance.amendments.deciding import Decision, adopt, fall, reject, why_fallen
from alliance.amendments.models import Amendment, AmendmentQuestion
from alliance.amendments.noting import facts, refuse_asked, refuse_decided, who_acts
from alliance.amendments.policy import Do
from alliance.amendments.rules import Stands
from alliance.amendments.standing import One, Together, together
from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import AMENDABLE
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_on
from alliance.votes.rules import CARRIED
from alliance.votes.ways import Way

KIND = "amendment"  # of a question
BY_VOTE = "By a vote of the members"


@operation(Do.PUT)
def put(  # noqa: PLR0913 (what was reviewed, and how the question is put)
    actor: Actor,
    amendment: Amendment,
    *,
    rule: object,
    way: Way,
    seen: str,
    states: Collection[str],
) -> Act[Question]:
    """Put an amendment to the members: the edits (One.seen) and the states that were reviewed."""
    refuse_decided(amendment)
    refuse_asked(amendment)
    person, office = who_acts(actor)
    whole = together(amendment.resolution)
    one = whole.one(amendment)
    if seen != one.seen:
        raise ChangedMeanwhile(
            f"Amendment {amendment.number} reads otherwise since you reviewed it. Nothing is "
            "recorded. Read it, then confirm again."
        )
    if reason := why_not_put(whole, one):
        raise RuleBroken(reason)
    bound = voters_of(amendment.resolution.alliance)
    if frozenset(states) != frozenset(bound):
        raise ChangedMeanwhile(
            "The members have changed since you reviewed the question. Nothing is recorded. Read "
            "who is asked now, then confirm again."
        )
    title = f"Amendment {amendment.number} to {amendment.resolution.title}"
    about = {"base_sha256": amendment.wording.base_sha256, "edits_sha256": one.seen}
    question = votes.open_question(
        actor,
        amendment.resolution.alliance,
        matter=Matter(KIND, amendment.id, title[:300], digest(canonical(about))),
        roster=roster_on(bound, clock.today()),
        rule=rule,
        way=way,
    ).result
    asked = AmendmentQuestion(
        question_id=question.id,
        amendment_id=amendment.id,
        seen=one.seen,
        at=question.opened_at,
        person_id=person,
        office_id=office,
    )
    db.session.add(asked)
    db.session.flush()
    said = facts(amendment, question=question.id, edits_sha256=one.seen)
    return Act(question, amendment, said, question.opened_at)


def why_not_put(whole: Together, one: One) -> str:
    """The reason against asking the members about an amendment as it stands among the others."""
    if not one.amendment.open_to_members:
        return "The members have not been shown the text on which it is worded."
    if one.older:
        return f"Only what is worded on version {whole.version} is put. Bring it there first."
    if whole.seconds_waiting(one):
        return "What amends it is decided first."
    return why_fallen(whole, one)


@operation(Do.TAKE_OFF)
def take_off(actor: Actor, amendment: Amendment, *, reason: str) -> Act[None]:
    """Take the open question off; all who were asked are told."""
    question = queries.open_question_on(amendment)
    if question is None:
        raise RuleBroken(f"No question is open on amendment {amendment.number}.")
    votes.void(actor, question, reason=reason)
    said = facts(amendment, question=question.id, reason=reason.strip())
    return Act(None, amendment, said, clock.now())


def follow(_actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (Consequence)
    """What follows when the question on an amendment is decided.

    Without a quorum nothing is. One that carried and has no place any more falls; one that cannot
    be adopted as it is now (its text was changed meanwhile) is left to the secretariat.
    """
    asked = queries.asked_by(question)
    if asked is None or question.outcome not in (CARRIED, "lost"):
        return
    amendment = db.session.get_one(Amendment, asked.amendment_id)
    resolution: Resolution = amendment.resolution
    if resolution.stands not in AMENDABLE or amendment.stands != Stands.PROPOSED:
        return
    whole = together(resolution)
    one = whole.one(amendment)
    decision = Decision(one.seen, BY_VOTE, by=(asked.person_id, asked.office_id))
    if not carried:
        reject(CLOCK, amendment, decision=decision)
    elif why_fallen(whole, one):
        fall(CLOCK, amendment, by=decision.by)
    elif one.seen == asked.seen and not one.older and not whole.seconds_waiting(one):
        adopt(CLOCK, amendment, decision=decision)
