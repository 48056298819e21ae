"""What a charter says of votes holds; closes are put off, and questions taken off."""

import datetime as dt
import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from alliance.charters.terms import MalformedTerms, Terms, in_words, read_terms
from alliance.charters.voting import Span, Voting
from alliance.clockwork import close_when_due
from alliance.core import clock
from alliance.core.actor import CLOCK
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, Taken
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.resolutions import stages
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import Stage
from alliance.texts.starting import plain_clauses
from alliance.votes import operations
from alliance.votes.deadlines import Deadline, Unit, closes_at
from alliance.votes.models import Question
from alliance.votes.queries import answers_to, extensions_of, held
from alliance.votes.rules import USUAL_RULE, Mode
from alliance.votes.terms import BEFORE, terms_of
from alliance.votes.terms import Terms as Asked
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.compacts.made import WEIGHT, take_weights
from tests.membership.files import contents
from tests.people import SECRETARIAT, governor, liaison

TWO_THIRDS = {
    "majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "2/3"}}],
}
NO_OBJECTION = {"majorities": [{"no_objection": True}]}
DAY = dt.timedelta(days=1)


def chartered(**said):
    """The charter of the alliance says this of votes."""
    charters.adopt(charters.draft(charters.words(terms=Terms(voting=Voting(**said)))))


def put(way, rule=USUAL_RULE):
    made = make.circulated()
    with transaction():
        return resolutions.put(
            make.actor(SECRETARIAT), made, rule=rule, way=way, **make.to_put(made)
        ).result


def extend(question, to, role=SECRETARIAT, reason="Snow in two states"):
    with transaction():
        who = make.actor(role)
        return operations.extend(who, held(question.id), closes_at=to, reason=reason).result


def jobs(question):
    found = db.session.scalars(select(Job).where(Job.kind == operations.CLOSE_JOB))
    return [one for one in found if one.facts["question"] == str(question.id)]


# The charter.


def test_what_is_written_reads_back_to_the_same():
    said = Voting(
        rules={"policy": TWO_THIRDS, "any": dict(USUAL_RULE)},
        modes=("written",),
        may_change=False,
        hidden=True,
        extensions=2,
        least=Span(5, "business days"),
        proxies=True,
        chains=True,
        divided=True,
    )
    kept = Terms(voting=said).as_json()
    assert read_terms(json.loads(json.dumps(kept))).voting == said
    assert "votes" not in Terms().as_json(), "what was kept before hashes as it did"
    words = dict(in_words(Terms(voting=said)))
    assert "at least 5 business days" in words["Votes"]
    assert "2/3" in words["Vote on a policy"] or "two thirds" in words["Vote on a policy"].lower()


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"rules": {"policy": {"majorities": []}}}, "votes.rules.policy.majorities"),
        ({"rules": {"lunch": {}}}, "votes.rules.lunch"),
        ({"modes": []}, "votes.modes"),
        ({"modes": ["written", "written"]}, "votes.modes"),
        ({"modes": ["by post"]}, "votes.modes[0]"),
        ({"least": {"count": 5, "unit": "weeks"}}, "votes.least.unit"),
        ({"least": {"count": 251, "unit": "days"}}, "votes.least.count"),
        ({"extensions": 11}, "votes.extensions"),
        ({"chains": True}, "votes.chains"),
        ({"hidden": "yes"}, "votes.hidden"),
        ({"quorum": "3"}, "votes.quorum"),
    ],
)
def test_a_term_that_cannot_be_is_refused_at_its_place(said, path):
    with pytest.raises(MalformedTerms) as wrong:
        read_terms({"votes": said})
    assert [one.path for one in wrong.value.problems] == [path]


def test_the_question_is_put_under_the_charter_s_rule(app):
    chartered(rules={"resolution": TWO_THIRDS})
    with pytest.raises(RuleBroken, match="by which rule"):
        put(Way(clock.now() + 14 * DAY))
    question = put(Way(clock.now() + 14 * DAY), TWO_THIRDS)
    assert json.loads(question.rule) == TWO_THIRDS


