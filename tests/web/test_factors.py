"""Passkeys, apps and fresh proof in a browser, with an authenticator that Chromium plays."""

import re

import pytest
from passlib.totp import TOTP
from playwright.sync_api import expect

from alliance.demo.cast import PASSWORD
from tests.web.people import PRINCIPAL, fill_in, sign_in
from tests.web.steps import SIGNED, of

PEOPLE = {
    "passkey": "liaison@ga.example",
    "app": "counsel@ag.co.example",
    "locked": "people@co.example",
    "proof": "counsel@co.example",  # who signs in nowhere else: they keep the passkey
}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def holder(visit):
    """A page of a browser whose device holds passkeys, and the device."""
    page = visit()
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    key = talk.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def verifies(how):
        verified = how == "verified"
        talk.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": verified})

    return page, verifies


def add_passkey(page, name):
    page.goto("/settings/security")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()


def remove_passkey(page, name):
    page.goto("/settings/security")
    page.get_by_role("link", name=f"Remove {name}").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()


def sign_out(page):
    page.context.clear_cookies()
    page.goto("/sign-in")


def test_a_passkey_is_added_signs_in_alone_and_is_removed(holder):
    page, verifies = holder
    sign_in(page, PEOPLE["passkey"])
    add_passkey(page, "Office laptop")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.get_by_role("button", name="Make ten codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes li").first.inner_text()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Desk")
    expect(page.locator(".office__name").first).to_have_text("Georgia, Office of the Governor")

    sign_out(page)
    fill_in(page, PEOPLE["passkey"])
    expect(page.locator("h1")).to_have_text("Second step")
    verifies("not verified")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".passkey__said")).to_contain_text("cancelled")
    verifies("verified")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Desk")

    sign_out(page)
    fill_in(page, PEOPLE["passkey"])
    page.get_by_text("Use a recovery code", exact=True).first.click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Use the recovery code").click()
    expect(page.locator("h1")).to_have_text("Desk")

    remove_passkey(page, "Office laptop")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not accepted")).to_be_visible()


def test_an_app_is_set_up_from_its_key_and_asked_for_after_the_password(visit):
    page = visit()
    sign_in(page, PEOPLE["app"])
    page.get_by_role("link", name="your settings").click()
    page.get_by_role("link", name="Security", exact=True).click()
    page.get_by_role("link", name="Set up an app").click()
    picture = page.get_by_role("img", name=re.compile("Picture for the app"))
    assert picture.evaluate("image => image.complete && image.naturalWidth > 20")
    app = TOTP(key=page.locator("code.digest").inner_text().replace("-", ""), format="base32")
    page.get_by_label("Code").fill(app.generate().token)
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    sign_out(page)
    fill_in(page, PEOPLE["app"])
    expect(page.locator("h1")).to_have_text("Second step")
    # The next code serves already, and the one of the setting up serves no more.
    later = app.generate().expire_time + 1
    page.get_by_label("Code").fill(app.generate(int(later)).token)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Desk")


def test_a_change_of_authority_asks_for_a_passkey_when_the_last_proof_is_old(holder, served):
    page, _ = holder
    sign_in(page, PEOPLE["proof"])
    add_passkey(page, "Phone")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    made_old(page, served)
    page.goto("/office/authority")
    page.get_by_role("link", name="Record an authority").click()
    expect(page.locator("h1")).to_have_text("Show that it is you")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("h1")).to_have_text("Record an authority")


def test_signing_asks_again_and_leads_back(visit, served):
    page = visit()
    sign_in(page, PRINCIPAL)
    made_old(page, served)
    of(SIGNED)(page)
    page.get_by_role("link", name="Sign", exact=True).click()
    expect(page.locator("h1")).to_have_text("Show that it is you")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_contain_text("Sign")
    assert page.url.endswith("/sign")


def made_old(page, served):
    """The session as it would be ten minutes later: its cookie, signed with the house's key."""
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    house = Flask("house")
    house.secret_key = (served.folder / "secret.key").read_text().strip()
    signer = SecureCookieSessionInterface().get_signing_serializer(house)
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "alliance"]
    facts = signer.loads(cookie["value"])
    facts["proved"] -= 600
    page.context.add_cookies([{**cookie, "value": signer.dumps(facts)}])


def test_after_five_wrong_passwords_the_right_one_has_to_wait(new_context):
    page = new_context().new_page()
    page.goto("/sign-in")
    for _ in range(5):
        fill_in(page, PEOPLE["locked"], "not the password at all")
        expect(page.locator("#error-summary")).to_be_visible()
        page.goto("/sign-in")
    fill_in(page, PEOPLE["locked"], PASSWORD)
    expect(page.get_by_text("Wait 1 minute, then try again")).to_be_visible()
