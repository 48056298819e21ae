"""The pages of amendments, without JavaScript: composing, reading, deciding, who sees what."""

import io
import json
import zipfile

import pytest

from alliance.amendments import queries
from alliance.amendments.rules import Stands
from alliance.core.canonical import digest
from alliance.core.db import db
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing
from alliance.resolutions.audience import Audience, Claim, Label
from alliance.resolutions.rules import Stage
from alliance.texts.frozen import from_json
from alliance.votes.models import Question
from alliance.votes.operations import Way
from tests import make
from tests.amendments.made import (
    CONSENT,
    WHY,
    accepted,
    act,
    adopted,
    amended,
    base_of,
    everything,
    final,
    fresh,
    newer,
    proposed,
    rejected,
    reworded,
    standing,
    text,
    unit_with,
    with_unit,
    with_words,
    without,
)
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, governor, liaison, observer

pytestmark = pytest.mark.usefixtures("app")


def of(one):
    return {"resolution_id": one.id}


def at(one):
    return {"amendment_id": one.id}


def newest(one):
    db.session.rollback()
    return queries.amendments_of(fresh(one))[-1]


def step(visitor, one, on, do, **typed):
    """Press a button of the form: what it carries along comes from the page."""
    expect = typed.pop("expect", 200)
    return visitor.press("amendments.propose", on, {"do": do, **typed}, expect, **of(one))


def test_words_of_a_unit_are_changed_and_a_unit_struck_and_one_inserted_in_one_amendment(visitor):
    one = text()
    words = base_of(one)
    visitor.sign_in(liaison("UT"))
    page = visitor.get("resolutions.show", **of(one))
    assert visitor.url("amendments.propose", **of(one)) in page.links()
    page = visitor.get("amendments.propose", **of(one))
    key = unit_with(words, "The secretariat").id
    page = step(visitor, one, page, f"unit:{key}")
    assert page.h1 == "Amend clause 2"
    said = "The secretariat keeps the form current every two years."
    page = step(visitor, one, page, "words", words=said)
    assert "In clause 2, strike “year” and insert “two years”." in page.words
    page = step(visitor, one, page, f"unit:{unit_with(words, 'their forms').id}")
    page = step(visitor, one, page, "strike")
    page = step(visitor, one, page, f"unit:{unit_with(words, 'This resolution').id}")
    page = step(visitor, one, page, "insert:after")
    page = step(visitor, one, page, "put", words="", kind="clause", level="0", expect=422)
    assert "Write what is to be inserted." in page.words
    page = step(visitor, one, page, "put", words="It is printed.", kind="clause", level="0")
    page = step(visitor, one, page, "head")
    page = step(visitor, one, page, "title", title="On common forms", enacting="Resolved:")
    page = step(visitor, one, page, "review")
    assert "It collides with none of the others." in page.words
    page = step(visitor, one, page, "file", reason=" ", expect=409)
    assert "Say why" in page.words
    step(visitor, one, page, "file", reason=WHY, expect=303)
    made = newest(one)
    assert [type(edit).__name__ for edit in made.wording.edits].count("Words") >= 2
    changed = standing(made).text
    assert changed.title == "On common forms"
    assert [unit.text for unit in changed.units] == [
        "the member states assist one another",
        "The member states use one form for requests.",
        said,
        "This resolution is read once a year.",
        "It is printed.",
    ]
    page = visitor.get("amendments.amendment", **at(made))
    assert WHY in page.words


def test_a_change_is_taken_out_again(visitor):
    one = text()
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.propose", **of(one))
    page = step(visitor, one, page, f"unit:{unit_with(base_of(one), 'This resolution').id}")
    page = step(visitor, one, page, "strike")
    assert "Strike clause 3." in page.words
    page = step(visitor, one, page, "drop:0")
    assert "Strike clause 3." not in page.words
    page = step(visitor, one, page, "review")
    assert "it changes nothing" in page.words


def test_each_unit_has_an_address_at_which_it_is_amended(visitor):
    one = text()
    visitor.sign_in(liaison("UT"))
    key = unit_with(base_of(one), "This resolution").id
    assert visitor.get("amendments.propose", unit=key, **of(one)).h1 == "Amend clause 3"
    page = visitor.get("amendments.propose", unit="nowhere9", **of(one))
    assert page.h1 == "Propose an amendment"


