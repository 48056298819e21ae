"""Ten offices, a word in every private place of each: no other office ever comes to read one."""

import datetime as dt
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from dataclasses import replace

import pytest
from sqlalchemy import select

from alliance.accounts.models import Post
from alliance.authority.reading import read_document
from alliance.authority.rules import ActClass, Basis
from alliance.clearance.rules import Needs
from alliance.core import worker
from alliance.core.actor import Office, Rank
from alliance.core.db import db
from alliance.core.operation import OwnBusiness
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.discussions.models import Thread
from alliance.drafting import operations as drafting
from alliance.litigation import operations as litigation
from alliance.litigation.rules import Stance
from alliance.mailing import operations as mailing
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import held
from alliance.states.reference import today_in
from alliance.texts.starting import plain_clauses
from tests import make
from tests.addresses import addresses
from tests.charters import made
from tests.discussions import made as discussed
from tests.layers import made as layered
from tests.litigation import cases
from tests.people import EVERYONE, KINDS, RANKS, Role, governor, liaison
from tests.votes import proxies

OFFICES = [(state, kind) for state in ("CO", "UT", "WY") for kind in KINDS]
OFFICES += [("NM", Office.GOVERNOR)]
IN_COURT = {Office.GOVERNOR, Office.ATTORNEY_GENERAL}
BIRD = re.compile(rb"canary-([a-z]+)-([a-z]+)-([a-z]+)-bird", re.IGNORECASE)
MANY = 40  # at least so many words are found by those who may


def bird(office, place):
    """The word that stands in this private place of this office, and nowhere else."""
    state, kind = office
    return f"canary-{state}-{kind.replace(' ', '')}-{place}-bird".lower()


def heard(*said):
    """Every word in these bytes: of which office, from which place."""
    found = (one for data in said for one in BIRD.findall(data))
    return {tuple(part.decode().lower() for part in one) for one in found}


def of(office):
    """The first two parts of an office's words."""
    state, kind = office
    return state.lower(), kind.replace(" ", "")


def role(office, rank):
    return Role(*office, rank)


def act(verb, who, subject, **given):
    with transaction():
        return verb(make.actor(who), subject, **given).result


def may_hear(one, who):
    """Their own office's words; of dues and of a notice, those of the body that they belong to."""
    if one[2] in {"dues", "notice"}:
        return who.state in make.MEMBERS or who.seat == "ours"
    return one[:2] == (who.state.lower(), who.office.replace(" ", ""))


# --- The private places of an office. Each plants its word; a new part of the house adds its own.


def a_draft(office):
    song = bird(office, "draft")
    body = make.alliance("theirs" if office[0] == "NM" else "ours")
    words = plain_clauses(f"Title {song}", (f"whereas {song}",), (f"resolved {song}",))
    made = act(resolutions.draft, role(office, Rank.LIAISON), body, words=words)
    newer = plain_clauses(f"Title {song}", (f"whereas {song}",), (f"resolved again {song}",))
    act(resolutions.revise, role(office, Rank.LIAISON), made, words=newer, base=1)
    on_a_text(office, made)


def a_delegation(office):
    head = role(office, Rank.PRINCIPAL)
    make.delegated(head, bird(office, "delegation"), acts=frozenset({ActClass.SIGN}))


def a_document(office):
    song = bird(office, "document")
    who = make.actor(role(office, Rank.PRINCIPAL))
    facts = make.authority.Facts(
        make.DELEGATION,
        frozenset({ActClass.NOTICE}),
        Basis.DELEGATION,
        "A letter",
        source=make.standing(who.office_id).id,
        rank=Rank.COUNSEL,
    )
    document = read_document(f"{song}.txt", f"We delegate: {song}".encode())
    with transaction():
        make.authority.record(who, None, facts=facts, document=document)


def an_invitation(office):
    address = f"{bird(office, 'invited')}@office.example"
    make.invited(address, by=role(office, Rank.ADMINISTRATOR))


def a_request(office):
    song = bird(office, "asks")
    who = role(office, Rank.ADMINISTRATOR)
    asking = make.Asking(f"Asker {song}", f"{song}@office.example", f"Because {song}", song)
    with transaction():
        make.staffing.ask_for_access(make.VISITOR, make.office_of(who), asking=asking)


def a_person(office):
    """Somebody who has done nothing yet that others may know of."""
    address = f"{bird(office, 'colleague')}@office.example"
    make.joined(address, by=role(office, Rank.ADMINISTRATOR))


