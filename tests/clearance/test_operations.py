"""The inner steps, done through the operations: what happens, what is refused, what is kept."""

import datetime as dt
import json
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from alliance.accounts.models import Post
from alliance.authority import operations as authority
from alliance.authority.rules import ActClass
from alliance.clearance import operations
from alliance.clearance.models import Prepared, StepRule
from alliance.clearance.operations import Matter
from alliance.clearance.rules import Content, Needs
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import enrolled
from alliance.signatures.models import Signature
from alliance.staffing import posts
from alliance.states.reference import today_in
from alliance.votes import answering
from alliance.votes.answering import AlreadyAnswered
from alliance.votes.models import Answer
from alliance.votes.queries import held
from tests import make
from tests.litigation import cases
from tests.people import Role, administrator, counsel, governor, liaison, observer

HEAD, STAFF = governor("CO"), liaison("CO")
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
CLERK = observer("CO")
OTHERS = [counsel("CO"), liaison("UT"), Role("UT", HEAD.office, Rank.COUNSEL), governor("UT")]

pytestmark = pytest.mark.usefixtures("app")


def again(one):
    """As it is in the database now."""
    db.session.rollback()
    return db.session.get_one(Prepared, one.id)


def test_a_principal_outside_their_term_sets_no_rule_and_gives_nothing_back():
    one = make.prepared()
    make.term(HEAD, today_in("CO"))
    with clock.stopped_at(clock.now() + dt.timedelta(days=2)):
        with pytest.raises(RuleBroken, match="Your term ended"), transaction():
            operations.set_rule(make.actor(HEAD), None, needs={}, version=1)
        db.session.rollback()
        with pytest.raises(RuleBroken, match="Your term ended"):
            do(operations.give_back, HEAD, one, why="No.")
    assert again(one).taken.standing == "prepared"


def do(verb, role, one, **given):
    with transaction():
        return verb(make.actor(role), db.session.get_one(Prepared, one.id), **given).result


def answer(role, question, word="yea"):
    with transaction():
        return answering.answer(make.actor(role), held(question.id), said=make.said(word))


def question_of(one):
    return held(uuid.UUID(one.subject.partition(":")[2]))


def entries(stream, action=None):
    wanted = select(Entry).where(Entry.stream == stream)
    found = db.session.scalars(wanted.order_by(Entry.n)).all()
    return [one for one in found if action in {None, one.action}]


def own_stream():
    return f"office:{make.actor(HEAD).office_id}"


def given_answers():
    db.session.rollback()
    return {one.state_code: one.answer for one in db.session.scalars(select(Answer))}


# The rule.


def test_the_rule_is_kept_version_by_version_in_the_office_s_own_stream():
    make.step_rule(Needs.CLEARED, ActClass.ANSWER)
    make.step_rule(Needs.PREPARED, ActClass.SIGN)
    rules = db.session.scalars(select(StepRule).order_by(StepRule.version)).all()
    assert [(one.version, one.needs) for one in rules] == [
        (1, {"answer a question": "prepared and cleared"}),
        (2, {"sign a resolution": "prepared"}),
    ]
    noted = entries(own_stream(), "clearance:set-rule")
    assert [one.facts["needs"] for one in noted] == [one.needs for one in rules]


@pytest.mark.parametrize("role", [COUNSEL, STAFF, CLERK, administrator("CO")])
def test_only_the_principal_sets_the_rule(role):
    with pytest.raises(NotPermitted), transaction():
        operations.set_rule(make.actor(role), None, needs={}, version=0)


def test_a_rule_that_was_changed_meanwhile_is_not_overwritten():
    make.step_rule()
    wanted = {ActClass.SIGN: Needs.PREPARED}
    with pytest.raises(RuleBroken, match="changed while you were reading"), transaction():
        operations.set_rule(make.actor(HEAD), None, needs=wanted, version=0)
    with pytest.raises(RuleBroken, match="rule of your office already"), transaction():
        operations.set_rule(
            make.actor(HEAD), None, needs=dict.fromkeys(ActClass, Needs.CLEARED), version=1
        )


def test_what_a_new_rule_asks_for_no_longer_lapses():
    one = make.prepared()
    make.step_rule(Needs.CLEARED, ActClass.SIGN)
    assert again(one).ended_as == "no longer asked for"
    answer(HEAD, question_of(one), "nay")
    assert given_answers() == {"CO": "nay"}


