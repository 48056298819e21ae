"""The pages of resolutions: drafting, reviewing, lists, stale edits, hostile texts, downloads."""

import io
import uuid
import zipfile

import pytest

from alliance.core.transaction import transaction
from alliance.resolutions import operations, queries
from alliance.resolutions.rules import Stage
from alliance.texts.frozen import escaped
from alliance.texts.starting import plain_clauses
from alliance.texts.units import Form
from alliance.votes.ways import Way
from tests import make
from tests.journeys.test_a_resolution import TEXT, key_in
from tests.membership.files import contents
from tests.people import SECRETARIAT, governor, liaison, observer
from tests.votes.rolls import leave

SKIPPED_HOUR = "2027-03-14T02:30"  # the clocks of New York go from 2 to 3
SCRIPTS = ["/static/js/alliance.js", "/static/js/staying.js"]
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "[click](javascript:alert(1)) ![](//elsewhere.example/x.png)",
    '=HYPERLINK("http://elsewhere.example")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "🏛️ 🧑🏽 \U0001d538lliance",
    "مرحبا שלום",
    "line\u2028separator\u0085next",
]


def rows_of(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


def following(page):
    found = [one.get("href") for one in page.tree.iter("a") if one.get("rel") == "next"]
    return found[0] if found else None


def act(verb, role, subject, **words):
    with transaction():
        return verb(make.actor(role), subject, **words).result


def test_an_empty_list_says_where_a_draft_is_begun(visitor, app):
    visitor.sign_in(liaison())
    page = visitor.get("resolutions.resolutions")
    assert "There are no resolutions yet" in page.words
    assert visitor.url("membership.alliances") in page.links()


def test_the_list_is_narrowed_by_stage_and_alliance(visitor, app):
    make.draft()
    made = make.circulated()
    visitor.sign_in(liaison())
    assert len(rows_of(visitor.get("resolutions.resolutions"))) == 3
    page = visitor.get("resolutions.resolutions", stage="circulated", alliance="ours")
    assert visitor.url("resolutions.show", resolution_id=made.id) in page.links()
    assert len(rows_of(page)) == 2
    page = visitor.get("resolutions.resolutions", stage="lost")
    assert "No resolution is at this stage" in page.words
    assert "no resolutions yet" in visitor.get("resolutions.resolutions", alliance="theirs").words


@pytest.mark.parametrize("asked", [{"stage": "soon"}, {"alliance": "nobody"}, {"alliance": "\0"}])
def test_a_filter_that_does_not_exist_is_no_page(visitor, app, asked):
    visitor.sign_in(liaison())
    visitor.get("resolutions.resolutions", 404, **asked)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_can_be_asked_for(visitor, app, stage):
    visitor.sign_in(liaison())
    visitor.get("resolutions.resolutions", stage=stage)


def test_a_long_list_shows_every_row_exactly_once(visitor, app):
    titles = [f"Resolution number {n:03}" for n in range(120)]
    with transaction():
        for title in titles:
            words = plain_clauses(title, (), ("x",))
            operations.draft(make.actor(liaison()), make.alliance(), words=words)
    visitor.sign_in(liaison())
    page, found = visitor.get("resolutions.resolutions", stage="draft"), []
    lengths = []
    while page:
        rows = rows_of(page)[1:]
        lengths.append(len(rows))
        found += [row[: len(titles[0])] for row in rows]
        further = following(page)
        assert further is None or "stage=draft" in further
        page = visitor.at(further) if further else None
    assert lengths == [50, 50, 20]
    assert found == titles[::-1]


def test_a_draft_is_typed_in_paragraphs_and_shown_in_clauses(visitor, app):
    visitor.sign_in(liaison())
    made = visitor.send("resolutions.draft", TEXT, slug="ours")
    assert visitor.at(made.location).h1 == "Write"
    page = visitor.get("resolutions.show", resolution_id=key_in(made.location))
    units = [one for one in page.tree.iter("div") if (one.get("class") or "").startswith("unit ")]
    told = [" ".join("".join(one.itertext()).split()) for one in units]
    assert told == [
        "1 Whereas, the states assist one another",
        "2 Whereas, their forms differ",
        "1. The states use one form.",
        "2. The secretariat keeps it.",
    ]


@pytest.mark.parametrize("form", list(Form))
def test_a_draft_begins_with_the_usual_parts_of_its_form(visitor, app, form):
    visitor.sign_in(liaison())
    typed = {"title": "On water", "form": str(form), "whereas": "", "resolved": ""}
    made = visitor.send("resolutions.draft", typed, slug="ours")
    words = queries.text_of(queries.held(uuid.UUID(key_in(made.location))), 1).words
    assert words.form is form
    assert words.units


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Title: Give the text a title."),
        ({"title": "x" * 301}, "Title: At most 300 characters; this has 301. Shorten it by 1."),
        ({"resolved": "x" * 20_001}, "Clause 1: it has 20,001 characters"),
        ({"resolved": "safe\u202egnp.exe"}, "a right-to-left override (U+202E), which nobody sees"),
        ({"whereas": "zero\u200bwidth"}, "a zero-width space (U+200B), which nobody sees"),
        ({"title": "joined\u200d"}, "Title: character 7 is a zero width joiner (U+200D)"),
        ({"form": "song"}, "Choose one of those that are offered"),
        ({"resolved": "x\n\n" * 101}, "At most 100 resolved clauses at once; this has 101."),
        ({"whereas": "x\n\n" * 101}, "At most 100 whereas clauses at once; this has 101."),
        ({"whereas": "e" + "\u0301" * 20_000}, "Whereas clause 1: it has 20,001 characters"),
    ],
)
def test_a_text_that_cannot_be_kept_is_an_error_beside_its_field(visitor, app, typed, words):
    visitor.sign_in(liaison())
    before = contents()
    page = visitor.send("resolutions.draft", TEXT | typed, 422, slug="ours")
    assert words in page.words
    assert contents() == before
    kept = {one.get("name"): one.text or "" for one in page.tree.iter("textarea")}
    assert kept["whereas"].split() == (TEXT | typed)["whereas"].split()


