"""What the simulator says before notice is given is what then really happens."""

import datetime as dt
import random

from sqlalchemy import select

from alliance.charters import dues, serving
from alliance.charters.operations import Term
from alliance.charters.queries import outstanding_dues, places_of
from alliance.charters.rules import GroupKind, SeatRole, dollars
from alliance.charters.serving import Holder, Setting, Title
from alliance.clockwork import withdraw_when_due
from alliance.compacts.queries import compact_of, facts_of
from alliance.core import clock
from alliance.core.outbox import Job
from alliance.core.transaction import transaction
from alliance.membership.moving import Move, move
from alliance.membership.queries import bound_states
from alliance.membership.rules import Standing
from alliance.rulebook.days.words import written
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.operations import Matter, Way
from alliance.votes.queries import open_to
from alliance.votes.rosters import roster_of
from alliance.votes.rules import USUAL_RULE, Answer
from alliance.votes.saying import Said
from alliance.withdrawals import operations
from alliance.withdrawals.foreseeing import NONE, Thought, foresee, standing_of
from alliance.withdrawals.operations import Saying
from alliance.withdrawals.rules import Stage
from tests import make
from tests.people import SECRETARIAT, governor
from tests.withdrawals.made import act, at, chartered, deliver_all

TODAY = dt.date(2027, 2, 28)
ONE = dt.timedelta(days=1)
ALLIANCES, SHORT = 200, 30
OTHERS = ("AZ", "CA", "FL", "GA", "ME", "NY", "OH", "TX")


def test_it_is_what_happens_in_two_hundred_alliances(app, campaign):
    for seed in range(ALLIANCES if campaign else SHORT):
        chance = random.Random(seed)  # noqa: S311 (the same alliances in every run)
        given = TODAY + chance.randrange(400) * ONE
        with at(given):
            body, withdrawal = founded(chance, f"made-{seed}")
            thought, delays = thought_of(chance, given, withdrawal)
            seen = foresee(body, "CO", thought)
            counted = bound_states(body, given) & {"CO"}  # not where it is suspended
            notice = given_now(body, thought)
        happen(notice, delays)
        compare(body, notice, seen, seed, counted)


def founded(chance, slug):
    """Colorado, some of its neighbours and others, under rules of chance."""
    states = ["CO", *chance.sample(["UT", "WY"], chance.randrange(3))]
    states += chance.sample(OTHERS, chance.randrange(len(OTHERS)))
    with transaction():
        make.found(slug, slug, states)
    withdrawal = chance.choice(LEAVING)
    body = chartered(withdrawal, slug, **entry(chance, len(states)), **decision(chance))
    if chance.random() < 0.5:
        late = chance.choice(states)
        if late != "CO":  # somebody else is out at some time on the way
            with transaction():
                out = TODAY + chance.randrange(600) * ONE
                move(
                    body,
                    late,
                    [
                        Move(Standing.NOTICE_GIVEN, clock.today()),
                        Move(Standing.WITHDRAWN, max(out, clock.today() + ONE)),
                    ],
                )
    furnish(chance, body, states)
    if chance.random() < 0.3:
        with transaction():
            one = chance.choice([state for state in states if state in bound_states(body)])
            move(body, one, [Move(Standing.SUSPENDED, clock.today())])
    return body, withdrawal


def entry(chance, count):
    """A threshold near what is there, by count or by weight, or none."""
    kind = chance.randrange(4)
    if kind == 0:
        return {}
    if kind == 1:
        return {
            "entry_into_force": {
                "when": {"at_least": {"count": str(max(1, count - chance.randrange(2)))}},
                "once_met": "lapses",
            }
        }
    if kind == 2:
        bound = {"count": str(chance.randrange(1, 150))}
        return {
            "entry_into_force": {
                "when": {"measure": "electoral_votes", "at_least": bound},
                "once_met": "lapses",
            }
        }
    return {"entry_into_force": {"when": {"every": ["CO"]}}}


def decision(chance):
    """How it decides, which leaving changes as well: or nothing is said."""
    share = chance.choice(["1/2", "2/3", "3/4"])
    bound = {"of": "entitled", "measure": "states", "more_than": {"share": share}}
    return chance.choice([{}, {"decision": {"quorum": bound, "majorities": [bound]}}])


def after(**length):
    return {"after": length, "from": {"event": "notice_complete"}}


