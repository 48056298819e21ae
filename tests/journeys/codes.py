"""The code that is due at each address to each reader: said a second time, without the policy."""

from dataclasses import dataclass

from sqlalchemy import select

from alliance.accounts.models import Office as Seat
from alliance.accounts.models import Person, Post
from alliance.authority.models import AuthorityRecord
from alliance.charters.models import Charter, Group, Officer
from alliance.charters.models import Seat as Place
from alliance.core.actor import Office, Rank
from alliance.core.db import db
from alliance.litigation.models import Position
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.resolutions.models import Resolution, ResolutionStep
from alliance.signatures.models import Signature
from alliance.votes.models import Answer, Question
from alliance.votes.proxies.models import Proxy

MEMBERS = {"ours": {"CO", "UT", "WY"}, "theirs": {"NM"}}
AUTHORS = {"ours": "CO", "theirs": "NM"}  # both times the governor's office
WRITE = {Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON}
# There is no such calendar and no such link, and this is no demonstration.
NOWHERE = {"workspaces.calendar", "mailing.unsubscribe", "mailing.demo_mail"}
OF_WAYS = {"accessions", "instruments", "standings", "withdrawals"}
OK, ELSEWHERE, FORBIDDEN, NOTHING, NOT_NOW = 200, 302, 403, 404, 409
SIGNED_IN_ALREADY = {
    "security.login": ELSEWHERE,  # to the desk
    "single_sign_on.choose": 303,  # no state was chosen: to the sign-in
    "single_sign_on.prove": 400,  # no provider has said who they are
    "single_sign_on.back": 400,  # a provider sends no answer
    "entering.second_step": 303,  # nobody's password waits for a second step
    "recovering.reset": 410,  # without the word of a link
    "recovering.confirm_email": 410,
}


@dataclass(frozen=True)
class Matter:
    """What an address names: whose it is, how far it has come, who has answered."""

    slug: str
    stage: str
    circulated: bool = True
    answered: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    shown: frozenset[int] = frozenset()  # the versions that were before the members


def matters():
    """Every resolution and every question, by id; of every post, whose it is."""
    found = {}
    for one in db.session.scalars(select(Resolution)):
        shown = one.shown_version is not None
        states = select(Signature.state_code).where(Signature.subject_id == one.id)
        signed = frozenset(db.session.scalars(states))
        steps = select(ResolutionStep.version).where(
            ResolutionStep.resolution_id == one.id, ResolutionStep.opened
        )
        versions = frozenset(db.session.scalars(steps))
        found[one.id] = Matter(
            one.alliance.slug, str(one.stage), shown, signed=signed, shown=versions
        )
    for one in db.session.scalars(select(Question)):
        about = found[one.subject_id]
        states = select(Answer.state_code).where(Answer.question_id == one.id)
        said = frozenset(db.session.scalars(states))
        found[one.id] = Matter(about.slug, about.stage, answered=said)
    taken = select(Seat.state_code, Seat.kind).join(Position, Position.office_id == Seat.id)
    found["positions"] = {(state, kind) for state, kind in db.session.execute(taken)}
    posts = select(Post.id, Person.email).join(Person, Person.id == Post.person_id)
    found |= dict(map(tuple, db.session.execute(posts)))
    db.session.rollback()
    return found


