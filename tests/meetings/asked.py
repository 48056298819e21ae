"""Questions put in a meeting, and what is called out there, as tests use them."""

from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.meetings import queries, questions
from alliance.resolutions.queries import under_review
from alliance.votes.calling import operations as called
from alliance.votes.calling import sheets as called_sheets
from alliance.votes.queries import held
from alliance.votes.rules import USUAL_RULE
from tests import make
from tests.meetings import made


def put(one=None, states=("CO", "UT"), **more):
    """A question on an item of a meeting at which these states are there."""
    text = make.circulated()
    if one is None:
        one = made.opened()
        made.there(one, *states)
    item = made.item(one, resolution=str(text.id))
    with transaction():
        meeting = db.session.get(type(one), one.id, populate_existing=True)
        given = {"rule": dict(USUAL_RULE), "states": set(make.MEMBERS), **more}
        seen = under_review(text, text.shown_version)
        return questions.put_question(
            make.actor(made.CLERK), meeting, item=item, reviewed=seen, **given
        ).result


def meeting(question):
    """The meeting in which it is put, as it stands."""
    db.session.rollback()
    return questions.meeting_of(question)


def call(question, by=made.CLERK, **words):
    """The clerk writes down what states called out: call(q, CO="yea")."""
    with transaction():
        said = {state: make.said(word) for state, word in words.items()}
        return called.call_out(make.actor(by), held(question.id), said=said).result


def confirm(question, by=made.SECOND, sha256=None):
    """A second person confirms what they read."""
    with transaction():
        who, found = make.actor(by), held(question.id)
        lines = called_sheets.sheet_of(found).for_another(who.person_id)
        seen = sha256 or called_sheets.reviewed(found, lines)
        return called.confirm(who, found, sha256=seen)


def send_back(question, *states, by=made.SECOND, reason="It was nay"):
    """A second person sends lines back."""
    with transaction():
        verb = called.send_back
        return verb(make.actor(by), held(question.id), states=states, reason=reason).result


def sheet(question):
    """The sheet as it stands."""
    db.session.rollback()
    return called_sheets.sheet_of(question)


def course(question):
    """The course of its meeting."""
    return queries.course_of(meeting(question))


def everything():
    """A question in a meeting, with a line that counts and one that was sent back."""
    one = put()
    call(one, CO="yea", UT="nay")
    send_back(one, "UT")
    confirm(one)
    return one
