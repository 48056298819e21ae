"""The pages of motions: moved, put, shown; what stands on desks."""

import datetime as dt

from alliance.core import clock
from alliance.core.db import db
from alliance.core.recall import forget
from alliance.core.transaction import transaction
from alliance.litigation import operations as litigation
from alliance.litigation.queries import lawsuit_by_case
from alliance.litigation.rules import Stance
from alliance.motions.rules import Kind
from alliance.workspaces.desk import desk
from tests import make
from tests.charters import made as charters
from tests.litigation import cases
from tests.motions import made
from tests.people import SECRETARIAT, governor, liaison
from tests.votes.rolls import leave

PUT = {"ends": "after", "length": "5", "unit": "business days"}


def inputs(page):
    """What the form of a page carries."""
    return {e.get("name"): e.get("value") for e in page.tree.iter("input") if e.get("name")}


def put(visitor, motion, **form):
    """The question, put through the pages; the review on the way."""
    where = {"motion_id": motion.id}
    review = visitor.send("motions.put", PUT | form, 200, **where)
    visitor.send("motions.put", inputs(review) | {"confirm": "yes"}, **where)
    return review


def keys(role):
    """What is on a desk to be done, as it is read anew."""
    db.session.rollback()
    forget()
    return [one.key.partition(":")[0] for one in desk(make.actor(role)).act]


def test_a_motion_is_moved_edited_and_listed(visitor):
    visitor.sign_in(liaison())
    given = {"title": "Travel", "words": "No travel is paid.", "from_on": ""}
    visitor.send("motions.move", given, slug="ours")
    listed = visitor.get("motions.motions", slug="ours")
    assert "Travel" in listed.words
    [motion] = made.every()
    page = visitor.get("motions.edit", motion_id=motion.id)
    changed = inputs(page) | {"title": "Travel", "words": "Travel is paid."}
    visitor.send("motions.edit", changed, motion_id=motion.id)
    assert "Travel is paid." in visitor.get("motions.motion", motion_id=motion.id).words


ELECTION = {
    "title": "T",
    "words": "W",
    "office_title": "Chair",
    "candidates": "Ada, CO",
    "from_on": "2020-01-01",
}


def faults(page):
    """What is said beside the fields, by the id of each."""
    return {
        e.get("id").removesuffix("-error"): " ".join("".join(e.itertext()).split())
        for e in page.tree.iter("span")
        if e.get("class") == "usa-error-message"
    }


def test_a_form_that_says_too_little_is_refused_at_each_field(visitor):
    visitor.sign_in(liaison())
    nothing = {"from_on": "", "last_on": "", "options": ""}
    for kind, given, at in (
        ("money", {"amount": "0", "payee": "", "purpose": "F"}, {"amount", "payee"}),
        ("money", {"amount": "2,000,000,000", "payee": "P", "purpose": "F"}, {"amount"}),
        ("election", {"candidates": "Ada"}, {"office_title", "candidates", "from_on"}),
        ("election", ELECTION | {"last_on": "2019-01-01"}, {"last_on"}),
        ("choice", {"options": "One"}, {"options"}),
        ("lawsuit", {"case_id": "nowhere"}, {"case_id"}),
    ):
        said = nothing | {"title": "T", "words": "W"} | given
        page = visitor.send("motions.move", said, 422, slug="ours", kind=kind)
        assert set(faults(page)) == at, kind
        for name, value in given.items():
            written = [e for e in page.tree.iter() if e.get("name") == name]
            assert value in ("".join(written[0].itertext()).strip(), written[0].get("value"))
    visitor.get("motions.move", 404, slug="ours", kind="nonsense")
    assert made.every() == []


def test_of_the_fields_only_those_that_may_be_empty_are_called_optional(visitor):
    visitor.sign_in(liaison())
    for kind, optional in (
        ("policy", ["In force from"]),
        ("money", []),
        ("lawsuit", []),
        ("election", ["Last day of the term"]),
        ("choice", []),
        ("poll", ["Options"]),
    ):
        page = visitor.get("motions.move", slug="ours", kind=kind)
        labels = page.texts("label")
        found = [one.removesuffix(" (optional)") for one in labels if one.endswith("(optional)")]
        assert found == optional, kind


