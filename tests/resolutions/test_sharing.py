"""Who else writes, reads and sponsors a text; embargo and label."""

import datetime as dt
from dataclasses import replace

import pytest

from alliance.accounts.queries import offices_of
from alliance.charters.terms import Drafting, Terms
from alliance.clockwork import open_when_due
from alliance.core import clock
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from alliance.core.outbox import Job, Taken
from alliance.core.pages import Cursor
from alliance.core.policy import NotPermitted, may
from alliance.resolutions import lists, operations, queries, sharing
from alliance.resolutions.audience import Audience, Claim, Label
from alliance.resolutions.opening import OPEN_JOB, first_day
from alliance.resolutions.policy import Do
from alliance.resolutions.queries import held
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.people import SECRETARIAT, governor, liaison
from tests.resolutions.test_operations import act, entries, office_stream

TOMORROW = dt.timedelta(days=1)
READERS = (liaison("CO"), liaison("UT"), liaison("WY"), liaison("NM"), SECRETARIAT)


def readers_of(made):
    """Who of the five may read it, by state; the lists say the same."""
    db.session.rollback()
    found = held(made.id)
    reading = []
    for role in READERS:
        who = make.actor(role)
        one = may(who, Do.READ, found)
        listed = [line.id for line in lists.resolutions(who, Cursor()).items]
        assert (made.id in listed) is one, role
        reading += [role.state or "secretariat"] if one else []
    return reading


def circulate(made, **more):
    return act(operations.circulate, liaison(), made, **make.seen(made), **more)


def choose(made, *states):
    return act(sharing.choose_states, liaison(), made, states=states)


def test_a_draft_is_read_by_its_writers_and_the_chosen_states_alone(app):
    made = make.draft()
    assert readers_of(made) == ["CO"]
    choose(made, "WY")
    assert readers_of(made) == ["CO", "WY"]
    utah = [one for one in offices_of("UT") if one.kind == "governor"]
    act(sharing.set_writers, liaison(), made, offices=utah)
    assert readers_of(made) == ["CO", "UT", "WY"]
    act(sharing.set_writers, liaison(), made, offices=[])
    choose(made)
    assert readers_of(made) == ["CO"]


def test_what_is_circulated_to_chosen_states_is_not_before_the_members(app):
    made = make.draft()
    choose(made, "WY")
    circulate(made, audience=Audience.CHOSEN)
    assert readers_of(made) == ["CO", "WY"]
    assert entries(make.alliance().stream)[-1].subject != made.ref
    with pytest.raises(NotPermitted):
        act(operations.put, SECRETARIAT, made, **_question(made))
    circulate(held(made.id), audience=Audience.MEMBERS)
    assert readers_of(made) == ["CO", "UT", "WY", "secretariat"]
    assert entries(make.alliance().stream)[-1].action == Do.CIRCULATE


def _question(made):
    closes = make.moment(make.alliance().stream) + make.TWO_WEEKS
    return {"rule": make.USUAL_RULE, "way": Way(closes), **make.to_put(made)}


def test_nobody_is_chosen_from_outside_and_no_more_than_eight_offices_write(app):
    made = make.draft()
    with pytest.raises(RuleBroken, match="Not a member of Western Accord: New Mexico"):
        choose(made, "NM")
    with pytest.raises(RuleBroken, match="is of no member"):
        act(sharing.set_writers, liaison(), made, offices=offices_of("NM"))
    many = [one for state in ("CO", "UT", "WY") for one in offices_of(state)]
    with pytest.raises(RuleBroken, match="At most 8 offices"):
        act(sharing.set_writers, liaison(), made, offices=many)


def test_only_the_office_whose_it_is_says_who_writes_and_shows_it(app):
    made = make.shared_draft()
    for verb, more in (
        (sharing.set_writers, {"offices": []}),
        (sharing.choose_states, {"states": []}),
        (sharing.put_label, {"claim": Claim()}),
        (operations.circulate, make.seen(made)),
        (operations.withdraw, make.seen(made)),
    ):
        with pytest.raises(NotPermitted):
            act(verb, liaison("UT"), made, **more)


def job():
    [one] = db.session.scalars(db.select(Job).where(Job.kind == OPEN_JOB))
    return Taken(one.id, one.kind, one.key, one.facts, 1), one.run_at


