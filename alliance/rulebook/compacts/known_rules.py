"""The compact that a few imported fields mean, where they say it in numbers and not in words only.

An activation is {"type": "weight_threshold", "weight", "threshold", "of"} or {"type":
"count_threshold", "threshold"}; a rule of withdrawal may have "notice_days" or "notice_months".
What stands there in words is left to somebody who reads it: nothing is guessed out of a sentence.
"""

from collections.abc import Mapping
from fractions import Fraction

from alliance.rulebook.compacts.values import Compact, OnceMet, Stage, Withdrawal
from alliance.rulebook.conditions.values import Measured, Sense
from alliance.rulebook.days.calendar import Length
from alliance.rulebook.days.values import Event, Shifted
from alliance.rulebook.delegations.values import VoteRule

NOTICE_COMPLETE = "notice_complete"
REPEAL_EFFECTIVE = "repeal_effective"
MOST = {"notice_days": 36_600, "notice_months": 1_200}


def from_activation(
    activation: Mapping[str, object] | None,
    withdrawal_rule: Mapping[str, object] | None = None,
    decision_rule: Mapping[str, object] | None = None,
    *,
    decision: VoteRule | None = None,
) -> Compact | None:
    """The compact that the fields mean; None if none of them says anything in numbers.

    A threshold of weights lapses when it is met no more (weights move with every census); a count
    of enactments, once met, stays met. A rule of decision is words in such lists (`decision_rule`
    is not read); whoever has read it passes `decision`.
    """
    del decision_rule
    stage = _stage(activation or {})
    withdrawal = _withdrawal(withdrawal_rule or {})
    if stage is None and withdrawal is None and decision is None:
        return None
    stages = () if stage is None else (stage,)
    return Compact(stages=stages, withdrawal=withdrawal, decision=decision)


def _whole(value: object) -> int | None:
    """A number of the list, which is bare there; a flag is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _stage(activation: Mapping[str, object]) -> Stage | None:
    threshold = _whole(activation.get("threshold"))
    if threshold is None or threshold < 1:
        return None
    bound = Fraction(threshold)
    if activation.get("type") == "count_threshold":
        return Stage(Measured(Sense.AT_LEAST, bound, is_share=False))
    weight = activation.get("weight")
    if activation.get("type") != "weight_threshold" or not isinstance(weight, str) or not weight:
        return None
    when = Measured(Sense.AT_LEAST, bound, is_share=False, measure=weight)
    return Stage(when, once_met=OnceMet.LAPSES)


def _withdrawal(rule: Mapping[str, object]) -> Withdrawal | None:
    """Notice of so many days or months; without any, the repeal is enough."""
    if rule.get("allowed") is False:
        return None
    notice_to = rule.get("notice_to")
    told = notice_to if isinstance(notice_to, str) else None
    for key, most in MOST.items():
        number = _whole(rule.get(key))
        if number is None or not 0 <= number <= most:
            continue
        if number == 0:
            return Withdrawal(Event(REPEAL_EFFECTIVE), notice_to=told)
        unit = key.removeprefix("notice_")
        length = Length(days=number) if unit == "days" else Length(months=number)
        said = f"{number} {unit if number != 1 else unit[:-1]}"
        return Withdrawal(Shifted(length, Event(NOTICE_COMPLETE), said=said), notice_to=told)
    return None
