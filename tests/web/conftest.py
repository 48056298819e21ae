"""One served demonstration for all tests in the browser, and pages that are watched."""

import os
import time
from pathlib import Path

import pytest

from tests.web.browsers import Browsers, ended_after, patience_with
from tests.web.crawl import MOST
from tests.web.people import READERS, sign_in
from tests.web.served import Demo
from tests.web.site import Site
from tests.web.watching import Watch
from tools.setup import find_chromium

FRESH_FOR = 200  # seconds; a proof of who one is holds for 300
MANY, SOME = 6, 3  # pages of one kind, for the first reader and for the others; all in a campaign
HERE = Path(__file__).parent
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "the tests in the browser need Chromium. This command brings it: apt-get install chromium"


def pytest_collection_modifyitems(items):
    """Mark them; that one process runs them all is said in tests/conftest.py."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # Once more where the browser went away (browsers.py), and for no other reason.
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TargetClosedError"]))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium; nothing is downloaded."""
    chromium = find_chromium()
    if chromium is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse(MISSING)
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The demonstration, as `make demo` starts it."""
    with Demo(tmp_path_factory.mktemp("served") / "instance") as demo:
        yield demo


@pytest.fixture(scope="session")
def base_url(served):
    """Where addresses without a host lead."""
    return served.url


@pytest.fixture(scope="session")
def browsers(launch_browser):
    """The browser of all tests, and its successor where it stops answering."""
    kept = Browsers(launch_browser)
    yield kept
    kept.close()


@pytest.fixture
def browser(browsers):
    """A browser that answers."""
    return browsers.current


@pytest.fixture(autouse=True)
def _not_for_ever(request, campaign):
    with ended_after(patience_with(request.path, campaign=campaign)):
        yield


@pytest.fixture(scope="session")
def keys(browsers, browser_context_args):
    """The session of each person, signed in by the form: anew when binding acts would ask again."""
    known = {}

    def key_of(email):
        began, state = known.get(email, (0, None))
        if state is None or time.monotonic() - began > FRESH_FOR:
            context = browsers.current.new_context(**browser_context_args)
            sign_in(context.new_page(), email)
            known[email] = (time.monotonic(), context.storage_state())
            context.close()
        return known[email][1]

    return key_of


@pytest.fixture
def visit(new_context, keys):
    """Open a page as somebody; what a browser complains of fails the test."""
    watches = []

    def open_page(email="", **options):
        if email:
            options["storage_state"] = keys(email)
        context = new_context(**options)
        watches.append(Watch(context))
        return context.new_page()

    yield open_page
    assert not [complaint for watch in watches for complaint in watch.complaints]


@pytest.fixture(scope="session")
def site(browsers, browser_context_args, keys, served, pytestconfig):
    """Pages of every kind that the readers can reach by links; in a campaign every page."""
    found = Site()
    for email in READERS:
        each = MANY if email == READERS[0] else SOME
        each = MOST if pytestconfig.getoption("--campaign") else each
        context = browsers.current.new_context(**browser_context_args, storage_state=keys(email))
        found.add(email, context.request, served.url, each)
        context.close()
    return found
