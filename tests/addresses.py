"""Every address that GET may be sent to, with what there is to stand in it."""

from dataclasses import dataclass

from sqlalchemy import select

from alliance.accessions.models import Accession
from alliance.accounts.models import Office, Post, WebAuthn
from alliance.amendments.models import Amendment
from alliance.authority.models import AuthorityRecord
from alliance.charters.models import (
    Charter,
    ClassMember,
    Dues,
    Group,
    Link,
    Officer,
    Participant,
    Seat,
)
from alliance.clearance.models import Prepared
from alliance.conversion.writing import Target
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.discussions.models import Thread
from alliance.enactments.models import Campaign, Determination, SimilarityQuestion
from alliance.guests.models import Share
from alliance.instruments.models import Instrument, InstrumentVersion, Precondition
from alliance.layers.models import LayerCopy
from alliance.litigation.models import Lawsuit
from alliance.meetings.models import Meeting, MeetingEvent, Minutes
from alliance.meetings.rules import What
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.motions.models import Motion
from alliance.resolutions.models import Resolution, ResolutionFile, ResolutionText
from alliance.resolutions.rules import Stage
from alliance.single_sign_on.models import Provider
from alliance.staffing.models import AccessRequest, FactorReset, Invitation
from alliance.transitions.queries import left_open
from alliance.votes.models import Question
from alliance.votes.proxies.models import Proxy
from alliance.withdrawals.models import Notice, NoticeLetter
from tests import make
from tests.people import governor

OF_WAYS_IN_AND_OUT = {
    "accession_id": Accession,
    "instrument_id": Instrument,
    "precondition_id": Precondition,
    "notice_id": Notice,
    "letter_id": NoticeLetter,
}
OF_CHARTERS = {
    "charter_id": Charter,
    "group_id": Group,
    "seat_id": Seat,
    "officer_id": Officer,
    "link_id": Link,
    "class_member_id": ClassMember,
    "participant_id": Participant,
    "dues_id": Dues,
}


@dataclass(frozen=True)
class Address:
    """A way in: its path, the endpoint behind it, and the one thing that it names, if any."""

    path: str
    endpoint: str
    thing: object = None


def in_colorado(table):
    """That it belongs to the governor's office of Colorado."""
    wanted = select(Office.id).where(Office.state_code == "CO", Office.kind == "governor")
    return table.office_id.in_(wanted)


def with_documents():
    """The versions of instruments that have a document: which instrument, and its number."""
    columns = InstrumentVersion.instrument_id, InstrumentVersion.version
    wanted = select(*columns).where(InstrumentVersion.document_id.is_not(None))
    return [tuple(row) for row in db.session.execute(wanted)]


def of_a_meeting(part):
    """The versions of minutes, or the motions: which meeting, and its number."""
    wanted = select(Minutes.meeting_id, Minutes.version)
    if part == "motion":
        moved = MeetingEvent.kind == What.MOVED
        wanted = select(MeetingEvent.meeting_id, MeetingEvent.n).where(moved)
    return [tuple(row) for row in db.session.execute(wanted)]


OF_TEXTS = {"number", "ending", "sha256"}  # of a version, of a kind of file, of a file attached


def of_texts(parts):
    """The versions of texts in each kind of file, or the files attached to them."""
    if "sha256" in parts:
        wanted = select(ResolutionFile.resolution_id, ResolutionFile.sha256)
        keys = ("resolution_id", "sha256")
        return [dict(zip(keys, row, strict=True)) for row in db.session.execute(wanted)]
    versions = select(ResolutionText.resolution_id, ResolutionText.version)
    known = [
        {"resolution_id": one, "number": number, "ending": ending}
        for one, number in db.session.execute(versions)
        for ending in Target
    ]
    return [{name: value for name, value in one.items() if name in parts} for one in known]


