"""Whatever stands in a form about a charter, the answer is a page that says so, never a fault."""

import datetime as dt

import pytest

from alliance.charters.models import Dues, Group, Officer, Seat
from alliance.charters.queries import officers_of, seats_of
from alliance.charters.rules import SeatRole
from alliance.core.db import db
from alliance.core.operation import RuleBroken
from tests import make
from tests.charters import made
from tests.journeys.test_nonsense import FINE, NONSENSE, SHORT, page_of
from tests.people import SECRETARIAT
from tests.races.racing import ledger_holds, race, rounds

DAYS = {"from_on": "2024-01-01", "last_on": ""}
END = {"last_on": "2024-12-31", "why": "A change"}
DRAFT = {
    "text": "Text",
    "purpose": "",
    "source": "",
    "by": "members",
    "decides-rule": "other",
    "decides-own": '{"majorities": [{"no_objection": true}]}',
    "sponsors": "1",
    "modes": "written",
    "classes-0-name": "Party",
    "classes-0-base": "party",
    "classes-0-open_to": "state",
    "withdrawal": "",
    "rules": "{}",
    "base": "0",
}


@pytest.fixture
def forms(app):
    """Every form: its endpoint, where it is, and what it is sent when all is well."""
    draft, where, officer = made.draft(), made.group(), made.officer()
    seat, link, city = made.seat(where), made.link(), made.participant()
    [dues] = made.assessed()
    adoption = {"adopted_on": "2024-01-01", "effective_on": "2024-01-01", "decision": "R 1"}
    review = {"sha256": "0" * 64, "before": "0", "confirm": "yes"}
    body = {"slug": "ours"}
    given = [
        ("draft", body, DRAFT),
        ("adopt", {"charter_id": draft.id}, adoption | review),
        ("open_group", body, {"name": "N", "kind": "committee", "purpose": "", **DAYS}),
        ("end_group", {"group_id": where.id}, END),
        ("seat", {"group_id": where.id}, {"of": "UT", "person": "", "role": "member", **DAYS}),
        ("end_seat", {"seat_id": seat.id}, END),
        ("record_officer", body, {"title": "T", "of": "CO", "person": "", "chosen": "", **DAYS}),
        ("end_officer", {"officer_id": officer.id}, END),
        ("link", body, {"kind": "observes", "other": str(link.other_id), "note": "", **DAYS}),
        ("end_link", {"link_id": link.id}, END),
        ("record_participant", body, {"name": "C", "kind": "city", "note": "", **DAYS}),
        ("end_participant", {"participant_id": city.id}, END),
        ("assess", body, {"state": "all", "period": "P", "amount": "1", "due_on": "2024-01-01"}),
        ("enter", {"dues_id": dues.id}, {"kind": "payment", "amount": "1", "day": "2024-01-01"}),
    ]
    db.session.rollback()
    return given


def test_nonsense_in_a_form_is_told_and_never_a_fault(visitor, forms, campaign):
    visitor.sign_in(SECRETARIAT)
    for name, where, good in forms:
        endpoint = f"charters.{name}"
        token = visitor.get(endpoint, **where).field("csrf_token")
        address = visitor.url(endpoint, **where)
        for field in good:
            for value in NONSENSE if campaign else SHORT:
                form = good | {field: value, "csrf_token": token}
                answer = visitor._request("post", address, data=form)
                assert answer.status_code in FINE, (endpoint, field, value[:40])
                page_of(answer)


@pytest.mark.parametrize("page", ["charter", "groups", "officers"])
def test_nonsense_in_an_address_is_told(visitor, page):
    visitor.sign_in(SECRETARIAT)
    for value in SHORT:
        address = visitor.url(f"charters.{page}", slug="ours")
        answer = visitor._request("get", address, query_string={"as_of": value})
        assert answer.status_code in FINE, value[:40]
        page_of(answer)


def won(outcomes, table):
    """The one that was recorded; the other was told why not."""
    made_ones = [one for one in outcomes if isinstance(one, table)]
    told = [one for one in outcomes if isinstance(one, RuleBroken)]
    assert (len(made_ones), len(told)) == (1, 1), outcomes
    return made_ones[0]


def test_two_at_once_do_not_both_hold_one_title(app, campaign):
    for turn in range(rounds(campaign)):
        title = f"Title {turn}"
        outcomes = race(
            app,
            lambda title=title: made.officer(title, "CO"),
            lambda title=title: made.officer(title, "UT"),
        )
        won(outcomes, Officer)
        held = [one for one in officers_of(make.alliance()) if one.title == title]
        assert len(held) == 1
        db.session.rollback()
    ledger_holds()


def test_two_at_once_do_not_both_take_the_chair(app):
    where = made.group()
    key = where.id
    outcomes = race(
        app,
        *(
            lambda state=state: made.seat(db.session.get_one(Group, key), state, SeatRole.CHAIR)
            for state in ("CO", "UT")
        ),
    )
    won(outcomes, Seat)
    assert len(seats_of([db.session.get_one(Group, key)])) == 1
    db.session.rollback()
    ledger_holds()


def test_two_at_once_do_not_pay_the_same_dues_twice(app):
    [one] = made.assessed(cents=100)
    key = one.id

    def pays():
        return made.entered(db.session.get_one(Dues, key), cents=100, day=dt.date(2024, 2, 1))

    outcomes = race(app, pays, pays)
    assert sum(isinstance(each, RuleBroken) for each in outcomes) == 1, outcomes
    ledger_holds()
