"""Who may act for a state on which day, and why not: the rules, at their boundaries."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from alliance.authority.rules import (
    ActClass,
    Asker,
    Authority,
    Register,
    judge,
    lapsed,
    why_not_dates,
    why_not_delegate,
    why_not_revoke,
)
from alliance.authority.serving import Absence, Order, Service, Term

OFFICE, HEAD, COUNSEL, DEPUTY, CLERK = (uuid.UUID(int=n) for n in range(1, 6))
DAY = dt.date(2026, 3, 10)
ONE = dt.timedelta(days=1)
ALL = frozenset(ActClass)
SIGN, COMMIT, ANSWER = ActClass.SIGN, ActClass.COMMIT, ActClass.ANSWER
POSTS = (
    Service(HEAD, OFFICE, "principal", dt.date(2025, 1, 1)),
    Service(COUNSEL, OFFICE, "counsel", dt.date(2025, 1, 1)),
    Service(DEPUTY, OFFICE, "liaison", dt.date(2025, 1, 1)),
    Service(CLERK, OFFICE, "liaison", dt.date(2025, 1, 1)),
)
STANDING = Authority(uuid.UUID(int=100), OFFICE, ALL, citation="Const. art. IV")
LETTER = Authority(
    uuid.UUID(int=101),
    OFFICE,
    frozenset({SIGN, COMMIT}),
    citation="Letter 7",
    ceiling=1_000_00,
    source=STANDING.id,
    given_by=HEAD,
    person=COUNSEL,
)
FURTHER = replace(
    LETTER,
    id=uuid.UUID(int=102),
    citation="Letter 8",
    source=LETTER.id,
    given_by=COUNSEL,
    person=CLERK,
)
ORDER = Order(OFFICE, (DEPUTY, CLERK))
RANKS = {HEAD: "principal", COUNSEL: "counsel", DEPUTY: "liaison", CLERK: "liaison"}


def register(*authorities, **more):
    given = {one.id: one for one in (STANDING, *authorities)}
    return Register(given, **{"services": POSTS, "orders": (ORDER,), **more})


def without(*people):
    """The posts when those of these people ended on the day."""
    return [replace(one, out=DAY) if one.person in people else one for one in POSTS]


def asks(person):
    return Asker(person, OFFICE, RANKS[person])


TERM = Term(HEAD, OFFICE, DAY, from_on=DAY - 30 * ONE)
AWAY = Absence(HEAD, OFFICE, DAY, DAY)
# name: register, who, act, cents, words of the refusal ("": it is accepted)
CASES = {
    "the principal signs": (register(), HEAD, SIGN, 0, ""),
    "a delegate signs": (register(LETTER), COUNSEL, SIGN, 0, ""),
    "a delegate of a delegate signs": (register(LETTER, FURTHER), CLERK, SIGN, 0, ""),
    "a rank signs": (register(replace(LETTER, person=None, rank="counsel")), COUNSEL, SIGN, 0, ""),
    "nobody named it": (register(), COUNSEL, SIGN, 0, "Nothing in the register lets you"),
    "another was named": (register(LETTER), CLERK, SIGN, 0, "principal serves"),
    "expired": (register(replace(LETTER, last_on=DAY - ONE)), COUNSEL, SIGN, 0, "expired"),
    "revoked": (register(replace(LETTER, revoked_on=DAY)), COUNSEL, SIGN, 0, "revoked"),
    "future": (register(replace(LETTER, from_on=DAY + ONE)), COUNSEL, SIGN, 0, "not hold yet"),
    "unconfirmed": (register(replace(LETTER, confirmed=False)), COUNSEL, SIGN, 0, "confirmed"),
    "out of scope": (register(LETTER), COUNSEL, ANSWER, 0, "out of scope"),
    "at the ceiling": (register(LETTER), COUNSEL, COMMIT, 1_000_00, ""),
    "over the ceiling": (register(LETTER), COUNSEL, COMMIT, 1_000_01, "over the ceiling"),
    "over the ceiling by the sum": (
        register(LETTER, committed={LETTER.id: 999_99}),
        COUNSEL,
        COMMIT,
        2,
        "over the ceiling",
    ),
    "over the ceiling of the source": (
        register(LETTER, replace(FURTHER, ceiling=None)),
        CLERK,
        COMMIT,
        1_000_01,
        "over the ceiling",
    ),
    "circular": (
        register(replace(LETTER, source=FURTHER.id), FURTHER),
        COUNSEL,
        SIGN,
        0,
        "circular",
    ),
    "delegated beyond its source": (
        register(LETTER, replace(FURTHER, acts=frozenset({ANSWER}))),
        CLERK,
        ANSWER,
        0,
        "“Letter 7” is out of scope",
    ),
    "delegation of an ended source": (
        register(replace(LETTER, last_on=DAY - ONE), FURTHER),
        CLERK,
        SIGN,
        0,
        "“Letter 7” expired",
    ),
    "delegation of a revoked source": (
        register(replace(LETTER, revoked_on=DAY), FURTHER),
        CLERK,
        SIGN,
        0,
        "“Letter 7” was revoked",
    ),
    "the source is nowhere": (register(FURTHER), CLERK, SIGN, 0, "not in the register"),
    "whoever delegated left": (
        register(LETTER, services=without(HEAD)),
        COUNSEL,
        SIGN,
        0,
        "no longer serves",
    ),
    "the middle of the chain left": (
        register(LETTER, FURTHER, services=without(COUNSEL)),
        CLERK,
        SIGN,
        0,
        "no longer serves",
    ),
    "successor while the principal serves": (register(), DEPUTY, SIGN, 0, "principal serves"),
    "successor in a vacancy": (register(services=without(HEAD)), DEPUTY, SIGN, 0, ""),
    "successor while the principal is away": (register(absences=[AWAY]), DEPUTY, SIGN, 0, ""),
    "the principal while away": (register(absences=[AWAY]), HEAD, SIGN, 0, "recorded as absent"),
    "second in order while the first serves": (
        register(absences=[AWAY]),
        CLERK,
        SIGN,
        0,
        "before you in the order",
    ),
    "second in order when both are gone": (
        register(services=without(HEAD, DEPUTY)),
        CLERK,
        SIGN,
        0,
        "",
    ),
    "successor who is away too": (
        register(absences=[AWAY, replace(AWAY, person=DEPUTY)]),
        DEPUTY,
        SIGN,
        0,
        "You are recorded as absent",
    ),
    "an order nobody confirmed": (
        register(orders=[replace(ORDER, confirmed=False)], absences=[AWAY]),
        DEPUTY,
        SIGN,
        0,
        "waits to be confirmed",
    ),
    "outside the order": (register(absences=[AWAY]), COUNSEL, SIGN, 0, "Nothing in the register"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_accepted_and_what_is_refused(name):
    known, person, act, cents, words = CASES[name]
    found = judge(known, asks(person), act, DAY, cents=cents)
    assert (found.authority is None) is bool(words), found
    assert words in found.why


def test_the_answer_carries_the_chain_from_the_authority_upward():
    found = judge(register(LETTER, FURTHER), asks(CLERK), SIGN, DAY)
    assert [one.citation for one in found.chain] == ["Letter 8", "Letter 7", "Const. art. IV"]


# The first day, the last day, the day of a revocation: each with the day before and the day after.
EDGES = [
    ({"from_on": DAY}, (False, True, True)),
    ({"last_on": DAY}, (True, True, False)),
    ({"revoked_on": DAY}, (True, False, False)),
    ({"from_on": DAY, "last_on": DAY}, (False, True, False)),
]


@pytest.mark.parametrize(("dates", "holds"), EDGES)
@pytest.mark.parametrize("link", ["standing", "letter"])
def test_days_at_their_edges(dates, holds, link):
    letter = replace(LETTER, **dates) if link == "letter" else LETTER
    standing = replace(STANDING, **dates) if link == "standing" else STANDING
    known = register(letter, standing)
    for day, expected in zip((DAY - ONE, DAY, DAY + ONE), holds, strict=True):
        found = judge(known, asks(COUNSEL), SIGN, day)
        assert (found.authority is not None) is expected, (day, found.why)


@pytest.mark.parametrize(
    ("absence", "acts"),
    [
        (AWAY, (False, True, False)),
        (replace(AWAY, last_on=None), (False, True, True)),
        (replace(AWAY, from_on=DAY - ONE, last_on=None, revoked_on=DAY), (True, False, False)),
    ],
)
def test_a_successor_acts_on_the_days_of_an_absence_and_on_no_other(absence, acts):
    known = register(absences=[absence])
    for day, expected in zip((DAY - ONE, DAY, DAY + ONE), acts, strict=True):
        assert (judge(known, asks(DEPUTY), SIGN, day).authority is not None) is expected, day
        assert (judge(known, asks(HEAD), SIGN, day).authority is None) is expected, day


def test_a_post_ends_on_the_first_day_out():
    known = register(LETTER, services=without(HEAD))
    for day, expected in ((DAY - ONE, True), (DAY, False), (DAY + ONE, False)):
        assert (judge(known, asks(COUNSEL), SIGN, day).authority is not None) is expected
        assert (judge(known, asks(DEPUTY), SIGN, day).authority is None) is expected


def test_an_earlier_act_stays_valid_after_revocation():
    known = register(replace(LETTER, revoked_on=DAY))
    assert judge(known, asks(COUNSEL), SIGN, DAY - ONE).authority
    assert not judge(known, asks(COUNSEL), SIGN, DAY).authority


BEYOND = [
    ({}, STANDING, ""),
    ({"acts": frozenset({SIGN, ANSWER})}, LETTER, "exceeds its source, which lets nobody answer"),
    ({"ceiling": 1_000_01}, LETTER, "whose ceiling is $1,000.00"),
    ({"ceiling": None}, LETTER, "whose ceiling is $1,000.00"),
    ({"ceiling": 1_000_00}, LETTER, ""),
    ({"from_on": None}, replace(LETTER, from_on=DAY), "begins on March 10, 2026"),
    ({"from_on": DAY - ONE}, replace(LETTER, from_on=DAY), "begins on March 10, 2026"),
    ({"from_on": DAY}, replace(LETTER, from_on=DAY), ""),
    ({"last_on": None}, replace(LETTER, last_on=DAY), "last day is March 10, 2026"),
    ({"last_on": DAY + ONE}, replace(LETTER, last_on=DAY), "last day is March 10, 2026"),
    ({"last_on": DAY}, replace(LETTER, last_on=DAY), ""),
    ({}, replace(LETTER, revoked_on=DAY), "nothing rests on it"),
    ({}, replace(LETTER, person=None, rank="counsel"), "whole rank"),
]


@pytest.mark.parametrize(("changed", "source", "words"), BEYOND)
def test_a_delegation_never_exceeds_its_source(changed, source, words):
    one = replace(FURTHER, source=source.id, **changed)
    said = why_not_delegate(register(source, one), one)
    assert words in said
    assert bool(words) is bool(said)


def test_days_that_cannot_be():
    assert "before the first" in why_not_dates(DAY, DAY - ONE)
    assert why_not_dates(DAY, DAY) == why_not_dates(None, DAY) == why_not_dates(DAY, None) == ""


def test_a_revocation_never_reaches_back():
    assert "from today on" in why_not_revoke(LETTER, DAY - ONE, DAY)
    assert why_not_revoke(LETTER, DAY, DAY) == why_not_revoke(LETTER, DAY + ONE, DAY) == ""
    assert "already" in why_not_revoke(replace(LETTER, revoked_on=DAY), DAY + ONE, DAY)


# Terms, on a day: what is known of them, whether the principal, their delegate and their successor
# may sign, and what the principal is told.
DONE = replace(TERM, last_on=DAY - ONE)
TERMS = {
    "none is recorded": ([], (True, True, False), ""),
    "the first day": ([replace(TERM, from_on=DAY)], (True, True, False), ""),
    "the day before the first": (
        [replace(TERM, from_on=DAY + ONE, last_on=DAY + 9 * ONE)],
        (False, False, True),
        "Your term begins on March 11, 2026.",
    ),
    "the last day": ([TERM], (True, True, False), ""),
    "the day after": ([DONE], (False, False, True), "Your term ended on March 9, 2026."),
    "ended, nobody confirmed it": ([replace(DONE, confirmed=False)], (True, True, False), ""),
    "ended, taken back today": ([replace(DONE, revoked_on=DAY)], (True, True, False), ""),
    "ended, taken back tomorrow": (
        [replace(DONE, revoked_on=DAY + ONE)],
        (False, False, True),
        "Your term ended",
    ),
    "ended, another goes on": (
        [DONE, replace(TERM, from_on=DAY, last_on=DAY + 9 * ONE)],
        (True, True, False),
        "",
    ),
    "ended, another begins tomorrow": (
        [DONE, replace(TERM, from_on=DAY + ONE, last_on=DAY + 9 * ONE)],
        (False, False, True),
        "Your term ended",
    ),
    "of somebody else": ([replace(DONE, person=CLERK)], (True, True, False), ""),
    "in another office": ([replace(DONE, office=CLERK)], (True, True, False), ""),
}


@pytest.mark.parametrize("name", TERMS)
def test_a_term_bounds_the_principal_their_delegates_and_their_successors(name):
    terms, expected, words = TERMS[name]
    known = register(LETTER, terms=terms)
    found = [judge(known, asks(one), SIGN, DAY) for one in (HEAD, COUNSEL, DEPUTY)]
    assert tuple(one.authority is not None for one in found) == expected
    assert words in found[0].why
    assert bool(words) is bool(found[0].why)
    assert lapsed(known, LETTER, DAY) is not expected[1]


def test_what_is_delegated_to_a_principal_by_name_ends_with_their_term_too():
    named = replace(LETTER, person=HEAD, given_by=COUNSEL)
    services = [*POSTS, Service(COUNSEL, OFFICE, "principal", dt.date(2025, 1, 1))]
    for terms, acts in (([], True), ([DONE], False)):
        known = register(named, terms=terms, services=services)
        assert bool(judge(known, asks(HEAD), SIGN, DAY).authority) is acts


def test_what_is_revoked_or_expired_does_not_lapse_and_is_not_confirmed_anew():
    known = register(LETTER, terms=[DONE])
    assert lapsed(known, LETTER, DAY)
    assert not lapsed(known, replace(LETTER, revoked_on=DAY), DAY)
    assert not lapsed(known, replace(LETTER, last_on=DAY - ONE), DAY)
    assert not lapsed(known, replace(LETTER, confirmed=False), DAY)
    assert not lapsed(known, STANDING, DAY)
    below = register(LETTER, FURTHER, terms=[DONE])
    assert not lapsed(below, FURTHER, DAY), "it rests on one that does"