def test_only_who_could_be_recorded_as_an_officer_stands_for_election(visitor):
    visitor.sign_in(liaison())
    for line, reason in (
        ("Ada", "“Ada”: write the person, a comma and the postal code"),
        ("Ada, XX", "“XX” is no state"),
        ("Ada, NM", "Ada: New Mexico is not a member on Wednesday, January 1, 2020"),
    ):
        given = ELECTION | {"candidates": line}
        page = visitor.send("motions.move", given, 422, slug="ours", kind="election")
        assert reason in faults(page)["candidates"], line
    visitor.send("motions.move", ELECTION, slug="ours", kind="election")


def test_a_candidate_whose_state_has_left_is_named_before_the_question_is_put(visitor):
    motion = made.moved(Kind.ELECTION)
    leave("UT")
    visitor.sign_in(SECRETARIAT)
    review = visitor.send(
        "motions.put", PUT | {"mode": "written", "rule": "ranked"}, 200, motion_id=motion.id
    )
    page = visitor.send(
        "motions.put", inputs(review) | {"confirm": "yes"}, 409, motion_id=motion.id
    )
    assert "Ben: Utah is not a member" in page.words
    assert "The office that moved it edits the motion first." in page.words
    assert made.fresh(motion).question is None


def test_a_motion_that_is_moved_twice_by_a_button_stands_once(visitor):
    visitor.sign_in(liaison())
    given = {"title": "Travel", "words": "No travel is paid.", "from_on": ""}
    visitor.send("motions.move", given, slug="ours")
    page = visitor.send("motions.move", given, 409, slug="ours")
    assert "Your office has moved this already" in page.words
    assert len(made.every()) == 1


def test_whoever_edits_what_changed_meanwhile_reads_it_and_may_save_again(visitor):
    motion = made.policy(words="First.")
    visitor.sign_in(liaison())
    where = {"motion_id": motion.id}
    mine = inputs(visitor.get("motions.edit", **where))
    visitor.send("motions.edit", mine | {"words": "A colleague's."}, **where)
    page = visitor.send("motions.edit", mine | {"words": "Mine."}, 409, **where)
    assert "The motion reads otherwise since you reviewed it" in page.words
    visitor.send("motions.edit", inputs(page) | {"words": "Mine."}, **where)
    assert made.fresh(motion).words == "Mine."


def test_where_nothing_can_be_done_no_form_is_shown(visitor):
    motion = made.policy()
    where = {"motion_id": motion.id}
    visitor.sign_in(SECRETARIAT)
    visitor.get("motions.take_off", 302, **where)
    made.put(motion)
    visitor.get("motions.put", 302, **where)
    visitor.sign_in(liaison())
    for endpoint in ("motions.edit", "motions.withdraw"):
        visitor.get(endpoint, 302, **where)
    assert "This motion is put." in visitor.get("motions.motion", **where).words


def test_the_secretariat_puts_it_and_reads_what_follows_first(visitor):
    motion = made.policy()
    assert "motion" in keys(SECRETARIAT)
    visitor.sign_in(SECRETARIAT)
    review = put(visitor, motion, mode="written", rule="majority")
    assert "The policy is adopted, and in force from the day that it names." in review.words
    assert "ecret ballots" not in review.words
    page = visitor.get("motions.motion", motion_id=motion.id)
    assert "See the question" in page.words
    assert "motion" not in keys(SECRETARIAT)


def test_secret_ballots_are_offered_for_elections_only(visitor):
    visitor.sign_in(SECRETARIAT)
    motion = made.moved(Kind.ELECTION)
    form = visitor.get("motions.put", motion_id=motion.id).words
    assert "Ballots are secret" in form
    assert "Ranked choice" in form
    review = put(visitor, motion, mode="written", rule="approval", secret="y")
    assert "secret ballots, which stand once they are cast" in review.words
    question = made.fresh(motion).question
    assert question.asked.secret
    assert question.options == made.NAMES
    assert "Ballots are secret" not in visitor.get("motions.put", motion_id=made.policy().id).words


