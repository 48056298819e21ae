"""Charters with rules, and withdrawals on the way, as the tests of leaving use them."""

import datetime as dt

from alliance.charters import operations as charters
from alliance.charters.operations import Adoption, Words
from alliance.charters.terms import USUAL
from alliance.core import clock
from alliance.core.transaction import transaction
from alliance.withdrawals import operations
from alliance.withdrawals.operations import Delivered
from alliance.withdrawals.rules import Way
from tests import make
from tests.people import SECRETARIAT, governor

AFTER_30_DAYS = {"effective": {"after": {"days": 30}, "from": {"event": "notice_complete"}}}


def chartered(withdrawal=AFTER_30_DAYS, slug="ours", terms=USUAL, **rules):
    """The alliance, with a charter that says by which rules states leave."""
    body = make.alliance(slug)
    document = ({"withdrawal": withdrawal} if withdrawal else {}) | rules or None
    who = make.actor(SECRETARIAT)
    words = Words("Article I. The states cooperate.", "To cooperate.", terms, "", document)
    with transaction():
        made = charters.draft(who, body, words=words, base=0).result
        day = dt.date(2020, 1, 1)
        said = Adoption(day, day, "by all members")
        charters.adopt(who, made, adoption=said, sha256=made.sha256, before=0)
    return body


def act(verb, role, *args, **words):
    """Do something as somebody, in a transaction of its own."""
    with transaction():
        return verb(make.actor(role), *args, **words).result


def deliver_all(notice, on):
    """Every letter of a notice arrives on a day, as the office that sent them notes."""
    for letter in notice.letters:
        if letter.delivered_on is None:
            said = Delivered(on, Way.MAIL)
            act(operations.note_delivery, governor(notice.state_code), letter, delivered=said)


def noon(day):
    """An instant of that day, in every state."""
    return dt.datetime.combine(day, dt.time(18), dt.UTC)


def at(day):
    """The clock stands at noon of a day."""
    return clock.stopped_at(noon(day))
