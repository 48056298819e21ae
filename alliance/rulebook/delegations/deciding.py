"""Deciding a question in a body whose states sit with delegations."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.counting import Tally, outcome_of
from alliance.rulebook.days.working import Known, Worked, work
from alliance.rulebook.decision import Answer, Outcome
from alliance.rulebook.delegations.counting import Counting
from alliance.rulebook.delegations.roll import Meeting, check
from alliance.rulebook.delegations.values import VoteRule
from alliance.rulebook.forces.history import span_text
from alliance.rulebook.steps import ending


@dataclass(frozen=True)
class Decided(Tally):
    """A tally; `effect` is when a decision that carries takes effect."""

    effect: Worked | None = None

    @property
    def takes_effect(self) -> dt.date | None:
        return None if self.effect is None else self.effect.day

    def as_result(self) -> dict[str, object]:
        """The tally without its steps, whether it passed, and the day of effect."""
        told = self.as_json()
        del told["steps"]
        passed = self.outcome is Outcome.CARRIED
        return {**told, "passed": passed, "takes_effect": span_text(self.takes_effect)}


def decide(rule: VoteRule, meeting: Meeting) -> Decided:
    """Decide; MalformedFacts where facts are missing. Plain rules mean what `tally` says."""
    check(rule, meeting)
    counting = Counting(rule, meeting)
    said = [_roll(meeting)]
    quorum = None
    if rule.quorum is not None:
        quorum = counting.quorum(rule.quorum)
        said += quorum.steps
    majorities = tuple(counting.majority(one, n) for n, one in enumerate(rule.majorities, 1))
    said += [step for one in majorities for step in one.steps]
    if meeting.chair is not None and not rule.casting_vote:
        said.append("The chair has no casting vote under this rule, so none is counted.")
    any_yea = any(one.answers.get(Answer.YEA, 0) for one in meeting.delegations)
    outcome = outcome_of(quorum, majorities, any_yea=any_yea)
    said.append(ending(outcome, sum(not one.met for one in majorities), any_yea=any_yea))
    effect = None
    if rule.takes_effect is not None and outcome is Outcome.CARRIED:
        effect = work(rule.takes_effect, Known(meeting.events))
        said += effect.steps
    return Decided(outcome, quorum, majorities, tuple(said), effect)


def _roll(meeting: Meeting) -> str:
    entitled = sum((Fraction(one.delegates) for one in meeting.delegations), Fraction(0))
    said = {
        answer: sum((Fraction(one.answers.get(answer, 0)) for one in meeting.delegations), 0)
        for answer in Answer
    }
    silent = entitled - sum(said.values())
    listed = ", ".join(f"{number} {answer}" for answer, number in said.items())
    states = sum(not one.several for one in meeting.delegations)
    of = f" of {states} {'state' if states == 1 else 'states'}" if states else ""
    return f"Votes on the roster: {entitled}{of}. {listed}; {silent} did not answer."
