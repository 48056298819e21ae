"""The verifier's own Ed25519, canonical JSON, Merkle tree and counting, against other sources."""

import datetime as dt
import hashlib
import random
from fractions import Fraction

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.rulebook.days.business import is_business_day
from alliance.votes.deadlines import Deadline, Unit, closes_at

from .counting import Counted, count
from .loaded import verifier
from .story import BY_PEOPLE, MAJORITY, QUORUM, Story, merkle

# RFC 8032, 7.1: public key, message, and the two halves of the signature
RFC_8032 = {
    "test 1": """
        d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
        -
        e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
        5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b""",
    "test 2": """
        3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
        72
        92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
        085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00""",
    "test 3": """
        fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
        af82
        6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
        18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a""",
    "test SHA(abc)": f"""
        ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf
        {hashlib.sha512(b"abc").hexdigest()}
        dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589
        09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704""",
}
P, ORDER = verifier.P, verifier.ORDER


@pytest.mark.parametrize("vector", RFC_8032.values(), ids=RFC_8032)
def test_the_signatures_of_rfc_8032_fit_and_fit_nothing_else(vector):
    key, message, *halves = (bytes.fromhex(part.strip("-")) for part in vector.split())
    signature = b"".join(halves)
    assert verifier.signature_fits(key, message, signature)
    assert not verifier.signature_fits(key, message + b"x", signature)
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not verifier.signature_fits(key, message, signature[:32] + s.to_bytes(32, "little"))
    assert not verifier.signature_fits(key, message, signature[:63])
    assert not verifier.signature_fits(key[:31], message, signature)


def small_order_encodings():
    """All points of order 1, 2, 4, 8 in every encoding of 32 bytes, canonical or not."""
    # y of order 8: y^2 is a root of d y^4 + 2 y^2 - 1 = 0, from doubling to the points (x, 0).
    for number in (0, 1, P - 1, P, P + 1):
        for sign in (0, 1):
            yield (number | sign << 255).to_bytes(32, "little")
    eighth = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    y = int.from_bytes(bytes.fromhex(eighth), "little")
    for number in (y, P - y):
        for sign in (0, 1):
            yield (number | sign << 255).to_bytes(32, "little")


def test_a_key_of_small_order_or_in_another_encoding_signs_nothing():
    neutral = (1).to_bytes(32, "little")
    encodings = list(small_order_encodings())
    orders_of_eight = 0
    for key in encodings:
        # s = 0 and R = the neutral point fit every key of order 1 wherever small order is let in.
        assert not verifier.signature_fits(key, b"anything", neutral + bytes(32))
        point = verifier._decode_point(key)
        if point is not None:
            assert verifier._small_order(point)
            fourfold = verifier._double(verifier._double(point))
            orders_of_eight += fourfold[0] != 0 or fourfold[1] != fourfold[2]
    assert orders_of_eight == 4
    assert [verifier._decode_point(key) is None for key in encodings[:10]] == [
        *(False, False, False, True, False, True),  # x = 0 has one sign only
        *(True, True, True, True),  # y of P and more is not canonical
    ]


def test_signatures_fit_just_when_another_library_says_so(rounds):
    @settings(max_examples=rounds(60), deadline=None, database=None)
    @given(
        seed=st.binary(min_size=32, max_size=32),
        message=st.binary(max_size=200),
        flip=st.none() | st.tuples(st.integers(0, 2), st.integers(0, 255), st.integers(0, 7)),
    )
    def check(seed, message, flip):
        private = Ed25519PrivateKey.from_private_bytes(seed)
        parts = [private.public_key().public_bytes_raw(), message, private.sign(message)]
        if flip is not None and parts[flip[0]]:
            changed = bytearray(parts[flip[0]])
            changed[flip[1] % len(changed)] ^= 1 << flip[2]
            parts[flip[0]] = bytes(changed)
        try:
            Ed25519PublicKey.from_public_bytes(parts[0]).verify(parts[2], parts[1])
            fits = True
        except (InvalidSignature, ValueError):
            fits = False
        assert verifier.signature_fits(*parts) is fits

    check()


