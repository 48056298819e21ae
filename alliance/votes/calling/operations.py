"""Answers called out in a meeting: the clerk writes them down, a second person confirms them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from alliance.accounts.models import Office, Person, Post
from alliance.authority.queries import fitting
from alliance.authority.rules import ActClass
from alliance.core.actor import Actor, Rank
from alliance.core.actor import Office as Kind
from alliance.core.canonical import canonical, digest
from alliance.core.db import append, db
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.core.record import moment
from alliance.states.reference import name_of
from alliance.votes.answering import AlreadyAnswered, Put, row_of, write
from alliance.votes.calling.sheets import (
    CalledAnswer,
    CalledMark,
    Sheet,
    Step,
    reviewed,
    sheet_of,
)
from alliance.votes.models import Question
from alliance.votes.policy import Do
from alliance.votes.queries import answers_to
from alliance.votes.rules import Mode, why_not_answer
from alliance.votes.saying import Said, facts_of, why_not_said
from alliance.votes.sittings import Sitting, There, sitting_of

LONGEST_REASON = 300
NOT_YOU = "You wrote these lines yourself. Another person of the secretariat confirms them."


@dataclass(frozen=True)
class Seat:
    """The office that answers for a state, and its people by name: person and rank."""

    office_id: uuid.UUID
    people: Mapping[str, Sequence[tuple[uuid.UUID, str]]]

    def of(self, who: str) -> tuple[uuid.UUID, str] | None:
        """The one whom the attendance names ("Ada Lund, Office of the Governor"), if it is one."""
        found = self.people.get(who.partition(",")[0].strip().casefold(), ())
        return found[0] if len(found) == 1 else None


def why_not_called(question: Question) -> str:
    """Why no answer to this question can be called out, or ""."""
    if question.mode != Mode.MEETING:
        return "This question is not put in a meeting: states answer it themselves."
    if question.asked.secret or question.asked.hidden:
        return "What is called out is heard by all. Here each state answers for itself."
    if question.options:
        return "In a choice among options each state answers for itself."
    return ""


@operation(Do.CALL)
def call_out(actor: Actor, question: Question, *, said: Mapping[str, Said]) -> Act[int]:
    """Write down what states called out; nothing counts yet. The result is how many lines.

    Only what differs from what the sheet says is written.
    """
    now = moment(question.stream)
    sitting = _in_session(question)
    sheet, standing = sheet_of(question), answers_to(question.id)
    changed = {state: one for state, one in sorted(said.items()) if _differs(sheet, state, one)}
    if not changed:
        raise RuleBroken("The sheet says this already. Choose an answer of a state.")
    if actor.person_id is None or actor.office_id is None:
        raise RuleBroken("Only a person in an office writes on the sheet.")
    for state, one in changed.items():
        given = standing.get(state)
        replaces = given.n if given else 0
        if reason := why_not_answer(
            open_=question.is_open,
            closes_at=question.closes_at,
            now=now,
            entitled=state in question.entitled,
        ) or _why_not_line(question, sitting, state, one, replaces=replaces):
            raise RuleBroken(reason)
    seats = seats_of(question, list(changed))
    for state, one in changed.items():
        known, given = sheet.last.get(state), standing.get(state)
        delegate = seats[state].of(sitting.there[state].who) if state in seats else None
        append(
            CalledAnswer,
            {
                "question_id": question.id,
                "state_code": state,
                "n": known.n + 1 if known else 1,
                "answer": str(one.answer),
                "ground": one.ground or None,
                "replaces": given.n if given else 0,
                "delegate": sitting.there[state].who,
                "delegate_id": delegate[0] if delegate else None,
                "entered_at": now,
                "entered_by_id": actor.person_id,
                "entered_office_id": actor.office_id,
            },
        )
    db.session.flush()
    lines = {state: {"answer": str(one.answer)} for state, one in changed.items()}
    facts = {"question": question.id, "states": sorted(changed)}
    return Act(len(changed), question, {**facts, "lines_sha256": digest(canonical(lines))}, now)


def confirm(actor: Actor, question: Question, *, sha256: str) -> int:
    """Confirm the very lines that were reviewed: each becomes an answer. How many."""
    moment(question.stream)  # held before it is read: nobody else confirms meanwhile
    sheet = sheet_of(question)
    lines = sheet.for_another(actor.person_id)
    if not lines:
        raise RuleBroken(NOT_YOU if sheet.waiting else "No line waits any more.")
    if sha256 != reviewed(question, lines):
        raise ChangedMeanwhile(
            "The lines are not those that you reviewed. Nothing is recorded. Read them, then "
            "confirm again."
        )
    seats = seats_of(question, [one.state_code for one in lines])
    for line in lines:
        enter(actor, question, line=line, seat=seats.get(line.state_code))
    return len(lines)


@operation(Do.ENTER)
def enter(actor: Actor, question: Question, *, line: CalledAnswer, seat: Seat | None) -> Act[Said]:
    """Confirm one line of the sheet, as another person than who wrote it: it is an answer now.

    It stands for the state's office. Who called it out is who was there for the state; where the
    register of that office lets that person answer, the answer rests on it, else on the call alone.
    """
    now = moment(question.stream)
    state = line.state_code
    if actor.person_id == line.entered_by_id or actor.person_id is None:
        raise RuleBroken(NOT_YOU)
    if not line.waits:
        raise RuleBroken("Somebody has confirmed this line already, or sent it back.")
    if reason := why_not_answer(
        open_=question.is_open,
        closes_at=question.closes_at,
        now=now,
        entitled=state in question.entitled,
    ):
        raise RuleBroken(reason)
    if seat is None:
        raise RuleBroken(
            f"{name_of(state)} has no office here that could answer: its line cannot be confirmed. "
            "Send it back."
        )
    standing = answers_to(question.id).get(state)
    if (standing.n if standing else 0) != line.replaces:
        raise RuleBroken(
            f"{name_of(state)} has answered by itself since its line was written. Send that line "
            "back; the answer stands."
        )
    put = Put(line.said, line.replaces + 1, None)
    row = row_of(question, state, put)
    row |= {"office_id": seat.office_id, "person_id": actor.person_id, "answered_at": now}
    rests_on = _authority(question, line, seat)
    try:
        write(question, row | rests_on)
    except AlreadyAnswered:
        raise RuleBroken(f"{name_of(state)} has answered meanwhile. Read the sheet anew.") from None
    _mark(actor, line, Step.CONFIRMED, now, answer_n=put.n)
    facts = {
        "question": question.id,
        "state": state,
        "called": line.n,
        "entered_by": line.entered_by_id,
        "delegate": line.delegate_id,
    }
    if rests_on:
        facts |= {"authority": rests_on["authority_id"], "chain_sha256": rests_on["chain_sha256"]}
    return Act(line.said, question, facts | facts_of(line.said, put.n, None, question.asked), now)


@operation(Do.SEND_BACK)
def send_back(actor: Actor, question: Question, *, states: Sequence[str], reason: str) -> Act[int]:
    """Send lines back to the clerk, with the reason: they do not count."""
    now = moment(question.stream)
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise RuleBroken(f"Say in at most {LONGEST_REASON} characters what is to be looked at.")
    chosen = [one for one in sheet_of(question).waiting if one.state_code in states]
    if not chosen:
        raise RuleBroken("Choose at least one line that waits.")
    for line in chosen:
        _mark(actor, line, Step.RETURNED, now, reason=why)
    named = [one.state_code for one in chosen]
    return Act(len(chosen), question, {"question": question.id, "states": named}, now)


def seats_of(question: Question, states: Sequence[str]) -> dict[str, Seat]:
    """By state the office that answers, with who serves in it now; two statements for all."""
    wanted = select(Office.id, Office.state_code).where(
        Office.kind == question.represented_by, Office.state_code.in_(states)
    )
    rows = db.session.execute(wanted.order_by(Office.id.desc()))
    offices = {code: key for key, code in rows if code}
    serving = (
        select(Post.office_id, Person.id, Person.name, Post.rank)
        .join(Person, Person.id == Post.person_id)
        .where(Post.office_id.in_(offices.values()), Post.until.is_(None))
    )
    people: dict[uuid.UUID, dict[str, list[tuple[uuid.UUID, str]]]] = {}
    for office, person, name, rank in db.session.execute(serving):
        people.setdefault(office, {}).setdefault(name.casefold(), []).append((person, rank))
    return {code: Seat(key, people.get(key, {})) for code, key in offices.items()}


def _in_session(question: Question) -> Sitting:
    if reason := why_not_called(question):
        raise RuleBroken(reason)
    sitting = sitting_of(question)
    if sitting is None:
        raise RuleBroken("This question is of no meeting: states answer it themselves.")
    return sitting


def _differs(sheet: Sheet, state: str, said: Said) -> bool:
    """Whether a line is not what the sheet says; one that was sent back may say the same again."""
    known = sheet.last.get(state)
    if known is None or (known.mark and known.mark.step == Step.RETURNED):
        return True
    return (known.answer, known.ground or "") != (str(said.answer), said.ground)


def _why_not_line(
    question: Question, sitting: Sitting, state: str, said: Said, *, replaces: int
) -> str:
    there: There | None = sitting.there.get(state)
    if there is None:
        return f"{name_of(state)} is not recorded as present. Record first that it came."
    if replaces and not question.asked.may_change:
        return f"{name_of(state)} has answered already, and an answer once given stands."
    if reason := why_not_said(said, question.asked):
        return f"{name_of(state)}: {reason}"
    return ""


def _authority(question: Question, line: CalledAnswer, seat: Seat) -> dict[str, Any]:
    """What the call rests on in the register of the state's office, if it is found there."""
    found = seat.of(line.delegate)
    if found is None or found[0] != line.delegate_id:
        return {}
    person, rank = found
    delegate = Actor(
        name=line.delegate,
        office=Kind(question.represented_by),
        rank=Rank(rank),
        state=line.state_code,
        person_id=person,
        office_id=seat.office_id,
    )
    grounds, _ = fitting(delegate, ActClass.ANSWER)
    if not grounds:
        return {}
    return {"authority_id": grounds[0].authority.id, "chain_sha256": grounds[0].chain_sha256}


def _mark(actor: Actor, line: CalledAnswer, step: Step, now: Any, **more: Any) -> None:
    append(
        CalledMark,
        {
            "question_id": line.question_id,
            "state_code": line.state_code,
            "n": line.n,
            "step": str(step),
            "answer_n": more.get("answer_n"),
            "reason": more.get("reason", ""),
            "at": now,
            "person_id": actor.person_id,
            "office_id": actor.office_id,
        },
    )
