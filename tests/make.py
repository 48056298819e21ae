"""Make things through the operations that make them, sensible unless told otherwise."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from alliance.accounts import operations as accounts
from alliance.accounts.models import Office, Person, Post
from alliance.accounts.operations import NewPerson
from alliance.accounts.queries import offices_of
from alliance.app import actor_by_email
from alliance.authority import lists, terms
from alliance.authority import operations as authority
from alliance.authority.models import DELEGATION, OFFICE
from alliance.authority.operations import Facts
from alliance.authority.queries import known_records
from alliance.authority.rules import ActClass, Basis
from alliance.authority.terms import Days
from alliance.charters.queries import voters_of
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared, StepRule
from alliance.clearance.queries import newest_rule
from alliance.clearance.rules import Needs
from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR, VISITOR, Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.canonical import canonical, digest
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.core.record import moment
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.transaction import transaction
from alliance.guests import operations as guests
from alliance.guests.models import Share
from alliance.guests.operations import Guest
from alliance.guests.queries import way_in
from alliance.litigation import operations as litigation
from alliance.mailing import operations as mailing
from alliance.mailing.models import Bounce
from alliance.membership import operations as membership
from alliance.membership.models import Alliance
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import enrolled, under_review, version_for
from alliance.staffing import lost
from alliance.staffing import operations as staffing
from alliance.staffing.models import AccessRequest, FactorReset, Invitation
from alliance.staffing.operations import Asking, Invited, Newcomer
from alliance.staffing.queries import person_by_email
from alliance.staffing.queries import post_of as post_of_email
from alliance.states import operations as states
from alliance.states.reference import today_in
from alliance.texts.starting import plain_clauses
from alliance.texts.units import Text
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.queries import held
from alliance.votes.rules import USUAL_RULE, Answer
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from alliance.withdrawals import operations as withdrawals
from alliance.withdrawals.foreseeing import Thought, foresee
from alliance.withdrawals.models import Notice
from alliance.withdrawals.operations import Saying
from tests.people import (
    EVERYONE,
    PASSWORD,
    RANKS,
    SECRETARIAT,
    Role,
    administrator,
    governor,
    liaison,
)

MEMBERS = ("CO", "UT", "WY")
TWO_WEEKS = dt.timedelta(days=14)
WORDS = plain_clauses(
    "Joint resolution on common forms",
    ("the member states assist one another", "their forms differ"),
    ("The member states use one form.", "The secretariat keeps it current."),
)


def world() -> None:
    """What every test finds: reference data, offices, people, one alliance. Made once."""
    with transaction():
        db.session.add(Installation())
        db.session.flush()
        key_of(HOUSE)
        states.load(OPERATOR, None)
        litigation.load_courts(OPERATOR, None)
        hashed = None
        offices: dict[tuple[str, str], Office] = {}
        for role in EVERYONE:
            key = (role.state, role.seat or role.office)
            if key not in offices:
                name = f"Secretariat, {role.seat}" if role.seat else ""
                offices[key] = accounts.open_office(
                    OPERATOR, None, kind=role.office, state=role.state, name=name
                ).result
            person = NewPerson(role.email, f"{role.rank} {key[0]} {key[1]}".title(), PASSWORD)
            made = accounts.appoint(OPERATOR, offices[key], person=person, rank=role.rank).result
            # One hash serves all: Argon2 is slow on purpose.
            hashed = made.password = hashed or made.password
        for key, office in offices.items():
            if key[0]:
                _counsel_may_join_lawsuits(key, office)
        _alliance("ours", "Western Accord", MEMBERS, offices["", "ours"])
        _alliance("theirs", "Eastern Accord", ("NM",), offices["", "theirs"])


def _counsel_may_join_lawsuits(key: tuple[str, str], office: Office) -> None:
    head = actor(Role(key[0], office.kind, Rank.PRINCIPAL))  # type: ignore[arg-type]
    facts = Facts(
        DELEGATION,
        frozenset({ActClass.LAWSUIT}),
        Basis.STATUTE,
        f"{key[0]} Code § 1-1",
        source=standing(office.id).id,
        rank=Rank.COUNSEL,
    )
    authority.record(head, None, facts=facts)


def delegated(head: Role, citation: str, **given: Any) -> Any:
    """A delegation that the head of an office gives, of what the office has by itself."""
    who = actor(head)
    given = {"acts": frozenset({ActClass.LAWSUIT}), "rank": Rank.COUNSEL, **given}
    given.setdefault("source", standing(who.office_id).id)
    if given.get("person"):
        given["rank"] = ""
    facts = Facts(DELEGATION, basis=Basis.STATUTE, citation=citation, **given)
    with transaction():
        return authority.record(who, None, facts=facts).result


def corrected(head: Role, citation: str) -> None:
    """The head of an office says where its authority stands."""
    who = actor(head)
    with transaction():
        one = lists.record_of(who, standing(who.office_id).id)
        assert one
        facts = Facts(OFFICE, frozenset(ActClass), citation=citation)
        authority.record(who, one, facts=facts, version=one.version)


def of_a_register(head: Role | None = None) -> Any:
    """What the office of Colorado's governor holds by itself, as it stands in the register."""
    who = actor(head or governor())
    found = lists.record_of(who, standing(who.office_id).id)
    assert found
    return found


