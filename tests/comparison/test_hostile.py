"""Any text at all: compared in bounded time, or refused; and what holds for all of them."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.comparison.comparing import compare
from alliance.comparison.limits import CHARACTERS, UnreadableText
from alliance.comparison.reading import units

SECONDS = 30  # of the processor, for two texts of 100,000 characters; most take less than two
SIZE = 100_000

WORDS = [
    *[
        "the",
        "state",
        "shall",
        "may",
        "not",
        "pay",
        "5",
        "days",
        "dollars",
        "Board",
        "commission",
        "party",
        "and",
        "or",
        "of",
        "in",
    ],
    *("(a)", "(1)", "Article III", "section 4", "“Term” means", "July 1, 2025", "[state]", "."),
]


def sentences(seed, count):
    chosen = random.Random(seed)  # noqa: S311 - which words is no secret
    return " ".join(chosen.choice(WORDS) for _ in range(count))


CASES = {
    "one endless word": ("a" * SIZE, "b" * SIZE),
    "one endless line": ("a b " * (SIZE // 4), "b a " * (SIZE // 4)),
    "open brackets": ("(" * SIZE, "[" * SIZE),
    "nested labels": ("(a) (1) (i) " * (SIZE // 12), "(b) (2) (v) " * (SIZE // 12)),
    "quotes that never close": ("“a " * (SIZE // 3), "“a” means " * (SIZE // 10)),
    "words at random": (sentences(1, SIZE // 5)[:SIZE], sentences(2, SIZE // 5)[:SIZE]),
    "one paragraph a thousand times": (
        "The state shall pay in 5 days.\n\n" * (SIZE // 33),
        "The state may pay in 5 days.\n\n" * (SIZE // 33),
    ),
    "deep lists": (
        "\n\n".join(f"({'ab1i'[n % 4]}) x{n}" for n in range(SIZE // 12)),
        "\n\n".join(f"({'a1ib'[n % 4]}) y{n}" for n in range(SIZE // 12)),
    ),
    "called, called, called": ("(hereinafter called " * (SIZE // 20), "called the " * (SIZE // 11)),
    "nothing but spaces": (" " * SIZE, "\n" * SIZE),
    "front matter without an end": ("---\n" + "a: b\n" * (SIZE // 5), "---\n" * (SIZE // 4)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_text_is_compared_in_bounded_time(case):
    started = time.process_time()
    compare(*CASES[case])
    assert time.process_time() - started < SECONDS


def test_a_text_above_the_limit_is_refused_before_it_is_read():
    with pytest.raises(UnreadableText, match="Compare it in parts"):
        compare("a" * (CHARACTERS + 1), "")


pieces = st.one_of(
    st.sampled_from([*WORDS, "\n", "\n\n", "ARTICLE I", "# ", "(b)", "--", "\u00ad", "½", "U.S."]),
    st.text(max_size=6),
)
texts = st.lists(pieces, max_size=40).map(" ".join)


@settings(deadline=None)
@given(texts)
def test_any_text_compared_with_itself_has_no_change(text):
    try:
        assert compare(text, text).changes == ()
    except UnreadableText:
        assert "\0" in text or "\ufffd" in text


@settings(deadline=None)
@given(texts, texts)
def test_any_two_texts_have_as_many_critical_units_read_forwards_as_backwards(one, other):
    try:
        there, back = compare(one, other), compare(other, one)
    except UnreadableText:
        return
    assert len(there.critical) == len(back.critical)
    turned = sorted((c.became, c.was) for c in back.critical)
    assert sorted((c.was, c.became) for c in there.critical) == turned


@settings(deadline=None)
@given(texts, texts)
def test_the_sides_put_together_are_both_texts(one, other):
    try:
        pairs = compare(one, other).pairs
    except UnreadableText:
        return
    for text, side in ((one, "old"), (other, "new")):
        shown = sorted(
            "".join(run.text for run in marked.runs)
            for pair in pairs
            for marked in getattr(pair, side)
        )
        assert shown == sorted(unit.text for unit in units(text) if unit.sort != "title")


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_brings_the_comparison_down(one, other):
    try:
        compare(one, other)
    except UnreadableText as refused:
        assert "again" in str(refused)  # noqa: PT017 - any other error must get out
