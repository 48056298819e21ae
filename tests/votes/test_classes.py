"""Questions under a charter with classes of members of its own."""

import json

import pytest

from alliance.charters.member_classes import Class
from alliance.charters.terms import Terms
from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.db import db
from alliance.core.policy import NotPermitted
from alliance.resolutions.models import Resolution
from alliance.rulebook.tallying import count
from alliance.votes import answering
from alliance.votes.queries import held
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.charters import made as charters
from tests.charters.made import ACCEDING, DIVIDED, FOUNDING
from tests.people import governor
from tests.resolutions.test_exports_of_votes import holds
from tests.votes.test_terms import DAY, put

VETO = {
    "majorities": [
        {"of": "cast", "measure": "states", "more_than": {"share": "1/2"}},
        {
            "name": "no veto by a founding party",
            "of": "entitled",
            "measure": "states",
            "among": {"class": FOUNDING.name},
            "counting": "nay",
            "at_most": {"count": "0"},
        },
    ]
}


def chartered(classes=DIVIDED):
    """A charter with these classes, and a veto of one of them."""
    terms = Terms(classes=classes, voting=Voting(rules={"resolution": VETO}))
    charters.adopt(charters.draft(charters.words(terms=terms)))


def question():
    return put(Way(clock.now() + 14 * DAY), VETO)


def classes_of(asked):
    return {key: one["class"] for key, one in json.loads(asked.roster).items()}


def test_the_veto_of_a_class_stops_what_the_others_carry(app, visitor):
    chartered((*DIVIDED, Class("Later party", "party", voting=True, seated=True)))
    charters.in_class("CO")
    charters.in_class("UT", name="Later party")
    asked = question()
    assert classes_of(asked) == {"CO": FOUNDING.name, "UT": "Later party", "WY": "party"}
    charters.in_class("WY")
    assert classes_of(held(asked.id))["WY"] == "party", "what was frozen stays"
    make.answered(asked, CO="nay", UT="yea", WY="yea")
    assert make.closed(asked) == "lost"
    [most, veto] = json.loads(held(asked.id).tally)["majorities"]
    assert most["met"]
    assert (veto["base"], veto["have"], veto["need"], veto["met"]) == ("1", "1", "0", False)
    visitor.sign_in(governor())
    sheet = visitor.get("votes.result", question_id=asked.id).words
    assert "Later party" in sheet


def test_a_nay_of_another_class_is_no_veto_and_the_bundle_counts_it_so(app, tmp_path):
    chartered((*DIVIDED, Class("Later party", "party", voting=True, seated=True)))
    charters.in_class("CO", "WY")
    charters.in_class("UT", name="Later party")
    asked = question()
    make.answered(asked, CO="yea", UT="nay", WY="yea")
    assert make.closed(asked) == "carried"
    make.signed(db.session.get_one(Resolution, asked.subject_id), "CO")
    members = holds(asked, tmp_path)
    assert members["roster.json"]["UT"]["class"] == "Later party"
    given = {"rule": VETO, "roster": members["roster.json"], "answers": {"CO": "yea", "WY": "yea"}}
    assert count(**given).outcome == "carried"
    given["answers"]["CO"] = "nay"
    assert count(**given).outcome == "lost"


def test_a_class_without_a_vote_is_not_asked(app):
    chartered()
    charters.in_class("CO", "UT")
    charters.in_class("WY", name=ACCEDING.name)
    asked = question()
    assert classes_of(asked) == {"CO": FOUNDING.name, "UT": FOUNDING.name}
    with pytest.raises(NotPermitted):
        answering.answer(make.actor(governor("WY")), asked, said=Said("yea"))


def test_the_only_class_of_all_parties_stands_in_the_roster_without_a_record(app):
    chartered((FOUNDING,))
    asked = question()
    assert set(classes_of(asked).values()) == {FOUNDING.name}
    make.answered(asked, CO="yea", UT="yea", WY="nay")
    assert make.closed(asked) == "lost"
