"""Beside the demonstration's story: a guest, and money that waits for a second person."""

import datetime as dt

from alliance.accounts.models import Person
from alliance.app import actor_by_email
from alliance.authority.rules import ActClass
from alliance.clearance import operations as clearance
from alliance.clearance.operations import Matter
from alliance.clearance.rules import Content, Needs
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.demo.cast import GUEST, PASSWORD
from alliance.guests import operations as guests
from alliance.guests.operations import Guest
from alliance.guests.queries import way_in
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import under_review
from alliance.staffing import operations as staffing
from alliance.staffing.operations import Newcomer

A_YEAR = dt.timedelta(days=365)


def let_a_guest_read(writer: Actor, text: Resolution) -> None:
    """The drafting office shares its text with somebody of no member state, who has come in."""
    until = clock.day_in(writer.zone) + A_YEAR
    guest = Guest(GUEST.name, GUEST.organisation, GUEST.email)
    reviewed = under_review(text, text.shown_version)
    share = guests.share(writer, text, guest=guest, until=until, reviewed=reviewed).result
    letter = way_in(share.guest_id)
    assert letter
    who = staffing.bearer(letter, None, GUEST.email, GUEST.name)
    staffing.accept(who, letter, newcomer=Newcomer(GUEST.name, PASSWORD))
    found = actor_by_email(GUEST.email)
    assert found
    db.session.get_one(Person, found.person_id).demo = True


def ask_for_two_persons(head: Actor, staff: Actor) -> None:
    """The principal asks that money is prepared and cleared; one of the staff prepares some."""
    clearance.set_rule(head, None, needs={ActClass.COMMIT: Needs.CLEARED}, version=0)
    title = "Licence of the common form (demonstration)"
    matter = Matter(ActClass.COMMIT, title, title, Content({"cents": 1_200_000}))
    clearance.prepare(staff, None, matter=matter, note="As discussed on Monday.")
