"""Reminders: when they are due, whom they reach, once each, and by hand at most once a day."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from alliance.charters.terms import Terms
from alliance.charters.voting import USUAL_VOTING
from alliance.core import clock, worker
from alliance.core.actor import CLOCK
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, Taken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from alliance.votes import operations, reminding
from alliance.votes.queries import held
from alliance.votes.reminders import DAY, HALF, LAST_DAY, due, why_not_remind
from tests import make
from tests.charters import made as charters
from tests.people import EVERYONE, SECRETARIAT, governor, liaison, secretary
from tests.votes import proxies

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (2 * HOUR - SECOND, []),
        (2 * HOUR, [(HALF, NOW + HOUR)]),
        (2 * DAY, [(HALF, NOW + DAY)]),
        (3 * DAY - SECOND, [(HALF, NOW + (3 * DAY - SECOND) / 2)]),
        (3 * DAY, [(HALF, NOW + 36 * HOUR), (LAST_DAY, NOW + 2 * DAY)]),
        (14 * DAY, [(HALF, NOW + 7 * DAY), (LAST_DAY, NOW + 13 * DAY)]),
    ],
)
def test_reminders_are_due_at_half_time_and_a_day_before_the_close(span, found):
    assert list(due("written", NOW, NOW + span)) == found


def test_in_a_meeting_nobody_is_reminded():
    assert not due("meeting", NOW, NOW + 14 * DAY)


@pytest.mark.parametrize(
    ("after", "words"),
    [(DAY - SECOND, "within the last day"), (DAY, ""), (DAY + SECOND, "")],
)
def test_by_hand_a_day_lies_between_two(after, words):
    reason = why_not_remind(
        open_=True,
        closes_at=NOW + 9 * DAY,
        now=NOW + after,
        missing=["CO"],
        before=NOW,
    )
    assert words in reason
    assert bool(reason) is bool(words)


def jobs(question, kind=reminding.JOB):
    found = db.session.scalars(select(Job).where(Job.kind == kind).order_by(Job.run_at))
    return [one for one in found if str(question.id) in one.key]


def mail(question):
    """Whom the reminders that wait go to: the states of their offices."""
    sent = [one for one in jobs(question, "mail") if one.facts["template"] == reminding.MAIL]
    states = {make.office_of(governor(state)).id: state for state in (*make.MEMBERS, "NM")}
    return [
        sorted(states[uuid.UUID(key)] for key in one.facts["audience"][7:].split("+"))
        for one in sent
    ]


def run(job):
    """Do this job at its time, as a worker does."""
    with clock.stopped_at(job.run_at):
        reminding.remind_when_due(Taken(job.id, job.kind, job.key, job.facts, 1))


def entered(question):
    about = entries_about(question.stream, [question.ref])
    return [one for one in about if one.action == "votes:remind"]


def test_time_reminds_those_who_have_not_answered_and_says_so_in_the_ledger(app):
    question = make.answered(make.put(), CO="yea")
    half, last = jobs(question)
    assert (half.facts["due"], last.facts["due"]) == (HALF, LAST_DAY)
    run(half)
    assert mail(question) == [["UT", "WY"]]
    make.answered(question, UT="nay")
    run(last)
    assert mail(question) == [["UT", "WY"], ["WY"]]
    first, second = entered(question)
    assert first.facts["states"] == ["UT", "WY"]
    assert (second.facts["states"], second.facts["due"]) == (["WY"], LAST_DAY)
    assert first.person_id is None


def test_a_reminder_that_was_sent_is_not_sent_again(app):
    question = make.put()
    half, _ = jobs(question)
    run(half)
    run(half)
    assert len(entered(question)) == len(mail(question)) == 1


def test_the_worker_does_it_by_itself_once(app):
    question = make.put()
    half, _ = jobs(question)
    with clock.stopped_at(half.run_at):
        while worker.run_once("one"):
            pass
        while worker.run_once("two"):
            pass
    assert len(entered(question)) == 1
    sent = [one for one in app.extensions["mailman"].outbox if "not answered" in one.subject]
    assert {one.to[0] for one in sent} >= {governor().email, liaison("WY").email}
    assert SECRETARIAT.email not in {one.to[0] for one in sent}
    assert len({one.to[0] for one in sent}) == len(sent)


def nothing(question, job):
    run(job)
    assert not entered(question)
    assert not mail(question)


def test_whoever_has_answered_is_reminded_no_more(app):
    question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    nothing(question, jobs(question)[0])


def test_a_question_that_is_closed_or_taken_off_reminds_nobody(app):
    question = make.answered(make.put(), CO="yea")
    make.closed(question)
    nothing(question, jobs(question)[1])
    question = make.put()
    with transaction():
        operations.void(make.actor(SECRETARIAT), held(question.id), reason="The text was changed.")
    nothing(question, jobs(question)[0])


def test_a_worker_that_was_away_until_after_the_close_reminds_nobody(app):
    question = make.put()
    job = jobs(question)[0]
    with clock.stopped_at(question.closes_at):
        reminding.remind_when_due(Taken(job.id, job.kind, job.key, job.facts, 1))
    assert not entered(question)


def test_a_later_close_makes_the_reminders_before_it_void_and_leaves_its_own(app):
    terms = Terms(voting=replace(USUAL_VOTING, extensions=1))
    charters.adopt(charters.draft(charters.words(terms=terms)))
    question = make.put()
    before = jobs(question)
    later = question.closes_at + 10 * DAY
    with transaction():
        operations.extend(
            make.actor(SECRETARIAT), held(question.id), closes_at=later, reason="Snow"
        )
    nothing(question, before[1])
    half, last = [one for one in jobs(question) if one not in before]
    assert last.run_at == later - DAY
    run(half)
    assert mail(question) == [["CO", "UT", "WY"]]


def test_by_hand_once_a_day(app):
    question, who = make.put(), make.actor(SECRETARIAT)

    def remind(at):
        with clock.stopped_at(at), transaction():
            return reminding.remind(who, held(question.id)).result

    start = question.opened_at + HOUR
    assert remind(start) == ["CO", "UT", "WY"]
    with pytest.raises(RuleBroken, match="within the last day"):
        remind(start + DAY - SECOND)
    run(jobs(question)[0])  # what time does is another matter
    assert remind(start + 8 * DAY) == ["CO", "UT", "WY"]
    assert len(mail(question)) == 3
    with pytest.raises(RuleBroken, match="has passed"):
        remind(question.closes_at)


def test_only_the_secretariat_reminds(app):
    question = make.put()
    for role in EVERYONE:
        if role.seat == "ours" and role.rank in {"principal", "counsel", "liaison"}:
            continue
        with pytest.raises(NotPermitted), transaction():
            reminding.remind(make.actor(role), held(question.id))
    assert not entered(question)
    with transaction():
        reminding.remind(CLOCK, held(question.id), due=HALF)


def told(app, question):
    """What was sent when the reminder at half time went out: headings and texts by address."""
    half, _ = jobs(question)
    run(half)
    return sent(app, half.run_at)


def sent(app, at):
    with clock.stopped_at(at):
        while worker.run_once("test"):
            pass
    found = {}
    for one in app.extensions["mailman"].outbox:
        if "not answered" in one.subject:
            found.setdefault(one.to[0], []).append((one.subject.partition(":")[0], one.body))
    return found


def headings(found, role):
    return [heading for heading, _ in found.get(role.email, [])]


def test_who_holds_the_proxy_of_a_state_is_reminded_of_it_once_and_in_words(app):
    proxies.allowed()
    question = make.answered(make.put(), UT="yea")
    proxies.given("CO", "UT", instructions="canary-instructions-bird")
    proxies.given("WY", "UT")
    found = told(app, question)
    assert mail(question) == [["CO", "UT", "WY"]]
    assert headings(found, governor("UT")) == ["Colorado and Wyoming have not answered yet"]
    [(_, body)] = found[governor("UT").email]
    assert "Your office holds the proxy of Colorado and Wyoming" in " ".join(body.split())
    assert headings(found, governor()) == ["Your state has not answered yet"]
    assert "proxy" not in found[governor().email][0][1]
    assert not [body for some in found.values() for _, body in some if "bird" in body]
    assert entered(question)[0].facts["states"] == ["CO", "WY"]


def test_who_has_not_answered_and_holds_a_proxy_is_reminded_of_both_in_one(app):
    proxies.allowed()
    question = make.put()
    proxies.given("CO", "UT")
    found = told(app, question)
    assert headings(found, governor("UT")) == ["Your state and Colorado have not answered yet"]
    assert headings(found, governor("WY")) == ["Your state has not answered yet"]


NOT_USABLE = ("recalled", "ended", "of another kind", "suspended", "not counting")


@pytest.mark.parametrize("how", NOT_USABLE)
def test_who_could_not_answer_for_a_state_is_not_reminded_of_it(app, how):
    proxies.allowed()
    question = make.answered(make.put(), UT="yea", WY="yea")
    colorado = make.office_of(governor()).id
    kinds = {"kind": "election"} if how == "of another kind" else {}
    days = {"last_on": today_in("CO")} if how == "ended" else {}
    one = proxies.given("CO", "UT", **kinds, **days)
    if how == "recalled":
        proxies.recalled(one)
    if how == "not counting":
        proxies.alternate()
    if how == "suspended":
        make.succeeded(governor())
    found = told(app, question)
    left = [one for one in jobs(question, "mail") if one.facts["template"] == reminding.MAIL]
    assert [one.facts["audience"] for one in left] == [f"office:{colorado}"]
    assert not headings(found, governor("UT"))
    assert headings(found, liaison()) == ["Your state has not answered yet"]


def test_a_proxy_that_is_recalled_before_the_mail_goes_out_reminds_nobody(app):
    proxies.allowed()
    question = make.answered(make.put(), UT="yea", WY="yea")
    one = proxies.given("CO", "UT")
    half, _ = jobs(question)
    run(half)
    assert mail(question) == [["CO", "UT"]]
    proxies.recalled(one)
    found = sent(app, half.run_at)
    assert not headings(found, governor("UT"))
    assert headings(found, governor()) == ["Your state has not answered yet"]


def test_an_alternate_is_told_so_and_no_colleague_is(app):
    question = make.answered(make.put(), UT="yea", WY="yea")
    proxies.alternate(liaison())
    found = told(app, question)
    [(heading, body)] = found[liaison().email]
    assert heading == "Your state has not answered yet"
    assert "You are an alternate of your office" in body
    assert "alternate" not in found[governor().email][0][1]


def test_the_secretariat_reads_who_is_reminded_by_proxy(visitor, app):
    proxies.allowed()
    question = make.answered(make.put(), UT="yea", WY="yea")
    proxies.given("CO", "UT")
    visitor.sign_in(SECRETARIAT)
    words = visitor.get("votes.remind", question_id=question.id).words
    assert "Utah, Office of the Governor, by the proxy of Colorado" in words


def test_the_secretariat_reads_whom_it_reminds_and_is_refused_twice(visitor, app):
    question = make.answered(make.put(), CO="yea")
    visitor.sign_in(SECRETARIAT)
    show = visitor.get("votes.show", question_id=question.id)
    assert visitor.url("votes.remind", question_id=question.id) in show.links()
    page = visitor.get("votes.remind", question_id=question.id)
    assert "Have not answered Utah and Wyoming" in page.words
    assert "Reminded before never" in page.words
    visitor.press("votes.remind", page, question_id=question.id)
    assert mail(question) == [["UT", "WY"]]
    page = visitor.get("votes.remind", question_id=question.id)
    assert "A reminder was sent within the last day" in page.words
    assert "Send the reminder" not in page.words
    refused = visitor.press("votes.remind", page, None, 409, question_id=question.id)
    assert "Wait a day" in refused.words
    visitor.sign_in(secretary("observer"))
    visitor.get("votes.remind", 403, question_id=question.id)
    page = visitor.sign_in(liaison()).get("workspaces.record")
    assert "Utah and Wyoming were reminded to answer" in page.words
