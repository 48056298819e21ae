"""What former principals left open: listed, decided once, and never withdrawn by itself."""

import datetime as dt
import io
import json
import zipfile
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select, update

from alliance.accounts import operations as accounts
from alliance.accounts.models import Office, Person, Post
from alliance.accounts.operations import NewPerson
from alliance.app import actor_by_email
from alliance.authority import operations as authority
from alliance.authority import terms
from alliance.authority.lists import term_of
from alliance.authority.models import ActUnder, AuthorityRecord, WithdrawnAct
from alliance.authority.queries import authority_for, known_records, record_in
from alliance.authority.rules import ActClass
from alliance.authority.terms import Days
from alliance.core import clock
from alliance.core.actor import OPERATOR, Rank
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import snapshot, transaction
from alliance.litigation import operations as litigation
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from alliance.membership.queries import bound_states
from alliance.resolutions import exports
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import enrolled
from alliance.signatures import operations as signatures
from alliance.signatures.queries import signatures_under
from alliance.states.reference import today_in
from alliance.transitions.models import TransitionDecision
from alliance.transitions.operations import decide
from alliance.transitions.queries import item_of, left_open, transition
from alliance.transitions.rules import Decision, Kind
from alliance.votes import answering
from alliance.votes.models import Answer, Question
from alliance.votes.queries import held
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from tests import make
from tests.litigation import cases
from tests.mailing.post import delivered, work
from tests.people import Role, governor, liaison

HEAD, STAFF = governor(), liaison()
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
CONFIRM, WITHDRAW = Decision.CONFIRM, Decision.WITHDRAW
ONE = dt.timedelta(days=1)
HEAD_NAME = "Principal Co Governor"


held_clock = ExitStack()


@pytest.fixture(autouse=True)
def _a_clean_register(app):
    """What the world delegates is revoked; the clock is let go afterwards."""
    who = make.actor(HEAD)
    with transaction():
        (one,) = [row for row in known_records(who.office_id) if row.kind == "delegation"]
        what = record_in(who.office_id, one.id)
        authority.revoke(who, what, on=today_in("CO"), version=1)
    with held_clock:
        yield


def succeeded():
    """The next principal, twenty days later: a roll call that was closed lies days ahead."""
    held_clock.enter_context(clock.stopped_at(clock.now() + 20 * ONE))
    return make.succeeded()


def asked():
    """A question that stays open for long."""
    return make.put(length=200 * ONE)


def commit(role, cents=1_500_00, subject="Printing of the compact"):
    with transaction():
        authority.commit_money(make.actor(role), None, cents=cents, subject=subject)


def joins(folder, role=HEAD, stance=Stance.JOINS, before=0):
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"]) or cases.lawsuit(folder)
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"])
        who = make.actor(role)
        litigation.record_position(who, suit, stance=stance, before=before, version=suit.version)


def everything(folder):
    """One thing of each kind, by the principal, and a commitment under their delegation."""
    make.delegated(HEAD, "Letter 7", acts=frozenset({ActClass.COMMIT}), ceiling=2_000_00)
    made = {"answer": make.answered(asked(), CO="yea")}
    made["signature"] = make.signed(make.adopted(CO="yea", UT="yea"), "CO")
    joins(folder)
    commit(COUNSEL)
    made["notice"] = make.notice(HEAD, named_on=today_in("CO") + 2000 * ONE)
    return made


def kinds(who):
    db.session.rollback()
    return sorted(str(one.kind) for one in left_open(who))


def the(who, kind):
    (found,) = [one for one in left_open(who) if one.kind == kind]
    return found


def decided(who, kind, decision, reason="As we see it now"):
    db.session.rollback()
    item = the(who, kind)
    with transaction():
        return decide(who, item, seen=item.sha256, decision=decision, reason=reason).result


def entries(action):
    db.session.rollback()
    found = select(Entry).where(Entry.action == action).order_by(Entry.at, Entry.n)
    return list(db.session.scalars(found))


ALL = sorted(str(one) for one in Kind)