def a_guest(office):
    """Whom an office lets read along is its own business."""
    song, body = bird(office, "guest"), make.alliance("theirs" if office[0] == "NM" else "ours")
    writer = role(office, Rank.LIAISON)
    made = act(resolutions.draft, writer, body, words=make.WORDS)
    who = make.actor(writer)
    guest = make.Guest(f"Name {song}", f"House of {song}", f"{song}@guest.example")
    until = make.clock.day_in(who.zone) + dt.timedelta(days=9)
    with transaction():
        seen = make.under_review(made, make.version_for(who, made))
        make.guests.share(who, made, guest=guest, until=until, reviewed=seen)


def a_commitment(office):
    with transaction():
        head = make.actor(role(office, Rank.PRINCIPAL))
        make.authority.commit_money(head, None, cents=100, subject=bird(office, "commitment"))


def a_bounce(office):
    make.bounce(role(office, Rank.OBSERVER), f"550 {bird(office, 'bounce')}")


def on_a_text(office, made):
    """What an office writes on a text: words that are typed and stand in no version, why it saved

    the last one, what its writers say to each other, and its own notes, redlines and position.
    """
    writer = role(office, Rank.LIAISON)
    typed(made, writer, "A further recital.")
    with transaction():
        saved = drafting.save_version(
            make.actor(writer), held(made.id), reason=bird(office, "reason")
        )
    assert saved.version == 3
    typed(made, writer, f"whereas {bird(office, 'typed')}")
    discussed.thread(made, by=writer, words=bird(office, "comment"))
    layered.note(made, writer, words=bird(office, "note"))
    layered.redline(made, writer, text=bird(office, "redline"), reason=bird(office, "redline"))
    layered.position(made, words=bird(office, "stance"), by=writer)


def typed(made, writer, words):
    with transaction():
        drafting.set_down(
            make.actor(writer),
            held(made.id),
            merged=lambda now: now.with_units(
                replace(unit, text=words) if unit is now.units[0] else unit for unit in now.units
            ),
        )


ON_A_TEXT = ("typed", "reason", "comment", "note", "redline", "stance")

PLACES = {
    "draft": a_draft,
    "delegation": a_delegation,
    "document": a_document,
    "invited": an_invitation,
    "asks": a_request,
    "colleague": a_person,
    "bounce": a_bounce,
    "guest": a_guest,
    "commitment": a_commitment,
}


def a_position(office, suit):
    """An office that considers tells nobody; what it rests on is its own in any case."""
    under = make.delegated(role(office, Rank.PRINCIPAL), bird(office, "position"))
    act(
        litigation.record_position,
        role(office, Rank.COUNSEL),
        suit,
        stance=Stance.CONSIDERING,
        chosen=litigation.Chosen(under.id),
        before=0,
        version=suit.version,
    )


def an_inner_step(office, question):
    """What is prepared in an office is seen by no other before it is released, nor after."""
    make.step_rule(Needs.CLEARED, ActClass.ANSWER, head=role(office, Rank.PRINCIPAL))
    note = bird(office, "step")
    make.prepared(question, by=role(office, Rank.LIAISON), note=note)


def an_alternate(office):
    """How an alternate is to answer is between them and whoever named them."""
    state = office[0]
    song = bird(office, "instructions")
    proxies.alternate(liaison(state), by=governor(state), instructions=song)


def dues_of(office):
    """What a state owes is for the members of the body to know, in whatever words it is told."""
    song = bird(office, "dues")
    [one] = made.assessed((office[0],), period=song, note=song)
    made.entered(one, note=song)


def a_notice(office):
    """Why a state leaves is for the members of the body to know, as their letters say it."""
    day = today_in(office[0]) + dt.timedelta(days=400)
    make.notice(role(office, Rank.PRINCIPAL), words=bird(office, "notice"), named_on=day)


@pytest.fixture
def planted(app, tmp_path):
    """Every word in its place, beside what all may see; the words, as `heard` tells them."""
    make.answered(make.put(), UT="yea")
    make.signed(make.adopted(CO="yea", UT="yea", WY="nay"), "CO")
    suit, question = cases.lawsuit(tmp_path, case_id="case-1"), make.put()
    words = set()
    for office in OFFICES:
        for place, plant in PLACES.items():
            plant(office)
            words.add((*of(office), place))
        if office[1] in IN_COURT:
            a_position(office, suit)
            words.add((*of(office), "position"))
        if office[1] is Office.GOVERNOR and office[0] != "NM":
            an_inner_step(office, question)
            dues_of(office)
            an_alternate(office)
            words |= {(*of(office), place) for place in ("step", "dues", "instructions")}
        words |= {(*of(office), place) for place in ON_A_TEXT}
    a_notice(OFFICES[0])
    words.add((*of(OFFICES[0]), "notice"))
    db.session.rollback()
    return words


