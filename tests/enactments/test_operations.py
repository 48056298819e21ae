"""Campaigns: opened, edited, closed; where states stand; how far it has come."""

import datetime as dt

import pytest

from alliance.core import clock
from alliance.core.operation import ChangedMeanwhile, RuleBroken
from alliance.core.policy import NotPermitted
from alliance.core.record import entries_about
from alliance.enactments import operations
from alliance.enactments.counting import progress
from alliance.enactments.operations import asking_now
from alliance.enactments.queries import lines
from alliance.enactments.rules import Finding
from alliance.instruments.rules import Purpose, Stage
from tests import make
from tests.enactments.made import MODEL, OTHER, act, asking, at, campaign, determined, reported
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, observer

DAY = dt.date(2027, 3, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def body(app):
    with clock.stopped_at(at(DAY)):
        yield make.alliance()


def how_far(one, day=DAY):
    return progress(one, lines(one), day)


def test_the_secretariat_opens_a_campaign_with_a_model_that_is_kept_by_its_digest(body):
    made = campaign()
    assert made.says.text == MODEL
    [entry] = entries_about(body.stream, [made.ref])
    assert entry.action == "enactments:open"
    assert entry.facts["model_sha256"] == made.says.text_sha256
    assert entry.facts["purpose"] == "join"
    assert "recognize" not in entry.body  # the ledger keeps the digest, not the words


@pytest.mark.parametrize(
    "role", [governor(), liaison(), observer(), OTHER_SECRETARIAT], ids=lambda role: role.email
)
def test_nobody_else_opens_edits_or_closes_one(body, role):
    made = campaign()
    with pytest.raises(NotPermitted):
        act(operations.open_campaign, role, body, purpose=Purpose.JOIN, asking=asking())
    with pytest.raises(NotPermitted):
        act(operations.revise_campaign, role, made, asking=asking("New"), base=1)
    with pytest.raises(NotPermitted):
        act(operations.close_campaign, role, made, why="over")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Write a title"),
        ({"text": " \n"}, "Enter the model"),
        ({"text": "x" * 400_001}, "longer than 400,000"),
        ({"before_days": 0}, "1 to 366 days"),
        ({"silent_days": 367}, "1 to 366 days"),
        ({"threshold": {"at_least": {"cuont": "4"}}}, "cuont"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(body, wrong, said):
    with pytest.raises(RuleBroken, match=said):
        campaign(**wrong)


def test_a_campaign_is_to_join_or_to_amend(body):
    with pytest.raises(RuleBroken, match="Choose one of the two"):
        campaign(Purpose.REPEAL)


def test_an_edited_campaign_keeps_its_earlier_versions(body):
    made = campaign()
    act(operations.revise_campaign, SECRETARIAT, made, asking=asking(text=OTHER), base=1)
    assert [one.text for one in made.versions] == [MODEL, OTHER]
    with pytest.raises(ChangedMeanwhile, match="Version 2 was saved"):
        act(operations.revise_campaign, SECRETARIAT, made, asking=asking("New"), base=1)
    with pytest.raises(RuleBroken, match="asks already"):
        act(operations.revise_campaign, SECRETARIAT, made, asking=asking_now(made), base=2)


def test_a_closed_campaign_takes_nothing_any_more(body):
    made = campaign()
    with pytest.raises(RuleBroken, match="why it is closed"):
        act(operations.close_campaign, SECRETARIAT, made, why=" ")
    act(operations.close_campaign, SECRETARIAT, made, why="the threshold was reached")
    with pytest.raises(RuleBroken, match="closed"):
        act(operations.close_campaign, SECRETARIAT, made, why="again")
    with pytest.raises(RuleBroken, match="closed"):
        act(operations.revise_campaign, SECRETARIAT, made, asking=asking("New"), base=1)
    with pytest.raises(RuleBroken, match="closed"):
        reported(made)


def test_each_state_says_where_it_stands_and_the_newest_of_it_is_shown(body):
    made = campaign()
    reported(made, "NM", stage=Stage.INTRODUCED, text="", expected_on=DAY + 60 * ONE)
    [line] = lines(made)
    assert (line.state, line.bill, line.sponsor) == ("NM", "HB 12", "Rep. Ito")
    assert (line.stage, line.expected_on, line.has_text) == ("introduced", DAY + 60 * ONE, False)
    reported(made, "NM", base=1)
    [line] = lines(made)
    assert (line.stage, line.version, line.has_text) == ("enacted or signed", 2, True)
    assert line.effect.day == DAY
    assert line.length == len(MODEL)


def test_what_was_read_holds_or_nothing_is_recorded(body):
    made = campaign()
    reported(made, "NM", stage=Stage.INTRODUCED)
    with pytest.raises(ChangedMeanwhile):
        reported(made, "NM")
    reported(made, "NM", stage=Stage.FAILED, base=1)
    with pytest.raises(ChangedMeanwhile, match="has ended meanwhile"):
        reported(made, "NM", base=2)


def test_a_bill_that_failed_gives_way_to_the_next_one(body):
    made = campaign()
    failed = reported(made, "NM", stage=Stage.FAILED)
    later = reported(made, "NM", stage=Stage.INTRODUCED)
    assert failed.id != later.id
    [line] = lines(made)
    assert line.instrument_id == later.id


def test_an_office_speaks_for_its_own_state_and_the_secretariat_names_its_source(body):
    made = campaign()
    one = reported(made, "CO", role=liaison("UT"))
    assert one.state_code == "UT"  # whatever state was named
    with pytest.raises(NotPermitted):
        reported(made, "CO", role=observer())
    with pytest.raises(RuleBroken, match="Name the public source"):
        reported(made, "NM", role=SECRETARIAT)
    found = reported(made, "NM", role=SECRETARIAT, source="Laws of New Mexico 2027")
    assert found.state_code == "NM"


def test_those_that_are_bound_count_for_joining_and_bills_under_way_are_expected(body):
    made = campaign()
    found = how_far(made)
    assert (found.now.met, found.expected.met) == (False, False)
    [bar] = found.now.measures
    assert (bar.have, bar.need, bar.text) == (3, 4, "States: 3 of 4 needed. 1 short.")
    reported(made, "NM", stage=Stage.IN_COMMITTEE, text="")
    found = how_far(made)
    assert (found.now.met, found.expected.met) == (False, True)
    assert found.expected.measures[0].text == "States: 4 of 4 needed. The threshold is met."
    assert found.now.measures[0].of == 4


@pytest.mark.parametrize("stage", [Stage.FAILED, Stage.VETOED])
def test_a_bill_that_failed_is_not_expected(body, stage):
    made = campaign()
    reported(made, "NM", stage=stage, text="")
    assert not how_far(made).expected.met


def test_an_amendment_counts_from_the_day_on_which_it_has_effect(body):
    made = campaign(Purpose.AMEND, threshold={"at_least": {"count": "2"}})
    assert how_far(made).now.measures[0].have == 0
    reported(made, "CO")
    reported(made, "UT", effective=DAY + ONE)
    reported(made, "NM")  # is no member, and is not asked
    assert how_far(made).now.states == ("CO",)
    assert how_far(made).expected.met
    assert how_far(made, DAY + ONE).now.met


def test_an_amendment_may_ask_for_every_member(body):
    threshold = {"of": "eligible", "at_least": {"share": "1"}}
    made = campaign(Purpose.AMEND, threshold=threshold)
    for state in ("CO", "UT"):
        reported(made, state)
    assert how_far(made).now.measures[0].text == "States: 2 of 3 needed. 1 short."
    reported(made, "WY")
    assert how_far(made).now.met


def test_an_amendment_that_was_determined_another_text_does_not_count(body):
    made = campaign(Purpose.AMEND, threshold={"at_least": {"count": "1"}})
    one = reported(made, "CO", text=OTHER)
    assert how_far(made).now.met
    determined(made, one)
    assert not how_far(made).now.met
    assert not how_far(made).expected.met
    determined(made, one, Finding.SIMILAR)
    assert how_far(made).now.met


def test_without_a_threshold_of_its_own_the_rules_of_the_alliance_hold(body):
    made = campaign(threshold=None)
    assert how_far(made).now.met  # two sides to it, and more