def test_an_embargo_keeps_a_text_from_the_members_until_its_instant_and_not_a_second_longer(app):
    made = make.draft()
    until = clock.now() + TOMORROW
    circulate(made, embargo_until=until)
    taken, run_at = job()
    assert run_at == until
    assert readers_of(made) == ["CO"]
    assert made.ref not in {one.subject for one in entries(make.alliance().stream)}
    with clock.stopped_at(until - dt.timedelta(seconds=1)):
        open_when_due(taken)
        assert readers_of(made) == ["CO"]
    with clock.stopped_at(until):
        open_when_due(taken)
        open_when_due(taken)  # what is done twice is done once
        assert readers_of(made) == ["CO", "UT", "WY", "secretariat"]
        assert [one.action for one in entries(make.alliance().stream)][-1] == Do.OPEN
        found = held(made.id)
        assert found.opened_at == until
        steps = [(one.stage, one.opened) for one in queries.steps_of(found)]
        assert steps == [("draft", False), ("circulated", False), ("circulated", True)]


def test_a_text_that_was_withdrawn_under_an_embargo_is_never_shown(app):
    made = make.draft()
    until = clock.now() + TOMORROW
    circulate(made, embargo_until=until)
    act(operations.withdraw, liaison(), held(made.id), **make.seen(made))
    with clock.stopped_at(until):
        open_when_due(job()[0])
        assert readers_of(made) == ["CO"]


@pytest.mark.parametrize("wrong", [-TOMORROW, dt.timedelta(days=400)])
def test_an_embargo_ends_within_a_year_from_now(app, wrong):
    made = make.draft()
    with pytest.raises(RuleBroken, match="in the future, within a year"):
        circulate(made, embargo_until=clock.now() + wrong)


def test_what_the_members_have_read_is_not_taken_from_them(app):
    made = make.circulated()
    act(operations.revise, liaison(), made, words=make.WORDS, base=1)
    choose_ = {"audience": Audience.CHOSEN}
    with pytest.raises(RuleBroken, match="have this text before them already"):
        circulate(held(made.id), **choose_)
    with pytest.raises(RuleBroken, match="no embargo can be set"):
        circulate(held(made.id), embargo_until=clock.now() + TOMORROW)


def test_members_read_the_versions_that_were_shown_to_them_and_no_other(app):
    made = make.circulated()
    for title in ("Second", "Third"):
        act(
            operations.revise,
            liaison(),
            held(made.id),
            words=replace(make.WORDS, title=title),
            base=held(made.id).version,
        )
    circulate(held(made.id))
    found = held(made.id)
    seen = {
        role.state: [one.version for one in queries.versions_shown(make.actor(role), found)]
        for role in (liaison("CO"), liaison("UT"))
    }
    assert seen == {"CO": [3, 2, 1], "UT": [3, 1]}


# Sponsors, label, the charter's clock.


def test_an_office_sponsors_a_text_once_and_may_end_that(app):
    made = make.circulated()
    act(sharing.sponsor, governor("UT"), made)
    with pytest.raises(RuleBroken, match="sponsors this text already"):
        act(sharing.sponsor, liaison("UT"), made)
    assert [one.state_code for one in queries.sponsors_of(made)] == ["UT"]
    act(sharing.end_sponsoring, governor("UT"), made)
    assert queries.sponsors_of(made) == []
    with pytest.raises(NotPermitted):
        act(sharing.sponsor, governor("NM"), made)


def sponsoring(made):
    """The states of the offices that sponsor it now."""
    db.session.rollback()
    return sorted(one.state_code for one in queries.sponsors_of(held(made.id)))


def test_an_office_that_loses_the_text_sponsors_it_no_longer(app):
    made = make.draft()
    utah = [one for one in offices_of("UT") if one.kind == "governor"]
    act(sharing.set_writers, liaison(), held(made.id), offices=utah)
    choose(held(made.id), "WY")
    for state in ("CO", "UT", "WY"):
        act(sharing.sponsor, liaison(state), held(made.id))
    choose(held(made.id), "UT", "WY")
    act(sharing.set_writers, liaison(), held(made.id), offices=[])
    assert sponsoring(made) == ["CO", "UT", "WY"], "chosen, Utah reads it still"
    choose(held(made.id), "WY")
    assert sponsoring(made) == ["CO", "WY"]
    act(sharing.set_writers, liaison(), held(made.id), offices=utah)
    act(sharing.sponsor, liaison("UT"), held(made.id))
    act(sharing.set_writers, liaison(), held(made.id), offices=[])
    choose(held(made.id))
    assert sponsoring(made) == ["CO"]


