"""axe-core finds nothing on any page, in light, dark and forced colours."""

import base64
import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.web.people import READERS
from tests.web.scenes import SCENES
from tests.web.steps import arrived, play

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # axe leaves it out unless told
    "resultTypes": ["violations"],
}
# What a scheme can change: colours. The rest is looked at once, and under each in a campaign.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = """options => axe.run(document, options).then(found => found.violations.map(
  one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target).join(' | ')}`))"""
SCHEMES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}


def violations(page, *, every=False):
    """What axe finds on the page as it stands: every rule in the light, of colours everywhere."""
    page.evaluate(AXE_SCRIPT)
    found = {}
    for scheme, media in SCHEMES.items():
        page.emulate_media(**media)
        rules = OPTIONS if every or scheme == "light" else OF_COLOURS
        if wrong := page.evaluate(RUN, rules):
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
        found |= violations(page, every=campaign)
    assert not found, told(found)


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_on_a_page_that_no_link_leads_to(visit, scene, campaign):
    reader, steps, heading = SCENES[scene]
    page = visit(reader)
    play(page, steps)
    arrived(page, heading)
    found = violations(page, every=campaign)
    assert not found, told(found)


def test_axe_finds_nothing_on_a_phone_with_its_menu_open(site, visit):
    page, found = visit(READERS[0], viewport={"width": 360, "height": 800}, has_touch=True), {}
    for path in ("/", "/alliances/demo-five-states", "/votes/", "/lawsuits/"):
        page.goto(path)
        page.get_by_text("Menu").first.click()
        found |= violations(page)
    assert not found, told(found)


# How often the light changes along the row of a picture where it changes most.
EDGES = """async data => {
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"),
    { width: image.width, height: image.height });
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data: dots } = paper.getImageData(0, 0, image.width, image.height);
  const light = at => 2 * dots[at] + 5 * dots[at + 1] + dots[at + 2];
  let most = 0;
  for (let y = 0; y < image.height; y++) {
    let edges = 0;
    for (let at = 4 * y * image.width; at < 4 * ((y + 1) * image.width - 1); at += 4) {
      edges += Math.abs(light(at) - light(at + 4)) > 8 * 64;
    }
    most = Math.max(most, edges);
  }
  return most;
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/alliances/demo-five-states", "Draft a resolution"),
        ("/alliances/demo-five-states", "Resolutions"),
        ("/resolutions/new/demo-five-states", "Save the draft"),
    ],
)
def test_the_words_on_a_button_are_drawn_so_that_they_differ_from_it(visit, scheme, path, button):
    # axe computes with colours; under forced colours a browser may paint others.
    page = visit(READERS[0], **SCHEMES[scheme])
    page.goto(path)
    picture = page.locator("main .usa-button").filter(has_text=button).screenshot()
    edges = page.evaluate(EDGES, base64.b64encode(picture).decode())
    assert edges > len(button), "each letter has at least one edge along the line"


def test_axe_itself_sees_what_is_wrong(visit):
    page = visit(READERS[0])
    page.goto("/")
    page.evaluate("document.querySelector('h1').outerHTML = '<p>Desk</p>'")
    found = violations(page)
    assert any("page-has-heading-one" in one for wrong in found.values() for one in wrong)


def test_axe_sees_words_that_are_hard_to_read_in_the_dark_alone(visit):
    page = visit(READERS[0])
    page.goto("/")
    style = "@media (prefers-color-scheme: dark) { h1 { color: #333; background: #222; } }"
    page.evaluate(
        "css => { document.adoptedStyleSheets.push(new CSSStyleSheet()); "
        "document.adoptedStyleSheets.at(-1).replaceSync(css); }",
        style,
    )
    found = violations(page)
    assert [key.rsplit(", ")[-1] for key in found] == ["dark"], told(found)
    assert any("color-contrast" in one for wrong in found.values() for one in wrong)
