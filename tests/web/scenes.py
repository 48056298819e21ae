"""Pages that no link leads to: forms with problems, review pages, refusals."""

import re

from playwright.sync_api import expect

from tests.web.of_texts import OF_TEXTS
from tests.web.of_votes import OF_VOTES
from tests.web.people import GENERAL, GUEST, LIAISON, OBSERVER, PRINCIPAL, SECRETARIAT, fill_in
from tests.web.steps import (
    BODY,
    CIRCULATED,
    OPEN,
    SIGNED,
    arrived,
    at,
    attended,
    choose,
    drafts,
    fill,
    in_session,
    of,
    press,
)


def wrong_password(page):
    """Try to sign in."""
    page.goto("/sign-in")
    fill_in(page, PRINCIPAL, "not the password at all")


one_draft = drafts("Joint resolution to be withdrawn", "Nothing comes of this.")


def make_an_address(page):
    """Of the calendar, whether or not there is one already."""
    page.locator("main").get_by_role("button", name="Make a").click()


def to_close(page):
    """The page to close the roll call, to which no link leads now."""
    arrived(page, "Vote on")
    page.goto(page.url + "/close")


def withdrawn_twice(page):
    """Two windows, the same button in both."""
    one_draft(page)
    page.get_by_role("link", name="Withdraw this resolution").click()
    arrived(page, "Withdraw")
    other = page.context.new_page()
    other.goto(page.url)
    for window in (other, page):
        window.get_by_role("button", name="Withdraw it").click()
    other.close()


def without_a_token(page):
    """A form whose token is gone."""
    page.goto("/resolutions/new/demo-five-states")
    page.evaluate("document.querySelector('.main [name=csrf_token]').value = 'stale'")
    page.get_by_role("button", name="Save the draft").click()


def three_persons(page):
    """The general asks that one prepares a position, counsel clears it, and another records it."""
    page.goto("/office/steps/rule")
    page.get_by_label("To record a position on a lawsuit").select_option("prepared and cleared")
    page.get_by_role("button", name="Record the rule").click()
    # It is recorded, or was before.
    recorded = page.get_by_role("heading", name="Steps before an act", exact=True)
    expect(recorded.or_(page.locator("#error-summary"))).to_be_visible()


POSITION = "/lawsuits/cl-1-25-cv-00329"
BACKWARDS = "/lawsuits/?filed_from=2026-02-01&filed_to=2026-01-01"
RULE = ('{"majorities": []}',)


def standing(*links: str) -> list:
    """The standing of one member, and on from there."""

    def one(page):
        page.locator("main").get_by_role("link", name=re.compile("^Utah")).first.click()

    return [at(f"{BODY}/standings"), one, press(*links)]


def voted_on(page):
    """The same, with a motion whose roll call is about to be taken."""
    attended(page)
    page.get_by_role("link", name="Motions", exact=True).click()
    page.get_by_role("link", name="Record a motion").click()
    page.get_by_label("Motion", exact=True).fill("that the forms be kept")
    page.get_by_role("button", name="Record the motion").click()
    page.get_by_role("link", name="Take a roll call").click()
    arrived(page, "Take a roll call")


def adjourned(page):
    """The same meeting, over: what its minutes would say."""
    attended(page)
    page.get_by_role("link", name="Overview", exact=True).click()
    page.get_by_role("link", name="Adjourn", exact=True).click()
    page.get_by_role("button", name="Adjourn the meeting").click()
    page.get_by_role("link", name="Draft the minutes").click()