def due(role, way, known):  # noqa: C901, PLR0911, PLR0912 (one line for each kind of door)
    """The code that the door at this address owes this reader."""
    domain, _, page = way.endpoint.partition(".")
    matter = known.get(way.thing)
    if isinstance(matter, Matter):
        if not _inside(role, matter):
            return NOTHING
        if way.endpoint == "resolutions.download" and not _author(role, matter):
            return OK if int(way.path.split("/")[4]) in matter.shown else NOTHING
        of = {
            "resolutions": _of_a_resolution,
            "drafting": _of_a_draft,
            "amendments": _of_amendments,
            "discussions": _of_a_discussion,
            "layers": _of_a_layer,
            "public": lambda *_: NOTHING,  # none of these is for the public
            "votes": _of_a_question,
            "proxies": _of_a_state_represented,
            "called": _of_what_is_called_out,
            "live": lambda *_: OK,
            "guests": _of_guests,
        }
        return of[domain](role, page, matter)
    if way.endpoint in SIGNED_IN_ALREADY:
        return SIGNED_IN_ALREADY[way.endpoint]
    if domain == "staffing":
        return _of_staff(role, way, known)
    if way.endpoint == "single_sign_on.office":
        return OK if role.rank is Rank.ADMINISTRATOR else FORBIDDEN
    if way.endpoint == "entrance.accept":
        return NOTHING  # there is no such invitation
    if domain == "authority":
        return _of_a_register(role, page, way.thing)
    if domain == "charters":
        return _of_a_charter(role, page, way.thing)
    if domain in OF_WAYS:
        return _of_ways_in_and_out(role, domain, page, way.thing)
    if domain in {"meetings", "motions"}:
        of = _of_meetings if domain == "meetings" else _of_motions
        return of(role, page, way.thing)
    if domain == "proxies":
        return _of_proxies(role, page, way.thing)
    if domain == "clearance":
        return _of_inner_steps(role, page, way.thing)
    serves = role.rank in WRITE and role.seat == way.thing
    drafts = role.rank in WRITE and role.state in MEMBERS.get(way.thing, ())
    has_position = (role.state, role.office) in known["positions"]
    return {
        "transitions.transition": OK if role.state else FORBIDDEN,
        "commitments.commitments": OK if role.state else FORBIDDEN,
        "commitments.commit": OK if role.state and role.rank is Rank.PRINCIPAL else FORBIDDEN,
        "votes.book": OK if _belongs(role, way.thing) else FORBIDDEN,
        "litigation.receipt": OK if has_position else NOTHING,
        "litigation.receipt_file": OK if has_position else NOTHING,
        "litigation.position": OK if _lawyer(role) else FORBIDDEN,
        "litigation.prepare": OK if _legal(role) and role.rank in WRITE else FORBIDDEN,
        "resolutions.draft": OK if drafts else FORBIDDEN,
        "resolutions.take_in": OK if drafts else FORBIDDEN,
        "compacts.event": OK if serves else FORBIDDEN,
        "enactments.open_campaign": OK if serves else FORBIDDEN,
    }.get(way.endpoint, NOTHING if way.endpoint in NOWHERE else OK)


def _inside(role, matter):
    if not matter.circulated:
        return _author(role, matter)
    return role.state in MEMBERS[matter.slug] or _secretariat(role, matter)


def _of_a_resolution(role, page, matter):
    open_ = matter.stage in {"enrolled", "in force"}
    writes = role.rank in WRITE
    ours = OK if _author(role, matter) and writes else FORBIDDEN
    theirs = FORBIDDEN
    if _secretariat(role, matter) and writes and matter.circulated:
        theirs = OK
    signed = OK if role.state in matter.signed else ELSEWHERE
    signable = OK if open_ and _officeholder(role) else FORBIDDEN
    preparable = OK if open_ and role.office is Office.GOVERNOR and writes else FORBIDDEN
    return {
        "show": OK,
        "record": OK,
        "signatures": OK,
        "bundle": OK if open_ else NOT_NOW,
        **dict.fromkeys(("changes", "citations", "versions", "download", "attached"), OK),
        "course": OK,
        "circulate": ours,
        "withdraw": ours,
        "writers": ours,
        "readers": ours,
        "label": ours,
        "earlier": ours,
        "sponsor": OK if writes and role.state in MEMBERS[matter.slug] else FORBIDDEN,
        **dict.fromkeys(("put", "commit", "report", "engross", "reopen"), theirs),
        "sign": signable if open_ or matter.stage == "voting" else NOTHING,
        "prepare": preparable if open_ or matter.stage == "voting" else NOTHING,
        "receipt": signed,
        "receipt_file": signed,
    }[page]


def _of_a_draft(role, page, matter):
    if not _author(role, matter):
        return NOTHING
    if page in {"listen", "authors", "download"}:
        return OK
    if role.rank not in WRITE:
        return FORBIDDEN
    written = matter.stage in {"draft", "circulated"}
    return OK if written else 303


def _holds_a_title(role, slug):
    mine = select(Officer).join(Seat, Seat.id == Officer.office_id)
    mine = mine.join(Alliance, Alliance.id == Officer.alliance_id)
    mine = mine.where(Seat.state_code == role.state, Seat.kind == role.office)
    return bool(db.session.scalars(mine.where(Alliance.slug == slug)).first())


def _of_amendments(role, page, matter):
    if not matter.circulated:
        return NOTHING  # there is no text to amend yet
    theirs = _secretariat(role, matter) and role.rank in WRITE
    if page in {"merge", "engross"}:
        return OK if theirs else FORBIDDEN
    if page == "propose":
        speaks = role.rank in WRITE and role.state in MEMBERS[matter.slug]
        return (OK if matter.stage == "circulated" else 303) if speaks else FORBIDDEN
    assert page in {"amendments", "in_orders", "final"}, page
    return OK


def _of_a_discussion(role, page, matter):
    if page == "start":
        return OK if role.rank in WRITE else FORBIDDEN
    assert page == "discussion", page
    return OK


def _of_a_layer(role, page, matter):
    if not role.state or role.rank is Rank.ADMINISTRATOR:
        return FORBIDDEN
    if page == "layer":
        return OK
    assert page in {"note", "redline", "share"}, page
    names_a_unit = OK if page != "redline" else NOTHING
    return names_a_unit if role.rank in WRITE else FORBIDDEN