def test_without_a_rule_nothing_changes_and_nothing_can_be_prepared():
    asked = make.put()
    with pytest.raises(RuleBroken, match="does not ask that an answer is prepared"):
        make.prepared(asked)
    answer(HEAD, asked)
    assert given_answers() == {"CO": "yea"}


# Prepare, clear, release.


def test_a_liaison_prepares_counsel_clears_and_the_principal_releases():
    one = make.prepared(note="As the cabinet decided.")
    asked = question_of(one)
    with pytest.raises(RuleBroken, match="asks that counsel clears an answer first"):
        answer(HEAD, asked)
    db.session.rollback()
    make.cleared(one)
    answer(HEAD, asked)
    one = again(one)
    people = (one.prepared_by_id, one.cleared_by_id, one.ended_by_id)
    assert people == tuple(make.actor(role).person_id for role in (STAFF, COUNSEL, HEAD))
    assert one.ended_as == "released"
    assert given_answers() == {"CO": "yea"}
    kept = json.loads(one.content)
    assert kept == {"says": {"answer": "yea"}, "rests_on": {"text_sha256": asked.text_sha256}}
    assert one.content_sha256 == digest(canonical(kept))
    noted = [one.action for one in entries(own_stream())][-3:]
    assert noted == ["clearance:prepare", "clearance:clear", "clearance:release"]


def test_nothing_is_released_when_the_act_itself_is_refused():
    one = make.cleared(make.prepared())
    asked = question_of(one)
    answer(HEAD, asked)
    before = len(entries(own_stream()))
    with pytest.raises(AlreadyAnswered):
        answer(HEAD, asked)
    db.session.rollback()
    assert len(entries(own_stream())) == before


def test_the_act_is_not_done_when_the_steps_were_not_taken():
    make.step_rule()
    asked = make.put()
    with pytest.raises(RuleBroken, match="prepared, and cleared by counsel, before you release"):
        answer(HEAD, asked)
    assert given_answers() == {}
    assert not entries(asked.stream, "votes:answer")


def test_only_what_was_prepared_is_released():
    one = make.cleared(make.prepared(word="nay"))
    with pytest.raises(RuleBroken, match="says “Answer nay”, and this says “Answer yea”"):
        answer(HEAD, question_of(one), "yea")
    assert given_answers() == {}
    assert again(one).ended_as is None


def test_a_text_that_is_another_makes_what_was_prepared_void():
    make.step_rule(Needs.PREPARED)
    asked = make.put()
    content = Content({"answer": "yea"}, {"text_sha256": "0" * 64})
    with transaction():
        matter = Matter(ActClass.ANSWER, asked.ref, asked.title, content)
        one = operations.prepare(make.actor(COUNSEL), None, matter=matter).result
    with pytest.raises(RuleBroken, match="so it is void"):
        answer(HEAD, asked)
    db.session.rollback()
    make.prepared(asked)  # by a colleague: what is void stands in nobody's way
    assert again(one).ended_as == "replaced"
    answer(HEAD, asked)
    assert given_answers() == {"CO": "yea"}


def test_a_signature_needs_its_steps():
    make.step_rule(Needs.PREPARED, ActClass.SIGN)
    text = make.adopted()
    with pytest.raises(RuleBroken, match="a signature is prepared before"):
        make.signed(text, "CO")
    db.session.rollback()
    with transaction():
        who = make.actor(STAFF)
        one = resolutions.prepare_signature(who, enrolled(who, text.id)).result
    make.signed(text, "CO")
    assert db.session.scalar(select(func.count()).select_from(Signature)) == 1
    assert again(one).ended_as == "released"
    with pytest.raises(RuleBroken, match="has signed already"), transaction():
        resolutions.prepare_signature(make.actor(STAFF), enrolled(make.actor(STAFF), text.id))