def test_who_wrote_a_text_that_the_members_have_before_them_sponsors_it_still(app):
    made = make.circulated()
    utah = [one for one in offices_of("UT") if one.kind == "governor"]
    act(sharing.set_writers, liaison(), held(made.id), offices=utah)
    act(sharing.sponsor, liaison("UT"), held(made.id))
    act(sharing.set_writers, liaison(), held(made.id), offices=[])
    assert sponsoring(made) == ["UT"]


@pytest.mark.parametrize(
    ("asked", "sponsors", "enough"),
    [
        (Drafting(sponsors=2), [("CO", "")], False),
        (Drafting(sponsors=2), [("CO", ""), ("UT", "")], True),
        (Drafting(sponsors=2, different="region"), [("CO", ""), ("UT", "")], False),
        (Drafting(sponsors=2, different="party"), [("CO", "Red"), ("UT", "red")], False),
        (Drafting(sponsors=2, different="party"), [("CO", "Red"), ("UT", "")], False),
        (Drafting(sponsors=2, different="party"), [("CO", "Red"), ("UT", "Blue")], True),
    ],
)
def test_the_charter_s_sponsors_stand_before_a_text_is_circulated(app, asked, sponsors, enough):
    charters.adopt(charters.draft(charters.words(terms=Terms(drafting=asked))))
    made = make.draft()
    choose(made, "UT")
    for state, party in sponsors:
        act(sharing.sponsor, governor(state), held(made.id), party=party)
    if enough:
        circulate(held(made.id))
        return
    with pytest.raises(RuleBroken, match="The charter: At least 2 states sponsor it"):
        circulate(held(made.id))


def test_the_charter_s_business_days_lie_between_circulation_and_vote(app):
    terms = Terms(drafting=Drafting(circulation_days=3))
    charters.adopt(charters.draft(charters.words(terms=terms)))
    friday = dt.datetime(2027, 7, 2, 18, tzinfo=dt.UTC)  # the Monday after is a holiday
    with clock.stopped_at(friday):
        made = make.circulated()
        assert first_day(made) == dt.date(2027, 7, 8)
    with clock.stopped_at(dt.datetime(2027, 7, 7, 20, tzinfo=dt.UTC)):
        asked = _question(made)
        refused = pytest.raises(RuleBroken, match="may be put from Thursday, July 8, 2027")
        with refused:
            act(operations.put, SECRETARIAT, held(made.id), **asked)
    with clock.stopped_at(dt.datetime(2027, 7, 8, 14, tzinfo=dt.UTC)):
        assert act(operations.put, SECRETARIAT, held(made.id), **_question(made)).result


def test_what_everybody_may_read_stays_open_to_everybody(app):
    made = make.draft()
    circulate(made, audience=Audience.PUBLIC)
    act(operations.revise, liaison(), held(made.id), words=make.WORDS, base=1)
    with pytest.raises(RuleBroken, match="Everybody may read this text already"):
        circulate(held(made.id), audience=Audience.MEMBERS)
    circulate(held(made.id), audience=Audience.PUBLIC)
    assert held(made.id).audience == Audience.PUBLIC


def test_a_label_is_owned_by_a_state_and_keeps_a_text_from_the_public(app):
    made = make.draft()
    claim = Claim(Label.DELIBERATIVE, "CO", "its public-records act")
    act(sharing.put_label, liaison(), made, claim=claim)
    assert claim.in_words == "Deliberative draft (Colorado; its public-records act)"
    with pytest.raises(RuleBroken, match="Take the label off first"):
        circulate(held(made.id), audience=Audience.PUBLIC)
    act(sharing.put_label, liaison(), held(made.id), claim=Claim())
    circulate(held(made.id), audience=Audience.PUBLIC)
    with pytest.raises(RuleBroken, match="privilege cannot be claimed"):
        act(sharing.put_label, liaison(), held(made.id), claim=claim)
    with pytest.raises(RuleBroken, match="Name the state"):
        act(sharing.put_label, liaison(), held(made.id), claim=Claim(Label.CONFIDENTIAL, "XX"))
    own = [one.action for one in entries(office_stream(liaison()))]
    assert own.count(Do.CLAIM) == 2