def _of_a_group(role, group):
    chairs = select(Seat).join(Place, Place.office_id == Seat.id)
    chairs = chairs.where(Place.group_id == group.id, Place.role.in_(("chair", "vice chair")))
    mine = chairs.where(Seat.state_code == role.state, Seat.kind == role.office)
    runs = role.seat == group.alliance.slug or db.session.scalars(mine).first() is not None
    return OK if runs and role.rank in WRITE else FORBIDDEN


def _of_meetings(role, page, slug):
    if page == "call_group":
        return _of_a_group(role, db.session.get_one(Group, slug))
    if page not in {"meetings", "call"} or slug not in MEMBERS:
        return NOTHING  # there is no meeting
    runs = role.seat == slug or _holds_a_title(role, slug)
    if page == "call":
        return OK if runs and role.rank in WRITE else FORBIDDEN
    return OK if runs or role.state in MEMBERS[slug] else FORBIDDEN


def _of_motions(role, page, slug):
    if page not in {"motions", "move"} or slug not in MEMBERS:
        return NOTHING  # there is no motion
    inside = role.seat == slug or role.state in MEMBERS[slug]
    if page == "move":
        return OK if inside and role.rank in WRITE else FORBIDDEN
    return OK if inside else FORBIDDEN


def _of_guests(role, page, matter):
    assert page in {"guests", "share"}, page
    shares = _author(role, matter) or (_secretariat(role, matter) and matter.circulated)
    return OK if shares and role.rank in WRITE else FORBIDDEN


def _of_a_question(role, page, matter):
    if page == "answer":
        if not _officeholder(role):
            return FORBIDDEN
        return OK if matter.stage == "voting" else ELSEWHERE
    served = OK if _secretariat(role, matter) and role.rank in WRITE else FORBIDDEN
    works = role.office is Office.GOVERNOR and role.rank in WRITE
    given = OK if role.state in matter.answered else ELSEWHERE
    return {
        "show": OK,
        "cast": FORBIDDEN,  # none of these questions names a chair
        **dict.fromkeys(("close", "extend", "remind"), served),
        **dict.fromkeys(("receipt", "receipt_file"), given),
        "prepare": OK if works else FORBIDDEN,
        "result": ELSEWHERE if matter.stage == "voting" else OK,
    }[page]


def _of_a_state_represented(role, page, matter):
    """Nobody represents Colorado but the alternate that its governor named in these tests: all."""
    assert page == "answer", page
    reader = (role.state, role.office, role.rank)
    if reader != ("CO", Office.GOVERNOR, Rank.LIAISON) or not _has_an_alternate():
        return NOTHING
    return ELSEWHERE if "CO" in matter.answered else OK


def _has_an_alternate():
    return db.session.scalars(select(Proxy).where(Proxy.state_code == "CO")).first() is not None


def _of_proxies(role, page, thing):
    """What there is was given inside Colorado's governor's office in these tests."""
    if page == "proxies":
        return OK if role.state else FORBIDDEN
    if page == "give":
        binds = role.office is Office.GOVERNOR and role.rank is Rank.PRINCIPAL
        return OK if binds and role.state in MEMBERS.get(thing, ()) else FORBIDDEN
    if (role.state, role.office) != ("CO", Office.GOVERNOR):
        return NOTHING
    if page == "show":
        return OK
    return OK if page == "recall" and role.rank is Rank.PRINCIPAL else FORBIDDEN


def _of_what_is_called_out(role, _page, matter):
    """None of these questions is put in a meeting."""
    return NOT_NOW if _secretariat(role, matter) and role.rank in WRITE else FORBIDDEN


def _of_staff(role, way, known):
    """Managing Colorado's governor's office: its administrator, about others than themself."""
    if way.endpoint == "staffing.people":
        return OK
    if way.endpoint in {"staffing.invite", "staffing.sessions"}:
        return OK if role.rank is Rank.ADMINISTRATOR else FORBIDDEN
    if (role.state, role.office) != ("CO", Office.GOVERNOR):
        return NOTHING
    about_oneself = known.get(way.thing) == role.email
    free = way.endpoint in {"staffing.end_post", "staffing.hand_over", "staffing.grant"}
    managing = role.rank is Rank.ADMINISTRATOR and (free or not about_oneself)
    return OK if managing else FORBIDDEN


