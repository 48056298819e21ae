"""Which steps an act needs, and who may take them: in full."""

import uuid
from itertools import product

import pytest

from alliance.authority.rules import ActClass
from alliance.clearance.rules import (
    CALLED,
    Content,
    Needs,
    Standing,
    Taken,
    in_words,
    kept,
    needs_of,
    why_not_clear,
    why_not_give_back,
    why_not_prepare,
    why_not_release,
)

STAFF, COUNSEL, OTHER, HEAD = (uuid.UUID(int=n) for n in range(1, 5))
ANSWER = ActClass.ANSWER
YEA = Content({"answer": "yea"}, {"text_sha256": "1"})
NAY = Content({"answer": "nay"}, {"text_sha256": "1"})
NEWER = Content({"answer": "yea"}, {"text_sha256": "2"})
UNSAID = Content({}, {"text_sha256": "1"})

PREPARED = Taken(YEA, STAFF)
CLEARED = Taken(YEA, STAFF, COUNSEL)
RETURNED = Taken(YEA, STAFF, returned=True)
RETURNED_LATE = Taken(YEA, STAFF, COUNSEL, returned=True)
OVER = Taken(YEA, STAFF, COUNSEL, ended="released")


def test_what_a_rule_does_not_name_needs_nothing():
    rule = kept(
        {ActClass.SIGN: Needs.CLEARED, ANSWER: Needs.PREPARED, ActClass.JOIN: Needs.NOTHING}
    )
    assert rule == {"answer a question": "prepared", "sign a resolution": "prepared and cleared"}
    found = {act: needs_of(rule, act) for act in ActClass}
    assert found.pop(ANSWER) is Needs.PREPARED
    assert found.pop(ActClass.SIGN) is Needs.CLEARED
    assert set(found.values()) == {Needs.NOTHING}
    assert needs_of(None, ANSWER) is Needs.NOTHING


def test_every_class_of_act_has_its_words():
    assert CALLED.keys() == set(ActClass)


@pytest.mark.parametrize(
    ("act", "says", "words"),
    [
        (ANSWER, {"answer": "nay"}, "Answer nay"),
        (ActClass.SIGN, {"sign": True}, "Sign the text"),
        (ActClass.LAWSUIT, {"stance": "joins"}, "Record that the office joins"),
        (ActClass.LAWSUIT, {"stance": "considering"}, "Record that the office is considering"),
        (ActClass.COMMIT, {"cents": 123450}, "Commit $1,234.50"),
        (ActClass.NOTICE, {}, "Give notice of withdrawal"),
        (ActClass.JOIN, {}, "Join"),
        (
            ActClass.JOIN,
            {"with": "The act", "from_on": "2027-07-01", "condition": {"every": ["GA", "MN"]}},
            "Join with “The act”, from 2027-07-01, when these are parties: GA, MN",
        ),
    ],
)
def test_what_is_prepared_is_said_in_words(act, says, words):
    assert in_words(act, says) == words


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        (PREPARED, Standing.PREPARED),
        (CLEARED, Standing.CLEARED),
        (RETURNED, Standing.RETURNED),
        (RETURNED_LATE, Standing.RETURNED),
    ],
)
def test_how_far_it_has_come(one, standing):
    assert one.standing is standing


# Who releases what, under each rule: the words of the refusal, "" where it is let through.
RELEASES = [
    (Needs.NOTHING, None, HEAD, ""),
    (Needs.NOTHING, PREPARED, STAFF, ""),
    (Needs.PREPARED, None, HEAD, "is prepared before"),
    (Needs.PREPARED, PREPARED, HEAD, ""),
    (Needs.PREPARED, PREPARED, STAFF, "You prepared this yourself"),
    (Needs.PREPARED, RETURNED, HEAD, "given back"),
    (Needs.PREPARED, CLEARED, HEAD, ""),
    (Needs.PREPARED, CLEARED, COUNSEL, ""),  # the rule does not ask that anybody clears it
    (Needs.CLEARED, None, HEAD, "prepared, and cleared by counsel, before"),
    (Needs.CLEARED, PREPARED, HEAD, "asks that counsel clears an answer first"),
    (Needs.CLEARED, CLEARED, HEAD, ""),
    (Needs.CLEARED, CLEARED, STAFF, "You prepared this yourself"),
    (Needs.CLEARED, CLEARED, COUNSEL, "You cleared this yourself"),
    (Needs.CLEARED, CLEARED, OTHER, ""),
    (Needs.CLEARED, RETURNED, HEAD, "given back"),
    (Needs.CLEARED, RETURNED_LATE, HEAD, "given back"),
]


