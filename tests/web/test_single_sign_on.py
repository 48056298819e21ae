"""Single sign-on in a browser: through a provider on this machine, there and back."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.single_sign_on.fake import FakeProvider
from tests.web.people import fill_in
from tests.web.served import alliance

WHO = "liaison@ga.example"
STATE = "Georgia"


@pytest.fixture
def provider(served):
    """Georgia's provider, registered by the command for as long as the test lasts."""
    with FakeProvider() as fake:
        given = ("GA", "--issuer", fake.issuer, "--client-id", "alliance", "--label", STATE)
        added = alliance(served.folder, "sso", "add", *given, "--json", PORT=str(served.port))
        assert added.returncode == 0, added.stderr
        said = json.loads(added.stdout)
        with urllib.request.urlopen(said["jwks_uri"]) as answer:  # noqa: S310 (our own address)
            (fake.client_key,) = json.load(answer)["keys"]
        fake.person |= {"email": WHO, "sub": "taylor"}
        yield fake
        assert alliance(served.folder, "sso", "remove", said["id"]).returncode == 0


@pytest.fixture
def page(new_context):
    """A browser that may leave the house: the provider is another host."""
    return new_context().new_page()


def through_the_state(page):
    page.goto("/sign-in")
    page.get_by_label("State", exact=True).select_option(STATE)
    page.get_by_role("button", name=re.compile("Go to my state")).click()


def test_one_links_the_sign_in_of_the_state_once_and_comes_in_through_it(page, provider):
    through_the_state(page)
    expect(page.locator("h1")).to_have_text("Not known here yet")
    page.get_by_role("link", name="sign in to it once as before").click()
    fill_in(page, WHO)
    expect(page.get_by_text("This sign-in waits to be linked")).to_be_visible()
    page.get_by_role("button", name="Link this sign-in").click()
    expect(page.get_by_text("Your sign-in is linked.")).to_be_visible()
    page.context.clear_cookies()
    through_the_state(page)
    expect(page.locator("h1")).to_have_text("Desk")
    expect(page.locator(".office__name").first).to_have_text("Georgia, Office of the Governor")


def test_an_answer_to_another_question_lets_nobody_in(page, provider):
    provider.change = lambda claims: {**claims, "nonce": "of another question"}
    through_the_state(page)
    expect(page.locator("h1")).to_have_text("Signing in did not work")
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Sign in")