def test_the_page_offers_the_charter_s_rule_alone(app, visitor):
    chartered(rules={"any": TWO_THIRDS}, modes=("written",), least=Span(3, "days"))
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    assert "Majority of those voting" not in page.words
    form = {"ends": "after", "length": "3", "unit": "days", "rule": "charter", "mode": "written"}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    assert "3 days after it is put" in review.words
    words = {name: review.field(name) for name in ("ends", "length", "unit", "rule", "mode")}
    words |= make.carried(make.to_put(made)) | {"confirm": "yes", "closes": ""}
    words["rule_sha256"] = review.field("rule_sha256")
    visitor.press("resolutions.put", review, words, resolution_id=made.id)
    question = db.session.scalars(select(Question)).one()
    assert json.loads(question.rule) == TWO_THIRDS
    zone = make.actor(SECRETARIAT).zone
    assert question.closes_at == closes_at(question.opened_at, Deadline(3, Unit.DAYS), zone)
    assert question.asked.deadline == {"count": 3, "unit": "days", "holidays": []}


def test_the_charter_s_ways_and_its_least_time_hold(app):
    chartered(modes=("written",), least=Span(5, "business days"))
    unless = Way(clock.now() + 20 * DAY, mode=Mode.NO_OBJECTION)
    with pytest.raises(RuleBroken, match="put this way"):
        put(unless, NO_OBJECTION)
    with pytest.raises(RuleBroken, match="at least 5 business days"):
        put(Way(clock.now() + 2 * DAY))
    assert put(Way(deadline=Deadline(5, Unit.BUSINESS_DAYS)))


def test_no_objection_asks_for_its_rule_and_a_poll_decides_nothing(app):
    way = Way(clock.now() + 14 * DAY, mode=Mode.NO_OBJECTION)
    with pytest.raises(RuleBroken, match="rule is “no objection”"):
        put(way)
    assert put(way, NO_OBJECTION).mode == "no objection"
    with pytest.raises(RuleBroken, match="straw poll"):
        put(Way(clock.now() + 14 * DAY, mode=Mode.POLL))
    with pytest.raises(RuleBroken, match="elections of officers only"):
        put(Way(clock.now() + 14 * DAY, secret=True))


def test_no_objection_carries_with_one_yea_and_no_nay(app):
    way = Way(deadline=Deadline(14, Unit.DAYS), mode=Mode.NO_OBJECTION)
    assert make.closed(make.answered(put(way, NO_OBJECTION), CO="yea", UT="present")) == "carried"
    assert make.closed(make.answered(put(way, NO_OBJECTION), CO="yea", UT="nay")) == "lost"
    assert make.closed(put(way, NO_OBJECTION)) == "lost", "with no yea nothing carries"


def test_the_terms_are_frozen_and_their_hash_is_in_the_ledger(app):
    question = make.put(hidden=True, may_change=False)
    assert question.terms_sha256 == digest(question.terms.encode())
    assert (question.asked.hidden, question.asked.may_change) == (True, False)
    for column in ("terms", "terms_sha256", "mode"):
        with pytest.raises(DatabaseError), transaction():
            db.session.execute(
                Question.__table__.update().values({column: getattr(BEFORE, column, "x")})
            )


def test_terms_of_an_earlier_form_read_as_they_were():
    kept = BEFORE.as_json()
    del kept["chains"], kept["chair"]
    assert terms_of(json.dumps(kept)) == BEFORE
    assert terms_of(Asked(mode=Mode.MEETING).frozen()) == Asked(mode=Mode.MEETING)


def test_a_question_closes_at_one_time_or_after_another(app):
    with pytest.raises(RuleBroken, match="Say when"):
        put(Way())
    with pytest.raises(RuleBroken, match="Say when"):
        put(Way(clock.now() + DAY, Deadline(1, Unit.DAYS)))
    with pytest.raises(RuleBroken, match="whole number"):
        put(Way(deadline=Deadline(0, Unit.DAYS)))


