"""The demonstration goes into an empty database, never beside anything that somebody entered."""

import datetime as dt

import pytest
from sqlalchemy import select

from alliance.accessions.queries import accessions_of
from alliance.accounts import operations as accounts
from alliance.accounts.models import Person
from alliance.amendments.models import Amendment
from alliance.amendments.standing import together
from alliance.app import actor_by_email, create_app
from alliance.charters.queries import officers_on
from alliance.core import clock, schema
from alliance.core.actor import OPERATOR, Office
from alliance.core.db import db
from alliance.core.seal import HOUSE, Installation, key_of
from alliance.core.settings import NotReady, from_environment
from alliance.core.transaction import transaction
from alliance.demo.campaigning import LONGER, MODEL, RENUMBERED
from alliance.demo.cast import SLUG, STATES
from alliance.demo.making import make_demo
from alliance.enactments.checking import check
from alliance.enactments.counting import progress
from alliance.enactments.models import Campaign
from alliance.enactments.queries import lines
from alliance.enactments.rules import Texts
from alliance.instruments.queries import instruments_of
from alliance.litigation import operations as litigation
from alliance.membership import operations as membership
from alliance.membership.models import Alliance
from alliance.membership.queries import bound_states
from alliance.motions.models import Motion
from alliance.states import operations as states
from alliance.states.reference import today_in
from alliance.votes.calling.sheets import CalledAnswer
from alliance.votes.models import Question
from alliance.votes.proxies.models import Proxy
from alliance.votes.queries import answers_to
from alliance.votes.rules import CAST
from alliance.withdrawals.queries import notices_of
from tests.conftest import SECRET
from tests.house.schemas import empty_database
from tests.litigation import cases
from tests.membership.files import BODY, alliances_file, contents, take_alliances

NOON = dt.datetime(2026, 11, 20, 19, tzinfo=dt.UTC)


@pytest.fixture
def new(app, tmp_path):
    """The application on a database as `alliance init` leaves it."""
    with empty_database(app, tmp_path, "for_real") as engine:
        url = engine.url.render_as_string(hide_password=False)
        environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(tmp_path / "instance")}
        other = create_app(from_environment(environment, database=url), TESTING=True)
        with other.app_context():
            schema.upgrade(db.engine)
            with transaction():
                db.session.add(Installation())
                db.session.flush()
                key_of(HOUSE)
                states.load(OPERATOR, None)
                litigation.load_courts(OPERATOR, None)
            yield
            db.session.remove()
            db.engine.dispose()


def an_alliance(folder):
    take_alliances(alliances_file(folder, BODY))


def a_lawsuit(folder):
    cases.lawsuit(folder)


def an_office(_folder):
    with transaction():
        accounts.open_office(OPERATOR, None, kind=Office.GOVERNOR, state="CO")


def an_import(_folder):
    with transaction():
        membership.note_import(
            OPERATOR, None, what="memberships", file_sha256="0" * 64, counts={"added": 0}
        )


@pytest.mark.parametrize("enter", [an_alliance, a_lawsuit, an_office, an_import])
def test_a_database_in_which_anything_was_entered_is_never_made_a_demonstration(
    new, tmp_path, enter
):
    enter(tmp_path)
    before = contents()
    with pytest.raises(NotReady, match="real use") as refused:
        make_demo(lambda _: None)
    assert "\n" not in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)
    assert "Name another database" in str(refused.value)
    assert contents() == before
    assert not db.session.scalar(select(Installation.demo))


def test_an_empty_one_takes_it_and_a_second_time_keeps_what_is_there(new):
    assert make_demo(lambda _: None)
    before = contents()
    assert make_demo(lambda _: None)
    assert contents() == before


def test_one_whose_account_is_gone_is_left_out_of_the_table(new):
    table = make_demo(lambda _: None)
    with transaction():
        db.session.scalars(select(Person).where(Person.email == table[-1][2])).one().active = False
    assert make_demo(lambda _: None) == table[:-1]