def test_a_position_needs_its_steps_and_is_void_when_the_lawsuit_has_changed(tmp_path):
    make.step_rule(Needs.PREPARED, ActClass.LAWSUIT, head=cases.lawyer())
    suit = cases.lawsuit(tmp_path)
    staff = cases.lawyer(rank=Rank.LIAISON)

    def prepare(stance):
        with transaction():
            found = lawsuit_by_case(None, suit.case_id)
            return litigation.prepare(make.actor(staff), found, stance=stance).result

    def record(stance):
        with transaction():
            found = lawsuit_by_case(None, suit.case_id)
            version = found.version
            litigation.record_position(
                make.actor(cases.lawyer()), found, stance=stance, before=0, version=version
            )

    with pytest.raises(RuleBroken, match="a position on a lawsuit is prepared before"):
        record(Stance.JOINS)
    db.session.rollback()
    prepare(Stance.JOINS)
    with pytest.raises(RuleBroken, match="office joins”, and this says “Record that the office d"):
        record(Stance.DECLINES)
    db.session.rollback()
    cases.lawsuit(tmp_path, status="on appeal", as_of="2025-06-01")
    with pytest.raises(RuleBroken, match="so it is void"):
        record(Stance.JOINS)
    db.session.rollback()
    one = prepare(Stance.JOINS)
    record(Stance.JOINS)
    assert again(one).ended_as == "released"


def test_money_needs_its_steps():
    make.step_rule(Needs.PREPARED, ActClass.COMMIT)

    def commit(cents):
        with transaction():
            authority.commit_money(make.actor(HEAD), None, cents=cents, subject="trust:1")

    with pytest.raises(RuleBroken, match="a commitment of money is prepared before"):
        commit(100)
    db.session.rollback()
    with transaction():
        matter = Matter(ActClass.COMMIT, "trust:1", "The trust", Content({"cents": 100}))
        one = operations.prepare(make.actor(STAFF), None, matter=matter).result
    with pytest.raises(RuleBroken, match=r"says “Commit \$1.00”, and this says “Commit \$1.01”"):
        commit(101)
    db.session.rollback()
    commit(100)
    assert again(one).ended_as == "released"
    with pytest.raises(RuleBroken, match="is prepared before"):
        commit(100)


# Two persons, and no post makes two of one.


def test_one_who_becomes_counsel_does_not_clear_what_they_prepared():
    make.joined("second@co.example", Rank.COUNSEL)
    one = make.prepared()
    become(STAFF, Rank.COUNSEL)
    with pytest.raises(NotPermitted):
        do(operations.clear, STAFF, one)
    db.session.rollback()
    assert again(one).cleared_at is None


@pytest.mark.parametrize(
    ("role", "words"), [(STAFF, "You prepared this"), (COUNSEL, "You cleared this")]
)
def test_one_who_becomes_principal_does_not_release_what_they_prepared_or_cleared(role, words):
    one = make.cleared(make.prepared())
    asked = question_of(one)
    leave(HEAD)
    become(role, Rank.PRINCIPAL)
    with pytest.raises(RuleBroken, match=words):
        answer(role, asked)
    assert given_answers() == {}


def test_a_person_with_a_second_post_in_the_office_is_still_one_person():
    one = make.prepared()
    with transaction():
        who = make.actor(STAFF)
        post = Post(person_id=who.person_id, office_id=who.office_id, rank=Rank.COUNSEL)
        db.session.add(post)
    with pytest.raises(NotPermitted), transaction():
        operations.clear(
            replace(make.actor(STAFF), rank=Rank.COUNSEL),
            db.session.get_one(Prepared, one.id),
        )


def test_a_delegate_releases_what_others_prepared_and_cleared():
    acts = frozenset({ActClass.ANSWER})
    make.delegated(HEAD, "Letter 7", acts=acts, person=make.actor(COUNSEL).person_id)
    other = make.joined("second@co.example", Rank.COUNSEL)
    one = make.prepared()
    with transaction():
        operations.clear(other, db.session.get_one(Prepared, one.id))
    answer(COUNSEL, question_of(one))
    assert again(one).ended_by_id == make.actor(COUNSEL).person_id


def become(role, rank):
    """Another role for somebody in the office; the old post ends."""
    by = make.actor(administrator("CO"))
    with transaction():
        if rank is Rank.PRINCIPAL:  # whom only the operator appoints
            who = make.actor(role)
            end = update(Post).where(Post.person_id == who.person_id)
            db.session.execute(end.values(until=clock.now()))
            db.session.add(Post(person_id=who.person_id, office_id=who.office_id, rank=rank))
        else:
            posts.change_role(by, make.post_of(role), rank=rank)


def leave(role):
    with transaction():
        person = make.actor(role).person_id
        end = update(Post).where(Post.person_id == person)
        db.session.execute(end.values(until=clock.now()))


# Giving back, preparing anew, withdrawing.


