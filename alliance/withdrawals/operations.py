"""What can be done with withdrawals: give notice, have it delivered, rescind it, take effect."""

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from alliance.accounts.queries import office_ids_of
from alliance.authority.operations import note_act
from alliance.authority.queries import Chosen, require_authority
from alliance.authority.rules import ActClass
from alliance.charters.serving import end_of_state
from alliance.clearance import operations as clearance
from alliance.clearance.models import Prepared
from alliance.clearance.queries import register_and_rule
from alliance.clearance.rules import Content
from alliance.core import clock
from alliance.core.actor import CLOCK, Actor
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, Done, RuleBroken, operation
from alliance.core.outbox import once, tell
from alliance.core.policy import require
from alliance.core.record import moment
from alliance.membership.models import Alliance
from alliance.membership.moving import leave, stands_on, stay
from alliance.membership.rules import Standing
from alliance.states.reference import jurisdictions, today_in
from alliance.withdrawals import queries
from alliance.withdrawals.dating import happened, worked_out
from alliance.withdrawals.foreseeing import Thought, foresee
from alliance.withdrawals.letters import Signer, write_letters
from alliance.withdrawals.models import Notice, NoticeEvent, NoticeLetter
from alliance.withdrawals.policy import Do
from alliance.withdrawals.rules import (
    COMPLETE,
    LONGEST_SOURCE,
    LONGEST_WORDS,
    Stage,
    Way,
    is_out,
    why_not_delivered,
    why_not_event,
    why_not_named,
    why_not_noted,
    why_not_rescind,
    why_not_undated,
)

EFFECT_JOB = "withdrawals:take-effect"


@dataclass(frozen=True)
class Saying:
    """What a notice says: from when at the earliest, and why, in the state's own words."""

    named_on: dt.date | None = None
    words: str = ""


@dataclass(frozen=True)
class Delivered:
    """How and when a letter was delivered."""

    on: dt.date
    how: Way
    note: str = ""


def content_of(alliance: Alliance, saying: Saying) -> Content:
    """What a notice says and rests on, as an office prepares it."""
    named = saying.named_on.isoformat() if saying.named_on else None
    return Content({"named_on": named, "words": saying.words}, {"slug": alliance.slug})


def prepare(actor: Actor, alliance: Alliance, *, saying: Saying, note: str = "") -> Done[Prepared]:
    """Prepare a notice, for somebody else of the office to give."""
    require(actor, Do.PREPARE, alliance)
    _refuse_a_second(alliance, actor.state)
    if reason := _why_not_say(saying, today_in(actor.state)):
        raise RuleBroken(reason)
    content = content_of(alliance, saying)
    matter = clearance.Matter(ActClass.NOTICE, ref_of(alliance), alliance.name, content)
    return clearance.prepare(actor, None, matter=matter, note=note)


def ref_of(alliance: Alliance) -> str:
    """What a notice that is being prepared is about."""
    return f"leaving:{alliance.id}"


@operation(Do.GIVE)
def give_notice(
    actor: Actor,
    alliance: Alliance,
    *,
    saying: Saying,
    reviewed: str,
    chosen: Chosen | None = None,
) -> Act[Notice]:
    """Give notice that the actor's state withdraws; letters to every other member go out.

    `reviewed` is the digest of what the simulator said on the page that was reviewed.
    """
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office gives notice for a state.")
    now = moment(alliance.stream)
    today = today_in(actor.state)
    _refuse_a_second(alliance, actor.state)
    if reason := _why_not_say(saying, today):
        raise RuleBroken(reason)
    seen = foresee(alliance, actor.state, Thought(today, saying.named_on))
    if seen.sha256 != reviewed:
        raise ChangedMeanwhile(queries.FOREWARNED)
    if reason := why_not_undated(seen.effective_on, names_day=seen.dated.names_day):
        raise RuleBroken(reason)
    register, steps = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.NOTICE, chosen=chosen, records=register)
    clearance.released(
        actor, ActClass.NOTICE, ref_of(alliance), content_of(alliance, saying), steps
    )
    notice = Notice(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        state_code=actor.state,
        office_id=actor.office_id,
        person_id=actor.person_id,
        given_on=today,
        given_at=now,
        named_on=saying.named_on,
        words=saying.words,
        rule=queries.rule_of(alliance, today),
        foreseen=seen.as_json(),
        version=1,
    )
    db.session.add(notice)
    signer = Signer(actor.name, actor.office_name, grounds.statement["citation"])
    write_letters(notice, seen, signer, now)
    db.session.flush()
    note_act(actor, grounds, subject=notice.ref, at=now)
    _work_out(notice)
    tell(f"alliance:{alliance.id}", "withdrawals/mail/give_notice", str(notice.id), str(notice.id))
    facts = {
        "notice": notice.id,
        "state": actor.state,
        "given_on": today.isoformat(),
        "effective_on": _said(notice.effective_on),
        "letters": {one.state_code: one.text_sha256 for one in notice.letters},
        "foreseen_sha256": seen.sha256,
        **grounds.facts,
    }
    return Act(notice, notice, facts, now)


