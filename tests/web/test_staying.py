"""The warning before a session runs out, and what was typed, in a browser whose clock is set."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.people import LIAISON, fill_in, sign_in

MINUTES = 60_000


def draft(new_context):
    """The form of a draft in a browser of its own, whose clock stands still."""
    context = new_context()
    page = context.new_page()
    sign_in(page, LIAISON)
    page.clock.install()
    page.goto("/resolutions/new/demo-five-states")
    return page


def test_a_dialog_warns_before_the_end_and_one_button_extends(new_context):
    page = draft(new_context)
    dialog = page.get_by_role("dialog")
    page.clock.run_for(26 * MINUTES)
    expect(dialog).to_be_hidden()
    page.clock.run_for(2 * MINUTES)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(re.compile("signed out in [23] minutes"))
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Stay signed in").press("Enter")
    expect(dialog).to_be_hidden()
    page.clock.run_for(26 * MINUTES)
    expect(dialog).to_be_hidden()
    page.clock.run_for(5 * MINUTES)
    expect(dialog).to_contain_text("You have been signed out")
    expect(dialog.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", re.compile(r"^/sign-in\?next=%2F")
    )


def test_what_was_typed_outlives_the_session_and_is_put_back(new_context):
    page = draft(new_context)
    address = page.url
    page.get_by_label("Title").fill("Words that were not sent")
    page.context.clear_cookies()  # as a session that has run out
    page.get_by_role("button", name="Save the draft").click()
    fill_in(page, LIAISON)
    page.wait_for_url(address)
    expect(page.get_by_label("Title")).to_have_value("Words that were not sent")
    expect(page.get_by_text("was put back")).to_be_visible()
    page.locator("header").get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in**")
    sign_in(page, LIAISON)
    page.goto(address)
    expect(page.get_by_label("Title")).to_have_value("")