JULY = {"previous": {"month_day": "07-01"}, "from": {"event": "effective"}, "same_day": True}
NOVEMBER = {"next": {"month_day": "11-30"}, "same_day": True, "from": JULY}
LEAVING = (
    None,
    {"effective": after(days=30)},
    {"effective": after(months=6), "survives": [{"what": "assessments"}]},
    {"effective": after(years=1), "survives": [{"what": "liabilities", "text": "Liabilities"}]},
    {"effective": {"later_of": [after(days=90), {"event": "repeal_effective"}]}},
    {"effective": {"next": {"month_day": "07-01"}, "from": after(days=60)}},
    {"effective": after(days=45), "rescind_until": after(days=10)},
    # Not from July through November of any year.
    {"effective": after(months=2), "blackout": [{"from": JULY, "through": NOVEMBER}]},
)


def furnish(chance, body, states):
    """Offices, seats and dues, as chance has it."""
    who, today = make.actor(SECRETARIAT), clock.today()
    with transaction():
        if chance.random() < 0.5:
            holder = Holder(state=chance.choice(states), person="Pat Example")
            serving.record_officer(who, body, title=Title("Chair"), holder=holder, term=Term(today))
        if chance.random() < 0.5:
            what = Setting(GroupKind.COMMITTEE, "Finance")
            made = serving.open_group(who, body, what=what, term=Term(today)).result
            for state in chance.sample(states, min(2, len(states))):
                serving.seat(
                    who, made, holder=Holder(state=state), role=SeatRole.MEMBER, term=Term(today)
                )
        if chance.random() < 0.5:
            said = dues.Assessed("2027", chance.randrange(1, 10**7), today)
            dues.assess(who, body, states=["CO"], what=said)
        for number in range(chance.randrange(3)):
            votes.open_question(
                who,
                body,
                matter=Matter("similarity", clock.new_id(), f"Question {number}", "0" * 64),
                roster=roster_of(states),
                rule=USUAL_RULE,
                way=Way(clock.now() + 360 * ONE),
            )


def thought_of(chance, given, withdrawal):
    """What is thought of, and what then is made to happen: on the same days."""
    delay = chance.randrange(20) * ONE
    events = {"notice_complete": given + delay}
    if withdrawal and "later_of" in withdrawal["effective"]:
        events["repeal_effective"] = given + chance.randrange(200) * ONE
    # Where no rule gives the day the notice has to name it.
    names = withdrawal is None or chance.random() < 0.3
    named = given + chance.randrange(500) * ONE if names else None
    return Thought(given, named, events), events


def given_now(body, thought):
    who = make.actor(governor())
    with transaction():
        today = foresee(body, "CO", Thought(thought.given_on, thought.named_on))
        saying = Saying(named_on=thought.named_on)
        return operations.give_notice(who, body, saying=saying, reviewed=today.sha256).result


def happen(notice, events):
    """The letters arrive on the day that was thought of, and the legislature repeals."""
    with at(events["notice_complete"]):
        deliver_all(notice, events["notice_complete"])
        if "repeal_effective" in events and notice.stage is Stage.GIVEN:
            said = {"name": "repeal_effective", "on": events["repeal_effective"], "source": "Laws"}
            act(operations.note_event, governor(), notice, **said)


def time_passes(notice):
    """What the worker does with the jobs of this notice; its mail is no part of this."""
    key = f"notice:{notice.id}:%"
    wanted = select(Job).where(Job.kind == operations.EFFECT_JOB, Job.key.like(key))
    for job in make.db.session.scalars(wanted).all():
        withdraw_when_due(job)


def compare(body, notice, seen, seed, counted):
    day = notice.effective_on
    assert day == seen.effective_on, seed
    assert tuple(one.state_code for one in notice.letters) == seen.letters, seed
    before = len(bound_states(body, day - ONE)) if day > notice.given_on else seen.members[0]
    with at(day):
        time_passes(notice)
        make.db.session.refresh(notice)
        assert notice.stage is Stage.EFFECTIVE, seed
        bound = bound_states(body, day)
        assert (len(bound | counted), len(bound)) == seen.members, seed
        assert before >= len(bound), seed
        places = places_of(body, "CO", day)
        assert (places.officers, places.seats) == ((), ()), seed
        compact = compact_of(body, day)
        said = {one.what: one.after for one in seen.changes if one.what != "Members bound"}
        standing = standing_of(body, compact, facts_of(body, None, compact), bound, day)
        assert said == {what: standing.get(what, NONE) for what in said}, seed
        assert set(standing) <= set(said), seed
        owed = outstanding_dues(body, "CO", notice.given_on)
        assert [
            f"{one.period}: {dollars(one.cents)}, due {written(one.due_on)}" for one in owed
        ] == list(seen.owed)
        open_still = open_to(body, "CO")
        assert [one.title for one in open_still] == list(seen.questions), seed
        for one in open_still:  # and it answers, though it is out
            if clock.now() < one.closes_at:
                act(answering.answer, governor(), one, said=Said(Answer.YEA))