def test_a_poll_is_put_as_a_poll_whatever_is_sent(visitor):
    visitor.sign_in(SECRETARIAT)
    motion = made.moved(Kind.POLL)
    put(visitor, motion, mode="poll", rule="majority")
    question = made.fresh(motion).question
    assert question.mode == "poll"
    shown = visitor.get("votes.show", question_id=question.id)
    assert "A straw poll: it decides nothing." in shown.words


def test_a_casting_vote_is_offered_where_an_officer_serves_and_the_rule_has_one(visitor):
    charters.officer("Chair", "CO")
    visitor.sign_in(SECRETARIAT)
    motion = made.policy()
    refused = visitor.send(
        "motions.put",
        PUT | {"mode": "written", "rule": "majority", "chair": "CO"},
        422,
        motion_id=motion.id,
    )
    assert "The rule has no casting vote" in refused.words
    rule = (
        '{"majorities": [{"of": "cast", "measure": "states", "more_than": {"share": "1/2"}}], '
        '"casting_vote": true}'
    )
    review = put(visitor, motion, mode="written", rule="other", other=rule, chair="CO")
    assert "the casting vote of Colorado's presiding officer" in review.words
    assert made.fresh(motion).question.asked.chair == "CO"


def test_a_choice_is_answered_in_order_and_shown_with_its_rounds(visitor):
    question = made.put(made.moved(Kind.CHOICE))
    visitor.sign_in(governor())
    given = {"answer": "chosen", "rank_1": "May 11", "rank_2": "May 4"}
    review = visitor.send("votes.answer", given, 200, question_id=question.id)
    assert "1. May 11, 2. May 4" in review.words
    visitor.send("votes.answer", inputs(review) | {"confirm": "yes"}, question_id=question.id)
    made.chose(question, UT=["May 11"])
    shown = visitor.get("votes.show", question_id=question.id)
    assert "In front, counted now. May 11" in shown.words
    make.closed(question)
    shown = visitor.get("votes.show", question_id=question.id)
    assert "Chosen. May 11" in shown.words
    assert "2 of 2 in round 1: chosen" in shown.words


def test_the_office_that_said_yea_to_a_lawsuit_is_asked_for_its_position(visitor, tmp_path):
    suit = cases.lawsuit(tmp_path)
    motion = made.decided(
        Kind.LAWSUIT, given={"case_id": suit.case_id}, CO="yea", UT="yea", WY="nay"
    )
    assert [keys(governor(one)).count("position") for one in ("CO", "UT", "WY")] == [1, 1, 0]
    visitor.sign_in(governor())
    assert motion.title in visitor.get("workspaces.desk").words
    with clock.stopped_at(motion.decided_at + dt.timedelta(hours=1)), transaction():
        found = lawsuit_by_case(None, suit.case_id)
        who = make.actor(governor())
        stated = {"stance": Stance.JOINS, "before": 0, "version": found.version}
        litigation.record_position(who, found, **stated)
    assert "position" not in keys(governor())


def test_of_another_alliance_nothing_is_shown(visitor):
    motion = made.policy()
    visitor.sign_in(governor("NM"))
    visitor.get("motions.motion", 404, motion_id=motion.id)
    visitor.get("motions.motions", 403, slug="ours")


def test_a_policy_in_force_is_listed_and_a_withdrawn_motion_stays_on_the_list(visitor):
    made.decided(Kind.POLICY, CO="yea", UT="yea")
    motion = made.policy(title="Another")
    visitor.sign_in(liaison())
    visitor.send("motions.withdraw", motion_id=motion.id)
    listed = visitor.get("motions.motions", slug="ours").words
    assert "Policies that were adopted" in listed
    assert "withdrawn" in listed


def test_a_question_is_taken_off_with_a_reason(visitor):
    motion = made.policy()
    made.put(motion)
    visitor.sign_in(SECRETARIAT)
    visitor.send("motions.take_off", {"reason": ""}, 422, motion_id=motion.id)
    visitor.send("motions.take_off", {"reason": "Reworded."}, motion_id=motion.id)
    assert "Put the question" in visitor.get("motions.motion", motion_id=motion.id).words
