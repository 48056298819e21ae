"""Every route: guarded, typed, kebab-case, and closed to those who may not enter."""

import re
from pathlib import Path

import pytest
from flask import Blueprint

from alliance.accounts.sign_in import LIBRARY
from alliance.app import create_app
from alliance.core import clock, web
from alliance.core.policy import POLICY
from alliance.core.settings import from_environment
from alliance.membership.rules import TAKEN
from tests import make
from tests.addresses import addresses
from tests.amendments.made import everything as amended
from tests.litigation import cases
from tests.meetings.made import everything as met
from tests.membership.files import contents
from tests.people import SECRETARIAT, counsel, governor, liaison, observer

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# What is open to the signed-out: whether the server is well; signing in and out, by password and
# second step, by passkey, or through a state's own sign-in (with the public half of our key there);
# links that came by mail; coming in by an invitation or a request for access; our own style sheets
# and scripts; two whose addresses are the proof: a person's calendar, and stopping mail; and texts
# that are meant for everybody.
OPEN = {
    "entering.ask",
    "entering.by_passkey",
    "entering.second_step",
    "recovering.confirm_email",
    "recovering.forgotten",
    "recovering.reset",
    "health.alive",
    "health.ready",
    "health.metrics",
    "entrance.accept",
    "entrance.ask",
    "security.login",
    "single_sign_on.asked",
    "single_sign_on.back",
    "single_sign_on.choose",
    "single_sign_on.go",
    "single_sign_on.keys",
    "security.logout",
    "static",
    "workspaces.calendar",
    "mailing.unsubscribe",
    "public.attached",
    "public.download",
    "public.show",
}


def routes(app):
    return list(app.url_map.iter_rules())


def address(app, rule):
    """An address of this route that leads to nothing that exists."""
    samples = {
        "uuid": clock.new_id(),
        "integer": 1,
        "string": "nothing",
        "path": "nothing",
        "default": "nothing",
    }
    where = {}
    for name in rule.arguments:
        kind = rule._converters[name].__class__.__name__.removesuffix("Converter").lower()
        where[name] = samples.get(kind, "nothing")
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, where)


def test_no_alliance_can_have_the_id_of_a_page_beside_it(app):
    beside = {
        rule.rule.split("/")[2] for rule in routes(app) if rule.rule.startswith("/alliances/")
    }
    assert {name for name in beside if name and not name.startswith("<")} == TAKEN


def test_the_open_list_is_what_is_open(app):
    found = {
        rule.endpoint
        for rule in routes(app)
        if getattr(app.view_functions[rule.endpoint], "action", None) in {None, web.OPEN}
    }
    assert found == OPEN
    assert set(LIBRARY) <= OPEN


def test_every_other_door_has_a_row_in_the_policy_table(app):
    for rule in routes(app):
        if rule.endpoint not in OPEN:
            assert app.view_functions[rule.endpoint].action in POLICY, rule


def test_addresses_are_typed_and_kebab_case(app):
    for rule in routes(app):
        assert all(":" in part for part in re.findall(r"<([^>]+)>", rule.rule)), rule
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert fixed == fixed.lower(), rule
        assert "_" not in fixed, rule


def test_what_changes_something_is_a_post(app):
    for rule in routes(app):
        assert rule.methods <= {"GET", "POST", "HEAD", "OPTIONS"}, rule


def test_a_get_changes_no_row_whoever_asks(app, visitor, tmp_path):
    cases.lawsuit(tmp_path)
    make.draft()
    make.circulated()
    make.answered(make.put(), WY="nay")
    make.signed(make.adopted(), "CO")
    met()
    amended()
    asked = [one.path for one in addresses(app)] + ["/static/js/alliance.js", "/metrics"]
    for role in (None, liaison(), governor(), counsel(), observer("UT"), SECRETARIAT):
        if role:
            visitor.sign_in(role)
        before = contents()
        for path in asked:
            visitor._request("get", path).close()
        assert contents() == before, role


def test_signed_out_one_is_led_to_sign_in_before_anything_is_looked_up(app, visitor):
    for rule in routes(app):
        if rule.endpoint in OPEN:
            continue
        for verb in rule.methods & {"GET", "POST"}:
            answer = visitor._request(verb.lower(), address(app, rule))
            assert answer.status_code == 303, (rule, verb, answer.status_code)
            assert answer.location.split("?")[0] == "/sign-in"


def test_a_post_without_the_token_is_refused(app, visitor):
    visitor.sign_in(liaison())
    for rule in routes(app):
        if rule.endpoint in OPEN or "POST" not in rule.methods:
            continue
        answer = visitor._request("post", address(app, rule))
        assert answer.status_code == 400, (rule, answer.status_code)


def test_only_the_way_to_stop_mail_takes_a_post_without_a_token(app):
    signed = {name for name, view in app.view_functions.items() if getattr(view, "signed", False)}
    assert signed == {"mailing.unsubscribe"}


def test_what_is_not_there_is_404_for_everybody_signed_in(app, visitor):
    visitor.sign_in(liaison())
    for rule in routes(app):
        if rule.endpoint in OPEN or not rule.arguments or "GET" not in rule.methods:
            continue
        answer = visitor._request("get", address(app, rule))
        assert answer.status_code == 404, (rule, answer.status_code)


def test_every_page_carries_the_headers(app, visitor):
    asked = [visitor._request("get", path) for path in ("/sign-in", "/nothing-here", "/healthz")]
    visitor.sign_in(liaison())
    asked += [visitor._request("get", path) for path in ("/", "/resolutions/", "/votes/nothing")]
    for answer in asked:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.getlist("Cache-Control") == ["no-store"], answer.request.path


def test_what_is_static_may_be_kept_by_the_browser(visitor):
    answer = visitor._request("get", "/static/js/alliance.js")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    answer.close()


def test_an_unguarded_route_stops_the_start(monkeypatch, tmp_path):
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", "stray", lambda: "hello")
    monkeypatch.setattr("alliance.app.litigation", stray)
    settings = from_environment({"ALLIANCE_INSTANCE": str(tmp_path)})
    with pytest.raises(RuntimeError, match="unguarded route: /stray"):
        create_app(settings)


def test_what_templates_ask_permission_for_is_in_the_table(app):
    asked = re.compile(r"""\bmay\(\s*(["'])([a-z:-]+)\1""")
    named = {
        (path.name, found[2])
        for path in TEMPLATES.rglob("*.html")
        for found in asked.finditer(path.read_text())
    }
    assert len(named) > 20
    assert not {one for one in named if one[1] not in POLICY}