def standing(office_id: Any) -> Any:
    """What an office holds by itself."""
    return next(one for one in known_records(office_id) if one.kind == OFFICE)


def step_rule(needs: Needs = Needs.CLEARED, *acts: ActClass, head: Role | None = None) -> StepRule:
    """The governor of Colorado asks for these steps before such acts; without any, before all."""
    who = actor(head or governor())
    with transaction():
        before = newest_rule(who.office_id)  # type: ignore[arg-type]
        version = before.version if before else 0
        wanted = dict.fromkeys(acts or ActClass, needs)
        return clearance.set_rule(who, None, needs=wanted, version=version).result


def prepared(
    question: Question | None = None, word: str = "yea", by: Role | None = None, note: str = ""
) -> Prepared:
    """An answer that Colorado's liaison prepared, under a rule that asks for all steps."""
    if question is None:
        step_rule()
        question = put()
    with transaction():
        found = held(question.id)
        assert found
        return answering.prepare(actor(by or liaison()), found, said=said(word), note=note).result


def cleared(one: Prepared, by: Role | None = None) -> Prepared:
    """The same, cleared by counsel of the office."""
    with transaction():
        who = actor(by or Role("CO", governor().office, Rank.COUNSEL))
        return clearance.clear(who, db.session.get_one(Prepared, one.id)).result


def given_back(one: Prepared, by: Role, why: str = "Not yet.") -> Prepared:
    """The same, given back with a reason."""
    with transaction():
        found = db.session.get_one(Prepared, one.id)
        return clearance.give_back(actor(by), found, why=why).result


def _alliance(slug: str, name: str, members: tuple[str, ...], seat: Office) -> Alliance:
    facts = {
        "name": name,
        "kind": "coalition",
        "formed": "2020-01-01",
        "subject": "testing",
        "activation": None,
        "withdrawal_rule": None,
        "decision_rule": None,
        "other_participants": [],
        "roster_complete": True,
        "published_member_count": None,
        "note": "",
        "source": [],
        "as_of": None,
    }
    now = clock.now()
    made = membership.record_alliance(OPERATOR, None, slug=slug, facts=facts, known_from=now).result
    says = [Period(code, "member", "member", parse_partial_date("2020-01-01")) for code in members]
    known = [Fact(clock.new_id(), 0, one, now) for one in says]
    membership.record_periods(OPERATOR, made, facts=known)
    membership.name_secretariat(OPERATOR, made, office=seat)
    return made


def found(slug: str, name: str, members: Sequence[str]) -> Alliance:
    """A further alliance of these states, with our secretariat; in the transaction in hand."""
    seat = db.session.get_one(Office, actor(SECRETARIAT).office_id)
    return _alliance(slug, name, tuple(members), seat)


def actor(role: Role) -> Actor:
    """The role as an actor, read from the database as a request would."""
    found = actor_by_email(role.email)
    assert found, role
    return found


def alliance(slug: str = "ours") -> Alliance:
    """One of the two alliances."""
    return db.session.scalars(select(Alliance).where(Alliance.slug == slug)).one()


def draft(role: Role | None = None, words: Text = WORDS) -> Resolution:
    """A draft of Colorado's governor's office."""
    with transaction():
        return resolutions.draft(actor(role or liaison()), alliance(), words=words).result


def shared_draft() -> Resolution:
    """A draft that Utah's governor's office writes too, and that Wyoming may read."""
    made = draft()
    with transaction():
        utah = offices_of("UT")
        other = [one for one in utah if one.kind == "governor"]
        sharing.set_writers(actor(liaison()), made, offices=other)
        sharing.choose_states(actor(liaison()), made, states=["WY"])
    return made


def circulated(role: Role | None = None, words: Text = WORDS) -> Resolution:
    """A circulated resolution."""
    made = draft(role, words)
    with transaction():
        resolutions.circulate(actor(role or liaison()), made, **seen(made))
    return made


