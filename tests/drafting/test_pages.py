"""Writing on a draft over the pages: with a form, and as a browser does it by itself."""

import base64
import datetime as dt
from dataclasses import replace

import pytest
from pycrdt import Map

from alliance.core import clock
from alliance.core.db import db
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.drafting import live, operations, queries
from alliance.drafting.models import DraftSnapshot, DraftUpdate
from alliance.drafting.rules import LARGEST_UPDATE, SNAPSHOT_AFTER, Via
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import held, text_of
from alliance.votes.ways import Way
from tests import make
from tests.drafting.browsers import Browser
from tests.membership.files import contents
from tests.people import SECRETARIAT, governor, liaison, observer

UTAH = liaison("UT")


def form_of(page):
    """Every field of the draft's form, as a browser would send it."""
    form = next(one for one in page.tree.iter("form") if "data-draft" in one.attrib)
    sent = {e.get("name"): e.get("value") or "" for e in form.iter("input") if e.get("name")}
    sent |= {e.get("name"): (e.text or "").removeprefix("\n") for e in form.iter("textarea")}
    for select in form.iter("select"):
        chosen = [one for one in select.iter("option") if "selected" in one.attrib]
        sent[select.get("name")] = chosen[0].get("value")
    del sent["csrf_token"]  # of the session that opened the form
    return sent


def opened(visitor, made):
    page = visitor.get("drafting.write", resolution_id=made.id)
    return page, form_of(page)


def sent(visitor, page, form, made, expect=303, **change):
    return visitor.press("drafting.write", page, form | change, expect, resolution_id=made.id)


def units_of(made):
    db.session.rollback()
    return queries.words_of(held(made.id)).units


def test_a_form_is_saved_and_nothing_is_recorded_in_the_ledger(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    first = units_of(made)[0]
    page, form = opened(visitor, made)
    before = db.session.scalar(db.select(db.func.count()).select_from(Entry))
    sent(visitor, page, form, made, **{f"text-{first.id}": "the states help one another"})
    assert units_of(made)[0].text == "the states help one another"
    assert db.session.scalar(db.select(db.func.count()).select_from(Entry)) == before
    assert text_of(held(made.id), 1).words.units[0].text == first.text


def test_two_who_write_different_clauses_both_find_their_words(visitor, app):
    made = make.draft()
    one, other = units_of(made)[:2]
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    visitor.sign_in(governor())
    theirs_page, theirs = opened(visitor, made)
    sent(visitor, theirs_page, theirs, made, **{f"text-{other.id}": "their clause"})
    visitor.sign_in(liaison())
    page = visitor.get("drafting.write", resolution_id=made.id)
    sent(visitor, page, form, made, **{f"text-{one.id}": "my clause"})
    assert [unit.text for unit in units_of(made)[:2]] == ["my clause", "their clause"]


def test_two_who_write_the_same_words_are_asked_and_neither_is_dropped(visitor, app):
    made = make.draft()
    one = units_of(made)[0]
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    sent(visitor, page, form, made, **{f"text-{one.id}": "the member states ASSIST one another"})
    page = visitor.get("drafting.write", resolution_id=made.id)
    mine = form | {f"text-{one.id}": "the member states HELP one another"}
    asked = sent(visitor, page, mine, made, 409)
    assert "ASSIST" in asked.words
    assert "HELP" in asked.words
    assert units_of(made)[0].text == "the member states ASSIST one another"
    choice = next(
        e.get("name") for e in asked.tree.iter("input") if (e.get("value") or "") == "ours"
    )
    kept = {e.get("name"): e.get("value") or "" for e in asked.tree.iter("input")}
    kept = {name: value for name, value in kept.items() if not name.startswith("settle-")}
    visitor.press("drafting.write", asked, kept | {choice: "both"}, resolution_id=made.id)
    text = units_of(made)[0].text
    assert "HELP" in text
    assert "ASSIST" in text


def test_a_choice_between_other_words_than_stand_there_now_is_none(visitor, app):
    made = make.draft()
    one = units_of(made)[0]
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    sent(visitor, page, form, made, **{f"text-{one.id}": "the member states ASSIST one another"})
    page = visitor.get("drafting.write", resolution_id=made.id)
    mine = form | {f"text-{one.id}": "the member states HELP one another"}
    asked = sent(visitor, page, mine, made, 409)
    choice = next(e.get("name") for e in asked.tree.iter("input") if e.get("value") == "ours")
    kept = {e.get("name"): e.get("value") or "" for e in asked.tree.iter("input")}
    kept |= {choice: "ours"}
    with transaction():
        operations.set_down(
            make.actor(liaison()),
            held(made.id),
            merged=lambda now: now.with_units(
                [replace(now.units[0], text="the member states CARE FOR one another")]
            ),
        )
    asked = visitor.press("drafting.write", asked, kept, 409, resolution_id=made.id)
    assert "CARE FOR" in asked.words
    assert "CARE FOR" in units_of(made)[0].text


@pytest.mark.parametrize(
    ("deed", "happens"),
    [
        ("add", lambda before, after: len(after) == len(before) + 1),
        ("remove", lambda before, after: len(after) == len(before) - 1),
        ("down", lambda before, after: [after[1].id, after[0].id] == [u.id for u in before[:2]]),
        ("up", lambda before, after: [u.id for u in after] == [u.id for u in before]),
    ],
)
def test_buttons_do_what_they_say_and_save_what_was_written(visitor, app, deed, happens):
    made = make.draft()
    before = units_of(made)
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    told = {"do": f"{deed}:{before[0].id}", f"text-{before[1].id}": "written too"}
    sent(visitor, page, form, made, **told)
    after = units_of(made)
    assert happens(before, after)
    assert "written too" in [unit.text for unit in after]


def test_what_was_removed_is_kept_aside_and_comes_back(visitor, app):
    made = make.draft()
    gone = units_of(made)[0]
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    sent(visitor, page, form, made, do=f"remove:{gone.id}")
    page, form = opened(visitor, made)
    assert "Removed, and kept here (1)" in page.words
    sent(visitor, page, form, made, do=f"restore:{gone.id}")
    assert gone.id in [unit.id for unit in units_of(made)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("x" * 20_001, "Whereas clause 1: it has 20,001 characters; at most 20,000"),
        ("safe\u202egnp", "character 5 is a right-to-left override (U+202E), which nobody sees"),
        ("zero\u200bwidth", "character 5 is a zero-width space (U+200B), which nobody sees"),
    ],
)
def test_what_no_text_holds_is_refused_with_its_place_and_stays_in_the_form(
    visitor, app, words, says
):
    made = make.draft()
    one = units_of(made)[0]
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    before = contents()
    refused = sent(visitor, page, form, made, 409, **{f"text-{one.id}": words})
    assert says in refused.words
    assert words in "".join(e.text or "" for e in refused.tree.iter("textarea"))
    assert contents() == before


