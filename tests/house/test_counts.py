"""What each page, and an answer, asks of the database: exactly, however much lies in it."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.accounts.models import Person, Post
from alliance.core import clock
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.recall import forget
from alliance.core.transaction import transaction
from bench.counting import counting
from bench.goals import ANSWER_WRITES, P3_DESK, P3_STATEMENTS, P4_STATEMENTS
from bench.shelf import Body, Kind, Seat, Shelf
from tests import make
from tests.people import SECRETARIAT, governor

FEW, MANY = 1, 30  # times one resolution of each kind
CAMPAIGN = 1_000
# Ten. The newest is withdrawn, so that the latest acts are on a resolution and on questions.
KINDS = [Kind.WITHDRAWN, *(kind for kind in Kind if kind not in {Kind.WITHDRAWN, Kind.READ})]

# Endpoint: how many statements on either database, while nothing has happened since it was read
# last, and where something has. A page that needs one more asks for a reason.
PAGES = {
    "workspaces.desk": (2, 7),
    "workspaces.states": (2, 4),
    "workspaces.search": (10, 12),  # it looks through eight domains, and the frame through the desk
    "resolutions.resolutions": (2, 5),
    "resolutions.show": (4, 8),  # of which one counts the open threads
    "membership.alliance": (3, 6),
    "membership.changed": (3, 6),
    "membership.matrix": (2, 7),
    "compacts.compact": (3, 7),
    "workspaces.state": (4, 7),
    "votes.show": (4, 6),
    "security.login": (0, 0),
}
ANSWER = {
    "sqlite": 6,
    "postgresql": 7,
}  # SQLite reads the end of the stream with the register; PostgreSQL holds it there first


def seat(role):
    """The seat of somebody, as the bulk writer needs it."""
    found = select(Post.office_id, Person.id).join(Person).where(Person.email == role.email)
    office_id, person_id = db.session.execute(found).one()
    return Seat(role.state, office_id, person_id)


def fill(times):
    """So many resolutions of each kind, seen from the governor of Colorado; the last of each."""
    body = make.alliance()
    seats = {state: seat(governor(state)) for state in make.MEMBERS}
    with transaction():
        shelf = Shelf(Body(body.id, body.slug, seats, seat(SECRETARIAT)), "CO")
        made = shelf.add(KINDS * times, clock.now() - dt.timedelta(hours=1))
    return {put.kind: put for put in made}


def address(endpoint, made):
    """Where the page stands; of the single ones, a roll call that is under way."""
    put = made[Kind.ANSWERED]
    wheres = {
        "workspaces.search": {"q": "on"},
        "resolutions.show": {"resolution_id": put.resolution_id},
        "membership.alliance": {"slug": "ours"},
        "membership.changed": {"slug": "ours"},
        "compacts.compact": {"slug": "ours"},
        "workspaces.state": {"code": "CO"},
        "votes.show": {"question_id": put.question_id},
    }
    return {"endpoint": endpoint, **wheres.get(endpoint, {})}


def asked(visitor, **where):
    """What a visit asks, while nothing has happened since the last, and where something has."""
    visitor.get(**where)
    with counting(db.engine) as again:
        visitor.get(**where)
    forget()
    with counting(db.engine) as anew:
        visitor.get(**where)
    assert not again.writes + anew.writes
    assert not again.commits + anew.commits
    return again, anew


def comes_in(visitor, endpoint):
    """The reader; the page to sign in is read by nobody yet."""
    return visitor if endpoint == "security.login" else visitor.sign_in(governor())


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_asks_exactly_this_much_and_writes_nothing(visitor, endpoint):
    made = fill(FEW)
    again, anew = asked(comes_in(visitor, endpoint), **address(endpoint, made))
    assert len(again.statements) == PAGES[endpoint][0], again.brief
    assert len(anew.statements) == PAGES[endpoint][1], anew.brief


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_asks_no_more_among_many_resolutions(visitor, endpoint, campaign):
    made = fill(CAMPAIGN if campaign else MANY)
    again, anew = asked(comes_in(visitor, endpoint), **address(endpoint, made))
    assert len(again.statements) == PAGES[endpoint][0], again.brief
    assert len(anew.statements) == PAGES[endpoint][1], anew.brief


def test_the_counts_stay_within_the_goals():
    assert max(PAGES["workspaces.desk"]) <= P3_DESK
    apart = {"workspaces.desk", "workspaces.search"}
    rest = [counts for one, counts in PAGES.items() if one not in apart]
    assert all(max(counts) <= P3_STATEMENTS for counts in rest)
    assert max(ANSWER.values()) <= P4_STATEMENTS
    assert PAGES["security.login"] == (0, 0)


def answered(visitor):
    """What sending an answer asks, from the request to its commit."""
    question_id = fill(FEW)[Kind.TO_ANSWER].question_id
    visitor.sign_in(governor())
    form = visitor.get("votes.answer", question_id=question_id)
    data = {"answer": "yea", "confirm": "yes"}
    with counting(db.engine) as counted:
        visitor.press("votes.answer", form, data, question_id=question_id)
    return counted


def test_an_answer_is_one_commit_of_answer_ledger_entry_and_message(visitor):
    counted = answered(visitor)
    assert len(counted.statements) == ANSWER[db.engine.dialect.name], counted.brief
    assert counted.commits == 1
    assert sorted(counted.writes) == ANSWER_WRITES


def test_an_answer_asks_no_more_among_many_resolutions(visitor, campaign):
    fill(CAMPAIGN if campaign else MANY)
    counted = answered(visitor)
    assert len(counted.statements) == ANSWER[db.engine.dialect.name], counted.brief
    assert counted.commits == 1
    assert sorted(counted.writes) == ANSWER_WRITES


def test_what_is_written_in_bulk_is_what_the_product_would_have_written(app):
    made = fill(FEW)
    assert len(made) == len(KINDS)
    assert check()["first_problem"] is None


def test_a_question_that_asks_is_on_the_desk_however_many_wait_for_others(visitor):
    body = make.alliance()
    seats = {state: seat(governor(state)) for state in make.MEMBERS}
    with transaction():
        shelf = Shelf(Body(body.id, body.slug, seats, seat(SECRETARIAT)), "CO")
        shelf.add([Kind.ANSWERED] * 51, clock.now() - dt.timedelta(hours=2))
        # Put last, it closes after all the others.
        shelf.add([Kind.TO_ANSWER], clock.now() - dt.timedelta(hours=1))
    page = visitor.sign_in(governor()).get("workspaces.desk")
    assert [text for text in page.texts("a") if text.startswith("Answer")]


def test_the_secretariat_finds_its_desk_within_the_goal_too(visitor):
    fill(FEW)
    _, anew = asked(visitor.sign_in(SECRETARIAT), endpoint="workspaces.desk")
    assert len(anew.statements) <= P3_DESK, anew.brief
