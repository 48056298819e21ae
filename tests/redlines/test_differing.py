"""What differs between two strings: exact both ways, in whole words, in bounded time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.redlines.differing import Mark, after, before, difference, runs_of, stretches
from alliance.redlines.matching import longest_rise, matches
from alliance.redlines.tokens import tokens
from tests.redlines.making import words

anything = some.one_of(some.text(max_size=40), words)


def shown(old, new):
    signs = {Mark.KEPT: "{}", Mark.STRUCK: "[-{}-]", Mark.INSERTED: "[+{}+]"}
    return "".join(signs[run.mark].format(run.words) for run in difference(old, new))


@given(anything, anything)
def test_applied_to_the_old_it_gives_the_new_and_backwards_the_old(old, new):
    for runs in (difference(old, new), tuple(runs_of(old, new, stretches(old, new)))):
        assert before(runs) == old
        assert after(runs) == new
        assert all(run.words for run in runs)


@given(anything)
def test_equal_strings_have_no_changes(said):
    assert stretches(said, said) == ()


@given(anything, anything)
def test_changes_ascend_with_something_kept_between_them_and_hold_something(old, new):
    end = there = -1
    for one in stretches(old, new):
        assert one.start > end or end == -1
        assert one.there > there or there == -1
        assert old[one.start : one.end] != new[one.there : one.upto]
        end, there = one.end, one.upto


@given(some.lists(some.integers(0, 4), max_size=30), some.lists(some.integers(0, 4), max_size=30))
def test_blocks_hold_equal_items_and_ascend(old, new):
    end = there = 0
    for i, j, size in matches(old, new):
        assert old[i : i + size] == new[j : j + size]
        assert size > 0
        assert (i, j) != (end, there) or (end, there) == (0, 0)
        assert i >= end
        assert j >= there
        end, there = i + size, j + size


@given(some.lists(some.integers(0, 20), max_size=12))
def test_the_longest_rise_rises_and_none_is_longer(values):
    rise = longest_rise(values)
    assert all(values[a] < values[b] for a, b in pairwise(rise))
    best = [1] * len(values)
    for at, value in enumerate(values):
        best[at] += max((best[n] for n in range(at) if values[n] < value), default=0)
    assert len(rise) == max(best, default=0)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The board may act.", "The board shall act.", "The board [-may-][+shall+] act."),
        ("It may act promptly.", "It may act.", "It may act[- promptly-]."),
        ("The states agree", "All the states agree", "[-The-][+All the+] states agree"),
        ("pay $1,000 now", "pay $2,500 now", "pay $[-1,000-][+2,500+] now"),
        ("76.", "76", "76[-.-]"),
        ("one\ntwo", "one\n\ntwo", "one\n[+\n+]two"),
        ("the state's duty", "the states' duty", "the [-state's-][+states'+] duty"),
        ("see [[abcdefgh]].", "see [[abcdefgk]].", "see [-[[abcdefgh]]-][+[[abcdefgk]]+]."),
    ],
)
def test_whole_words_are_struck_and_inserted(old, new, expected):
    assert shown(old, new) == expected


def test_a_short_word_kept_between_two_substitutions_is_taken_into_them():
    assert shown("members of boards meet", "parties to pacts meet").count("[-") == 1
    assert shown("hire or dismiss officers", "pay or suspend officers") == (
        "[-hire or dismiss-][+pay or suspend+] officers"
    )


def test_a_combining_mark_stays_with_its_letter():
    assert tokens("cafe\u0301 olé").words == ["cafe\u0301", "olé"]
    assert tokens("re\u0301sume\u0301").words == ["re\u0301sume\u0301"]
    assert shown("cafe now", "cafe\u0301 now") == "[-cafe-][+cafe\u0301+] now"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("may " * 5000, "shall " * 3333),
        ("may " * 5000, "may shall " * 2000),
        ("a b " * 5000, "b c " * 5000),
        ("may may shall " * 1400, "shall may may may " * 1100),
        ("\u0301" * 20_000, "e\u0301" * 10_000),
        ("." * 20_000, "!." * 10_000),
        (" " * 20_000, "\n" * 20_000),
        ("a " * 10_000, " a\n" * 6_666),
        (
            "".join(f"{n} {n % 7} " for n in range(3000)),
            "".join(f"{n} {n % 5} " for n in range(3000)),
        ),
    ],
)
def test_hostile_strings_take_well_under_a_second(old, new):
    took = []
    for _ in range(3):  # the quickest: another process on the same core slows each
        began = time.process_time()
        runs = difference(old, new)
        took.append(time.process_time() - began)
    assert min(took) < 0.9
    assert before(runs) == old
    assert after(runs) == new
