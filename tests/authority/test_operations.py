"""Acts under the register, done through the operations: accepted, refused, and what is kept."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from alliance.accounts.models import Post
from alliance.authority import lists, operations
from alliance.authority.models import ActUnder, AuthorityRecord
from alliance.authority.operations import Facts
from alliance.authority.queries import Chosen, authority_for
from alliance.authority.reading import MOST_BYTES, read_document
from alliance.authority.rules import ActClass, Basis
from alliance.core import clock
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import Enrolled
from alliance.states.reference import today_in
from alliance.votes import answering
from alliance.votes.models import Answer, Question
from alliance.votes.queries import held
from alliance.votes.rules import Answer as Word
from alliance.votes.saying import Said
from tests import make
from tests.people import Role, governor, liaison, observer

HEAD = governor("CO")
COUNSEL = Role("CO", HEAD.office, Rank.COUNSEL)
STAFF = liaison("CO")
ADMINISTRATOR = Role("CO", HEAD.office, Rank.ADMINISTRATOR)
ONE = dt.timedelta(days=1)
SIGN, COMMIT, ANSWER = ActClass.SIGN, ActClass.COMMIT, ActClass.ANSWER
BOTH = frozenset({SIGN, COMMIT})

pytestmark = pytest.mark.usefixtures("app")


def today():
    return today_in("CO")


def person(role):
    return make.actor(role).person_id


def letter(**given):
    """The governor lets counsel sign and commit a thousand dollars."""
    given = {"acts": BOTH, "ceiling": 1_000_00, "person": person(COUNSEL), **given}
    return make.delegated(HEAD, "Letter 7", **given)


def further(source, **given):
    """Counsel's authority, delegated further to the liaison; the governor records it."""
    given = {"acts": BOTH, "ceiling": 1_000_00, "person": person(STAFF), **given}
    return make.delegated(HEAD, "Letter 8", source=source.id, **given)


def revoke(one, on=None, role=HEAD):
    with transaction():
        what = lists.record_of(make.actor(role), one.id)
        operations.revoke(make.actor(role), what, on=on or today(), version=what.version)


def order(*roles):
    facts = Facts(
        "succession", citation="Const. art. IV, § 13", successors=list(map(person, roles))
    )
    with transaction():
        operations.record(make.actor(HEAD), None, facts=facts)


def away(role=HEAD, by=HEAD, **days):
    days = {"from_on": today(), "last_on": today(), **days}
    with transaction():
        operations.record_absence(make.actor(by), None, person=person(role), **days)


def leaves(role):
    """Their post ends now."""
    with transaction():
        post = update(Post).where(Post.person_id == person(role)).values(until=clock.now())
        db.session.execute(post)


def attempt(role, act, deed, cents=0):
    """Do it as they are now: the register's answer and the operation's are the same."""
    found = authority_for(make.actor(role), act, cents=cents)
    try:
        with transaction():
            done = deed(make.actor(role))
    except (RuleBroken, NotPermitted):  # whom nothing in force names stands before a closed door
        db.session.rollback()
        assert found.authority is None
        raise RuleBroken(found.why) from None
    assert found.authority
    return done.result


def sign(role):
    resolution = make.adopted(UT="yea", WY="yea").id
    return attempt(
        role, SIGN, lambda who: resolutions.sign(who, Enrolled(*in_question(resolution)))
    )


def in_question(resolution):
    found = db.session.get_one(Resolution, resolution)
    return found, db.session.get_one(Question, found.question_id)


def answer(role):
    asked = make.put().id
    attempt(role, ANSWER, lambda who: answering.answer(who, held(asked), said=Said(Word.YEA)))
    return db.session.get_one(Answer, (asked, role.state, 1))


def commit(role, cents=1_000_00):
    return attempt(
        role,
        COMMIT,
        lambda who: operations.commit_money(who, None, cents=cents, subject="trust:1"),
        cents,
    )


def later(one, **days):
    """Do it on a day that is so many days away."""
    return lambda: _at(dt.timedelta(**days), one)


