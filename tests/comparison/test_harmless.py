"""The same law written otherwise is not flagged; what is flagged falsely is counted and said."""

import pytest

from alliance.comparison.comparing import compare
from tests.comparison.harmless import WAYS
from tests.comparison.seeds import TEXTS, TRANSIT, TRANSIT_LATER
from tests.comparison.texts import body_of, text_of

pytestmark = pytest.mark.corpus

# False critical flags for each 1,000 words, over every text written in every way; the figure
# stands in docs/text-check.md.
BOUND = 0
SMALL = [name for name in TEXTS if not name.startswith("wmata")]


def test_the_false_flags_for_each_thousand_words_stay_within_the_bound(capsys):
    words, flagged = 0, []
    for name in (*SMALL, TRANSIT):
        for way in WAYS:
            found = compare(text_of(name), way(body_of(name))).critical
            flagged += [(name, way.__name__, one.sentence) for one in found]
            words += len(text_of(name).split())
    with capsys.disabled():
        rate = f"{1000 * len(flagged) / words:.4f}"
        print(f"\nfalse flags: {len(flagged)} in {words:,} words, {rate} for each 1,000")  # noqa: T201
    assert 1000 * len(flagged) <= BOUND * words, flagged


def test_a_renumbered_and_reordered_text_says_so_without_a_critical_change():
    way = {one.__name__: one for one in WAYS}
    moved = way["articles_in_another_order"](body_of("emac.md"))
    kinds = {one.kind for one in compare(text_of("emac.md"), moved).changes}
    assert kinds == {"moved"}
    further = way["every_article_one_further"](body_of("emac.md"))
    kinds = {one.kind for one in compare(text_of("emac.md"), further).changes}
    assert kinds == {"renumbered"}


def test_two_versions_of_the_transit_compact_differ_by_one_subsection():
    found = compare(text_of(TRANSIT), text_of(TRANSIT_LATER))
    (one,) = found.changes
    assert (one.kind, one.unit, one.critical) == ("inserted", "Article XVI, Section 76(i)", True)
    assert one.new.startswith("(1) The Authority shall establish a Police Complaints Board")
    assert one.new.endswith("including any policy recommendations.")
    back = compare(text_of(TRANSIT_LATER), text_of(TRANSIT))
    assert [(one.kind, one.unit) for one in back.changes] == [
        ("left out", "Article XVI, Section 76(i)")
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_compared_with_itself_has_no_change_and_every_word_is_kept(name):
    found = compare(text_of(name), text_of(name))
    assert found.changes == ()
    assert all(run.mark == "kept" for pair in found.pairs for side in pair.old for run in side.runs)