@pytest.mark.parametrize(
    "sent",
    [
        "no json",
        "{}",
        '[{"edit": "strike"}]',
        '[{"edit": "strike", "unit": "nowhere9", "beneath": []}]',
        "[" * 5000,
        '[{"edit":"words","unit":"","part":"title","start":0,"end":0,"old":"","new":"\\u202e"}]',
        '[{"edit":"insert","after":null,"units":[{"id":"short","kind":"clause","level":99,'
        '"label":"","heading":"","text":"x"}]}]',
    ],
)
def test_what_is_no_amendment_of_this_text_is_refused_in_words(visitor, sent):
    one = text()
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.propose", **of(one))
    for do in ("review", "file"):
        data = {"do": do, "edits": sent, "reason": WHY}
        answer = visitor.post_raw(
            "amendments.propose",
            {**page.hidden(visitor.url("amendments.propose", **of(one))), **data},
            **of(one),
        )
        assert answer.status_code in (200, 409), sent
    assert not queries.amendments_of(fresh(one))


def test_what_was_begun_on_an_older_version_is_carried_to_the_newer_one(visitor):
    one = text()
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.propose", **of(one))
    page = step(visitor, one, page, f"unit:{unit_with(base_of(one), 'The secretariat').id}")
    said = "The secretariat keeps the form current every two years."
    page = step(visitor, one, page, "words", words=said)
    page = step(visitor, one, page, "review")
    newer(one, lambda words: with_words(words, "The secretariat keeps", "The board keeps"))
    page = step(visitor, one, page, "file", reason=WHY, expect=409)
    assert "this is version 2" in page.words
    assert "Your changes were carried over." in page.words
    step(visitor, one, page, "file", reason=WHY, expect=303)
    assert newest(one).wording.version == 2
    assert "The board keeps the form current every two years." in [
        unit.text for unit in standing(newest(one)).text.units
    ]


def test_an_amendment_is_amended_in_what_it_brings_and_no_deeper(visitor):
    one = text()
    first = reworded(one)
    visitor.sign_in(liaison("WY"))
    page = visitor.get("amendments.amendment", **at(first))
    assert visitor.url("amendments.amend", **at(first)) in page.links()
    key = unit_with(base_of(one), "The secretariat").id
    page = visitor.get("amendments.amend", **at(first))
    said = "The secretariat keeps the form current every three years."
    page = visitor.press("amendments.amend", page, {"do": f"unit:{key}"}, 200, **at(first))
    page = visitor.press("amendments.amend", page, {"do": "words", "words": said}, 200, **at(first))
    page = visitor.press("amendments.amend", page, {"do": "review"}, 200, **at(first))
    visitor.press("amendments.amend", page, {"do": "file", "reason": WHY}, 303, **at(first))
    second = newest(one)
    assert second.number == "1.1"
    page = visitor.get("amendments.amendment", **at(second))
    assert visitor.url("amendments.amend", **at(second)) not in page.links()
    page = visitor.get("amendments.amend", 409, **at(second))
    assert "third degree, which is out of order" in page.words


def test_what_reaches_beyond_the_first_amendment_is_said_on_the_review(visitor):
    one = text()
    first = reworded(one)
    visitor.sign_in(liaison("WY"))
    page = visitor.get("amendments.amend", **at(first))
    key = unit_with(base_of(one), "The secretariat").id
    said = {
        "do": "words",
        "words": "The board keeps the form current every two years.",
        "unit": key,
    }
    page = visitor.press("amendments.amend", page, said, 200, **at(first))
    page = visitor.press("amendments.amend", page, {"do": "review"}, 200, **at(first))
    assert "does not insert this" in page.words
    page = visitor.press("amendments.amend", page, {"do": "file", "reason": WHY}, 409, **at(first))
    assert len(queries.amendments_of(fresh(one))) == 1


def test_the_review_says_what_it_would_collide_with(visitor):
    one = text()
    reworded(one)
    visitor.sign_in(liaison("WY"))
    page = visitor.get("amendments.propose", **of(one))
    page = step(visitor, one, page, f"unit:{unit_with(base_of(one), 'The secretariat').id}")
    page = step(visitor, one, page, "strike")
    page = step(visitor, one, page, "review")
    assert "One of Amendment 1 and This amendment strikes clause 2" in page.words


def test_the_list_shows_places_states_and_collisions(visitor):
    one = text()
    reworded(one)
    reworded(one, "every year", "when needed", by=liaison("WY"))
    accepted(reworded(one, "one form", "one common form"))
    visitor.sign_in(observer("WY"))
    page = visitor.get("amendments.amendments", **of(one))
    assert "Amendment 1 and Amendment 2 change the same words of clause 2." in page.words
    assert "friendly" in page.words
    assert visitor.url("amendments.propose", **of(one)) not in page.links()
    tab = visitor.get("resolutions.show", **of(one)).words
    assert "Amendments 3" in tab