# name: who, the steps, the heading that is reached
SCENES = {
    "sign-in": ("", [at("/sign-in")], "Sign in"),
    "sign-in, asked for a page": ("", [at("/votes/?show=open")], "Sign in"),
    "sign-in refused": ("", [wrong_password], "Sign in"),
    "factors: forgotten": ("", [at("/reset-password")], "Forgotten password"),
    "factors: security": (OBSERVER, [at("/settings/security")], "Signing in and security"),
    "factors: proof": (OBSERVER, [at("/prove")], "Show that it is you"),
    "signed out, no such page": ("", [at("/nowhere")], "No such page"),
    "draft refused": (
        LIAISON,
        [at("/resolutions/new/demo-five-states"), press("Save the draft and write on")],
        "Draft a resolution",
    ),
    **OF_TEXTS,
    **OF_VOTES,
    "saved": (LIAISON, [one_draft], "Joint resolution to be withdrawn"),
    "withdraw": (LIAISON, [one_draft, press("Withdraw this resolution")], "Withdraw"),
    "409": (LIAISON, [withdrawn_twice], "This cannot be done now"),
    "400": (LIAISON, [without_a_token], "The request could not be read"),
    "403": (OBSERVER, [at("/resolutions/new/demo-five-states")], "This is not open"),
    "404": (OBSERVER, [at("/nowhere")], "No such page"),
    "405": (OBSERVER, [at("/sign-out")], "This address does not take that"),
    "question refused": (
        SECRETARIAT,
        [
            of(CIRCULATED),
            press("Put the question"),
            fill("Answers are taken until", "2020-01-01T12:00"),
            lambda page: page.get_by_label("Rule", exact=True).select_option("other"),
            lambda page: page.get_by_label("Rule as JSON").fill(*RULE),
            press("Review the question"),
        ],
        "Put the question",
    ),
    "question reviewed": (
        SECRETARIAT,
        [of(CIRCULATED), press("Put the question", "Review the question")],
        "Review the question",
    ),
    "meeting: attendance refused": (
        SECRETARIAT,
        [in_session, fill("At (optional)", "99:99"), press("Record the attendance")],
        "Record attendance",
    ),
    "meeting: roll call refused": (
        SECRETARIAT,
        [voted_on, press("Enter the roll call")],
        "Take a roll call",
    ),
    "meeting: minutes reviewed": (SECRETARIAT, [adjourned], "Draft the minutes"),
    "close before the time": (
        SECRETARIAT,
        [of(OPEN), press("Vote"), to_close],
        "Close the roll call",
    ),
    "answer refused": (
        PRINCIPAL,
        [of(OPEN), press("Answer", "Review the answer")],
        "Answer on",
    ),
    "answer reviewed": (
        PRINCIPAL,
        [of(OPEN), press("Answer"), choose("Nay: against"), press("Review the answer")],
        "Review your answer",
    ),
    "signature reviewed": (
        PRINCIPAL,
        [
            of(SIGNED),
            press("Sign"),
            press("Review the signature"),
        ],
        "Review your signature",
    ),
    "position refused": (
        PRINCIPAL,
        [at("/lawsuits/cl-1-25-cv-00329/position"), press("Review the position")],
        "Record a position",
    ),
    "position reviewed": (
        PRINCIPAL,
        [
            at("/lawsuits/cl-1-25-cv-00329/position"),
            choose("Joins: the office takes part"),
            press("Review the position"),
        ],
        "Review the position",
    ),
    "steps: rule": (GENERAL, [at("/office/steps/rule")], "Change the steps before an act"),
    "steps: not taken": (GENERAL, [three_persons, at(f"{POSITION}/position")], "Record a position"),
    "steps: preparing refused": (
        GENERAL,
        [three_persons, at(f"{POSITION}/prepare"), press("Prepare it")],
        "Prepare a position",
    ),
    "steps: prepared": (
        GENERAL,
        [
            three_persons,
            at(f"{POSITION}/prepare"),
            choose("Joins: the office takes part"),
            press("Prepare it"),
        ],
        "A position on a lawsuit prepared",
    ),
    "steps: under way": (GENERAL, [three_persons, at("/office/steps")], "Steps before an act"),
    "commitment refused": (
        PRINCIPAL,
        [at("/office/commitments/new"), press("Review the commitment")],
        "Note a commitment",
    ),
    "commitment reviewed": (
        PRINCIPAL,
        [
            at("/office/commitments/new"),
            fill("Amount in dollars", "1,500.00"),
            fill("What it is for", "Printing of the compact"),
            press("Review the commitment"),
        ],
        "Review the commitment",
    ),
    "charter refused": (
        SECRETARIAT,
        [at(f"{BODY}/charter/draft"), fill("Text", ""), press("Save the draft")],
        "Draft a charter version",
    ),
    "charter reviewed": (
        SECRETARIAT,
        [
            at(f"{BODY}/charter"),
            press("Version 2", "Record its adoption"),
            fill("Adopted by", "Resolution 1 of the annual meeting"),
            press("Review the adoption"),
        ],
        "Review the adoption",
    ),
    "seat refused": (
        SECRETARIAT,
        [at(f"{BODY}/groups"), press("Road-weather data", "Give a seat", "Give the seat")],
        "Give a seat",
    ),
    "dues refused": (
        SECRETARIAT,
        [at(f"{BODY}/dues/new"), press("Record the dues")],
        "Record dues",
    ),
    "application": (PRINCIPAL, [at("/alliances/wga/apply")], "Apply to join"),
    "leaving refused": (
        PRINCIPAL,
        [
            at(f"{BODY}/leave"),
            lambda page: page.get_by_label("Leaving from").fill("2020-01-01"),
            press("Review the notice"),
        ],
        "Give notice of withdrawal",
    ),
    "paste refused": (
        LIAISON,
        [at("/resolutions/new/demo-five-states/import"), press("Show how it is understood")],
        "Take in a file or a paste",
    ),
    "paste understood": (
        LIAISON,
        [
            at("/resolutions/new/demo-five-states/import"),
            fill("Or paste the text (optional)", "1. The <i>states</i> measure rivers."),
            press("Show how it is understood"),
        ],
        "As it is understood",
    ),
    "leaving reviewed": (
        PRINCIPAL,
        [at(f"{BODY}/leave"), press("Review the notice")],
        "Review the notice",
    ),
    "leaving of no member": (PRINCIPAL, [at("/alliances/wmata/leave")], "This cannot be done now"),
    "suspension refused": (
        SECRETARIAT,
        [*standing("Suspend"), fill("From", "1999-01-01"), press("Review it")],
        "Suspend a member",
    ),
    "suspension reviewed": (
        SECRETARIAT,
        [*standing("Suspend"), fill("How it was decided", "By the members"), press("Review it")],
        "Review the suspension",
    ),
    "instrument refused": (
        LIAISON,
        [at(f"{BODY}/instruments/record"), press("Record it")],
        "Record an instrument",
    ),
    "founding refused": (
        PRINCIPAL,
        [at("/alliances/found"), press("Review the founding")],
        "Found an alliance",
    ),
    "campaign refused": (
        SECRETARIAT,
        [at(f"{BODY}/campaigns/open"), press("Open the campaign")],
        "Open a campaign",
    ),
    "links without one": (OBSERVER, [at("/alliances/nga/links")], "Links of"),
    "groups on no day": (OBSERVER, [at(f"{BODY}/groups?as_of=2026-02-30")], "Groups of"),
    "term refused": (
        PRINCIPAL,
        [at("/office/authority/term"), press("Record it")],
        "Record a term",
    ),
    "guest: the list": (GUEST, [at("/")], "Shared with you"),
    "guest: a text": (GUEST, [at("/"), press(SIGNED)], SIGNED),
    "guest: not for guests": (GUEST, [at("/votes/")], "This is not open to your office"),
    "calendar made": (OBSERVER, [at("/settings/calendar"), make_an_address], "Calendar"),
    "mail of the demonstration": (OBSERVER, [at("/demo-mail")], "Mail of the demonstration"),
    "filter refused": (OBSERVER, [at(BACKWARDS)], "Lawsuits"),
    "filter without a match": (OBSERVER, [at("/lawsuits/?status=zzz")], "Lawsuits"),
    "stage without a match": (OBSERVER, [at("/resolutions/?stage=lost")], "Resolutions"),
    "end of a list": (OBSERVER, [at("/votes/?show=open&after=WyIyMDAwIiwgIjAiXQ==")], "Votes"),
    "alliance on no day": (OBSERVER, [at("/alliances/nga?as_of=2026-02-30")], "National"),
    "alliance before it began": (OBSERVER, [at("/alliances/nga?as_of=1800-01-01")], "National"),
    "state on no day": (OBSERVER, [at("/states/CO?as_of=x")], "Colorado"),
    "lawsuit on no day": (OBSERVER, [at("/lawsuits/cl-1-25-cv-00329?as_of=x")], "California"),
}
