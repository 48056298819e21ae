"""What may be done with a question when: pure."""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum

from alliance.votes import ruled

SHORTEST = dt.timedelta(minutes=5)
LONGEST = dt.timedelta(days=366)
LONGEST_DECLARED = 300  # characters of why a vote is declared closed


class Answer(StrEnum):
    """What a state may say."""

    YEA = "yea"
    NAY = "nay"
    PRESENT = "present"  # answers, and sides with nobody
    RECUSED = "recused"


# What stands in the place of the one word: shares of a divided weight, options in order, and
# that a secret ballot was cast.
DIVIDED, CHOSEN, CAST = "divided", "chosen", "cast"
POLL, ELECTION = "poll", "election"  # kinds of question that may be put in ways of their own
CHOOSING = frozenset({"choice", ELECTION, POLL})  # kinds that may be decided among options
CARRIED, LOST, VOID = "carried", "lost", "void"
OUTCOMES = (CARRIED, LOST, "no quorum", "undecided", VOID)


class Mode(StrEnum):
    """How a question is answered."""

    WRITTEN = "written"  # in writing, over days
    MEETING = "meeting"  # in a meeting: live, or by the clerk
    NO_OBJECTION = "no objection"  # carried unless somebody objects
    POLL = "poll"  # asks around, and decides nothing


class ShownTo(StrEnum):
    """Who reads the explanation of an answer."""

    PUBLIC = "public"
    MEMBERS = "members"
    PRIVATE = "private"  # the state's own office


# What a body without a charter rule of its own uses: the usual rule of deliberative
# assemblies, a quorum of more than half and a majority of the votes cast.
USUAL_RULE: Mapping[str, object] = {
    "quorum": {"of": "entitled", "measure": "states", "more_than": {"share": "1/2"}},
    "majorities": [
        {
            "name": "majority of those voting",
            "of": "cast",
            "measure": "states",
            "more_than": {"share": "1/2"},
        }
    ],
}


def why_not_way(kind: str, mode: Mode, rule: object, *, secret: bool) -> str:
    """The reason against putting a question of a kind in this way, or ""."""
    if (mode is Mode.POLL) != (kind == POLL):
        return "A straw poll decides nothing: it is put as a poll, and nothing else is."
    if isinstance(rule, dict) and "method" in rule and kind not in CHOOSING:
        return "This question is decided by yea and nay. Choose a rule of decision."
    if secret and kind != ELECTION:
        return "Ballots are secret in elections of officers only."
    if secret and (reason := why_not_secret(rule)):
        return reason
    unless = isinstance(rule, dict) and any(
        isinstance(one, dict) and one.get("no_objection") for one in rule.get("majorities", ())
    )
    if mode is Mode.NO_OBJECTION and not unless:
        return "In the no-objection procedure the rule is “no objection”. Choose that rule."
    return ""


_ANONYMOUS = {"name", "of", "measure", "more_than", "at_least"}


def why_not_secret(rule: object) -> str:
    """The reason against secret ballots under a rule, or "".

    Ballots without names are counted one by one: a rule that weighs states, or asks which of them
    said what, would need the names.
    """
    if not isinstance(rule, dict):
        return ""
    alike = set(rule) <= {"quorum", "majorities", "method", "options", "ties", "seats", "threshold"}
    asked = [rule.get("quorum"), *rule.get("majorities", ()), rule.get("threshold")]
    asks = [one for one in asked if isinstance(one, dict)]
    alike = alike and all(set(one) <= _ANONYMOUS for one in asks)
    if alike and all(one.get("measure", "states") == "states" for one in asks):
        return ""
    return (
        "Secret ballots carry no names: the rule must count states alike, with no weights, no "
        "classes, no regions and no casting vote. Choose such a rule, or open ballots."
    )


def why_not_chair(chair: str, rule: object, chairs: Collection[str]) -> str:
    """The reason against naming the presiding officer of this state, or ""."""
    if not chair:
        return ""
    if not ruled.has_casting_vote(rule):
        return "The rule has no casting vote: name nobody for it."
    if chair not in chairs:
        return "The casting vote is an officer's: name a state of which an officer serves today."
    return ""


def why_not_open(closes_at: dt.datetime, now: dt.datetime, roster: Collection[str]) -> str:
    """The reason against opening, or ""."""
    if not roster:
        return "Nobody is entitled to answer: no state is a member today."
    if closes_at < now + SHORTEST:
        return "The close must be at least five minutes from now. Choose a later time."
    if closes_at > now + LONGEST:
        return "The close must be within a year. Choose an earlier time."
    return ""


def why_not_counted(rule: object, roster: Mapping[str, object]) -> str:
    """The reason against counting by this rule on this roster, or ""."""
    return ruled.why_not_used(rule, roster)


def why_not_answer(*, open_: bool, closes_at: dt.datetime, now: dt.datetime, entitled: bool) -> str:
    """The reason against taking an answer, or ""."""
    if not open_:
        return "This question is closed; answers are no longer taken."
    if now > closes_at:
        return "The time for answers has passed."
    if not entitled:
        return "Your state is not on the roster of this question."
    return ""


def why_not_close(
    *, open_: bool, closes_at: dt.datetime, now: dt.datetime, missing: Collection[str]
) -> str:
    """The reason against closing, or "": the time has passed, or all have answered.

    `missing` are the states that can still answer: in a meeting, those that are there.
    """
    if not open_:
        return "This question is closed already."
    if now < closes_at and missing:
        waiting = ", ".join(sorted(missing))
        return f"Answers are still awaited from {waiting}. Close when the time has passed."
    return ""


def why_not_declare(declared: str, *, sits: bool, unconfirmed: Collection[str]) -> str:
    """The reason against declaring a vote closed though states that are there did not answer.

    In a meeting the chair asks whether all have answered who wish to, and then declares the vote
    closed: who is there and says nothing has not answered. A line of the clerk's sheet that nobody
    has confirmed would be lost by it.
    """
    if declared and not sits:
        return "A vote is declared closed in a meeting only. Close when the time has passed."
    if len(declared) > LONGEST_DECLARED:
        return f"Say in at most {LONGEST_DECLARED} characters why the vote is declared closed."
    if unconfirmed:
        waiting = ", ".join(sorted(unconfirmed))
        return f"Lines of the clerk's sheet wait to be confirmed: {waiting}. Have that done first."
    return ""


def why_no_later_close(mode: str) -> str:
    """The reason against putting the close off at all, or "": a sitting waits for no hour."""
    if mode == Mode.MEETING:
        return "This question is put in a meeting: it is closed in the sitting, not put off."
    return ""


def why_not_extend(
    *, open_: bool, before: dt.datetime, after: dt.datetime, now: dt.datetime, left: int
) -> str:
    """The reason against putting the close off, or ""; `left`: how often it still may be."""
    if not open_ or now >= before:
        return "The time for answers has passed; a close is put off before it comes."
    if left <= 0:
        return "The charter does not let the close be put off, or not once more."
    if after <= before:
        return "The new close must be later than the one that is set."
    if after > now + LONGEST:
        return "The close must be within a year. Choose an earlier time."
    return ""