def test_nothing_is_left_open_while_the_same_principal_serves(app, tmp_path):
    everything(tmp_path)
    assert kinds(make.actor(HEAD)) == []


def test_what_a_former_principal_and_delegates_did_is_listed_for_the_next(app, tmp_path):
    made = everything(tmp_path)
    new = succeeded()
    assert kinds(new) == ALL
    answer, commitment = the(new, Kind.ANSWER), the(new, Kind.COMMITMENT)
    assert (answer.title, answer.says) == (made["answer"].title, "yea")
    assert answer.by == HEAD_NAME
    assert (commitment.title, commitment.says) == ("Printing of the compact", "$1,500.00")
    assert commitment.by == make.actor(COUNSEL).name
    assert the(new, Kind.POSITION).place == cases.TARIFFS["case_id"]
    assert kinds(make.actor(governor("UT"))) == [], "each office sees its own"


def test_with_the_end_of_a_term_all_is_listed_before_anybody_follows(app, tmp_path):
    everything(tmp_path)
    make.term(HEAD, today_in("CO"))
    assert kinds(make.actor(HEAD)) == []
    with clock.stopped_at(clock.now() + 20 * ONE):
        assert kinds(make.actor(COUNSEL)) == ALL
        item = the(make.actor(HEAD), Kind.COMMITMENT)
        with pytest.raises(RuleBroken, match="Your term ended"), transaction():
            decide(make.actor(HEAD), item, seen=item.sha256, decision=CONFIRM, reason="Mine")


def test_what_the_new_principal_does_is_their_own(app, tmp_path):
    everything(tmp_path)
    new = succeeded()
    question = asked().id
    with transaction():
        answering.answer(new, held(question), said=Said(Word.NAY))
    assert kinds(new) == ALL


def test_a_post_given_before_the_term_begins_leaves_the_last_days_open(app):
    tomorrow = today_in("CO") + ONE
    new = _comes_early(tomorrow)
    make.answered(asked(), CO="yea")
    assert kinds(new) == []
    with clock.stopped_at(clock.now() + 2 * ONE):
        assert kinds(new) == ["answer"]


def _comes_early(first):
    """A successor has a post while the principal still serves, and a term that begins then."""
    with transaction():
        person = NewPerson("next@co.example", "The Next One")
        accounts.appoint(OPERATOR, make.office_of(HEAD), person=person, rank=Rank.PRINCIPAL)
    new = actor_by_email("next@co.example")
    make.term(HEAD, first - ONE)
    with transaction():
        days = Days(new.person_id, first + 1000 * ONE, from_on=first)
        one = terms.record_term(new, None, days=days).result
    with transaction():
        terms.confirm_term(make.actor(COUNSEL), term_of(new, one.id), version=1)
    return new


def test_before_the_end_of_a_term_the_list_is_shown_ahead(app, tmp_path):
    everything(tmp_path)
    who = make.actor(HEAD)
    assert transition(who).ending is None
    make.term(HEAD, today_in("CO") + 81 * ONE)
    with clock.stopped_at(clock.now() + 20 * ONE):
        db.session.rollback()
        assert transition(who).ending is None
    with clock.stopped_at(clock.now() + 21 * ONE):
        found = transition(make.actor(COUNSEL))
        assert found.ending.days == 60
        assert sorted(str(one.kind) for one in found.coming) == ALL
        assert not found.left


# Nothing withdraws itself.


