"""What somebody meets who starts it: what is kept, what is refused, and how it ends."""

import signal
import time

import pytest
from playwright.sync_api import expect

from alliance.demo.cast import CAST, PASSWORD
from tests.web.people import OBSERVER, sign_in
from tests.web.served import Demo, alliance, free_port, processes, until
from tests.web.steps import drafts

PRODUCTION = {
    "ALLIANCE_ENV": "production",
    "SECRET_KEY": "a secret key for production, long enough to be one",
    "PUBLIC_URL": "https://alliance.example",
    "SMTP_URL": "smtp://mail.example",
}


def one_line_with_4(done, name):
    """It did not start: exit 4 and one line that begins with the setting."""
    assert done.returncode == 4, (done.returncode, done.stderr)
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"alliance: {name}"), line
    assert not done.stdout
    return line


def test_it_prints_each_step_the_address_and_the_accounts(served):
    said = served.said()
    for step in ("Database:", "Facts: 24 alliances", "Facts: 24 lawsuits", "one open question"):
        assert step in said
    assert f"http://localhost:{served.port}" in said
    for part in CAST:
        (line,) = [line for line in said.splitlines() if part.email in line]
        assert PASSWORD in line
        assert str(part.rank) in line


def test_started_again_it_keeps_what_was_entered_and_ctrl_c_ends_all_of_it(
    served, browser, tmp_path
):
    instance = tmp_path / "instance"
    served.copy_to(instance)
    title = "Joint resolution entered before the end"
    with Demo(instance) as first:
        assert "what was entered since is kept" in first.said()
        # The command, the server, its two workers, the mail worker (it may come a little later).
        until(lambda: len(first.family()) >= 5, 30, "all processes have started")
        family = first.family()
        page = browser.new_context(base_url=first.url).new_page()
        sign_in(page, "liaison@co.example")
        drafts(title, "It is kept.")(page)
        page.context.close()
        assert first.stop(signal.SIGINT) == 0
        living = {pid for pid, (_, state) in processes().items() if not state.startswith("Z")}
        assert not family & living
        assert first.said().rstrip().endswith("Stopped.")
    began = time.monotonic()
    with Demo(instance) as second:
        assert time.monotonic() - began < 30
        page = browser.new_context(base_url=second.url).new_page()
        sign_in(page, "liaison@co.example")
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
        page.context.close()


@pytest.mark.parametrize("settings", [PRODUCTION, {}], ids=["real", "bare"])
def test_a_start_for_real_work_refuses_its_database(served, tmp_path, settings):
    instance = tmp_path / "instance"
    served.copy_to(instance)
    done = alliance(instance, "serve", "--port", free_port(), **settings)
    assert "demonstration" in one_line_with_4(done, "DATABASE_URL")


def test_the_demonstration_does_not_go_into_production(tmp_path):
    instance = tmp_path / "instance"
    done = alliance(instance, "demo", "--port", free_port(), **PRODUCTION)
    one_line_with_4(done, "ALLIANCE_ENV")
    assert not (instance / "alliance.db").exists(), "nothing was written"


def test_a_port_that_is_taken_is_told_in_plain_words(served, tmp_path):
    instance = tmp_path / "instance"
    served.copy_to(instance)
    done = alliance(instance, "demo", "--port", served.port)
    assert done.returncode == 4
    assert "is ready" not in done.stderr, "what answers there is somebody else"
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("alliance: ")
    assert f"{served.port}" in last
    assert "alliance demo --port" in last, "it says what to do"
    assert "Errno" not in done.stderr


WRONG = {
    "DATABASE_URL": "mysql://localhost/alliance",
    "SECRET_KEY": "too short",
    "PORT": "http",
    "PUBLIC_URL": "alliance.example",
    "SMTP_URL": "mail.example",
    "TRUSTED_PROXIES": "-1",
    "ALLIANCE_ENV": "prod",
    "ALLIANCE_INSTANCE": "/dev/null/instance",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items(), ids=WRONG)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(tmp_path, name, value):
    one_line_with_4(alliance(tmp_path / "instance", "demo", **{name: value}), name)
    assert not (tmp_path / "instance" / "alliance.db").exists()


def test_production_needs_its_own_secret_key(tmp_path):
    done = alliance(tmp_path / "instance", "serve", ALLIANCE_ENV="production")
    one_line_with_4(done, "SECRET_KEY")


def test_served_before_it_is_set_up_it_says_what_to_do(tmp_path):
    done = alliance(tmp_path / "instance", "serve", "--port", free_port())
    assert done.returncode == 4
    (line,) = done.stderr.strip().splitlines()
    assert "alliance init" in line


def test_ctrl_c_while_it_starts_leaves_nothing_running(served, tmp_path):
    instance = tmp_path / "instance"
    served.copy_to(instance)
    with Demo(instance, wait_for="Starting") as demo:
        demo.stop()
        assert "Traceback" not in demo.said()
        assert demo.said().rstrip().endswith("Stopped.")


def test_what_is_kept_is_for_its_owner_alone(served):
    for name in ("secret.key", "alliance.db"):
        assert (served.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_password_is_asked_of_an_observer_too(visit):
    page = visit()
    page.goto("/votes/")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_label("mail").fill(OBSERVER)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#error-summary")).to_be_visible()