def test_weights_come_from_the_dated_table_as_they_are_on_the_day(app, tmp_path):
    today = clock.today()
    for days, amounts in ((-400, ("1", "2", "3")), (-1, ("40", "1/3", "20")), (5, ("7", "7", "7"))):
        for state, amount in zip(make.MEMBERS, amounts, strict=True):
            day = (today + dt.timedelta(days=days)).isoformat()
            row = {"weight": "shares", "state": state, "from": day, "amount": amount}
            take_weights(tmp_path, WEIGHT | row)
    rule = {"majorities": [{"of": "cast", "measure": "shares", "more_than": {"share": "1/2"}}]}
    question = make.put(rule)
    weighed = {code: one["weights"]["shares"] for code, one in question.entitled.items()}
    assert weighed == {"CO": "40", "UT": "1/3", "WY": "20"}
    assert make.closed(make.answered(question, CO="yea", UT="nay", WY="nay")) == "carried"
    [majority] = json.loads(held(question.id).tally)["majorities"]
    assert (majority["have"], majority["base"]) == ("40", "181/3")


# Putting a close off.


def test_a_close_is_put_off_as_often_as_the_charter_allows_and_no_more(app):
    chartered(extensions=1)
    question = make.put()
    first = question.closes_at
    later = first + DAY
    with pytest.raises(RuleBroken, match="must be later"):
        extend(question, first)
    with pytest.raises(RuleBroken, match="Say why"):
        extend(question, later, reason=" ")
    with pytest.raises(NotPermitted):
        extend(question, later, role=governor())
    extend(question, later)
    assert held(question.id).closes_at == later
    [extension] = extensions_of(held(question.id))
    assert (extension.closed_before, extension.closes_at) == (first, later)
    with pytest.raises(RuleBroken, match="not once more"):
        extend(question, later + DAY)
    assert [one.run_at for one in sorted(jobs(question), key=lambda one: one.run_at)] == [
        first,
        later,
    ]


def test_without_such_a_term_and_after_the_time_no_close_is_put_off(app):
    with pytest.raises(RuleBroken, match="does not let"):
        extend(make.put(), clock.now() + 20 * DAY)
    chartered(extensions=3)
    question = make.put()
    with (
        clock.stopped_at(question.closes_at),
        pytest.raises(RuleBroken, match="has passed"),
    ):
        extend(question, question.closes_at + DAY)


def test_the_job_of_the_first_close_leaves_an_extended_question_open(app):
    chartered(extensions=1)
    question = make.put()
    first, later = question.closes_at, question.closes_at + DAY
    extend(question, later)
    early, late = sorted(jobs(question), key=lambda one: one.run_at)
    with clock.stopped_at(first):
        close_when_due(Taken(early.id, early.kind, early.key, early.facts, early.tries))
    assert held(question.id).is_open
    make.answered(held(question.id), CO="yea", UT="yea")
    with clock.stopped_at(later + 9 * DAY):  # the worker was down
        for job in (late, early, late):
            close_when_due(Taken(job.id, job.kind, job.key, job.facts, job.tries))
    assert held(question.id).outcome == "carried"


def test_the_close_is_put_off_on_its_page(app, visitor):
    chartered(extensions=1)
    question = make.put()
    where = {"question_id": question.id}
    visitor.sign_in(SECRETARIAT)
    assert visitor.url("votes.extend", **where) in visitor.get("votes.show", **where).links()
    page = visitor.get("votes.extend", **where)
    wrong = {"closes": page.field("closes"), "reason": "Snow"}
    assert "must be later" in visitor.press("votes.extend", page, wrong, 409, **where).words
    local = dt.datetime.fromisoformat(page.field("closes")) + DAY
    right = wrong | {"closes": local.isoformat()}
    visitor.press("votes.extend", page, right, **where)
    assert "Snow" in visitor.get("votes.show", **where).words


# Taking a question off.


