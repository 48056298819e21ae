"""Words of a unit that are selected are taken over into the form: with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.web.people import LIAISON
from tests.web.steps import CIRCULATED, of, play

SELECT = "([from, to]) => document.activeElement.setSelectionRange(from, to)"
UNITS = "form.thread-start select[name=unit] option:not([value=''])"


@pytest.fixture
def units(visit):
    """A page on which somebody reads a circulated text, its address, and its first unit."""
    page = visit(LIAISON)
    play(page, [of(CIRCULATED)])
    page.wait_for_url("**/resolutions/*-*")
    text = page.url
    page.goto(f"{text}/discussion")
    return page, text, page.locator(UNITS).first.get_attribute("value")


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("discussion/new", "Comment on the selected words"),
        ("our-notes/new", "Note on the selected words"),
    ],
)
def test_the_words_selected_are_the_words_meant(units, path, button):
    page, text, unit = units
    page.goto(f"{text}/{path}?unit={unit}")
    area = page.get_by_label("The unit as it stands")
    words = area.input_value()
    assert len(words) > 16
    area.focus()
    page.evaluate(SELECT, [4, 16])
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=button)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#meant")).to_have_value(words[4:16].strip())
    expect(page.locator("#words")).to_be_focused()


def test_where_nothing_is_selected_the_field_asks_for_the_words(units):
    page, text, unit = units
    page.goto(f"{text}/discussion/new?unit={unit}")
    page.get_by_role("button", name="Comment on the selected words").press("Enter")
    expect(page.locator("#meant")).to_be_focused()
    expect(page.locator("#meant")).to_have_value("")