def test_a_form_of_ten_megabytes_is_refused(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    refused = sent(visitor, page, form, made, 413, title="x" * 10_000_000)
    assert "too large" in refused.words.lower() or "large" in refused.h1.lower()


@pytest.mark.parametrize(
    "nonsense", [{"base": "99"}, {"base": "x"}, {"version": "7"}, {"do": "??"}]
)
def test_nonsense_in_a_form_changes_nothing_and_loses_nothing(visitor, app, nonsense):
    made = make.draft()
    visitor.sign_in(liaison())
    page, form = opened(visitor, made)
    expect = 303 if "do" in nonsense else 409
    sent(visitor, page, form, made, expect, **nonsense)
    assert units_of(made) == text_of(held(made.id), 1).words.units


def shared():
    """A draft that Utah writes too."""
    return make.shared_draft()


def test_only_those_who_write_it_find_the_draft(visitor, app):
    made = shared()
    for role, expect in (
        *((who, 200) for who in (liaison(), governor(), UTAH)),
        *((who, 403) for who in (observer(),)),
        *((who, 404) for who in (liaison("WY"), liaison("NM"), SECRETARIAT)),
    ):
        visitor.sign_in(role)
        visitor.get("drafting.write", expect, resolution_id=made.id)
        other = 200 if role == observer() else expect
        visitor.get("drafting.listen", other, resolution_id=made.id, after=0)
        visitor.get("drafting.authors", other, resolution_id=made.id)


def test_who_no_longer_writes_it_sees_the_draft_no_more(visitor, app):
    made = shared()
    with transaction():
        make.sharing.set_writers(make.actor(liaison()), held(made.id), offices=[])
    visitor.sign_in(UTAH)
    visitor.get("drafting.write", 404, resolution_id=made.id)


def test_the_office_of_every_word_is_told(visitor, app):
    made = shared()
    one = units_of(made)[0]
    for role, more in ((liaison(), " by Colorado"), (UTAH, " by Utah")):
        visitor.sign_in(role)
        page, form = opened(visitor, made)
        words = form[f"text-{one.id}"] + more
        sent(visitor, page, form, made, **{f"text-{one.id}": words})
    page = visitor.get("drafting.authors", resolution_id=made.id)
    runs = [e for e in page.tree.iter("span") if "authors__" in (e.get("class") or "")]
    said = [" ".join("".join(e.itertext()).split()) for e in runs]
    assert said[said.index("by Colorado") + 1] == "Colorado, Office of the Governor"
    assert said[said.index("by Utah") + 1] == "Utah, Office of the Governor"


# As a browser does it.


class Live(Browser):
    """A browser on a draft, with a session."""

    def __init__(self, visitor, made, role):
        visitor.sign_in(role)
        self.client, self.made, self.visitor = visitor.client, made, visitor
        page = visitor.get("drafting.write", resolution_id=made.id)
        self.token = page.field("csrf_token")
        begun = self.post("drafting.begin", {})
        self.draft, self.n = begun.json["draft"], begun.json["n"]
        self.doc = live.opened(iter([base64.b64decode(begun.json["update"])]))
        self.known = self.doc.get_state()

    def post(self, endpoint, said):
        self.visitor.client = self.client
        address = self.visitor.url(endpoint, resolution_id=self.made.id)
        headers = {"X-CSRFToken": self.token}
        return self.visitor._request("post", address, json=said, headers=headers)

    def save(self, update=None, **more):
        body = base64.b64encode(self.sends() if update is None else update).decode()
        told = {"draft": self.draft, "after": self.n, "client": self.doc.client_id}
        answer = self.post("drafting.save", {**told, "update": body, **more})
        if answer.status_code == 200 and "update" in answer.json:
            self.doc.apply_update(base64.b64decode(answer.json["update"]))
            self.known = self.doc.get_state()
            self.n = answer.json["n"]
        return answer

    def text(self):
        return live.read(self.doc).words.units[0].text


def test_two_browsers_of_two_offices_come_together(visitor, app):
    made = shared()
    one, other = Live(visitor, made, liaison()), Live(visitor, made, UTAH)
    key = units_of(made)[0].id
    one.type(key, 0, "First, ")
    other.type(key, 100, " Last.")
    assert one.save().status_code == 200
    assert other.save().status_code == 200
    one.save(b"")
    assert one.text() == other.text() == units_of(made)[0].text
    assert one.text().startswith("First, ")
    assert one.text().endswith(" Last.")


def test_who_is_there_is_told_with_office_and_unit_and_forgotten_after_a_while(visitor, app):
    made = shared()
    one, other = Live(visitor, made, liaison()), Live(visitor, made, UTAH)
    key = units_of(made)[1].id
    other.save(b"", unit=key)
    here = one.save(b"").json["here"]
    assert [(who["office"], who["unit"]) for who in here] == [("Utah, Office of the Governor", key)]
    with clock.stopped_at(clock.now() + dt.timedelta(seconds=41)):
        assert one.save(b"").json["here"] == []


def test_the_seed_is_made_once(visitor, app):
    made = shared()
    for role in (liaison(), UTAH, governor()):
        Live(visitor, made, role)
    seeds = db.session.scalars(db.select(DraftUpdate).where(DraftUpdate.via == Via.SEED)).all()
    assert len(seeds) == 1


def test_a_browser_s_number_is_one_person_s(visitor, app):
    made = shared()
    one, other = Live(visitor, made, liaison()), Live(visitor, made, UTAH)
    one.type(units_of(made)[0].id, 0, "mine")
    forged = one.sends()
    assert other.save(forged, client=one.doc.client_id).status_code == 200  # nobody had it yet
    again = one.save(forged)
    assert (again.status_code, "somebody else" in again.json["refused"]) == (422, True)


def test_what_was_typed_after_the_question_was_put_is_not_taken_in(visitor, app):
    made = make.circulated()
    one = Live(visitor, made, liaison())
    with transaction():
        resolutions.put(
            make.actor(SECRETARIAT),
            held(made.id),
            rule=make.USUAL_RULE,
            way=Way(clock.now() + make.TWO_WEEKS),
            **make.to_put(held(made.id)),
        )
    one.type(units_of(made)[0].id, 0, "too late")
    answer = one.save()
    assert (answer.status_code, "frozen" in answer.json["frozen"]) == (409, True)
    told = visitor.get("drafting.listen", resolution_id=made.id, after=0)
    assert told.json["open"] is False
    for page in ("write", "take_in", "attach", "clauses", "save_version"):
        away = visitor.get(f"drafting.{page}", 303, resolution_id=made.id)
        assert away.location == f"/resolutions/{made.id}", page


@pytest.mark.parametrize(
    "said",
    [
        {"update": "not base64!"},
        {"update": 5},
        {"client": "x"},
        {"client": -1},
        {"after": None},
        {"update": base64.b64encode(b"noise").decode()},
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(visitor, app, said):
    made = make.draft()
    one = Live(visitor, made, liaison())
    before = contents()
    answer = one.post("drafting.save", {"draft": "", "after": 1, "client": 1, "update": "", **said})
    assert answer.status_code in {400, 422}
    assert answer.json["refused"]
    assert contents() == before


def test_too_much_at_once_is_refused_with_what_to_do(visitor, app):
    made = make.draft()
    one = Live(visitor, made, liaison())
    one.type(units_of(made)[0].id, 0, "x" * (LARGEST_UPDATE + 1))
    answer = one.save()
    assert answer.status_code == 422
    assert "in parts" in answer.json["refused"]


def test_listening_keeps_no_session_awake(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    visitor.get("drafting.write", resolution_id=made.id)
    half = dt.timedelta(minutes=20)
    start = clock.now()
    with clock.stopped_at(start + half):
        visitor.get("drafting.listen", resolution_id=made.id, after=0)
    with clock.stopped_at(start + 2 * half):
        left = visitor._request("get", visitor.url("drafting.listen", resolution_id=made.id))
        assert left.status_code in {302, 303}


def test_snapshots_compact_the_log_and_keep_text_and_authors(visitor, app):
    made = shared()
    one, other = Live(visitor, made, liaison()), Live(visitor, made, UTAH)
    key = units_of(made)[0].id
    long_ago = clock.now()
    for nth in range(SNAPSHOT_AFTER - 2):
        with clock.stopped_at(long_ago):
            (one if nth % 20 < 10 else other).type(key, 0, "ab"[nth % 2])
            (one if nth % 20 < 10 else other).save()
    with clock.stopped_at(long_ago + dt.timedelta(days=2)):
        before = units_of(made)[0].text
        draft = queries.draft_of(held(made.id))
        runs = queries.authorship_of(draft).of(key, "text", before)
        with transaction():
            found = held(made.id)
            operations.set_down(make.actor(liaison()), found, merged=lambda now: _more(now, key))
        assert db.session.scalars(db.select(DraftSnapshot)).one().n == SNAPSHOT_AFTER
        rows = db.session.scalars(db.select(DraftUpdate).order_by(DraftUpdate.n)).all()
        assert len(rows) < SNAPSHOT_AFTER / 2
        after = units_of(made)[0].text
        assert after == before + " more"
        again = queries.authorship_of(draft).of(key, "text", after)
        assert "".join(words for words, _ in again) == after
        assert again[: len(runs) - 1] == runs[:-1]
        replayed = live.read(live.opened(iter(row.body for row in rows))).words
        assert replayed == queries.words_of(held(made.id))


def _more(now, key):
    units = [replace(u, text=u.text + " more") if u.id == key else u for u in now.units]
    return now.with_units(units)


def test_a_version_freezes_what_stands_and_writing_goes_on(visitor, app):
    made = make.draft()
    one = Live(visitor, made, liaison())
    key = units_of(made)[0].id
    one.type(key, 0, "Now, ")
    one.save()
    visitor.send("drafting.save_version", {"reason": "The first words"}, resolution_id=made.id)
    db.session.rollback()
    found = held(made.id)
    assert found.version == 2
    assert text_of(found, 2).words.units[0].text.startswith("Now, ")
    assert text_of(found, 2).reason == "The first words"
    assert not queries.unsaved(found)
    of = {"resolution_id": made.id}
    for page in ("resolutions.changes", "resolutions.versions"):
        assert "The first words" in visitor.get(page, **of).words
    visitor.press("resolutions.circulate", visitor.get("resolutions.circulate", **of), **of)
    visitor.sign_in(UTAH)
    for page in ("resolutions.changes", "resolutions.versions"):
        assert "The first words" not in visitor.get(page, **of).words
    visitor.sign_in(liaison())
    one.type(key, 0, "And ")
    assert one.save().status_code == 200
    db.session.rollback()
    assert queries.unsaved(held(made.id))


def test_what_is_written_and_in_no_version_is_not_left_behind_at_a_circulation(visitor, app):
    made = make.draft()
    one = Live(visitor, made, liaison())
    one.type(units_of(made)[0].id, 0, "Now, ")
    one.save()
    page = visitor.get("resolutions.circulate", resolution_id=made.id)
    assert "Save a version first" in page.words
    refused = visitor.press("resolutions.circulate", page, None, 409, resolution_id=made.id)
    assert "written on since that version" in refused.words
    assert held(made.id).shown_version is None


def test_nothing_new_makes_no_version(visitor, app):
    made = make.draft()
    visitor.sign_in(governor())
    page = visitor.send("drafting.save_version", {}, 409, resolution_id=made.id)
    assert "Nothing was written since the newest version" in page.words


def test_units_that_were_moved_in_a_browser_keep_their_ids(visitor, app):
    made = make.draft()
    one = Live(visitor, made, liaison())
    before = [unit.id for unit in units_of(made)]
    one.doc.get(live.UNITS, type=Map)[before[1]]["place"] = "00V"
    one.save()
    assert [unit.id for unit in units_of(made)] == [before[1], before[0], *before[2:]]
