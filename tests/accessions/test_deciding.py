"""Who lets a state in: the officers or the members, as the charter says, and nobody else."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.accessions import deciding, operations
from alliance.accessions.operations import BY_ENACTMENT
from alliance.accessions.rules import By, Stage
from alliance.clockwork import close_when_due
from alliance.core import clock
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, Taken
from alliance.core.policy import NotPermitted
from alliance.membership import standing_acts
from alliance.membership.queries import bound_states, roster
from alliance.membership.rules import MemberClass
from alliance.membership.standing_acts import periods_of
from alliance.votes import answering
from alliance.votes.operations import CLOSE_JOB
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.accessions.made import (
    USUAL_RULE,
    act,
    applied,
    approved,
    chartered,
    joined,
    statute,
    unserved,
)
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.withdrawals.made import at

DAY = dt.date(2027, 3, 1)
HALF = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
UNANIMOUS = {"majorities": [{"of": "entitled", "measure": "states", "at_least": {"share": "1"}}]}
WITH_A_QUORUM = {"quorum": HALF, **USUAL_RULE}


def asked_of_members(coming, role=SECRETARIAT):
    closes = clock.now() + make.TWO_WEEKS
    return act(deciding.put, role, coming, way=Way(closes))


def decided(question):
    """The clock closes a question."""
    with clock.stopped_at(question.closes_at + dt.timedelta(hours=1)):
        jobs = make.db.session.scalars(select(Job)).all()
        [job] = [
            one for one in jobs if str(question.id) in str(one.facts) and one.kind == CLOSE_JOB
        ]
        close_when_due(Taken(job.id, job.kind, job.key, job.facts, 1))
    make.db.session.expire_all()


def suspended(body, state):
    [one] = [one for one in periods_of(body) if one.state_code == state]
    said = {"on": clock.today(), "decision": "by the officers", "base": one.row.version}
    act(standing_acts.suspend, SECRETARIAT, one, **said)


def test_what_the_members_decide_nobody_refuses_for_them(app):
    """Not before they are asked, and not while they answer."""
    with at(DAY):
        chartered(by="members")
        coming = applied()
        with pytest.raises(RuleBroken, match="has the members decide"):
            act(deciding.refuse, SECRETARIAT, coming, decision="no")
        asked_of_members(coming)
        with pytest.raises(RuleBroken, match="has the members decide"):
            act(deciding.refuse, SECRETARIAT, coming, decision="no")
        assert coming.stands is Stage.APPLIED


def test_the_rule_is_that_of_the_charter_when_the_accession_began(app):
    with at(DAY):
        chartered(by="members", rule=UNANIMOUS)
        coming = applied()
        chartered(by="officers", since=DAY)
        assert (coming.asks.by, coming.asks.rule) == (By.MEMBERS, UNANIMOUS)
        question = asked_of_members(coming)
        for state, word in {"CO": Word.YEA, "UT": Word.YEA, "WY": Word.NAY}.items():
            act(answering.answer, governor(state), question, said=Said(word))
        decided(question)
        assert coming.stands is Stage.REFUSED


def test_without_a_quorum_nothing_is_decided_and_it_is_put_again(app):
    with at(DAY):
        chartered(by="members", rule=WITH_A_QUORUM)
        coming = applied()
        first = asked_of_members(coming)
        with pytest.raises(RuleBroken):
            asked_of_members(coming)
        decided(first)
        assert (first.outcome, coming.stands) == ("no quorum", Stage.APPLIED)
    with at(DAY + dt.timedelta(days=20)):
        second = asked_of_members(coming)
        for state in ("CO", "UT"):
            act(answering.answer, governor(state), second, said=Said(Word.YEA))
        decided(second)
        assert (coming.question_id, coming.stands) == (second.id, Stage.APPROVED)


def test_nobody_is_approved_who_has_not_answered(app):
    with at(DAY):
        body = chartered()
        [coming] = act(operations.invite, SECRETARIAT, body, states=["NM"])
        with pytest.raises(RuleBroken, match="has not answered the invitation"):
            act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
        assert coming.stands is Stage.INVITED


def test_without_a_secretariat_those_who_may_bind_a_member_put_the_question(app):
    with at(DAY):
        body = unserved()
        chartered_without_seat(body)
        coming = applied(body=body)
        with pytest.raises(NotPermitted):
            asked_of_members(coming, liaison())
        question = asked_of_members(coming, governor())
        for state in ("CO", "UT"):
            act(answering.answer, governor(state), question, said=Said(Word.YEA))
        decided(question)
        assert coming.stands is Stage.APPROVED


def chartered_without_seat(body):
    """The members decide; the charter is recorded by a secretariat that then serves no more."""
    with make.transaction():
        body.secretariat_id = make.alliance().secretariat_id
    chartered(by="members", slug=body.slug)
    with make.transaction():
        body.secretariat_id = None


@pytest.mark.parametrize("role", [liaison(), observer(), liaison("NM"), SECRETARIAT])
def test_without_a_secretariat_nobody_else_says_what_the_officers_decided(app, role):
    with at(DAY):
        coming = applied(body=unserved())
        with pytest.raises(NotPermitted):
            act(deciding.approve, role, coming, decision="by the officers")
        act(deciding.approve, governor("UT"), coming, decision="by the officers")
        assert coming.stands is Stage.APPROVED


@pytest.mark.parametrize("member_class", list(MemberClass)[:3])
def test_a_state_that_is_bound_is_let_into_no_other_class(app, member_class):
    with at(DAY):
        body = chartered(instrument=False)
        words = {"states": ["CO"], "member_class": member_class}
        with pytest.raises(RuleBroken, match="is a member already"):
            act(operations.invite, SECRETARIAT, body, **words)
        assert "CO" in bound_states(body)


def test_a_state_that_is_suspended_applies_for_nothing(app):
    with at(DAY):
        body = chartered()
        suspended(body, "CO")
        with pytest.raises(RuleBroken, match="is a member that is suspended"):
            act(operations.apply, governor(), body)
        assert {one.state: one.standing for one in roster(body, DAY).members}["CO"] == "suspended"


def test_a_class_that_the_charter_does_not_have_is_open_to_nobody(app):
    with at(DAY):
        body = chartered(classes=[{"name": "Party", "class": "party"}])
        with pytest.raises(RuleBroken, match="has no such class"):
            act(operations.apply, governor("NM"), body, member_class=MemberClass.OBSERVER)
        assert applied().member_class == "party"


def test_a_sponsor_that_is_bound_no_more_does_not_count(app):
    with at(DAY):
        body = chartered(sponsors=1)
        coming = applied()
        act(operations.sponsor, governor("UT"), coming)
        suspended(body, "UT")
        with pytest.raises(RuleBroken, match="1 more member has to sponsor it"):
            act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
        act(operations.sponsor, governor("WY"), coming)
        act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
        assert coming.stands is Stage.APPROVED


def test_a_sponsorship_is_taken_back_once_and_stands(app):
    with at(DAY):
        chartered(sponsors=1)
        coming = applied()
        with pytest.raises(RuleBroken, match="does not sponsor it"):
            act(operations.unsponsor, governor("UT"), coming)
        act(operations.sponsor, governor("UT"), coming)
        with pytest.raises(NotPermitted):
            act(operations.unsponsor, liaison("UT"), coming)
        taken_back = act(operations.unsponsor, governor("UT"), coming)
        assert taken_back.ended_at is not None
        with pytest.raises(RuleBroken, match="1 more member has to sponsor it"):
            act(deciding.approve, SECRETARIAT, coming, decision="by the officers")
        with pytest.raises(RuleBroken, match="took its sponsorship back"):
            act(operations.sponsor, governor("UT"), coming)


def test_what_counted_for_the_approval_is_not_taken_back(app):
    with at(DAY):
        chartered()
        coming = approved()
        with pytest.raises(RuleBroken, match="it counted, and stands"):
            act(operations.unsponsor, governor("UT"), coming)


def test_a_compact_without_a_charter_is_joined_by_enacting_it(app):
    with at(DAY):
        body = make.alliance()
        with make.transaction():
            body.kind = "interstate compact"
        coming = applied()
        assert (coming.asks.by, coming.stands) == (By.NOBODY, Stage.APPROVED)
        assert coming.decision == BY_ENACTMENT
        with pytest.raises(RuleBroken, match="instrument"):
            joined(coming)
        joined(coming, statute())
        assert "NM" in bound_states(body)
        [invited] = act(operations.invite, SECRETARIAT, body, states=["AZ"])
        assert invited.asks.by is By.NOBODY
