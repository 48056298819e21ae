"""What is asked of several alliances or offices at once is what is asked of each."""

from dataclasses import replace

from alliance.authority.queries import known_records, register_of
from alliance.authority.several import registers_of
from alliance.charters.queries import terms_on, voters_of
from alliance.charters.several import terms_among, voters_among
from alliance.charters.terms import USUAL_CLASSES, Terms
from alliance.core import clock
from alliance.core.transaction import transaction
from alliance.states.reference import jurisdictions
from tests import make
from tests.charters import made
from tests.people import governor
from tests.votes.rolls import leave


def test_the_terms_and_the_voters_of_several_alliances_are_those_of_each(app):
    with transaction():
        bodies = [make.alliance(), make.alliance("theirs"), make.found("new", "New", ("CO", "ID"))]
        make.come_in(bodies[0], "NM", role="associate")
        make.come_in(bodies[2], "NM", role="associate")
    let = (USUAL_CLASSES[0], replace(USUAL_CLASSES[1], voting=True))
    made.adopt(made.draft(made.words(terms=Terms(classes=let))))
    leave("WY")
    voters = voters_among(bodies)
    assert voters == {one.id: voters_of(one) for one in bodies}
    assert voters[bodies[0].id] == {"CO": "party", "NM": "associate", "UT": "party"}
    assert voters[bodies[2].id] == {"CO": "party", "ID": "party"}
    assert terms_among(bodies) == {one.id: terms_on(one, clock.today()) for one in bodies}
    assert (voters_among([]), terms_among([])) == ({}, {})


def test_the_registers_of_several_offices_are_those_of_each(app):
    make.delegated(governor(), "CO Rev. Stat. 1")
    zones = {make.office_of(governor(code)).id: jurisdictions()[code].zone for code in make.MEMBERS}
    found = registers_of(zones)
    assert found == {key: register_of(key, zone, known_records(key)) for key, zone in zones.items()}
    assert len({len(one.authorities) for one in found.values()}) == 2, "they differ"
