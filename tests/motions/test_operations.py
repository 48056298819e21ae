"""Motions: moved, edited, put, taken off, withdrawn; what follows when each kind is decided."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.charters.queries import officers_of
from alliance.core import clock
from alliance.core.db import db
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.outbox import Job
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.core.transaction import transaction
from alliance.motions import operations
from alliance.motions.queries import adopted_policies, in_force_from
from alliance.motions.rules import Kind, choosing_rule
from alliance.resolutions.models import Resolution
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.operations import Matter
from alliance.votes.rosters import roster_of
from alliance.votes.rules import USUAL_RULE, Mode
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.litigation import cases
from tests.motions import made
from tests.people import SECRETARIAT, governor, liaison, observer

YES = {"CO": "yea", "UT": "yea"}


def edited(motion, by=None, seen=None, **given):
    """The motion with other words."""
    says = made.says(motion.is_about, **given)
    with transaction():
        operations.edit(
            make.actor(by or liaison()), made.fresh(motion), says=says, seen=seen or motion.sha256
        )
    return made.fresh(motion)


def withdrawn(motion, by=None):
    """The motion, taken back."""
    with transaction():
        operations.withdraw(make.actor(by or liaison()), made.fresh(motion))
    return made.fresh(motion)


def taken_off(motion, by=SECRETARIAT, reason="The words are to be changed."):
    """The motion, its question taken off."""
    with transaction():
        operations.take_off(make.actor(by), made.fresh(motion), reason=reason)
    return made.fresh(motion)


def mails():
    """What is left to be sent: template and audience."""
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))
    return [(one.facts["template"], one.facts["audience"]) for one in jobs]


def test_what_is_moved_is_told_and_can_be_edited_until_the_question_is_put(app):
    motion = made.policy()
    assert ("motions/mail/moved", f"alliance:{motion.alliance_id}") in mails()
    changed = edited(motion, words="It is moved otherwise.")
    assert (changed.words, changed.version, changed.stands) == (
        "It is moved otherwise.",
        2,
        "moved",
    )
    asked = made.put(changed)
    assert asked.text_sha256 == changed.sha256
    assert (asked.kind, asked.subject_id, asked.mode) == ("policy", motion.id, "written")
    with pytest.raises(RuleBroken, match="what it says stays"):
        edited(made.fresh(motion), words="Too late.")
    with pytest.raises(RuleBroken, match="cannot be withdrawn"):
        withdrawn(motion)


def test_what_was_reviewed_is_what_is_put_and_edited(app):
    motion = made.policy()
    seen = motion.sha256
    edited(motion, words="Another.")
    with pytest.raises(ChangedMeanwhile):
        edited(motion, seen=seen, words="A third.")
    with transaction(), pytest.raises(ChangedMeanwhile):
        operations.put(
            make.actor(SECRETARIAT),
            made.fresh(motion),
            rule=USUAL_RULE,
            way=Way(clock.now() + made.TWO_WEEKS),
            seen=seen,
            states=make.MEMBERS,
        )
    assert made.fresh(motion).stands == "moved"


def test_a_withdrawn_motion_is_put_no_more(app):
    motion = withdrawn(made.policy())
    assert motion.stands == "withdrawn"
    with pytest.raises(RuleBroken, match="no question to put"):
        made.put(motion)


def test_only_its_office_edits_only_the_secretariat_puts(app):
    motion = made.policy()
    with pytest.raises(NotPermitted):
        edited(motion, by=liaison("UT"), words="Ours.")
    with pytest.raises(NotPermitted):
        made.put(motion, by=governor())
    with pytest.raises(NotPermitted):
        made.moved(by=observer())
    with pytest.raises(NotPermitted):
        made.moved(by=governor("NM"))
    assert made.moved(by=SECRETARIAT).office_id == make.actor(SECRETARIAT).office_id


def test_a_question_that_is_taken_off_leaves_the_motion_to_be_edited_and_put_anew(app):
    motion = made.policy()
    asked = make.answered(made.put(motion), CO="yea")
    motion = taken_off(motion)
    assert motion.stands == "moved"
    assert db.session.get_one(Question, asked.id).outcome == "void"
    assert ("votes/mail/void", f"question:{asked.id}") in mails()
    again = made.put(edited(motion, words="In other words."))
    assert made.fresh(motion).question_id == again.id
    with pytest.raises(RuleBroken, match="Say why"):
        taken_off(motion, reason=" ")


def test_a_policy_is_in_force_from_the_day_it_names_and_never_before_it_was_adopted(app):
    early = made.decided(Kind.POLICY, given={"from_on": "2020-01-01"}, **YES)
    late = made.decided(Kind.POLICY, given={"from_on": "2099-01-01"}, **YES)
    lost = made.decided(Kind.POLICY, CO="nay", UT="nay")
    assert [one.stands for one in (early, late, lost)] == ["adopted", "adopted", "lost"]
    assert {one.id for one in adopted_policies(make.alliance())} == {early.id, late.id}
    assert in_force_from(early) == early.decided_at.date()
    assert in_force_from(late) == dt.date(2099, 1, 1)
    assert lost.what_followed == {}


def test_without_a_quorum_nothing_is_decided_and_the_question_may_be_put_again(app):
    motion = made.decided(Kind.POLICY, CO="yea")
    assert (motion.stands, motion.decided_at) == ("undecided", None)
    make.closed(make.answered(made.put(motion), **YES))
    assert made.fresh(motion).stands == "adopted"


def test_the_release_of_money_is_recorded_with_the_close(app):
    motion = made.decided(Kind.MONEY, **YES)
    released = motion.what_followed["released"]
    assert released == {"cents": 1_250_000, "payee": "Example Print", "purpose": "Printing"}
    last = entries_about(motion.stream, [motion.ref])[-1]
    assert (last.action, last.facts["followed"]["released"]) == ("motions:decide", released)


def test_a_lawsuit_asks_the_offices_that_said_yea_and_joins_for_nobody(app, tmp_path):
    suit = cases.lawsuit(tmp_path)
    motion = made.decided(
        Kind.LAWSUIT, given={"case_id": suit.case_id}, CO="yea", UT="yea", WY="nay"
    )
    assert motion.what_followed["states"] == ["CO", "UT"]
    assert ("motions/mail/lawsuit", f"question:{motion.question_id}") in mails()
    assert db.session.get_one(type(suit), suit.id).plaintiff_states == suit.plaintiff_states


def test_a_lawsuit_that_is_not_here_cannot_be_moved(app):
    with pytest.raises(RuleBroken, match="no lawsuit of this name"):
        made.moved(Kind.LAWSUIT, case_id="no-such-case")


def test_whoever_is_elected_by_ranked_choice_is_recorded_as_officer(app):
    motion = made.decided(
        Kind.ELECTION,
        CO=["Ada, CO", "Ben, UT"],
        UT=["Ben, UT"],
        WY=["Ben, UT", "Cal, WY"],
    )
    assert (motion.stands, motion.what_followed["elected"]) == ("chosen", ["Ben, UT"])
    [officer] = officers_of(motion.alliance)
    assert (officer.title, officer.person, officer.state_code) == ("Vice Chair", "Ben", "UT")
    assert motion.what_followed["officers"] == [str(officer.id)]


def test_one_candidate_is_elected_by_yea_and_nay(app):
    motion = made.decided(Kind.ELECTION, given={"candidates": [made.ADA]}, **YES)
    assert motion.what_followed["elected"] == ["Ada, CO"]
    assert [one.person for one in officers_of(motion.alliance)] == ["Ada"]


def test_an_election_stands_where_somebody_else_holds_the_title_still(app):
    charters.officer("Vice Chair", "WY")
    motion = made.decided(Kind.ELECTION, CO=["Ada, CO"], UT=["Ada, CO"])
    assert motion.stands == "chosen"
    assert "Somebody is Vice Chair" in motion.what_followed["hindered"][0]
    assert [one.state_code for one in officers_of(motion.alliance)] == ["WY"]


def test_a_tie_in_a_choice_is_undecided_and_said_so(app):
    motion = made.decided(Kind.CHOICE, CO=["May 4"], UT=["May 11"])
    assert motion.stands == "undecided"
    assert db.session.get_one(Question, motion.question_id).outcome == "undecided"
    approved = {"rule": choosing_rule("approval", ["May 4", "May 11", "May 18"])}
    chosen = made.decided(Kind.CHOICE, **approved, CO=["May 4", "May 11"], UT=["May 11"])
    assert (chosen.stands, chosen.what_followed) == ("chosen", {"chosen": ["May 11"]})


def test_options_are_chosen_by_the_motions_own_and_by_a_method(app):
    motion = made.moved(Kind.CHOICE)
    with pytest.raises(RuleBroken, match="Choose how it is chosen"):
        made.put(motion, dict(USUAL_RULE))
    with pytest.raises(RuleBroken, match="not those of the motion"):
        made.put(motion, choosing_rule("ranked", ["May 4", "June 1"]))


@pytest.mark.parametrize("kind", [Kind.POLL, Kind.CHOICE])
def test_a_poll_and_a_choice_never_change_a_resolution(app, kind):
    """Not even where the question names a resolution as its subject."""
    text = make.circulated()
    poll = kind is Kind.POLL
    rule = dict(USUAL_RULE) if poll else choosing_rule("ranked", ["East", "West"])
    with transaction():
        asked = votes.open_question(
            make.actor(SECRETARIAT),
            text.alliance,
            matter=Matter(kind, text.id, text.title, "0" * 64),
            roster=roster_of(make.MEMBERS),
            rule=rule,
            way=Way(clock.now() + made.TWO_WEEKS, mode=Mode.POLL if poll else Mode.WRITTEN),
        ).result
    if poll:
        make.answered(asked, **YES)
    else:
        made.chose(asked, CO=["East"], UT=["East"])
    assert make.closed(asked) == "carried"
    assert db.session.get_one(Resolution, text.id).stage == "circulated"


def test_a_straw_poll_decides_nothing(app):
    motion = made.decided(Kind.POLL, **YES)
    assert (motion.stands, motion.what_followed) == ("polled", {})
    assert adopted_policies(motion.alliance) == []


def test_a_poll_is_put_as_a_poll_and_nothing_else_is(app):
    poll, policy = made.moved(Kind.POLL), made.policy()
    for motion, mode in ((poll, Mode.WRITTEN), (policy, Mode.POLL)):
        with pytest.raises(RuleBroken, match="straw poll"), transaction():
            operations.put(
                make.actor(SECRETARIAT),
                made.fresh(motion),
                rule=USUAL_RULE,
                way=Way(clock.now() + made.TWO_WEEKS, mode=mode),
                seen=motion.sha256,
                states=make.MEMBERS,
            )
