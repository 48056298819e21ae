"""What is odd about a rule of choosing, though lawful: by itself, and on one roster."""

from alliance.rulebook.choices.values import Choosing
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.decision import Base
from alliance.rulebook.delegations.oddities import NEVER, Bound, never_on, oddities, oddities_on
from alliance.rulebook.delegations.roll import Meeting
from alliance.rulebook.delegations.values import VoteRule
from alliance.rulebook.problems import Problem

THRESHOLD = "threshold"


def choosing_oddities(rule: Choosing, meeting: Meeting | None = None) -> tuple[Problem, ...]:
    """Of the quorum what is odd about any; a threshold or seats that can exclude nothing or all."""
    asked = VoteRule((), rule.quorum)
    found = list(oddities(asked) if meeting is None else oddities_on(asked, meeting))
    if rule.seats > 1 and rule.seats == len(rule.options):
        found.append(Problem("seats", "is the number of options: whatever is approved is chosen"))
    return (*found, *_of_threshold(rule, meeting))


def _of_threshold(rule: Choosing, meeting: Meeting | None) -> tuple[Problem, ...]:
    if rule.threshold is None:
        return ()
    bound = Bound(rule.threshold, THRESHOLD, in_quorum=False)
    vote = bound.vote
    said = None
    if vote.amount == 0:
        said = "is always met: whatever somebody approves of is above zero"
    elif vote.is_share and vote.amount == 1 and vote.sense is Sense.MORE_THAN:
        said = f"{NEVER}: nothing is more than all"
    elif meeting is not None and (vote.of is Base.ENTITLED or not vote.is_share):
        said = never_on(bound, meeting.delegations)
    return () if said is None else (Problem(bound.place, said),)
