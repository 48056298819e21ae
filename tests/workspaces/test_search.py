"""Search: what stands in a name is found by those who may see it, and by nobody else."""

import pytest
from sqlalchemy import update

from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.litigation.models import Lawsuit
from alliance.resolutions import operations as resolutions
from alliance.texts.starting import plain_clauses
from tests import make
from tests.enactments import made as campaigns
from tests.litigation import cases
from tests.meetings import made as meetings
from tests.motions import made as motions
from tests.people import OTHER_SECRETARIAT, SECRETARIAT, counsel, governor, liaison, observer


def titled(title):
    return plain_clauses(title, (), ("It is so.",))


def found(page):
    """The names that were found, kind by kind."""
    names, kind = {}, ""
    for one in page.tree.iter():
        words = " ".join("".join(one.itertext()).split())
        if one.tag == "h2":
            kind = words
        elif one.get("class") == "desk__title":
            names.setdefault(kind, []).append(words)
    return names


def search(visitor, text, expect=200):
    return visitor.get("workspaces.search", expect=expect, q=text)


def test_it_finds_by_title_in_whatever_case_and_order(visitor, app):
    question = make.put()
    visitor.sign_in(governor("UT"))
    for text in ("common forms", "COMMON", "forms   resolution", "ommon orm"):
        page = search(visitor, text)
        assert found(page) == {
            "Resolutions": ["Joint resolution on common forms"],
            "Questions": ["Joint resolution on common forms"],
        }, text
    assert visitor.url("votes.show", question_id=question.id) in page.links()
    assert "1 resolution, 1 question" in page.words
    assert found(search(visitor, "common nonsense")) == {}


def test_it_finds_states_by_name_and_by_code_and_alliances_by_name(visitor, app):
    visitor.sign_in(observer())
    assert found(search(visitor, "new york")) == {"States": ["New York"]}
    assert found(search(visitor, "wy")) == {"States": ["Wyoming"]}
    assert found(search(visitor, "western")) == {"Alliances": ["Western Accord"]}
    assert found(search(visitor, "theirs")) == {"Alliances": ["Eastern Accord"]}
    assert "Virgin Islands" in " ".join(found(search(visitor, "virgin islands"))["States"])


def test_it_finds_campaigns_by_title_and_instruments_by_title_bill_and_citation(visitor, app):
    campaign = campaigns.campaign()
    made = campaigns.reported(campaign, "NM", bill="SB 101", citation="Laws 2027, chapter 7")
    visitor.sign_in(observer())
    page = search(visitor, campaign.title)
    assert found(page)["Campaigns"] == [campaign.title]
    assert visitor.url("enactments.campaign", campaign_id=campaign.id) in page.links()
    for text in ("sb 101", "laws chapter 7"):
        page = search(visitor, text)
        assert found(page) == {"Instruments": [f"{made.title}, New Mexico"]}, text
        assert "SB 101" in page.words
        assert visitor.url("instruments.instrument", instrument_id=made.id) in page.links()
    assert found(search(visitor, "sb 102")) == {}


def test_it_finds_lawsuits_by_docket_number_and_by_caption(visitor, app, tmp_path):
    suit = cases.lawsuit(tmp_path)
    visitor.sign_in(counsel("NM"))
    for text in (suit.docket_number, suit.docket_number[3:], "oregon states"):
        assert found(search(visitor, text))["Lawsuits"] == [suit.caption], text


def test_more_than_ten_are_cut_and_the_list_shows_them_all(visitor, app, tmp_path):
    for number in range(12):
        cases.lawsuit(tmp_path, case_id=f"case-{number}", caption=f"Harbor v. Pier No. {number}")
    visitor.sign_in(observer())
    page = search(visitor, "harbor pier")
    assert len(found(page)["Lawsuits"]) == 10
    assert "10 or more lawsuits" in page.words
    address = visitor.url("litigation.lawsuits", words="harbor pier")
    assert address in page.links()
    assert sum("Harbor" in text for text in visitor.at(address).texts("th")) == 12
    assert found(search(visitor, "harbor 11")) == {"Lawsuits": ["Harbor v. Pier No. 11"]}


def test_a_draft_is_found_by_its_own_office_only(visitor, app):
    made = make.draft(words=titled("Quiet draft on harbors"))
    for role in (governor("UT"), counsel(), governor("NM"), SECRETARIAT, OTHER_SECRETARIAT):
        visitor.sign_in(role)
        page = search(visitor, "quiet harbors")
        assert found(page) == {}, role
        assert str(made.id) not in page.text
    visitor.sign_in(observer())
    assert found(search(visitor, "quiet harbors"))["Resolutions"] == ["Quiet draft on harbors"]