def test_what_nobody_decided_stays_listed_and_in_effect(app, tmp_path):
    made = everything(tmp_path)
    question, resolution = made["answer"].id, made["signature"].id
    new = succeeded()
    with clock.stopped_at(clock.now() + 9 * ONE):
        work()
        assert kinds(new) == ALL
        assert signatures_under(resolution)["CO"].withdrawn_at is None
        assert db.session.get_one(Answer, (question, "CO", 1)).withdrawn_at is None
    assert count(TransitionDecision) == count(WithdrawnAct) == 0
    assert make.closed(make.answered(held(question), UT="yea")) == "carried"
    assert '"CO"' in db.session.get_one(Question, question).answers


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("kind", Kind)
def test_what_is_confirmed_leaves_the_list_once(app, tmp_path, kind):
    everything(tmp_path)
    new = succeeded()
    item = the(new, kind)
    made = decided(new, kind, CONFIRM)
    assert kinds(new) == [one for one in ALL if one != kind]
    assert (made.kind, made.decision, made.title) == (kind, "confirm", item.title)
    (entry,) = entries("transitions:decide")
    assert (entry.stream, entry.facts["decision"]) == (f"office:{new.office_id}", "confirm")
    assert "As we see it now" not in entry.body
    with pytest.raises(RuleBroken, match="was decided or has changed"), transaction():
        decide(new, item, seen=item.sha256, decision=CONFIRM, reason="Twice")
    assert count(WithdrawnAct) == 0
    assert check()["first_problem"] is None


def test_a_withdrawn_answer_is_stated_and_counts_as_it_was_given(app, tmp_path):
    question = make.answered(asked(), CO="yea", UT="yea")
    new = succeeded()
    work()
    delivered(app)
    decided(new, Kind.ANSWER, WITHDRAW)
    given = db.session.get_one(Answer, (question.id, "CO", 1))
    assert (given.answer, given.withdrawn_at is not None) == ("yea", True)
    (entry,) = entries("votes:withdraw-answer")
    assert entry.stream == "alliance:ours"
    assert entry.facts["state"] == "CO"
    assert "chain_sha256" in entry.facts
    work()
    told = {one.to[0] for one in delivered(app) if "withdrawn" in one.subject}
    assert {governor("UT").email, governor("WY").email} <= told
    assert governor("NM").email not in told
    assert make.closed(held(question.id)) == "carried"
    roll = json.loads(db.session.get_one(Question, question.id).answers)
    assert [one["state"] for one in roll] == ["CO", "UT"]


def test_a_withdrawn_signature_leaves_the_bundle_as_it_was(app, tmp_path):
    resolution = make.signed(make.adopted(CO="yea", UT="yea"), "CO", "UT").id
    before = bundle(resolution)
    new = succeeded()
    work()
    delivered(app)
    decided(new, Kind.SIGNATURE, WITHDRAW)
    after = bundle(resolution)
    work()
    told = {one.to[0] for one in delivered(app) if "signature is withdrawn" in one.subject}
    assert {governor("UT").email, governor("WY").email} <= told
    assert governor("NM").email not in told
    moved = {"ledger.json", "checkpoint.json", "manifest.json", "manifest.sig.json"}
    assert {name for name in before if before[name] != after[name]} <= moved
    acts = [json.loads(one["ledger.json"])["entries"] for one in (before, after)]
    assert acts[0] == acts[1]
    found = db.session.get_one(Resolution, resolution)
    assert found.in_force_on is not None
    assert signatures_under(resolution)["CO"].withdrawn_at is not None


def bundle(resolution):
    db.session.rollback()
    with snapshot():
        data = exports.bundle(db.session.get_one(Resolution, resolution))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_a_withdrawn_commitment_stays_in_the_sum(app):
    make.delegated(HEAD, "Letter 7", acts=frozenset({ActClass.COMMIT}), ceiling=2_000_00)
    commit(COUNSEL)
    new = succeeded()
    decided(new, Kind.DELEGATION, CONFIRM)
    decided(new, Kind.COMMITMENT, WITHDRAW)
    assert kinds(new) == []
    said = authority_for(make.actor(COUNSEL), ActClass.COMMIT, cents=500_01)
    assert "over the ceiling" in said.why
    assert count(ActUnder) == 1


