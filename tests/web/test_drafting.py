"""Several people write one draft in the browser at the same time, with connections that break."""

import random
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.people import LIAISON

OTHERS = (
    *("governor@ga.example", "governor@mn.example", "governor@pa.example", "governor@ut.example"),
    *("counsel@co.example", "liaison@ga.example", "governor@co.example"),
)
SAVED = re.compile("^Saved at")
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def shared(visit):
    """The address of a draft that the governors' offices of five states write together."""
    page = visit(LIAISON)
    page.goto("/resolutions/new/demo-five-states")
    page.get_by_label("Title").fill("Joint resolution on writing together")
    page.get_by_label("Whereas clauses").fill("several states write")
    page.get_by_label("What it says").fill("First.\n\nSecond.\n\nThird.")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url("**/write")
    address = page.url
    page.goto(address.replace("/write", "/writers"))
    for state in ("Georgia", "Minnesota", "Pennsylvania", "Utah"):
        page.get_by_label(f"{state}, Office of the Governor").check()
    page.get_by_role("button", name="Save").click()
    # A page that is closed while it goes elsewhere can keep the browser waiting.
    expect(page.get_by_text("The offices that you chose")).to_be_visible()
    page.close()
    return address


def at_work(visit, email, address):
    """Somebody who has the draft open, in a browser of their own."""
    page = visit(email)
    page.goto(address)
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED, timeout=PATIENCE)
    return page


def texts(page):
    """What stands in the fields of the draft."""
    return page.locator("form[data-draft]").evaluate(
        "form => [...form.querySelectorAll('[data-part=text], #title')].map(one => one.value)"
    )


def types(page, chance, word):
    """Type a word at the beginning or the end of some clause."""
    fields = page.locator("[data-unit] textarea")
    field = fields.nth(chance.randrange(fields.count()))
    field.focus()
    page.keyboard.press(chance.choice(["Control+Home", "Control+End"]))
    page.keyboard.type(word)


def settled(pages):
    """Wait until everything is with the server and on every page."""
    for page in pages:
        expect(page.locator("[data-draft-state]")).to_have_text(SAVED, timeout=PATIENCE)
    until = time.monotonic() + PATIENCE / 1000
    while len({tuple(texts(page)) for page in pages}) > 1 and time.monotonic() < until:
        pages[0].wait_for_timeout(300)
    return texts(pages[0])


def test_what_many_type_at_once_with_broken_connections_is_all_there(visit, shared, campaign):
    chance = random.Random(2026)  # noqa: S311 (repeatable)
    count, seconds = (8, 120) if campaign else (3, 10)
    pages = [at_work(visit, email, shared) for email in (LIAISON, *OTHERS)[:count]]
    typed, away = [], set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        who = chance.randrange(count)
        word = f"<{who}.{len(typed)}>"
        types(pages[who], chance, word)
        typed.append(word)
        if chance.random() < 0.25:
            other = chance.randrange(count)
            (away.discard if other in away else away.add)(other)
            pages[other].context.set_offline(other in away)
        pages[who].wait_for_timeout(chance.randrange(150))
    for page in pages:
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
    found = settled(pages)
    assert len(typed) > count
    for page in pages:
        assert texts(page) == found
    whole = "\n".join(found)
    assert [word for word in typed if whole.count(word) != 1] == []
    fresh = at_work(visit, LIAISON, shared)  # what the server holds
    assert texts(fresh) == found


def test_what_was_typed_without_a_connection_outlives_a_reload(visit, shared):
    page = at_work(visit, LIAISON, shared)
    page.route("**/write/save", lambda route: route.abort())
    types(page, random.Random(1), "while away ")  # noqa: S311 (repeatable)
    expect(page.locator("[data-draft-state]")).to_contain_text("No connection")
    page.unroute("**/write/save")
    page.reload()
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED, timeout=PATIENCE)
    assert "while away " in "".join(texts(page))
    other = at_work(visit, OTHERS[0], shared)
    assert "while away " in "".join(texts(other))