def test_the_demonstration_has_a_campaign_that_is_under_way(new):
    with clock.stopped_at(NOON):
        make_demo(lambda _: None)
        made = db.session.scalars(select(Campaign)).one()
        found = lines(made)
        assert [one.state for one in found] == ["CO", "GA", "MN", "PA", "UT"]
        far = progress(made, found, NOON.date())
    assert far.now.states == ("CO", "UT")
    assert (far.now.met, far.expected.met) == (False, True)
    assert [one.state for one in found if one.different] == ["MN"]


def test_its_texts_differ_as_the_determinations_say():
    assert not check(Texts("m", "renumbered"), MODEL, RENUMBERED).critical
    kinds = {one.kind for one in check(Texts("m", "longer"), MODEL, LONGER).critical}
    assert "deadline" in kinds


def test_it_shows_states_that_come_and_one_that_goes(new):
    make_demo(lambda _: None)
    body = db.session.scalars(select(Alliance).where(Alliance.slug == "demo-bridge-compact")).one()
    stages = {one.state_code: one.stage for one in accessions_of(body)}
    assert stages == {"PA": "invited", "UT": "approved"}
    [notice] = notices_of(body)
    letters = {one.state_code: one.delivered_on is not None for one in notice.letters}
    assert (notice.state_code, letters) == ("MN", {"CO": True, "GA": False})
    [bill] = instruments_of(body)
    assert bill.effect.day is not None
    assert bill.effect.day > today_in("UT")
    five = db.session.scalars(select(Alliance).where(Alliance.slug == SLUG)).one()
    assert bound_states(five) == set(STATES)


def test_the_circulated_text_has_amendments_that_collide_and_one_that_is_friendly(new):
    make_demo(lambda _: None)
    amendment = db.session.scalars(select(Amendment)).first()
    found = together(amendment.resolution)
    assert [one.amendment.number for one in found.ones] == ["1", "1.1", "2", "3", "4"]
    assert [one.amendment.number for one in found.ones if one.friendly] == ["3"]
    assert [str(one.stands) for one in found.ones if not one.open] == ["rejected"]
    assert [(clash.first.key, clash.second.key) for clash in found.clashes if clash.open] == [
        ("Amendment 1", "Amendment 2")
    ]


def test_the_demonstration_has_motions_decided_open_and_polled(new):
    make_demo(lambda _: None)
    stands = {one.kind: one.stands for one in db.session.scalars(select(Motion))}
    assert stands == {
        "policy": "adopted",
        "election": "chosen",
        "choice": "put",
        "poll": "put",
    }

    # One state has given another its proxy, for a question that is open.
    [proxy] = db.session.scalars(select(Proxy))
    assert (proxy.state_code, proxy.holder_state) == ("MN", "CO")
    asked = db.session.get_one(Question, proxy.question_id)
    assert asked.is_open
    assert asked.asked.proxies
    assert "MN" not in answers_to(asked.id)

    # Who is elected by secret ballot is known, and who said what is not.
    asked = db.session.scalars(select(Question).where(Question.kind == "election")).one()
    assert asked.asked.secret
    assert {str(one.answer) for one in answers_to(asked.id).values()} == {CAST}
    serving = officers_on(asked.alliance, dt.date(2027, 2, 1))
    assert ("Treasurer", "UT") in {(one.title, one.state_code) for one in serving}


def test_the_secretariat_has_two_persons_so_that_one_confirms_what_the_other_wrote(new):
    table = make_demo(lambda _: None)
    clerk, second = (actor_by_email(row[2]) for row in table[:2])
    assert clerk.office_id == second.office_id
    line = db.session.scalars(select(CalledAnswer)).first()
    assert line.entered_by_id == clerk.person_id
    asked = db.session.get_one(Question, line.question_id)
    assert (asked.mode, asked.outcome) == ("meeting", "lost")
    assert {one.person_id for one in answers_to(asked.id).values()} == {second.person_id}