def test_a_text_at_all_its_limits_is_kept(visitor, app):
    visitor.sign_in(liaison())
    clause = "e\u0301" * 10_000
    typed = {"title": "x" * 300, "whereas": clause, "resolved": "y" * 20_000}
    made = visitor.send("resolutions.draft", typed, slug="ours")
    visitor.at(made.location)


@pytest.mark.parametrize("nasty", NASTY)
def test_a_hostile_text_stays_text_on_every_page(visitor, app, nasty):
    visitor.sign_in(liaison())
    typed = {"title": nasty, "whereas": nasty, "resolved": nasty}
    made = key_in(visitor.send("resolutions.draft", typed, slug="ours").location)
    seen = " ".join(nasty.replace("\x85", "").split())
    for page in ("show", "circulate", "withdraw", "record"):
        shown = visitor.get(f"resolutions.{page}", resolution_id=made)
        assert seen in shown.words, page
        assert not list(shown.tree.iter("img")), page
        scripts = [one.get("src").partition("?")[0] for one in shown.tree.iter("script")]
        assert sorted(scripts) == SCRIPTS, page
    visitor.send("resolutions.circulate", resolution_id=made)
    visitor.sign_in(governor("UT"))
    for page in ("workspaces.desk", "workspaces.record", "resolutions.resolutions"):
        assert seen in visitor.get(page).words, page


def test_a_hostile_text_is_the_same_text_in_the_bundle(visitor, app):
    nasty = tuple(NASTY[:-1])  # the last holds what only a form makes a space of
    words = plain_clauses(nasty[0], nasty, nasty)
    made = make.circulated(words=words)
    closes = make.clock.now() + make.TWO_WEEKS
    asked = act(
        operations.put,
        SECRETARIAT,
        made,
        rule=make.USUAL_RULE,
        way=Way(closes),
        **make.to_put(made),
    )
    make.closed(make.answered(asked, CO="yea", UT="yea"))
    visitor.sign_in(observer("WY"))
    got = visitor.get("resolutions.bundle", resolution_id=made.id)
    with zipfile.ZipFile(io.BytesIO(got.data)) as bundle:
        text = bundle.read("text.txt").decode()
    for one in nasty:
        assert f"WHEREAS, {escaped(one)}" in text
    assert got.headers["Content-Disposition"] == f'attachment; filename="decision-{made.id}.zip"'


@pytest.mark.parametrize("page", ["circulate", "withdraw", "put"])
def test_opening_a_form_or_a_review_records_nothing(visitor, app, page):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT if page == "put" else liaison())
    before = contents()
    visitor.get(f"resolutions.{page}", resolution_id=made.id)
    assert contents() == before


