"""How often one may try to sign in: by account and by address, whether there is one or not."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select

from alliance.accounts import limits
from alliance.accounts.models import Tries
from alliance.accounts.rules import FORGOTTEN, FROM_ADDRESS, WAITS, WINDOW
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from tests.browser import Browser, Page
from tests.people import PASSWORD, governor, liaison
from tests.races.racing import race

START = dt.datetime(2027, 3, 14, 6, 0, tzinfo=dt.UTC)
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
WRONG = "not the password at all"


def tries(visitor, email, password=WRONG, times=1):
    """The status of each of so many tries."""
    found = []
    for _ in range(times):
        visitor.client = visitor.app.test_client()
        found.append(visitor.sign_in_by_form(email, password).status_code)
    return found


@pytest.mark.parametrize("email", [governor().email, "nobody@nowhere.example"])
def test_after_five_failures_an_account_is_closed_for_a_minute_there_or_not(visitor, email):
    with clock.stopped_at(START):
        assert tries(visitor, email, times=7) == [200] * 5 + [429] * 2
    with clock.stopped_at(START + MINUTE - SECOND):
        answer = visitor.sign_in_by_form(email)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        page = Page(answer)
        page.obey_house_rules()
        assert "Wait 1 minute, then try again" in page.words
        assert email not in page.text
    with clock.stopped_at(START + MINUTE):
        assert tries(visitor, email, times=2) == [200, 429]


def test_the_right_password_does_not_open_what_is_closed_and_does_after(visitor):
    with clock.stopped_at(START):
        tries(visitor, governor().email, times=5)
        assert tries(visitor, governor().email, PASSWORD) == [429]
    with clock.stopped_at(START + MINUTE):
        assert tries(visitor, governor().email, PASSWORD) == [302]
        assert tries(visitor, governor().email, times=6) == [200] * 5 + [429], "it begins anew"


def test_an_account_is_one_however_its_address_is_typed(visitor):
    local, _, host = governor().email.partition("@")
    fullwidth = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in host)
    typed = [governor().email, governor().email.upper(), f" {governor().email}"]
    typed += [f"{local}@{fullwidth}", f"{local.title()}@{host}"]
    with clock.stopped_at(START):
        assert [tries(visitor, one)[0] for one in typed] == [200] * 5
        assert tries(visitor, governor().email) == [429]


def test_another_account_stays_open(visitor):
    with clock.stopped_at(START):
        tries(visitor, governor().email, times=6)
        assert tries(visitor, liaison().email, PASSWORD) == [302]


def admitted(account, address="192.0.2.7"):
    with transaction():
        return limits.admit(account, address) is None


def test_the_wait_grows_with_the_failures_in_a_row(app):
    now = START
    for failures in range(1, 106):
        with clock.stopped_at(now):
            assert admitted("a", f"192.0.2.{failures % 250}")
        wait = max((one for least, one in WAITS if failures >= least), default=dt.timedelta())
        if wait:
            with clock.stopped_at(now + wait - SECOND):
                assert not admitted("a"), failures
        now += wait
    assert wait == dt.timedelta(days=1)
    with clock.stopped_at(now + FORGOTTEN + SECOND):
        assert [admitted("a") for _ in range(6)] == [True] * 5 + [False]


def test_an_address_has_thirty_failures_in_fifteen_minutes(app):
    with clock.stopped_at(START):
        found = [admitted(f"somebody {n}") for n in range(FROM_ADDRESS + 2)]
        assert found == [True] * FROM_ADDRESS + [False] * 2
        assert admitted("somebody", "192.0.2.8"), "another address stays open"
    with clock.stopped_at(START + WINDOW - SECOND):
        assert not admitted("somebody else")
    with clock.stopped_at(START + WINDOW):
        assert admitted("somebody else")


def test_from_an_address_that_is_closed_no_account_can_be_closed(app):
    with clock.stopped_at(START):
        for n in range(FROM_ADDRESS):
            admitted(f"somebody {n}")
        for _ in range(9):
            assert not admitted("victim")
        assert admitted("victim", "192.0.2.8")


def test_a_visitor_of_ipv6_is_known_by_its_network(app):
    with clock.stopped_at(START):
        for n in range(FROM_ADDRESS):
            assert admitted(f"somebody {n}", f"2001:db8:1:2::{n:x}")
        assert not admitted("x", "2001:db8:1:2:ffff::1")
        assert admitted("x", "2001:db8:1:3::1")


def test_who_signs_in_rightly_uses_up_nothing(visitor):
    with clock.stopped_at(START):
        assert set(tries(visitor, governor().email, PASSWORD, times=4)) == {302}
    db.session.rollback()
    assert db.session.scalars(select(Tries.count)).all() == [0], "of the address"


def test_what_is_kept_names_nobody_and_goes_away(visitor):
    with clock.stopped_at(START):
        tries(visitor, "nobody@nowhere.example", times=2)
        db.session.rollback()
        keys = list(db.session.scalars(select(Tries.key)))
        assert len(keys) == 2
        assert all(len(key) == 64 and "@" not in key for key in keys)
    with clock.stopped_at(START + 2 * FORGOTTEN):
        tries(visitor, governor().email, PASSWORD)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Tries)) == 1


def test_a_post_without_the_token_counts_for_nobody(visitor):
    for _ in range(9):
        visitor._request("post", "/sign-in", data={"email": governor().email, "password": "x"})
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Tries)) == 0


def test_a_try_that_is_no_form_is_refused_before_it_is_looked_at(visitor):
    token = Page(visitor._request("get", "/sign-in")).field("csrf_token")
    data, headers = {"email": governor().email, "password": PASSWORD}, {"X-CSRFToken": token}
    assert visitor._request("post", "/sign-in", json=data, headers=headers).status_code == 415


def test_of_fifty_tries_at_once_five_are_looked_at(app):
    def tried():
        return Browser(app).sign_in_by_form(governor().email, WRONG).status_code

    with clock.stopped_at(START):
        found = race(app, *[tried] * 50)
    assert sorted(found) == [200] * 5 + [429] * 45


def test_no_more_than_two_hashes_are_made_at_once(app, monkeypatch):
    context = app.extensions["security"].pwd_context
    under_way, most, lock, real = [0], [0], threading.Lock(), context._context
    pairs = threading.Barrier(2, timeout=20)  # each waits for another: two at once are seen as two

    class Watched:
        def verify(self, *given):
            with lock:
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])
            pairs.wait()
            try:
                return real.verify(*given)
            finally:
                with lock:
                    under_way[0] -= 1

    monkeypatch.setattr(context, "_context", Watched())
    hashed = real.hash("x")
    threads = [threading.Thread(target=context.verify, args=("x", hashed)) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most == [2]
