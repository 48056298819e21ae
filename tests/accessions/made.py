"""States on their way in, as the tests of joining use them."""

import datetime as dt

from alliance.accessions import deciding, entering, operations
from alliance.accessions.entering import Joining
from alliance.charters import operations as charters
from alliance.charters.operations import Adoption, Words
from alliance.charters.queries import newest_adopted
from alliance.charters.terms import read_terms
from alliance.core.transaction import transaction
from alliance.instruments import operations as instruments
from alliance.instruments.operations import What
from alliance.instruments.rules import Facts, Kind, Purpose, Stage
from alliance.states.reference import today_in
from tests import make
from tests.people import SECRETARIAT, governor, liaison

USUAL_RULE = {
    "majorities": [{"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}}]
}


def act(verb, role, *args, **words):
    """Do something as somebody, in a transaction of its own."""
    with transaction():
        return verb(make.actor(role), *args, **words).result


def chartered(  # noqa: PLR0913 (what a charter says)
    by="officers", sponsors=0, *, instrument=True, slug="ours", rule=None, since=None, **more
):
    """The alliance, with a charter that says who lets states in, and what they bring.

    A second one takes the place of the first, from the day `since`.
    """
    body = make.alliance(slug)
    rule = rule or (USUAL_RULE if by == "members" else None)
    admission = {"by": by, "rule": rule, "sponsors": sponsors, "instrument": instrument}
    terms = read_terms({"admission": admission, **more})
    who = make.actor(SECRETARIAT)
    with transaction():
        words = Words("Article I. States may join.", "To cooperate.", terms, "")
        base = newest_adopted(body)
        made = charters.draft(who, body, words=words, base=base).result
        day = dt.date(2020, 1, 1)
        said = Adoption(day, since or day, "by all members")
        charters.adopt(who, made, adoption=said, sha256=made.sha256, before=base)
    return body


def statute(state="NM", effective=None, stage=Stage.MADE, by=None, body=None):
    """The act of a state that joins the alliance."""
    day = today_in(state)
    made = stage is Stage.MADE
    facts = Facts(
        stage,
        stage_on=day,
        bill="HB 12",
        citation="Laws 2027, chapter 12" if made else "",
        enacted_on=day if made else None,
        effective_on=effective or (day if made else None),
        source="" if by is None or by.state else "Laws of the state, as published",
    )
    what = What(state, Kind.STATUTE, Purpose.JOIN, "An act to join the Western Accord")
    return act(
        instruments.record, by or liaison(state), body or make.alliance(), what=what, facts=facts
    )


def applied(state="NM", body=None, **words):
    """A state that has applied."""
    return act(operations.apply, governor(state), body or make.alliance(), **words)


def approved(state="NM", body=None):
    """A state that the officers have approved."""
    made = applied(state, body)
    return act(deciding.approve, SECRETARIAT, made, decision="by the officers, unanimously")


def joined(accession, instrument=None, role=None, **joining):
    """It joins."""
    said = Joining(instrument, **joining)
    who = role or governor(accession.state_code)
    return act(entering.join, who, accession, joining=said, version=accession.version)


def unserved():
    """An alliance of the same states that no secretariat serves."""
    with transaction():
        body = make.found("unserved", "Accord without a seat", make.MEMBERS)
        body.secretariat_id = None
    return body