def everything():
    """What may stand in an address, by the name of its part."""
    with transaction():
        return {
            "resolution_id": list(db.session.scalars(select(Resolution.id))),
            "question_id": list(db.session.scalars(select(Question.id))),
            "slug": list(db.session.scalars(select(Alliance.slug))),
            "case_id": list(db.session.scalars(select(Lawsuit.case_id))),
            "code": ["CO"],
            "passkey_id": list(db.session.scalars(select(WebAuthn.id))),
            "post_id": list(db.session.scalars(select(Post.id).where(in_colorado(Post)))),
            "invitation_id": list(db.session.scalars(select(Invitation.id))),
            "request_id": list(db.session.scalars(select(AccessRequest.id))),
            "share_id": list(db.session.scalars(select(Share.id))),
            "reset_id": list(db.session.scalars(select(FactorReset.id))),
            "period_id": list(db.session.scalars(select(MembershipPeriod.period_id).distinct())),
            "secret": ["canary"],
            "token": ["no-such-mail"],
            "record_id": list(db.session.scalars(select(AuthorityRecord.id).distinct())),
            "left": [one.key for one in left_open(make.actor(governor()))],
            "prepared_id": list(db.session.scalars(select(Prepared.id))),
            "campaign_id": list(db.session.scalars(select(Campaign.id))),
            "instrument_id": list(
                db.session.scalars(select(Instrument.id).where(Instrument.campaign_id.is_not(None)))
            ),
            "amendment_id": list(db.session.scalars(select(Amendment.id))),
            "motion_id": list(db.session.scalars(select(Motion.id))),
            "meeting_id": list(db.session.scalars(select(Meeting.id))),
            "determination_id": list(db.session.scalars(select(Determination.id))),
            "asked_id": list(db.session.scalars(select(SimilarityQuestion.id))),
            "thread_id": list(db.session.scalars(select(Thread.id))),
            "proxy_id": list(db.session.scalars(select(Proxy.id))),
            "copy_id": list(db.session.scalars(select(LayerCopy.id))),
            "provider_id": list(db.session.scalars(select(Provider.id))),
            **{
                name: list(db.session.scalars(select(table.id)))
                for name, table in (OF_CHARTERS | OF_WAYS_IN_AND_OUT).items()
            },
        }


def addresses(app, **instead):
    """Every address of every thing that there is, and the filters of the lists.

    `instead`: what stands in the place of what `everything` names.
    """
    there = everything() | instead
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in {"static", "health.metrics"}:
            continue
        with app.test_request_context():
            build = app.url_map.bind("localhost").build
            if not rule.arguments:
                found.append(Address(build(rule.endpoint), rule.endpoint))
            if "n" in rule.arguments:  # a position on a lawsuit, by its number
                found += [
                    Address(build(rule.endpoint, {"case_id": one, "n": 1}), rule.endpoint, one)
                    for one in there["case_id"]
                ]
                continue
            if "meeting_id" in rule.arguments and len(rule.arguments) > 1:
                other = next(iter(rule.arguments - {"meeting_id"}))
                found += [
                    Address(build(rule.endpoint, {"meeting_id": one, other: n}), rule.endpoint, one)
                    for one, n in of_a_meeting(other)
                ]
                continue
            if rule.arguments == {"question_id", "code"}:  # an answer for a state
                found += [
                    Address(
                        build(rule.endpoint, {"question_id": one, "code": code}), rule.endpoint, one
                    )
                    for one in there["question_id"]
                    for code in there["code"]
                ]
                continue
            if rule.arguments & OF_TEXTS:
                found += [
                    Address(build(rule.endpoint, where), rule.endpoint, where["resolution_id"])
                    for where in of_texts(rule.arguments)
                ]
                continue
            if "version" in rule.arguments:  # of an instrument, with the document that goes with it
                found += [
                    Address(
                        build(rule.endpoint, {"instrument_id": one, "version": number}),
                        rule.endpoint,
                        one,
                    )
                    for one, number in with_documents()
                ]
                continue
            for name in rule.arguments:
                found += [
                    Address(build(rule.endpoint, {name: one}), rule.endpoint, one)
                    for one in there[name]
                ]
    lists = [("resolutions.resolutions", f"/resolutions/?stage={stage}") for stage in Stage]
    lists += [
        ("resolutions.resolutions", f"/resolutions/?alliance={slug}") for slug in there["slug"]
    ]
    lists += [
        ("workspaces.search", "/search?q=canary"),
        ("votes.questions", "/votes/?show=open"),
        ("litigation.lawsuits", "/lawsuits/?state=CO"),
    ]
    return [*found, *(Address(path, endpoint) for endpoint, path in lists)]
