"""The invented meetings of the demonstration: one with signed minutes, one called for next week."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping

from sqlalchemy import select

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.meetings import floor, motions, operations, queries, questions, reviewing, signing_off
from alliance.meetings.floor import There
from alliance.meetings.models import Meeting
from alliance.meetings.motions import Moved
from alliance.meetings.operations import Agenda, Call
from alliance.meetings.policy import Body
from alliance.meetings.rules import Capacity, Way, Word
from alliance.membership.models import Alliance
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import under_review
from alliance.resolutions.rules import Stage
from alliance.votes import operations as votes
from alliance.votes.calling import operations as called
from alliance.votes.calling import sheets as called_sheets
from alliance.votes.models import Question
from alliance.votes.rules import USUAL_RULE, Answer
from alliance.votes.saying import Said

Who = Callable[[str], Actor]
CLERK, SECOND = "secretariat@five.example", "clerk@five.example"
ZONE = "America/Denver"
PLACE = "Conference room 2 (invented)"
LINK = "By a link that the secretariat sends (invented)"
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
PEOPLE = {
    "CO": ("Casey Morgan, Office of the Governor", Way.IN_PERSON),
    "GA": ("Jordan Ellis, Office of the Governor", Way.REMOTE),
    "PA": ("Jamie Porter, Office of the Governor", Way.IN_PERSON),
    "UT": ("Riley Snow, Office of the Governor", Way.IN_PERSON),
}
LATE = ("Morgan Lind, Office of the Governor", Way.REMOTE)
ANSWERS: Mapping[str, Word] = {
    "CO": Word.YEA,
    "GA": Word.YEA,
    "MN": Word.PRESENT,
    "PA": Word.NAY,
    "UT": Word.YEA,
}


# What is called out on the text that is put in the meeting: as many for it as against it.
CALLED = {
    "CO": Answer.YEA,
    "GA": Answer.YEA,
    "MN": Answer.NAY,
    "PA": Answer.PRESENT,
    "UT": Answer.NAY,
}


def call_a_meeting(alliance: Alliance, who: Who, start: dt.datetime, text: Resolution) -> Meeting:
    """The meeting that is held later in the story; the text is the last item on its agenda."""
    clerk, body = who(CLERK), queries.body(None, alliance.slug)
    assert body
    one = _called(clerk, body, "Fall meeting (demonstration)", start)
    _item(clerk, one, Agenda("Report on common forms", "", "Utah", 20))
    _item(clerk, one, Agenda("A format for road-weather data", "", "Georgia", 40))
    _item(clerk, one, Agenda("One directory of duty officers", str(text.id), "Minnesota", 15))
    return one


def hold_it(one: Meeting, who: Who, states: Collection[str]) -> None:
    """From its call to order to its signed minutes; the states are those that vote."""
    clerk, chair, start = who(CLERK), who("governor@pa.example"), one.starts_at
    report, data, text = (item.id for item in queries.course_of(one).items)
    with clock.stopped_at(start):
        operations.open_meeting(clerk, one)
        there = [There(code, how, name) for code, (name, how) in PEOPLE.items()]
        floor.note_attendance(clerk, one, there=there)
        operations.take_up(clerk, one, item=report)
    with clock.stopped_at(start + 12 * MINUTE):
        floor.note_attendance(clerk, one, there=[There("MN", LATE[1], LATE[0])])
        _spoken(clerk, who("governor@ga.example"), one)
    with clock.stopped_at(start + 25 * MINUTE):
        _moved(clerk, one, ("UT", "CO", "that the report on common forms be accepted"), report)
    with clock.stopped_at(start + 45 * MINUTE):
        operations.take_up(clerk, one, item=data)
        _decided(clerk, chair, one, data)
    with clock.stopped_at(start + 60 * MINUTE):
        operations.take_up(clerk, one, item=text)
        asked = _asked(clerk, one, text, states)
    with clock.stopped_at(start + 65 * MINUTE):
        _called_out(clerk, who(SECOND), asked)
    with clock.stopped_at(start + 80 * MINUTE):
        operations.adjourn(clerk, one)
    with clock.stopped_at(start + 180 * MINUTE):
        _minuted(clerk, chair, one)


def _called(clerk: Actor, body: Body, title: str, starts_at: dt.datetime) -> Meeting:
    says = Call(title, starts_at, ZONE, PLACE, LINK)
    return operations.call(clerk, body, says=says).result


def _item(clerk: Actor, one: Meeting, says: Agenda) -> int:
    return operations.set_item(clerk, one, says=says).result


def _spoken(clerk: Actor, speaker: Actor, one: Meeting) -> None:
    began = clock.now()
    speech = floor.ask_to_speak(speaker, one, state=speaker.state, name=speaker.name).result
    floor.give_floor(clerk, one, speech=speech)
    with clock.stopped_at(began + 4 * MINUTE):
        floor.end_speech(clerk, one, speech=speech)


def _moved(clerk: Actor, one: Meeting, says: tuple[str, str, str], item: int) -> None:
    key = motions.move(clerk, one, says=Moved(*says, item)).result
    motions.by_consent(clerk, one, motion=key)


def _decided(clerk: Actor, chair: Actor, one: Meeting, item: int) -> None:
    """A motion to which a state objects: a roll call, corrected once, and confirmed."""
    words = "that the members publish road-weather data in one open format"
    key = motions.move(clerk, one, says=Moved("GA", "UT", words, item)).result
    motions.objection(clerk, one, motion=key, state="PA")
    first = {**ANSWERS, "PA": Word.PRESENT}
    motions.take_roll(clerk, one, motion=key, rule=dict(USUAL_RULE), answers=first)
    motions.correct_roll(
        clerk, one, motion=key, answers=ANSWERS, reason="Pennsylvania said nay; misheard"
    )
    motion = queries.course_of(one).motion(key)
    assert motion
    assert motion.roll
    seen = reviewing.reviewed(one, motion.roll)
    motions.confirm_roll(chair, one, motion=key, sha256=seen)


def _asked(clerk: Actor, one: Meeting, item: int, states: Collection[str]) -> Question:
    """The question on the text of an item, put in the meeting."""
    text = questions.text_of_item(clerk, one, item)
    assert text
    return questions.put_question(
        clerk,
        one,
        item=item,
        rule=dict(USUAL_RULE),
        reviewed=under_review(text, text.shown_version),
        states=states,
    ).result


def _called_out(clerk: Actor, second: Actor, asked: Question) -> None:
    """The clerk writes down what states call out, another person confirms it; then it is closed."""
    said = {code: Said(word) for code, word in CALLED.items()}
    called.call_out(clerk, asked, said=said)
    lines = called_sheets.sheet_of(asked).for_another(second.person_id)
    called.confirm(second, asked, sha256=called_sheets.reviewed(asked, lines))
    votes.close_and_follow(clerk, asked)


def _minuted(clerk: Actor, chair: Actor, one: Meeting) -> None:
    words = "The chair thanked the members for coming."
    operations.write_paragraph(clerk, one, words=words, after=one.last)
    seen = signing_off.sha256_of(signing_off.as_they_stand(one))
    signing_off.draft(clerk, one, sha256=seen)
    found = queries.minutes_now(one)
    assert found
    version, sha256 = found.version, found.sha256
    signed_as = Capacity.SECRETARY
    signing_off.sign(clerk, one, version=version, sha256=sha256, capacity=signed_as)
    signing_off.confirm(chair, one, version=version, sha256=sha256)


def call_the_next(alliance: Alliance, who: Who) -> None:
    """A meeting of next week; of its items two are about texts, one of them undecided."""
    clerk, body = who(CLERK), queries.body(None, alliance.slug)
    assert body
    start = clock.now().replace(hour=18, minute=0, second=0, microsecond=0) + 7 * DAY
    one = _called(clerk, body, "Winter meeting (demonstration)", start)
    _item(clerk, one, Agenda("Minutes of the fall meeting", "", "The secretariat", 5))
    signed, circulated = (_text(alliance, one) for one in (Stage.IN_FORCE, Stage.CIRCULATED))
    _item(clerk, one, Agenda("How the common form is used", str(signed.id), "Colorado", 30))
    _item(clerk, one, Agenda("A shared calendar", str(circulated.id), "Utah", 20))


def _text(alliance: Alliance, stage: Stage) -> Resolution:
    """The only text of the alliance that stands there."""
    wanted = select(Resolution).where(
        Resolution.alliance_id == alliance.id, Resolution.stage == stage
    )
    return db.session.scalars(wanted).one()
