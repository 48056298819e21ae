"""The register on its pages: record, confirm, revoke, what others see, and documents."""

import io

import pytest
from sqlalchemy import select

from alliance.authority.models import AuthorityRecord
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from tests import make
from tests.litigation import cases
from tests.people import Role, counsel, governor, liaison, observer

HEAD = governor("CO")
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
ADMINISTRATOR = Role("CO", HEAD.office, Rank.ADMINISTRATOR)

pytestmark = pytest.mark.usefixtures("app")


def typed(**given):
    source = make.standing(make.actor(HEAD).office_id).id
    found = {
        "source": str(source),
        "holder": "rank:counsel",
        "acts": ["sign a resolution", "commit money"],
        "ceiling": "1,000",
        "basis": "written delegation",
        "citation": "Letter 7",
        "document": (b"%PDF-1.7 secret bird", "../letter.exe"),
        **given,
    }
    content, name = found.pop("document")
    return found | {"document": (io.BytesIO(content), name)}


def newest(citation):
    with transaction():
        found = select(AuthorityRecord).where(AuthorityRecord.citation == citation)
        return db.session.scalars(found.order_by(AuthorityRecord.version.desc())).first()


def test_an_administrator_records_and_the_principal_confirms(visitor):
    visitor.sign_in(ADMINISTRATOR)
    assert "1 in force" not in visitor.get("authority.register").words
    visitor.send("authority.record", typed())
    page = visitor.get("authority.register")
    assert "waiting for the principal" in page.words
    one = newest("Letter 7")
    assert (one.ceiling_cents, one.confirmed, one.given_by) == (1_000_00, False, None)
    visitor.get("authority.confirm", 403, record_id=one.id)

    visitor.sign_in(HEAD)
    address = visitor.url("authority.confirm", record_id=one.id)
    assert address in visitor.get("authority.register").links()
    assert "sign a resolution" in visitor.at(address).words
    visitor.send("authority.confirm", record_id=one.id)
    now = newest("Letter 7")
    assert (now.version, now.confirmed) == (2, True)
    assert "waiting for the principal" not in visitor.get("authority.register").words


def test_a_document_is_an_attachment_for_the_office_alone(visitor):
    visitor.sign_in(HEAD)
    visitor.send("authority.record", typed())
    one = newest("Letter 7")
    address = visitor.url("authority.document", record_id=one.id)
    assert address in visitor.get("authority.register").links()
    got = visitor.at(address)
    assert got.data == b"%PDF-1.7 secret bird"
    assert got.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    for role in (governor("UT"), counsel("CO")):
        visitor.sign_in(role)
        visitor.at(address, 404)
        page = visitor.get("authority.state", code="CO")
        assert "Letter 7" not in page.words
        assert "Constitution, citation not stated" in page.words


def test_what_is_shared_is_seen_with_its_document(visitor):
    visitor.sign_in(HEAD)
    visitor.send("authority.record", typed(shared="y"))
    visitor.sign_in(observer("UT"))
    page = visitor.get("authority.state", code="CO")
    assert "Letter 7" in page.words
    assert "money up to $1,000.00" in page.words
    address = visitor.url("authority.document", record_id=newest("Letter 7").id)
    assert address in page.links()
    assert visitor.at(address).data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"holder": ""}, 422, "Choose to whom it is delegated."),
        ({"source": ""}, 422, "Choose the authority that this delegation rests on."),
        ({"acts": []}, 422, "Choose at least one class of act."),
        ({"ceiling": "a lot"}, 422, "Write the amount in dollars"),
        ({"acts": ["give notice"]}, 422, "A ceiling belongs to committing money."),
        ({"last_on": "2026-02-30"}, 422, "This is not a day of the calendar."),
        ({"from_on": "2026-02-02", "last_on": "2026-02-01"}, 409, "The last day lies before"),
        ({"document": (b"MZ\x00", "a.pdf")}, 409, "neither a PDF"),
        ({"document": (b"", "")}, 409, "has its document attached"),
    ],
)
def test_what_cannot_be_recorded_is_said_where_it_stands(visitor, given, code, words):
    visitor.sign_in(HEAD)
    page = visitor.send("authority.record", typed(**given), code)
    assert words in page.words
    assert newest("Letter 7") is None


