"""Whatever stands in an address or a form, the answer is a page that says so, never a fault."""

import io

import pytest

from alliance.core.db import db
from alliance.votes.models import Question
from tests import make
from tests.browser import Page
from tests.litigation import cases
from tests.membership.files import contents
from tests.people import SECRETARIAT, counsel, governor, liaison

NONSENSE = [
    "",
    "\x00",
    "\x1b[2J",
    "\u202e",
    "\ufffe",
    "💥",
    "-1",
    "1e309",
    "9" * 400,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30T25:61",
    "9999-12-31T23:59",
    "'; DROP TABLE answers; --",
    "<b>",
    "%s%n{0}",
    "../../etc/passwd",
    "a" * 30_000,
    "e" + "\u0301" * 10_000,
    "[" * 3_000,
    '{"a": NaN}',
]
ASKED = (
    *("as_of", "after", "state", "court", "status", "stage", "alliance", "show", "filed_from"),
    *("q", "words"),
)
SHORT = ("", "\x00", "\ufffe", "9" * 400, "9999-12-31T23:59", "<b>", "[" * 3_000, '{"a": NaN}')
FINE = {200, 302, 303, 403, 404, 409, 413, 422}


@pytest.fixture
def there(app, tmp_path):
    """One thing of each kind, at the stage at which its forms are open."""
    suit = cases.lawsuit(tmp_path)
    adopted = make.adopted()
    question = make.put()
    ids = {
        "draft": make.draft().id,
        "circulated": make.circulated().id,
        "adopted": adopted.id,
        "question": question.id,
        "case": suit.case_id,
    }
    db.session.rollback()
    return ids


def page_of(answer):
    """Every answer with a page in it is valid HTML with a heading."""
    if answer.content_type.startswith("text/html") and not answer.location:
        Page(answer).obey_house_rules()
    return answer


def test_nonsense_in_an_address_is_told_and_never_a_fault(app, visitor, there, campaign):
    visitor.sign_in(liaison())
    ways = (
        *(
            "/",
            "/search",
            "/record",
            "/states/CO",
            "/alliances/",
            "/alliances/ours",
            "/resolutions/",
        ),
        *("/votes/", "/lawsuits/", f"/lawsuits/{there['case']}"),
    )
    for way in ways:
        for value in NONSENSE if campaign else SHORT:
            answer = visitor._request("get", way, query_string=dict.fromkeys(ASKED, value))
            assert answer.status_code in FINE, (way, value[:40])
            page_of(answer)


def test_one_bad_word_in_an_address_is_told_whatever_the_others_say(app, visitor, there):
    visitor.sign_in(liaison())
    for name, way, code in (
        ("as_of", "/alliances/ours", 422),
        ("as_of", "/states/CO", 422),
        ("as_of", f"/lawsuits/{there['case']}", 422),
        ("state", "/lawsuits/", 422),
        ("court", "/lawsuits/", 422),
        ("filed_from", "/lawsuits/", 422),
        ("stage", "/resolutions/", 404),
        ("alliance", "/resolutions/", 404),
    ):
        answer = visitor._request("get", way, query_string={name: "<b>nonsense</b>"})
        assert answer.status_code == code, (name, way)
        assert "<b>nonsense" not in answer.get_data(as_text=True)
        page_of(answer)


def test_nonsense_in_a_form_is_told_and_never_a_fault(app, visitor, there, campaign):
    forms = [
        (liaison(), "resolutions.draft", {"slug": "ours"}),
        (liaison(), "drafting.write", {"resolution_id": there["draft"]}),
        (SECRETARIAT, "resolutions.put", {"resolution_id": there["circulated"]}),
        (governor(), "resolutions.sign", {"resolution_id": there["adopted"]}),
        (governor(), "votes.answer", {"question_id": there["question"]}),
        (counsel(), "litigation.position", {"case_id": there["case"]}),
    ]
    for role, endpoint, where in forms:
        visitor.sign_in(role)
        token = visitor.get(endpoint, **where).field("csrf_token")
        address = visitor.url(endpoint, **where)
        good = _good(endpoint)
        for name in good:  # one field at a time, the others as they should be
            for value in NONSENSE if campaign else SHORT:
                form = good | {name: value, "csrf_token": token}
                answer = visitor._request("post", address, data=form)
                assert answer.status_code in FINE, (endpoint, name, value[:40])
                page_of(answer)


def _good(endpoint):
    return {
        "resolutions.draft": {"title": "T", "whereas": "w", "resolved": "r", "base": "1"},
        "drafting.write": {"title": "T", "enacting": "E", "base": "0", "version": "1", "do": ""},
        "resolutions.put": {"closes": "2026-12-24T12:00", "rule": "other", "other": "{}"},
        "resolutions.sign": {"authority": ""},
        "votes.answer": {"answer": "yea"},
        "litigation.position": {"stance": "joins", "before": "0"},
    }[endpoint]


def test_an_empty_form_and_one_twice_as_full_are_told(app, visitor, there):
    visitor.sign_in(governor())
    address = visitor.url("votes.answer", question_id=there["question"])
    token = visitor.at(address).field("csrf_token")
    before = contents()
    page_of(visitor._request("post", address, data={"csrf_token": token}))
    twice = {"csrf_token": token, "answer": ["maybe", "yea"], "confirm": ["yes", "yes"]}
    answer = page_of(visitor._request("post", address, data=twice))
    assert answer.status_code == 422
    assert contents() == before
    assert db.session.get_one(Question, there["question"]).is_open


def test_too_much_is_refused_before_it_is_read(app, visitor, there):
    visitor.sign_in(liaison())
    address = visitor.url("resolutions.draft", slug="ours")
    token = visitor.at(address).field("csrf_token")
    form = {"title": "T", "resolved": "x" * (5 << 20), "csrf_token": token}
    before = contents()
    answer = visitor._request("post", address, data=form)
    assert answer.status_code == 413
    assert contents() == before


def test_a_file_in_place_of_a_field_is_told(app, visitor, there):
    visitor.sign_in(liaison())
    address = visitor.url("resolutions.draft", slug="ours")
    token = visitor.at(address).field("csrf_token")
    form = {"title": (io.BytesIO(b"x"), "../x.csv"), "resolved": "x", "csrf_token": token}
    answer = visitor._request("post", address, data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    page_of(answer)
