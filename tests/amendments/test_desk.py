"""Amendments on the desk, in mail and in the record."""

import pytest
from sqlalchemy import select

from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.recall import forget
from alliance.resolutions import sharing
from alliance.workspaces import mail
from alliance.workspaces.desk import desk
from bench.counting import counting
from tests import make
from tests.amendments.made import (
    accepted,
    act,
    adopted,
    declined,
    fresh,
    rejected,
    reworded,
    text,
)
from tests.people import SECRETARIAT, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def waits(app, role):
    """What the desk asks of somebody about amendments: why, and the words on the button."""
    with app.test_request_context():
        db.session.rollback()
        forget()
        found = desk(make.actor(role))
    mine = [*found.act, *found.inside]
    return [(one.why, one.action) for one in mine if one.key.startswith("amendments:")]


def mails():
    """The messages that were left about amendments: template and audience."""
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.run_at, Job.id))
    found = [(job.facts["template"], job.facts["audience"].partition(":")[0]) for job in jobs]
    return [(name.rpartition("/")[2], to) for name, to in found if name.startswith("amendments")]


def test_who_is_asked_says_whether_it_is_friendly_and_the_secretariat_decides(app):
    one = text()
    first = reworded(one)
    friendly = (
        "Western Accord: 1 amendment, accept or decline as friendly",
        "Say whether friendly",
    )
    assert waits(app, liaison("CO")) == [friendly]
    assert waits(app, liaison("UT")) == waits(app, liaison("WY")) == []
    assert waits(app, observer("CO")) == [(friendly[0], "")]
    assert waits(app, SECRETARIAT) == [("Western Accord: 1 amendment, to be decided", "Decide")]
    accepted(first)
    assert waits(app, liaison("CO")) == []
    second = reworded(one, "one form", "one common form")
    declined(second, governor("CO"))
    assert waits(app, liaison("CO")) == []
    assert waits(app, SECRETARIAT)[0][0].endswith("2 amendments, to be decided")
    adopted(first)
    rejected(second)
    assert waits(app, SECRETARIAT) == []


def test_those_who_sponsor_the_text_are_asked_instead_of_its_office(app):
    one = text()
    act(sharing.sponsor, liaison("WY"), fresh(one))
    reworded(one)
    assert waits(app, liaison("CO")) == []
    assert len(waits(app, liaison("WY"))) == 1


def test_a_desk_asks_the_same_number_of_statements_however_many_amendments_there_are(app, visitor):
    one = text()
    visitor.sign_in(SECRETARIAT)
    counts = []
    for new in ("two years", "three years", "four years"):
        reworded(one, "every year", f"every {new}")
        forget()
        visitor.get("workspaces.desk")
        forget()
        with counting(db.engine) as found:
            visitor.get("workspaces.desk")
        counts.append(len(found.statements))
    assert len(set(counts)) == 1, counts


def test_members_are_written_to_when_one_is_proposed_friendly_or_decided(app):
    one = text()
    first = accepted(reworded(one))
    adopted(first)
    assert mails() == [
        ("proposed", "alliance"),
        ("friendly", "alliance"),
        ("decided", "alliance"),
    ]
    with app.test_request_context():
        for name in ("proposed", "friendly", "decided"):
            said = mail.told(make.actor(liaison("WY")), f"amendments/mail/{name}", first.id)
            assert said.startswith("Amendment 1")
            assert f"/amendments/{first.id}" in said
        assert not mail.may_read(make.actor(governor("NM")), "amendments/mail/decided", first.id)


def test_the_record_says_in_words_what_happened(visitor):
    one = text()
    adopted(accepted(reworded(one)))
    page = visitor.sign_in(liaison("WY")).get("workspaces.record")
    assert "proposed amendment 1 to Joint resolution on common forms." in page.words
    assert "Amendment 1 to Joint resolution on common forms was adopted." in page.words