@pytest.mark.parametrize("decision", Decision)
def test_a_delegation_is_confirmed_anew_or_revoked(app, decision):
    one = make.delegated(HEAD, "Letter 7", acts=frozenset({ActClass.COMMIT}))
    new = succeeded()
    assert not authority_for(make.actor(COUNSEL), ActClass.COMMIT).authority
    decided(new, Kind.DELEGATION, decision)
    holds = authority_for(make.actor(COUNSEL), ActClass.COMMIT).authority
    assert bool(holds) is (decision is CONFIRM)
    (newest,) = [row for row in known_records(new.office_id) if row.id == one.id]
    assert (newest.version, newest.revoked_on is None) == (2, decision is CONFIRM)
    versions = select(func.count()).where(AuthorityRecord.id == one.id)
    assert db.session.scalar(versions) == 2


def test_a_position_is_withdrawn_by_another_position(app, tmp_path):
    joins(tmp_path)
    new = succeeded()
    with pytest.raises(RuleBroken, match="by recording another one"):
        decided(new, Kind.POSITION, WITHDRAW)
    db.session.rollback()
    assert kinds(new) == ["position"]
    with transaction():
        suit = lawsuit_by_case(None, cases.TARIFFS["case_id"])
        litigation.record_position(
            new, suit, stance=Stance.DECLINES, before=1, version=suit.version
        )
    assert kinds(new) == []


def test_what_one_successor_confirmed_waits_for_the_next_and_what_is_withdrawn_does_not(app):
    make.answered(asked(), CO="yea")
    commit(HEAD)
    first = succeeded()
    decided(first, Kind.ANSWER, WITHDRAW)
    decided(first, Kind.COMMITMENT, CONFIRM)
    assert kinds(first) == []
    second = _after(first)
    assert kinds(second) == ["commitment"]
    decided(second, Kind.COMMITMENT, CONFIRM)
    assert kinds(second) == []


def _after(first):
    held_clock.enter_context(clock.stopped_at(clock.now() + ONE))
    with transaction():
        gone = update(Post).where(Post.person_id == first.person_id).values(until=clock.now())
        db.session.execute(gone)
        office = db.session.get_one(Office, first.office_id)
        person = NewPerson("third@co.example", "The Third")
        accounts.appoint(OPERATOR, office, person=person, rank=Rank.PRINCIPAL)
    return actor_by_email("third@co.example")


def _back(gone, email="next@co.example"):
    """The one with this address takes the post over again."""
    held_clock.enter_context(clock.stopped_at(clock.now() + ONE))
    with transaction():
        now = clock.now()
        old = (Post.person_id == gone.person_id, Post.until.is_(None))
        db.session.execute(update(Post).where(*old).values(until=now))
        who = db.session.scalars(select(Person).where(Person.email == email)).one()
        post = Post(office_id=gone.office_id, person_id=who.id, rank=Rank.PRINCIPAL, since=now)
        db.session.add(post)
    return actor_by_email(email)


def test_a_delegation_that_lapses_twice_is_confirmed_twice_by_the_same_principal(app):
    make.delegated(HEAD, "Letter 7", acts=frozenset({ActClass.COMMIT}))
    first = succeeded()
    decided(first, Kind.DELEGATION, CONFIRM)
    second = _after(first)
    decided(second, Kind.DELEGATION, CONFIRM)
    again = _back(second)
    decided(again, Kind.DELEGATION, CONFIRM)
    assert kinds(again) == []
    assert count(TransitionDecision) == 3


def test_what_the_principal_decided_stays_decided_though_a_term_moves_when_they_began(app):
    commit(HEAD)
    new = succeeded()
    decided(new, Kind.COMMITMENT, CONFIRM)
    held_clock.enter_context(clock.stopped_at(clock.now() + 3 * ONE))
    db.session.rollback()
    with transaction():
        day = today_in("CO")
        days = Days(new.person_id, day + 900 * ONE, from_on=day - ONE)
        assert terms.record_term(new, None, days=days).result.confirmed
    assert kinds(new) == []