def seen(resolution: Resolution) -> dict[str, Any]:
    """What somebody has before them who reviews its newest text now."""
    return {"reviewed": under_review(resolution)}


def to_put(resolution: Resolution) -> dict[str, Any]:
    """What a secretariat has before it that reviews the question now."""
    return {
        "reviewed": under_review(resolution, resolution.shown_version),
        "states": voters_of(resolution.alliance),
    }


def carried(words: dict[str, Any]) -> dict[str, str]:
    """The same as the form of a review carries it."""
    return {name: str(value) for name, value in vars(words["reviewed"]).items()} | {
        "states": " ".join(words.get("states", ())),
        "rule_sha256": digest(canonical(dict(USUAL_RULE))),
    }


def put(rule: object = USUAL_RULE, length: dt.timedelta = TWO_WEEKS, **way: Any) -> Question:
    """An open question on a circulated resolution; `way`: in which way it is put."""
    made = circulated()
    with transaction():
        now = moment(made.stream)  # later than the clock when a roll call was closed before
        return resolutions.put(
            actor(SECRETARIAT), made, rule=rule, way=Way(now + length, **way), **to_put(made)
        ).result


def said(word: str) -> Said:
    """One word, with a ground where the state is recused."""
    return Said(Answer(word), ground="A party to the matter" if word == "recused" else "")


def answered(question: Question, **words: str) -> Question:
    """Answers of the states: answered(q, CO="yea")."""
    for state, word in words.items():
        with transaction():
            answering.answer(actor(governor(state)), question, said=said(word))
    return question


def closed(question: Question) -> str:
    """Close by the clock, at the time set."""
    with clock.stopped_at(question.closes_at + dt.timedelta(seconds=1)), transaction():
        found = held(question.id)
        assert found
        return votes.close_and_follow(CLOCK, found)


def adopted(**words: str) -> Resolution:
    """A resolution that carried and is open for signature."""
    question = answered(put(), **(words or {"CO": "yea", "UT": "yea"}))
    assert closed(question) == "carried"
    return db.session.get_one(Resolution, question.subject_id)


def signed(resolution: Resolution, *codes: str) -> Resolution:
    """Signatures of the states."""
    for code in codes:
        with transaction():
            text = enrolled(actor(governor(code)), resolution.id)
            assert text
            resolutions.sign(actor(governor(code)), text)
    return resolution


def office_of(role: Role) -> Office:
    """The office in which somebody serves."""
    return db.session.get_one(Office, actor(role).office_id)


def post_of(role: Role) -> Post:
    """The post that somebody holds."""
    found = post_of_email(actor(role).office_id, role.email)  # type: ignore[arg-type]
    assert found
    return found


def invited(
    email: str = "new@co.example", rank: Rank = Rank.LIAISON, by: Role | None = None
) -> Invited:
    """An invitation by the administrator of Colorado's governor's office, with its secret."""
    by = by or administrator()
    with transaction():
        return staffing.invite(actor(by), office_of(by), email=email, rank=rank).result


def invitation() -> Invitation:
    """An open invitation into Colorado's governor's office."""
    return invited().invitation


def joined(
    email: str = "new@co.example", rank: Rank = Rank.LIAISON, by: Role | None = None
) -> Actor:
    """Somebody new in the office, who came in by an invitation."""
    made = invited(email, rank, by).invitation
    with transaction():
        who = staffing.bearer(made, None, email, f"New {rank}".title())
        staffing.accept(who, made, newcomer=Newcomer(who.name, PASSWORD))
    found = actor_by_email(email)
    assert found
    return found


def access_request(
    email: str = "asks@co.example", asked_from: str = "somewhere", of: Role | None = None
) -> AccessRequest:
    """A request for access to Colorado's governor's office."""
    asking = Asking("Somebody New", email, "To read along", asked_from)
    with transaction():
        return staffing.ask_for_access(
            VISITOR, office_of(of or administrator()), asking=asking
        ).result


def bounce(role: Role, said: str = "550 no such mailbox") -> Bounce:
    """The address of this person took a message no more."""
    who = actor(role)
    assert who.person_id
    with transaction():
        office = db.session.get_one(Office, who.office_id)
        return mailing.note_bounce(
            CLOCK, office, address=mailing.Address(who.person_id, role.email, said)
        ).result