@pytest.mark.parametrize(("needs", "one", "who", "words"), RELEASES)
def test_who_releases(needs, one, who, words):
    said = why_not_release(needs, ANSWER, one, who, YEA)
    assert (words in said) if words else said == ""


def test_what_is_released_is_what_was_prepared():
    for needs, one in ((Needs.PREPARED, PREPARED), (Needs.CLEARED, CLEARED)):
        said = why_not_release(needs, ANSWER, one, HEAD, NAY)
        assert "“Answer yea”" in said
        assert "“Answer nay”" in said
        assert "so it is void" in why_not_release(needs, ANSWER, one, HEAD, NEWER)
        for unknown in (None, UNSAID):
            assert why_not_release(needs, ANSWER, one, HEAD, unknown) == ""
        assert "void" in why_not_release(
            needs, ANSWER, one, HEAD, Content({}, {"text_sha256": "2"})
        )


@pytest.mark.parametrize(
    ("needs", "one", "who", "rank", "words"),
    [
        (Needs.CLEARED, PREPARED, COUNSEL, "counsel", ""),
        (Needs.CLEARED, PREPARED, HEAD, "principal", "Counsel of your office"),
        (Needs.CLEARED, PREPARED, STAFF, "counsel", "You prepared this yourself"),
        (Needs.CLEARED, CLEARED, OTHER, "counsel", "cleared already"),
        (Needs.CLEARED, RETURNED, COUNSEL, "counsel", "given back already"),
        (Needs.CLEARED, OVER, OTHER, "counsel", "This has ended: it was released."),
        (Needs.PREPARED, PREPARED, COUNSEL, "counsel", "does not ask that counsel clears"),
    ],
)
def test_who_clears(needs, one, who, rank, words):
    said = why_not_clear(needs, ANSWER, one, who, rank)
    assert (words in said) if words else said == ""


@pytest.mark.parametrize(
    ("one", "who", "rank", "words"),
    [
        (PREPARED, COUNSEL, "counsel", ""),
        (PREPARED, HEAD, "principal", ""),
        (CLEARED, HEAD, "principal", ""),
        (CLEARED, OTHER, "counsel", "the principal can still give it back"),
        (PREPARED, STAFF, "counsel", "withdraw it"),
        (RETURNED, COUNSEL, "counsel", "given back already"),
        (OVER, HEAD, "principal", "This has ended"),
    ],
)
def test_who_gives_back(one, who, rank, words):
    said = why_not_give_back(one, who, rank)
    assert (words in said) if words else said == ""


def test_what_is_under_way_is_replaced_by_its_preparer_or_once_it_is_given_back_or_void():
    for needs, before in product((Needs.PREPARED, Needs.CLEARED), (PREPARED, CLEARED)):
        assert "A colleague has prepared" in why_not_prepare(needs, ANSWER, before, OTHER, YEA)
        assert why_not_prepare(needs, ANSWER, before, STAFF, NAY) == ""
        assert why_not_prepare(needs, ANSWER, before, OTHER, NEWER) == ""
    assert why_not_prepare(Needs.PREPARED, ANSWER, RETURNED, OTHER, YEA) == ""
    assert why_not_prepare(Needs.PREPARED, ANSWER, None, OTHER, YEA) == ""
    assert "does not ask" in why_not_prepare(Needs.NOTHING, ANSWER, None, OTHER, YEA)
