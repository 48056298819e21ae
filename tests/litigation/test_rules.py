"""Who sues together on a day, and what the words of an event do."""

import datetime as dt

import pytest

from alliance.core.dates import parse_partial_date
from alliance.litigation.rules import (
    Effect,
    Lawsuit,
    LawsuitEvent,
    Stance,
    effect_of,
    plaintiffs_on,
)


def lawsuit(filed="2018-05-01", lead="TX", states="TX AL AR"):
    return Lawsuit(
        case_id="tx-us",
        caption="Texas et al. v. United States et al.",
        court_id="txsd",
        docket_number="1:18-cv-00068",
        date_filed=parse_partial_date(filed),
        lead_plaintiff=lead,
        plaintiff_states=tuple(states.split()),
    )


def event(date, words, states="", case_id="tx-us"):
    return LawsuitEvent(case_id, parse_partial_date(date), words, tuple(states.split()))


def states_on(day, *events, case=None):
    found = plaintiffs_on(case or lawsuit(), events, dt.date.fromisoformat(day))
    return " ".join(found.states)


def test_before_the_filing_nobody_sues():
    assert states_on("2018-04-30") == ""
    assert states_on("2018-05-01") == "TX AL AR"


def test_a_case_without_a_date_of_filing_has_its_plaintiffs_ever_since():
    assert states_on("1990-01-01", case=lawsuit(filed="")) == "TX AL AR"


def test_without_a_date_of_filing_the_complaint_dates_it():
    case, complaint = lawsuit(filed=""), event("2018-05-01", "complaint filed", "TX AL")
    assert states_on("2018-04-30", complaint, case=case) == ""
    assert states_on("2018-05-01", complaint, case=case) == "TX AL"


def test_a_month_of_filing_counts_from_its_first_day():
    assert states_on("2018-05-01", case=lawsuit(filed="2018-05")) == "TX AL AR"
    assert states_on("2018-04-30", case=lawsuit(filed="2018-05")) == ""


def test_the_complaint_gives_the_first_plaintiffs_and_the_lead_stands_first():
    complaint = event("2018-05-01", "complaint filed", "SD LA TX")
    assert states_on("2018-05-01", complaint) == "TX SD LA"


def test_a_complaint_without_states_leaves_those_of_the_lawsuit():
    assert states_on("2018-05-01", event("2018-05-01", "complaint filed")) == "TX AL AR"


def test_the_lead_counts_even_where_the_list_forgets_it():
    assert states_on("2018-05-01", case=lawsuit(states="AL AR")) == "TX AL AR"
    assert states_on("2018-05-01", case=lawsuit(lead="", states="AL AR")) == "AL AR"


def test_states_join_and_leave_on_their_day_and_not_before():
    events = (
        event("2018-08-01", "plaintiff withdraws", "AL"),
        event("2018-06-01", "amended complaint adds plaintiff", "CO"),
        event("2018-09", "plaintiffs joined", "AL NV"),
    )
    assert states_on("2018-05-31", *events) == "TX AL AR"
    assert states_on("2018-06-01", *events) == "TX AL AR CO"
    assert states_on("2018-07-31", *events) == "TX AL AR CO"
    assert states_on("2018-08-01", *events) == "TX AR CO"
    assert states_on("2018-09-01", *events) == "TX AR CO AL NV"


def test_events_without_a_date_are_listed_and_not_counted():
    events = (event("", "plaintiffs joined", "AZ NV"), event("", "ruling"))
    found = plaintiffs_on(lawsuit(), events, dt.date(2026, 1, 1))
    assert found.states == ("TX", "AL", "AR")
    assert [one.as_json() for one in found.undated] == [
        {"event": "plaintiffs joined", "states": ["AZ", "NV"]},
        {"event": "ruling", "states": []},
    ]


def test_the_events_of_another_case_change_nothing():
    other = event("2018-05-02", "plaintiffs joined", "NV", case_id="other")
    undated = event("", "plaintiffs joined", "NV", case_id="other")
    found = plaintiffs_on(lawsuit(), [other, undated], dt.date(2026, 1, 1))
    assert found.states == ("TX", "AL", "AR")
    assert found.undated == ()


@pytest.mark.parametrize(
    ("words", "effect"),
    [
        ("complaint filed", Effect.FIRST),
        ("Original complaint filed", Effect.FIRST),
        ("amended complaint filed", Effect.NOTHING),
        ("plaintiff joined", Effect.ADDS),
        ("Plaintiffs  Joined", Effect.ADDS),
        ("plaintiffs added", Effect.ADDS),
        ("amended complaint adds plaintiff", Effect.ADDS),
        ("plaintiff listed", Effect.ADDS),
        ("intervened", Effect.ADDS),
        ("motion to intervene granted", Effect.ADDS),
        ("attorney general joins as plaintiff", Effect.ADDS),
        ("motion to intervene", Effect.NOTHING),
        ("motion to intervene denied", Effect.NOTHING),
        ("intervened as defendant", Effect.NOTHING),
        ("plaintiff withdraws", Effect.REMOVES),
        ("plaintiff withdrawn", Effect.REMOVES),
        ("amended complaint drops plaintiff", Effect.REMOVES),
        ("dismissed as to", Effect.REMOVES),
        ("dismissed as to Kansas", Effect.REMOVES),
        ("terminated as plaintiff", Effect.REMOVES),
        ("plaintiff removed", Effect.REMOVES),
        ("withdrawn", Effect.REMOVES),
        ("removed to federal court", Effect.NOTHING),
        ("plaintiffs withdraw their motion", Effect.NOTHING),
        ("plaintiffs drop two claims", Effect.NOTHING),
        ("counsel for plaintiff withdrawn", Effect.NOTHING),
        ("amicus brief filed by states", Effect.NOTHING),
        ("amici listed", Effect.NOTHING),
        ("ruling", Effect.NOTHING),
        ("ruling for the plaintiffs", Effect.NOTHING),
        ("dismissed", Effect.NOTHING),
        ("preliminary injunction granted", Effect.NOTHING),
        ("", Effect.NOTHING),
    ],
)
def test_only_clear_words_change_who_sues(words, effect):
    assert effect_of(words) is effect


def test_the_key_of_an_event_is_case_date_words_and_states():
    one = event("2018-05", "plaintiffs joined", "AZ NV")
    assert one.key == ("tx-us", "2018-05", "plaintiffs joined", "AZ NV")
    assert event("", "ruling").key == ("tx-us", "", "ruling", "")


def test_an_office_joins_declines_or_considers():
    assert [stance.value for stance in Stance] == ["joins", "declines", "considering"]