def test_a_change_of_the_text_voids_the_open_question_and_says_so(app):
    question = make.answered(make.put(), CO="nay")
    made = db.session.get_one(Resolution, question.subject_id)
    with pytest.raises(NotPermitted), transaction():
        stages.reopen(make.actor(governor()), made, reason="x")
    with transaction():
        stages.reopen(make.actor(SECRETARIAT), made, reason="A slip in clause 1")
    gone = db.session.get_one(Question, question.id)
    assert (gone.outcome, gone.is_open, gone.tally) == ("void", False, None)
    assert gone.void_reason == "A slip in clause 1"
    assert db.session.get_one(Resolution, made.id).stands is Stage.CIRCULATED
    told = db.session.scalars(select(Job).where(Job.key.contains("votes/mail/void"))).one()
    assert told.facts["audience"] == f"question:{question.id}"
    with pytest.raises(RuleBroken, match="closed"):
        make.answered(gone, UT="yea")
    # The text is changed, and put again: answers are asked for anew.
    words = plain_clauses("Joint resolution, mended", (), ("One form is used.",))
    with transaction():
        resolutions.revise(make.actor(liaison()), made, words=words, base=made.version)
        resolutions.circulate(make.actor(liaison()), made, **make.seen(made))
    with transaction():
        again = resolutions.put(
            make.actor(SECRETARIAT),
            made,
            rule=USUAL_RULE,
            way=Way(gone.closes_at + DAY),
            **make.to_put(made),
        ).result
    assert again.text_sha256 != gone.text_sha256
    assert answers_to(again.id) == {}
    assert make.closed(make.answered(again, CO="yea", UT="yea")) == "carried"
    assert db.session.get_one(Resolution, made.id).stands is Stage.ENROLLED


def test_the_question_of_a_resolution_is_replaced_only_when_it_is_void(app):
    question, other = make.put(), make.put()
    made = Resolution.__table__
    change = made.update().where(made.c.id == question.subject_id).values(question_id=other.id)
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(change)
    assert db.session.get_one(Resolution, question.subject_id).question_id == question.id


def test_a_question_that_is_decided_cannot_be_taken_off(app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    make.closed(question)
    before = contents()
    with pytest.raises(RuleBroken, match="closed"), transaction():
        operations.void(make.actor(SECRETARIAT), held(question.id), reason="x")
    with pytest.raises(NotPermitted), transaction():
        operations.void(CLOCK, held(question.id), reason="x")
    assert contents() == before


def test_the_page_of_a_question_that_was_taken_off_says_why(app, visitor):
    question = make.answered(make.put(), CO="nay")
    made = db.session.get_one(Resolution, question.subject_id)
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.reopen", resolution_id=made.id)
    visitor.press("resolutions.reopen", page, {"reason": "A slip"}, resolution_id=made.id)
    visitor.sign_in(governor())
    page = visitor.get("votes.show", question_id=question.id)
    assert "This question was taken off A slip" in page.words
    assert "Answer" not in [one.strip() for one in page.texts("a")]


def test_what_the_charter_hides_or_lets_stand_no_question_shows_or_changes(app):
    chartered(hidden=True, may_change=False)
    question = make.put(hidden=False, may_change=True)
    assert (question.asked.hidden, question.asked.may_change) == (True, False)


def test_after_its_time_a_question_is_counted_and_not_taken_off(app):
    question = make.answered(make.put(), CO="yea", UT="yea")
    late = clock.stopped_at(question.closes_at)
    with late, pytest.raises(RuleBroken, match="closed and counted"), transaction():
        operations.void(make.actor(SECRETARIAT), held(question.id), reason="x")


def test_hidden_answers_of_a_question_that_was_taken_off_stay_hidden(app, visitor):
    question = make.answered(make.put(hidden=True), CO="nay")
    with transaction():
        operations.void(make.actor(SECRETARIAT), held(question.id), reason="A slip")
    visitor.sign_in(governor("UT"))
    assert "Colorado has answered" in visitor.get("votes.show", question_id=question.id).words
    answer = visitor._request("get", visitor.url("votes.result", question_id=question.id))
    assert answer.location.endswith(f"/votes/{question.id}")
    assert "not counted" in visitor.get("votes.record", code="CO").words


@pytest.mark.parametrize("method", ["ranked", "approval"])
def test_a_resolution_is_not_decided_among_options(app, method):
    rule = {"method": method, "options": ["Adopt it", "Reject it"]}
    with pytest.raises(RuleBroken, match="by yea and nay"):
        put(Way(clock.now() + 14 * DAY), rule)
