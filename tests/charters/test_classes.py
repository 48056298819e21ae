"""A charter's own classes of members: who is in which, what it may do, what rules call it."""

import datetime as dt
import json

import pytest
from sqlalchemy import select

from alliance.charters import classing, queries, serving
from alliance.charters.cautions import cautions_for
from alliance.charters.classes import in_classes, put_in_on
from alliance.charters.member_classes import USUAL_CLASSES, Class, Stands
from alliance.charters.models import ClassMember
from alliance.charters.rules import last_day
from alliance.charters.terms import (
    USUAL,
    Admission,
    Terms,
    faults_of,
    read_terms,
)
from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.actor import CLOCK, Rank
from alliance.core.db import db
from alliance.core.ledger import check
from alliance.core.policy import NotPermitted
from alliance.core.transaction import transaction
from bench.counting import counting
from tests import make
from tests.charters import made
from tests.charters.made import ACCEDING, DIVIDED, FIRST, FOUNDING
from tests.charters.test_operations import last_act, refused
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, secretary

ONE = dt.timedelta(days=1)
YEAR = dt.date(2024, 12, 31)
MEMBER = Class("Member state", "party", voting=True, seated=True)
BOUND = {"of": "entitled", "measure": "states", "at_least": {"count": "1"}}


# The words and what a class may do.


def test_a_usual_class_is_called_as_it_always_was():
    assert [one.word for one in USUAL_CLASSES] == ["party", "associate", "observer"]
    assert USUAL.class_words == ["party", "associate", "observer"]
    assert USUAL.stands("party", "Founding party") == Stands("party", votes=True, sits=True)
    assert USUAL.own_classes == USUAL.divided_classes == []


def test_the_only_class_of_a_kind_is_that_of_all_its_members():
    terms = Terms(classes=(MEMBER, *USUAL_CLASSES[1:]))
    assert terms.stands("party") == Stands("Member state", votes=True, sits=True)
    assert terms.stands("party", "Founding party").word == "Member state"
    assert terms.class_words == ["Member state", "associate", "observer"]
    assert (terms.own_classes, terms.divided_classes) == ([MEMBER], [])


def test_of_several_classes_a_member_has_the_flags_of_its_own():
    terms = Terms(classes=DIVIDED)
    assert terms.stands("party", FOUNDING.name) == Stands(FOUNDING.name, votes=True, sits=True)
    assert terms.stands("party", ACCEDING.name) == Stands(ACCEDING.name, votes=False, sits=False)
    assert terms.divided_classes == [FOUNDING, ACCEDING]


@pytest.mark.parametrize("put_in", ["", "founding party", "Former class", "Observer"])
def test_in_none_of_several_classes_a_member_is_as_any_class_of_its_kind(put_in):
    terms = Terms(classes=DIVIDED)
    assert terms.class_for("party", put_in) is None
    assert terms.stands("party", put_in) == Stands("party", votes=True, sits=True)
    assert terms.stands("observer", FOUNDING.name).word == "observer"


# Rules that name classes.


def faults(rule, classes=DIVIDED, **more):
    return [(one.path, one.reason) for one in faults_of(Terms(classes=classes, **more, **rule))]


def under(rule):
    return {"voting": Voting(rules={"policy": rule})}


@pytest.mark.parametrize("name", [FOUNDING.name, ACCEDING.name, "party", "associate", "observer"])
def test_a_rule_names_a_class_of_the_charter_or_a_kind_of_member(name):
    assert faults(under({"majorities": [{**BOUND, "among": {"class": name}}]})) == []