def test_what_is_given_back_is_prepared_anew_by_anybody_at_work():
    one = make.prepared()
    make.given_back(one, COUNSEL, "Say nay.")
    asked = question_of(one)
    with pytest.raises(RuleBroken, match="was given back"):
        answer(HEAD, asked)
    db.session.rollback()
    assert again(one).returned_why == "Say nay."
    assert "Say nay" not in json.dumps([e.body for e in entries(own_stream())])
    make.prepared(asked, "nay", by=COUNSEL)
    assert again(one).ended_as == "replaced"
    with pytest.raises(NotPermitted):
        make.cleared(db.session.scalars(select(Prepared).where(Prepared.ended_as.is_(None))).one())


def test_the_principal_gives_back_what_counsel_cleared_and_counsel_cannot():
    one = make.cleared(make.prepared())
    with pytest.raises(RuleBroken, match="the principal can still give it back"):
        make.given_back(one, COUNSEL)
    db.session.rollback()
    make.given_back(one, HEAD)
    with pytest.raises(RuleBroken, match="was given back"):
        answer(HEAD, question_of(one))


def test_giving_back_asks_for_a_reason():
    with pytest.raises(RuleBroken, match="Say why"):
        make.given_back(make.prepared(), COUNSEL, " ")


def test_a_colleague_s_work_is_not_replaced_and_one_s_own_is():
    one = make.prepared()
    asked = question_of(one)
    with pytest.raises(RuleBroken, match="A colleague has prepared this already"):
        make.prepared(asked, "nay", by=COUNSEL)
    db.session.rollback()
    make.cleared(one)
    newer = make.prepared(asked, "nay")
    assert again(one).ended_as == "replaced"
    assert newer.cleared_at is None, "what counsel cleared was the other"


def test_what_is_withdrawn_is_not_released():
    one = make.cleared(make.prepared())
    for role in (COUNSEL, HEAD, CLERK):
        with pytest.raises(NotPermitted):
            do(operations.withdraw, role, one)
        db.session.rollback()
    do(operations.withdraw, STAFF, one)
    with pytest.raises(RuleBroken, match="is prepared, and cleared by counsel, before"):
        answer(HEAD, question_of(one))
    db.session.rollback()
    with pytest.raises(RuleBroken, match="This has ended: it was withdrawn"):
        do(operations.withdraw, STAFF, one)


@pytest.mark.parametrize("role", [STAFF, HEAD, CLERK, administrator("CO"), *OTHERS])
def test_nobody_but_counsel_of_the_office_clears(role):
    one = make.prepared()
    with pytest.raises(NotPermitted):
        do(operations.clear, role, one)


@pytest.mark.parametrize("role", [CLERK, administrator("CO")])
def test_who_reads_or_manages_people_prepares_nothing(role):
    make.step_rule()
    with pytest.raises(NotPermitted):
        make.prepared(make.put(), by=role)


def test_a_question_that_is_closed_or_answered_is_not_prepared():
    make.step_rule(Needs.PREPARED, ActClass.ANSWER)
    asked = make.put(may_change=False)
    one = make.prepared(asked)
    answer(HEAD, question_of(one))
    with pytest.raises(RuleBroken, match="has answered already"):
        make.prepared(asked)
    db.session.rollback()
    make.answered(asked, UT="yea", WY="yea")
    make.closed(held(asked.id))
    other = make.put()
    make.closed(other)
    with pytest.raises(RuleBroken, match="is closed"):
        make.prepared(other)


# The other side of the wall.


def test_nothing_of_the_steps_is_in_what_others_can_read():
    one = make.cleared(make.prepared(note="canary-steps-bird"))
    asked = question_of(one)
    answer(HEAD, asked)
    own = own_stream()
    everything = db.session.scalars(select(Entry)).all()
    outside = [entry for entry in everything if entry.stream != own]
    assert outside
    assert not [entry for entry in outside if "clearance:" in entry.action]
    words = (str(one.id), one.content_sha256, "clearance", "prepared")
    assert not [e for e in outside if any(word in e.body for word in words)]
    inside = [entry for entry in everything if entry.action.startswith("clearance:")]
    assert {entry.stream for entry in inside} == {own}
    assert not [entry for entry in inside if "canary" in entry.body]
    (given,) = entries(asked.stream, "votes:answer")
    plain = {"question", "state", "answer", "authority", "chain_sha256"}
    assert given.facts.keys() == plain, "the same as without a rule"
