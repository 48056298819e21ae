"""Signing: who may, once, what is signed, when the text enters into force and for whom."""

import datetime as dt
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR, Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.resolutions import operations
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import Enrolled
from alliance.signatures.models import Signature
from alliance.signatures.operations import KIND
from alliance.signatures.queries import signatures_under
from alliance.votes.models import Question
from tests import make
from tests.membership.files import contents
from tests.people import EVERYONE, governor
from tests.votes.rolls import join


def enrolled(resolution):
    return Enrolled(resolution, db.session.get_one(Question, resolution.question_id))


def sign(resolution, actor, chosen=None):
    """Sign as the door would let them, without the wall that stands before it."""
    with transaction():
        text = enrolled(db.session.get_one(Resolution, resolution.id))
        return operations.sign(actor, text, chosen=chosen)


def entries():
    wanted = select(Entry).where(Entry.stream == "alliance:ours").order_by(Entry.n)
    return list(db.session.scalars(wanted))


def mail():
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)).all()
    return [(one.facts["template"], one.facts["audience"]) for one in jobs]


def stage(resolution):
    db.session.expire_all()
    return resolution.stage


def test_a_signature_says_what_is_signed_for_whom_by_whom_and_under_which_authority(app):
    made = make.adopted(CO="yea", UT="yea", WY="nay")
    sign(made, make.actor(governor("CO")))
    given = signatures_under(made.id)["CO"]
    asked = enrolled(made).question
    says = given.says
    assert says["resolution"] == str(made.id)
    assert (says["text_sha256"], says["tally_sha256"]) == (asked.text_sha256, asked.tally_sha256)
    assert (says["state"], says["authority"]) == ("CO", "Constitution, citation not stated")
    standing = make.standing(given.office_id)
    assert says["register"].keys() == {"id", "citation", "chain_sha256"}
    assert says["register"]["id"] == str(standing.id)
    assert says["office"]["name"] == "Colorado, Office of the Governor"
    assert (says["signer"]["name"], says["signer"]["title"]) == (
        "Principal Co Governor",
        "principal",
    )
    assert says["kind"] == KIND
    assert says["signed_at"] == clock.stamp(given.signed_at)


def test_the_signature_holds_for_exactly_these_bytes(app):
    made = make.signed(make.adopted(), "CO")
    given = signatures_under(made.id)["CO"]
    purpose = json.loads(given.statement)["format"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(given.key))
    signed = purpose.encode() + b"\n" + given.statement.encode()
    signature = bytes.fromhex(given.signature)
    key.verify(signature, signed)
    with pytest.raises(InvalidSignature):
        key.verify(signature, signed + b" ")


def test_a_signature_is_recorded_without_the_words_of_its_authority(app):
    made = make.adopted()
    make.corrected(governor("CO"), "An unusual authority")
    done = sign(made, make.actor(governor("CO")))
    says = signatures_under(made.id)["CO"].says
    assert says["authority"] == "An unusual authority"
    last = entries()[-1]
    assert (last.action, last.n) == ("signatures:sign", done.receipt.n)
    assert (last.facts["state"], last.facts["resolution"]) == ("CO", str(made.id))
    assert "unusual" not in last.body
    assert last.facts["authority"] == says["register"]["id"]
    assert last.facts["chain_sha256"] == says["register"]["chain_sha256"]


def test_only_the_principal_who_represents_a_state_on_the_roster_signs(app):
    made = make.adopted()
    before = contents()
    for role in EVERYONE:
        if role.rank is Rank.PRINCIPAL and role.office == "governor" and role.state != "NM":
            continue
        with pytest.raises(NotPermitted):
            sign(made, make.actor(role))
    for actor in (OPERATOR, CLOCK):
        with pytest.raises(NotPermitted):
            sign(made, actor)
    assert contents() == before


def test_a_state_that_joined_after_the_question_does_not_sign(app):
    made = make.adopted()
    join("NM")
    with pytest.raises(NotPermitted):
        sign(made, make.actor(governor("NM")))


def test_nothing_is_signed_before_it_is_adopted(app):
    asked = make.put()
    resolution = db.session.get_one(Resolution, asked.subject_id)
    with pytest.raises(NotPermitted):
        sign(resolution, make.actor(governor("CO")))
    assert make.closed(asked) == "no quorum"
    with pytest.raises(NotPermitted):
        sign(resolution, make.actor(governor("CO")))


def test_a_state_signs_once(app):
    made = make.signed(make.adopted(), "CO")
    before = contents()
    with pytest.raises(RuleBroken, match="signed already"):
        sign(made, make.actor(governor("CO")))
    assert contents() == before


def test_a_signature_can_be_neither_changed_nor_taken_back(app):
    make.signed(make.adopted(), "CO")
    for act in ("UPDATE signatures SET statement = '{}'", "DELETE FROM signatures"):
        with pytest.raises(DatabaseError), transaction():
            db.session.connection().exec_driver_sql(act)
    assert len(db.session.scalars(select(Signature)).all()) == 1


def test_it_enters_into_force_with_the_signature_of_the_last_state_that_said_yea(app):
    made = make.adopted(CO="yea", UT="yea", WY="nay")
    make.signed(made, "CO")
    assert (stage(made), made.in_force_on) == ("enrolled", None)
    assert ("resolutions/mail/in_force", f"question:{made.question_id}") not in mail()
    make.signed(made, "UT")
    assert stage(made) == "in force"
    assert made.in_force_on == clock.day_in("America/Denver")
    assert mail()[-1] == ("resolutions/mail/in_force", f"question:{made.question_id}")
    last = entries()[-1]
    assert (last.action, last.facts["on"]) == ("resolutions:in-force", str(made.in_force_on))
    assert json.loads(last.body)["actor"]["kind"] == "clock"


def test_a_state_that_said_nay_may_sign_and_brings_nothing_into_force(app):
    made = make.adopted(CO="yea", UT="yea", WY="nay")
    make.signed(made, "WY")
    assert stage(made) == "enrolled"
    make.signed(made, "CO", "UT")
    assert stage(made) == "in force"


def test_who_signs_later_is_bound_later_and_it_enters_into_force_once(app):
    made = make.signed(make.adopted(CO="yea", UT="yea"), "CO", "UT")
    day = made.in_force_on
    told = len(mail())
    with clock.stopped_at(clock.now() + dt.timedelta(days=40)):
        make.signed(made, "WY")
    db.session.expire_all()
    assert made.in_force_on == day
    assert signatures_under(made.id)["WY"].signed_at.date() > day
    actions = [one.action for one in entries()]
    assert (actions[-1], actions.count("resolutions:in-force")) == ("signatures:sign", 1)
    assert len(mail()) == told


def test_the_day_is_that_of_the_office_that_signs_last(app):
    made = make.adopted(CO="yea", UT="yea")
    closed = enrolled(made).question.closed_at
    evening = closed.replace(hour=4, minute=30) + dt.timedelta(days=2)  # still yesterday in Denver
    with clock.stopped_at(evening):
        make.signed(made, "CO", "UT")
    db.session.expire_all()
    assert made.in_force_on == evening.date() - dt.timedelta(days=1)