@operation(Do.ACKNOWLEDGE)
def acknowledge(actor: Actor, letter: NoticeLetter) -> Act[NoticeLetter]:
    """Acknowledge, for the office to which it is written, that a letter has arrived."""
    # Where it is still the day before, it has arrived on the day on which it was written.
    on = max(today_in(actor.state), letter.notice.given_on)
    return _deliver(actor, letter, Delivered(on, Way.HERE))


@operation(Do.NOTE_DELIVERY)
def note_delivery(actor: Actor, letter: NoticeLetter, *, delivered: Delivered) -> Act[NoticeLetter]:
    """Note, for the office that sent it, that a letter was delivered, when and how."""
    if delivered.how is Way.HERE:
        raise RuleBroken("Only the office that receives it acknowledges a letter here.")
    return _deliver(actor, letter, delivered)


@operation(Do.NOTE_EVENT)
def note_event(
    actor: Actor, notice: Notice, *, name: str, on: dt.date | None, source: str
) -> Act[NoticeEvent]:
    """Note that something the rule asks for has happened, or (None) that it has not after all."""
    now = _held(notice)
    if actor.person_id is None:
        raise RuleBroken("Only a person in an office notes this.")
    today = today_in(notice.state_code)
    asked = queries.events_asked(notice.rule)
    reason = why_not_noted(notice.stage, notice.effective_on, today) or why_not_event(
        name, on or notice.given_on, asked, today
    )
    if reason or len(source) > LONGEST_SOURCE:
        raise RuleBroken(reason or f"The source is longer than {LONGEST_SOURCE} characters.")
    event = NoticeEvent(
        id=clock.new_id(), name=name, on=on, source=source, at=now, person_id=actor.person_id
    )
    notice.events.append(event)
    db.session.flush()
    _work_out(notice)
    facts = {"notice": notice.id, "event": name, "on": _said(on), **_effect(notice)}
    return Act(event, notice, facts, now)


@operation(Do.RESCIND)
def rescind(
    actor: Actor, notice: Notice, *, version: int, chosen: Chosen | None = None
) -> Act[Notice]:
    """Take a notice back before it takes effect; the state stays."""
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("Only a person in an office rescinds a notice.")
    now = _held(notice)
    today = today_in(actor.state)
    if notice.version != version:
        raise ChangedMeanwhile(queries.FOREWARNED)
    until = worked_out(notice).too_late_on
    if reason := why_not_rescind(notice.stage, notice.effective_on, until, today):
        raise RuleBroken(reason)
    register, steps = register_and_rule(actor.office_id)
    grounds = require_authority(actor, ActClass.NOTICE, chosen=chosen, records=register)
    clearance.released(actor, ActClass.NOTICE, notice.ref, rescission_of(notice), steps)
    notice.rescinded_at, notice.rescinded_on = now, today
    notice.rescinded_by_id = actor.person_id
    notice.version += 1
    stay(notice.alliance, notice.state_code, today, f"notice of {notice.given_on} rescinded")
    note_act(actor, grounds, subject=notice.ref, at=now)
    about = str(notice.id)
    tell(f"alliance:{notice.alliance_id}", "withdrawals/mail/rescind", about, about)
    facts = {"notice": notice.id, "state": notice.state_code, "on": today.isoformat()}
    return Act(notice, notice, {**facts, **grounds.facts}, now)


@operation(Do.TAKE_EFFECT)
def take_effect(_clock: Actor, notice: Notice) -> Act[Notice]:
    """Note that a withdrawal has taken effect, and end what the state held in the alliance."""
    now = _held(notice)
    effective = notice.effective_on
    today = today_in(notice.state_code)
    if notice.stage is not Stage.GIVEN or effective is None or today < effective:
        raise RuleBroken("This withdrawal does not take effect now.")
    notice.took_effect_at = now
    notice.version += 1
    _move(notice, in_effect=True)
    ended = end_of_state(CLOCK, notice.alliance, state=notice.state_code, out_on=effective).result
    about = str(notice.id)
    tell(f"alliance:{notice.alliance_id}", "withdrawals/mail/take_effect", about, about)
    # The offices of the state are members' no longer, and are told apart.
    for office in office_ids_of([notice.state_code]):
        tell(f"office:{office}", "withdrawals/mail/take_effect", about, f"{about}:{office}")
    facts = {
        "notice": notice.id,
        "state": notice.state_code,
        "effective_on": effective.isoformat(),
        "ended": len(ended.officers) + len(ended.seats),
    }
    return Act(notice, notice, facts, now)