def test_revoking_says_that_what_was_done_stands(visitor):
    one = make.delegated(HEAD, "Letter 9")
    visitor.sign_in(COUNSEL)
    page = visitor.get("authority.revoke", record_id=one.id)
    assert "What was done under it before stands." in page.words
    late = visitor.press("authority.revoke", page, {"on": "2020-01-01"}, 409, record_id=one.id)
    assert "from today on" in late.words
    visitor.press("authority.revoke", page, {"on": page.field("on")}, record_id=one.id)
    assert newest("Letter 9").revoked_on is not None
    assert "was revoked" in visitor.get("authority.register").words


def test_a_citation_is_corrected_and_the_old_version_stays(visitor):
    visitor.sign_in(HEAD)
    one = make.standing(make.actor(HEAD).office_id)
    acts = [str(act) for act in one.acts]
    given = {"source": "", "holder": "", "acts": acts, "basis": "constitution"}
    visitor.send("authority.correct", given | {"citation": "Art. IV"}, record_id=one.id)
    assert "Art. IV" in visitor.sign_in(observer("WY")).get("authority.state", code="CO").words
    assert newest("Art. IV").version == 2
    assert newest("not stated") is not None


def test_a_successor_is_named_and_acts_while_the_principal_is_away(visitor):
    deputy = make.actor(liaison("CO")).person_id
    visitor.sign_in(HEAD)
    visitor.send("authority.succession", {"first": str(deputy), "basis": "constitution"})
    head = str(make.actor(HEAD).person_id)
    asked = make.put()
    visitor.sign_in(liaison("CO"))
    refused = visitor.get("votes.answer", question_id=asked.id)
    assert "The principal serves" in refused.words
    name = make.actor(HEAD).name
    assert f"You cannot do this. {name}, principal of your office, can." in refused.words
    visitor.sign_in(HEAD)
    days = {"from_on": today_in("CO").isoformat()}
    visitor.send("authority.absence", {"person": head, **days})
    visitor.sign_in(liaison("CO"))
    visitor.send("votes.answer", {"answer": "yea", "confirm": "yes"}, question_id=asked.id)


def test_several_that_fit_are_offered_and_one_is_chosen(visitor, tmp_path):
    head = Role("CO", "attorney general", Rank.PRINCIPAL)
    one = make.delegated(head, "Second letter")
    suit = cases.lawsuit(tmp_path)
    visitor.sign_in(counsel("CO"))
    page = visitor.get("litigation.position", case_id=suit.case_id)
    assert "Second letter" in page.words
    given = {"stance": "joins"}
    page = visitor.press("litigation.position", page, given, 422, case_id=suit.case_id)
    assert "Choose the authority under which you act." in page.words
    given["authority"] = str(one.id)
    page = visitor.press("litigation.position", page, given, 200, case_id=suit.case_id)
    assert page.field("chain_sha256")
    visitor.press("litigation.position", page, {"confirm": "yes"}, case_id=suit.case_id)
    assert "Second letter" in visitor.get("litigation.lawsuit", case_id=suit.case_id).words


def test_the_register_is_closed_to_secretariats_and_read_by_the_whole_office(visitor):
    visitor.sign_in(Role("", "secretariat", Rank.LIAISON, "ours"))
    visitor.get("authority.register", 403)
    visitor.get("authority.state", code="CO")
    visitor.sign_in(observer("CO"))
    page = visitor.get("authority.register")
    assert "Record an authority" not in page.words
    visitor.get("authority.record", 403)


def test_a_day_that_is_none_is_said(visitor):
    visitor.sign_in(observer("CO"))
    page = visitor.get("authority.state", 422, code="CO", as_of="2026-02-30")
    assert "This is not a day of the calendar." in page.words
