"""axe-core finds nothing on any page, in light, dark and forced colours."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.web.people import READERS
from tests.web.scenes import SCENES, play

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # axe leaves it out unless told
    "resultTypes": ["violations"],
}
RUN = """options => axe.run(document, options).then(found => found.violations.map(
  one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.target).join(' | ')}`))"""
SCHEMES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}


def violations(page):
    """What axe finds on the page as it stands, under every scheme."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for scheme, media in SCHEMES.items():
        page.emulate_media(**media)
        if wrong := page.evaluate(RUN, OPTIONS):
            found[f"{page.url}, {scheme}"] = wrong
    page.emulate_media(**SCHEMES["light"])
    return found


def told(found):
    return json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_on_the_pages_of_a_reader(site, visit, reader, campaign):
    page, found = visit(reader), {}
    for one in site.pages(reader, every=campaign):
        page.goto(one.path)
        found |= violations(page)
    assert not found, told(found)


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_on_a_page_that_no_link_leads_to(visit, scene):
    reader, steps, heading = SCENES[scene]
    page = visit(reader)
    play(page, steps)
    assert page.locator("h1").inner_text().startswith(heading)
    found = violations(page)
    assert not found, told(found)


def test_axe_finds_nothing_on_a_phone_with_its_menu_open(site, visit):
    page, found = visit(READERS[0], viewport={"width": 360, "height": 800}, has_touch=True), {}
    for path in ("/", "/alliances/demo-five-states", "/votes/", "/lawsuits/"):
        page.goto(path)
        page.get_by_text("Menu").first.click()
        found |= violations(page)
    assert not found, told(found)


def test_axe_itself_sees_what_is_wrong(visit):
    page = visit(READERS[0])
    page.goto("/")
    page.evaluate("document.querySelector('h1').outerHTML = '<p>Desk</p>'")
    found = violations(page)
    assert any("page-has-heading-one" in one for wrong in found.values() for one in wrong)
