"""Mail reaches the right people at the time of sending, and a second copy can be told."""

import datetime as dt
import gc
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from flask_mailman import EmailMultiAlternatives
from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.app import create_app
from alliance.core import clock, outbox, worker
from alliance.core.actor import OPERATOR
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import LEASE, Job
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from alliance.membership import operations as membership
from alliance.membership.operations import Fact
from alliance.membership.queries import as_period, current_periods
from alliance.membership.rules import Period
from alliance.texts.starting import plain_clauses
from tests import make
from tests.conftest import SECRET
from tests.people import EVERYONE, SECRETARIAT, governor


@pytest.fixture
def sent(app):
    """What was sent so far, as messages."""
    mailman = app.extensions["mailman"]
    mailman.outbox = []
    return mailman.outbox


def work():
    """Send everything that waits."""
    while worker.run_once("tests"):
        pass


def everybody_of(*states):
    """The addresses of all who hold a post in these states, and of their secretariat."""
    return sorted(
        role.email for role in EVERYONE if role.state in states or role.seat == SECRETARIAT.seat
    )


def to(sent):
    return sorted(address for message in sent for address in message.to)


def test_a_circulated_text_is_told_to_the_offices_of_the_members(app, sent):
    resolution = make.circulated()
    work()
    assert to(sent) == everybody_of("CO", "UT", "WY")
    assert all(message.to == [message.to[0]] and not message.cc + message.bcc for message in sent)
    assert all(str(resolution.id) in message.body for message in sent)
    assert sent[0].subject == f"Circulated: {resolution.title}"
    assert sent[0].from_email == "Alliance <no-reply@localhost>"


def test_an_answer_is_told_to_the_office_that_gave_it(app, sent):
    question = make.put()
    work()
    sent.clear()
    make.answered(question, UT="yea")
    work()
    assert to(sent) == sorted(
        one.email for one in EVERYONE if one.email.endswith("@governor.ut.example")
    )


def leave_the_alliance(state):
    """The state has left since yesterday."""
    with transaction():
        (row,) = [p for p in current_periods([make.alliance().id]) if p.state_code == state]
        says = as_period(row)
        left = parse_partial_date((clock.today() - dt.timedelta(days=1)).isoformat())
        gone = Period(state, says.role, "withdrawn", says.joined, left=left)
        fact = Fact(row.period_id, row.version, gone, clock.now())
        membership.record_periods(OPERATOR, make.alliance(), facts=[fact])


def test_a_member_that_left_meanwhile_gets_none(app, sent):
    make.circulated()
    leave_the_alliance("WY")
    work()
    assert to(sent) == everybody_of("CO", "UT")


def test_a_member_that_joined_meanwhile_gets_one(app, sent):
    make.circulated()
    with transaction():
        joins = Period("NM", "member", "member", parse_partial_date("2020-01-01"))
        fact = Fact(clock.new_id(), 0, joins, clock.now())
        membership.record_periods(OPERATOR, make.alliance(), facts=[fact])
    work()
    assert to(sent) == everybody_of("CO", "NM", "UT", "WY")


def test_a_state_that_was_asked_and_has_left_is_told_that_it_may_sign(app, sent):
    made = make.adopted(CO="yea", UT="yea", WY="yea")
    work()
    sent.clear()
    leave_the_alliance("WY")
    make.signed(made, "CO", "UT", "WY")
    work()
    assert {one.subject for one in sent} == {f"In force: {made.title}"}
    assert to(sent) == everybody_of("CO", "UT", "WY")


def test_a_text_is_opened_for_the_signature_of_all_that_were_asked(app, sent):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    leave_the_alliance("WY")
    work()
    sent.clear()
    make.closed(question)
    with clock.stopped_at(question.closes_at + dt.timedelta(hours=1)):
        work()
    opened = [one for one in sent if one.subject.startswith("Open for signature")]
    assert to(opened) == everybody_of("CO", "UT", "WY")


def test_somebody_suspended_meanwhile_gets_none(app, sent):
    make.circulated()
    with transaction():
        found = db.session.scalars(select(Person).where(Person.email == governor("UT").email))
        found.one().active = False
    work()
    assert to(sent) == [
        one for one in everybody_of("CO", "UT", "WY") if one != governor("UT").email
    ]


