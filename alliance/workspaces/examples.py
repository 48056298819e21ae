"""Made-up people and things on which the policy table is drawn; none of them is in a database.

All things belong to one alliance (Colorado, Utah, Wyoming), or to a second one of the same states
without a secretariat; the draft and the resolutions are those of Colorado's governor's office. New
Mexico is no member, and comes in. There are two secretariats, and two
guests, of whom one is shown something.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from alliance.accessions.models import Accession
from alliance.accounts.models import Office, Post
from alliance.amendments.models import Amendment, Wording
from alliance.amendments.policy import Asked
from alliance.charters.models import Officer
from alliance.clearance.models import Prepared
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.discussions.models import Comment, Thread
from alliance.enactments.models import Campaign, Enacted
from alliance.guests.models import Share
from alliance.instruments.models import Instrument, InstrumentVersion, Precondition
from alliance.layers.models import CopyState, LayerCopy, Note
from alliance.mailing.models import Bounce
from alliance.meetings.models import Meeting
from alliance.meetings.policy import Body
from alliance.membership.models import Alliance, MembershipPeriod
from alliance.membership.standing_acts import PeriodIn
from alliance.motions.models import Motion
from alliance.resolutions.audience import Audience
from alliance.resolutions.models import ChosenState, CoWriter, Resolution
from alliance.resolutions.queries import Enrolled
from alliance.resolutions.rules import Stage
from alliance.single_sign_on.models import IdentityRequest
from alliance.staffing.models import FactorReset, Invitation
from alliance.votes.models import Question
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.policy import Represented
from alliance.votes.terms import Terms
from alliance.withdrawals.models import Notice, NoticeLetter

MEMBERS = ("CO", "UT", "WY")
_AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
STATES = ("CO", "NM", "UT", "WY")
SEATS = ("ours", "theirs")
KINDS = (Kind.GOVERNOR, Kind.ATTORNEY_GENERAL, Kind.TREASURER)
RANKS = (Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON, Rank.OBSERVER, Rank.ADMINISTRATOR)

ABOUT_A_POST = [
    f"staffing:{verb}"
    for verb in ("change-role", "suspend", "lift", "end-post", "hand-over", "ask-factor-reset")
] + ["staffing:end-session"]
ABOUT_A_RESET = ("staffing:approve-factor-reset", "staffing:refuse-factor-reset")
ABOUT_A_REQUEST = [f"single-sign-on:{verb}" for verb in ("link", "consent", "refuse")]

ABOUT_A_PREPARED_ACT = [
    f"clearance:{verb}" for verb in ("read", "clear", "give-back", "withdraw", "release")
]

ABOUT_A_NOTICE = ("note-event", "rescind", "take-effect")
ABOUT_A_CAMPAIGN = ("revise", "close", "report")
ABOUT_A_TEXT = ("determine", "put", "find", "count-again")
ABOUT_A_LETTER = ("read-letter", "acknowledge", "note-delivery")

ABOUT_AN_AMENDMENT = (
    *("read", "amend", "co-sponsor", "leave", "withdraw", "bring", "recommend"),
    *("adopt", "reject", "fall", "take-back", "settle-order", "put", "take-off"),
)
ABOUT_A_FRIENDLY_ONE = ("accept", "decline")
ABOUT_A_THREAD = ("read", "reply", "resolve", "reopen", "assign", "take-in")

ABOUT_A_PROXY = ("read-proxy", "pass-on-proxy", "recall-proxy")
ABOUT_AN_ALLIANCE = ("invite", "apply")
ABOUT_MOTIONS = ("list", "move")  # of an alliance
ABOUT_A_PERIOD = ("suspend", "reinstate", "correct-days")
ABOUT_AN_INSTRUMENT = ("revise", "precondition")

Things = Mapping[str, Sequence[tuple[str, Any]]]


def cast() -> list[Actor]:
    """Somebody of each kind of office and rank, in four states and two secretariats; two guests."""
    seats = [_actor("", Kind.SECRETARIAT, rank, seat) for seat in SEATS for rank in RANKS]
    guests = [_actor("", Kind.GUEST, Rank.GUEST, seat) for seat in SEATS]
    return (
        seats
        + [_actor(state, kind, rank) for state in STATES for kind in KINDS for rank in RANKS]
        + guests
    )


def _actor(state: str, kind: Kind, rank: Rank, seat: str = "") -> Actor:
    body = "theirs" if state == "NM" or seat == "theirs" else "ours"
    more = {_id("unserved")} if state in MEMBERS else set()
    bodies = frozenset() if kind is Kind.GUEST else frozenset({_id(body), *more})
    return Actor(
        name=f"{rank} {kind} {state}{seat}",
        office=kind,
        rank=rank,
        state=state,
        person_id=_id(f"{rank} {kind} {state} {seat}"),
        office_id=_id(f"{kind} {state}{seat}"),
        bodies=bodies,
        belongs=bodies,
    )


@cache
def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def things() -> Things:
    """For each domain and state of affairs, the thing that is asked about.

    A key is a domain, or one action of it whose subject is another.
    """
    body = Alliance(
        id=_id("ours"),
        slug="ours",
        represented_by=Kind.GOVERNOR,
        secretariat_id=_id(f"{Kind.SECRETARIAT} ours"),
    )
    office = Office(id=_id(f"{Kind.GOVERNOR} CO"), kind=Kind.GOVERNOR, state_code="CO")
    holder = _id(f"{Rank.LIAISON} {Kind.GOVERNOR} CO ")
    post = Post(office_id=office.id, person_id=holder, rank=Rank.LIAISON)
    asker = _id(f"{Rank.ADMINISTRATOR} {Kind.GOVERNOR} CO ")
    reset = FactorReset(office_id=office.id, person_id=holder, asked_by_id=asker)
    asked = IdentityRequest(person_id=holder, office_id=office.id, state_code="CO")
    prepared = Prepared(office_id=office.id, prepared_by_id=holder)
    notice = Notice(alliance_id=body.id, alliance=body, office_id=office.id, state_code="CO")
    letter = NoticeLetter(office_id=_id(f"{Kind.GOVERNOR} UT"), notice=notice)
    campaign = Campaign(alliance_id=body.id, alliance=body)
    enacted = Enacted(campaign, Instrument(alliance=body, state_code="UT"))
    unserved = Alliance(id=_id("unserved"), slug="unserved", represented_by=Kind.GOVERNOR)
    bodies = [("", body), ("no seat", unserved)]
    coming = [
        (said, Accession(alliance_id=one.id, alliance=one, state_code="NM")) for said, one in bodies
    ]
    period = PeriodIn(body, MembershipPeriod(alliance_id=body.id, state_code="CO"))
    act, sourced = (_instrument(body, by_state=one) for one in (True, False))
    question = _question(body)
    proxies = [("to Utah", _proxy(body)), ("alternate", _proxy(body, alternate=holder))]
    enrolled = Enrolled(_resolution(body, Stage.ENROLLED, 1, question), question)
    draft, circulated = _resolution(body, Stage.DRAFT), _resolution(body, Stage.CIRCULATED, 1)
    shared = _resolution(body, Stage.DRAFT, co_writers=("UT",), chosen=("WY",))
    texts = [("a draft", draft), ("shared", shared), ("circulated", circulated)]
    amendment = _amendment(circulated)
    asked_of = Asked(amendment, frozenset({office.id}))
    threads = [
        ("writers", _thread(shared, "writers")),
        ("chosen", _thread(shared, "chosen")),
        ("members", _thread(circulated, "members")),
    ]
    said = [(state, one.comments[0]) for state, one in threads]
    note = Note(office_id=office.id, resolution=circulated)
    copy = LayerCopy(
        office_id=office.id, resolution=circulated, states=[CopyState(state_code="UT")]
    )
    return {
        "accessions": coming,
        "accessions:found": [("", None)],
        **{f"accessions:{verb}": bodies for verb in ABOUT_AN_ALLIANCE},
        "accounts": [("", None)],
        "amendments": texts[1:],
        **{f"amendments:{verb}": [("Colorado's", amendment)] for verb in ABOUT_AN_AMENDMENT},
        **{f"amendments:{verb}": [("Colorado's", asked_of)] for verb in ABOUT_A_FRIENDLY_ONE},
        "authority:confirm": [("Colorado's", post)],  # that it is of this office is all that counts
        "authority:confirm-term": [("Colorado's", post)],
        "authority:withdraw-commitment": [("Colorado's", post)],
        "authority:document": [("Colorado's", post)],
        "authority:revoke": [("Colorado's", post)],
        "authority": [("", None)],
        "charters": [("", body)],
        "compacts": [("", body)],
        "clearance": [("", None)],
        **{key: [("a liaison's", prepared)] for key in ABOUT_A_PREPARED_ACT},
        "discussions": texts,
        **{f"discussions:{verb}": threads for verb in ABOUT_A_THREAD},
        "discussions:take-back": said,
        "enactments": [("", body)],
        **{f"enactments:{verb}": [("", campaign)] for verb in ABOUT_A_CAMPAIGN},
        **{f"enactments:{verb}": [("Utah's", enacted)] for verb in ABOUT_A_TEXT},
        "factors": [("", None)],
        "guests": [("shared", Share(office_id=office.id, guest_id=_id(f"{Kind.GUEST} ours")))],
        "guests:list": [("a draft", draft), ("circulated", circulated)],
        "guests:share": [("a draft", draft), ("circulated", circulated)],
        "instruments": [("", body)],
        **{
            f"instruments:{verb}": [("Colorado's", act), ("from a source", sourced)]
            for verb in ABOUT_AN_INSTRUMENT
        },
        "instruments:decide": [
            ("Colorado's", Precondition(instrument=act, decider=Kind.ATTORNEY_GENERAL)),
            ("from a source", Precondition(instrument=sourced)),
        ],
        "layers": texts,
        **{f"layers:{verb}": [("Colorado's", note)] for verb in ("set-aside", "promote")},
        **{f"layers:{verb}": [("to Utah", copy)] for verb in ("end-share", "read-copy")},
        "litigation": [("", None)],
        "mailing": [("", None)],
        "mailing:confirm-address": [("", Bounce(office_id=draft.office_id))],
        "meetings": [("CO chairs", _meeting(body))],
        "meetings:list": [("", body)],
        "meetings:call": [("CO chairs", Body(body, None, frozenset({office.id})))],
        "membership": [("", body)],
        "motions": [("Colorado's", _motion(body))],
        **{f"motions:{verb}": bodies for verb in ABOUT_MOTIONS},
        **{f"membership:{verb}": [("", period)] for verb in ABOUT_A_PERIOD},
        "outbox": [("", None)],
        "resolutions:draft": [("", body)],
        **dict.fromkeys(("resolutions", "drafting"), texts),
        "signatures": [("enrolled", enrolled)],
        "single-sign-on": [("", None)],
        **{key: [("", asked)] for key in ABOUT_A_REQUEST},
        "staffing": [("", Invitation(office_id=office.id, email="new@co.example"))],
        "staffing:invite": [("", office)],
        "staffing:list-sessions": [("", office)],
        **{verb: [("", post)] for verb in ABOUT_A_POST},
        **{verb: [("a liaison's", reset)] for verb in ABOUT_A_RESET},
        "states": [("", None)],
        "transitions": [("", None)],
        "votes:open": bodies,
        "votes:book": bodies,
        "votes:give-proxy": bodies,
        **{f"votes:{verb}": proxies for verb in ABOUT_A_PROXY},
        "votes:answer-by-proxy": [(said, Represented(question, one)) for said, one in proxies],
        "votes": [("", question)],
        "withdrawals": [("", body)],
        **{f"withdrawals:{verb}": [("Colorado's", notice)] for verb in ABOUT_A_NOTICE},
        **{f"withdrawals:{verb}": [("to Utah", letter)] for verb in ABOUT_A_LETTER},
        "workspaces": [("", None)],
    }


def _resolution(  # noqa: PLR0913 (what an example differs in)
    body: Alliance,
    stage: Stage,
    shown: int | None = None,
    question: Question | None = None,
    *,
    co_writers: Sequence[str] = (),
    chosen: Sequence[str] = (),
) -> Resolution:
    return Resolution(
        id=_id(f"resolution {stage}"),
        alliance_id=body.id,
        alliance=body,
        office_id=_id(f"{Kind.GOVERNOR} CO"),
        stage=stage,
        version=1,
        shown_version=shown,
        opened_at=None if shown is None else _AT,
        audience=Audience.MEMBERS if shown else Audience.CHOSEN,
        question=question,
        co_writers=[CoWriter(office_id=_id(f"{Kind.GOVERNOR} {one}")) for one in co_writers],
        chosen=[ChosenState(state_code=one) for one in chosen],
    )


def _amendment(circulated: Resolution) -> Amendment:
    """Of the office that circulated the resolution, which is asked what is friendly, too."""
    return Amendment(
        id=_id("amendment"),
        resolution_id=circulated.id,
        resolution=circulated,
        office_id=circulated.office_id,
        state_code="CO",
        number="1",
        wordings=[Wording(n=1, version=1)],
    )


def _thread(one: Resolution, circle: str) -> Thread:
    """Begun by the liaison of Colorado's governor."""
    whose = {
        "person_id": _id(f"{Rank.LIAISON} {Kind.GOVERNOR} CO "),
        "office_id": _id(f"{Kind.GOVERNOR} CO"),
    }
    return Thread(resolution=one, circle=circle, comments=[Comment(**whose)], **whose)


