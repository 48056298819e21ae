"""Units, their levels, numbers, references, faults, and the form that is hashed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alliance.texts.characters import without_hidden
from alliance.texts.checking import LONGEST_TEXT, LONGEST_UNIT, MOST_UNITS, faults, unready
from alliance.texts.frozen import NoText, as_json, escaped, from_json
from alliance.texts.numbering import numbers
from alliance.texts.parts import PARTS, beneath, parents, settled
from alliance.texts.plain import plain_text
from alliance.texts.references import GONE, dangling, printed
from alliance.texts.units import (
    ENACTING,
    File,
    Form,
    Kind,
    Origin,
    Text,
    Unit,
    ids_from,
    is_id,
    new_id,
    without_twice,
)

make = ids_from("these tests")


def unit(kind=Kind.CLAUSE, text="It is so.", level=0, **more):
    return Unit(make(), kind, text, level, **more)


def text(*units, title="On water", **more):
    return Text(title, units, **more)


UNITS = some.lists(
    some.builds(
        Unit,
        some.integers(0, 10**9).map(lambda n: ids_from(str(n))()),
        some.sampled_from(Kind),
        some.text(max_size=20),
        some.integers(-3, 12),
    ),
    max_size=25,
).map(without_twice)


@given(UNITS)
def test_settling_drops_nothing_orders_the_parts_and_is_done_once(units):
    done = settled(units)
    assert sorted(one.id for one in done) == sorted(one.id for one in units)
    assert settled(done) == done
    parts = [PARTS[one.kind] for one in done if one.level == 0]
    assert parts == sorted(parts)
    before = -1
    for one in done:
        assert 0 <= one.level <= before + 1
        before = one.level


@given(UNITS)
def test_numbers_and_addresses_are_given_to_every_unit_and_places_count_them(units):
    done = settled(units)
    known = numbers(done)
    assert [known[one.id].place for one in done] == list(range(1, len(done) + 1))
    assert all(known[one.id].address for one in done)
    assert len({known[one.id].address for one in done}) == len(done)


def test_clauses_sections_and_schedules_are_numbered_as_drafters_do():
    units = [
        unit(Kind.RECITAL),
        unit(Kind.RECITAL),
        unit(),
        unit(Kind.CLAUSE, level=1),
        unit(Kind.CLAUSE, level=1),
        unit(Kind.CLAUSE, level=2),
        unit(Kind.CLAUSE, level=3),
        unit(Kind.CLAUSE, level=4),
        unit(Kind.PARAGRAPH, level=1),
        unit(),
        unit(Kind.SCHEDULE, heading="Gauges"),
        unit(Kind.SECTION, level=1),
        unit(Kind.SECTION, level=2),
        unit(Kind.ATTACHMENT),
    ]
    known = numbers(units)
    assert [(known[one.id].number, known[one.id].address) for one in units] == [
        ("", "whereas clause 1"),
        ("", "whereas clause 2"),
        ("1.", "clause 1"),
        ("(a)", "clause 1(a)"),
        ("(b)", "clause 1(b)"),
        ("(1)", "clause 1(b)(1)"),
        ("(A)", "clause 1(b)(1)(A)"),
        ("(i)", "clause 1(b)(1)(A)(i)"),
        ("", "clause 1, paragraph 1"),
        ("2.", "clause 2"),
        ("Schedule A", "schedule A"),
        ("1.", "schedule A, 1"),
        ("(a)", "schedule A, 1(a)"),
        ("Attachment 1", "attachment 1"),
    ]


def test_a_label_of_its_own_is_printed_and_counted():
    units = [
        unit(Kind.SECTION, label="ARTICLE IV", heading="PURPOSE"),
        unit(Kind.SECTION, label="(c)", level=1),
        unit(Kind.SECTION, level=1),
        unit(Kind.SECTION),
    ]
    known = numbers(units)
    assert [known[one.id].address for one in units] == [
        "ARTICLE IV",
        "ARTICLE IV(c)",
        "ARTICLE IV(b)",
        "section 2",
    ]
    assert numbers([unit(level=0)] * 0) == {}


@pytest.mark.parametrize(
    ("nth", "said"), [(1, "a"), (26, "z"), (27, "aa"), (28, "bb"), (53, "aaa")]
)
def test_letters_go_on_doubled_after_z(nth, said):
    units = [unit(), *[unit(level=1) for _ in range(nth)]]
    assert numbers(units)[units[-1].id].number == f"({said})"


@pytest.mark.parametrize(
    ("nth", "said"),
    [(4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (49, "xlix"), (90, "xc"), (149, "cxlix")],
)
def test_roman_numbers_of_the_fourth_level(nth, said):
    units = [unit(level=level) for level in range(4)] + [unit(level=4) for _ in range(nth)]
    assert numbers(units)[units[-1].id].number == f"({said})"


def test_what_stands_under_a_unit_and_above_it():
    a, b, c, d = unit(), unit(level=1), unit(level=2), unit(level=1)
    e = unit()
    units = [a, b, c, d, e]
    assert beneath(units, b.id) == [b, c]
    assert beneath(units, a.id) == [a, b, c, d]
    assert beneath(units, "nothing2") == []
    assert parents(units) == {a.id: None, b.id: a.id, c.id: b.id, d.id: a.id, e.id: None}


def test_a_reference_follows_its_unit_and_dangles_when_it_is_gone():
    target = unit(level=1)
    first = unit(text=f"As [[{target.id}]] says.")
    whole = text(first, unit(), target)
    assert printed(whole)[first.id] == "As clause 2(a) says."
    moved = text(first, target, unit())
    assert printed(moved)[first.id] == "As clause 1(a) says."
    assert dangling(moved) == []
    gone = text(first, unit())
    assert [one.unit for one in dangling(gone)] == [first.id]
    assert GONE in printed(gone)[first.id]
    assert "clause 1: [[" in str(unready(gone)[0]).lower()


def test_an_unready_text_says_what_it_lacks_and_where():
    said = [str(one) for one in unready(text(unit(Kind.RECITAL, text=" "), title=" "))]
    assert said == [
        "Title: it is empty. Give the text a title.",
        "The text: nothing follows what is recited. Write at least one clause or section.",
        "Whereas clause 1: it is empty. Write it, or remove it.",
    ]
    assert unready(text(unit())) == []


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ("\u202e", "right-to-left override (U+202E)"),
        ("\u200b", "zero-width space (U+200B)"),
        ("\u00ad", "soft hyphen (U+00AD)"),
        ("\ufeff", "byte order mark (U+FEFF)"),
        ("\x00", "(U+0000)"),
        ("\U000e0041", "tag latin capital letter a (U+E0041)"),
    ],
)
def test_what_nobody_sees_is_refused_with_its_place_and_left_out_on_request(hidden, name):
    [fault] = faults(text(unit(text=f"The sum{hidden} is due.")))
    assert str(fault).startswith("Clause 1: character 8 is a ")
    assert name.strip("()") in str(fault)
    assert without_hidden(f"a{hidden}b{hidden}") == ("ab", {name.strip("()"): 2}) or name in str(
        without_hidden(f"a{hidden}b{hidden}")
    )


def test_a_text_has_bounds_and_each_is_said_with_its_place():
    assert faults(text(unit(text="x" * LONGEST_UNIT))) == []
    [long] = faults(text(unit(text="x" * (LONGEST_UNIT + 1))))
    assert (long.where, "20,001 characters" in long.what) == ("clause 1", True)
    many = text(*[unit(text="") for _ in range(MOST_UNITS + 1)])
    assert "3,001 units" in faults(many)[0].what
    big = text(*[unit(text="x" * LONGEST_UNIT) for _ in range(LONGEST_TEXT // LONGEST_UNIT + 1)])
    assert "520,000 characters" in faults(big)[0].what
    one = unit()
    assert "comes twice" in faults(text(one, one))[0].what
    assert "more than one line" in faults(text(unit(heading="a\nb")))[0].what
    assert "holds a file" in faults(text(unit(file=File("a", "b", 1, "c"))))[0].what
    assert "its id is none" in faults(text(replace(one, id="O0l1")))[0].what


def test_new_ids_are_ids_and_those_that_come_twice_are_replaced():
    assert is_id(new_id())
    one = unit()
    done = without_twice([one, one, replace(one, id="?")], ids_from("x"))
    assert done[0] is one
    assert len({each.id for each in done}) == 3
    assert all(is_id(each.id) for each in done)


@given(UNITS, some.sampled_from(Form))
def test_the_frozen_form_reads_back_to_the_same(units, form):
    whole = Text("T", settled(units), form, ENACTING[form])
    assert from_json(as_json(whole)) == whole


def test_origin_and_file_are_frozen_too():
    whole = text(
        unit(origin=Origin("ab" * 32, "abcdefgh", "An earlier text")),
        unit(Kind.ATTACHMENT, "", file=File("map.pdf", "application/pdf", 12, "cd" * 32)),
    )
    assert from_json(as_json(whole)) == whole
    assert "(file map.pdf, 12 bytes, SHA-256 cdcd" in plain_text(whole)


def test_the_oldest_form_is_read_with_the_same_ids_each_time_and_its_marks_escaped():
    says = {"title": "T", "whereas": ["One *star*."], "resolved": ["2. It is."], "version": 1}
    first, again = from_json(says), from_json(says)
    assert first == again
    assert [one.text for one in first.units] == ["One \\*star\\*.", "2\\. It is."]
    assert escaped("31 days") == "31 days"
    assert escaped("continuing-education & more: 2. of 3") == "continuing-education & more: 2. of 3"
    with pytest.raises(NoText):
        from_json({"title": "T"})
    with pytest.raises(NoText):
        from_json({"title": "T", "form": "song", "enacting": "", "units": []})


def test_the_plain_text_numbers_and_resolves():
    target = unit(text="The gauges are read.", heading="Gauges")
    whole = text(unit(Kind.RECITAL, "Water is scarce;"), unit(text=f"See [[{target.id}]]."), target)
    assert plain_text(whole) == (
        "On water\n\nWHEREAS, Water is scarce;\n\nResolved:\n\n1. See clause 2.\n\n"
        "2. Gauges\n\nThe gauges are read.\n"
    )
