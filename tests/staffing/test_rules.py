"""The rules of an office's staff: the instant before, the instant, the instant after."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.staffing.rules import (
    ADMINISTRATOR,
    FOR_ONE_EMAIL,
    FROM_ONE_ADDRESS,
    LASTS,
    OPERATOR,
    ROLES,
    SECRET_BYTES,
    TO_ONE_OFFICE,
    Asked,
    Serving,
    Standing,
    administrators,
    said_already,
    standing,
    too_many,
    why_not_change,
    why_not_grant,
    why_not_without,
)

MADE = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)


def test_an_invitation_is_good_for_seven_days_and_not_an_instant_longer():
    assert dt.timedelta(days=7) == LASTS
    end = MADE + LASTS
    assert standing(end - TICK, end, None, None) is Standing.OPEN
    assert standing(end, end, None, None) is Standing.EXPIRED
    assert standing(end + TICK, end, None, None) is Standing.EXPIRED


def test_what_was_used_or_taken_back_says_so_also_after_its_end():
    end = MADE + LASTS
    for now in (MADE, end + TICK):
        assert standing(now, end, MADE, None) is Standing.USED
        assert standing(now, end, None, MADE) is Standing.REVOKED


def test_a_link_carries_at_least_128_random_bits():
    assert SECRET_BYTES * 8 >= 128


@pytest.mark.parametrize(
    "rank", ["principal", "counsel", "liaison", "observer", "clock", "visitor"]
)
def test_nobody_but_an_administrator_or_the_operator_gives_a_role(rank):
    assert all(why_not_grant(rank, role, to_oneself=False) for role in ROLES)


def test_an_administrator_gives_the_offices_roles_and_no_other():
    for granter in (ADMINISTRATOR, OPERATOR):
        assert not any(why_not_grant(granter, role, to_oneself=False) for role in ROLES)
        for role in ("operator", "clock", "visitor", ""):
            assert why_not_grant(granter, role, to_oneself=False)


def test_nobody_gives_a_role_to_themself():
    assert all(why_not_grant(ADMINISTRATOR, role, to_oneself=True) for role in ROLES)


def test_the_only_administrator_cannot_be_done_without():
    alone = [Serving("a", ADMINISTRATOR), Serving("b", "liaison")]
    assert "only administrator" in why_not_without(alone, "a")
    assert not why_not_without(alone, "b")
    two = [*alone, Serving("c", ADMINISTRATOR)]
    assert not why_not_without(two, "a")


def test_a_suspended_administrator_counts_for_nothing():
    staff = [Serving("a", ADMINISTRATOR), Serving("b", ADMINISTRATOR, suspended=True)]
    assert administrators(staff) == 1
    assert why_not_without(staff, "a")
    assert not why_not_without(staff, "b")


def test_a_role_is_changed_to_another_and_never_around_a_suspension():
    assert why_not_change(Serving("a", "liaison"), "liaison")
    assert not why_not_change(Serving("a", "liaison"), "counsel")
    assert "suspended" in why_not_change(Serving("a", "liaison", suspended=True), "counsel")


def test_requests_are_counted_by_where_they_come_from_and_go_to():
    assert not too_many(Asked(FROM_ONE_ADDRESS - 1, 0, TO_ONE_OFFICE - 1))
    assert too_many(Asked(FROM_ONE_ADDRESS, 0, 0))
    assert too_many(Asked(0, 0, TO_ONE_OFFICE))
    assert not said_already(Asked(0, FOR_ONE_EMAIL - 1, 0), one_waits=False)
    assert said_already(Asked(0, FOR_ONE_EMAIL, 0), one_waits=False)
    assert said_already(Asked(0, 0, 0), one_waits=True)


PEOPLE = st.sampled_from("abcd")
VERBS = st.sampled_from(["grant", "suspend", "lift", "end"])
STEPS = st.lists(st.tuples(PEOPLE, VERBS, PEOPLE, st.sampled_from(ROLES)))


def taken(posts, actor, verb, other, role):
    """The office after this step, as the rules allow it; as it was where they do not."""
    mine, theirs = posts.get(actor), posts.get(other)
    if mine is None or mine.suspended or why_not_grant(mine.role, role, to_oneself=actor == other):
        return posts
    if verb == "grant":
        if theirs and (why_not_change(theirs, role) or why_not_without(posts.values(), other)):
            return posts
        return posts | {other: Serving(other, role)}
    if theirs is None or (verb != "lift" and why_not_without(posts.values(), other)):
        return posts
    without = {key: post for key, post in posts.items() if key != other}
    if verb == "end":
        return without
    return without | {other: Serving(other, theirs.role, suspended=verb == "suspend")}


def may_hand_out(post):
    """The roles that somebody may give to others."""
    if post is None or post.suspended:
        return set()
    return {role for role in ROLES if not why_not_grant(post.role, role, to_oneself=False)}


@given(STEPS)
def test_no_sequence_of_allowed_acts_gives_a_right_that_its_giver_had_not(steps):
    posts = {"a": Serving("a", ADMINISTRATOR), "b": Serving("b", "liaison")}
    for actor, verb, other, role in steps:
        before, posts = posts, taken(posts, actor, verb, other, role)
        if posts == before:
            continue
        assert posts.get(actor) == before[actor], "nobody's act changes their own post"
        assert may_hand_out(posts.get(other)) <= may_hand_out(before[actor])
        new = posts.get(other)
        assert new is None or new.role in may_hand_out(before[actor])
        assert administrators(posts.values()) >= 1, "there is always one who can act"
