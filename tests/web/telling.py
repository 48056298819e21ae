"""The story of one resolution, told by clicking what is on the page and nothing else."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from alliance.demo.cast import NAME, PASSWORD
from tests.web.people import LIAISON, SECRETARIAT, governor

CLAUSES = "The member states use one form.\n\nThe secretariat keeps it current."


@dataclass
class Teller:
    """Tells the story step by step; each person has a window of their own."""

    visit: Callable[[str], Any]
    title: str
    windows: dict[str, Any] = field(default_factory=dict)
    resolution: str = ""  # addresses, once they are known
    question: str = ""

    def page(self, email: str):
        """The window of this person."""
        if email not in self.windows:
            self.windows[email] = self.visit(email)
        return self.windows[email]

    def desk(self, email: str):
        """Their window, at the desk."""
        page = self.page(email)
        if page.url == "about:blank":
            page.goto("/")
        page.get_by_role("link", name="Alliance", exact=True).first.click()
        expect(page.locator("h1")).to_have_text("Desk")
        return page

    def button(self, page, act: str):
        """The button of the resolution; the title in its name is for those who hear the page."""
        return page.get_by_role("link", name=re.compile(rf"^{act}\s*: {re.escape(self.title)}"))

    def take_up(self, email: str, act: str):
        """Press the button on the desk that belongs to the resolution."""
        page = self.desk(email)
        self.button(page, act).click()
        heading = page.locator("h1")
        expect(heading).not_to_have_text("Desk")
        if heading.inner_text() == "Show that it is you":  # the story takes its time
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Go on").click()
            expect(heading).not_to_have_text("Show that it is you")
        return page

    def draft_and_circulate(self) -> None:
        """The liaison writes, looks once more, and sends it to the members."""
        page = self.desk(LIAISON)
        page.get_by_role("link", name="Alliances").first.click()
        page.get_by_role("link", name=NAME).click()
        page.get_by_role("link", name="Draft a resolution").click()
        page.get_by_label("Title").fill(self.title)
        page.get_by_label("Whereas clauses").fill("the states assist one another")
        page.get_by_label("What it says").fill(CLAUSES)
        page.get_by_role("button", name="Save the draft").click()
        expect(page.locator("h1")).to_have_text("Write")
        page.get_by_role("link", name=self.title).click()
        expect(page.locator("h1")).to_have_text(self.title)
        self.resolution = page.url
        page.get_by_role("link", name="Circulate").click()
        expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()
        page.get_by_role("button", name="Circulate it").click()
        expect(page.locator(".status")).to_contain_text("Circulated to the members")

    def put_the_question(self) -> None:
        """The secretariat asks, under the rule of two thirds."""
        page = self.take_up(SECRETARIAT, "Put the question")
        rule = "Two thirds of those voting, quorum more than half"
        page.get_by_label("Rule", exact=True).select_option(rule)
        page.get_by_role("button", name="Review the question").click()
        expect(page.get_by_text("Nothing is recorded yet.")).to_be_visible()
        expect(page.locator(".facts--review")).to_contain_text(
            "Colorado, Georgia, Minnesota, Pennsylvania and Utah"
        )
        page.get_by_role("button", name="Put the question").click()
        expect(page.locator("h1")).to_have_text(f"Vote on {self.title}")
        self.question = page.url

    def answer(self, state: str, choice: str) -> None:
        """The principal of a state answers, and has a receipt."""
        page = self.take_up(governor(state), "Answer")
        page.get_by_label(choice).check()
        page.get_by_role("button", name="Review the answer").click()
        word = choice.partition(":")[0].lower()
        page.get_by_role("button", name=f"Record the answer: {word}").click()
        expect(page.locator("h1")).to_contain_text("Receipt for")
        expect(page.locator(".receipt")).to_contain_text(word)

    def close(self) -> None:
        """The secretariat closes the roll call that is complete."""
        page = self.take_up(SECRETARIAT, "Close the roll call")
        expect(page.locator(".facts--review")).to_contain_text("nobody")
        page.get_by_role("button", name="Close the roll call").click()
        expect(page.locator(".status")).to_contain_text("carried")

    def sign(self, state: str) -> None:
        """The principal of a state signs."""
        page = self.take_up(governor(state), "Sign")
        # One entry of the office's authority register fits: it is shown, and there is no choice.
        expect(page.get_by_text("from your office's authority register")).to_be_visible()
        page.get_by_role("button", name="Review the signature").click()
        expect(page.get_by_text("Nothing is signed yet.")).to_be_visible()
        page.get_by_role("button", name="Sign for the state").click()
        expect(page.locator("h1")).to_contain_text("Signatures under")