@pytest.mark.parametrize(
    ("majority", "place"),
    [
        ({**BOUND, "among": {"class": "Founder"}}, "majorities[0].among.class"),
        ({**BOUND, "among": {"class": ["party", "Founder"]}}, "majorities[0].among.class[1]"),
        (
            {**BOUND, "among": {"not": {"any": [{"class": "Founder"}, {"region": "West"}]}}},
            "majorities[0].among.not.any[0].class",
        ),
        (
            {"each": {"class": ["Founder", "party"]}, "measure": "states"},
            "majorities[0].each.class[0]",
        ),
        (
            {"any": [BOUND, {**BOUND, "among": {"class": "Founder"}}]},
            "majorities[0].any[1].among.class",
        ),
        ({**BOUND, "among": {"class": "founding party"}}, "majorities[0].among.class"),
    ],
)
def test_a_class_that_nobody_can_be_in_is_a_fault_at_its_place(majority, place):
    [(path, reason)] = faults(under({"majorities": [majority]}))
    assert path == f"votes.rules.policy.{place}"
    assert reason.endswith(
        'no class is called so; there are "Founding party", "Acceding party, no vote", '
        '"associate", "observer", "party"'
    )


def test_every_rule_of_the_charter_is_looked_through():
    founders = {"majorities": [{**BOUND, "among": {"class": "Founder"}}]}
    quorum = {"method": "ranked", "quorum": {**BOUND, "among": {"class": "Founder"}}}
    rules = {"any": {**founders, "quorum": founders["majorities"][0]}, "any choice": quorum}
    given = Terms(Admission("members", founders), DIVIDED, voting=Voting(rules=rules))
    assert [one.path for one in faults_of(given)] == [
        "votes.rules.any.majorities[0].among.class",
        "votes.rules.any.quorum.among.class",
        'votes.rules["any choice"].quorum.among.class',
        "admission.rule.majorities[0].among.class",
    ]
    assert read_terms(json.loads(json.dumps(given.as_json()))) == given, "what is kept is read"


def test_a_group_of_a_rule_s_own_may_be_called_class():
    each = {"each": {"groups": {"class": ["CO", "UT"]}}, "measure": "states"}
    assert faults(under({"majorities": [each]})) == []


def test_where_all_of_a_kind_are_in_one_class_a_rule_calls_them_by_its_name():
    rule = {"majorities": [{**BOUND, "among": {"class": "party"}}]}
    [(_, reason)] = faults(under(rule), (MEMBER, *USUAL_CLASSES[1:]))
    assert reason.startswith('is "party": no class is called so; there are "Member state"')
    assert faults(under(rule), USUAL_CLASSES) == []


def test_a_class_is_not_called_as_members_of_another_kind_are():
    watching = Class("Party", "observer", voting=False, seated=False)
    [(path, reason)] = faults({}, (MEMBER, watching))
    assert (path, reason) == ("classes[1].name", "is the word for every party")


# What is recorded.


@pytest.fixture
def body(app):
    """An alliance whose charter has parties of two classes of its own."""
    made.adopt(made.draft(made.words(terms=Terms(classes=DIVIDED))))
    return make.alliance()


def test_a_state_is_in_a_class_from_a_day_until_the_next_one(body):
    made.in_class("CO", "UT")
    made.in_class("CO", name=ACCEDING.name, from_on=YEAR)
    facts = last_act("charters:put-in-class").facts
    assert (facts["name"], facts["states"], facts["on"]) == (ACCEDING.name, ["CO"], str(YEAR))
    assert put_in_on(body, FIRST - ONE) == {}
    assert put_in_on(body, YEAR - ONE) == {"CO": FOUNDING.name, "UT": FOUNDING.name}
    assert put_in_on(body, YEAR) == {"CO": ACCEDING.name, "UT": FOUNDING.name}
    assert put_in_on(body, None) == put_in_on(body, YEAR)
    first, _, _ = in_classes(body)
    assert (last_day(first), first.endings[-1].why) == (YEAR - ONE, "Another class followed.")
    assert check()["valid"]


def test_who_is_asked_and_who_may_sit_goes_by_the_own_class(body):
    made.in_class("CO")
    made.in_class("UT", name=ACCEDING.name)
    assert queries.voters_of(body) == {"CO": FOUNDING.name, "WY": "party"}
    where = made.group()
    made.seat(where, "CO")
    refused("takes part as Acceding party, no vote .* gives no places", made.seat, where, "UT")