def test_of_two_principals_the_one_now_in_office_decides(app):
    make.answered(asked(), CO="yea")
    held_clock.enter_context(clock.stopped_at(clock.now() + ONE))
    with transaction():
        person = NewPerson("next@co.example", "The Next One")
        accounts.appoint(OPERATOR, make.office_of(HEAD), person=person, rank=Rank.PRINCIPAL)
    db.session.rollback()
    old, new = make.actor(HEAD), actor_by_email("next@co.example")
    assert (old.succeeds, new.succeeds) == (False, True)
    item = the(old, Kind.ANSWER)
    with pytest.raises(RuleBroken, match="Another principal"), transaction():
        decide(old, item, seen=item.sha256, decision=CONFIRM, reason="Mine")
    decided(new, Kind.ANSWER, CONFIRM)


NOT_BY = [STAFF, COUNSEL, Role("CO", HEAD.office, Rank.ADMINISTRATOR)]


@pytest.mark.parametrize("role", NOT_BY)
def test_nobody_but_the_principal_decides(app, role):
    make.answered(asked(), CO="yea")
    succeeded()
    who = make.actor(role)
    item = the(who, Kind.ANSWER)
    with pytest.raises(NotPermitted), transaction():
        decide(who, item, seen=item.sha256, decision=CONFIRM, reason="Not mine to decide")


def test_a_principal_of_another_office_finds_nothing_to_decide(app):
    make.answered(asked(), CO="yea")
    new = succeeded()
    item = the(new, Kind.ANSWER)
    other = make.actor(governor("UT"))
    assert item_of(other, item.key) is None
    with pytest.raises(RuleBroken, match="was decided or has changed"), transaction():
        decide(other, item, seen=item.sha256, decision=WITHDRAW, reason="Theirs")


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 1001])
def test_a_decision_has_a_reason_of_bounded_length(app, reason):
    make.answered(asked(), CO="yea")
    new = succeeded()
    with pytest.raises(RuleBroken, match="reason"):
        decided(new, Kind.ANSWER, CONFIRM, reason)


def test_what_was_reviewed_is_what_is_decided(app):
    make.answered(asked(), CO="yea")
    new = succeeded()
    item = the(new, Kind.ANSWER)
    with pytest.raises(RuleBroken, match="was decided or has changed"), transaction():
        decide(new, item, seen="0" * 64, decision=CONFIRM, reason="Another")


def test_nobody_withdraws_their_own_answer_or_what_was_counted(app):
    question = make.answered(asked(), CO="yea")
    with pytest.raises(RuleBroken, match="yourself"), transaction():
        answering.withdraw_answer(make.actor(HEAD), held(question.id))
    db.session.rollback()
    with pytest.raises(RuleBroken, match="has not answered"), transaction():
        answering.withdraw_answer(make.actor(governor("UT")), held(question.id))
    db.session.rollback()
    new = succeeded()
    make.closed(make.answered(held(question.id), UT="yea", WY="yea"))
    assert kinds(new) == []
    with pytest.raises(RuleBroken, match="is closed"), transaction():
        answering.withdraw_answer(new, held(question.id))


def test_nobody_withdraws_their_own_signature(app):
    made = make.signed(make.adopted(CO="yea", UT="yea"), "CO")
    with transaction():
        who = make.actor(HEAD)
        text = enrolled(who, made.id)
        with pytest.raises(RuleBroken, match="yourself"):
            signatures.withdraw(who, text)


def test_a_notice_of_the_one_before_is_taken_back_by_the_next(app):
    notice = make.notice(HEAD, named_on=today_in("CO") + 400 * ONE)
    new = succeeded()
    decided(new, Kind.NOTICE, WITHDRAW)
    db.session.refresh(notice)
    assert notice.rescinded_at is not None
    assert "CO" in bound_states(notice.alliance, today_in("CO") + 500 * ONE)
    (entry,) = entries("withdrawals:rescind")
    assert entry.facts["state"] == "CO"


def test_a_notice_that_nobody_decides_on_takes_its_course(app):
    notice = make.notice(HEAD, named_on=today_in("CO") + 30 * ONE)
    succeeded()
    assert "CO" not in bound_states(notice.alliance, today_in("CO") + 30 * ONE)
