"""Two of one office at once: a prepared act takes one way, and becomes one act at most."""

import uuid

import pytest
from sqlalchemy import select

from alliance.clearance.models import Prepared
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.votes.queries import answers_to
from tests import make
from tests.people import Role, governor, liaison
from tests.races.racing import Racer, ledger_holds, race, rounds

HEAD, STAFF = governor("CO"), liaison("CO")
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)


@pytest.fixture
def office(app):
    """Those of the office who act, at their browsers; the rule asks for all steps."""
    make.step_rule()
    people = {"staff": STAFF, "counsel": COUNSEL, "also counsel": COUNSEL}
    people |= {"head": HEAD, "also head": HEAD}
    return {name: Racer(app, role) for name, role in people.items()}


def prepared():
    """An answer prepared on a new question, and that question."""
    one = make.prepared(make.put())
    return one.id, uuid.UUID(one.subject.partition(":")[2])


def now(key):
    db.session.rollback()
    return db.session.get_one(Prepared, key)


def noted(key):
    """What the ledger says was done with it."""
    db.session.rollback()
    wanted = select(Entry.action).where(Entry.subject == f"prepared:{key}").order_by(Entry.n)
    return [action.partition(":")[2] for action in db.session.scalars(wanted)]


def answers(one, question, word="yea"):
    said = {"answer": word, "confirm": "yes"}
    return one.sends("votes.answer", said, question_id=question)


def test_it_is_cleared_or_given_back_and_never_both(app, office, campaign):
    for _ in range(rounds(campaign)):
        key, _ = prepared()
        outcomes = race(
            app,
            office["counsel"].sends("clearance.clear", prepared_id=key),
            office["also counsel"].sends("clearance.give_back", {"why": "No."}, prepared_id=key),
        )
        assert sorted(outcomes) == [303, 409]
        one = now(key)
        assert (one.cleared_at is None) is (one.returned_at is not None)
        assert noted(key) == ["prepare", "clear" if one.cleared_at else "give-back"]
        ledger_holds()


def test_it_is_released_once(app, office, campaign):
    for _ in range(rounds(campaign)):
        key, question = prepared()
        make.cleared(now(key))
        two = (office["head"], office["also head"])
        outcomes = race(app, *(answers(one, question) for one in two))
        assert 303 in outcomes
        assert set(outcomes) <= {303, 409}
        assert noted(key) == ["prepare", "clear", "release"]
        assert answers_to(question).keys() == {"CO"}
        ledger_holds()


def test_what_is_withdrawn_while_it_is_released_is_one_of_the_two(app, office, campaign):
    for _ in range(rounds(campaign)):
        key, question = prepared()
        make.cleared(now(key))
        outcomes = race(
            app,
            answers(office["head"], question),
            office["staff"].sends("clearance.withdraw", prepared_id=key),
        )
        assert sorted(outcomes) == [303, 409]
        won = "released" if outcomes[0] == 303 else "withdrawn"
        assert now(key).ended_as == won
        assert bool(answers_to(question)) is (won == "released")
        ledger_holds()


def test_an_answer_while_counsel_clears_comes_after_the_clearing_or_not_at_all(
    app, office, campaign
):
    for _ in range(rounds(campaign)):
        key, question = prepared()
        outcomes = race(
            app,
            answers(office["head"], question),
            office["counsel"].sends("clearance.clear", prepared_id=key),
        )
        assert outcomes[1] == 303
        assert noted(key) == ["prepare", "clear", *(["release"] if outcomes[0] == 303 else [])]
        assert bool(answers_to(question)) is (outcomes[0] == 303)
        ledger_holds()


def test_two_who_prepare_at_once_leave_one_under_way(app, office, campaign):
    for _ in range(rounds(campaign)):
        question = make.put().id
        where = {"question_id": question}
        outcomes = race(
            app,
            office["staff"].sends("votes.prepare", {"answer": "yea"}, **where),
            office["counsel"].sends("votes.prepare", {"answer": "nay"}, **where),
        )
        assert sorted(outcomes) == [303, 409]
        db.session.rollback()
        found = select(Prepared).where(Prepared.subject == f"question:{question}")
        assert len(db.session.scalars(found).all()) == 1
        ledger_holds()
