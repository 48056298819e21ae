"""Which proxy counts, what cannot be given, what is replaced by what: without a database."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from alliance.votes.proxies.rules import (
    Asked,
    Proxy,
    Scope,
    counting_one,
    in_person,
    leads_back,
    overlaps,
    why_not_give,
    why_not_replace,
    why_not_used,
)

DAY = dt.date(2026, 11, 26)
AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
QUESTION, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
VOTERS = ("CO", "NM", "UT", "WY")
ASKED = Asked(QUESTION, "resolution", proxies=True, chains=True, voters=VOTERS)


def one(holder="UT", state="CO", n=10, **more):
    """A proxy for all questions that holds on the day; `n` says which it is and when given."""
    given = {
        "from_on": DAY,
        "last_on": DAY + dt.timedelta(days=30),
        "given_at": AT + dt.timedelta(hours=n),
        **more,
    }
    return Proxy(uuid.UUID(int=n), state, holder, **given)


def narrowed(scope, **more):
    """The same for less."""
    kind = "resolution" if scope is not Scope.ALLIANCE else None
    question = QUESTION if scope is Scope.QUESTION else None
    return one(**{"scope": scope, "kind": kind, "question": question, **more})


def by_id(*given):
    return {each.id: each for each in given}


def test_without_a_proxy_nobody_answers_for_a_state():
    assert counting_one([], ASKED, DAY) is None


def test_the_narrower_scope_counts_though_it_be_the_earlier():
    narrow = narrowed(Scope.QUESTION, n=11, holder="WY")
    kind = narrowed(Scope.KIND, n=12)
    wide = one(n=13, holder="NM")
    assert counting_one([wide, kind, narrow], ASKED, DAY) == narrow
    assert counting_one([kind, wide], ASKED, DAY) == kind
    other = replace(ASKED, id=OTHER)
    assert counting_one([wide, kind, narrow], other, DAY) == kind
    assert counting_one([wide, kind, narrow], replace(other, kind="election"), DAY) == wide


def test_of_two_as_narrow_the_later_counts():
    first, second = one(n=11), one(n=12, holder="WY")
    assert counting_one([second, first], ASKED, DAY) == second
    assert counting_one([replace(second, recalled=True), first], ASKED, DAY) == first


@pytest.mark.parametrize(
    ("given", "asked", "day", "why"),
    [
        (one(recalled=True), ASKED, DAY, "was recalled"),
        (one(), ASKED, DAY + dt.timedelta(days=31), "its last day was December 26, 2026"),
        (one(), ASKED, DAY - dt.timedelta(days=1), "its first day is November 26, 2026"),
        (one(), replace(ASKED, proxies=False), DAY, "the charter did not let it be"),
        (one(), replace(ASKED, voters=("CO", "WY")), DAY, "suspended"),
        (one(), replace(ASKED, voters=("UT", "WY")), DAY, "suspended"),
        (narrowed(Scope.QUESTION), replace(ASKED, id=OTHER), DAY, "does not cover"),
        (narrowed(Scope.KIND), replace(ASKED, kind="election"), DAY, "does not cover"),
        (one(source=uuid.UUID(int=99)), ASKED, DAY, "is not there"),
    ],
)
def test_a_proxy_that_does_not_hold_is_not_used(given, asked, day, why):
    assert why in why_not_used(given, by_id(given), asked, day)
    assert counting_one([given], asked, day) is None


def test_a_proxy_holds_on_its_first_and_its_last_day():
    given = one()
    for day in (given.from_on, given.last_on):
        assert not why_not_used(given, by_id(given), ASKED, day)


def test_an_alternate_answers_whatever_the_charter_says_of_proxies():
    given = one(holder="CO")
    assert counting_one([given], replace(ASKED, proxies=False, chains=False), DAY) == given


def test_what_was_passed_on_counts_where_chains_are_allowed_and_no_longer_than_its_source():
    root = one(n=11)
    link = one(n=12, holder="WY", source=root.id)
    assert counting_one([root, link], ASKED, DAY) == link
    assert counting_one([root, link], replace(ASKED, chains=False), DAY) == root
    assert counting_one([replace(root, recalled=True), link], ASKED, DAY) is None
    assert counting_one([root, replace(link, recalled=True)], ASKED, DAY) == root


def test_what_was_passed_on_does_not_count_beside_a_narrower_one_of_the_state_itself():
    root = one(n=11)
    link = narrowed(Scope.QUESTION, n=13, holder="WY", source=root.id)
    own = narrowed(Scope.KIND, n=12, holder="NM")
    assert counting_one([root, link, own], ASKED, DAY) == own


def test_a_loop_of_links_is_never_used():
    root = one(n=11)
    link = one(n=12, holder="WY", source=root.id)
    back = one(n=13, holder="CO", source=link.id)
    again = one(n=14, holder="UT", source=link.id)
    known = by_id(root, link, back, again)
    assert "leads back to the state that gave it" in why_not_used(back, known, ASKED, DAY)
    assert "held it already" in why_not_used(again, known, ASKED, DAY)
    turned = replace(root, source=link.id)
    assert "leads back" in why_not_used(link, by_id(turned, link), ASKED, DAY)
    assert counting_one([root, link, back, again], ASKED, DAY) == link


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (one(last_on=DAY - dt.timedelta(days=1)), "lies before the first"),
        (one(from_on=DAY - dt.timedelta(days=9), last_on=DAY - dt.timedelta(days=1)), "has passed"),
        (one(last_on=DAY + dt.timedelta(days=366)), "at most 366 days"),
        (one(scope=Scope.KIND, kind="lunch"), "Choose the kind"),
        (one(holder="TX"), "states that vote"),
        (one(state="TX"), "states that vote"),
    ],
)
def test_what_cannot_be_given(given, why):
    assert why in why_not_give(given, [], DAY, VOTERS)


def test_a_proxy_may_be_given_for_a_whole_year_from_a_later_day():
    later = DAY + dt.timedelta(days=20)
    given = one(from_on=later, last_on=later + dt.timedelta(days=365))
    assert why_not_give(given, [], DAY, VOTERS) == ""


def test_no_loop_is_given_however_long():
    known = [one(n=11, state="CO", holder="UT"), one(n=12, state="UT", holder="WY")]
    assert "lead back" in why_not_give(one(state="WY", holder="CO"), known, DAY, VOTERS)
    assert "lead back" in why_not_give(one(state="UT", holder="CO"), known[:1], DAY, VOTERS)
    assert why_not_give(one(state="WY", holder="NM"), known, DAY, VOTERS) == ""


def test_what_was_recalled_what_is_apart_and_an_alternate_make_no_loop():
    back, there = one(state="UT", holder="CO"), one(n=11)
    assert leads_back(back, [there])
    assert not leads_back(back, [replace(there, recalled=True)])
    ended = replace(there, from_on=DAY - dt.timedelta(days=9), last_on=DAY - dt.timedelta(days=1))
    assert not leads_back(back, [ended])
    assert not leads_back(one(state="UT", holder="UT"), [there])
    apart = narrowed(Scope.KIND, state="UT", holder="CO", kind="election")
    assert not leads_back(apart, [narrowed(Scope.KIND, n=11)])


def test_scopes_overlap_where_a_question_may_be_in_both():
    question, kind, wide = (
        narrowed(scope) for scope in (Scope.QUESTION, Scope.KIND, Scope.ALLIANCE)
    )
    assert overlaps(question, kind)
    assert overlaps(wide, question)
    assert not overlaps(question, narrowed(Scope.QUESTION, question=OTHER))
    assert not overlaps(question, narrowed(Scope.KIND, kind="election"))


def test_what_is_passed_on_never_exceeds_its_source():
    source = narrowed(Scope.KIND, n=11)
    fits = narrowed(Scope.QUESTION, n=12, holder="WY", source=source.id)
    assert why_not_give(fits, [source], DAY, VOTERS) == ""
    wider = one(n=12, holder="WY", source=source.id)
    assert "covers less" in why_not_give(wider, [source], DAY, VOTERS)
    longer = replace(fits, last_on=source.last_on + dt.timedelta(days=1))
    assert "through December 26, 2026" in why_not_give(longer, [source], DAY, VOTERS)
    back = replace(fits, holder="CO")
    assert "leads back" in why_not_give(back, [source], DAY, VOTERS)
    assert "recalled" in why_not_give(fits, [replace(source, recalled=True)], DAY, VOTERS)
    alternate = replace(source, holder="CO")
    assert "in person" in why_not_give(fits, [alternate], DAY, VOTERS)


def test_only_what_a_state_or_its_alternate_answered_is_answered_in_person():
    assert in_person({"CO": "UT", "UT": None, "WY": "WY"}) == {"UT", "WY"}


@pytest.mark.parametrize(
    ("last", "by_proxy", "holder", "why"),
    [
        (None, False, "UT", "answered itself"),
        (None, False, "CO", "answered itself"),
        ("CO", True, "UT", "alternate has answered"),
        ("CO", True, "CO", ""),
        ("UT", True, "CO", ""),
        ("UT", True, "WY", ""),
    ],
)
def test_what_a_proxy_may_take_the_place_of(last, by_proxy, holder, why):
    found = why_not_replace(last, "CO", by_proxy=by_proxy, holder=holder)
    assert why in found if why else not found
