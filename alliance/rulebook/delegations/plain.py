"""A plain decision rule in the richer form, for what is said of both in one place."""

from alliance.rulebook.conditions.values import OfTrait, Sense, Trait
from alliance.rulebook.decision import Decision, NoObjection, Requirement
from alliance.rulebook.delegations.values import Counted, VoteRule


def as_vote_rule(decision: Decision) -> VoteRule:
    """The same rule. A weight named "delegates" keeps its name, and would be another measure."""
    quorum = None if decision.quorum is None else _counted(decision.quorum)
    majorities = tuple(
        one if isinstance(one, NoObjection) else _counted(one) for one in decision.majorities
    )
    return VoteRule(majorities, quorum)


def _counted(one: Requirement) -> Counted:
    bound, among = one.bound, one.among
    return Counted(
        sense=Sense.MORE_THAN if bound.strict else Sense.AT_LEAST,
        amount=bound.amount,
        is_share=bound.is_share,
        of=one.of,
        measure=one.measure,
        among=None if among is None else OfTrait(Trait(among.by), (among.value,)),
        name=one.name,
    )