def test_a_worker_that_dies_half_way_leaves_the_rest_to_the_next_and_nobody_gets_two(
    app, sent, monkeypatch
):
    make.circulated()
    send = EmailMultiAlternatives.send

    def dies_at_the_fifth(message, *given, **more):
        if len(sent) == 4:
            raise KeyboardInterrupt
        return send(message, *given, **more)

    monkeypatch.setattr(EmailMultiAlternatives, "send", dies_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.undo()
    assert len(sent) == 4
    with clock.stopped_at(clock.now() + 2 * LEASE):
        work()
    assert to(sent) == everybody_of("CO", "UT", "WY")


def test_a_worker_whose_job_another_has_taken_sends_no_more(app, sent):
    make.circulated()
    with transaction():
        slow = outbox.take("slow")
    with clock.stopped_at(clock.now() + 2 * LEASE):
        with transaction():
            outbox.take("quick")
        with pytest.raises(outbox.LeaseLost):
            worker.HANDLERS["mail"](slow)
    assert len(sent) == 1


def test_a_message_sent_twice_is_the_same_message(app, sent, monkeypatch):
    make.circulated()
    send = EmailMultiAlternatives.send

    def dies_right_after(message, *given, **more):
        send(message, *given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailMultiAlternatives, "send", dies_right_after)
    with pytest.raises(KeyboardInterrupt):
        work()
    monkeypatch.undo()
    [first] = sent
    sent.clear()
    with clock.stopped_at(clock.now() + 2 * LEASE):
        work()
    known = {message.to[0]: message.extra_headers["Message-ID"] for message in sent}
    assert known[first.to[0]] == first.extra_headers["Message-ID"]
    assert len(set(known.values())) == len(known), "each reader's copy is a message of its own"


def test_each_message_has_a_page_to_go_to_and_no_private_text(app, sent):
    make.draft()
    make.signed(make.adopted(), "CO", "UT")
    with clock.stopped_at(clock.now() + dt.timedelta(days=15)):  # the roll call ran two weeks
        work()
    subjects = {message.subject.split(":")[0] for message in sent}
    assert subjects == {
        "Circulated",
        "Your state is asked",
        "Your answer is recorded",
        "The roll call is closed",
        "Open for signature",
        "In force",
    }
    for message in sent:
        assert "http://localhost:8000/" in message.body
        assert make.WORDS.units[-1].text not in message.body


def test_a_title_does_not_become_a_header(app, sent):
    two_lines = plain_clauses("A title\r\nBcc: eve@evil.example", (), ("One.",))
    with pytest.raises(RuleBroken, match="more than one line"):
        make.circulated(words=two_lines)
    make.circulated(words=plain_clauses("A title Bcc: eve@evil.example", (), ("One.",)))
    work()
    assert sent
    for message in sent:
        assert "\n" not in message.subject
        assert message.message()["Bcc"] is None
        assert message.recipients() == message.to


class Server:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.got, self.broken, self.gone = [], "", ""

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 (aiosmtpd)
        if self.broken:
            return self.broken
        if address == self.gone:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd)
        self.got.append(envelope)
        return "250 OK"


@pytest.fixture
def smtp(app):
    """A mail server on loopback, and the application as SMTP_URL would start it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings = from_environment(
        {
            "SECRET_KEY": SECRET,
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "PUBLIC_URL": "https://alliance.example",
        },
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    mailing = create_app(settings, TESTING=True)
    try:
        with mailing.app_context():
            yield server
            db.session.remove()
            db.engine.dispose()
    finally:
        controller.stop()


def test_mail_goes_out_by_smtp(smtp):
    resolution = make.circulated()
    work()
    assert sorted(one.rcpt_tos[0] for one in smtp.got) == everybody_of("CO", "UT", "WY")
    assert all(len(one.rcpt_tos) == 1 for one in smtp.got)
    message = message_from_bytes(smtp.got[0].content, policy=policy.default)
    assert message["From"] == "Alliance <no-reply@alliance.example>"
    assert message["To"] == smtp.got[0].rcpt_tos[0]
    assert message["Message-ID"].endswith("@alliance>")
    assert (
        f"https://alliance.example/resolutions/{resolution.id}"
        in message.get_body(("plain",)).get_content()
    )


def test_a_mail_server_that_refuses_is_tried_again(smtp):
    make.circulated()
    smtp.broken = "450 try again later"
    now = clock.now()
    with clock.stopped_at(now):
        assert worker.run_once("tests") == 0
    assert "try again later" in waiting_mail().problem
    assert not smtp.got
    smtp.broken = ""
    with clock.stopped_at(now + dt.timedelta(seconds=3)):
        assert worker.run_once("tests") == 1
    assert len(smtp.got) == len(everybody_of("CO", "UT", "WY"))
    gc.collect()  # a connection that nobody closed is told here


def test_a_mailbox_that_is_gone_keeps_nobody_else_waiting(smtp):
    make.circulated()
    everybody = everybody_of("CO", "UT", "WY")
    smtp.gone = everybody[0]
    now = clock.now()
    for minutes in range(0, 24 * 60, 40):
        with clock.stopped_at(now + dt.timedelta(minutes=minutes)):
            worker.run_once("tests")
    gc.collect()
    got = sorted(one.rcpt_tos[0] for one in smtp.got)
    assert got == [one for one in everybody if one != smtp.gone]


def waiting_mail():
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.kind == "mail")).one()
