"""Two offices that share with the same person at once."""

from sqlalchemy import func, select

from alliance.accounts.models import Office
from alliance.core.db import db
from alliance.guests.models import Share
from tests import make
from tests.people import SECRETARIAT, liaison
from tests.races.racing import ledger_holds, race, rounds


def count(table, *where):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).where(*where))


def test_two_who_invite_the_same_person_at_once_give_them_one_office(app, campaign):
    for number in range(rounds(campaign)):
        email = f"guest-{number}@think.example"
        texts = [make.circulated().id, make.circulated().id]

        def shares(key, by, email=email):
            return lambda: make.shared(email, db.session.get_one(make.Resolution, key), by).guest_id

        found = race(app, shares(texts[0], liaison()), shares(texts[1], SECRETARIAT))
        assert found[0] == found[1], found
        assert count(Share, Share.email == email) == 2
    assert count(Office, Office.kind == "guest") == rounds(campaign)
    ledger_holds()


def test_one_text_is_shared_with_one_guest_once_however_often_it_is_sent(app):
    key = make.circulated().id

    def shares():
        with make.transaction():
            text = make.db.session.get_one(make.Resolution, key, with_for_update=True)
            return _share(text)

    outcomes = race(app, shares, shares)
    assert sum(isinstance(one, Share) for one in outcomes) == 1, outcomes
    assert count(Share) == 1


def _share(text):
    who = make.actor(liaison())
    seen = make.under_review(text, text.version)
    guest = make.Guest("Gwen Guest", "Think Tank", make.GUEST)
    until = make.clock.day_in(who.zone)
    return make.guests.share(who, text, guest=guest, until=until, reviewed=seen).result
