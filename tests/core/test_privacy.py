"""The ledger holds ids, plain words and salted digests, never the text of anything private."""

import json

from sqlalchemy import select, text

from alliance.accounts import operations as accounts
from alliance.accounts.operations import NewPerson
from alliance.authority.rules import ActClass
from alliance.clearance.rules import Needs
from alliance.core import clock
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from alliance.resolutions import operations
from alliance.resolutions.models import Resolution, ResolutionText
from alliance.resolutions.queries import enrolled
from alliance.texts.frozen import as_json
from alliance.texts.starting import plain_clauses
from tests import make
from tests.litigation import cases
from tests.people import PASSWORD, governor, liaison

CANARY = "kanarienvogel"
SECRET = plain_clauses(
    f"{CANARY} title", (f"{CANARY} whereas",), (f"{CANARY} resolved", f"{CANARY} épargne")
)


def everything_private_is_written(folder):
    """A canary in every text that somebody may write and not everybody may read."""
    cases.lawsuit(folder)
    with transaction():
        office = accounts.open_office(
            OPERATOR, None, kind=Office.GOVERNOR, state="NV", name=f"{CANARY} office"
        ).result
        person = NewPerson(f"{CANARY}@nv.example", f"{CANARY} Person", f"{PASSWORD} {CANARY}")
        accounts.appoint(OPERATOR, office, person=person, rank=Rank.PRINCIPAL)
    draft = make.draft(words=SECRET)
    with transaction():
        found = db.session.get_one(Resolution, draft.id)
        operations.revise(make.actor(liaison()), found, words=SECRET, base=1)
    with transaction():
        found = db.session.get_one(Resolution, draft.id)
        operations.withdraw(make.actor(liaison()), found, **make.seen(found))
    make.delegated(cases.lawyer(rank=Rank.PRINCIPAL), f"{CANARY} authority")
    make.corrected(governor(), f"{CANARY} constitution")
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"])
        litigation.record_position(
            make.actor(cases.lawyer()),
            suit,
            stance=Stance.CONSIDERING,
            before=0,
            version=suit.version,
        )
    adopted = make.adopted()
    with transaction():
        signable = enrolled(make.actor(governor()), adopted.id)
        operations.sign(make.actor(governor()), signable)
    make.step_rule(Needs.CLEARED, ActClass.ANSWER)
    one = make.prepared(make.put(), note=f"{CANARY} note")
    make.given_back(one, governor(), f"{CANARY} reason")


def test_no_private_text_is_in_any_entry(app, tmp_path):
    everything_private_is_written(tmp_path)
    with db.engine.connect() as connection:
        written = connection.scalar(text("SELECT count(*) FROM resolution_texts"))
    assert written == 4
    for entry in db.session.scalars(select(Entry)):
        said = " ".join(str(value) for value in vars(entry).values())
        assert CANARY not in said.casefold(), entry
        assert "épargne" not in said


def test_no_private_text_waits_in_the_outbox(app, tmp_path):
    everything_private_is_written(tmp_path)
    for job in db.session.scalars(select(Job)):
        assert CANARY not in json.dumps([job.kind, job.key, job.facts]).casefold(), job


def test_names_and_addresses_of_people_are_not_in_any_entry(app):
    make.signed(make.adopted(), "CO")
    people = db.session.execute(text("SELECT name, email FROM people")).all()
    bodies = list(db.session.scalars(select(Entry.body)))
    for name, email in people:
        assert not [body for body in bodies if name in body or email in body], (name, email)


def test_a_text_cannot_be_guessed_from_its_digest(app):
    make.draft(words=SECRET)
    make.draft(words=SECRET)
    one, other = db.session.scalars(select(ResolutionText.sha256))
    assert one != other, "the same words twice have different digests"
    assert digest(canonical(as_json(SECRET))) not in {one, other}


def test_a_draft_stays_out_of_its_alliances_stream_until_it_is_circulated(app):
    draft = make.draft()
    streams = set(db.session.scalars(select(Entry.stream).where(Entry.subject == draft.ref)))
    assert streams == {draft.office.stream}
    assert clock.now() >= draft.made_at
