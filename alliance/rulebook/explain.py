"""A decision rule in one plain sentence, and what is odd about it."""

from fractions import Fraction

from alliance.rulebook.decision import STATES, Base, Bound, Decision, NoObjection, Requirement
from alliance.rulebook.numbers import share_in_words
from alliance.rulebook.problems import Problem, inside

# Bases in which everybody who counts toward a quorum is found, or more.
WITHIN_ANSWERED = frozenset({Base.CAST, Base.PRESENT, Base.ANSWERED})


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
    found: list[Problem] = []
    if decision.quorum is not None:
        found += _odd_quorum(decision.quorum)
    for index, majority in enumerate(decision.majorities):
        if isinstance(majority, Requirement):
            found += _odd_majority(majority, inside("majorities", index))
    return tuple(found)


def _odd_quorum(rule: Requirement) -> list[Problem]:
    path, bound = _place("quorum", rule.bound), rule.bound
    if bound.amount == 0 and not bound.strict:
        return [Problem(path, "is always met: nobody need answer")]
    if not bound.is_share or rule.of not in WITHIN_ANSWERED:
        return _never(rule, path)
    if bound.amount < 1 or not bound.strict:
        why = f'those {rule.of} have all answered, so "of": "entitled" is probably meant'
        return [Problem(path, f"is met by any answer that counts: {why}")]
    return _never(rule, path) if rule.of is Base.ANSWERED else []


def _odd_majority(rule: Requirement, path: str) -> list[Problem]:
    place, bound = _place(path, rule.bound), rule.bound
    if bound.amount == 0 and not bound.strict:
        return [Problem(place, "is always met: a single yea carries against any number of nays")]
    if bound == Bound(Fraction(1, 2), is_share=True, strict=False):
        tie = "a tie meets it" if rule.of is Base.CAST else "exactly half meets it"
        return [Problem(place, f'{tie}: "more_than" asks for a true majority')]
    return _never(rule, place)


def _never(rule: Requirement, path: str) -> list[Problem]:
    if rule.bound == Bound(Fraction(1), is_share=True, strict=True):
        return [Problem(path, "can never be met: nothing is more than all")]
    return []


def _place(path: str, bound: Bound) -> str:
    key = "more_than" if bound.strict else "at_least"
    return inside(inside(path, key), "share" if bound.is_share else "count")


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
