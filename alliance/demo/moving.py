"""Invented motions of the demonstration: a policy adopted, dates to choose among, a straw poll."""

import datetime as dt
from collections.abc import Callable, Mapping

from alliance.charters.queries import voters_of
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.membership.models import Alliance
from alliance.motions import operations
from alliance.motions.models import Motion
from alliance.motions.operations import Says
from alliance.motions.rules import Kind, choosing_rule
from alliance.votes import answering
from alliance.votes import operations as votes
from alliance.votes.models import Question
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
POLL = Says(
    Kind.POLL,
    "A common form for license transfers? (demonstration)",
    "Would your state use a common form, if one were drafted? This decides nothing.",
    {"options": []},
)
FOR_WEEKS = dt.timedelta(days=14)


def move_some(alliance: Alliance, who: Who) -> None:
    """One motion on which all have voted, one that is open, and one poll."""
    now = clock.now()
    with clock.stopped_at(now - dt.timedelta(hours=6)):
        asked = _put(who, _moved(who("liaison@co.example"), alliance, POLICY), USUAL_RULE)
    with clock.stopped_at(now - dt.timedelta(hours=5)):
        words = {code: Said(Answer.YEA) for code in asked.entitled}
        _answer(who, asked, words | {"PA": Said(Answer.NAY)})
    with clock.stopped_at(now - dt.timedelta(hours=4)):
        votes.close_and_follow(who(SECRETARIAT), asked)
        rule = choosing_rule("ranked", DATES)
        open_ = _put(who, _moved(who(SECRETARIAT), alliance, CHOICE), rule)
    with clock.stopped_at(now - dt.timedelta(hours=3)):
        first, second, _ = DATES
        said = {"GA": Said(CHOSEN, [second, first]), "UT": Said(CHOSEN, [first])}
        _answer(who, open_, said)
        poll = _put(who, _moved(who("liaison@ga.example"), alliance, POLL), USUAL_RULE, Mode.POLL)
    with clock.stopped_at(now - dt.timedelta(hours=2)):
        _answer(who, poll, {"GA": Said(Answer.YEA), "MN": Said(Answer.NAY)})


def _moved(actor: Actor, alliance: Alliance, says: Says) -> Motion:
    return operations.move(actor, alliance, says=says).result


def _put(who: Who, motion: Motion, rule: object, mode: Mode = Mode.WRITTEN) -> Question:
    return operations.put(
        who(SECRETARIAT),
        motion,
        rule=rule,
        way=Way(clock.now() + FOR_WEEKS, mode=mode),
        seen=motion.sha256,
        states=voters_of(motion.alliance),
    ).result


def _answer(who: Who, question: Question, words: Mapping[str, Said]) -> None:
    for code, said in words.items():
        actor = who(f"governor@{code.lower()}.example")
        answering.answer(actor, question, said=said)
