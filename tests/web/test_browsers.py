"""A browser that stops answering is ended, and the next test has another."""

import pytest
from playwright.sync_api import Error

from tests.web.browsers import ended_after


def test_a_browser_that_is_gone_is_replaced(browsers, keys, served):
    before = browsers.current
    page = before.new_context().new_page()
    never = "new Promise(() => {})"  # an answer that never comes, without a time-out
    with pytest.raises(Error, match="closed"), ended_after(1):
        page.evaluate(never)
    assert not before.is_connected()
    after = browsers.current
    assert after is not before
    page = after.new_context(base_url=served.url).new_page()
    page.goto("/sign-in")
    assert "Sign in" in page.title()


def test_a_browser_that_answers_in_time_stays(browsers):
    before = browsers.current
    with ended_after(60):
        assert before.version
    assert browsers.current is before
