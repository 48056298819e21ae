"""Invented motions of the demonstration: a policy adopted, an officer elected, dates, a straw poll.

One state has given another its proxy for the choice among the dates.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from alliance.accounts.models import Office
from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.membership.models import Alliance
from alliance.motions import operations
from alliance.motions.models import Motion
from alliance.motions.operations import Says
from alliance.motions.rules import Kind, choosing_rule
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.models import Question
from alliance.votes.proxies import giving as proxies
from alliance.votes.rules import CHOSEN, USUAL_RULE, Answer, Mode
from alliance.votes.saying import Said
from alliance.votes.ways import Way

Who = Callable[[str], Actor]
SECRETARIAT = "secretariat@five.example"
POLICY = Says(
    Kind.POLICY,
    "Travel to meetings (demonstration)",
    "The alliance pays no travel. Whoever cannot travel takes part by video, and is counted as\n"
    "present.",
    {"from_on": ""},
)
DATES = ["The first week of May", "The third week of May", "The second week of June"]
CHOICE = Says(
    Kind.CHOICE,
    "When the members meet next year (demonstration)",
    "Choose the week in which the yearly meeting is held.",
    {"options": DATES},
)
CANDIDATES = [{"name": "Riley Snow", "state": "UT"}, {"name": "Jordan Ellis", "state": "GA"}]
ELECTION = Says(
    Kind.ELECTION,
    "Treasurer of the next term (demonstration)",
    "The term of the treasurer ends on January 14, 2027.",
    {
        "title": "Treasurer",
        "candidates": CANDIDATES,
        "from_on": "2027-01-15",
        "last_on": "2028-01-14",
    },
)
POLL = Says(
    Kind.POLL,
    "A common form for license transfers? (demonstration)",
    "Would your state use a common form, if one were drafted? This decides nothing.",
    {"options": []},
)
FOR_WEEKS = dt.timedelta(days=14)


def move_some(alliance: Alliance, who: Who) -> None:
    """A motion and an election on which all have voted, a choice that is open, and a poll."""
    now = clock.now()
    with clock.stopped_at(now - dt.timedelta(hours=6)):
        asked = _put(who, _moved(who("liaison@co.example"), alliance, POLICY), USUAL_RULE)
    with clock.stopped_at(now - dt.timedelta(hours=5)):
        words = {code: Said(Answer.YEA) for code in asked.entitled}
        _answer(who, asked, words | {"PA": Said(Answer.NAY)})
    with clock.stopped_at(now - dt.timedelta(hours=4)):
        votes.close_and_follow(who(SECRETARIAT), asked)
        _elect(who, alliance)
        rule = choosing_rule("ranked", DATES)
        open_ = _put(who, _moved(who(SECRETARIAT), alliance, CHOICE), rule)
    with clock.stopped_at(now - dt.timedelta(hours=3)):
        first, second, _ = DATES
        said = {"GA": Said(CHOSEN, [second, first]), "UT": Said(CHOSEN, [first])}
        _answer(who, open_, said)
        _represented(who, open_)
        poll = _put(who, _moved(who("liaison@ga.example"), alliance, POLL), USUAL_RULE, Mode.POLL)
    with clock.stopped_at(now - dt.timedelta(hours=2)):
        _answer(who, poll, {"GA": Said(Answer.YEA), "MN": Said(Answer.NAY)})


def _moved(actor: Actor, alliance: Alliance, says: Says) -> Motion:
    return operations.move(actor, alliance, says=says).result


def _elect(who: Who, alliance: Alliance) -> None:
    """An election by secret ballot, in which all states vote."""
    motion = _moved(who(SECRETARIAT), alliance, ELECTION)
    first, second = motion.options
    asked = _put(who, motion, choosing_rule("ranked", motion.options), secret=True)
    others = {code: Said(CHOSEN, [first, second]) for code in asked.entitled}
    _answer(who, asked, others | {"GA": Said(CHOSEN, [second]), "PA": Said(CHOSEN, [second])})
    votes.close_and_follow(who(SECRETARIAT), asked)


def _represented(who: Who, asked: Question) -> None:
    """Minnesota gives Colorado its proxy for this question alone."""
    giver, holder = who("governor@mn.example"), who("governor@co.example")
    today = clock.day_in(giver.zone)
    terms = proxies.Terms(
        today,
        today + FOR_WEEKS,
        office=db.session.get_one(Office, holder.office_id),
        question=asked,
        instructions="Any week in May.",
    )
    proxies.give(giver, asked.alliance, terms=terms)


def _put(
    who: Who,
    motion: Motion,
    rule: object,
    mode: Mode = Mode.WRITTEN,
    *,
    secret: bool = False,
) -> Question:
    return operations.put(
        who(SECRETARIAT),
        motion,
        rule=rule,
        way=Way(clock.now() + FOR_WEEKS, mode=mode, secret=secret),
        seen=motion.sha256,
        states=voters_of(motion.alliance),
    ).result


def _answer(who: Who, question: Question, words: Mapping[str, Said]) -> None:
    for code, said in words.items():
        actor = who(f"governor@{code.lower()}.example")
        answering.answer(actor, question, said=said)
