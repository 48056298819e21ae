"""The sessions of an office: its administrator sees who sits where, and ends one."""

import pytest
from sqlalchemy import select

from alliance.accounts.models import Session
from alliance.core.db import db
from alliance.core.record import Entry
from tests import make
from tests.browser import Browser
from tests.people import administrator, counsel, governor, liaison


def only(office_id):
    """The open sessions of the office, by person."""
    db.session.rollback()
    return {one.person_id: one for one in db.session.scalars(select(Session))}[office_id]


def test_the_administrator_sees_and_ends_a_session_of_a_colleague(app, visitor):
    colleague = Browser(app).sign_in(liaison())
    elsewhere = Browser(app).sign_in(counsel())
    visitor.sign_in(administrator())
    assert visitor.url("staffing.sessions") in visitor.get("staffing.people").links()
    page = visitor.get("staffing.sessions")
    assert make.actor(liaison()).name in page.words
    assert make.actor(counsel()).name not in page.words, "another office of the state"
    one = only(make.actor(liaison()).person_id)
    visitor.press("staffing.end_session", page, session_id=one.id)
    answer = colleague._request("get", "/")
    assert answer.status_code == 303
    said = colleague.at(answer.location).words
    assert "Your office has ended this session" in said
    elsewhere.get("workspaces.desk")
    visitor.get("workspaces.desk")
    acts = select(Entry).where(Entry.action == "staffing:end-session")
    (entry,) = db.session.scalars(acts)
    assert entry.stream == f"office:{make.actor(liaison()).office_id}"
    assert "was ended by the office" in visitor.get("workspaces.office_log").words


def test_a_session_in_another_office_is_not_there(app, visitor):
    Browser(app).sign_in(counsel())
    one = only(make.actor(counsel()).person_id)
    page = visitor.sign_in(administrator()).get("staffing.sessions")
    visitor.press("staffing.end_session", page, expect=404, session_id=one.id)
    assert db.session.get_one(Session, one.id, populate_existing=True).ended_at is None


@pytest.mark.parametrize("role", [governor(), liaison()], ids=lambda one: one.email)
def test_nobody_else_sees_them(app, visitor, role):
    visitor.sign_in(role).get("staffing.sessions", 403)
    assert visitor.url("staffing.sessions") not in visitor.get("staffing.people").links()
