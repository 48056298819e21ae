"""What was put and decided of a motion stays: the database refuses to rewrite it."""

import pytest

from alliance.motions.rules import Kind
from tests.core.insider import refused, told
from tests.motions import made

STAYS = "motions: what was frozen stays"


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Another'",
        "words = 'Other words'",
        "facts = '{}'",
        "question_id = NULL",
        "stands = 'withdrawn'",
        "office_id = person_id",
        "moved_at = '2001-01-01 00:00:00'",
    ],
)
def test_once_the_question_is_put_it_reads_as_it_did(app, change):
    made.put(made.policy())
    assert STAYS in refused(f"UPDATE motions SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "followed = '{}'",
        "decided_at = '2001-01-01 00:00:00'",
        "stands = 'moved'",
        "stands = 'lost'",
        "words = 'Other words'",
    ],
)
def test_what_was_decided_and_followed_stays(app, change):
    made.decided(Kind.MONEY, CO="yea", UT="yea")
    assert STAYS in refused(f"UPDATE motions SET {change}")
    assert "nothing is deleted" in refused("DELETE FROM motions") or STAYS in refused(
        "DELETE FROM motions"
    )


def test_until_then_its_words_may_change(app):
    made.policy()
    assert told("UPDATE motions SET words = 'Other words'") == 1


@pytest.mark.parametrize("table", ["casting_votes", "amendment_questions"])
def test_casting_votes_and_questions_on_amendments_are_only_added_to(app, table):
    made.cast(made.with_casting_vote(), "yea")
    if table == "amendment_questions":
        made.amendment_put()
    assert f"{table} is append-only" in refused(f"DELETE FROM {table}")
