"""Who finds an accession on the desk, and who is written to about it."""

import datetime as dt

import pytest

from alliance.accessions import deciding, operations
from alliance.authority.rules import ActClass
from alliance.clearance.rules import Needs
from alliance.core.recall import forget
from alliance.votes.ways import Way
from alliance.workspaces.desk import desk
from tests import make
from tests.accessions.made import act, applied, approved, chartered, joined, statute
from tests.mailing.post import delivered, to, work
from tests.people import SECRETARIAT, counsel, governor, liaison
from tests.withdrawals.made import at

DAY = dt.date(2027, 3, 1)


@pytest.fixture
def body(app):
    with at(DAY):
        yield chartered()


def lies(role, part="act"):
    """What lies on somebody's desk about accessions: titles and actions."""
    forget()  # as in a request of its own
    found = getattr(desk(make.actor(role)), part)
    return [
        (one.title, one.action)
        for one in found
        if one.endpoint.startswith("accessions.") or one.key.startswith("accession:")
    ]


def test_an_invitation_lies_before_who_may_bind_and_is_seen_by_the_others(body):
    assert lies(governor("NM")) == []
    act(operations.invite, SECRETARIAT, body, states=["NM"])
    assert lies(governor("NM")) == [("Invitation to Western Accord", "Answer")]
    assert lies(liaison("NM"), "inside") == [("Invitation to Western Accord", "")]
    assert lies(counsel("NM")) == []
    assert lies(governor()) == []
    assert lies(SECRETARIAT) == []


def test_the_page_of_the_desk_follows_though_the_state_is_no_member_yet(visitor, body):
    visitor.sign_in(governor("NM"))
    assert "Invitation to Western Accord" not in visitor.get("workspaces.desk").words
    [coming] = act(operations.invite, SECRETARIAT, body, states=["NM"])
    assert "Invitation to Western Accord" in visitor.get("workspaces.desk").words
    act(operations.accept, governor("NM"), coming)
    assert "your state is approved; join" in visitor.get("workspaces.desk").words


def test_an_application_waits_for_the_secretariat_and_is_awaited_by_the_others(body):
    applied()
    assert lies(SECRETARIAT) == [("New Mexico applies to Western Accord", "Decide")]
    there = [("Accession of New Mexico to Western Accord", "")]
    assert lies(governor(), "others") == there
    assert lies(governor("NM"), "others") == there
    assert lies(governor("NM")) == []


def test_wanted_sponsors_are_awaited_by_the_members(app):
    with at(DAY):
        chartered(sponsors=1)
        coming = applied()
        assert lies(SECRETARIAT) == []
        [item] = [one for one in desk(make.actor(governor())).others if "coming" in one.key]
        assert item.why.endswith("the members: 1 more has to sponsor it")
        act(operations.sponsor, governor("UT"), coming)
        assert lies(SECRETARIAT) == [("New Mexico applies to Western Accord", "Decide")]


def test_while_the_members_are_asked_the_secretariat_waits(app):
    with at(DAY):
        chartered(by="members")
        coming = applied()
        closes = make.clock.now() + make.TWO_WEEKS
        act(deciding.put, SECRETARIAT, coming, way=Way(closes))
        assert lies(SECRETARIAT) == []
        assert lies(governor("NM"), "others")


def test_where_there_is_no_secretariat_the_members_decide(app):
    with at(DAY):
        body = chartered()
        with make.transaction():
            body.secretariat_id = None
        applied()
        assert lies(governor()) == [("New Mexico applies to Western Accord", "Decide")]
        assert lies(liaison()) == []
        assert lies(liaison(), "inside") == [("New Mexico applies to Western Accord", "")]


def test_an_approved_state_joins_and_then_nothing_lies_there(body):
    coming = approved()
    assert lies(governor("NM")) == [("Joining Western Accord", "Join")]
    joined(coming, statute())
    assert lies(governor("NM")) == lies(governor("NM"), "others") == []


def test_where_the_office_asks_for_it_joining_is_prepared_first(body):
    make.step_rule(Needs.PREPARED, ActClass.JOIN, head=governor("NM"))
    approved()
    assert lies(governor("NM"), "inside") == [("Joining Western Accord", "")]
    assert lies(liaison("NM")) == [("Joining Western Accord", "Prepare")]


def test_the_offices_of_an_invited_state_are_told_and_nobody_else(app, body):
    act(operations.invite, SECRETARIAT, body, states=["NM"])
    work()
    sent = delivered(app)
    assert to(sent, governor("NM"))
    invited = [one.to[0] for one in sent if one.subject.startswith("Invitation")]
    assert invited
    assert not [one for one in invited if ".nm.example" not in one]


def test_the_members_and_the_state_are_told_how_far_it_has_come(app, body):
    coming = approved()
    work()
    said = [one.subject for one in to(delivered(app), governor("NM"))]
    assert any("Approved: New Mexico" in one for one in said)
    joined(coming, statute())
    work()
    sent = delivered(app)
    for role in (governor(), governor("NM")):
        mine = [one.subject for one in to(sent, role)]
        assert len([one for one in mine if "Joined: New Mexico" in one]) == 1