def test_an_end_leaves_a_state_in_no_class_and_an_error_never_held(body):
    [one] = made.in_class("CO")
    [other] = made.in_class("UT")
    made.ended(classing.end_class, one, YEAR)
    made.ended(classing.end_class, other, FIRST - ONE)
    facts = last_act("charters:end-class").facts
    assert (facts["state"], facts["name"], facts["on"]) == ("UT", FOUNDING.name, "2023-12-31")
    assert put_in_on(body, YEAR) == {"CO": FOUNDING.name}
    assert put_in_on(body, YEAR + ONE) == {}
    made.in_class("UT", name=ACCEDING.name)
    assert put_in_on(body, FIRST) == {"CO": FOUNDING.name, "UT": ACCEDING.name}


def test_only_a_class_that_fits_the_member_on_the_day_is_accepted(body):
    made.member("NM")
    made.member("ID", "member", "2024-06-01")
    refused("Choose at least one state", made.in_class)
    refused("New Mexico takes part as observer .* is a class of party", made.in_class, "CO", "NM")
    refused("Idaho is not a member on Monday, January 1, 2024", made.in_class, "CO", "ID")
    refused("California is not a member", made.in_class, "CA")
    refused("has no class “Founder”. It has “Founding", made.in_class, "CO", name="Founder")
    refused("“Observer” is the only class", made.in_class, "NM", name="Observer")
    refused("December 31, 2023 has no class", made.in_class, "CO", from_on=FIRST - ONE)
    assert in_classes(body) == [], "all of them, or none"
    made.in_class("ID", from_on=dt.date(2024, 6, 1))
    made.member("NV", "member", "2020-01-01", left="2025-01-01")
    refused("Nevada is not a member", made.in_class, "NV")


def test_a_class_is_open_to_whom_the_charter_says(app):
    only = Class("Island party", "party", voting=True, seated=True, open_to=("territory",))
    made.adopt(made.draft(made.words(terms=Terms(classes=(only, FOUNDING)))))
    refused(
        "“Island party” is open to territories, not to Colorado. Choose “Founding party”.",
        made.in_class,
        "CO",
        name=only.name,
    )
    made.member("GU", "member")
    made.in_class("GU", name=only.name)


def test_a_state_is_in_one_class_at_a_time(body):
    made.in_class("CO", from_on=YEAR)
    for day in (FIRST, YEAR):
        refused("is recorded in “Founding party” from Tues", made.in_class, "CO", from_on=day)
    already = "Colorado is in “Founding party” already, since Tuesday"
    refused(already, made.in_class, "CO", from_on=YEAR + ONE)
    made.in_class("CO", from_on=YEAR + ONE, name=ACCEDING.name)


def test_a_class_of_a_version_to_come_is_recorded_from_its_day(body):
    third = Class("Third party", "party", voting=True, seated=False)
    soon = clock.today() + 9 * ONE
    version = made.draft(made.words(terms=Terms(classes=(*DIVIDED, third))), base=1)
    made.adopt(version, FIRST, soon, before=1)
    assert third in classing.to_choose(body)
    refused("has no class “Third party”", made.in_class, "CO", name=third.name)
    made.in_class("CO", name=third.name, from_on=soon)
    assert queries.voters_of(body)["CO"] == "party"
    assert queries.classes_on(body, soon)["CO"] == Stands(third.name, votes=True, sits=False)


def test_what_is_recorded_counts_only_while_the_charter_has_the_class(body):
    made.in_class("CO")
    version = made.draft(made.words(), base=1)
    made.adopt(version, FIRST, before=1)
    assert queries.voters_of(body) == dict.fromkeys(make.MEMBERS, "party")
    assert classing.to_choose(body) == []


def test_a_state_that_is_out_and_comes_back_is_put_in_a_class_anew(body):
    made.in_class("CO", "UT")
    with transaction():
        serving.end_of_state(CLOCK, body, state="CO", out_on=YEAR)
    [one, _] = in_classes(body)
    assert last_act("charters:end-of-state").facts["classes"] == [str(one.id)]
    assert put_in_on(body, YEAR - ONE) == {"CO": FOUNDING.name, "UT": FOUNDING.name}
    assert put_in_on(body, YEAR) == {"UT": FOUNDING.name}


