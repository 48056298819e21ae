"""Drafting, revising, circulating, withdrawing, reading: who may, when, who sees what of it."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from alliance.core import clock
from alliance.core.actor import CLOCK, OPERATOR, Rank
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.resolutions import operations, queries
from alliance.resolutions.models import Resolution, ResolutionRead, ResolutionText
from alliance.resolutions.queries import Enrolled
from alliance.texts.checking import LONGEST_TEXT, LONGEST_UNIT, MOST_UNITS
from alliance.texts.starting import plain_clauses
from alliance.votes.models import Question
from alliance.votes.ways import Way
from tests import make
from tests.membership.files import contents
from tests.people import AT_WORK, EVERYONE, SECRETARIAT, Role, counsel, governor, liaison, observer
from tests.votes.rolls import correct, join, leave

NEWER = plain_clauses(
    "Joint resolution on newer forms", ("time passes",), ("They use newer forms.",)
)
WRITERS = {Rank.PRINCIPAL, Rank.COUNSEL, Rank.LIAISON}
MINE = [role for role in EVERYONE if role.state == "CO" and role.office == "governor"]
WRITING = [role for role in MINE if role.rank in WRITERS]


def act(verb, role, *args, **words):
    actor = make.actor(role) if isinstance(role, Role) else role
    with transaction():
        return verb(actor, *args, **words)


def entries(stream):
    wanted = select(Entry).where(Entry.stream == stream).order_by(Entry.n)
    return list(db.session.scalars(wanted))


def office_stream(role):
    return f"office:{make.actor(role).office_id}"


def mail():
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)).all()
    return [(one.facts["template"], one.facts["audience"]) for one in jobs]


def others(verb, allowed, subject, **words):
    """Everybody else is refused, and nothing is left behind."""
    before = contents()
    for role in [*EVERYONE, OPERATOR, CLOCK]:
        if role not in allowed:
            with pytest.raises(NotPermitted):
                act(verb, role, subject, **words)
    assert contents() == before


def test_a_draft_is_made_in_the_stream_of_its_office_and_told_to_nobody(app):
    made = make.draft()
    assert (made.stage, made.version, made.shown_version) == ("draft", 1, None)
    last = entries(office_stream(liaison()))[-1]
    assert (last.action, last.facts["resolution"]) == ("resolutions:draft", str(made.id))
    assert made.title not in last.body
    assert mail() == []
    assert not [one for one in entries("alliance:ours") if str(made.id) in one.body]


def test_writers_in_member_states_draft_and_nobody_else(app):
    allowed = [role for role in EVERYONE if role.rank in WRITERS and role.state in make.MEMBERS]
    others(operations.draft, allowed, make.alliance(), words=make.WORDS)
    for role in allowed[:3]:
        assert act(operations.draft, role, make.alliance(), words=make.WORDS).result


def test_a_state_that_left_drafts_no_more(app):
    leave("CO")
    with pytest.raises(NotPermitted):
        make.draft()


@pytest.mark.parametrize(
    ("whereas", "resolved", "words"),
    [
        ((), ("x",) * (MOST_UNITS + 1), "3,001 units; at most 3,000"),
        ((), ("x" * (LONGEST_UNIT + 1),), "Clause 1: it has 20,001 characters"),
        (("x", "x" * (LONGEST_UNIT + 1)), ("x",), "Whereas clause 2: it has 20,001 characters"),
        (("x\u202ey",), ("x",), "Whereas clause 1: character 2 is a right-to-left override"),
    ],
)
def test_a_text_out_of_bounds_is_refused(app, whereas, resolved, words):
    before = contents()
    with pytest.raises(RuleBroken, match=words):
        make.draft(words=plain_clauses("Title", whereas, resolved))
    assert contents() == before


def test_a_text_at_its_bounds_is_taken(app):
    clauses = ("x" * LONGEST_UNIT,) * (LONGEST_TEXT // LONGEST_UNIT)
    made = make.draft(words=plain_clauses("Title", (), clauses))
    assert queries.text_of(made, 1).words.units[-1].text == clauses[-1]


def test_every_text_has_a_salt_so_that_its_digest_cannot_be_guessed(app):
    first, second = make.draft(), make.draft()
    assert queries.text_of(first, 1).sha256 != queries.text_of(second, 1).sha256


def test_a_text_can_be_neither_changed_nor_removed(app):
    make.draft()
    for done in ("UPDATE resolution_texts SET body = '{}'", "DELETE FROM resolution_texts"):
        with pytest.raises(DatabaseError), transaction():
            db.session.connection().exec_driver_sql(done)


def test_a_revision_is_a_new_version_in_the_office_s_own_stream(app):
    made = make.draft()
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    assert (made.version, made.title) == (2, NEWER.title)
    assert queries.text_of(made, 1).says["title"] == make.WORDS.title
    last = entries(office_stream(liaison()))[-1]
    assert (last.action, last.facts["version"]) == ("resolutions:revise", 2)


def test_only_writers_of_its_office_revise_circulate_and_withdraw(app):
    made = make.draft()
    others(operations.revise, WRITING, made, words=NEWER, base=1)
    others(operations.circulate, WRITING, made, **make.seen(made))
    others(operations.withdraw, WRITING, made, **make.seen(made))
    make.db.session.expire_all()
    assert made.stage == "draft"


def test_a_revision_on_an_older_version_is_refused_and_nothing_lost(app):
    made = make.draft()
    act(operations.revise, governor(), made, words=NEWER, base=1)
    before = contents()
    with pytest.raises(RuleBroken, match="saved version 2"):
        act(operations.revise, liaison(), made, words=make.WORDS, base=1)
    assert contents() == before


def test_circulating_shows_the_newest_text_and_tells_the_alliance(app):
    made = make.draft()
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    act(operations.circulate, liaison(), made, **make.seen(made))
    assert (made.stage, made.shown_version) == ("circulated", 2)
    last = entries("alliance:ours")[-1]
    assert (last.action, last.facts["version"]) == ("resolutions:circulate", 2)
    assert mail() == [("resolutions/mail/circulate", f"alliance:{made.alliance_id}")]


def test_the_same_text_is_not_circulated_twice(app):
    made = make.circulated()
    before = contents()
    with pytest.raises(RuleBroken, match="circulated already"):
        act(operations.circulate, liaison(), made, **make.seen(made))
    assert contents() == before


def test_a_newer_version_stays_in_the_office_until_it_is_circulated_again(app):
    made = make.circulated()
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    assert made.title == make.WORDS.title
    for role, version in ((governor("UT"), 1), (SECRETARIAT, 1), (counsel(), 1), (liaison(), 2)):
        assert queries.version_for(make.actor(role), made) == version
    act(operations.circulate, liaison(), made, **make.seen(made))
    assert made.title == NEWER.title
    assert queries.version_for(make.actor(governor("UT")), made) == 2


def test_once_the_question_is_put_even_the_writers_are_shown_the_frozen_text(app):
    made = make.circulated()
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    closes = clock.now() + make.TWO_WEEKS
    act(
        operations.put,
        SECRETARIAT,
        made,
        rule=make.USUAL_RULE,
        way=Way(closes),
        **make.to_put(made),
    )
    asked = db.session.get_one(Question, made.question_id)
    for role in (liaison(), governor("CO"), governor("UT"), SECRETARIAT):
        seen = queries.text_of(made, queries.version_for(make.actor(role), made))
        assert seen.sha256 == asked.text_sha256, role


def test_a_state_that_left_circulates_nothing_to_those_that_stayed(app):
    made = make.draft()
    leave("CO")
    with pytest.raises(NotPermitted):
        act(operations.circulate, liaison(), made, **make.seen(made))
    assert mail() == []


def test_what_is_put_to_the_vote_is_frozen(app):
    made = db.session.get_one(Resolution, make.put().subject_id)
    before = contents()
    for verb, words in (
        (operations.revise, {"words": NEWER, "base": 1}),
        (operations.circulate, make.seen(made)),
        (operations.withdraw, make.seen(made)),
    ):
        with pytest.raises(RuleBroken):
            act(verb, liaison(), made, **words)
    closes = clock.now() + make.TWO_WEEKS
    with pytest.raises(RuleBroken, match="voting"):
        act(
            operations.put,
            SECRETARIAT,
            made,
            rule=make.USUAL_RULE,
            way=Way(closes),
            **make.to_put(made),
        )
    assert contents() == before


def test_only_the_text_that_was_reviewed_is_circulated(app):
    made = make.draft()
    seen = make.seen(made)
    act(operations.revise, governor(), made, words=NEWER, base=1)
    before = contents()
    with pytest.raises(ChangedMeanwhile, match="this is version 2"):
        act(operations.circulate, liaison(), made, **seen)
    assert contents() == before


def test_only_the_text_that_was_reviewed_is_put(app):
    made = make.circulated()
    seen, closes = make.to_put(made), clock.now() + make.TWO_WEEKS
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    act(operations.circulate, liaison(), made, **make.seen(made))
    before = contents()
    with pytest.raises(ChangedMeanwhile, match="this is version 2"):
        act(operations.put, SECRETARIAT, made, rule=make.USUAL_RULE, way=Way(closes), **seen)
    assert contents() == before


def test_only_the_states_that_were_reviewed_are_asked(app):
    made = make.circulated()
    seen, closes = make.to_put(made), clock.now() + make.TWO_WEEKS
    leave("UT")
    join("NM")
    before = contents()
    with pytest.raises(ChangedMeanwhile, match="joined: NM; gone: UT"):
        act(operations.put, SECRETARIAT, made, rule=make.USUAL_RULE, way=Way(closes), **seen)
    assert contents() == before


def test_a_text_that_was_never_reviewed_is_not_compared_with_what_the_office_keeps(app):
    made = make.circulated()
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    guess = operations.Reviewed("circulated", 2, "0" * 64)
    closes = clock.now() + make.TWO_WEEKS
    words = make.to_put(made) | {"reviewed": guess}
    with pytest.raises(ChangedMeanwhile) as told:
        act(operations.put, SECRETARIAT, made, rule=make.USUAL_RULE, way=Way(closes), **words)
    assert "Other than before" not in str(told.value)


def test_a_draft_is_not_put_to_the_vote(app):
    made = make.draft()
    closes = clock.now() + make.TWO_WEEKS
    with pytest.raises(NotPermitted):  # the secretariat knows of no draft
        act(
            operations.put,
            SECRETARIAT,
            made,
            rule=make.USUAL_RULE,
            way=Way(closes),
            **make.to_put(made),
        )


def test_a_withdrawn_draft_stays_with_its_office(app):
    made = make.draft()
    act(operations.withdraw, liaison(), made, **make.seen(made))
    assert made.stage == "withdrawn"
    assert entries(office_stream(liaison()))[-1].action == "resolutions:withdraw"
    assert queries.resolution(make.actor(governor("UT")), made.id) is None
    assert queries.resolution(make.actor(observer()), made.id) is made


def test_a_circulated_resolution_is_withdrawn_before_all_eyes(app):
    made = make.circulated()
    act(operations.withdraw, liaison(), made, **make.seen(made))
    assert entries("alliance:ours")[-1].action == "resolutions:withdraw"
    assert queries.resolution(make.actor(governor("UT")), made.id) is made
    for verb in (operations.withdraw, operations.circulate):
        with pytest.raises(RuleBroken, match="withdrawn"):
            act(verb, liaison(), made, **make.seen(made))


def test_an_office_notes_what_it_has_read_in_its_own_stream(app):
    made = make.circulated()
    actor = make.actor(liaison("UT"))
    assert not queries.has_read(actor, made)
    act(operations.mark_read, liaison("UT"), made)
    assert queries.has_read(actor, made)
    assert entries(office_stream(liaison("UT")))[-1].action == "resolutions:mark-read"
    assert not queries.has_read(make.actor(liaison("WY")), made)
    act(operations.mark_read, governor("UT"), made)  # a colleague reads it too
    assert len(db.session.scalars(select(ResolutionRead)).all()) == 1


def test_a_newer_circulation_is_unread_again(app):
    made = make.circulated()
    act(operations.mark_read, liaison("UT"), made)
    act(operations.revise, liaison(), made, words=NEWER, base=1)
    assert queries.has_read(make.actor(liaison("UT")), made)
    act(operations.circulate, liaison(), made, **make.seen(made))
    assert not queries.has_read(make.actor(liaison("UT")), made)


def test_who_did_not_write_it_reads_it_in_the_member_states(app):
    made = make.circulated()
    allowed = [
        role
        for role in EVERYONE
        if role.rank in WRITERS
        and (role.state in make.MEMBERS or role.seat == "ours")
        and role not in MINE
    ]
    others(operations.mark_read, allowed, made)
    for role in allowed:
        act(operations.mark_read, role, made)


@pytest.mark.parametrize("verb", ["adopt", "lose", "enroll"])
def test_a_decision_is_carried_out_only_by_secretariat_and_clock(app, verb):
    question = make.answered(make.put(), CO="yea")
    made = db.session.get_one(Resolution, question.subject_id)
    others(getattr(operations, verb), [*AT_WORK, CLOCK], made, question=question)


def test_no_step_is_left_out(app):
    question = make.put()
    made = db.session.get_one(Resolution, question.subject_id)
    with pytest.raises(RuleBroken, match="voting; it cannot become enrolled"):
        act(operations.enroll, CLOCK, made, question=question)
    with pytest.raises(RuleBroken, match="voting; it cannot become in force"):
        act(operations.bring_into_force, CLOCK, made, on=clock.today())


def test_an_adopted_text_is_the_one_that_was_frozen(app):
    made = make.adopted()
    asked = db.session.get_one(Question, made.question_id)
    texts = db.session.scalars(
        select(ResolutionText).where(ResolutionText.resolution_id == made.id)
    ).all()
    assert [one.sha256 for one in texts] == [asked.text_sha256]
    assert json.loads(texts[0].body)["title"] == made.title
    assert Enrolled(made, asked).signatories == asked.entitled
    assert mail()[-1] == ("resolutions/mail/enroll", f"question:{made.question_id}")


def test_a_state_asked_that_has_left_still_reads_what_it_is_asked(app, visitor):
    question = make.put()
    leave("UT")
    # What was circulated without asking it has nothing to do with it any more.
    other = make.circulated()
    visitor.sign_in(governor("UT"))
    visitor.get("resolutions.show", resolution_id=question.subject_id)
    visitor.get("resolutions.show", 404, resolution_id=other.id)
    links = visitor.get("resolutions.resolutions").links()
    listed = [one for one in links if one.startswith("/resolutions/0")]
    assert listed == [visitor.url("resolutions.show", resolution_id=question.subject_id)]


def test_an_office_whose_state_left_still_finds_what_it_circulated(app, visitor):
    made = make.circulated()
    leave("CO")
    visitor.sign_in(liaison())
    address = visitor.url("resolutions.show", resolution_id=made.id)
    visitor.at(address)
    assert address in visitor.get("resolutions.resolutions").links()


def test_a_corrected_membership_hides_nothing_that_was_the_offices_to_see(app, visitor):
    asked, own = make.put().subject_id, make.circulated().id
    others = make.circulated(liaison("WY")).id
    for state, sees in (("UT", {asked}), ("CO", {asked, own})):
        correct(state)
        visitor.sign_in(liaison(state))
        links = visitor.get("resolutions.resolutions").links()
        for one in (asked, own, others):
            listed = visitor.url("resolutions.show", resolution_id=one) in links
            assert listed == (one in sees), (state, one)
            visitor.get("resolutions.show", 200 if listed else 404, resolution_id=one)


def test_a_state_that_left_may_still_sign_what_it_voted_for(app):
    made = make.adopted(CO="yea", UT="yea", WY="nay")
    leave("UT")
    make.signed(made, "CO", "UT")
    db.session.expire_all()
    assert made.stage == "in force"
