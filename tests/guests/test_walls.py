"""A guest opens what was shared with them, their own account, and nothing else."""

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from werkzeug.routing import IntegerConverter

from alliance.core.policy import POLICY, may
from alliance.core.web import OPEN
from alliance.workspaces import examples
from alliance.workspaces.who_may import subjects_of
from tests import make
from tests.addresses import addresses
from tests.browser import Browser
from tests.litigation import cases
from tests.people import SECRETARIAT

# Their list, their own account, and what everybody may open who has signed in nowhere.
OPENS = {
    "workspaces.desk",
    "workspaces.settings",
    "accounts.sessions",
    "factors.security",
    "factors.app",
    "factors.remove_app",
    "factors.passkey",
    "factors.password",
    "factors.email",
    "factors.recovery_codes",
    "proving.prove",
    "guests.read",
    "health.alive",
    "health.ready",
    "entrance.ask",
    "entering.ask",
    "recovering.forgotten",
    "single_sign_on.asked",
    "single_sign_on.keys",
}
SHUT = {303, 302, 400, 403, 404, 405, 409, 410}


@pytest.fixture
def guest(app, tmp_path):
    """Everything there is to hide, one thing that is shared, and its guest's browser."""
    cases.lawsuit(tmp_path)
    make.draft()
    make.answered(make.put(), CO="yea")
    make.signed(make.adopted(), "CO")
    make.guest(make.shared("other@think.example", make.circulated(), SECRETARIAT))
    share = make.shared()
    return share, Browser(app).sign_in(make.guest(share))


def test_a_guest_who_tries_every_address_opens_a_short_list_and_nothing_else(app, guest):
    share, browser = guest
    opened = set()
    for one in addresses(app):
        answer = browser._request("get", one.path)
        code = answer.status_code
        answer.close()
        if code == 200:
            assert one.endpoint in OPENS, one
            if one.endpoint == "guests.read":
                assert one.thing == share.id, "what is shared with another guest"
            opened.add(one.endpoint)
        else:
            assert code in SHUT, (one, code)
            if getattr(app.view_functions[one.endpoint], "action", OPEN) != OPEN:
                assert code in {403, 404} or one.endpoint in OPENS, (one, code)
    assert {"workspaces.desk", "guests.read", "workspaces.settings"} <= opened


def test_a_guest_may_send_nothing_but_what_is_their_own(app, guest):
    share, browser = guest
    token = browser.get("workspaces.desk").field("csrf_token")
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        action = getattr(view, "action", OPEN)
        if "POST" not in rule.methods or action == OPEN:
            continue
        domain = action.partition(":")[0]
        if domain == "factors" or action == "accounts:own-session":
            continue  # their own account
        numbers = {n for n, one in rule._converters.items() if isinstance(one, IntegerConverter)}
        where = {
            name: share.id if "id" in name else 1 if name in numbers else "nothing"
            for name in rule.arguments
        }
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, where)
        answer = browser._request("post", path, data={"csrf_token": token})
        assert answer.status_code in {403, 404}, (rule, answer.status_code)


def test_every_link_on_a_guests_pages_leads_somewhere_they_may_go(guest):
    share, browser = guest
    waiting, seen = ["/", f"/shared/{share.id}"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = browser._request("get", path)
        assert answer.status_code in {200, 303}, (path, answer.status_code)
        if path.startswith("/static/") or answer.status_code != 200:
            answer.close()
            continue
        page = browser.at(path)
        assert "Search" not in page.words
        links = (urlsplit(link) for link in page.links())
        waiting += [link.path for link in links if link.path.startswith("/")]
    assert "/settings/security" in seen or "/settings/" in seen


def test_the_settings_of_a_guest_are_their_account_alone(guest):
    _, browser = guest
    page = browser.get("workspaces.settings")
    (facts,) = list(page.tree.iter("dl"))
    words = [" ".join("".join(e.itertext()).split()) for e in facts.iter("dt")]
    assert words == ["Security", "Sessions"]


def test_the_policy_gives_a_guest_only_this(app):
    somebody = [who for who in examples.cast() if who.rank == "guest"]
    assert len(somebody) == 2
    things = examples.things()
    allowed = {
        action
        for action in POLICY
        for _, subject in subjects_of(action, things)
        if any(may(who, action, subject) for who in somebody)
    }
    own = {action for action in POLICY if action.startswith("factors:")}
    assert allowed == own | {
        "accounts:own-session",
        "guests:read",
        "workspaces:desk",
        "workspaces:settings",
    }


def test_what_is_shown_to_the_other_states_is_not_shown_to_guests(app):
    somebody = next(who for who in examples.cast() if who.rank == "guest")
    other = next(who for who in examples.cast() if who.state == "UT")
    document = SimpleNamespace(office_id=None, shared=True)
    assert may(other, "authority:document", document)
    assert not may(somebody, "authority:document", document)