def opened(state: str) -> dict[Rank, Actor]:
    """A governor's office in a state that is not in the world, with somebody of each rank."""
    with transaction():
        office = accounts.open_office(OPERATOR, None, kind=Kind.GOVERNOR, state=state).result
        for rank in RANKS:
            role = Role(state, Kind.GOVERNOR, rank)
            person = NewPerson(role.email, f"{rank} {state}".title())
            accounts.appoint(OPERATOR, office, person=person, rank=rank)
    return {rank: actor(Role(state, Kind.GOVERNOR, rank)) for rank in RANKS}


def term(head: Role, last_on: dt.date, **days: Any) -> Any:
    """The term of a principal, as they record it themselves."""
    who = actor(head)
    assert who.person_id
    with transaction():
        return terms.record_term(who, None, days=Days(who.person_id, last_on, **days)).result


def succeeded(
    head: Role | None = None, email: str = "next@co.example", name: str = "The Next One"
) -> Actor:
    """Whoever takes the post of a principal over: the old post ends, a new one begins."""
    gone = actor(head or governor())
    with transaction():
        now = clock.now()
        old = (Post.person_id == gone.person_id, Post.until.is_(None))
        db.session.execute(update(Post).where(*old).values(until=now))
        office = db.session.get_one(Office, gone.office_id)
        person = NewPerson(email, name)
        accounts.appoint(OPERATOR, office, person=person, rank=Rank.PRINCIPAL)
    found = actor_by_email(email)
    assert found
    return found


GUEST = "guest@think.example"


def shared(
    email: str = GUEST,
    resolution: Resolution | None = None,
    by: Role | None = None,
    until: dt.date | None = None,
) -> Share:
    """A text that Colorado's governor's office shares with a guest, for a month from now."""
    made, who = resolution or draft(), actor(by or liaison())
    last = until or clock.day_in(who.zone) + dt.timedelta(days=30)
    with transaction():
        seen = under_review(made, version_for(who, made))
        guest = Guest("Gwen Guest", "Think Tank", email)
        return guests.share(who, made, guest=guest, until=last, reviewed=seen).result


def guest(share: Share) -> Actor:
    """The guest with whom it is shared, who has come in by the letter."""
    made = way_in(share.guest_id)
    assert made
    with transaction():
        who = staffing.bearer(made, None, share.email, share.name)
        staffing.accept(who, made, newcomer=Newcomer(who.name, PASSWORD))
    return actor(who)  # type: ignore[arg-type]  # all that is asked of a role is its address


def guest_with_account(share: Share, role: Role) -> Actor:
    """Somebody who has an account already, and comes in as a guest with it."""
    made = way_in(share.guest_id)
    assert made
    with transaction():
        person = person_by_email(role.email)
        staffing.accept(staffing.bearer(made, person, role.email), made, newcomer=None)
    return actor(role)


def with_factors(role: Role) -> Person:
    """Somebody with an authenticator app and recovery codes."""
    with transaction():
        person = person_by_email(role.email)
        assert person
        person.tf_totp_secret, person.tf_primary_method = "sealed", "authenticator"
        person.mf_recovery_codes = ["digest"]
    return person


def factor_reset(of: Role | None = None, by: Role | None = None) -> FactorReset:
    """What the administrator asks for whose liaison (or another) has lost their factors."""
    role, by = of or liaison(), by or administrator()
    with_factors(role)
    with transaction():
        return lost.ask_reset(actor(by), post_of(role)).result


def notice(role: Role | None = None, slug: str = "ours", **saying: Any) -> Notice:
    """Notice that a state (Colorado) withdraws, given by its governor."""
    who, body = actor(role or governor()), alliance(slug)
    says = Saying(**saying)
    with transaction():
        seen = foresee(body, who.state, Thought(today_in(who.state), says.named_on))
        return withdrawals.give_notice(who, body, saying=says, reviewed=seen.sha256).result


def come_in(body: Alliance, *states: str, role: str = "member") -> None:
    """These states are parties (or associates), as an import would say; in the transaction in hand.

    Since yesterday, for the day of a capital can be the one before that of UTC.
    """
    day = clock.today() - dt.timedelta(days=1)
    says = [Period(code, role, "member", parse_partial_date(day.isoformat())) for code in states]
    known = [Fact(clock.new_id(), 0, one, clock.now()) for one in says]
    membership.record_periods(OPERATOR, body, facts=known)


def governors(*states: str) -> None:
    """Offices of governors of further states, each with its principal and a liaison."""
    with transaction():
        for state in states:
            office = accounts.open_office(
                OPERATOR, None, kind=governor().office, state=state, name=""
            ).result
            for role in (governor(state), liaison(state)):
                person = NewPerson(role.email, f"{role.rank} of {state}", PASSWORD)
                accounts.appoint(OPERATOR, office, person=person, rank=role.rank)
