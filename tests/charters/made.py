"""Charters and what they set up, made as a secretariat makes them."""

import datetime as dt

from alliance.charters import classing, dues, operations, serving
from alliance.charters.dues import Assessed, Entered
from alliance.charters.member_classes import USUAL_CLASSES, Class
from alliance.charters.operations import Adoption, Term, Words
from alliance.charters.queries import offices_in
from alliance.charters.rules import (
    Entry,
    GroupKind,
    LinkKind,
    ParticipantKind,
    SeatRole,
)
from alliance.charters.serving import Holder, Setting, Title
from alliance.charters.terms import Terms
from alliance.core.actor import OPERATOR
from alliance.core.transaction import transaction
from alliance.membership import operations as membership
from alliance.membership.operations import Fact
from alliance.membership.rules import Period
from tests import make
from tests.people import SECRETARIAT

TEXT = "Article 1. The members meet.\nArticle 2. The members vote."
FIRST = dt.date(2024, 1, 1)
NAME = "Committee on Forms"
FOUNDING = Class("Founding party", "party", voting=True, seated=True)
ACCEDING = Class("Acceding party, no vote", "party", voting=False, seated=False)
DIVIDED = (FOUNDING, ACCEDING, *USUAL_CLASSES[1:])  # parties of two classes of the charter's own


def words(text=TEXT, terms=None, **more):
    """What a version says."""
    given = {"purpose": "Common forms", "source": "Charter book, p. 1", **more}
    return Words(text=text, terms=terms or Terms(), **given)


def draft(given=None, base=0, by=SECRETARIAT, slug="ours"):
    """A draft of the secretariat."""
    with transaction():
        body = make.alliance(slug)
        return operations.draft(make.actor(by), body, words=given or words(), base=base).result


def adopt(charter, on=FIRST, effective=None, before=0, by=SECRETARIAT):
    """The same, adopted."""
    adoption = Adoption(on, effective or on, "Resolution 1 of the first meeting")
    with transaction():
        return operations.adopt(
            make.actor(by), charter, adoption=adoption, sha256=charter.sha256, before=before
        ).result


def group(name=NAME, term=None, by=SECRETARIAT, slug="ours"):
    """A committee."""
    with transaction():
        return serving.open_group(
            make.actor(by),
            make.alliance(slug),
            what=Setting(GroupKind.COMMITTEE, name, "To keep the forms"),
            term=term or Term(FIRST),
        ).result


def office(state, kind="governor"):
    """The office of a state."""
    return next(one for one in offices_in([state]) if one.kind == kind)


def seat(where, state="CO", role=SeatRole.MEMBER, term=None, by=SECRETARIAT, **of):
    """A seat of the governor's office of a state."""
    holder = Holder(state, of.get("office", office(state)), of.get("person", ""))
    with transaction():
        return serving.seat(
            make.actor(by), where, holder=holder, role=role, term=term or Term(FIRST)
        ).result


def officer(title="Chair", state="CO", term=None, by=SECRETARIAT, **of):
    """An officer; `of`: several, person."""
    holder = Holder(state, office(state) if state else None, of.get("person", ""))
    with transaction():
        return serving.record_officer(
            make.actor(by),
            make.alliance(),
            title=Title(title, "elected", of.get("several", False)),
            holder=holder,
            term=term or Term(FIRST),
        ).result


def in_class(*states, name=FOUNDING.name, from_on=FIRST, by=SECRETARIAT):
    """The states, put in a class of the charter."""
    with transaction():
        return classing.put_in_class(
            make.actor(by), make.alliance(), name=name, states=states, from_on=from_on
        ).result


def ended(verb, thing, on, why="A change", by=SECRETARIAT):
    """The same, ended after a day."""
    with transaction():
        return verb(make.actor(by), thing, on=on, why=why).result


def link(kind=LinkKind.WORKS_WITH, here="ours", there="theirs", term=None, by=SECRETARIAT):
    """A link between two alliances."""
    with transaction():
        return operations.link(
            make.actor(by),
            make.alliance(here),
            other=make.alliance(there),
            kind=kind,
            term=term or Term(FIRST, note="By letter"),
        ).result


def participant(name="City of Example", term=None, by=SECRETARIAT):
    """A city that takes part."""
    with transaction():
        return operations.record_participant(
            make.actor(by) if by else OPERATOR,
            make.alliance(),
            name=name,
            kind=ParticipantKind.CITY,
            term=term or Term(FIRST),
        ).result


def assessed(states=("CO",), period="2024", cents=100_000, by=SECRETARIAT, **of):
    """Dues of these states, due on 1 March 2024; `of`: note, slug."""
    what = Assessed(period, cents, dt.date(2024, 3, 1), of.get("note", ""))
    with transaction():
        body = make.alliance(of.get("slug", "ours"))
        return dues.assess(make.actor(by), body, states=states, what=what).result


def entered(one, kind=Entry.PAYMENT, cents=40_000, day=dt.date(2024, 2, 1), by=SECRETARIAT, **of):
    """What happened to dues."""
    with transaction():
        what = Entered(kind, cents, day, of.get("note", ""))
        return dues.enter(make.actor(by), one, what=what).result


def secretariat(slug="ours", from_on=FIRST, by=OPERATOR, office=None, **term):
    """Since when the secretariat serves."""
    with transaction():
        return operations.record_secretariat(
            by,
            make.alliance(slug),
            office=office or make.office_of(SECRETARIAT),
            term=Term(from_on, **term),
        ).result


def member(state, role="observer", joined="2020-01-01", left=None, slug="ours"):
    """One more state in an alliance, in another class than a party."""
    parse = make.parse_partial_date
    says = Period(
        state, role, "withdrawn" if left else "member", parse(joined), left=parse(left or "")
    )
    with transaction():
        fact = Fact(make.clock.new_id(), 0, says, make.clock.now())
        membership.record_periods(OPERATOR, make.alliance(slug), facts=[fact])


def chartered():
    """At least one row in every table of charters, and a value in every column."""
    adopt(draft(words(terms=Terms(classes=(*USUAL_CLASSES, FOUNDING)))))
    in_class("CO")
    where = group()
    ended(serving.end_seat, seat(where), FIRST)
    officer()
    secretariat()
    link()
    participant()
    [one] = assessed()
    entered(one)