def test_the_review_of_a_question_records_nothing_and_says_what_it_will(visitor, app):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    before = contents()
    form = {"closes": page.field("closes"), "rule": "two-thirds", "other": ""}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    assert contents() == before
    assert "3 states: Colorado, Utah and Wyoming" in review.words
    assert "two thirds" in review.words.lower()
    visitor.press("resolutions.put", review, {"confirm": "yes"}, resolution_id=made.id)


NEWER = plain_clauses("The colleague's title", ("newer whereas",), ("newer clause",))


def recirculated(made):
    act(operations.revise, liaison(), made, words=NEWER, base=made.version)
    act(operations.circulate, liaison(), made, **make.seen(made))


def test_a_vote_is_not_opened_on_another_text_than_was_reviewed(visitor, app):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    form = {"closes": page.field("closes"), "rule": "two-thirds", "other": ""}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    assert "The member states use one form." in review.words
    recirculated(made)
    before = contents()
    confirm = {"confirm": "yes"}
    fresh = visitor.press("resolutions.put", review, confirm, 409, resolution_id=made.id)
    assert "The text has changed since you reviewed it: this is version 2." in fresh.words
    assert "title, whereas clauses and clauses" in fresh.words
    assert "newer clause" in fresh.words
    assert contents() == before
    put = visitor.press("resolutions.put", fresh, confirm, resolution_id=made.id)
    assert "The colleague's title" in visitor.at(put.location).h1


def test_a_vote_is_not_opened_to_other_states_than_were_reviewed(visitor, app):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    form = {"closes": page.field("closes"), "rule": "majority", "other": ""}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    leave("UT")
    confirm = {"confirm": "yes"}
    fresh = visitor.press("resolutions.put", review, confirm, 409, resolution_id=made.id)
    assert "The roster has changed since you reviewed it (gone: UT)" in fresh.words
    assert "2 states: Colorado and Wyoming" in fresh.words
    visitor.press("resolutions.put", fresh, confirm, resolution_id=made.id)


def test_a_vote_is_not_opened_under_another_rule_than_was_reviewed(visitor, app):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    form = {"closes": page.field("closes"), "rule": "two-thirds", "other": ""}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    other = {"confirm": "yes", "rule": "all"}
    fresh = visitor.press("resolutions.put", review, other, 409, resolution_id=made.id)
    assert "The rule is not the one that you reviewed" in fresh.words
    visitor.press("resolutions.put", fresh, {"confirm": "yes"}, resolution_id=made.id)


