"""What is kept between requests is never older than the record: pages say the same without it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select

from alliance.core import clock, recall
from alliance.core.db import db
from alliance.core.kept import PIECES, Pieces
from alliance.core.recall import recall as recalled
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from tests import make
from tests.people import SECRETARIAT, counsel, governor, liaison
from tests.votes.rolls import leave

TOKEN = re.compile(r'name="csrf_token"\s+value="[^"]*"')
READERS = (liaison("CO"), governor("UT"), governor("NM"), SECRETARIAT)


def forget():
    """As a server that has just been started."""
    recall.forget()
    PIECES.forget()


def said(visitor, role, endpoint, where):
    """The page as this person reads it, without what differs at each look."""
    visitor.sign_in(role)
    answer = visitor.client.get(visitor.url(endpoint, **where))
    return answer.status_code, TOKEN.sub("", answer.get_data(as_text=True))


def agree(visitor, pages):
    """Every page says to everybody what it says when nothing is kept."""
    with clock.stopped_at(clock.now()):
        for role in READERS:
            for endpoint, where in pages:
                kept = said(visitor, role, endpoint, where)
                forget()
                assert kept == said(visitor, role, endpoint, where), (role, endpoint)


def test_after_every_act_every_page_says_what_it_says_when_nothing_is_kept(visitor):
    pages = [
        ("workspaces.desk", {}),
        ("resolutions.resolutions", {}),
        ("votes.questions", {}),
        ("votes.questions", {"show": "open"}),
        ("membership.alliance", {"slug": "ours"}),
        ("membership.alliance", {"slug": "theirs"}),
        ("membership.changed", {"slug": "ours"}),
        ("membership.matrix", {}),
        ("compacts.compact", {"slug": "ours"}),
        ("workspaces.state", {"code": "CO"}),
        ("workspaces.record", {}),
    ]
    forget()
    agree(visitor, pages)
    made = make.draft()
    one = {"resolution_id": made.id}
    pages += [(f"resolutions.{tab}", one) for tab in ("show", "signatures", "record")]
    agree(visitor, pages)
    with transaction():
        resolutions.circulate(make.actor(liaison()), made, **make.seen(made))
    agree(visitor, pages)
    with transaction():
        resolutions.mark_read(make.actor(governor("UT")), made)
    agree(visitor, pages)
    question = make.put()
    pages.append(("votes.show", {"question_id": question.id}))
    agree(visitor, pages)
    make.answered(question, CO="yea")
    agree(visitor, pages)
    make.answered(question, UT="yea")
    agree(visitor, pages)
    with clock.stopped_at(question.closes_at + dt.timedelta(seconds=1)):
        agree(visitor, pages)
    make.closed(question)
    agree(visitor, pages)


def test_time_alone_takes_a_question_off_the_desk(visitor):
    question = make.put()
    before = question.closes_at - dt.timedelta(seconds=1)
    with clock.stopped_at(before):
        visitor.sign_in(governor("UT"))
        assert waits(visitor)
    with clock.stopped_at(question.closes_at):
        visitor.sign_in(governor("UT"))
        assert not waits(visitor)
    with clock.stopped_at(before):
        visitor.sign_in(governor("UT"))
        assert waits(visitor), "what was found later does not hold earlier"


def waits(visitor):
    """Whether the desk offers to answer."""
    return any(text.startswith("Answer") for text in visitor.get("workspaces.desk").texts("a"))


def test_what_is_read_in_a_transaction_that_fails_is_not_kept(app):
    make.draft()
    who = make.actor(liaison())
    forget()

    def count():
        found = select(func.count()).select_from(Resolution)
        return recalled("count", who.streams, lambda: db.session.scalar(found))

    def fail():
        with transaction():
            resolutions.draft(who, make.alliance(), words=make.WORDS)
            raise ZeroDivisionError(count())

    with app.test_request_context():
        assert count() == 1
    with app.test_request_context(), pytest.raises(ZeroDivisionError, match="2"):
        fail()
    with app.test_request_context():
        assert count() == 1


def test_an_act_of_another_office_leaves_what_was_recalled(app):
    who, calls = make.actor(counsel()), []
    forget()
    for step in range(3):
        with app.test_request_context():
            recalled("test", who.streams, lambda step=step: calls.append(step))
        make.draft()  # of the governor's office: in a stream that counsel does not watch
    assert calls == [0]


def test_the_pieces_asked_for_least_lately_make_room():
    pieces = Pieces(most=10)
    made = []

    def piece(name):
        return pieces.get(name, lambda: made.append(name) or name * 5)

    piece("a"), piece("b"), piece("a"), piece("c"), piece("a"), piece("b")
    assert made == ["a", "b", "c", "b"]


def test_nothing_is_written_outside_a_transaction(app):
    made = make.draft()
    db.session.rollback()
    made = db.session.get_one(Resolution, made.id)
    made.title = "Another"
    with pytest.raises(RuntimeError, match="outside a transaction"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(RuntimeError, match="outside a transaction"):
        db.session.execute(delete(Resolution))


def test_a_state_that_leaves_at_its_own_midnight_is_off_the_table_at_once(visitor):
    """It is one day for the reader in New York at 1:30 and at 2:30, and two in Denver."""
    left = clock.today() + dt.timedelta(days=3)
    with clock.stopped_at(clock.now() + dt.timedelta(days=4)):
        leave("CO")  # as of the day before
    midnight = dt.datetime.combine(left, dt.time(), ZoneInfo("America/Denver"))
    forget()
    for wait, counted in ((-1, "yes"), (1, "no")):
        with clock.stopped_at(midnight + dt.timedelta(minutes=30 * wait)):
            visitor.sign_in(SECRETARIAT)
            page = visitor.get("membership.alliance", slug="ours")
            (row,) = [one for one in page.texts("tr") if one.startswith("Colorado ")]
            assert row.endswith(counted), row