def _instrument(body: Alliance, *, by_state: bool) -> Instrument:
    """Of Colorado: recorded by an office of the state, or by the secretariat from a source."""
    version = InstrumentVersion(by_state=by_state)
    return Instrument(alliance_id=body.id, alliance=body, state_code="CO", versions=[version])


def _meeting(body: Alliance) -> Meeting:
    """Of an alliance whose chair is Colorado's governor."""
    roll: dict[str, Any] = {code: {} for code in MEMBERS}
    found = Meeting(id=_id("meeting"), alliance_id=body.id, alliance=body, roll=roll)
    chair = Officer(office_id=_id(f"{Kind.GOVERNOR} CO"), from_on=dt.date(2024, 1, 1), endings=[])
    set_committed_value(found, "titles", [chair])
    return found


def _motion(body: Alliance) -> Motion:
    """Of Colorado's governor's office."""
    return Motion(
        id=_id("motion"),
        alliance_id=body.id,
        alliance=body,
        kind="policy",
        office_id=_id(f"{Kind.GOVERNOR} CO"),
    )


def _proxy(body: Alliance, *, alternate: uuid.UUID | None = None) -> Proxy:
    """Of Colorado: held by Utah, or by somebody of its own office."""
    holder = "CO" if alternate else "UT"
    return Proxy(
        alliance_id=body.id,
        alliance=body,
        state_code="CO",
        office_id=_id(f"{Kind.GOVERNOR} CO"),
        holder_state=holder,
        holder_office_id=_id(f"{Kind.GOVERNOR} {holder}"),
        alternate_id=alternate,
    )


def _question(body: Alliance) -> Question:
    roster: dict[str, Any] = {code: {} for code in MEMBERS}
    return Question(
        id=_id("question"),
        alliance_id=body.id,
        alliance=body,
        represented_by=Kind.GOVERNOR,
        terms=Terms(chair="CO").frozen(),
        roster=json.dumps(roster, separators=(",", ":")),
    )
