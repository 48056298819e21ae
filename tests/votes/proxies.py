"""Proxies and alternates, made as states make them."""

import datetime as dt

from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.charters.terms import USUAL
from alliance.charters.terms import Terms as Charter
from alliance.charters.voting import Voting
from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.states.reference import today_in
from alliance.votes.proxies import answering as proxy_answering
from alliance.votes.proxies import giving as proxy_giving
from alliance.votes.proxies.giving import Terms
from alliance.votes.proxies.models import Proxy
from alliance.votes.proxies.queries import represented
from alliance.votes.saying import Said
from tests import make
from tests.charters import made
from tests.people import governor, liaison

MONTH = dt.timedelta(days=30)


def allowed(slug="ours", classes=USUAL.classes, **voting):
    """The charter lets states be represented by proxy."""
    terms = Charter(classes=classes, voting=Voting(**{"proxies": True, **voting}))
    return made.adopt(made.draft(made.words(terms=terms), slug=slug))


def terms(to="UT", **more):
    """All questions, a month from today, held by the governor of a state."""
    given = {"office": make.office_of(governor(to)), "from_on": today_in("CO"), **more}
    return (
        Terms(last_on=given["from_on"] + MONTH, **given)
        if "last_on" not in given
        else Terms(**given)
    )


def given(state="CO", to="UT", slug="ours", **more):
    """The proxy of a state, given by its governor."""
    with transaction():
        who = make.actor(governor(state))
        return proxy_giving.give(who, make.alliance(slug), terms=terms(to, **more)).result


def alternate(role=None, by=None, **more):
    """Somebody of the governor's office of Colorado, named by the governor."""
    person = db.session.scalars(
        select(Person).where(Person.email == (role or liaison()).email)
    ).one()
    with transaction():
        who = make.actor(by or governor())
        given = terms(office=None, alternate=person, **more)
        return proxy_giving.give(who, make.alliance(), terms=given).result


def passed_on(proxy, by="UT", to="WY", **more):
    """A proxy that its holder passed on."""
    with transaction():
        found = db.session.get_one(Proxy, proxy.id)
        who = make.actor(governor(by))
        return proxy_giving.pass_on(who, found, terms=terms(to, **more)).result


def recalled(proxy, by=None):
    """The same, recalled by the governor of Colorado."""
    with transaction():
        who = make.actor(by or governor())
        return proxy_giving.recall(who, db.session.get_one(Proxy, proxy.id)).result


def answered(question, role=None, word="yea", *, state="CO", seen=0):
    """An answer for Colorado by whoever is said to hold its proxy: Utah's governor."""
    with transaction():
        who = make.actor(role or governor("UT"))
        asked = represented(who, question.id, state)
        assert asked, "the office holds no proxy of that state"
        return proxy_answering.answer_by_proxy(
            who, asked, said=word if isinstance(word, Said) else make.said(word), seen=seen
        )
