"""The shared text: what is typed at once comes together, and nothing that is no text gets in."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pycrdt import Array, Doc, Map, Text

from alliance.drafting import live, setting_down
from alliance.drafting.authorship import Authorship
from alliance.drafting.live import Incomplete, Unsound
from alliance.texts.parts import settled
from alliance.texts.starting import begun
from alliance.texts.units import Form, Kind, Unit, ids_from, new_id
from alliance.texts.units import Text as Words
from tests.drafting.browsers import Browser

make = ids_from("live")
WORDS = Words(
    "On water",
    (
        Unit(make(), Kind.RECITAL, "Water is scarce; and"),
        Unit(make(), Kind.CLAUSE, "Each state reads its gauges."),
        Unit(make(), Kind.CLAUSE, "Every day.", 1),
        Unit(make(), Kind.CLAUSE, "The secretariat publishes the readings. É 🏛"),
    ),
)
LETTERS = some.text(some.sampled_from("ab é🏛.\n"), max_size=12)


FIRST, NONE, SHA256 = WORDS.units[0].id, "that a text", "0" * 64
SEED = setting_down.seed(WORDS).get_update()


def seeded():
    return live.opened(iter([SEED]))


def test_a_seed_reads_as_the_text_that_it_was_made_from():
    for form in Form:
        text = begun("T", form)
        assert live.read(setting_down.seed(text)) == live.Draft(text, ())


def test_two_who_type_in_one_clause_both_find_their_words():
    server = seeded()
    key = WORDS.units[1].id
    one, other = Browser(SEED), Browser(SEED)
    one.type(key, 0, "From today, ")
    other.type(key, 28, " Twice.")
    live.take_in(server, one.sends(), one.doc.client_id)
    stands = live.take_in(server, other.sends(), other.doc.client_id)
    assert stands.words.by_id[key].text == "From today, Each state reads its gauges. Twice."


def test_a_unit_that_is_removed_while_another_writes_in_it_is_set_aside_with_those_words():
    server = seeded()
    key = WORDS.units[1].id
    one, other = Browser(SEED), Browser(SEED)
    one.unit(key)["gone"] = True
    other.type(key, 0, "Kept: ")
    live.take_in(server, one.sends(), one.doc.client_id)
    stands = live.take_in(server, other.sends(), other.doc.client_id)
    assert key not in stands.words.by_id
    assert [unit.text for unit in stands.aside] == ["Kept: Each state reads its gauges."]


def test_units_that_two_moved_at_once_are_all_there_in_one_order():
    server = seeded()
    one, other = Browser(SEED), Browser(SEED)
    one.unit(WORDS.units[1].id)["place"] = "zz"
    other.unit(WORDS.units[3].id)["place"] = "00V"
    for browser in (one, other):
        live.take_in(server, browser.sends(), browser.doc.client_id)
    stands = live.read(server).words
    assert sorted(stands.by_id) == sorted(WORDS.by_id)
    assert settled(stands.units) == stands.units


EDITS = some.lists(
    some.tuples(
        some.integers(0, 2), some.integers(0, 3), some.integers(0, 40), LETTERS, some.integers(0, 6)
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(EDITS, some.randoms(use_true_random=False))
def test_whatever_is_typed_comes_together_in_any_order_and_every_author_is_known(edits, chance):
    server = seeded()
    browsers = [Browser(SEED) for _ in range(3)]
    sent = []
    for who, unit, at, words, cut in edits:
        browsers[who].type(WORDS.units[unit].id, at, words, cut)
        if chance.random() < 0.5:
            sent.append((browsers[who].sends(), who))
    sent += [(one.sends(), who) for who, one in enumerate(browsers)]
    order = sorted(range(len(sent)), key=lambda nth: sent[nth][1] * 0 + nth)
    for nth in order:
        update, who = sent[nth]
        live.take_in(server, update, browsers[who].doc.client_id)
    for one in browsers:
        one.doc.apply_update(server.get_update())
        server.apply_update(one.doc.get_update())
    stands = live.read(server)
    assert all(live.read(one.doc) == stands for one in browsers)
    kept, doc = Authorship(), Doc()
    kept.follow(doc, iter([(SEED, ""), *((update, f"office {who}") for update, who in sent)]))
    again = Authorship.from_json(kept.as_json())
    for unit in stands.words.units:
        runs = again.of(unit.id, "text", unit.text)
        assert "".join(words for words, _ in runs) == unit.text
    for who in range(3):
        own = sum(
            len(words)
            for unit in stands.words.units
            for words, by in again.of(unit.id, "text", unit.text)
            if by == f"office {who}"
        )
        assert own <= sum(len(words) for by, _, _, words, _ in edits if by == who)


@settings(max_examples=60, deadline=None)
@given(some.data())
def test_a_form_brings_the_draft_to_what_it_says(data):
    server = seeded()
    units = list(WORDS.units)
    for _ in range(data.draw(some.integers(0, 6))):
        verb = data.draw(some.sampled_from(["text", "move", "remove", "add", "level"]))
        at = data.draw(some.integers(0, max(0, len(units) - 1)))
        if verb == "add" or not units:
            units.insert(at, Unit(new_id(), Kind.CLAUSE, data.draw(LETTERS)))
        elif verb == "text":
            units[at] = replace(units[at], text=data.draw(LETTERS))
        elif verb == "move":
            units.insert(data.draw(some.integers(0, len(units) - 1)), units.pop(at))
        elif verb == "level":
            units[at] = replace(units[at], level=data.draw(some.integers(0, 7)))
        else:
            units.pop(at)
    wanted = WORDS.with_units(settled(units))
    setting_down.edit(server, wanted)
    assert live.read(server).words == wanted
    again = live.opened(iter([server.get_update()]))
    assert live.read(again).words == wanted


def refused(update, client=1, error=Unsound):
    server = seeded()
    with pytest.raises(error) as found:
        live.take_in(server, update, client)
    return str(found.value)


@pytest.mark.parametrize("noise", [b"x", b"\xff" * 40, b"\x00\x01", b"\x00\x00\x00"])
def test_what_is_no_update_is_refused(noise):
    assert refused(noise) == "This is no update of a draft."


@settings(max_examples=300, deadline=None)
@given(some.binary(max_size=80))
def test_noise_never_gets_in_and_never_breaks_the_server(noise):
    server = seeded()
    try:
        live.take_in(server, noise, 1)
    except Unsound:
        return
    assert live.read(server).words == WORDS


def test_nobody_writes_under_the_number_of_another_browser():
    one = Browser(SEED)
    one.type(WORDS.units[1].id, 0, "x")
    first = one.sends()
    assert "its own browser" in refused(first, client=one.doc.client_id + 1)
    one.type(WORDS.units[1].id, 1, "y")
    later = one.sends()  # what is not whole is told from its own head, not from what it adds up to
    assert "its own browser" in refused(later, client=one.doc.client_id + 1)


def test_an_update_that_rests_on_another_waits_for_it():
    one = Browser(SEED)
    one.type(WORDS.units[1].id, 0, "first")
    one.sends()
    one.type(WORDS.units[1].id, 0, "second")
    assert "rests on others" in refused(one.sends(), one.doc.client_id, Incomplete)


def shaped(change):
    one = Browser(SEED)
    change(one.doc, one.doc.get(live.UNITS, type=Map))
    return refused(one.sends(), one.doc.client_id)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _, units: units.__setitem__("short", Map({"place": "V"})), "no id or no place"),
        (lambda _, units: units.__setitem__("abcdefgh", "words"), "not shaped as a text"),
        (lambda _, units: units[WORDS.units[0].id].__setitem__("place", "<b>"), "no place"),
        (lambda _, units: units[WORDS.units[0].id].__setitem__("kind", "song"), "none that a text"),
        (lambda _, units: units[WORDS.units[0].id].__setitem__("text", 5), "not text"),
        (lambda _, units: units[WORDS.units[0].id].__setitem__("text", "x"), "that is shared"),
        (lambda _, units: units[WORDS.units[0].id].__setitem__("text", Array([])), "no update"),
        *(
            (lambda _, units, name=name, said=said: units[FIRST].__setitem__(name, said), NONE)
            for name, said in (
                ("origin", "{"),
                ("origin", "[" * 100_000),
                ("origin", '{"text_sha256": [], "unit": {}, "title": []}'),
                ("origin", '{"text_sha256": "short", "unit": "aaaaaaaa", "title": ""}'),
                ("file", f'{{"name": "a", "media_type": "b", "size": "x", "sha256": "{SHA256}"}}'),
                ("file", f'{{"name": "a", "media_type": "b", "size": -1, "sha256": "{SHA256}"}}'),
                ("file", f'{{"name": null, "media_type": "b", "size": 1, "sha256": "{SHA256}"}}'),
                ("level", float("inf")),
            )
        ),
        (lambda doc, _: doc.get(live.HEAD, type=Map).__setitem__("form", "song"), "of a form"),
    ],
)
def test_a_draft_that_is_not_shaped_as_a_text_is_refused(change, says):
    assert says in shaped(change)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("x" * 20_001, "at most 20,000 are taken"),
        ("a\u202eb", "right-to-left override (U+202E)"),
        ("a\u200bb", "zero-width space (U+200B)"),
    ],
)
def test_words_that_no_text_may_hold_are_refused_with_their_place(words, says):
    one = Browser(SEED)
    one.unit(WORDS.units[1].id)["text"] = Text(words)
    said = refused(one.sends(), one.doc.client_id)
    assert said.startswith("Clause 1: ")
    assert says in said
