"""Static files: kept for long by browsers, and asked for anew as soon as they change."""

import re
from pathlib import Path

import pytest

from alliance.core import files
from tests.people import liaison


@pytest.fixture
def linked(app, visitor):
    """The addresses of all static files that a page links to."""
    visitor.sign_in(liaison())
    page = visitor.get("workspaces.desk")
    found = [e.get("href") or e.get("src") for e in page.tree.iter() if e.tag in {"link", "script"}]
    return [address for address in found if address.startswith("/static/")]


def kept(visitor, address):
    answer = visitor._request("get", address)
    assert answer.status_code == 200, address
    answer.close()
    return answer.headers["Cache-Control"]


def test_what_a_page_links_to_may_be_kept_for_a_year(visitor, linked):
    assert len(linked) >= 4
    for address in linked:
        assert kept(visitor, address) == files.FOR_LONG, address


def test_a_page_loads_at_most_two_style_sheets(linked):
    assert sum(".css?" in address for address in linked) <= 2


def test_what_the_style_sheets_name_may_be_kept_as_well(visitor, linked):
    for address in (one for one in linked if ".css?" in one):
        answer = visitor._request("get", address)
        sheet = answer.get_data(as_text=True)
        answer.close()
        for name in set(re.findall(r"url\([\"']?([^\"')]+)", sheet)):
            if not name.startswith("data:"):
                assert kept(visitor, f"/static/vendor/{name}") == files.FOR_LONG, name


def test_under_another_digest_or_none_a_file_is_asked_for_again(visitor, linked):
    bare = linked[0].partition("?")[0]
    for address in (bare, f"{bare}?v=", f"{bare}?v={'0' * 16}"):
        assert kept(visitor, address) == "no-cache"


def test_a_changed_file_has_another_address(tmp_path):
    sheet = tmp_path / "sheet.css"
    sheet.write_text("a{}")
    before = files.version(tmp_path, "sheet.css")
    files.version.cache_clear()  # as a new process begins
    sheet.write_text("b{}")
    assert re.fullmatch("[0-9a-f]{16}", before)
    assert files.version(tmp_path, "sheet.css") not in {before, ""}
    assert files.version(Path("/nowhere"), "sheet.css") == ""
