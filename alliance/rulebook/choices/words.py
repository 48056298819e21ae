"""A rule of choosing in plain words."""

from alliance.rulebook.choices.telling import OF, named
from alliance.rulebook.choices.values import Choosing, Method, Ties
from alliance.rulebook.compacts.words import quorum_words
from alliance.rulebook.decision import STATES
from alliance.rulebook.numbers import share_in_words


def choosing_sentence(rule: Choosing) -> str:
    """ "By ranked choice one of … and …: …" """
    said = _ranked(rule) if rule.method is Method.RANKED else _approval(rule)
    if rule.measure != STATES:
        said += f"; each state counts with its {rule.measure.replace('_', ' ')}"
    if rule.quorum is not None:
        said += f"; if {quorum_words(rule.quorum)}"
    return f"{said}."


def _ranked(rule: Choosing) -> str:
    said = (
        f"By ranked choice one of {_options(rule)}: in each round the fewest go out, "
        "until one has more than half of what counts"
    )
    if rule.ties is Ties.UNDECIDED:
        return f"{said}; a tie for the fewest leaves it undecided"
    return f"{said}; a tie for the fewest goes by the earlier rounds, else it is undecided"


def _approval(rule: Choosing) -> str:
    number = "one" if rule.seats == 1 else f"up to {rule.seats}"
    said = f"By approval {number} of {_options(rule)}: the most approved"
    bound = rule.threshold
    if bound is not None:
        amount = share_in_words(bound.amount) if bound.is_share else str(bound.amount)
        of = f" of {OF[bound.of]}" if bound.is_share else ""
        said += f", by {bound.sense.words} {amount}{of}"
    return f"{said}; a tie for the last place is undecided"


def _options(rule: Choosing) -> str:
    return named(rule.options) if rule.options else "the options"