def test_a_colleague_s_newer_version_is_not_circulated_unread(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    review = visitor.get("resolutions.circulate", resolution_id=made.id)
    act(operations.revise, governor(), made, words=NEWER, base=1)
    before = contents()
    fresh = visitor.press("resolutions.circulate", review, None, 409, resolution_id=made.id)
    assert "this is version 2" in fresh.words
    assert "newer clause" in fresh.words
    assert contents() == before
    visitor.press("resolutions.circulate", fresh, resolution_id=made.id)


def test_a_draft_that_was_circulated_meanwhile_is_not_withdrawn_unseen(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    review = visitor.get("resolutions.withdraw", resolution_id=made.id)
    act(operations.circulate, governor(), made, **make.seen(made))
    before = contents()
    fresh = visitor.press("resolutions.withdraw", review, None, 409, resolution_id=made.id)
    assert "it has become circulated" in fresh.words
    assert contents() == before
    visitor.press("resolutions.withdraw", fresh, resolution_id=made.id)


@pytest.mark.parametrize("version", ["", "-1", "0", "x", "2", "9" * 30])
@pytest.mark.parametrize("page", ["circulate", "withdraw"])
def test_a_confirmation_that_names_no_review_leads_to_one(visitor, app, page, version):
    made = make.draft()
    visitor.sign_in(liaison())
    review = visitor.get(f"resolutions.{page}", resolution_id=made.id)
    form = {"version": version}
    fresh = visitor.press(f"resolutions.{page}", review, form, 409, resolution_id=made.id)
    visitor.press(f"resolutions.{page}", fresh, resolution_id=made.id)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"closes": ""}, "Enter the day and the time"),
        ({"closes": "tomorrow"}, "Enter a day and a time"),
        ({"closes": "2020-01-01T12:00"}, "at least five minutes"),
        ({"closes": "2999-01-01T12:00"}, "within a year"),
        ({"closes": "9999-12-31T23:59"}, "within a year"),
        ({"closes": "0001-01-01T00:00"}, "within a year"),
        ({"closes": SKIPPED_HOUR}, "The clocks skip this time"),
        ({"closes": "2027-11-07T01:30"}, "this time comes twice"),
        ({"rule": "dice"}, "Choose one of those that are offered"),
        (
            {"rule": "other", "other": '{"majorities": [], "quorum": {}, "majorities": []}'},
            'The key "majorities" stands twice in one object. Keep one of them.',
        ),
        ({"rule": "other", "other": ""}, "this is not JSON"),
        ({"rule": "other", "other": "{"}, "Line 1, column 2: this is not JSON"),
        ({"rule": "other", "other": "[]"}, "rule"),
        ({"rule": "other", "other": '{"majorities": []}'}, "majorities"),
        ({"rule": "other", "other": "[" * 100_000}, "nested too deep"),
        ({"rule": "other", "other": "1" * 5_000}, "number is too long"),
        (
            {
                "rule": "other",
                "other": '{"majorities": [{"of": "cast", "measure": "gold", '
                '"more_than": {"share": "1/2"}}]}',
            },
            "the rule measures by “gold”",
        ),
        (
            {
                "rule": "other",
                "other": '{"majorities": [{"no_objection": true, "name": "\\ud800"}]}',
            },
            "majorities",
        ),
    ],
)
def test_a_question_that_cannot_be_put_is_an_error_beside_its_field(visitor, app, typed, words):
    made = make.circulated()
    form = {"closes": "2027-03-15T12:00", "rule": "majority", "other": "", "confirm": "yes"}
    with make.clock.stopped_at(make.clock.now().replace(year=2027, month=1, day=5)):
        visitor.sign_in(SECRETARIAT)
        before = contents()
        page = visitor.send("resolutions.put", form | typed, 422, resolution_id=made.id)
    assert words.replace("“", '"').replace("”", '"') in page.words
    assert contents() == before


def test_a_rule_written_by_hand_is_put_with_its_cautions(visitor, app):
    made = make.circulated()
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("resolutions.put", resolution_id=made.id)
    rule = '{"majorities": [{"of": "cast", "measure": "states", "at_least": {"share": "0"}}]}'
    form = {"closes": page.field("closes"), "rule": "other", "other": rule}
    review = visitor.press("resolutions.put", page, form, 200, resolution_id=made.id)
    assert "Note." in review.words


def test_every_stage_has_pages_that_hold_together(visitor, app):
    lost = make.answered(make.put(), CO="nay", UT="nay")
    make.closed(lost)
    taken = make.circulated()
    act(operations.withdraw, liaison(), taken, **make.seen(taken))
    made = [
        make.draft().id,
        taken.id,
        make.circulated().id,
        make.put().subject_id,
        lost.subject_id,
        make.adopted().id,
        make.signed(make.adopted(), "CO", "UT").id,
    ]
    visitor.sign_in(liaison())
    stages = set()
    for key in made:
        for page in ("show", "signatures", "record"):
            shown = visitor.get(f"resolutions.{page}", resolution_id=key)
        stages.add(shown.tree.find(".//p[@class='status']").text.split()[0])
    assert len(stages) >= 5


def test_there_is_no_bundle_before_the_roll_call_is_closed(visitor, app):
    question = make.put()
    visitor.sign_in(governor("UT"))
    page = visitor.get("resolutions.bundle", 409, resolution_id=question.subject_id)
    assert "no decision to export yet" in page.words
    assert (
        "decision.zip"
        not in visitor.get("resolutions.show", resolution_id=question.subject_id).text
    )


def test_marking_as_read_takes_it_off_the_desk(visitor, app):
    made = make.circulated()
    visitor.sign_in(liaison("UT"))
    desk = visitor.get("workspaces.desk")
    assert "circulated by Colorado, Office of the Governor" in desk.words
    page = visitor.get("resolutions.show", resolution_id=made.id)
    visitor.press("resolutions.mark_read", page, resolution_id=made.id)
    assert "circulated by" not in visitor.get("workspaces.desk").words
    visitor.sign_in(observer("WY"))
    page = visitor.get("resolutions.show", resolution_id=made.id)
    visitor.press("resolutions.mark_read", page, None, 403, resolution_id=made.id)
