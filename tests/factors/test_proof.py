"""Fresh proof before binding acts, and the second factor that some ranks need."""

import datetime as dt

import pytest

from alliance.app import create_app
from alliance.core import clock, web
from alliance.core.actor import Rank
from alliance.core.settings import from_environment
from alliance.factors.keys import signed
from alliance.votes.queries import answers_to
from tests import make
from tests.factors.apps import App, enrolled
from tests.factors.test_app import second_step
from tests.people import PASSWORD, administrator, counsel, governor, liaison, observer, secretary

START = dt.datetime(2027, 3, 1, 15, 0, 5, tzinfo=dt.UTC)
FRESH = dt.timedelta(minutes=5)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def question(app):
    """One that is open at the hour of these tests."""
    with clock.stopped_at(START):
        return make.put()


def test_at_4_59_a_proof_serves_and_after_five_minutes_it_is_asked_for(visitor, question):
    with clock.stopped_at(START):
        visitor.sign_in(governor())
    for age in (FRESH - SECOND, FRESH):
        with clock.stopped_at(START + age):
            visitor.get("votes.answer", question_id=question.id)
    with clock.stopped_at(START + FRESH + SECOND):
        answer = visitor.get("votes.answer", 303, question_id=question.id)
        assert answer.location.startswith("/prove?then=")
        assert visitor.get("votes.show", question_id=question.id), "reading asks for none"


def test_after_the_proof_one_is_led_back_and_it_serves_again(visitor, question):
    phone = enrolled(governor())
    with clock.stopped_at(START):
        visitor.sign_in(governor())
    with clock.stopped_at(START + 2 * FRESH):
        address = visitor.url("votes.answer", question_id=question.id)
        to = visitor.at(f"{address}?from=desk", 303).location
        page = visitor.at(to)
        assert page.h1 == "Show that it is you"
        assert "authenticator app" in page.words
        assert page.words.count("Password") == 0, "a password is not enough for who has more"
        data = {"how": "app", "code": "000000"}
        page = visitor.press("proving.prove", page, data, 422)
        data["code"] = phone.code
        assert visitor.press("proving.prove", page, data).location == f"{address}?from=desk"
        visitor.at(address)


def test_what_was_typed_is_kept_when_the_proof_grows_old_on_the_way(visitor, question):
    phone = enrolled(governor())
    with clock.stopped_at(START):
        visitor.sign_in(governor())
        page = visitor.get("votes.answer", question_id=question.id)
    with clock.stopped_at(START + 2 * FRESH):
        sent = {"answer": "yea", "confirm": "yes"}
        page = visitor.press("votes.answer", page, sent, 403, question_id=question.id)
        assert "What you typed is kept" in page.words
        assert not answers_to(question.id)
        data = {"how": "app", "code": phone.code}
        page = visitor.press("proving.prove", page, data, 200)
        assert page.h1 == "Go on where you were"
        address = visitor.url("votes.answer", question_id=question.id)
        carried = page.hidden(address)
        assert carried["answer"] == "yea"
        visitor.press("votes.answer", page, carried, question_id=question.id)
    assert answers_to(question.id)["CO"].answer == "yea"


def test_who_has_only_a_password_proves_by_it(visitor):
    with clock.stopped_at(START):
        visitor.sign_in(observer())
    with clock.stopped_at(START + 2 * FRESH):
        page = visitor.at(visitor.get("factors.password", 303).location)
        page = visitor.press("proving.prove", page, {"password": "not my password"}, 422)
        assert "not your password" in page.words
        answer = visitor.press("proving.prove", page, {"password": PASSWORD})
        assert answer.location == "/settings/security/password"


def test_a_password_is_no_proof_for_who_has_more(visitor):
    enrolled(liaison())
    visitor.sign_in(liaison())
    visitor.send("proving.prove", {"how": "password", "password": PASSWORD}, 422)


def test_the_way_back_is_signed_and_leads_nowhere_else(app, visitor):
    visitor.sign_in(observer())
    with app.test_request_context():
        forged = ["/votes/", "//evil.example", "https://evil.example", "x.y"]
        forged += [signed("then", "//evil.example"), signed("kept", "/votes/")]
        right = signed("then", "/votes/")
    for then, leads in [*((one, "/") for one in forged), (right, "/votes/")]:
        page = visitor.at(f"/prove?then={then}")
        assert visitor.press("proving.prove", page, {"password": PASSWORD}).location == leads


def test_what_somebody_else_typed_is_not_carried_on(app, visitor, question):
    with app.test_request_context():
        theirs = signed("kept", [str(make.actor(liaison()).person_id), "/votes/", [["a", "b"]]])
    visitor.sign_in(observer())
    data = {"password": PASSWORD, "kept": theirs}
    assert visitor.send("proving.prove", data).location == "/"


BINDING = {"votes.answer", "resolutions.sign", "litigation.position"}
AUTHORITY = {"invite", "grant", "change_role", "suspend", "lift", "end_post"}


def test_every_binding_door_asks_for_a_fresh_proof(app):
    fresh = {name for name, view in app.view_functions.items() if getattr(view, "fresh", False)}
    assert fresh >= BINDING