def everywhere(app):
    """Every address, with every post of every office."""
    with transaction():
        posts = list(db.session.scalars(select(Post.id)))
    return [one.path for one in addresses(app, post_id=posts)]


def whole(answer):
    """Headers, text, and the members of what is packed."""
    data = answer.get_data()
    yield str(answer.headers).encode()
    yield data
    if answer.content_type == "application/zip":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield packed.read(name)


def read_by(visitor, who, ways, every):
    """Every word that somebody comes upon in all that they can open, their calendar too.

    Of the pages of single things one in `every`; of all others all.
    """
    visitor.sign_in(who)
    found = set()
    chosen = [
        one for one in ways if tells_all(one) or zlib.crc32(f"{who}{one}".encode()) % every == 0
    ]
    for path in [*chosen, own_calendar(who)]:
        answer = visitor._request("get", path)
        assert answer.status_code < 500, (who, path)
        found |= heard(*whole(answer))
    for song in sorted({"canary", "bird"}):
        found |= heard(*whole(visitor._request("get", f"/search?q={song}")))
    return found


def tells_all(path):
    """Whether it is no page of one thing among many."""
    return not re.search(r"[0-9a-f]{8}-", path)


def own_calendar(who):
    actor = make.actor(who)
    with transaction():
        secret = mailing.renew_calendar(actor, OwnBusiness(actor)).result
    return f"/calendar/{secret}.ics"


def test_nobody_reads_a_word_from_the_private_places_of_another_office(
    app, visitor, planted, campaign
):
    ways = everywhere(app)
    readers = EVERYONE if campaign else [one for one in EVERYONE if one.rank in usual(one)]
    found = defaultdict(set)
    for who in readers:
        sung = read_by(visitor, who, ways, 1 if campaign else 8)
        foreign = {one for one in sung if not may_hear(one, who)}
        assert not foreign, (who, foreign)
        found[who.state, who.office] |= sung
    # The crawl is worth something only if it comes upon what may be read.
    missed = planted - set().union(*found.values())
    assert {place for _, _, place in missed} <= (
        {"reason"}
        if campaign
        else {"document", "guest", "instructions", "notice", "step", *ON_A_TEXT}
    )
    assert len(planted) > MANY


def usual(one):
    """In a short run two of each office: who sees most, and who manages its people."""
    if one.seat:
        return {Rank.LIAISON}
    return (
        {Rank.PRINCIPAL, Rank.ADMINISTRATOR}
        if (one.state, one.office) in OFFICES
        else {Rank.COUNSEL}
    )


def test_no_mail_carries_a_word_to_another_office(app, planted):
    while worker.run_once("test"):
        pass
    sent, app.extensions["mailman"].outbox = app.extensions["mailman"].outbox, []
    by_address = {one.email: (one.state.lower(), one.office.replace(" ", "")) for one in EVERYONE}
    assert len(sent) > MANY
    for message in sent:
        [address] = message.to
        own = by_address.get(address) or next((one[:2] for one in heard(address.encode())), None)
        said = heard(*parts(message))
        assert not {one for one in said if one[:2] != own}, (address, message.subject)


def test_neither_the_ledger_nor_the_outbox_nor_a_log_holds_what_is_written_on_texts(
    app, planted, visitor, capfd
):
    ids = list(db.session.scalars(select(Thread.id)))
    for who in (role(OFFICES[0], Rank.LIAISON), role(OFFICES[3], Rank.LIAISON)):
        visitor.sign_in(who)
        for key in ids:  # of others: not found; one's own: shown
            visitor._request("get", f"/discussions/{key}")
    while worker.run_once("test"):
        pass
    kept = [one.encode() for one in db.session.scalars(select(Entry.body))]
    kept += [json.dumps(one).encode() for one in db.session.scalars(select(Job.facts))]
    kept += [(one or "").encode() for one in db.session.scalars(select(Job.problem))]
    logged = capfd.readouterr()
    private = {one for one in heard(*kept) if one[2] in {*ON_A_TEXT, "draft", "instructions"}}
    assert not private
    assert not heard((logged.out + logged.err).encode())


def parts(message):
    """Subject, headers and every body of a message."""
    yield message.subject.encode()
    yield str(message.message()).encode()
    yield message.body.encode()
    for content, _ in getattr(message, "alternatives", None) or ():
        yield content.encode()


def test_there_are_ten_offices_and_somebody_of_every_rank():
    assert len(OFFICES) == 10
    assert {one.rank for one in EVERYONE} == set(RANKS)
