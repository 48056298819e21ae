"""Narrow screens, paper, no JavaScript, no mouse; links that lead somewhere; time-outs."""

import datetime as dt
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import expect

from alliance.app import create_app
from alliance.core import clock
from alliance.core.settings import from_environment
from alliance.demo.cast import PASSWORD
from tests.web.keyboard import round_trip, stop, tab, tab_to
from tests.web.people import LIAISON, OBSERVER, PRINCIPAL, READERS, SECRETARIAT, fill_in, governor
from tests.web.scenes import SCENES
from tests.web.served import environment
from tests.web.steps import CIRCULATED, OPEN, arrived, play
from tests.web.telling import Teller

# Not reached by links on purpose: machines ask for them, or the link waits for the last answer.
UNLINKED = {
    # The demonstration records no invented position on a real lawsuit.
    "litigation.receipt",
    "litigation.receipt_file",
    "health.alive",
    "health.metrics",
    "health.ready",
    "security.login",
    "votes.close",
    "workspaces.search",  # a form in the header leads there
    # Forms and other servers lead there, or the house does when it asks who one is.
    "entering.second_step",
    "proving.prove",
    *(f"single_sign_on.{page}" for page in ("asked", "back", "choose", "go", "keys", "prove")),
    # A message or a calendar program leads there.
    *("recovering.confirm_email", "recovering.reset", "entrance.accept"),
    *("mailing.unsubscribe", "workspaces.calendar"),
    # From the page to sign in, which the signed-in do not see: below.
    *("entrance.ask", "recovering.forgotten"),
    "guests.read",  # the guest's own page: scenes.py
    # Nobody in the demonstration has a second factor, or has lost one.
    *("factors.recovery_codes", "factors.remove_app", "factors.remove_passkey"),
    *("staffing.ask_reset", "staffing.approve_reset"),
    # No reader's office has a term or a former principal, or records what waits to be confirmed.
    *("authority.confirm", "authority.correct_term", "authority.confirm_term"),
    *("transitions.confirm", "transitions.withdraw"),
    # No office asks for steps before these acts; none of the readers is its counsel.
    *("votes.prepare", "litigation.prepare", "resolutions.prepare", "clearance.give_back"),
    *("accessions.prepare", "withdrawals.prepare"),
    # In the demonstration nobody has applied who is not let in yet, or who asks the members, and
    # no reader speaks for the state that is let in.
    *("accessions.approve", "accessions.refuse", "accessions.put", "accessions.end"),
    *("accessions.join", "accessions.receipt", "accessions.receipt_file"),
    "accessions.apply",  # of no alliance among the first that are opened: scenes.py
    # Nobody there leaves or is suspended, and no rule waits for an event.
    *("withdrawals.delivery", "withdrawals.event", "withdrawals.rescind"),
    *("standings.reinstate", "compacts.event"),
    # The charter there has one class of each kind of member: of_votes.py.
    *("charters.put_in_class", "charters.end_class"),
    # No meeting there is in session or waits for its minutes: scenes.py.
    *(f"meetings.{page}" for page in ("adjourn", "attend", "ask", "move", "objection")),
    *(f"meetings.{page}" for page in ("take_roll", "correct_roll", "confirm_roll")),
    *(f"meetings.{page}" for page in ("send_roll_back", "paragraph", "draft", "sign")),
    *("meetings.confirm", "meetings.give_back", "meetings.put", "meetings.take_chair"),
    "meetings.cast",
    # No question there is put in a meeting: test_meeting.py. For parts that refresh a script asks.
    *("called.sheet", "called.confirm", "called.send_back", "called.declare"),
    *("live.question", "live.board", "meetings.live"),
    # No charter there lets proxies be passed on, no rule lets a chair break a tie, and no reader
    # gave or uses the proxy; every motion there is put, and no amendment is.
    *("proxies.pass_on", "proxies.recall", "proxies.answer"),
    *("motions.edit", "motions.put", "motions.withdraw"),
    *("votes.cast", "amendments.put", "amendments.take_off"),
    # Of texts on their way: of_texts.py. Of the others, a script listens, and no text has a file.
    *(f"resolutions.{page}" for page in ("changes", "engross", "report", "reopen")),
    *("drafting.listen", "resolutions.attached", "public.attached"),
    # No text is before the members, and no instrument there has a document or a precondition.
    *("enactments.asked", "instruments.document", "instruments.decide"),
}
WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")].filter(
    one => one.getBoundingClientRect().right > room + 1 && !one.closest(".table-frame")
  ).slice(0, 5).map(one => `${one.tagName}.${one.className}`).concat("the page scrolls sideways");
}"""


@pytest.fixture
def app(served):
    """The application on the database that is served, to ask it what no page tells."""
    return create_app(from_environment(environment(served.folder, PORT=str(served.port))))


@pytest.mark.parametrize("reader", READERS)
def test_no_page_scrolls_sideways_on_a_narrow_screen(site, visit, reader, campaign):
    page = visit(reader, viewport={"width": 320, "height": 640})
    found = {}
    for one in site.pages(reader, every=campaign):
        page.goto(one.path)
        if wide := page.evaluate(WIDER):
            found[one.path] = wide
    assert not found


NARROW = [name for name in SCENES if "refused" in name or "reviewed" in name or name.isdigit()]


@pytest.mark.parametrize("scene", NARROW)
def test_no_form_with_problems_scrolls_sideways_on_a_narrow_screen(visit, scene):
    reader, steps, heading = SCENES[scene]
    page = visit(reader, viewport={"width": 320, "height": 640})
    play(page, steps)
    arrived(page, heading)
    assert not page.evaluate(WIDER)


@pytest.mark.parametrize("reader", READERS)
def test_no_link_is_dead(site, reader):
    visits = site.visits[reader]
    assert len(visits) > 35
    dead = [(one.path, one.status, one.came_from) for one in visits.values() if one.status != 200]
    assert not dead
    lost = set()
    for one in visits.values():
        for link in one.links:
            path, name = urldefrag(link)
            if name and path in visits and name not in visits[path].ids:
                lost.add((one.path, link))
    assert not lost


def test_every_page_of_the_product_is_reached_by_links(site, app):
    with app.test_request_context():
        addresses = app.url_map.bind("localhost")
        pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
        reached = {
            addresses.match(one.path.partition("?")[0])[0]
            for visits in site.visits.values()
            for one in visits.values()
        }
    assert pages - reached <= UNLINKED


@pytest.mark.parametrize(
    ("link", "heading"),
    [("Ask for access", "Ask for access"), ("Forgotten password", "Forgotten password")],
)
def test_who_cannot_sign_in_is_led_on(visit, link, heading):
    page = visit()
    page.goto("/sign-in")
    page.get_by_role("link", name=link).click()
    arrived(page, heading)


@pytest.mark.parametrize("reader", READERS)
def test_every_page_says_that_its_data_are_for_demonstration(site, reader):
    pages = [one for one in site.visits[reader].values() if one.is_page]
    assert pages
    assert not [one.path for one in pages if "section  demo" not in one.shape]


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_also_the_pages_before_the_sign_in_say_it(visit, path):
    page = visit()
    page.goto(path)
    expect(page.get_by_text("Demonstration data:")).to_be_visible()


def test_the_way_from_draft_to_answer_needs_no_javascript(visit):
    teller = Teller(lambda email: visit(email, java_script_enabled=False), "No script is needed")
    teller.draft_and_circulate()
    teller.put_the_question()
    teller.answer("CO", "Yea: in favor")
    page = teller.page(PRINCIPAL)
    page.goto("/")
    expect(teller.button(page, "Answer")).to_be_visible()
    page.goto(teller.question)
    page.get_by_text("How it stands, counted now").click()
    assert "1" in page.locator(".fold__in").first.inner_text()


def test_the_menu_of_a_phone_needs_no_javascript(visit):
    page = visit(PRINCIPAL, java_script_enabled=False, viewport={"width": 360, "height": 640})
    page.goto("/")
    page.get_by_text("Menu").first.click()
    page.get_by_label("Menu").get_by_role("link", name="Lawsuits").click()
    expect(page.locator("h1")).to_have_text("Lawsuits")


def test_with_the_keyboard_alone_one_signs_in_answers_and_confirms(visit):
    page = visit()
    page.goto("/")
    tab_to(page, "E-mail")
    page.keyboard.type(governor("UT"))
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Desk")
    tab_to(page, f"Answer: {OPEN}")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Answer on")
    tab_to(page, "Yea: in favor")
    page.keyboard.press("ArrowDown")
    assert stop(page)["words"] == "Nay: against"
    page.keyboard.press("ArrowUp")
    tab_to(page, "Review the answer")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Review your answer")
    # Back and forth once more: nothing is recorded until it is confirmed.
    tab_to(page, "Record the answer: yea")
    assert tab(page)["words"] == "Change"
    assert tab(page, back=True)["words"] == "Record the answer: yea"
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_contain_text("Receipt for")
    expect(page.locator(".receipt")).to_contain_text("yea")


@pytest.mark.parametrize("path", ["/", "/alliances/demo-five-states", "/states/", "/lawsuits/"])
def test_the_focus_goes_through_a_page_both_ways_and_is_always_seen(visit, path):
    page = visit(SECRETARIAT, viewport={"width": 1280, "height": 500})
    page.goto(path)
    there = round_trip(page)
    back = round_trip(page, back=True)
    assert len(there) > 10
    assert [one["index"] for one in there] == [one["index"] for one in reversed(back)]
    order = [one["index"] for one in there]
    assert order == sorted(order), "the order of the stops is that of the page"


def test_the_first_stop_leads_to_the_content(visit):
    page = visit(PRINCIPAL)
    page.goto("/")
    assert tab(page)["words"] == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    first = page.locator("#main .desk__title a").first.inner_text()
    assert tab(page)["words"] == first, "the most urgent thing to do"


def test_a_form_with_problems_puts_the_reader_at_their_summary(visit):
    reader, steps, _ = SCENES["draft refused"]
    page = visit(reader)
    play(page, steps)
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.get_by_role("link", name="Title:").click()
    assert page.evaluate("document.activeElement.id") == "title"
    title = page.get_by_label("Title")
    assert title.get_attribute("aria-invalid") == "true"
    described = title.get_attribute("aria-describedby").split()
    assert "Give the text a title." in page.locator(f"#{described[-1]}").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_the_work_and_where_it_was_printed(visit, scheme):
    page = visit(PRINCIPAL, color_scheme=scheme)
    page.goto("/votes/")
    page.get_by_role("link", name="common form for mutual-aid").click()
    page.emulate_media(media="print", color_scheme=scheme)
    expect(page.locator(".places")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out").first).to_be_hidden()
    expect(page.get_by_text("Printed ")).to_contain_text(page.url)
    expect(page.get_by_text("Demonstration data:")).to_be_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert page.pdf().startswith(b"%PDF")
    assert page.locator("details.fold:not([open])").count() == 0, "what is folded is on paper"


def test_nothing_moves_for_those_who_asked_for_stillness(visit):
    page = visit(PRINCIPAL, reduced_motion="reduce")
    page.goto("/")
    assert page.evaluate("document.getAnimations().length") == 0


def _signed_in_earlier(app, ago, gap):
    """The cookie of somebody who signed in `ago` and has opened a page every `gap` since."""
    now = clock.now()
    # Signed in today first: a try of today that failed in another test would else, to the clock
    # that stands in the past, be one whose wait is not over.
    for at in (now, now - ago):
        client = app.test_client()
        with clock.stopped_at(at):
            form = client.get("/sign-in").get_data(as_text=True)
            token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
            sent = {"email": OBSERVER, "password": PASSWORD, "csrf_token": token}
            assert client.post("/sign-in", data=sent).status_code in {302, 303}
    at = now - ago + gap
    while at < now:
        with clock.stopped_at(at):
            assert client.get("/").status_code == 200
        at += gap
    return client.get_cookie("alliance", domain="localhost").value


@pytest.mark.parametrize(
    ("earlier", "why"),
    [
        ((dt.timedelta(minutes=31), dt.timedelta(minutes=31)), "30 minutes without activity"),
        ((dt.timedelta(hours=12, minutes=1), dt.timedelta(minutes=29)), "after 12 hours"),
    ],
)
def test_a_session_that_has_run_out_leads_to_the_sign_in_and_back(visit, app, served, earlier, why):
    page = visit()
    cookie = _signed_in_earlier(app, *earlier)
    page.context.add_cookies([{"name": "alliance", "value": cookie, "url": served.url}])
    page.goto("/votes/?show=open")
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_role("status")).to_contain_text(why)
    fill_in(page, OBSERVER)
    expect(page.locator("h1")).to_have_text("Votes")
    assert page.url == f"{served.url}/votes/?show=open"


def test_signed_out_is_signed_out_also_for_the_button_that_goes_back(visit):
    page = visit()
    page.goto("/")
    fill_in(page, LIAISON)
    expect(page.locator("h1")).to_have_text("Desk")
    page.get_by_role("link", name="Resolutions", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.get_by_text(CIRCULATED)).to_have_count(0)