def test_the_root_is_that_of_known_trees():
    # The trees of the test data in google/certificate-transparency: eight leaves, given as input.
    inputs = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")  # fmt: skip
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in inputs]
    roots = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in roots.items():
        assert verifier.merkle_root(leaves[:size]).hex() == root


def test_the_root_is_that_of_the_definition_for_every_size():
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(130)]
    for size in range(1, 131):
        assert verifier.merkle_root(leaves[:size]) == merkle(leaves[:size])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def test_canonical_json_is_that_of_another_library(rounds):
    @settings(max_examples=rounds(100), deadline=None, database=None)
    @given(value=VALUES)
    def check(value):
        data = rfc8785.dumps(value)
        assert verifier.canonical(value) == data
        assert verifier.read_json("x.json", data) == value

    check()


NOT_CANONICAL = {
    "white space": b'{"a": 1}',
    "a final line feed": b"{}\n",
    "keys out of order": b'{"b":1,"a":2}',
    "keys ordered by code point, not by UTF-16": '{"\ufb33":1,"\U0001f600":2}'.encode(),
    "a key twice": b'{"a":1,"a":1}',
    "a float": b"1.5",
    "an exponent": b"1e3",
    "minus nought": b"-0",
    "not a number": b"NaN",
    "infinity": b"-Infinity",
    "an integer too large": str(2**53).encode(),
    "an integer of a million digits": b"9" * 1_000_000,
    "an escape that is not needed": b'"\\u0041"',
    "an escaped slash": b'"\\/"',
    "an escape in upper case": b'"\\u001F"',
    "a lone surrogate": b'"\\ud800"',
    "a surrogate as bytes": b'"\xed\xa0\x80"',
    "Latin-1": b'"\xe9"',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "33 levels": b"[" * 34 + b"]" * 34,
    "a million levels": b"[" * 1_000_000,
    "a million levels of objects": b'{"a":' * 1_000_000,
    "five million values": b"[" + b"0," * 5_000_000 + b"0]",
    "two values": b"{}{}",
    "nothing": b"",
    "a NUL": b"\x00",
}