def due(notice_id: uuid.UUID, effective: dt.date) -> Notice | None:
    """The notice for which a job was left; None where another day holds now, or it has ended."""
    notice = db.session.get(Notice, notice_id, populate_existing=True)
    if notice is None:
        return None
    moment(notice.stream)
    if notice.stage is not Stage.GIVEN or notice.effective_on != effective:
        return None
    return notice if today_in(notice.state_code) >= effective else None


def _refuse_a_second(alliance: Alliance, state: str) -> None:
    if queries.running(alliance, state) is not None:
        raise RuleBroken("Your state has given notice already. It can be rescinded, not repeated.")
    if stands_on(alliance, state, today_in(state)) is Standing.NOTICE_GIVEN:
        raise RuleBroken(
            "That your state has given notice is recorded already, from a source outside."
        )


def _why_not_say(saying: Saying, today: dt.date) -> str | None:
    if len(saying.words) > LONGEST_WORDS:
        return (
            f"The words of the notice are longer than {LONGEST_WORDS:,} characters. Shorten them."
        )
    return why_not_named(saying.named_on, today)


def _deliver(actor: Actor, letter: NoticeLetter, delivered: Delivered) -> Act[NoticeLetter]:
    notice = letter.notice
    now = _held(notice)
    if actor.person_id is None:
        raise RuleBroken("Only a person in an office notes this.")
    if letter.delivered_on is not None:
        raise RuleBroken(f"This letter was delivered on {letter.delivered_on.isoformat()} already.")
    if notice.stage is Stage.RESCINDED:
        raise RuleBroken("The notice is rescinded: nothing has to be delivered any more.")
    # By the calendar of either: of two states one may be a day ahead of the other.
    today = max(today_in(notice.state_code), today_in(letter.state_code))
    if reason := why_not_delivered(delivered.on, notice.given_on, today):
        raise RuleBroken(reason)
    letter.delivered_on, letter.delivered_how = delivered.on, delivered.how.value
    letter.delivered_note = delivered.note or None
    letter.noted_at, letter.noted_by_id = now, actor.person_id
    if letter.sent_at is None:
        letter.sent_at = now
    db.session.flush()
    _work_out(notice)
    facts = {
        "notice": notice.id,
        "to": letter.state_code,
        "on": delivered.on.isoformat(),
        "how": delivered.how.value,
        **_effect(notice),
    }
    return Act(letter, notice, facts, now)


def _held(notice: Notice) -> dt.datetime:
    """The instant of the act; nobody else changes the notice before this transaction ends."""
    now = moment(notice.stream)
    db.session.refresh(notice)
    return now


def _work_out(notice: Notice) -> None:
    """Work the day of leaving out anew, move the state accordingly, and leave the job for it.

    A day that has come stays, also where it is not noted yet that the withdrawal took effect.
    """
    if notice.stage is not Stage.GIVEN:
        return
    if not is_out(notice.stage, notice.effective_on, today_in(notice.state_code)):
        notice.effective_on = worked_out(notice).day
    notice.version += 1
    _move(notice)
    effective = notice.effective_on
    if effective is None:
        return
    if today_in(notice.state_code) >= effective:
        take_effect(CLOCK, notice)
        return
    zone = ZoneInfo(jurisdictions()[notice.state_code].zone)
    at = dt.datetime.combine(effective, dt.time(), zone).astimezone(dt.UTC)
    job = {"notice": str(notice.id), "effective_on": effective.isoformat()}
    once(EFFECT_JOB, f"notice:{notice.id}:{effective}:{notice.version}", job, at)


def _move(notice: Notice, *, in_effect: bool = False) -> None:
    """Move the state as its notice says, unless it is pending meanwhile."""
    why = f"notice of {notice.given_on}"
    said = queries.leaving_of(notice)
    leave(notice.alliance, notice.state_code, said, why, in_effect=in_effect)


def _effect(notice: Notice) -> dict[str, object]:
    complete = happened(notice)[COMPLETE]
    return {"complete_on": _said(complete), "effective_on": _said(notice.effective_on)}


def _said(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def rescission_of(notice: Notice) -> Content:
    """What taking a notice back says and rests on, as an office prepares it."""
    return Content({"rescind": True}, {"slug": notice.alliance.slug})


def prepare_rescission(actor: Actor, notice: Notice, *, note: str = "") -> Done[Prepared]:
    """Prepare the rescission of a notice, for somebody else of the office to give."""
    require(actor, Do.PREPARE, notice)
    matter = clearance.Matter(
        ActClass.NOTICE, notice.ref, notice.alliance.name, rescission_of(notice)
    )
    return clearance.prepare(actor, None, matter=matter, note=note)