def _at(far, one):
    with clock.stopped_at(clock.now() + far):
        return one()


def _revoked_above():
    one = letter()
    further(one)
    revoke(one)


ACCEPTED = {
    "the principal signs": (lambda: None, lambda: sign(HEAD)),
    "the principal answers": (lambda: None, lambda: answer(HEAD)),
    "a delegate signs": (letter, lambda: sign(COUNSEL)),
    "a rank signs": (lambda: letter(person=None, rank="counsel"), lambda: sign(COUNSEL)),
    "a delegate of a delegate signs": (lambda: further(letter()), lambda: sign(STAFF)),
    "on the last day": (lambda: letter(last_on=today()), lambda: sign(COUNSEL)),
    "on the first day": (
        lambda: letter(from_on=today() + ONE),
        later(lambda: sign(COUNSEL), days=1),
    ),
    "before a revocation to come": (
        lambda: revoke(letter(), today() + ONE),
        lambda: sign(COUNSEL),
    ),
    "at the ceiling": (letter, lambda: commit(COUNSEL)),
    "a successor while the principal is away": (
        lambda: (order(STAFF), away()),
        lambda: sign(STAFF),
    ),
    "a successor in a vacancy": (lambda: (order(STAFF), leaves(HEAD)), lambda: answer(STAFF)),
    "the second when the first is away too": (
        lambda: (order(COUNSEL, STAFF), away(), away(COUNSEL)),
        lambda: sign(STAFF),
    ),
}
REFUSED = {
    "expired": (
        lambda: letter(last_on=today()),
        later(lambda: sign(COUNSEL), days=1),
        "expired",
    ),
    "revoked": (lambda: revoke(letter()), lambda: sign(COUNSEL), "revoked"),
    "future": (lambda: letter(from_on=today() + ONE), lambda: sign(COUNSEL), "not hold yet"),
    "out of scope": (letter, lambda: answer(COUNSEL), "out of scope"),
    "over the ceiling": (letter, lambda: commit(COUNSEL, 1_000_01), "over the ceiling"),
    "over the ceiling by the sum": (
        lambda: (letter(), commit(COUNSEL, 999_99)),
        lambda: commit(COUNSEL, 2),
        "is committed under it",
    ),
    "over the ceiling by the sum of those below": (
        lambda: (further(letter()), commit(STAFF, 600_00)),
        lambda: commit(COUNSEL, 400_01),
        "is committed under it",
    ),
    "delegation of an ended source": (
        lambda: further(letter(last_on=today()), last_on=today()),
        later(lambda: sign(STAFF), days=1),
        "expired",
    ),
    "delegation of a revoked source": (
        _revoked_above,
        lambda: sign(STAFF),
        "“Letter 7” was revoked",
    ),
    "whoever delegated left": (
        lambda: (letter(), leaves(HEAD)),
        lambda: sign(COUNSEL),
        "no longer serves",
    ),
    "successor while the principal serves": (
        lambda: order(STAFF),
        lambda: sign(STAFF),
        "principal serves",
    ),
    "the second while the first serves": (
        lambda: (order(COUNSEL, STAFF), away()),
        lambda: sign(STAFF),
        "before you in the order",
    ),
    "a successor after the absence": (
        lambda: (order(STAFF), away()),
        later(lambda: sign(STAFF), days=1),
        "principal serves",
    ),
    "the principal while away": (away, lambda: sign(HEAD), "recorded as absent"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted(name):
    before, act = ACCEPTED[name]
    before()
    assert act()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_leaves_nothing(name):
    before, act, words = REFUSED[name]
    before()
    done = db.session.scalar(select(func.count()).select_from(ActUnder))
    with pytest.raises(RuleBroken, match=words):
        act()
    assert db.session.scalar(select(func.count()).select_from(ActUnder)) == done


# What never comes into the register.


def circular():
    one = letter(ceiling=1_000_00)
    two = further(one)
    with transaction():
        what = lists.record_of(make.actor(HEAD), one.id)
        facts = Facts("delegation", BOTH, ceiling=1_000_00, source=two.id, person=person(COUNSEL))
        operations.record(make.actor(HEAD), what, facts=facts, version=1)


NEVER = {
    "circular": (circular, "circular"),
    "delegated beyond its source": (
        lambda: further(letter(), acts=frozenset({ANSWER}), ceiling=None),
        "exceeds its source",
    ),
    "a higher ceiling than its source": (
        lambda: further(letter(), ceiling=1_000_01),
        "exceeds its source",
    ),
    "later than its source": (
        lambda: further(letter(last_on=today()), last_on=today() + ONE),
        "exceeds its source",
    ),
    "to an observer": (lambda: letter(person=person(observer("CO"))), "counsel or a liaison"),
    "to somebody of another office": (lambda: letter(person=person(liaison("UT"))), "counsel or"),
    "days the wrong way round": (lambda: letter(from_on=today(), last_on=today() - ONE), "before"),
    "an order that names one twice": (lambda: order(STAFF, STAFF), "once"),
    "a revocation that reaches back": (lambda: revoke(letter(), today() - ONE), "from today on"),
    "an absence recorded by who gains": (
        lambda: (order(COUNSEL), away(HEAD, by=COUNSEL)),
        "by somebody else",
    ),
    "a written delegation without its document": (
        lambda: _written(None),
        "has its document attached",
    ),
}


def _written(document, **given):
    source = make.standing(make.actor(HEAD).office_id).id
    facts = Facts("delegation", BOTH, Basis.DELEGATION, "Letter", source=source, rank="counsel")
    with transaction():
        return operations.record(
            make.actor(HEAD), None, facts=replace(facts, **given), document=document
        ).result


@pytest.mark.parametrize("name", NEVER)
def test_what_never_stands_in_the_register(name):
    act, words = NEVER[name]
    with pytest.raises(RuleBroken, match=words):
        act()


def test_what_others_record_waits_for_the_principal():
    source = make.standing(make.actor(HEAD).office_id).id
    facts = Facts("delegation", frozenset({SIGN}), citation="C", source=source, rank="counsel")
    with transaction():
        made = operations.record(make.actor(ADMINISTRATOR), None, facts=facts).result
    assert not made.confirmed
    assert "confirmed by the principal" in authority_for(make.actor(COUNSEL), SIGN).why
    with pytest.raises(NotPermitted), transaction():
        operations.confirm(
            make.actor(COUNSEL), lists.record_of(make.actor(COUNSEL), made.id), version=1
        )
    with transaction():
        what = lists.record_of(make.actor(HEAD), made.id)
        operations.confirm(make.actor(HEAD), what, version=1)
    assert authority_for(make.actor(COUNSEL), SIGN).authority.citation == "C"


def _corrected_by_the_administrator(citation="Art. IV"):
    who = make.actor(ADMINISTRATOR)
    with transaction():
        one = lists.record_of(who, make.standing(who.office_id).id)
        facts = Facts("office", frozenset(ActClass), citation=citation)
        return operations.record(who, one, facts=facts, version=one.version).result


def _seen_elsewhere():
    with transaction():
        (found,) = [
            one
            for one in lists.who_may_bind(make.actor(governor("UT")), "CO", today())
            if "overnor" in one.office
        ]
        return [(line.says, line.standing) for line in found.lines if line.row.kind == "office"]


def test_a_correction_that_waits_leaves_in_force_what_it_corrects():
    before = _seen_elsewhere()
    made = _corrected_by_the_administrator()
    assert (made.version, made.confirmed) == (2, False)
    assert _seen_elsewhere() == before
    assert before[0][1] == lists.IN_FORCE
    own = lists.own_register(make.actor(HEAD)).authorities
    stands = [(one.row.version, one.standing) for one in own if one.row.id == made.id]
    assert sorted(stands) == [(1, lists.IN_FORCE), (2, lists.WAITING)]
    answer(HEAD)
    old = db.session.get_one(AuthorityRecord, (made.id, 1))
    db.session.rollback()
    with pytest.raises(RuleBroken, match="changed this while you were reading"), transaction():
        operations.confirm(make.actor(HEAD), old, version=1)
    with transaction():
        what = lists.record_of(make.actor(HEAD), made.id)
        operations.confirm(make.actor(HEAD), what, version=2)
    assert _seen_elsewhere() == [("Art. IV", lists.IN_FORCE)]
    assert authority_for(make.actor(HEAD), SIGN).authority.citation == "Art. IV"


def test_a_revocation_ends_what_holds_though_a_correction_waits():
    one = _corrected_by_the_administrator()
    revoke(one)
    assert not authority_for(make.actor(HEAD), SIGN).authority
    (now,) = [
        row for row in lists.own_register(make.actor(HEAD)).authorities if row.row.id == one.id
    ]
    assert (now.row.version, now.row.confirmed, now.row.citation == "Art. IV") == (3, True, False)


def test_an_earlier_act_stays_valid_as_of_its_day_after_revocation():
    one = letter()
    given = sign(COUNSEL)
    before = given.statement
    with clock.stopped_at(clock.now() + ONE):
        revoke(one)
        assert not authority_for(make.actor(COUNSEL), SIGN).authority
        then = authority_for(make.actor(COUNSEL), SIGN, on=today() - ONE)
        assert then.authority.id == one.id
    db.session.expire_all()
    assert given.statement == before
    versions = select(func.count()).where(AuthorityRecord.id == one.id)
    assert db.session.scalar(versions) == 2, "nothing was overwritten"


def test_every_act_stores_what_it_rests_on():
    standing = make.standing(make.actor(HEAD).office_id)
    given = answer(HEAD)
    assert given.authority_id == standing.id
    entry = db.session.scalars(select(Entry).where(Entry.action == "votes:answer")).one()
    assert entry.facts["authority"] == str(standing.id)
    assert entry.facts["chain_sha256"] == given.chain_sha256
    one = letter()
    says = sign(COUNSEL).says
    assert says["authority"] == "Letter 7, under Constitution, citation not stated"
    assert says["register"]["id"] == str(one.id)
    kept = db.session.scalars(select(ActUnder).where(ActUnder.act == "sign a resolution")).one()
    assert [link["id"] for link in kept.chain] == [str(one.id), str(standing.id)]
    assert (kept.chain_sha256, kept.state_code) == (says["register"]["chain_sha256"], "CO")


def test_what_was_reviewed_is_what_is_confirmed():
    one = letter()
    chosen = Chosen(one.id, "0" * 64)
    with pytest.raises(RuleBroken, match="has changed in the register"), transaction():
        operations.commit_money(make.actor(COUNSEL), None, cents=1, subject="x", chosen=chosen)
    chosen = Chosen(clock.new_id())
    with pytest.raises(RuleBroken, match="does not let you"), transaction():
        operations.commit_money(make.actor(COUNSEL), None, cents=1, subject="x", chosen=chosen)


@pytest.mark.parametrize(
    ("name", "content", "kind", "called"),
    [
        ("../a b.exe", b"%PDF-1.7 x", "application/pdf", "a b.pdf"),
        ("p.html", b"\x89PNG\r\n\x1a\nx", "image/png", "p.png"),
        ('"; x', "plain é".encode(), "text/plain; charset=utf-8", "x.txt"),
    ],
)
def test_the_bytes_of_a_document_say_what_it_is(name, content, kind, called):
    found = read_document(name, content)
    assert (found.media_type, found.name) == (kind, called)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 megabytes"),
        (b"MZ\x00\x01", "neither a PDF"),
        (b"PK\x03\x04", "neither a PDF"),
        (b"\xff\xfe<", "neither a PDF"),
    ],
)
def test_a_document_that_cannot_be_is_refused(content, words):
    with pytest.raises(RuleBroken, match=words):
        read_document("a.pdf", content)
