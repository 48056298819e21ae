"""A second invented alliance: one state leaves, one applies, one is invited."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from alliance.accessions import operations as accessions
from alliance.accounts.models import Office
from alliance.core import clock
from alliance.core.actor import OPERATOR, Actor
from alliance.core.actor import Office as Kind
from alliance.core.dates import parse_partial_date
from alliance.core.db import db
from alliance.demo.cast import FACTS
from alliance.instruments import operations as instruments
from alliance.instruments.operations import What
from alliance.instruments.rules import Condition, Facts, Purpose, Stage
from alliance.instruments.rules import Kind as Act
from alliance.membership import operations as membership
from alliance.membership.models import Alliance
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.states.reference import today_in
from alliance.withdrawals import operations as withdrawals
from alliance.withdrawals.foreseeing import Thought, foresee
from alliance.withdrawals.operations import Saying

Somebody = Callable[[str], Actor]
SLUG = "demo-bridge-compact"
MEMBERS = ("CO", "GA", "MN")
OF_BRIDGES = {
    **FACTS,
    "name": "Demonstration Compact on Bridge Inspection",
    "kind": "interstate compact (invented)",
    "formed": "2026-01-20",
    "subject": "inspection of bridges",
    "published_member_count": {"states": len(MEMBERS)},
    "as_of": "2026-01-20",
}
BEGAN = "2026-01-20"
DAYS = dt.timedelta(days=1)


def come_and_go(somebody: Somebody) -> None:
    """Minnesota has given notice, Utah applies with a bill under review, Pennsylvania is asked."""
    now = clock.now().replace(hour=17, minute=0, second=0, microsecond=0)
    with clock.stopped_at(now - 29 * DAYS):
        body = _alliance()
    with clock.stopped_at(now - 12 * DAYS):
        _gives_notice(body, somebody)
    with clock.stopped_at(now - 10 * DAYS):
        _applies(body, somebody)
    with clock.stopped_at(now - 5 * DAYS):
        words = "The members would welcome Pennsylvania's inspectors."
        secretariat = somebody("secretariat@five.example")
        accessions.invite(secretariat, body, states=["PA"], words=words)


def _alliance() -> Alliance:
    now = clock.now()
    body = membership.record_alliance(
        OPERATOR, None, slug=SLUG, facts=OF_BRIDGES, known_from=now, demo=True
    ).result
    says = Period("", "party", "member", parse_partial_date(BEGAN), source="invented")
    facts = [Fact(clock.new_id(), 0, replace(says, state=code), now) for code in MEMBERS]
    membership.record_periods(OPERATOR, body, facts=facts)
    seat = db.session.scalars(select(Office).where(Office.kind == Kind.SECRETARIAT)).first()
    assert seat
    membership.name_secretariat(OPERATOR, body, office=seat)
    return body


def _gives_notice(body: Alliance, somebody: Somebody) -> None:
    """One of its two letters is acknowledged, the other is on its way."""
    who = somebody("governor@mn.example")
    says = Saying(words="The state inspects its bridges by a schedule of its own from now on.")
    seen = foresee(body, who.state, Thought(today_in(who.state)))
    notice = withdrawals.give_notice(who, body, saying=says, reviewed=seen.sha256).result
    letter = next(one for one in notice.letters if one.state_code == "CO")
    withdrawals.acknowledge(somebody("liaison@co.example"), letter)


def _applies(body: Alliance, somebody: Somebody) -> None:
    """With a statute whose review by the attorney general runs against a clock.

    A compact without a charter is joined by enacting it: nobody is asked to approve.
    """
    who = somebody("governor@ut.example")
    today = today_in(who.state)
    accessions.apply(who, body, words="Our bridges are inspected as theirs are.")
    facts = Facts(
        Stage.MADE,
        stage_on=today - 20 * DAYS,
        bill="H.B. 12 (invented)",
        citation="Laws, chapter 12 (invented)",
        enacted_on=today - 20 * DAYS,
        effective_on=today,
        text="Section 1. The Compact on Bridge Inspection is entered into (invented).",
    )
    what = What("UT", Act.STATUTE, Purpose.JOIN, "Act to enter into the bridge compact (invented)")
    bill = instruments.record(who, body, what=what, facts=facts).result
    review = Condition("Review by the attorney general", today, 30)
    instruments.add_precondition(who, bill, condition=review)
