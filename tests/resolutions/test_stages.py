"""A text in committee, engrossed, taken up again, and what it does to earlier ones."""

from dataclasses import replace

import pytest

from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from alliance.resolutions import operations, queries, stages
from alliance.resolutions.queries import held
from alliance.resolutions.rules import Stage, Succession
from alliance.texts.starting import plain_clauses
from alliance.votes.models import Question
from tests import make
from tests.people import SECRETARIAT, governor, liaison
from tests.resolutions.test_operations import act, entries
from tests.resolutions.test_sharing import _question


def shown(made):
    """What somebody confirms who reviews the text that is shown."""
    return {"reviewed": queries.under_review(made, made.shown_version)}


def test_a_committee_takes_a_text_and_reports_it_back(app):
    made = make.circulated()
    act(stages.commit, SECRETARIAT, made, reason="To the committee on forms")
    assert made.stands is Stage.IN_COMMITTEE
    with pytest.raises(RuleBroken, match="its text is frozen"):
        act(operations.revise, liaison(), held(made.id), words=make.WORDS, base=1)
    act(stages.report, SECRETARIAT, held(made.id), reason="Without amendment")
    found = held(made.id)
    assert found.stands is Stage.CIRCULATED
    course = [(one.stage, one.reason) for one in queries.steps_of(found)]
    assert course == [
        ("draft", ""),
        ("circulated", ""),
        ("in committee", "To the committee on forms"),
        ("circulated", "Without amendment"),
    ]


def test_an_engrossed_text_is_exactly_what_is_put(app):
    made = make.circulated()
    first = made.shown_version
    other = replace(make.WORDS, title="As amended")
    act(stages.engross, SECRETARIAT, made, **shown(made), words=other, reason="Amended")
    found = held(made.id)
    assert (found.stands, found.version, found.shown_version) == (Stage.ENGROSSED, 2, 2)
    assert queries.text_of(found, first).words == make.WORDS, "the version before stays"
    settled = queries.text_of(found, 2)
    assert settled.words == other
    asked = act(operations.put, SECRETARIAT, found, **_question(found)).result
    assert asked.text_sha256 == settled.sha256
    assert entries(make.alliance().stream)[-3].facts["text_sha256"] == settled.sha256


def test_what_was_engrossed_unchanged_is_the_version_that_was_circulated(app):
    made = make.circulated()
    act(stages.engross, SECRETARIAT, made, **shown(made))
    found = held(made.id)
    assert (found.version, found.shown_version) == (1, 1)


def test_a_text_that_dangles_is_not_engrossed(app):
    made = make.circulated()
    wrong = plain_clauses("T", (), ("x",))
    wrong = wrong.with_units([replace(wrong.units[0], text="See [[abcdefgh]].")])
    with pytest.raises(RuleBroken, match="refers to a unit that is no longer in the text"):
        act(stages.engross, SECRETARIAT, made, **shown(made), words=wrong)
    assert held(made.id).stands is Stage.CIRCULATED


def test_another_text_than_was_reviewed_is_not_engrossed(app):
    made = make.circulated()
    reviewed = shown(made)
    act(operations.revise, liaison(), made, words=replace(make.WORDS, title="New"), base=1)
    act(operations.circulate, liaison(), held(made.id), **make.seen(held(made.id)))
    with pytest.raises(ChangedMeanwhile):
        act(stages.engross, SECRETARIAT, held(made.id), **reviewed)


def test_only_the_secretariat_moves_a_text_and_only_as_may_follow(app):
    made = make.circulated()
    for verb, more in ((stages.commit, {}), (stages.engross, shown(made))):
        with pytest.raises(NotPermitted):
            act(verb, governor("CO"), made, **more)
    with pytest.raises(RuleBroken, match="in no committee"):
        act(stages.report, SECRETARIAT, made)
    with pytest.raises(RuleBroken, match="neither engrossed nor voted on"):
        act(stages.reopen, SECRETARIAT, made, reason="x")
    act(stages.engross, SECRETARIAT, made, **shown(made))
    with pytest.raises(RuleBroken, match="Say why"):
        act(stages.reopen, SECRETARIAT, held(made.id), reason=" ")
    act(stages.reopen, SECRETARIAT, held(made.id), reason="A slip in clause 2")
    assert held(made.id).stands is Stage.CIRCULATED


@pytest.mark.parametrize("succession", list(Succession))
def test_a_later_resolution_takes_the_place_of_an_earlier_one_when_it_is_in_force(app, succession):
    earlier = make.signed(make.adopted(), "CO", "UT")
    assert earlier.stands is Stage.IN_FORCE
    draft = make.draft()
    act(
        stages.name_earlier,
        liaison(),
        draft,
        earlier=held(earlier.id),
        succession=succession,
    )
    act(operations.circulate, liaison(), held(draft.id), **make.seen(held(draft.id)))
    act(operations.put, SECRETARIAT, held(draft.id), **_question(held(draft.id)))
    asked = db.session.get_one(Question, held(draft.id).question_id)
    make.closed(make.answered(asked, CO="yea", UT="yea", WY="yea"))
    assert held(earlier.id).stands is Stage.IN_FORCE, "not before the later one is in force"
    make.signed(held(draft.id), "CO", "UT", "WY")
    db.session.rollback()
    then = {"supersedes": Stage.SUPERSEDED, "rescinds": Stage.RESCINDED}[succession]
    assert held(earlier.id).stands is then
    assert queries.steps_of(held(earlier.id))[-1].reason == f"By: {make.WORDS.title}"


def test_an_alliance_replaces_its_own_resolutions_only(app):
    other = act(operations.draft, liaison("NM"), make.alliance("theirs"), words=make.WORDS).result
    draft = make.draft()
    with pytest.raises(RuleBroken, match="its own resolutions only"):
        act(stages.name_earlier, liaison(), draft, earlier=held(other.id))
    with pytest.raises(RuleBroken, match="does not supersede itself"):
        act(stages.name_earlier, liaison(), draft, earlier=draft)
    with transaction():
        made = held(make.circulated().id)
    with pytest.raises(RuleBroken, match="before it is circulated"):
        act(stages.name_earlier, liaison(), made, earlier=None)
