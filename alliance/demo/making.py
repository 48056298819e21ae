"""Putting the demonstration into a database: once, whole, and never into one in real use."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select, update

from alliance.accounts import operations as accounts
from alliance.accounts.models import Office, Person
from alliance.accounts.operations import NewPerson
from alliance.app import actor_by_email
from alliance.authority import operations as authority
from alliance.authority.models import DELEGATION, OFFICE, SUCCESSION
from alliance.authority.operations import Facts
from alliance.authority.queries import known_records
from alliance.authority.reading import read_document
from alliance.authority.rules import ActClass, Basis
from alliance.core import clock
from alliance.core.actor import OPERATOR, VISITOR, Actor, Rank
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.imports import Report, Terms
from alliance.core.outbox import Job
from alliance.core.record import Entry
from alliance.core.seal import installation
from alliance.core.settings import NotReady
from alliance.core.transaction import transaction
from alliance.demo.amending import amend_the_circulated
from alliance.demo.beside import ask_for_two_persons, let_a_guest_read
from alliance.demo.campaigning import ask_for_a_text
from alliance.demo.cast import (
    CALLED_OUT,
    CAST,
    CIRCULATED,
    DRAFT,
    FACTS,
    GUEST,
    OPEN,
    PASSWORD,
    SECRETARIAT,
    SIGNED,
    SLUG,
    STATES,
)
from alliance.demo.chartered import give_a_charter
from alliance.demo.coming_and_going import come_and_go
from alliance.demo.discussing import discuss
from alliance.demo.meeting import call_a_meeting, call_the_next, hold_it
from alliance.demo.moving import move_some
from alliance.litigation.imports import import_lawsuit_events, import_lawsuits
from alliance.litigation.models import Lawsuit
from alliance.membership import operations as membership
from alliance.membership.imports import import_alliances, import_memberships
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.resolutions import operations as resolutions
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import enrolled, under_review
from alliance.staffing import operations as staffing
from alliance.staffing.operations import Asking
from alliance.texts.units import Text
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.forms import RULES
from alliance.votes.queries import question
from alliance.votes.rules import Answer
from alliance.votes.saying import Said
from alliance.votes.ways import Way

DATA = Path(__file__).parent / "data"
FILES = (
    ("alliances", import_alliances, "alliances.json"),
    ("memberships", import_memberships, "memberships.csv"),
    ("lawsuits", import_lawsuits, "lawsuits.csv"),
    ("events of lawsuits", import_lawsuit_events, "lawsuit_events.csv"),
)
LETTER = b"Invented. Staff of this office may commit up to 50,000 dollars for shared services.\n"
Say = Callable[[str], None]


def make_demo(say: Say, *, guests: bool = True) -> list[tuple[str, str, str, str]]:
    """Fill the database if it is new; the accounts as rows of office, role, e-mail, password.

    A database that already holds the demonstration keeps everything that was entered since.
    Without `guests`, earlier versions of the tables have room for all of it.
    """
    if installation().demo:
        say("Demonstration data: there already; what was entered since is kept.")
    else:
        _refuse_real_use()
        with transaction():
            installation().demo = True
            with clock.stopped_at(clock.now() - dt.timedelta(days=31)):
                _facts(say)
                _cast(say)

            first = _story(say, meets=guests)
            ask_for_a_text(first.alliance, _somebody)
            say("Demonstration: one campaign, with five states at different stages")
            if guests:
                move_some(first.alliance, _somebody)
                say("Demonstration: a policy, an election, a choice among dates, a straw poll")
                let_a_guest_read(_somebody("liaison@co.example"), first)
                come_and_go(_somebody)
                say("Demonstration: a second alliance that one state leaves and two may join")
                call_the_next(first.alliance, _somebody)
                amend_the_circulated(first.alliance, _somebody)
                say("Demonstration: amendments, of which two collide and one is friendly")
                say("Demonstration: a meeting with signed minutes, and one called for next week")
            _no_mail()
    # One that an earlier version made may hold fewer accounts, and a person may have left since.
    known = map(actor_by_email, [*(part.email for part in CAST), GUEST.email])
    return [(who.office_name, str(who.rank), who.email, PASSWORD) for who in known if who]


def _refuse_real_use() -> None:
    """Whatever somebody entered makes a database a real one, for good."""
    imports = select(Entry.n).where(Entry.action.endswith(":import"))
    kept = (*(select(table.id) for table in (Person, Office, Alliance, Lawsuit)), imports)
    if any(db.session.execute(rows.limit(1)).first() for rows in kept):
        raise NotReady(
            "DATABASE_URL: this database is in real use; the demonstration does not go into "
            "it. Name another database, or move the instance folder away."
        )


def _no_mail() -> None:
    """What happened in the story is past: nobody is written to about it."""
    done = {"done_at": clock.now()}
    db.session.execute(update(Job).where(Job.kind == "mail").values(**done))


def _facts(say: Say) -> None:
    for what, importer, name in FILES:
        report: Report = importer(OPERATOR, DATA / name, Terms(row_dates=True))
        if report.refused:
            raise NotReady(f"alliance/demo/data/{name}: {report.refused[0].reason}")
        say(f"Facts: {report.added} {what}")


def _cast(say: Say) -> None:
    """Offices and people, and the invented alliance."""
    offices: dict[tuple[str, str], Office] = {}
    for part in CAST:
        key = (part.state, part.office)
        if key not in offices:
            offices[key] = accounts.open_office(
                OPERATOR,
                None,
                kind=part.office,
                state=part.state,
                name="" if part.state else SECRETARIAT,
                demo=True,
            ).result
        person = NewPerson(part.email, part.name, PASSWORD, demo=True)
        accounts.appoint(OPERATOR, offices[key], person=person, rank=part.rank)
    _authorities()
    began = dt.datetime(2026, 1, 15, 17, tzinfo=dt.UTC)
    alliance = membership.record_alliance(
        OPERATOR, None, slug=SLUG, facts=FACTS, known_from=began, demo=True
    ).result
    says = Period("", "party", "member", parse_partial_date("2026-01-15"), source="invented")
    facts = [Fact(clock.new_id(), 0, replace(says, state=code), began) for code in STATES]
    membership.record_periods(OPERATOR, alliance, facts=facts)
    seat = offices["", CAST[0].office]
    membership.name_secretariat(OPERATOR, alliance, office=seat)
    give_a_charter(alliance, _somebody("secretariat@five.example"), seat)
    say(f"Demonstration: {len(offices)} offices, {len(CAST)} accounts, one invented alliance")


def _authorities() -> None:
    """Colorado's attorney general lets counsel join lawsuits; its governor names a successor, and
    lets staff commit money. Somebody asks to be let in.
    """
    general, head = _somebody("general@ag.co.example"), _somebody("governor@co.example")
    standing = next(one for one in known_records(general.office_id) if one.kind == OFFICE)  # type: ignore[arg-type]
    facts = Facts(
        DELEGATION,
        frozenset({ActClass.LAWSUIT}),
        Basis.ORDER,
        "Order 1 of the Attorney General (demonstration)",
        source=standing.id,
        rank=Rank.COUNSEL,
    )
    authority.record(general, None, facts=facts)
    next_in_line = _somebody("liaison@co.example").person_id
    cited = "Constitution of Colorado, art. IV (demonstration)"
    order = Facts(SUCCESSION, citation=cited, successors=[next_in_line])  # type: ignore[list-item]
    authority.record(head, None, facts=order)
    letter = Facts(
        DELEGATION,
        frozenset({ActClass.COMMIT}),
        Basis.DELEGATION,
        "Letter of the Governor of January 20 (demonstration)",
        source=next(one.id for one in known_records(head.office_id) if one.kind == OFFICE),  # type: ignore[arg-type]
        ceiling=5_000_000,
        rank=Rank.LIAISON,
    )
    authority.record(head, None, facts=letter, document=read_document("letter.txt", LETTER))
    asking = Asking("Sidney Wells", "sidney.wells@office.example", "To read along.", "invented")
    staffing.ask_for_access(VISITOR, db.session.get_one(Office, head.office_id), asking=asking)


def _story(say: Say, *, meets: bool) -> Resolution:
    """One resolution adopted and signed, one open question, one circulated, one draft; a meeting.

    In the meeting one more text is voted on, and is not adopted.

    What happens in an alliance stands in its order: so the meeting has its place among the rest.
    """
    # All of it on earlier days, at an hour at which offices work.
    now = clock.now().replace(hour=17, minute=0, second=0, microsecond=0)
    alliance = db.session.scalars(select(Alliance).where(Alliance.slug == SLUG)).one()
    with clock.stopped_at(now - dt.timedelta(days=30)):
        first = _circulated(alliance, "liaison@co.example", SIGNED, Audience.PUBLIC)
    with clock.stopped_at(now - dt.timedelta(days=21)):
        _put(first, "two-thirds", dt.timedelta(days=14))
        later = now - dt.timedelta(days=8)
        meeting = None
        if meets:
            called_out = _circulated(alliance, "governor@mn.example", CALLED_OUT)
            meeting = call_a_meeting(alliance, _somebody, later, called_out)
    _vote(first, now - dt.timedelta(days=20), {"CO": Answer.YEA, "GA": Answer.YEA})
    _vote(first, now - dt.timedelta(days=18), {"MN": Answer.YEA, "PA": Answer.PRESENT})
    _vote(first, now - dt.timedelta(days=16), {"UT": Answer.YEA})
    with clock.stopped_at(now - dt.timedelta(days=15)):
        who = _somebody("secretariat@five.example")
        asked = question(who, first.question_id)  # type: ignore[arg-type]
        assert asked
        votes.close_and_follow(who, asked)
    for days, code in ((14, "CO"), (13, "UT"), (11, "GA")):
        _sign(first, now - dt.timedelta(days=days), code)
    if meeting is not None:
        hold_it(meeting, _somebody, bound_states(alliance))
    _sign(first, now - dt.timedelta(days=7), "MN")
    with clock.stopped_at(now - dt.timedelta(days=6)):
        second = _circulated(alliance, "liaison@ga.example", OPEN)
    with clock.stopped_at(now - dt.timedelta(days=4)):
        _put(second, "majority", dt.timedelta(days=14))
    _vote(second, now - dt.timedelta(days=3), {"GA": Answer.YEA, "MN": Answer.NAY})
    with clock.stopped_at(now - dt.timedelta(days=1)):
        third = _circulated(alliance, "governor@ut.example", CIRCULATED)
        if meets:
            discuss(third, _somebody)
    staff = _somebody("liaison@co.example")
    resolutions.draft(staff, alliance, words=DRAFT)
    ask_for_two_persons(_somebody("governor@co.example"), staff)
    say("Demonstration: one resolution in force, one open question, one circulated, one draft")
    return first


def _circulated(
    alliance: Alliance, email: str, words: Text, audience: Audience = Audience.MEMBERS
) -> Resolution:
    who = _somebody(email)
    made = resolutions.draft(who, alliance, words=words).result
    return resolutions.circulate(who, made, reviewed=under_review(made), audience=audience).result


def _put(resolution: Resolution, rule: str, length: dt.timedelta) -> None:
    resolutions.put(
        _somebody("secretariat@five.example"),
        resolution,
        rule=RULES[rule][1],
        way=Way(clock.now() + length),
        reviewed=under_review(resolution, resolution.shown_version),
        states=bound_states(resolution.alliance),
    )


def _vote(resolution: Resolution, when: dt.datetime, answers: dict[str, Answer]) -> None:
    with clock.stopped_at(when):
        for code, word in answers.items():
            who = _somebody(f"governor@{code.lower()}.example")
            asked = question(who, resolution.question_id)  # type: ignore[arg-type]
            assert asked
            answering.answer(who, asked, said=Said(word))


def _sign(resolution: Resolution, when: dt.datetime, code: str) -> None:
    with clock.stopped_at(when):
        who = _somebody(f"governor@{code.lower()}.example")
        text = enrolled(who, resolution.id)
        assert text
        resolutions.sign(who, text)


def _somebody(email: str) -> Actor:
    found = actor_by_email(email)
    assert found
    assert found.rank is not Rank.OPERATOR
    return found
