"""JSON of others: what is of another shape is refused, what a text has no part for is said."""

import json

import pytest

from alliance.conversion.export import Export
from alliance.conversion.findings import Refused
from alliance.conversion.json_form import to_json
from alliance.conversion.reading import from_file
from alliance.conversion.writing import Target, written
from alliance.texts.units import Kind, Text, Unit
from tests.conversion.texts import everything

TEXT = Text("A title", (Unit("aaaaaaaa", Kind.CLAUSE, "It is so."),))


def changed(**values):
    return json.dumps({**json.loads(to_json(Export(TEXT))), **values}).encode()


@pytest.mark.parametrize(
    ("values", "where", "what"),
    [
        ({"about": ["x"]}, "about", "it is not an object."),
        ({"about": [1]}, "about", "it is not an object."),
        ({"about": "words"}, "about", "it is not an object."),
        ({"marks": "words"}, "marks", "it is not a list."),
    ],
)
def test_values_of_another_shape_are_refused_with_where_what_and_how(values, where, what):
    with pytest.raises(Refused) as refused:
        from_file(changed(**values))
    assert (refused.value.where, refused.value.what) == (where, what)
    assert refused.value.fix


def test_a_field_that_comes_twice_is_refused():
    with pytest.raises(Refused, match="comes twice"):
        from_file(b'{"title": "a", "title": "b", "whereas": [], "resolved": ["c"]}')


def test_fields_that_a_text_has_no_part_for_are_said_with_their_place():
    body = json.loads(to_json(Export(everything())))
    body["units"][0]["comment"] = "why"
    body["units"][1]["number"] = "7."
    body["whereas"] = ["more"]
    for one in body["units"]:
        if one["origin"]:
            one["origin"]["page"] = 3
    found = from_file(json.dumps(body).encode())
    assert found.text == everything()
    said = [str(one) for one in found.report]
    assert "Unit 1, field 'comment': “why” was left out: a text has no such part" in said
    assert any(one.startswith("Field 'whereas'") for one in said)
    assert any("origin, field 'page'" in one for one in said)
    assert "Unit 2, number: the file says “7.”; it is reckoned as “”" in said


def test_what_was_exported_is_read_again_without_a_word():
    assert from_file(to_json(Export(everything()))).report == ()


def test_a_text_of_recitals_alone_gets_no_paragraph_on_its_way():
    text = Text("A title", (Unit("aaaaaaaa", Kind.RECITAL, "it is so"),))
    assert from_file(written(Export(text), Target.AKN)).text == text
