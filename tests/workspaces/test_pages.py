"""The desk, the record and the states: what waits for whom, every act once, whatever is asked."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from alliance.core import clock, worker
from alliance.core.actor import Rank
from alliance.core.db import db
from alliance.core.policy import POLICY
from alliance.core.record import Entry
from alliance.core.transaction import transaction
from alliance.layers import operations as layers
from alliance.resolutions import operations as resolutions
from alliance.resolutions import sharing
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import held, text_of
from alliance.states.reference import jurisdictions
from alliance.texts.starting import plain_clauses
from alliance.workspaces.desk import desk
from alliance.workspaces.sentences import SAID
from tests import make
from tests.membership.files import ROW, river
from tests.people import SECRETARIAT, STATES, counsel, governor, liaison, observer, secretary
from tests.votes.rolls import leave


def rows_of(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.tree.iter("tr")]


def section(page, name):
    """The titles in one of the lists of the desk."""
    found, inside = [], False
    for one in page.tree.iter():
        if one.tag == "h2":
            inside = one.get("id") == name
        elif inside and one.get("class") == "desk__why":
            found.append(" ".join("".join(one.itertext()).split()))
    return found


def count_in_nav(page):
    """What the frame says waits on the desk."""
    found = [one for one in page.tree.iter("a") if "Desk" in "".join(one.itertext())]
    words = "".join(found[0].itertext()).split()
    return int(words[-1]) if words[-1].isdigit() else 0


def test_an_empty_desk_says_what_to_do_next(visitor, app):
    visitor.sign_in(liaison())
    page = visitor.get("workspaces.desk")
    assert "Nothing waits for you" in page.words
    assert "Your office has no drafts" in page.words
    assert "You wait for nobody" in page.words
    assert visitor.url("membership.alliances") in page.links()


def test_what_waits_moves_over_the_desks_as_it_is_done(visitor, app):
    made = make.draft()
    visitor.sign_in(liaison())
    assert section(visitor.get("workspaces.desk"), "inside") == [
        "Western Accord: your office's draft"
    ]
    with transaction():
        resolutions.circulate(make.actor(liaison()), made, **make.seen(made))
    assert section(visitor.get("workspaces.desk"), "others") == [
        "Western Accord: circulated; the secretariat puts the question"
    ]
    visitor.sign_in(SECRETARIAT)
    assert "Put the question" in visitor.get("workspaces.desk").words
    visitor.sign_in(counsel("UT"))
    assert section(visitor.get("workspaces.desk"), "act") == [
        "Western Accord: circulated by Colorado, Office of the Governor"
    ]


def test_a_question_waits_for_the_principal_and_then_for_the_others(visitor, app):
    question = make.put()
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    assert "Western Accord: answer for your state" in section(page, "act")
    assert visitor.url("votes.answer", question_id=question.id) in page.links()
    visitor.sign_in(observer("UT"))
    page = visitor.get("workspaces.desk")
    assert "the principal of your office gives it" in page.words
    assert visitor.url("votes.answer", question_id=question.id) not in page.links()
    visitor.sign_in(counsel("UT"))
    assert "answer for your state" not in visitor.get("workspaces.desk").words
    make.answered(question, UT="yea")
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    assert "Western Accord: 1 of 3 states have answered" in section(page, "others")


def test_the_soonest_close_stands_first(visitor, app):
    late, soon = make.put(length=dt.timedelta(days=9)), make.put(length=dt.timedelta(days=2))
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    answers = [link for link in page.links() if link.startswith("/votes/0")]
    assert answers.index(visitor.url("votes.answer", question_id=soon.id)) < answers.index(
        visitor.url("votes.answer", question_id=late.id)
    )


def test_what_a_colleague_must_do_waits_inside_the_office(visitor, app):
    make.put()
    asked = "Western Accord: answer for your state; the principal of your office gives it"
    for role in (liaison("UT"), observer("UT")):
        visitor.sign_in(role)
        page = visitor.get("workspaces.desk")
        assert asked in section(page, "inside"), role
        assert "waits for a colleague in your office" in page.words or "wait for a" in page.words
        assert asked not in section(page, "act")
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    assert section(page, "inside") == []
    assert "Western Accord: answer for your state" in section(page, "act")


def test_only_those_at_work_are_asked_to_read_and_to_go_on_with_a_draft(visitor, app):
    make.draft()
    make.circulated()
    visitor.sign_in(observer("UT"))
    page = visitor.get("workspaces.desk")
    circulated = "Western Accord: circulated by Colorado, Office of the Governor"
    assert section(page, "inside") == [circulated]
    assert section(page, "act") == []
    visitor.sign_in(liaison("UT"))
    assert section(visitor.get("workspaces.desk"), "act") == [circulated]
    for role, buttons in ((liaison(), 1), (observer(), 0)):
        visitor.sign_in(role)
        page = visitor.get("workspaces.desk")
        assert section(page, "inside") == ["Western Accord: your office's draft"]
        assert len([one for one in page.texts("a") if one.startswith("Go on")]) == buttons


def test_what_is_due_stands_before_what_is_not_and_the_newest_of_that_first(app):
    older, asked, newer = make.adopted(), make.put(), make.adopted()
    who = make.actor(governor("WY"))
    with app.test_request_context():
        keys = [one.key for one in desk(who).act]
    wanted = [f"answer:{asked.id}", f"sign:{newer.id}", f"sign:{older.id}"]
    assert [one for one in keys if one in wanted] == wanted


def test_a_desk_without_a_thing_to_do_says_what_closes_next(visitor, app):
    question = make.answered(make.put(), UT="yea")
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.desk")
    assert f"Next: the roll call on “{question.title}” closes" not in page.words  # it is to be read
    with transaction():
        made = db.session.get_one(Resolution, question.subject_id)
        resolutions.mark_read(make.actor(governor("UT")), made)
    page = visitor.get("workspaces.desk")
    assert f"Next: the roll call on “{question.title}” closes" in page.words


def test_an_adopted_text_waits_for_signatures_until_it_is_signed(visitor, app):
    made = make.adopted()
    visitor.sign_in(governor())
    page = visitor.get("workspaces.desk")
    assert visitor.url("resolutions.sign", resolution_id=made.id) in page.links()
    make.signed(made, "CO")
    page = visitor.get("workspaces.desk")
    assert visitor.url("resolutions.sign", resolution_id=made.id) not in page.links()
    assert "Western Accord: open for signature by the other states" in section(page, "others")


def test_no_link_on_a_desk_leads_nowhere(visitor, app):
    question = make.put()
    made = make.adopted(CO="yea", UT="yea", WY="nay")
    make.circulated()
    leave("UT")
    for role in (governor("UT"), governor("CO"), liaison("WY"), SECRETARIAT, counsel("WY")):
        visitor.sign_in(role)
        for link in set(visitor.get("workspaces.desk").links()):
            if link.startswith("/"):
                assert visitor._request("get", link).status_code in {200, 302}, (role, link)
    assert made.question_id != question.id


@pytest.mark.parametrize("role", [governor("UT"), SECRETARIAT, counsel("WY"), governor("CO")])
def test_the_frame_counts_what_the_desk_shows(visitor, app, role):
    make.put()
    make.adopted()
    make.circulated()
    make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    visitor.sign_in(role)
    page = visitor.get("workspaces.desk")
    assert count_in_nav(page) == len(section(page, "act"))


@pytest.mark.parametrize("rank", [Rank.OBSERVER, Rank.ADMINISTRATOR])
def test_those_who_only_read_see_what_waits_for_their_secretariat_and_no_button(visitor, app, rank):
    made = make.circulated()
    question = make.answered(make.put(), CO="yea", UT="yea", WY="yea")
    visitor.sign_in(secretary(rank))
    page = visitor.get("workspaces.desk")
    assert count_in_nav(page) == len(section(page, "act"))
    links = page.links()
    for endpoint, where in (
        ("resolutions.put", {"resolution_id": made.id}),
        ("votes.close", {"question_id": question.id}),
    ):
        address = visitor.url(endpoint, **where)
        assert address not in links
        visitor.at(address, 403)


def test_the_record_shows_every_act_of_its_reader_exactly_once(visitor, app):
    for _ in range(14):
        make.answered(make.put(), CO="yea")
    visitor.sign_in(liaison("UT"))
    page, found, pages = visitor.get("workspaces.record"), [], 0
    while page and pages < 10:
        pages += 1
        found += [row.split()[-1] for row in rows_of(page)[1:]]
        further = [one.get("href") for one in page.tree.iter("a") if one.get("rel") == "next"]
        page = visitor.at(further[0]) if further else None
    streams = ("house", "alliance:ours", f"office:{make.actor(liaison('UT')).office_id}")
    wanted = db.session.scalars(select(Entry.leaf).where(Entry.stream.in_(streams)))
    assert sorted(found) == sorted(f"{leaf[:12]}…" for leaf in wanted)


def test_the_record_tells_every_act_in_a_sentence(visitor, app):
    make.signed(make.adopted(CO="yea", UT="yea", WY="nay"), "CO", "UT")
    visitor.sign_in(SECRETARIAT)
    page = visitor.get("workspaces.record")
    for said in (
        "Colorado, Office of the Governor circulated “Joint resolution on common forms”.",
        "Wyoming answered nay on “Joint resolution on common forms”.",
        "Colorado signed “Joint resolution on common forms”.",
        "“Joint resolution on common forms” was adopted.",
    ):
        assert said in page.words


def test_there_is_a_sentence_for_every_action_that_is_recorded():
    read = (":list", ":read", ":export", ":desk", ":record", ":search", ":states", ":state")
    read += (
        ":book",
        ":settings",
        ":who-may-do-what",
        ":own-session",
        ":office-log",
        ":office",
        ":mine",
    )
    read += (":register", ":document", ":commitments", ":list-sessions")
    read += (":read-draft", ":read-dues", ":list-proxies", ":read-proxy")
    # What is prepared for any act is recorded as one act of the office's own: clearance:prepare.
    read += ("votes:prepare", "signatures:prepare", "litigation:prepare")
    read += ("accessions:prepare", "withdrawals:prepare", ":read-letter", ":simulate")
    read += ("layers:read-copy", "drafting:write")  # each update is a row of its own
    read += ("enactments:report",)  # an instrument is recorded, or revised
    done = {action for action in POLICY if not action.endswith(read)} | {"authority:record"}
    assert done == SAID.keys(), "each act has its sentence, and each sentence its act"


def test_a_title_in_a_sentence_is_not_taken_for_a_pattern(visitor, app):
    words = plain_clauses("{who} {0.__class__} %s", (), ("x",))
    make.circulated(words=words)
    visitor.sign_in(governor("UT"))
    page = visitor.get("workspaces.record")
    assert "circulated “{who} {0.__class__} %s”." in page.words


def test_every_state_has_its_page(visitor, app):
    visitor.sign_in(observer("NM"))
    page = visitor.get("workspaces.states")
    assert len(rows_of(page)) == 57
    for code in ("DC", "GU", "PR", "AK"):
        assert visitor.get("workspaces.state", code=code).h1 == jurisdictions()[code].name


@pytest.mark.parametrize("code", ["co", "ZZ", "C", "COO", "%00", "🏛", "CO%2F", "..", "'"])
def test_there_is_no_other_state(visitor, app, code):
    visitor.sign_in(observer("NM"))
    assert visitor._request("get", f"/states/{code}").status_code == 404


def test_a_state_is_shown_as_of_a_day_that_stays_in_the_address(visitor, app, tmp_path):
    river(tmp_path, ROW | {"jurisdiction": "UT", "status": "withdrawn", "left": "2020-02-03"})
    visitor.sign_in(observer("NM"))
    page = visitor.get("workspaces.state", code="UT", as_of="2020-02-02")
    assert "Bound by 2 alliances on Sunday, February 2, 2020" in page.words
    assert "/alliances/river?as_of=2020-02-02" in page.links()
    page = visitor.get("workspaces.state", code="UT", as_of="2020-02-03")
    assert "Bound by 1 alliance on" in page.words


DAYS = [
    "2026-02-30",
    "tomorrow",
    "2026",
    "10000-01-01",
    "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661",
    "-1",
    "x" * 3_000,
]


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_does_not_exist_is_an_error_beside_its_field(visitor, app, day):
    visitor.sign_in(observer("NM"))
    for page, where in (
        ("workspaces.state", {"code": "CO"}),
        ("membership.alliance", {"slug": "ours"}),
    ):
        told = visitor.get(page, 422, as_of=day, **where)
        assert "There is a problem" in told.words, page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1582-10-10", " 2026-01-01 ", "\x00"])
def test_any_day_of_the_calendar_may_be_asked_for(visitor, app, day):
    visitor.sign_in(observer("NM"))
    for page, where in (
        ("workspaces.state", {"code": "CO"}),
        ("membership.alliance", {"slug": "ours"}),
    ):
        got = visitor._request("get", visitor.url(page, as_of=day, **where))
        assert got.status_code in {200, 422}, page


def test_mail_goes_to_every_office_of_those_meant_and_to_nobody_else(app):
    make.put()
    app.extensions["mailman"].outbox = []
    while worker.run_once("test"):
        pass
    sent = app.extensions["mailman"].outbox
    app.extensions["mailman"].outbox = []
    asked = [one for one in sent if one.subject.startswith("Your state is asked")]
    to = {one.to[0] for one in asked}
    assert len(asked) == len(to)
    assert to == {
        role.email for role in make.EVERYONE if role.state in make.MEMBERS or role.seat == "ours"
    }
    assert set(STATES) - set(make.MEMBERS) == {"NM"}
    [one] = [one for one in asked if one.to == [governor("UT").email]]
    assert "http://localhost" in one.body
    assert "MST" in one.body or "MDT" in one.body
    assert one.extra_headers["Message-ID"] not in {
        other.extra_headers["Message-ID"] for other in asked if other is not one
    }


def test_an_answer_is_confirmed_to_its_office_alone(app):
    make.answered(make.put(), UT="yea")
    app.extensions["mailman"].outbox = []
    while worker.run_once("test"):
        pass
    sent = app.extensions["mailman"].outbox
    app.extensions["mailman"].outbox = []
    told = {one.to[0] for one in sent if one.subject.startswith("Your answer is recorded")}
    assert told == {
        role.email for role in make.EVERYONE if (role.state, role.office) == ("UT", "governor")
    }


def test_what_was_told_is_told_once(app):
    make.put()
    while worker.run_once("test"):
        pass
    app.extensions["mailman"].outbox = []
    with clock.stopped_at(clock.now() + dt.timedelta(hours=5)):
        assert worker.run_once("test") == 0
    assert app.extensions["mailman"].outbox == []


def test_a_recent_change_is_one_sentence_beside_its_time(visitor, app):
    make.circulated()
    page = visitor.sign_in(governor("UT")).get("workspaces.desk")
    items = [e for e in page.tree.iter("li") if e.get("class") == "timeline__item"]
    assert any(list(item.iter("a")) for item in items), "a change that leads somewhere"
    for item in items:  # a grid would set words that stand by themselves apart from their link
        assert [e.get("class") for e in item] == ["timeline__when", "timeline__said"]
        assert not "".join([item.text or "", *(e.tail or "" for e in item)]).strip()


def renamed(made, title):
    with transaction():
        one = held(made.id)
        words = replace(text_of(one, one.version).words, title=title)
        resolutions.revise(make.actor(liaison()), one, words=words, base=one.version)


def test_the_record_names_a_text_only_to_those_who_may_still_know_of_it(visitor, app):
    utah = liaison("UT")
    made = make.shared_draft()
    for office in (utah, liaison()):
        with transaction():
            words = {"unit": "", "meant": "", "words": "Ours."}
            layers.note(make.actor(office), held(made.id), **words)
    renamed(made, "A new title while they read it")
    visitor.sign_in(utah)
    for page in ("workspaces.record", "workspaces.office_log"):
        assert "on “A new title while they read it”" in visitor.get(page).words
    with transaction():
        sharing.set_writers(make.actor(liaison()), held(made.id), offices=[])
    with transaction():
        sharing.choose_states(make.actor(liaison()), held(made.id), states=["WY"])
    renamed(made, "A title of later days")
    for endpoint in ("workspaces.record", "workspaces.office_log"):
        page = visitor.get(endpoint)
        assert "noted something on “a resolution”" in page.words
        assert "A title of later days" not in page.text
        assert visitor.url("resolutions.show", resolution_id=made.id) not in page.links()
    visitor.sign_in(liaison())
    assert "on “A title of later days”" in visitor.get("workspaces.record").words