@pytest.mark.parametrize("data", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_what_is_not_canonical_json_is_refused_by_name(data):
    with pytest.raises(verifier.Problem, match=r"^x\.json: (is|holds) "):
        verifier.read_json("x.json", data)


def decide(story, chair=None):
    roster = verifier.read_roster(story.roster())
    rule = verifier.read_rule(story.rule)
    answers = {
        state: said if isinstance(said, str) else {w: Fraction(part) for w, part in said.items()}
        for state, said in story.answers.items()
    }
    there = [state for state in answers if story.proxies.get(state, state) == state]
    outcome, quorum, majorities = verifier.Count(roster, answers, there).decide(rule, chair)
    if quorum is not None:
        del quorum["base"]
    return outcome, quorum, majorities


def line(have, need, base, *, met):
    return {"base": base, "need": need, "have": have, "met": met}


WORDS = ("yea", "nay", "present", "recused")
HALF = {"share": "1/2"}
CAST = {"of": "cast", "measure": "states"}
FIVE = {"AZ": "yea", "CA": "yea", "CO": "yea", "NM": "nay", "UT": "nay"}
EXAMPLES = {
    "a tie is not more than half": (
        {"majorities": [{**CAST, "more_than": HALF}]}, {"AZ": "yea", "CA": "nay"},
        ("lost", None, [line("1", "1", "2", met=False)])),
    "a tie is at least half": (
        {"majorities": [{**CAST, "at_least": HALF}]}, {"AZ": "yea", "CA": "nay"},
        ("carried", None, [line("1", "1", "2", met=True)])),
    "the bound of more than half of five is 5/2": (
        {"majorities": [{**CAST, "more_than": HALF}]}, FIVE,
        ("carried", None, [line("3", "5/2", "5", met=True)])),
    "two thirds of five is 10/3": (
        {"majorities": [MAJORITY]}, FIVE, ("lost", None, [line("3", "10/3", "5", met=False)])),
    "present is in present and not in cast": (
        {"majorities": [{**CAST, "more_than": HALF}, {**CAST, "of": "present", "more_than": HALF}]},
        {"AZ": "yea", "CA": "present"},
        ("lost", None, [line("1", "1/2", "1", met=True), line("1", "1", "2", met=False)])),
    "recused is in answered and not in present": (
        {"majorities": [{**CAST, "of": o, "more_than": HALF} for o in ("present", "answered")]},
        {"AZ": "yea", "CA": "recused"},
        ("lost", None, [line("1", "1/2", "1", met=True), line("1", "1", "2", met=False)])),
    "the recused count for the quorum": (
        {"quorum": QUORUM, "majorities": [MAJORITY]},
        {"AZ": "yea", "CA": "recused", "CO": "present"},
        ("carried", {"need": "5/2", "have": "3", "met": True}, [line("1", "2/3", "1", met=True)])),
    "the quorum comes first": (
        {"quorum": QUORUM, "majorities": [MAJORITY]}, {"AZ": "yea", "CA": "yea"},
        ("no quorum", {"need": "5/2", "have": "2", "met": False},
         [line("2", "4/3", "2", met=True)])),
    "with no yea nothing carries": (
        {"majorities": [{**CAST, "at_least": {"share": "0/1"}}]}, {"AZ": "nay"},
        ("lost", None, [line("0", "0", "1", met=True)])),
    "a base of nobody meets nothing": (
        {"majorities": [{**CAST, "at_least": {"count": "0"}, "among": {"class": "observer"}}]},
        {"AZ": "yea"}, ("lost", None, [line("0", "0", "0", met=False)])),
    "one region counts for itself": (
        {"majorities": [{**CAST, "at_least": {"share": "2/4"}, "among": {"region": "W"}}]},
        {"AZ": "nay", "CA": "yea", "NM": "nay"},
        ("carried", None, [line("1", "1", "2", met=True)])),
    "nobody objects": (
        {"majorities": [{"no_objection": True}]}, {"AZ": "yea", "CA": "present"},
        ("carried", None, [line("0", "0", None, met=True)])),
    "somebody objects": (
        {"majorities": [{"no_objection": True}]}, {"AZ": "yea", "CA": "nay"},
        ("lost", None, [line("1", "0", None, met=False)])),
    "nobody says anything": (
        {"majorities": [{"no_objection": True}]}, {},
        ("lost", None, [line("0", "0", None, met=False)])),
    "nays are counted, up to a third": (
        {"majorities": [{"of": "entitled", "measure": "states", "counting": "nay",
                         "at_most": {"share": "2/5"}}]}, FIVE,
        ("carried", None, [line("2", "2", "5", met=True)])),
    "fewer than two nays": (
        {"majorities": [{**CAST, "counting": "nay", "less_than": {"count": "2"}}]}, FIVE,
        ("lost", None, [line("2", "2", "5", met=False)])),
    "at least one yea from each region": (
        {"majorities": [{"each": {"region": ["E", "W"]}}]}, {"AZ": "yea", "CO": "yea"},
        ("lost", None, [{**line("1", "2", None, met=False), "parts": [
            {"name": "E", **line("2", "1", "3", met=True)},
            {"name": "W", **line("0", "1", "2", met=False)}]}])),
    "half a weight on each side": (
        {"majorities": [{"of": "cast", "measure": "population", "more_than": HALF}]},
        {"AZ": {"yea": "1/2", "nay": "1/4", "present": "1/4"}},
        ("carried", None, [line("3791192", "2843394", "5686788", met=True)])),
    "half a nay is an objection": (
        {"majorities": [{"no_objection": True}]}, {"AZ": {"yea": "1/2", "nay": "1/2"}},
        ("lost", None, [line("1/2", "0", None, met=False)])),
    "people are counted exactly": (
        {"majorities": [BY_PEOPLE]}, {"CA": "yea"},
        ("carried", None, [line("39431263", "58605009/2", "58605009", met=True)])),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "answers", "wanted"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_rule_decides_as_the_contract_says(rule, answers, wanted):
    assert decide(Story(rule=rule, answers=answers)) == wanted


ONE_MORE = {"majorities": [{**CAST, "more_than": HALF}], "casting_vote": True}


def test_the_chair_decides_a_tie_and_nothing_else():
    two, three = {"AZ": "yea", "CA": "nay"}, {"AZ": "yea", "CA": "nay", "CO": "nay"}
    tie = Story(rule=ONE_MORE, answers=two)
    assert decide(tie) == ("lost", None, [line("1", "1", "2", met=False)])
    assert decide(tie, "yea") == ("carried", None, [line("2", "3/2", "3", met=True)])
    assert decide(tie, "nay") == ("lost", None, [line("1", "3/2", "3", met=False)])
    without = {"majorities": ONE_MORE["majorities"]}
    assert decide(Story(rule=without, answers=two), "yea")[0] == "lost"
    assert decide(Story(rule=ONE_MORE, answers=three), "yea")[0] == "lost"
    by_people = {"majorities": [BY_PEOPLE], "casting_vote": True}
    even = dict.fromkeys(two, "5")
    assert decide(Story(rule=by_people, answers=two, people=even), "yea")[0] == "lost"


def test_business_days_are_those_of_the_product():
    day, end = dt.date(2025, 1, 1), dt.date(2041, 1, 1)
    while day < end:
        assert verifier.is_business_day(day) == is_business_day(day), day
        day += verifier.DAY


def test_deadlines_are_those_of_the_product(rounds):
    chance = random.Random(5)  # noqa: S311 repeatable, not secret
    zones = ("UTC", "America/New_York", "Pacific/Honolulu", "Pacific/Guam", "America/Phoenix")
    for _ in range(rounds(300)):
        unit = chance.choice(tuple(Unit))
        begun = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            seconds=chance.randrange(400 * 86_400)
        )
        length = chance.randint(1, 40)
        own = frozenset(begun.date() + dt.timedelta(days=chance.randint(0, 60)) for _ in range(3))
        zone = chance.choice(zones)
        deadline = verifier.Deadline(length, str(unit), own)
        closes = verifier.closes_in(begun, deadline, verifier.zone_of(zone))
        wanted = closes_at(begun, Deadline(length, unit, own), zone)
        assert closes == wanted, (begun, deadline, zone)
        if unit is not Unit.HOURS:
            first, last = verifier.closes_somewhere(begun, deadline)
            assert first <= wanted <= last


def scope_by_lot(chance, deep=2):
    plain = (
        {"class": "party"},
        {"region": "W"},
        {"region": ["E", "W"]},
        {"states": ["AZ", "NM", "ZZ"]},
        {"class": "observer"},
    )
    if not deep or chance.random() < 0.6:
        return chance.choice(plain)
    some = [scope_by_lot(chance, deep - 1) for _ in range(chance.randint(1, 2))]
    return chance.choice(({"all": some}, {"any": some}, {"not": some[0]}))


def bound_by_lot(chance, *, quorum):
    amount = f"{chance.randint(0, 4)}/{chance.randint(4, 6)}"
    drawn = {
        "of": chance.choice(("cast", "present", "answered", "entitled")),
        "measure": chance.choice(("states", "population", "delegates")),
        chance.choice(("more_than", "at_least", "at_most", "less_than")): chance.choice(
            ({"share": amount}, {"count": str(chance.randint(0, 4))})
        ),
    }
    if chance.random() < 0.3:
        drawn |= {"in_person": True} if quorum else {"counting": chance.choice(WORDS)}
    return drawn


def requirement_by_lot(chance, *, quorum, deep=2):
    kind = chance.choice(("bound", "bound", "each", "joined", "no objection"))
    if kind == "no objection" and not quorum:
        return {"no_objection": True}
    if kind == "each":
        groups = {"region": ["E", "W"]}, {"states": ["AZ", "UT"]}, {"groups": {"a": ["CO"]}}
        drawn = {"each": chance.choice(groups)}
        drawn |= bound_by_lot(chance, quorum=quorum) if chance.random() < 0.5 else {}
        return drawn | ({"enough": 1} if chance.random() < 0.5 else {})
    if kind == "joined" and deep:
        some = [requirement_by_lot(chance, quorum=quorum, deep=deep - 1) for _ in range(2)]
        return chance.choice(({"all": some}, {"any": some}, {"any": some, "enough": "2"}))
    drawn = bound_by_lot(chance, quorum=quorum)
    return drawn | ({"among": scope_by_lot(chance)} if chance.random() < 0.5 else {})


def answer_by_lot(chance):
    if chance.random() < 0.3:
        first, second = chance.sample(("yea", "nay", "present"), 2)
        return {first: "1/3", second: "2/3"}
    return chance.choice((*WORDS, None))


def test_richer_rules_drawn_by_lot_are_counted_alike_by_two_hands(rounds):
    chance = random.Random(13)  # noqa: S311 repeatable, not secret
    seen = set()
    for _ in range(rounds(300)):
        rule = {
            "majorities": [
                requirement_by_lot(chance, quorum=False) for _ in range(chance.randint(1, 3))
            ],
            "casting_vote": chance.random() < 0.5,
        }
        if chance.random() < 0.4:
            rule["quorum"] = requirement_by_lot(chance, quorum=True)
        answers = {state: answer_by_lot(chance) for state in Story().people}
        answers = {state: said for state, said in answers.items() if said}
        story = Story(
            rule=rule,
            answers=answers,
            proxies={"CO": "UT"} if chance.random() < 0.5 else {},
        )
        found = {}
        for chair in (None, "yea", "nay"):
            wanted = Counted(story).with_chair(chair)
            told = [{k: v for k, v in one.items() if k != "name"} for one in wanted["majorities"]]
            found[chair] = decide(story, chair)
            assert found[chair] == (wanted["outcome"], wanted["quorum"], told), story
        seen |= {found[None][0], found["yea"] != found["nay"]}
    assert seen == {"carried", "lost", "no quorum", True, False}


def test_rules_drawn_by_lot_are_counted_alike_by_two_hands(rounds):
    chance = random.Random(11)  # noqa: S311 repeatable, not secret

    def requirement():
        amount = f"{chance.randint(0, 4)}/{chance.randint(4, 6)}"
        drawn = {
            "of": chance.choice(("cast", "present", "answered", "entitled")),
            "measure": chance.choice(("states", "population")),
            chance.choice(("more_than", "at_least")): chance.choice(
                ({"share": amount}, {"count": str(chance.randint(0, 4))})
            ),
        }
        among = ({"class": "party"}, {"region": "W"}, {"region": "E"}, None)
        narrowed = chance.choice(among)
        return {**drawn, "among": narrowed} if narrowed else drawn

    for _ in range(rounds(300)):
        majorities = [requirement() for _ in range(chance.randint(1, 3))]
        rule = {"majorities": majorities}
        if chance.random() < 0.5:
            rule["quorum"] = requirement()
        words = ("yea", "nay", "present", "recused", None)
        answers = {state: chance.choice(words) for state in Story().people}
        people = {s: f"{chance.randint(0, 9)}/{chance.randint(1, 5)}" for s in answers}
        story = Story(rule=rule, people=people, answers={s: w for s, w in answers.items() if w})
        wanted = count(story)
        lines = [{k: v for k, v in line.items() if k != "name"} for line in wanted["majorities"]]
        assert decide(story) == (wanted["outcome"], wanted["quorum"], lines)
