"""Bundles made anew with the forger's own keys, every hash and signature right, one lie inside."""

import json
import random

import pytest
import rfc8785

from .changes import LOST, MANY, OTHER, both, done_by, insert, person, put, since, with_rule
from .forge import Forged, forge
from .lies import LIES
from .second import second, under
from .story import (
    BY_PEOPLE,
    MAJORITY,
    QUORUM,
    Story,
    instant,
    private_key,
    public_hex,
    sha256,
    sign_hex,
)


@pytest.mark.parametrize(("lie", "member", "how"), LIES, ids=[lie for lie, _, _ in LIES])
def test_a_forgery_with_all_hashes_and_signatures_right_is_refused(judge, lie, member, how):
    verdict = judge(forge(**how).packed())
    assert not verdict.valid, lie
    assert verdict.first_problem.startswith(f"{member}: "), verdict.first_problem


def test_weights_too_unlike_to_add_up_are_refused_and_do_not_stop_the_verifier(judge):
    people = {f"S{n:04}": f"1/{10**17 + 2 * n + 1}" for n in range(600)}
    story = Story(people={"AZ": "1", "CA": "1", "CO": "1", "UT": "1", "NM": "1"})
    odd = {key: {"weights": {"population": n}} for key, n in people.items()}
    verdict = judge(forge(story, roster=lambda roster: roster.update(odd)).packed())
    assert verdict.first_problem.startswith("roster.json: the fractions")


STORIES = {
    "carried and signed": Story(),
    "carried and not yet signed": Story(signers=()),
    "lost": Story(answers=LOST),
    "without a quorum": Story(answers={"CA": "yea"}),
    "answered by nobody": Story(answers={}),
    "without objection": with_rule(majorities=[{"no_objection": True}, BY_PEOPLE]),
    "lost by an objection": with_rule(quorum=QUORUM, majorities=[{"no_objection": True}]),
    "of a class": with_rule(majorities=[{**MAJORITY, "among": {"class": "party"}, "name": "x"}]),
    "of a region of nobody": with_rule(majorities=[{**MAJORITY, "among": {"region": "moon"}}]),
    "with empty clauses and odd words": Story(
        title='A "title"\u2028 \\ \x7f \U0001f30a', whereas=(), resolved=("a\n\n", "")
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_an_honest_bundle_verifies(judge, story):
    verdict = judge(forge(story).packed())
    assert verdict.valid, verdict.first_problem


def test_a_text_circulated_again_after_a_lost_vote_does_not_spoil_the_bundle(judge):
    forged = forge(Story(answers=LOST), sequence=insert("circulate other", "in force"))
    assert judge(forged.packed()).valid


def honest(judge, **changes):
    verdict = judge(forge(**changes).packed())
    assert verdict.valid, verdict.first_problem


def test_closing_before_the_time_is_honest_when_all_have_answered(judge):
    everybody = Story(answers={**MANY, "NM": "present"})
    honest(judge, story=everybody, question=put(instant(2000), "closes_at"))


def test_the_secretariat_may_close_where_the_clock_may(judge):
    secretary = person("secretariat", "secretary")
    honest(judge, acts=done_by(secretary, "close", "adopt", "enroll"))
    another = person("secretariat", "her deputy")
    honest(judge, story=Story(answers=LOST), acts=done_by(another, "close", "lose"))


def test_a_clock_that_is_set_back_a_little_spoils_nothing(judge):
    honest(judge, acts=both(put(instant(1497), "adopt", "at"), put(instant(1496), "enroll", "at")))
    honest(judge, checkpoint=put(instant(2996), "at"))
    honest(judge, keys=since("office AZ", instant(1704)))


# What no act in the ledger speaks of: words, bound by the manifest's signature alone.
FREE = {
    ("question.json", "alliance", "name"),
    ("keys.json", "name"),
    ("keys.json", "since"),
    ("keys.json", "key"),  # of an office that has not signed
    ("keys.json", "owner"),
}
STRANGE = (None, True, False, 0, 1, -1, 2**53 - 1, "", "x", "0" * 64, instant(50), OTHER, [], {})


def paths(value, way=()):
    yield way
    inner = value.items() if isinstance(value, dict) else ()
    for key, item in inner or (enumerate(value) if isinstance(value, list) else ()):
        yield from paths(item, (*way, key))


def resealed(valid: Forged, member: str, data: bytes) -> dict[str, bytes]:
    """The members with one exchanged, and a manifest made and signed anew."""
    members = {**valid.members, member: data}
    manifest = json.loads(members["manifest.json"])
    if member not in {"manifest.json", "manifest.sig.json"}:
        manifest["members"][member] = sha256(data)
        members["manifest.json"] = rfc8785.dumps(manifest)
    key = private_key("house")
    signature = sign_hex(key, "alliance-manifest/1", members["manifest.json"])
    if member != "manifest.sig.json":
        signed = {"key": public_hex(key), "signature": signature}
        members["manifest.sig.json"] = rfc8785.dumps(signed)
    return members


WHOLE = under(
    Story(
        answers={**MANY, "NM": {"yea": "1/2", "nay": "1/2"}, "UT": "recused"},
        signers=("AZ",),
        before={"CO": ("yea",)},
        put_off=(1450,),
        taken_off=("first",),
        explained=("AZ",),
    ),
    may_change=True,
    divided=True,
    extensions=2,
)
WAYS = {
    "format 1": forge,
    "format 2": lambda: second(WHOLE),
    "format 2, hidden": lambda: second(under(WHOLE, hidden=True)),
}


@pytest.mark.parametrize("made", WAYS.values(), ids=WAYS)
def test_any_one_value_exchanged_and_the_manifest_signed_anew_is_refused(judge, made, rounds):
    valid = made()
    assert judge(valid.packed()).valid, judge(valid.packed()).first_problem
    places = [
        (member, way)
        for member, data in valid.members.items()
        if member.endswith(".json")
        for way in paths(json.loads(data))
    ]
    chance = random.Random(3)  # noqa: S311 repeatable, not secret
    for _ in range(rounds(80)):
        member, way = chance.choice(places)
        document, strange = json.loads(valid.members[member]), chance.choice(STRANGE)
        if way:
            put(strange, *way)(document)
        else:
            document = strange
        data = rfc8785.dumps(document)
        verdict = judge(Forged(resealed(valid, member, data), [], valid.story).packed())
        words = (member, *(step for step in way if isinstance(step, str)))
        same = data == valid.members[member]
        assert verdict.valid is same or words in FREE, (member, way, strange)