def _of_a_register(role, page, thing):
    keeps = role.state and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL, Rank.ADMINISTRATOR}
    ends = role.state and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL}
    if page == "state":
        return OK
    if page == "register":
        return OK if role.state else FORBIDDEN
    allowed = {
        **dict.fromkeys(("record", "succession", "correct", "term"), keeps),
        **dict.fromkeys(("correct_term", "confirm_term"), keeps),
        **dict.fromkeys(("absence", "revoke"), ends),
        "confirm": role.rank is Rank.PRINCIPAL,
    }
    if thing and (page == "document" or not _in_its_register(role, thing)):
        return NOTHING  # there is no document in these tests
    if thing and page != "revoke" and _is_term(thing) is not page.endswith("_term"):
        return NOTHING
    return OK if allowed[page] else FORBIDDEN


def _of_inner_steps(role, page, thing):
    """What one prepared is of Colorado's governor's office, by its liaison, in these tests."""
    if thing is None:
        if page == "rule":
            return OK if role.state and role.rank is Rank.PRINCIPAL else FORBIDDEN
        if page == "money":
            return OK if role.state and role.rank in WRITE else FORBIDDEN
        return OK if role.state else FORBIDDEN
    if (role.state, role.office) != ("CO", Office.GOVERNOR):
        return NOTHING
    others = role.rank in {Rank.PRINCIPAL, Rank.COUNSEL}
    return OK if page == "show" or others else FORBIDDEN


def _of_a_charter(role, page, thing):  # noqa: PLR0911 (one line for each kind of door)
    """What has an id of its own is of the first alliance, in these tests."""
    slug = thing if thing in MEMBERS else "ours"
    belongs = role.state in MEMBERS[slug] or role.seat == slug
    writes = OK if role.seat == slug and role.rank in WRITE else FORBIDDEN
    if page in {"charter", "classes", "groups", "group", "officers", "links", "participants"}:
        return OK
    if page == "dues":
        return OK if belongs else FORBIDDEN
    if page in {"dues_of_state", "enter"}:
        return (OK if page == "dues_of_state" else writes) if belongs else NOTHING
    if page not in {"version", "compare", "receipt", "receipt_file", "adopt"}:
        return writes
    adopted = db.session.scalar(select(Charter.adopted_at).where(Charter.id == thing)) is not None
    db.session.rollback()
    if page.startswith("receipt"):
        return OK if adopted and belongs else NOTHING
    if not adopted and not belongs:
        return NOTHING
    return writes if page == "adopt" else OK


def _of_ways_in_and_out(role, domain, page, thing):
    """Coming in and leaving; in these tests nobody is on the way, and nobody has given notice."""
    slug = thing if thing in MEMBERS else _alliance_of(thing)
    works = role.rank in WRITE
    serves = bool(slug) and role.seat == slug and works
    member = bool(slug) and role.state in MEMBERS[slug]
    governs = role.office is Office.GOVERNOR
    allowed = {
        "found": works and role.state,
        "invite": serves,
        "apply": _officeholder(role),
        "record": works and (role.state or serves),
        "suspend": serves,
        "reinstate": serves,
        "correct": serves,
        "simulate": works and role.state,
        "leave": _officeholder(role),
        "prepare": governs and works,
    }
    # Who does not belong has nothing to leave, and who is a member nothing to apply for.
    if domain == "withdrawals" and page in allowed and role.state and not member:
        return NOT_NOW
    if page == "apply" and member:
        return NOT_NOW
    if page == "rescind":
        return NOTHING
    return OK if allowed.get(page, True) else FORBIDDEN


def _alliance_of(period):
    wanted = select(Alliance.slug).join(
        MembershipPeriod, MembershipPeriod.alliance_id == Alliance.id
    )
    slug = db.session.scalar(wanted.where(MembershipPeriod.period_id == period))
    db.session.rollback()
    return slug


def _in_its_register(role, thing):
    wanted = select(Seat.kind, Seat.state_code)
    office = wanted.join(AuthorityRecord, AuthorityRecord.office_id == Seat.id)
    row = db.session.execute(office.where(AuthorityRecord.id == thing)).first()
    db.session.rollback()
    return tuple(row) == (role.office, role.state)


def _is_term(thing):
    kind = db.session.scalar(select(AuthorityRecord.kind).where(AuthorityRecord.id == thing))
    db.session.rollback()
    return kind == "term"


def _belongs(role, slug):
    return role.state in MEMBERS.get(slug, ()) or role.seat == slug


def _author(role, matter):
    return (role.state, role.office) == (AUTHORS[matter.slug], Office.GOVERNOR)


def _secretariat(role, matter):
    return role.office is Office.SECRETARIAT and role.seat == matter.slug


def _officeholder(role):
    return (role.office, role.rank) == (Office.GOVERNOR, Rank.PRINCIPAL)


def _lawyer(role):
    return _legal(role) and role.rank in {Rank.PRINCIPAL, Rank.COUNSEL}


def _legal(role):
    return role.office in {Office.GOVERNOR, Office.ATTORNEY_GENERAL}
