"""Addresses that take no mail: noted, shown to the office's administrator, written to no more."""

import contextlib
import uuid

import pytest
from sqlalchemy import func, select

from alliance.core import worker
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.mailing.letters import message_key
from alliance.mailing.models import Bounce
from alliance.mailing.queries import paused_at
from alliance.mailing.reports import NoReport, read_report
from tests import make
from tests.core.test_mail import everybody_of, smtp, work  # noqa: F401 (a fixture)
from tests.mailing.post import delivered, to
from tests.people import Role, governor, liaison, observer

ADMINISTRATOR = Role("UT", "governor", Rank.ADMINISTRATOR)
OTHER = Role("WY", "governor", Rank.ADMINISTRATOR)
GONE = governor("UT").email
EVENT = uuid.UUID("01900000-0000-7000-8000-000000000001")


def report(email=GONE, event=EVENT, **other):
    """A report as a mail server writes it."""
    said = {
        "kind": "multipart/report; report-type=delivery-status",
        "action": "failed",
        "status": "5.1.1",
        "recipient": email,
        "id": f"<{event}.{message_key(event, email)}@alliance>",
    } | other
    lines = [
        "From: MAILER-DAEMON@mail.example",
        f'Content-Type: {said["kind"]}; boundary="b"',
        "MIME-Version: 1.0",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "Your message could not be delivered.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        f"Final-Recipient: rfc822; {said['recipient']}",
        f"Action: {said['action']}",
        f"Status: {said['status']}",
        "Diagnostic-Code: smtp; 550 5.1.1 no such user",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {said['id']}",
        "Subject: Circulated",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def test_an_address_that_is_refused_for_good_is_written_to_no_more(smtp):  # noqa: F811
    gone = smtp.gone = governor("UT").email
    make.circulated()
    work()
    everybody = everybody_of("CO", "UT", "WY")
    assert sorted(one.rcpt_tos[0] for one in smtp.got) == [one for one in everybody if one != gone]
    db.session.rollback()
    assert "no such mailbox" in paused_at(gone).said
    smtp.gone, smtp.got = "", []
    make.circulated()
    work()
    assert gone not in {one.rcpt_tos[0] for one in smtp.got}


def test_a_server_that_refuses_us_rests_nobody(smtp):  # noqa: F811
    smtp.broken = "554 5.7.1 your server is on a list"
    make.circulated()
    assert worker.run_once("tests") == 0
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Bounce)) == 0


def test_the_administrator_of_the_office_sees_it_and_confirms_it(app, visitor):
    gone = governor("UT").email
    made = make.bounce(governor("UT"), "550 5.1.1 <b>no</b> such mailbox")
    for role, sees in ((ADMINISTRATOR, True), (OTHER, False), (governor("UT"), False)):
        visitor.sign_in(role)
        page = visitor.get("mailing.settings")
        assert ("550 5.1.1 <b>no</b> such mailbox" in page.words) is sees, role
        if not sees:
            refused = 403 if role.state == "UT" else 404
            visitor.press("mailing.confirm", page, expect=refused, bounce_id=made.id)
    delivered(app)
    make.circulated()
    work()
    assert to(delivered(app), governor("UT")) == []
    visitor.sign_in(ADMINISTRATOR)
    visitor.press("mailing.confirm", visitor.get("mailing.settings"), bounce_id=made.id)
    assert f"Mail goes to {gone} again" in visitor.get("mailing.settings").words
    page = visitor.get("mailing.settings")
    assert "no such mailbox" not in page.words
    assert "Every address of your office takes its mail" in page.words
    make.circulated()
    work()
    assert len(to(delivered(app), governor("UT"))) == 1
    visitor.press("mailing.confirm", visitor.get("mailing.settings"), expect=409, bounce_id=made.id)
    make.bounce(governor("UT"))
    assert db.session.scalar(select(func.count()).select_from(Bounce)) == 2, "nothing is lost"


def test_a_report_of_our_own_message_names_who_did_not_get_it(app):
    found = read_report(report(), message_key)
    assert found.event == EVENT
    [one] = found.failed
    assert one.email == governor("UT").email
    assert one.said == "5.1.1 smtp; 550 5.1.1 no such user"


REFUSED = {
    "about somebody who was not written to": {"recipient": liaison("UT").email},
    "delayed, not failed": {"action": "delayed"},
    "about us, not about the address": {"status": "5.7.1"},
    "for now, not for good": {"status": "4.2.2"},
    "of a message of others": {"id": "<made@up.example>"},
    "with a key that was made up": {"id": f"<{EVENT}.{uuid.uuid4()}@alliance>"},
    "no report at all": {"kind": "multipart/mixed"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_another_report_marks_nobody(app, what):
    with pytest.raises(NoReport):
        read_report(report(**REFUSED[what]), message_key)


def test_a_reader_of_the_same_event_cannot_make_one_up_for_another(app):
    own = message_key(EVENT, observer("WY").email)
    for key in (own, uuid.uuid5(EVENT, GONE)):
        with pytest.raises(NoReport):
            read_report(report(id=f"<{EVENT}.{key}@alliance>"), message_key)


def test_what_our_messages_carry_is_what_a_report_brings_back(app):
    delivered(app)
    make.circulated()
    work()
    [one] = to(delivered(app), governor("UT"))
    [failed] = read_report(report(id=one.extra_headers["Message-ID"]), message_key).failed
    assert failed.email == GONE


def hostile():
    """Reports and others, each broken in its own way."""
    good = report()
    yield b""
    yield b"\x00" * 1000
    yield b"x" * (2 << 20)
    yield good[: len(good) // 2]
    yield b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + b"--b\r\n\r\n" * 20_000
    yield good.replace(b"Final-Recipient: rfc822; ", b"Final-Recipient: rfc822;" + b" <" * 50_000)
    yield good.replace(b"Status: ", b"Status: " + b"5." * 100_000)
    yield b"".join(
        b'Content-Type: multipart/report; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(3_000)
    )
    yield good.replace(b"text/rfc822-headers", b"message/rfc822; charset=nonsense")
    yield b"\xff\xfe" + good


def test_hostile_input_is_refused_or_read_and_never_breaks(app):
    for data in hostile():
        with contextlib.suppress(NoReport):
            assert [one.email for one in read_report(data, message_key).failed] == [GONE]


def test_what_is_said_of_an_address_stays_short(app):
    make.bounce(observer("UT"), "550 " + "long " * 500)
    assert len(paused_at(observer("UT").email).said) <= 300
