"""The code that is due at each address to each reader: said a second time, without the policy."""

from dataclasses import dataclass

from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.authority.models import AuthorityRecord
from alliance.core.actor import Office as Kind
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.resolutions.models import Resolution
from alliance.votes.models import Answer, Question

MEMBERS = {"ours": {"CO", "UT", "WY"}, "theirs": {"NM"}}
AUTHORS = {"ours": "CO", "theirs": "NM"}  # both times the governor's office
WRITE = {Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON}
OK, ELSEWHERE, FORBIDDEN, NOTHING, NOT_NOW = 200, 302, 403, 404, 409


@dataclass(frozen=True)
class Matter:
    """What an address names: whose it is, how far it has come, who has answered."""

    slug: str
    stage: str
    circulated: bool = True
    answered: frozenset[str] = frozenset()


def matters():
    """Every resolution and every question, by id."""
    found = {}
    for one in db.session.scalars(select(Resolution)):
        shown = one.shown_version is not None
        found[one.id] = Matter(one.alliance.slug, str(one.stage), shown)
    for one in db.session.scalars(select(Question)):
        about = found[one.subject_id]
        states = select(Answer.state_code).where(Answer.question_id == one.id)
        said = frozenset(db.session.scalars(states))
        found[one.id] = Matter(about.slug, about.stage, answered=said)
    db.session.rollback()
    return found


def due(role, way, known):  # noqa: PLR0911 (one line for each kind of door)
    """The code that the door at this address owes this reader."""
    domain, _, page = way.endpoint.partition(".")
    matter = known.get(way.thing)
    if matter:
        if not _inside(role, matter):
            return NOTHING
        of = _of_a_resolution if domain == "resolutions" else _of_a_question
        return of(role, page, matter)
    if way.endpoint == "security.login":
        return ELSEWHERE  # who is signed in is led to the desk
    if domain == "authority":
        return _of_a_register(role, page, way.thing)
    if way.endpoint == "litigation.position":
        return OK if _lawyer(role) else FORBIDDEN
    if way.endpoint == "resolutions.draft":
        return OK if role.rank in WRITE and role.state in MEMBERS[way.thing] else FORBIDDEN
    return OK


def _inside(role, matter):
    if not matter.circulated:
        return _author(role, matter)
    return role.state in MEMBERS[matter.slug] or _secretariat(role, matter)


def _of_a_resolution(role, page, matter):
    asked = matter.stage in {"voting", "enrolled", "in force"}
    if page == "bundle":
        return OK if matter.stage in {"enrolled", "in force"} else NOT_NOW
    if page in {"revise", "circulate", "withdraw"}:
        return OK if _author(role, matter) and role.rank in WRITE else FORBIDDEN
    if page == "put":
        return OK if _secretariat(role, matter) else FORBIDDEN
    if page == "sign":
        open_ = matter.stage in {"enrolled", "in force"}
        if not asked:
            return NOTHING  # there is no enrolled text
        return OK if open_ and _officeholder(role) else FORBIDDEN
    assert page in {"show", "record", "signatures"}, page
    return OK


def _of_a_question(role, page, matter):
    if page == "answer":
        if not _officeholder(role):
            return FORBIDDEN
        over = matter.stage != "voting" or role.state in matter.answered
        return ELSEWHERE if over else OK
    if page == "close":
        return OK if _secretariat(role, matter) else FORBIDDEN
    if page in {"receipt", "receipt_file"}:
        return OK if role.state in matter.answered else ELSEWHERE
    assert page == "show", page
    return OK


def _of_a_register(role, page, thing):
    keeps = role.state and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL, Rank.ADMINISTRATOR}
    ends = role.state and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL}
    if page == "state":
        return OK
    if page == "register":
        return OK if role.state else FORBIDDEN
    allowed = {
        **dict.fromkeys(("record", "succession", "correct"), keeps),
        **dict.fromkeys(("absence", "revoke"), ends),
        "confirm": role.rank is Rank.PRINCIPAL,
    }
    if thing and (page == "document" or not _in_its_register(role, thing)):
        return NOTHING  # there is no document in these tests
    return OK if allowed[page] else FORBIDDEN


def _in_its_register(role, thing):
    wanted = select(Office.kind, Office.state_code)
    office = wanted.join(AuthorityRecord, AuthorityRecord.office_id == Office.id)
    row = db.session.execute(office.where(AuthorityRecord.id == thing)).first()
    db.session.rollback()
    return tuple(row) == (role.office, role.state)


def _author(role, matter):
    return (role.state, role.office) == (AUTHORS[matter.slug], Kind.GOVERNOR)


def _secretariat(role, matter):
    return role.office is Kind.SECRETARIAT and role.seat == matter.slug


def _officeholder(role):
    return (role.office, role.rank) == (Kind.GOVERNOR, Rank.PRINCIPAL)


def _lawyer(role):
    legal = role.office in {Kind.GOVERNOR, Kind.ATTORNEY_GENERAL}
    return legal and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL}
