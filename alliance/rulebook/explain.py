"""A decision rule in one plain sentence, and what is odd about it."""

from fractions import Fraction

from alliance.rulebook.decision import STATES, Base, Bound, Decision, NoObjection, Requirement
from alliance.rulebook.delegations.oddities import oddities
from alliance.rulebook.delegations.plain import as_vote_rule
from alliance.rulebook.numbers import share_in_words
from alliance.rulebook.problems import Problem


def sentence(decision: Decision) -> str:
    """ "Carried if more than half of the members answer and ... say yea." """
    parts = [] if decision.quorum is None else [_clause(decision.quorum, "answer")]
    for majority in decision.majorities:
        if isinstance(majority, NoObjection):
            parts.append("at least one says yea and none says nay")
        else:
            parts.append(_clause(majority, "say yea"))
    return f"Carried if {_listed(parts)}."


def warnings(decision: Decision) -> tuple[Problem, ...]:
    """Odd but lawful: bounds that can never or always be met, and ties that carry."""
    return oddities(as_vote_rule(decision))


def _clause(rule: Requirement, verb: str) -> str:
    bound = rule.bound
    if rule.measure == STATES:
        if bound == Bound(Fraction(1), is_share=False, strict=False):
            singular = "answers" if verb == "answer" else "says yea"
            return f"at least one of {_group(rule)} {singular}"
        return f"{_amount(bound)} of {_group(rule)} {verb}"
    measure = rule.measure.replace("_", " ")
    if bound.is_share:
        return f"members with {_amount(bound)} of the {measure} of {_group(rule)} {verb}"
    return f"members{_narrowed(rule)} with {_amount(bound)} {measure} {verb}"


def _amount(bound: Bound) -> str:
    if bound.is_share and bound.amount == 1 and not bound.strict:
        return "all"
    quantity = share_in_words(bound.amount) if bound.is_share else str(bound.amount)
    return f"{'more than' if bound.strict else 'at least'} {quantity}"


def _group(rule: Requirement) -> str:
    narrowed = _narrowed(rule)
    return {
        Base.ENTITLED: f"the members{narrowed}",
        Base.ANSWERED: f"those{narrowed} who answer",
        Base.PRESENT: f"those{narrowed} present",
        Base.CAST: f"those{narrowed} voting",
    }[rule.of]


def _narrowed(rule: Requirement) -> str:
    return "" if rule.among is None else f' of {rule.among.by} "{rule.among.value}"'


def _listed(parts: list[str]) -> str:
    if len(parts) <= 2:
        return " and ".join(parts)
    return ", ".join(parts[:-1]) + ", and " + parts[-1]