def test_orders_show_each_outcome_and_the_guided_merge_what_comes_first(visitor):
    one = text()
    first = reworded(one)
    reworded(one, "every year", "when needed", by=liaison("WY"))
    friendly = accepted(reworded(one, "one form", "one common form"))
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.in_orders", **of(one))
    assert "Outcome 2" in page.words
    assert "Amendment 2 falls: The words “year” are not there" in page.words or (
        "Amendment 2 falls:" in page.words
    )
    visitor.get("amendments.merge", 403, **of(one))
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("amendments.merge", **of(one))
    assert page.words.index("The sponsors accept these") < page.words.index("These collide;")
    for each, how in ((friendly, ""), (first, CONSENT)):
        seen = {"seen": standing(each).seen, "what": "adopted", "how": how, "back": "guided"}
        answer = visitor.press("amendments.decide", page, seen, 303, **at(each))
        assert answer.location.endswith(visitor.url("amendments.merge", **of(one)))
        page = visitor.get("amendments.merge", **of(one))
    assert "It has no place after what is adopted" in page.words
    third = next(x for x in queries.amendments_of(fresh(one)) if x.number == "2")
    visitor.press("amendments.fall", page, {"back": "guided"}, 303, **at(third))
    assert "Nothing waits to be decided." in visitor.get("amendments.merge", **of(one)).words


def test_a_button_that_accepts_what_was_read_answers_with_what_it_reads_now(visitor):
    first = reworded(text())
    before = visitor.sign_in(governor("CO")).get("amendments.amendment", **at(first))
    adopted(amended(first, "two", "ninety"))
    for button in ("amendments.accept", "amendments.decline"):
        page = visitor.press(button, before, None, 409, **at(first))
        assert "Amendment 1 reads otherwise since you reviewed it." in page.words
        assert "ninety years" in page.words
        assert queries.answers(fresh(first)) == {}
    visitor.press("amendments.accept", page, **at(first))
    assert standing(first).friendly


def test_who_is_asked_sees_that_what_they_accepted_is_other_now_and_accepts_anew(visitor):
    first = accepted(reworded(text()))
    adopted(amended(first, "two", "ninety"))
    page = visitor.sign_in(governor("CO")).get("amendments.amendment", **at(first))
    assert "before it read as it does now" in page.words
    visitor.press("amendments.accept", page, **at(first))
    page = visitor.get("amendments.amendment", **at(first))
    assert "before it read as it does now" not in page.words


def test_buttons_and_forms_do_what_they_say(visitor):
    one = text()
    first = reworded(one)
    page = visitor.sign_in(liaison("WY")).get("amendments.amendment", **at(first))
    visitor.press("amendments.co_sponsor", page, **at(first))
    page = visitor.get("amendments.amendment", **at(first))
    visitor.press("amendments.leave", page, **at(first))
    page = visitor.sign_in(liaison("CO")).get("amendments.amendment", **at(first))
    visitor.press("amendments.decline", page, **at(first))
    page = visitor.get("amendments.amendment", **at(first))
    visitor.press("amendments.accept", page, **at(first))
    visitor.sign_in(SECRETARIAT)
    said = {"committee": "Committee on Forms", "advice": "recommended", "why": "It is clearer."}
    visitor.send("amendments.recommend", said, **at(first))
    wrong = {**said, "committee": ""}
    page = visitor.send("amendments.recommend", wrong, 422, **at(first))
    assert "Name the committee." in page.words
    page = visitor.send("amendments.decide", {"what": ""}, 422, **at(first))
    visitor.send("amendments.decide", {"what": "rejected", "how": CONSENT}, **at(first))
    visitor.send("amendments.take_back", {"why": "A mistake"}, **at(first))
    page = visitor.send("amendments.take_back", {"why": "Again"}, 409, **at(first))
    assert "Nothing is decided" in page.words
    page = visitor.get("amendments.amendment", **at(first))
    for said in (
        "co-sponsors it no longer",
        "Committee on Forms",
        "does not accept it as friendly",
        "accepts it as friendly",
        "rejected on",
        "the decision is taken back: A mistake",
    ):
        assert said in page.words
    visitor.sign_in(liaison("UT")).send("amendments.withdraw", {"why": ""}, **at(first))
    assert fresh(first).stands == Stands.WITHDRAWN


def test_who_may_not_read_the_text_sees_nothing_of_its_amendments(visitor):
    first = everything()
    one = first.resolution
    for role in (governor("NM"), OTHER_SECRETARIAT):
        visitor.sign_in(role)
        for page in ("amendments", "in_orders", "merge", "final", "propose", "engross"):
            visitor.get(f"amendments.{page}", 404, **of(one))
        for page in ("amendment", "amend", "decide", "withdraw", "recommend", "take_back"):
            visitor.get(f"amendments.{page}", 404, **at(first))


