"""The command that reads what came back."""

from alliance.core.db import db
from alliance.mailing.queries import paused_at
from tests.mailing.test_bounces import report
from tests.people import governor


def test_a_report_rests_the_address_until_it_is_confirmed(terminal, tmp_path):
    path = tmp_path / "came back.eml"
    path.write_bytes(report())
    said = terminal("mail", "bounce", path, "--json")
    assert (said.code, said.document["marked"]) == (0, [governor("UT").email])
    db.session.rollback()
    assert paused_at(governor("UT").email)
    assert terminal("mail", "confirm", governor("UT").email).code == 0
    db.session.rollback()
    assert paused_at(governor("UT").email) is None
    assert terminal("mail", "confirm", governor("UT").email).code == 3


def test_what_is_no_report_is_refused_with_the_reason(terminal, tmp_path):
    path = tmp_path / "note.eml"
    path.write_bytes(b"Subject: hello\r\n\r\nhello")
    said = terminal("mail", "bounce", path)
    assert said.code == 3
    assert "not a report of delivery" in said.out


def test_only_the_operator_reads_reports(terminal, tmp_path):
    path = tmp_path / "came back.eml"
    path.write_bytes(report())
    assert terminal("mail", "bounce", path, "--as", governor("UT").email).code == 3
    assert paused_at(governor("UT").email) is None