def test_what_is_circulated_is_found_by_members_only(visitor, app):
    made = make.circulated(words=titled("Open text on harbors"))
    for role in (governor("UT"), counsel("WY"), SECRETARIAT):
        visitor.sign_in(role)
        assert found(search(visitor, "harbors"))["Resolutions"] == ["Open text on harbors"], role
    for role in (governor("NM"), OTHER_SECRETARIAT):
        visitor.sign_in(role)
        page = search(visitor, "harbors")
        assert found(page) == {}, role
        assert str(made.id) not in page.text


def test_words_that_were_not_circulated_find_nothing_for_others(visitor, app):
    made = make.circulated(words=titled("First words"))
    with transaction():
        resolutions.revise(make.actor(liaison()), made, words=titled("Second thoughts"), base=1)
    visitor.sign_in(governor("UT"))
    assert found(search(visitor, "second")) == {}
    assert found(search(visitor, "first words"))["Resolutions"] == ["First words"]


def test_motions_and_meetings_are_found_by_members_only(visitor, app):
    meeting = meetings.called(title="Autumn meeting on harbors", place="Harbor Hall")
    motion = motions.policy(title="Fees of harbors")
    for role in (governor("UT"), counsel("WY"), SECRETARIAT):
        visitor.sign_in(role)
        page = search(visitor, "harbors")
        assert found(page) == {
            "Motions": ["Fees of harbors"],
            "Meetings": ["Autumn meeting on harbors"],
        }, role
        assert visitor.url("motions.motion", motion_id=motion.id) in page.links()
        assert visitor.url("meetings.meeting", meeting_id=meeting.id) in page.links()
        assert "adopt a policy; moved" in page.words
        assert found(search(visitor, "harbor hall")) == {"Meetings": [meeting.title]}
    for role in (governor("NM"), OTHER_SECRETARIAT):
        visitor.sign_in(role)
        page = search(visitor, "harbors")
        assert found(page) == {}, role
        assert str(motion.id) not in page.text
        assert str(meeting.id) not in page.text


@pytest.mark.parametrize("sign", ["%", "_", "/", "\\", "'"])
def test_signs_of_the_database_are_plain_letters(visitor, app, tmp_path, sign):
    for number, name in enumerate((f"Five {sign}{sign} v. Six", "Five seven v. Six")):
        suit = cases.lawsuit(tmp_path, case_id=f"case-{number}")
        with transaction():
            wanted = update(Lawsuit).where(Lawsuit.id == suit.id)
            db.session.execute(wanted.values(caption=name))
        make.circulated(words=titled(name))
    visitor.sign_in(governor())
    assert found(search(visitor, sign * 2)) == {
        "Resolutions": [f"Five {sign}{sign} v. Six"],
        "Lawsuits": [f"Five {sign}{sign} v. Six"],
    }


def test_what_is_not_found_is_told_with_what_was_searched(visitor, app):
    visitor.sign_in(liaison())
    page = search(visitor, '<b>"nobody"</b>')
    assert 'Nothing was found for “<b>"nobody"</b>”' in page.words
    assert "captions and docket numbers of lawsuits" in page.words
    assert page.texts("b") == []
    fields = [e for e in page.tree.iter("input") if e.get("name") == "q"]
    assert {e.get("value") for e in fields} == {'<b>"nobody"</b>'}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", "Write at least 2 letters or figures."),
        (" a ", "Write at least 2 letters or figures."),
        ("a" * 201, "At most 200 characters; this has 201."),
        ("ab\x00cd", "This holds a mark that stands in no name."),
    ],
)
def test_what_cannot_be_searched_for_is_refused_in_words(visitor, app, text, said):
    visitor.sign_in(liaison())
    page = search(visitor, text, expect=422)
    assert said in page.words
    assert found(page) == {}


@pytest.mark.parametrize("text", ["zq", "a" * 200, "one two three four five six seven 8 9 10 11"])
def test_what_lies_just_within_the_bounds_is_searched(visitor, app, text):
    visitor.sign_in(liaison())
    assert "Nothing was found" in search(visitor, text).words


def test_without_words_it_says_what_can_be_searched(visitor, app):
    visitor.sign_in(liaison())
    for text in ("", "   "):
        assert "lawsuits by caption or docket number" in search(visitor, text).words


def test_the_frame_of_every_page_leads_to_it(visitor, app):
    visitor.sign_in(liaison())
    page = visitor.get("membership.alliances")
    forms = [e for e in page.tree.iter("form") if e.get("role") == "search"]
    assert [e.get("action") for e in forms] == [visitor.url("workspaces.search")] * 2
    assert all(e.get("method") == "get" for e in forms)
