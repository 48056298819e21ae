"""What can be done about who wants to come in: approve, refuse, put the question."""

from collections.abc import Collection

from alliance.accessions import queries
from alliance.accessions.models import Accession
from alliance.accessions.operations import become, held, note_approval, over, said, tell_all
from alliance.accessions.policy import Do
from alliance.accessions.rules import (
    LONGEST_DECISION,
    By,
    Stage,
    why_not_approve,
)
from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.rulebook.decision import Outcome
from alliance.states.reference import name_of, today_in
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_on
from alliance.votes.ways import Way

KIND = "admission"  # of a question


@operation(Do.APPROVE)
def approve(_actor: Actor, accession: Accession, *, decision: str) -> Act[Accession]:
    """State that the officers have approved a state, and how they decided."""
    now = held(accession)
    asked = accession.asks
    _refuse_what_members_decide(accession)
    if accession.stands is Stage.INVITED:
        raise RuleBroken("The state has not answered the invitation. It accepts it first.")
    if not decision.strip() or len(decision) > LONGEST_DECISION:
        raise RuleBroken(f"Say in at most {LONGEST_DECISION} characters how it was decided.")
    if reason := why_not_approve(asked, len(queries.sponsors_of(accession)), question_open=False):
        raise RuleBroken(reason)
    become(accession, Stage.APPROVED)
    note_approval(accession, now, decision, today_in(accession.state_code))
    tell_all(accession, "accessions/mail/approve")
    return Act(accession, accession, {**said(accession), "decision": decision}, now)


@operation(Do.REFUSE)
def refuse(actor: Actor, accession: Accession, *, decision: str) -> Act[Accession]:
    """State that a state was not let in, and how that was decided."""
    now = held(accession)
    _refuse_what_members_decide(accession)
    if not decision.strip() or len(decision) > LONGEST_DECISION:
        raise RuleBroken(f"Say in at most {LONGEST_DECISION} characters how it was decided.")
    accession.decision = decision
    done = over(actor, accession, Stage.REFUSED, now, "not admitted")
    tell_all(accession, "accessions/mail/refuse")
    return done


def _refuse_what_members_decide(accession: Accession) -> None:
    if accession.asks.by is By.MEMBERS:
        raise RuleBroken("The charter has the members decide. Put the question to them.")


@operation(Do.PUT)
def put(
    actor: Actor,
    accession: Accession,
    *,
    way: Way,
    states: Collection[str] | None = None,
) -> Act[Question]:
    """Put the question whether a state comes in to the members; to those reviewed, if given.

    It is decided by the rule that the charter had when the accession began.
    """
    now = held(accession)
    asked = accession.asks
    if asked.by is not By.MEMBERS:
        raise RuleBroken("The charter has the officers decide. State what they decided.")
    if accession.stands is not Stage.APPLIED:
        raise RuleBroken(f"It is {accession.stands} now: there is no question to put.")
    open_ = queries.question_open(accession)
    sponsors = len(queries.sponsors_of(accession))
    if reason := why_not_approve(asked, sponsors, question_open=open_):
        raise RuleBroken(reason)
    alliance = accession.alliance
    bound = voters_of(alliance)
    if states is not None and frozenset(states) != frozenset(bound):
        raise ChangedMeanwhile(
            "The members have changed since you reviewed the question. Nothing is recorded. Read "
            "who is asked now, then confirm again."
        )
    title = f"Admission of {name_of(accession.state_code)} to {alliance.name}"
    about = canonical({"admit": accession.state_code, "class": accession.member_class})
    question = votes.open_question(
        actor,
        alliance,
        matter=Matter(KIND, accession.id, title[:300], digest(about)),
        roster=roster_on(bound, clock.today()),
        rule=asked.rule,
        way=way,
    ).result
    accession.question_id = question.id
    accession.version += 1
    return Act(question, accession, {**said(accession), "question": question.id}, now)


def follow(actor: Actor, question: Question, carried: bool) -> None:  # noqa: FBT001 (Consequence)
    """What follows when the question on an admission is decided.

    Without a quorum nothing is: the question can be put again.
    """
    accession = queries.of_question(question.id)
    if accession is None or accession.stands is not Stage.APPLIED:
        return
    if question.outcome == Outcome.NO_QUORUM:
        return
    if carried:
        admit(actor, accession, question=question)
    else:
        reject(actor, accession, question=question)


@operation(Do.ADMIT)
def admit(_actor: Actor, accession: Accession, *, question: Question) -> Act[Accession]:
    """The members have let a state in."""
    now = held(accession)
    become(accession, Stage.APPROVED)
    note_approval(accession, now, "by the members", today_in(accession.state_code))
    tell_all(accession, "accessions/mail/approve")
    return Act(accession, accession, {**said(accession), "question": question.id}, now)


@operation(Do.REJECT)
def reject(actor: Actor, accession: Accession, *, question: Question) -> Act[Accession]:
    """The members have not let a state in."""
    now = held(accession)
    done = over(actor, accession, Stage.REFUSED, now, "not admitted by the members")
    tell_all(accession, "accessions/mail/refuse")
    return Act(done.result, accession, {**said(accession), "question": question.id}, now)