def test_who_may_act_is_changed_with_a_fresh_proof_only(app, visitor):
    fresh = {name for name, view in app.view_functions.items() if getattr(view, "fresh", False)}
    assert fresh >= {f"staffing.{name}" for name in AUTHORITY}
    with clock.stopped_at(START):
        visitor.sign_in(administrator())
    with clock.stopped_at(START + FRESH + SECOND):
        assert visitor.get("staffing.invite", 303).location.startswith("/prove?then=")


def test_factors_and_addresses_are_changed_with_a_fresh_proof_only(app, visitor):
    with clock.stopped_at(START):
        visitor.sign_in(observer())
    with clock.stopped_at(START + 2 * FRESH):
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("factors.") and rule.endpoint != "factors.security":
                assert app.view_functions[rule.endpoint].fresh, rule


# The second factor that is demanded.

NEED = [governor(), counsel(), secretary(Rank.ADMINISTRATOR), secretary(Rank.PRINCIPAL)]


@pytest.mark.parametrize("role", NEED, ids=str)
def test_who_needs_a_second_factor_and_has_none_can_do_nothing_but_set_one_up(app, visitor, role):
    visitor.sign_in_by_form(role.email)
    shut = 0
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "action", web.OPEN) == web.OPEN or rule.arguments:
            continue
        if "GET" not in rule.methods:
            continue
        answer = visitor._request("get", rule.rule)
        if answer.status_code == 303:
            assert answer.location == "/settings/security", rule
            shut += 1
        else:
            assert rule.rule in {
                "/prove",
                "/settings/security",
                "/settings/security/app",
                "/settings/security/passkeys/new",
                "/settings/security/recovery-codes",
            }
    assert shut > 6
    page = visitor.get("factors.security")
    assert "needs a second factor" in page.words


def test_nothing_is_answered_without_it(visitor):
    question = make.put()
    visitor.sign_in_by_form(governor().email)
    page = visitor.get("factors.security")
    sent = {"answer": "yea", "confirm": "yes"}
    answer = visitor.press("votes.answer", page, sent, question_id=question.id)
    assert answer.location == "/settings/security"
    assert not answers_to(question.id)


def test_setting_one_up_opens_the_desk(visitor):
    visitor.sign_in_by_form(governor().email)
    key = visitor.get("factors.app").texts("code")[0].replace("-", "")
    visitor.send("factors.app", {"code": App(key).code})
    visitor.get("workspaces.desk")


def test_a_liaison_and_an_observer_work_with_a_password(visitor):
    for role in (liaison(), observer()):
        visitor.client = visitor.app.test_client()
        visitor.sign_in_by_form(role.email)
        visitor.get("workspaces.desk")


def test_a_session_begun_with_two_factors_is_strong(visitor):
    phone = enrolled(governor())
    visitor.sign_in_by_form(governor().email)
    second_step(visitor, phone.code)
    visitor.get("workspaces.desk")


def test_the_demand_is_lifted_in_a_demonstration_only(app, tmp_path):
    for demo in ("0", "1"):
        environment = {"ALLIANCE_INSTANCE": str(tmp_path), "ALLIANCE_DEMO": demo}
        made = create_app(from_environment(environment))
        assert made.config[web.DEMANDED] is (demo == "0")


def test_a_demonstration_says_that_the_demand_is_lifted(app, visitor, monkeypatch):
    monkeypatch.setitem(app.config, web.DEMANDED, 0)
    visitor.sign_in_by_form(governor().email)
    visitor.get("workspaces.desk")
    assert "not demanded here" in visitor.get("factors.security").words


def test_the_page_shows_ones_own_and_nothing_of_others(visitor):
    enrolled(liaison())
    page = visitor.sign_in(observer()).get("factors.security")
    assert observer().email in page.words
    assert "password alone" in page.words
    assert "It is set up" not in page.words
    page = visitor.sign_in(liaison()).get("factors.security")
    assert "It is set up" in page.words


def weak(visitor, role, used):
    """Somebody with a second factor, in a session that was begun without it."""
    visitor.sign_in(role)
    with visitor._apart(visitor.client.session_transaction) as session:
        session["factors"] = used
    return visitor


@pytest.mark.parametrize("used", ["sso", "password"])
@pytest.mark.parametrize("role", [governor(), liaison()], ids=str)
@pytest.mark.parametrize(
    "endpoint",
    ["factors.app", "factors.passkey", "factors.recovery_codes", "factors.remove_app"],
)
def test_a_session_without_the_factor_that_there_is_changes_none(visitor, role, used, endpoint):
    phone = enrolled(role)
    answer = weak(visitor, role, used).get(endpoint, 303)
    assert answer.location.startswith("/prove?then=")
    page = visitor.at(answer.location)
    assert "/sign-in/prove" not in page.text, "the provider does not stand for the factor"
    visitor.press(endpoint, page, {"code": phone.code, "name": "Mine"}, 403)
    assert visitor.press("factors.ask", page, expect=403)
    visitor.press("proving.prove", page, {"how": "password", "password": PASSWORD}, 422)
    visitor.press("proving.prove", page, {"how": "app", "code": phone.code})
    visitor.get(endpoint)


def test_who_has_a_factor_is_led_to_show_it_and_not_to_set_up_another(visitor):
    enrolled(governor())
    answer = weak(visitor, governor(), "sso").get("workspaces.desk", 303)
    assert answer.location.startswith("/prove?then=")
