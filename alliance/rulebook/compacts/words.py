"""Each part of a compact in one plain sentence, for a page."""

from alliance.rulebook.compacts.values import Compact, Counts, OnceMet, Stage, Survivor, Withdrawal
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import condition_words, listed, scope_words
from alliance.rulebook.days.words import day_words
from alliance.rulebook.decision import STATES, Base, NoObjection
from alliance.rulebook.delegations.roll import counted_in
from alliance.rulebook.delegations.values import (
    DELEGATES,
    AnyOne,
    Counted,
    EachGroup,
    Vote,
    VoteRule,
    Voting,
)
from alliance.rulebook.numbers import share_in_words

GROUPS = {
    Base.ENTITLED: "all who may vote",
    Base.ANSWERED: "those who answer",
    Base.PRESENT: "those present",
    Base.CAST: "those voting",
}


def sentence(compact: Compact) -> tuple[tuple[str, str], ...]:
    """(part, sentence) of every part that is ruled; the part is its key in the file."""
    found: list[tuple[str, str]] = []
    found += [("counts", _counts(compact.counts))] if compact.counts != Counts() else []
    found += [("entry_into_force", stage_sentence(one)) for one in compact.stages]
    if compact.application is not None:
        what = compact.application.what or "that year"
        day = compact.application.in_force_on
        found.append(("application", f"Governs {what} if it is in force on {day}."))
    if compact.withdrawal is not None:
        found.append(("withdrawal", withdrawal_sentence(compact.withdrawal)))
    if compact.dissolution is not None:
        rule = compact.dissolution
        later = "" if rule.effective is None else f", from {day_words(rule.effective)}"
        found.append(("dissolution", f"Ends when {condition_words(rule.when)}{later}."))
    if compact.survival:
        found.append(("survival", f"What survives: {_survivors(compact.survival)}."))
    if compact.decision is not None:
        found.append(("decision", decision_sentence(compact.decision)))
    return tuple(found)


def stage_sentence(stage: Stage) -> str:
    """ "In force when at least 7 parties." """
    what = "In force" if stage.name is None else f"{_upper(stage.name)}: in force"
    later = "" if stage.effective is None else f", from {day_words(stage.effective)}"
    kept = "; once met, it stays" if stage.once_met is OnceMet.STAYS else ""
    return f"{what} when {condition_words(stage.when)}{later}{kept}."


def withdrawal_sentence(rule: Withdrawal) -> str:
    """How a state leaves, and when that takes effect."""
    how = "A withdrawal" if rule.how is None else f"A withdrawal by {rule.how}"
    told = "" if rule.notice_to is None else f", with notice to {rule.notice_to},"
    said = f"{how}{told} takes effect: {day_words(rule.effective)}"
    for one in rule.blackout:
        within = one.text or f"from {day_words(one.begins)} to {day_words(one.ends)}"
        then = "when that is over" if one.then is None else f"from {day_words(one.then)}"
        said += f"; {within}: only {then}"
    if rule.rescind_until is not None:
        said += f"; it may be rescinded until {day_words(rule.rescind_until)}"
    if rule.survives:
        said += f"; what survives: {_survivors(rule.survives)}"
    return f"{said}."


def decision_sentence(rule: VoteRule) -> str:
    """What carries, in words."""
    parts = [] if rule.quorum is None else [quorum_words(rule.quorum)]
    parts += [_vote(one, "say yea") for one in rule.majorities]
    said = f"Carried if {', and '.join(parts)}"
    if rule.delegations.vote is Voting.DIVIDED:
        said += "; the vote of a divided delegation is divided"
    elif _by_state(rule):
        said += "; each delegation votes as a unit"
    if rule.casting_vote:
        said += "; the chair decides where yeas and nays are even"
    if rule.takes_effect is not None:
        said += f"; in effect from {day_words(rule.takes_effect)}"
    return f"{said}."


def quorum_words(vote: Vote) -> str:
    """ "more than half of all who may vote answer" """
    return _vote(vote, "answer")


def _by_state(rule: VoteRule) -> bool:
    """Whether the delegations matter: some, but not all, is measured by delegates."""
    votes = rule.majorities if rule.quorum is None else (rule.quorum, *rule.majorities)
    measures = {vote.measure for vote in counted_in(votes)}
    return DELEGATES in measures and len(measures) > 1


def _vote(vote: Vote, verb: str) -> str:
    if isinstance(vote, NoObjection):
        return "at least one says yea and none says nay"
    if isinstance(vote, EachGroup):
        first = vote.parts[0]
        of = f"at least {vote.enough}" if vote.enough else "each"
        return f"from {of} of {listed(vote.labels)} {_amount(first)} {_did(first, verb)}"
    if isinstance(vote, Counted):
        who = "" if vote.among is None else f" among {scope_words(vote.among)}"
        if vote.amount == 0 and vote.sense is Sense.AT_MOST:
            did = _did(vote, verb).replace("say", "says", 1)
            return f"none{who or ' of the members'} {did}"
        return f"{_amount(vote)}{who} {_did(vote, verb)}"
    joint = " or " if isinstance(vote, AnyOne) else " and "
    if isinstance(vote, AnyOne) and vote.enough > 1:
        return f"at least {vote.enough} of ({'; '.join(_vote(part, verb) for part in vote.parts)})"
    return f"({joint.join(_vote(part, verb) for part in vote.parts)})"


def _did(vote: Counted, verb: str) -> str:
    did = verb if vote.counting is None else f"say {vote.counting}"
    did += " in person" if vote.in_person else ""
    one = vote.amount == 1 and not vote.is_share
    return did.replace("answer", "answers", 1).replace("say", "says", 1) if one else did


def _amount(vote: Counted) -> str:
    things = {STATES: "states", DELEGATES: "delegates"}
    thing = things.get(vote.measure, vote.measure.replace("_", " "))
    if vote.is_share:
        share = f"{vote.sense.words} {share_in_words(vote.amount)}"
        if vote.amount == 1 and vote.sense is Sense.AT_LEAST:
            share = "all"
        if vote.measure == STATES and (share, vote.of) == ("all", Base.ENTITLED):
            return GROUPS[vote.of]  # "all who may vote"
        if vote.measure == STATES:
            return f"{share} of {GROUPS[vote.of]}"
        return f"{share} of the {thing} of {GROUPS[vote.of]}"
    return f"{vote.sense.words} {vote.amount} {thing if vote.amount != 1 else thing.rstrip('s')}"


def _counts(rule: Counts) -> str:
    said = "An enactment counts"
    if rule.among is not None:
        said += f" if it is of {scope_words(rule.among)}"
    if rule.since is not None:
        said += f" from {day_words(rule.since)}"
    if rule.later_joiners is not None:
        said += f"; of those who join later, from {day_words(rule.later_joiners)}"
    return f"{said}."


def _survivors(some: tuple[Survivor, ...]) -> str:
    return "; ".join(
        one.what if one.until is None else f"{one.what}, until {day_words(one.until)}"
        for one in some
    )


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
