"""What somebody does on pages, one step after the other."""

import re

from playwright.sync_api import expect

OPEN = "Joint resolution on publishing road-weather data in one format"
SIGNED = "Joint resolution on a common form for mutual-aid requests"
CIRCULATED = "Joint resolution on a shared calendar of continuing-education dates"
DRAFTED = "Joint resolution on recognizing one another's apprenticeship hours"
BODY = "/alliances/demo-five-states"


def of(title: str):
    """Open a resolution from the list."""

    def go(page):
        page.goto("/resolutions/")
        page.get_by_role("link", name=title).click()

    return go


def press(*names: str):
    """Press one thing after another."""

    def go(page):
        for name in names:
            found = page.get_by_role("link", name=name, exact=True)
            found.or_(page.get_by_role("button", name=name, exact=True)).first.click()

    return go


def at(path: str):
    """Open an address."""
    return lambda page: page.goto(path)


def fill(label: str, text: str):
    """Fill in a field."""
    return lambda page: page.get_by_label(label, exact=True).fill(text)


def choose(label: str):
    """Choose one of several."""
    return lambda page: page.get_by_label(label).check()


def arrived(page, heading):
    """Wait until the page with this heading is there: a click does not wait for it."""
    expect(page.locator("h1")).to_have_text(re.compile("^" + re.escape(heading)))


def drafts(title: str, says: str):
    """Draft a text of one clause, and open it."""

    def go(page):
        page.goto("/resolutions/new/demo-five-states")
        page.get_by_label("Title").fill(title)
        page.get_by_label("What it says").fill(says)
        page.get_by_role("button", name="Save the draft").click()
        arrived(page, "Write")
        page.get_by_role("link", name=title).click()
        arrived(page, title)

    return go


def play(page, steps) -> None:
    """Do one step after the other; then the page is there with its style."""
    for step in steps:
        step(page)
    page.wait_for_load_state()


def in_session(page):
    """A meeting that is called and called to order at once; then who is there is recorded."""
    page.goto(f"{BODY}/meetings/call")
    page.get_by_label("Title").fill("Meeting of a scene")
    page.get_by_label("Place").fill("Room 1")
    page.get_by_role("button", name="Call the meeting").click()
    page.get_by_role("link", name="Call to order").click()
    page.get_by_role("button", name="Call the meeting to order").click()
    arrived(page, "Record attendance")


def attended(page):
    """The same, with three states there."""
    in_session(page)
    for state in ("Colorado", "Georgia", "Utah"):
        page.get_by_label(state, exact=True).select_option("in person")
        page.get_by_label(f"Who is there for {state}").fill("Somebody, Office of the Governor")
    page.get_by_role("button", name="Record the attendance").click()
    arrived(page, "Attendance of")
