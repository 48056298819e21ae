"""Motions, as offices and the secretariat make them."""

import datetime as dt

from alliance.charters.queries import officers_of, voters_of
from alliance.core.db import db
from alliance.core.record import moment
from alliance.core.transaction import transaction
from alliance.motions import operations
from alliance.motions.models import Motion
from alliance.motions.operations import Says
from alliance.motions.queries import motions_of
from alliance.motions.rules import Kind, choosing_rule
from alliance.votes import answering
from alliance.votes.casting import cast_in_a_tie
from alliance.votes.queries import held
from alliance.votes.rules import CHOSEN, USUAL_RULE, Answer, Mode
from alliance.votes.saying import Said
from alliance.votes.ways import Way
from tests import make
from tests.amendments import made as amendments
from tests.charters import made as charters
from tests.people import SECRETARIAT, governor, liaison

TWO_WEEKS = dt.timedelta(days=14)
CASTING_RULE = {**USUAL_RULE, "casting_vote": True}
ADA, BEN, CAL = ({"name": n, "state": s} for n, s in (("Ada", "CO"), ("Ben", "UT"), ("Cal", "WY")))
NAMES = ["Ada, CO", "Ben, UT", "Cal, WY"]


def says(kind, title="A motion", words="It is moved.", **facts):
    """What a motion of a kind says."""
    usual = {
        Kind.POLICY: {"from_on": ""},
        Kind.MONEY: {"cents": 1_250_000, "payee": "Example Print", "purpose": "Printing"},
        Kind.LAWSUIT: {"case_id": "example-v-example"},
        Kind.ELECTION: {
            "title": "Vice Chair",
            "candidates": [ADA, BEN, CAL],
            "from_on": "2020-01-01",
            "last_on": "",
        },
        Kind.CHOICE: {"options": ["May 4", "May 11", "May 18"]},
        Kind.POLL: {"options": []},
    }[kind]
    return Says(kind, title, words, {**usual, **facts})


def moved(kind=Kind.POLICY, by=None, **given):
    """A motion of the liaison of Colorado's governor."""
    with transaction():
        return operations.move(
            make.actor(by or liaison()), make.alliance(), says=says(kind, **given)
        ).result


def policy(**given):
    """A policy that is moved."""
    return moved(Kind.POLICY, **given)


def put(motion, rule=None, by=SECRETARIAT, **way):
    """The question on it, put by the secretariat."""
    mode = Mode.POLL if motion.is_about is Kind.POLL else Mode.WRITTEN
    usual = choosing_rule("ranked", motion.options) if motion.options else dict(USUAL_RULE)
    with transaction():
        return operations.put(
            make.actor(by),
            fresh(motion),
            rule=rule or usual,
            way=Way(moment(motion.stream) + TWO_WEEKS, mode=mode, **way),
            seen=motion.sha256,
            states=voters_of(motion.alliance),
        ).result


def fresh(motion):
    """The same, as it stands in the database now."""
    return db.session.get_one(Motion, motion.id, populate_existing=True)


def chose(question, **options):
    """Answers in order of preference: chose(q, CO=["Ada, CO"])."""
    for state, parts in options.items():
        with transaction():
            said = Said(CHOSEN, parts) if parts else Said(Answer.PRESENT)
            answering.answer(make.actor(governor(state)), question, said=said)
    return question


def decided(kind, rule=None, given=None, way=None, **words):
    """A motion of a kind on which the roll call was closed after these answers."""
    motion = moved(kind, **(given or {}))
    question = put(motion, rule, **(way or {}))
    if any(isinstance(one, list) for one in words.values()):
        chose(question, **words)
    else:
        make.answered(question, **words)
    make.closed(question)
    return fresh(motion)


def with_casting_vote(rule=None, chair="CO"):
    """An open question on a policy, in which Colorado's presiding officer has the casting vote."""
    if not any(one.title == "Chair" for one in charters_officers()):
        charters.officer("Chair", chair)
    return put(policy(), rule or CASTING_RULE, chair=chair)


def charters_officers():
    """The officers that are recorded."""
    return officers_of(make.alliance())


def cast(question, vote, seen=0, state="CO"):
    """The casting vote, given by the governor who presides."""
    with transaction():
        found = held(question.id)
        return cast_in_a_tie(make.actor(governor(state)), found, vote=vote, seen=seen).result


def every():
    """The motions of the alliance."""
    return motions_of(make.alliance())


def amendment_put():
    """A question on an amendment."""
    return amendments.put_to_members(amendments.reworded(amendments.text()))
