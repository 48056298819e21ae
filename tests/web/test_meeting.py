"""A roll call of 56 in a meeting: by keyboard alone, with names for a screen reader, seen live."""

import re

import pytest
from playwright.sync_api import expect

from alliance.states.reference import jurisdictions, name_of
from tests.web.hall import CLERK, DRAFTER, SECOND, TITLE, fill
from tests.web.keyboard import stop, tab, tab_to
from tests.web.steps import arrived
from tests.web.test_axe import told, violations

STATES = sorted(jurisdictions(), key=name_of)
ALL = len(STATES)
NAY, PRESENT = {"AK", "TX", "WY"}, {"GU"}
SOON = 15_000  # milliseconds


@pytest.fixture(scope="module")
def hall(served):
    """Addresses of a question and of its meeting, at which all 56 are there."""
    return fill(served.folder)


def word_of(code):
    return "Nay" if code in NAY else "Present" if code in PRESENT else "Yea"


def press(page, words, heading):
    """Find it with the Tab key, and press Enter."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    arrived(page, heading)


def call_the_roll(page):
    """Tab to each state, arrows to its answer; what a screen reader says of it is looked at."""
    for code in STATES:
        tab(page)
        while "radio" not in page.evaluate("document.activeElement.type || ''"):
            tab(page)
        group = page.get_by_role("group", name=name_of(code), exact=True)
        expect(group.get_by_role("radio", name="Nothing", exact=True)).to_be_focused()
        times = ("Nothing", "Yea", "Nay", "Present").index(word_of(code))
        for _ in range(times):
            page.keyboard.press("ArrowDown")
        expect(group.get_by_role("radio", name=word_of(code), exact=True)).to_be_checked()
    assert stop(page)["visible"]


def watches(page, question):
    """Somebody who reads the page: a fold is open, the focus is on it, and the page is scrolled."""
    page.goto(question)
    expect(page.get_by_text("This page refreshes by itself.")).to_be_visible()
    fold = page.get_by_text("How it stands, counted now")
    fold.focus()
    page.keyboard.press("Enter")
    fold.scroll_into_view_if_needed()
    page.evaluate("document.activeElement.dataset.mine = 'yes'; window.mine = true")
    return fold


def holds_its_place(page, fold):
    """Nothing of that was lost, and it is the same page still."""
    assert page.evaluate("window.mine")
    expect(fold).to_be_focused()
    assert page.evaluate("document.activeElement.closest('details').open")
    expect(fold).to_be_in_viewport()


def test_a_roll_call_of_all_by_keyboard_is_seen_live(visit, hall):
    question, meeting = hall
    reader, room = visit(DRAFTER), visit(DRAFTER)
    fold = watches(reader, question)
    room.goto(f"{question}/projector")
    clerk = visit(CLERK)
    clerk.goto(meeting)
    press(clerk, TITLE, f"Vote on {TITLE}")
    press(clerk, "Enter what is called out", "Answers called out")
    call_the_roll(clerk)
    found = violations(clerk)
    tab_to(clerk, "Enter on the sheet")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("alert").or_(clerk.get_by_role("status")).first).to_contain_text(
        f"{ALL} lines are on the sheet"
    )
    expect(clerk.locator(".head")).to_contain_text(f"{ALL} called out wait to be confirmed")

    second = visit(SECOND)
    second.goto(question)
    press(second, "Confirm what was called out", "Confirm what was called out")
    rows = second.get_by_role("row")
    expect(rows).to_have_count(ALL + 1)
    expect(rows.filter(has=second.get_by_role("rowheader", name="Texas"))).to_contain_text("nay")
    found |= violations(second)
    press(second, "Confirm these answers", f"Vote on {TITLE}")

    said = f"{ALL} of {ALL} states have answered"
    expect(reader.locator("[data-live-said]")).to_contain_text(said, timeout=SOON)
    holds_its_place(reader, fold)
    lines = room.get_by_role("list", name="Answers by state").get_by_role("listitem")
    expect(lines).to_have_count(ALL)
    expect(lines.filter(has_text="Wyoming")).to_contain_text("nay", timeout=SOON)
    assert room.get_by_role("navigation").count() == 0
    found |= violations(reader) | violations(room)

    press(second, "Close the roll call", "Close the roll call")
    tab_to(second, "Close the roll call")
    second.keyboard.press("Enter")
    arrived(second, f"Vote on {TITLE}")
    expect(room.get_by_text("Carried", exact=True)).to_be_visible(timeout=SOON)
    expect(reader.locator("[data-live-said]")).to_contain_text("Closed: carried", timeout=SOON)
    assert reader.evaluate("window.mine")
    assert not found, told(found)


def test_what_a_screen_reader_is_told_of_the_roll_call(visit, hall):
    question, _ = hall
    page = visit(DRAFTER)
    page.goto(f"{question}/projector")
    heard = page.locator("main").aria_snapshot()
    assert re.search(rf'heading "Vote on {TITLE}" \[level=1\]', heard)
    assert 'heading "Roll call" [level=2]' in heard
    assert 'list "Answers by state"' in heard
    for state, word in (("Texas", "nay"), ("Guam", "present"), ("Ohio", "yea")):
        assert re.search(rf"listitem: {state} {word}", heard), state
