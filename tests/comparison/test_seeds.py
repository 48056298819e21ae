"""Every critical change put into a shared text is found, where it stands and as what it is."""

from collections import Counter, defaultdict

import pytest

from alliance.comparison.comparing import compare
from tests.comparison.seeds import BY_KIND, SEEDS, TEXTS
from tests.comparison.texts import changed, text_of, unit_holding

pytestmark = pytest.mark.corpus


def named(seed):
    return f"{seed[0][:9]}-{seed[3]}-{seed[2][:40]}"


@pytest.mark.parametrize("seed", SEEDS, ids=named)
def test_a_critical_change_is_found_in_its_unit_and_by_its_kind(seed):
    name, old, new, kind = seed
    found = compare(text_of(name), changed(name, (old, new))).critical
    where = unit_holding(name, old)
    assert {one.unit for one in found} == {where}
    assert kind in {each for one in found for each in one.kinds}
    assert all(one.old and one.new and one.old != one.new for one in found)


def test_the_kind_named_first_is_the_one_expected():
    first = sum(
        kind in {one.kind for one in compare(text_of(name), changed(name, (old, new))).critical}
        for name, old, new, kind in SEEDS
        if not name.startswith("wmata")
    )
    small = sum(not seed[0].startswith("wmata") for seed in SEEDS)
    assert first >= 0.95 * small


def test_there_are_seeds_of_every_kind_and_in_every_text():
    assert len(SEEDS) >= 100
    assert all(len(BY_KIND[kind]) >= 4 for kind in BY_KIND)
    assert min(Counter(seed[0] for seed in SEEDS).values()) >= 8
    assert {seed[0] for seed in SEEDS} == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_all_changes_of_a_text_at_once_are_found_each_in_its_unit(name):
    seeds = [seed[1:] for seed in SEEDS if seed[0] == name]
    found = defaultdict(set)
    for one in compare(text_of(name), changed(name, *(seed[:2] for seed in seeds))).critical:
        found[one.unit] |= set(one.kinds)
    expected = defaultdict(set)
    for old, _, kind in seeds:
        expected[unit_holding(name, old)].add(kind)
    assert found.keys() == expected.keys()
    assert all(expected[unit] <= found[unit] for unit in expected)


def test_a_change_is_found_under_renumbering_reordering_and_a_split():
    text = text_of("npvic.md")
    first, second = text.index("ARTICLE II "), text.index("ARTICLE III ")
    moved = text[:first] + text[second:] + "\n" + text[first:second]
    moved = moved.replace("ARTICLE III ", "ARTICLE II ").replace("member states to", "states to")
    moved = moved.replace("Each member state shall conduct", "Each member state may conduct")
    moved = moved.replace("shall be considered. ", "shall be considered.\n\n")
    moved = moved.replace("shall not be affected.", "shall be affected.")
    found = compare(text, moved).critical
    assert [one.kinds for one in found] == [("negation",), ("obligation",)]


def test_an_excerpt_can_be_read_alone():
    seed = ("npvic.md", "occurring 6 months or less", "occurring 9 months or less")
    (one,) = compare(text_of(seed[0]), changed(seed[0], seed[1:])).critical
    assert "a withdrawal occurring 6 months or less before the end" in one.old
    assert "a withdrawal occurring 9 months or less before the end" in one.new
    assert one.sentence == "Article IV, paragraph 2: the time “6 months” became “9 months”."
