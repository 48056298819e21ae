"""A body of many states, each with a governor who answers."""

from sqlalchemy import select

from alliance.accounts import operations as accounts
from alliance.accounts.models import Person, Post
from alliance.accounts.operations import NewPerson
from alliance.core.actor import OPERATOR, Rank
from alliance.core.actor import Office as Kind
from alliance.core.db import db
from alliance.core.record import moment
from alliance.core.transaction import transaction
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import under_review
from alliance.states.reference import jurisdictions
from alliance.votes.ways import Way
from tests import make
from tests.people import SECRETARIAT, STATES, governor, liaison

SLUG = "many"


def states(number):
    """So many of the 56, those of the tests' world among them."""
    others = [code for code in sorted(jurisdictions()) if code not in STATES]
    return sorted([*STATES, *others][:number])


def body(number):
    """An alliance of so many states, with a governor in each."""
    members = states(number)
    with transaction():
        hashed = db.session.scalar(select(Person.password).join(Post).limit(1))
        for code in members:
            if code not in STATES:
                office = accounts.open_office(OPERATOR, None, kind=Kind.GOVERNOR, state=code).result
                person = NewPerson(governor(code).email, f"Principal {code} Governor")
                accounts.appoint(
                    OPERATOR, office, person=person, rank=Rank.PRINCIPAL
                ).result.password = hashed
        return make.found(SLUG, "Accord of Many", members)


def put(alliance, rule=make.USUAL_RULE, length=make.TWO_WEEKS, **way):
    """An open question on a resolution of the body."""
    with transaction():
        who = make.actor(liaison())
        made = resolutions.draft(who, alliance, words=make.WORDS).result
        resolutions.circulate(who, made, reviewed=under_review(made))
    with transaction():
        closes = moment(alliance.stream) + length
        return resolutions.put(
            make.actor(SECRETARIAT),
            made,
            rule=rule,
            way=Way(closes, **way),
            **make.to_put(made),
        ).result