def test_a_member_sees_nothing_before_the_text_is_opened_nor_under_an_embargo(visitor):
    one = make.draft(words=text.__defaults__[0])
    act(sharing.choose_states, liaison(), one, states=["UT"])
    given = {"reviewed": make.seen(fresh(one))["reviewed"], "audience": Audience.CHOSEN}
    act(resolutions.circulate, liaison(), fresh(one), **given)
    first = reworded(one)
    for role, expect in ((liaison("WY"), 404), (SECRETARIAT, 404), (liaison("UT"), 200)):
        visitor.sign_in(role)
        visitor.get("amendments.amendments", expect, **of(one))
        visitor.get("amendments.amendment", expect, **at(first))
    visitor.sign_in(liaison("CO")).get("amendments.amendment", **at(first))


def test_the_label_stands_on_every_page_that_shows_words(visitor):
    first = everything()
    one = first.resolution
    claim = Claim(Label.DELIBERATIVE, "CO", "C.R.S. 24-72-204")
    act(sharing.put_label, liaison(), fresh(one), claim=claim)
    visitor.sign_in(SECRETARIAT)
    for page in ("amendments", "in_orders", "merge", "final", "engross"):
        assert claim.in_words in visitor.get(f"amendments.{page}", **of(one)).words
    for page in ("amendment", "decide", "recommend"):
        assert claim.in_words in visitor.get(f"amendments.{page}", **at(first)).words
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.propose", **of(one))
    assert claim.in_words in page.words
    for do in ("review", "head", f"unit:{base_of(one).units[0].id}"):
        assert claim.in_words in step(visitor, one, page, do).words


def test_the_final_text_says_whose_each_change_is_in_words(visitor):
    one = text()
    adopted(reworded(one))
    adopted(proposed(one, lambda words: without(words, "their forms"), by=liaison("WY")))
    adopted(proposed(one, lambda words: with_unit(words, "This resolution", "It is printed.")))
    visitor.sign_in(liaison("UT"))
    page = visitor.get("amendments.final", **of(one))
    assert "inserted by amendment 1, Utah: two years" in page.words
    assert "struck by amendment 2, Wyoming: their forms differ" in page.words
    assert "inserted by amendment 3, Utah: It is printed." in page.words
    assert visitor.url("amendments.engross", **of(one)) not in page.links()


def test_the_page_that_engrosses_without_amendments_points_to_the_final_text(visitor):
    one = text()
    adopted(reworded(one))
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.engross", **of(one))
    assert "Amendment 1 is adopted and not in this text." in page.words
    assert visitor.url("amendments.final", **of(one)) in page.links()


def test_what_is_put_to_the_vote_is_the_final_text_by_its_hash(visitor):
    one = text()
    adopted(reworded(one))
    adopted(proposed(one, lambda words: without(words, "their forms"), by=liaison("WY")))
    rejected(reworded(one, "one form", "one common form"))
    preview = final(one).combined.text
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("amendments.engross", **of(one))
    assert final(one).sha256 in page.words
    assert "The secretariat keeps the form current every two years." in page.words
    visitor.press("amendments.engross", page, {"words": "0" * 64}, 409, **of(one))
    visitor.press("amendments.engross", page, **of(one))
    assert fresh(one).stage == Stage.ENGROSSED
    version = resolutions.text_of(fresh(one), fresh(one).shown_version)
    assert version.version == 2
    assert version.words == preview
    given = make.to_put(fresh(one))
    carried = {"rule": "majority", "closes": "", **make.carried(given)}
    assert carried["text_sha256"] == version.sha256
    question = act(
        resolutions.put,
        SECRETARIAT,
        fresh(one),
        rule=make.USUAL_RULE,
        way=Way(fresh(one).changed_at + make.TWO_WEEKS),
        **given,
    )
    question = db.session.get(Question, question.id)
    assert question.text_sha256 == version.sha256
    make.answered(question, CO="yea", UT="yea")
    assert make.closed(question) == "carried"
    packed = visitor.get("resolutions.bundle", **of(one)).data
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        said = bundle.read("text.json")
    assert digest(said) == version.sha256
    assert from_json(json.loads(said)) == preview


def test_amended_in_two_degrees_the_words_are_those_of_the_preview():
    one = text()
    first = reworded(one)
    adopted(amended(first, "two", "three"))
    adopted(first)
    assert "three years" in final(one).combined.text.units[3].text