@pytest.mark.parametrize(
    "role",
    [governor(), liaison(), OTHER_SECRETARIAT, secretary(Rank.OBSERVER)],
    ids=str,
)
def test_only_its_secretariat_puts_states_into_classes(body, role):
    with pytest.raises(NotPermitted):
        made.in_class("CO", by=role)
    [one] = made.in_class("CO")
    with pytest.raises(NotPermitted):
        made.ended(classing.end_class, one, YEAR, by=role)


def test_classes_cost_one_statement_and_only_where_there_are_several_of_a_kind(body):
    made.in_class("CO")
    terms = [Terms(classes=DIVIDED), Terms(classes=(MEMBER, *USUAL_CLASSES[1:])), USUAL]
    asked = []
    assert queries.voters_under(body, USUAL)
    for one in terms:
        with counting(db.engine) as counted:
            queries.voters_under(body, one)
        asked.append(len(counted.statements))
    assert asked == [2, 1, 1]


def test_what_is_odd_goes_by_the_classes_of_today(body):
    half = {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}
    veto = {**half, "among": {"class": FOUNDING.name}}
    terms = Terms(classes=DIVIDED, voting=Voting(rules={"any": {"majorities": [veto]}}))
    [nobody, open_] = cautions_for(body, terms)
    assert "can never be met on this roster: nobody is among" in nobody
    assert "several classes of party" in open_
    assert "Colorado, Utah and Wyoming are" in open_
    made.in_class("CO", "UT", "WY")
    assert cautions_for(body, terms) == []


# Pages.


def test_classes_are_recorded_on_their_page_and_told_to_everybody(visitor, body):
    made.member("NM")
    visitor.sign_in(SECRETARIAT)
    own = visitor.url("charters.classes", slug="ours")
    assert own in visitor.get("charters.charter", slug="ours").links()
    page = visitor.get("charters.classes", slug="ours")
    assert "4 members today, of which 3 are in none of several classes" in page.words
    assert visitor.url("charters.put_in_class", slug="ours") in page.links()
    form = visitor.get("charters.put_in_class", slug="ours")
    assert "Colorado, party" in form.words
    assert "New Mexico" not in form.words, "observers have one class: nothing is to be recorded"
    given = {"name": "", "states": [], "from_on": "2024-01-01"}
    wrong = visitor.press("charters.put_in_class", form, given, 422, slug="ours")
    assert "Class: Choose the class." in wrong.words
    assert "States: Choose at least one state." in wrong.words
    given |= {"name": FOUNDING.name, "states": ["CO", "UT"]}
    early = given | {"from_on": "2020-01-01"}
    refusal = visitor.press("charters.put_in_class", form, early, 409, slug="ours")
    assert "The charter in force on Wednesday, January 1, 2020 has no class" in refusal.words
    visitor.press("charters.put_in_class", form, given, slug="ours")
    page = visitor.get("charters.classes", slug="ours")
    assert "The class is recorded." in page.words
    assert "Colorado party Founding party January 1, 2024 to no end set" in page.words
    assert "Wyoming party not recorded: any class of party" in page.words
    assert "New Mexico observer Observer by the charter: the only class of observer" in page.words
    db.session.rollback()
    one = db.session.scalars(select(ClassMember).where(ClassMember.state_code == "UT")).one()
    where = {"class_member_id": one.id}
    gone = {"last_on": "2023-12-31", "why": "A slip"}
    visitor.press("charters.end_class", visitor.get("charters.end_class", **where), gone, **where)
    visitor.sign_in(governor("NM"))
    page = visitor.get("charters.classes", slug="ours")
    assert "Utah Founding party never held: recorded in error (A slip)" in page.words
    assert visitor.url("charters.put_in_class", slug="ours") not in page.links()
    visitor.get("charters.put_in_class", 403, slug="ours")
    visitor.get("charters.end_class", 403, **where)


def test_where_the_charter_has_no_class_of_its_own_its_page_leads_to_none(visitor, app):
    made.adopt(made.draft())
    visitor.sign_in(SECRETARIAT)
    own = visitor.url("charters.classes", slug="ours")
    assert own not in visitor.get("charters.charter", slug="ours").links()
    assert "nothing needs to be recorded" in visitor.get("charters.classes", slug="ours").words
