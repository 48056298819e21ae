"""Scenes of texts on their way, each on a text of its own: no other test finds one there."""

from playwright.sync_api import expect

from tests.web.people import LIAISON, SECRETARIAT, sign_in
from tests.web.steps import DRAFTED, arrived, drafts, of, press

REFERRED = press("Refer to a committee", "Refer to a committee")


def circulated(title: str):
    """A text that the liaison of a member circulated meanwhile."""

    def go(page):
        page.goto("/")
        context = page.context.browser.new_context(base_url=page.url)
        other = context.new_page()
        sign_in(other, LIAISON)
        drafts(title, "It is short.")(other)
        press("Circulate", "Circulate it")(other)
        expect(other.locator(".status")).to_contain_text("Circulated to the members")
        page.goto(other.url)
        context.close()

    return go


def two_versions(page):
    """Words added to the only clause of a draft, and kept as a version."""
    drafts("Joint resolution in two versions", "It is short.")(page)
    press("Write")(page)
    arrived(page, "Write")
    with page.expect_response(lambda one: one.request.method == "POST"):  # what was typed is there
        page.locator("[data-unit] textarea").first.fill("It is not so short.")
    press("Save a version")(page)
    arrived(page, "Save a version")
    press("Save version 2")(page)
    arrived(page, "Joint resolution in two versions")


OF_TEXTS = {
    "write": (LIAISON, [of(DRAFTED), press("Write")], "Write"),
    "version refused": (
        LIAISON,
        [of(DRAFTED), press("Write", "Save a version", "Save version 2")],
        "Save a version",
    ),
    "two versions": (LIAISON, [two_versions, press("Changes")], "Changes of"),
    "engross": (
        SECRETARIAT,
        [circulated("Joint resolution to engross"), press("Engross")],
        "Engross",
    ),
    "committee": (
        SECRETARIAT,
        [circulated("Joint resolution in a committee"), REFERRED, press("Report it back")],
        "Report it back",
    ),
    "taken up": (
        SECRETARIAT,
        [
            circulated("Joint resolution to take up again"),
            press("Engross", "Engross this text", "Take it up again"),
        ],
        "Take it up again",
    ),
}
