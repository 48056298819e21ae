"""Recovery codes: shown once, kept as digests, each used once; new ones void the old."""

import re

import pytest
from sqlalchemy import select, text

from alliance.accounts.models import Person
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.factors import operations, queries
from alliance.factors.operations import WrongCode
from tests import make
from tests.browser import Browser
from tests.factors.apps import enrolled, recovery_codes
from tests.factors.test_app import is_in, second_step
from tests.people import liaison, observer

WRITTEN = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


def sign_in_with(visitor, code, expect=303):
    visitor.client = visitor.app.test_client()
    visitor.sign_in_by_form(liaison().email)
    second_step(visitor, code, "recovery", expect)
    return is_in(visitor)


def test_ten_are_shown_once_and_kept_as_digests(visitor):
    enrolled(liaison())
    visitor.sign_in(liaison())
    page = visitor.send("factors.recovery_codes", expect=200)
    shown = [code for code in page.texts("code") if WRITTEN.fullmatch(code)]
    assert len(set(shown)) == 10
    again = visitor.get("factors.recovery_codes")
    assert not WRITTEN.search(again.words)
    assert "10 of ten are left" in again.words
    db.session.rollback()
    with db.engine.connect() as connection:
        kept = connection.scalar(text("SELECT max(mf_recovery_codes) FROM people"))
    for code in shown:
        assert code not in kept
        assert code.replace("-", "") not in kept


def test_each_signs_in_once_however_it_is_written(visitor):
    enrolled(liaison())
    first, second, *_ = recovery_codes(liaison())
    visitor.sign_in_by_form(liaison().email)
    second_step(visitor, first, "recovery")
    assert "9 left" in visitor.get("workspaces.desk").words
    assert not sign_in_with(visitor, first, 422)
    assert not sign_in_with(visitor, f" {first.upper()} ", 422)
    assert sign_in_with(visitor, f" {second.upper().replace('-', ' ')} ")
    assert "8 of ten are left" in visitor.get("factors.security").words


def test_new_ones_void_the_old(visitor):
    enrolled(liaison())
    old, new = recovery_codes(liaison()), recovery_codes(liaison())
    assert not sign_in_with(visitor, old[0], 422)
    assert sign_in_with(visitor, new[0])


def test_the_codes_of_somebody_else_do_not_serve(visitor):
    for role in (liaison(), observer()):
        enrolled(role)
        recovery_codes(role)
    theirs = recovery_codes(observer())
    assert not sign_in_with(visitor, theirs[0], 422)


@pytest.mark.parametrize("typed", ["a", "x" * 100_000, "\x00", "'; --", "\u0430bcd-efgh-jkmn-pqrs"])
def test_what_is_no_code_lets_nobody_in(visitor, typed):
    enrolled(liaison())
    recovery_codes(liaison())
    assert not sign_in_with(visitor, typed, 422)


def test_a_code_that_was_used_is_gone(app):
    enrolled(liaison())
    code = recovery_codes(liaison())[0].replace("-", "")
    with transaction():
        who = make.actor(liaison())
        operations.use_recovery_code(who, queries.account(who), typed=code)
    with pytest.raises(WrongCode), transaction():
        operations.use_recovery_code(who, queries.account(who), typed=code)
    db.session.rollback()
    kept = db.session.scalars(select(Person).where(Person.email == liaison().email)).one()
    assert len(kept.mf_recovery_codes) == 9


def test_without_another_factor_there_are_none(app):
    visitor = Browser(app).sign_in(observer())
    page = visitor.send("factors.recovery_codes", expect=409)
    assert "Set up one of them first" in page.words