def test_a_unit_is_added_moved_and_removed_with_the_keyboard_alone(visit, shared):
    page = at_work(visit, LIAISON, shared)
    before = page.locator("[data-unit]").count()
    page.locator("[data-unit] textarea").first.focus()
    while "Add below" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("typed at once")
    expect(page.locator("[data-unit]")).to_have_count(before + 1)
    assert "typed at once" in texts(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # unfolds what else there is
    while "Move up" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert texts(page).index("typed at once") == 1
    while "Remove" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-unit]")).to_have_count(before)
    assert page.evaluate("document.activeElement.matches('textarea')")
    page.get_by_text("Removed, and kept here (1)").press("Enter")
    page.get_by_role("button", name="Bring back").press("Enter")
    expect(page.locator("[data-unit]")).to_have_count(before + 1)
    assert "typed at once" in texts(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_clean_for_axe_while_others_are_there(visit, shared, scheme):
    other = at_work(visit, OTHERS[0], shared)
    other.locator("[data-unit] textarea").first.focus()
    page = at_work(visit, LIAISON, shared)
    page.emulate_media(color_scheme=scheme)
    page.locator("[data-unit] textarea").nth(1).focus()
    expect(page.locator("[data-there]").first).to_contain_text("Georgia", timeout=PATIENCE)
    page.locator("[data-unit] details").first.evaluate("one => { one.open = true; }")
    assert not Axe().run(page).response["violations"]


def test_a_paste_that_is_too_large_is_refused_in_words(visit, shared):
    page = at_work(visit, LIAISON, shared)
    area = page.locator("[data-unit] textarea").first
    before = area.input_value()
    area.evaluate(
        """area => {
          const data = new DataTransfer();
          data.setData('text/plain', 'x'.repeat(10_000_000));
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          area.dispatchEvent(new ClipboardEvent('paste', options));
        }"""
    )
    expect(page.locator("[data-draft-state]")).to_contain_text("Not pasted: that is 10,000,000")
    assert area.input_value() == before


def test_words_that_no_text_holds_are_refused_and_stay_to_be_copied(new_context, keys, shared):
    # Not watched: a refusal is what is asked for.
    page = at_work(lambda who: new_context(storage_state=keys(who)).new_page(), LIAISON, shared)
    page.locator("[data-unit] textarea").first.evaluate(
        """area => {
          area.value = `kept to copy \\u202e`;
          area.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
    )
    lost = page.locator(".draft__lost")
    expect(lost).to_contain_text("right-to-left override (U+202E)", timeout=PATIENCE)
    assert "kept to copy" in lost.locator("textarea").first.input_value()
    page.get_by_role("button", name="Go on with what is saved").click()
    expect(page.locator("[data-draft-state]")).to_have_text(SAVED, timeout=PATIENCE)
    assert "kept to copy" not in "".join(texts(page))


def test_what_was_typed_last_is_in_the_version_that_is_saved_at_once(visit, shared):
    page = at_work(visit, LIAISON, shared)
    page.locator("[data-unit] textarea").nth(1).fill("The last words")
    page.get_by_role("link", name="Save a version").click()
    expect(page.locator("h1")).to_have_text("Save a version")
    expect(page.locator("main ins").filter(has_text="last words")).to_be_visible()


def test_who_writes_it_no_longer_is_told_on_the_open_page(visit, new_context, keys, shared):
    # In a context that is not watched: what the page asks for is refused, as it should be.
    page = at_work(
        lambda email: new_context(storage_state=keys(email)).new_page(), OTHERS[0], shared
    )
    author = visit(LIAISON)
    author.goto(shared.replace("/write", "/writers"))
    author.get_by_label("Georgia, Office of the Governor").uncheck()
    author.get_by_role("button", name="Save").click()
    expect(author.get_by_text("write this text with yours")).to_be_visible()
    expect(page.locator("[data-draft-state]")).to_contain_text("does not write this text any more")
    expect(page.locator("[data-unit] textarea").first).not_to_be_editable()
