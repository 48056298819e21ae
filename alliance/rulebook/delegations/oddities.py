"""What is odd about a rule of decision, though lawful: by itself, and on one roster."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.conditions.words import scope_words
from alliance.rulebook.decision import ANSWERS_IN, STATES, Answer, Base
from alliance.rulebook.delegations.roll import Delegation, Meeting, counted_in
from alliance.rulebook.delegations.values import (
    AnyOne,
    Counted,
    EachGroup,
    EveryOne,
    Vote,
    VoteRule,
    Voting,
)
from alliance.rulebook.problems import Problem, inside

UPWARD = frozenset({Sense.AT_LEAST, Sense.MORE_THAN})
# Bases in which everybody who counts toward a quorum is found, or more.
WITHIN_ANSWERED = frozenset({Base.CAST, Base.PRESENT, Base.ANSWERED})
HALF = Fraction(1, 2)
NEVER, ALWAYS = "can never be met", "is always met"


class Bound(NamedTuple):
    """One bound of a rule: where it stands, and whether in the quorum."""

    vote: Counted
    path: str
    in_quorum: bool

    @property
    def place(self) -> str:
        kind = "share" if self.vote.is_share else "count"
        return inside(inside(self.path, self.vote.sense), kind)


def oddities(rule: VoteRule, path: str = "") -> tuple[Problem, ...]:
    """Bounds that can never or always be met on any roster, and ties that carry."""
    found = ((one, _odd(one)) for one in _bounds(rule, path))
    told = [Problem(one.place, said) for one, said in found if said]
    return tuple(dict.fromkeys([*told, *_idle_chair(rule, path)]))


def oddities_on(rule: VoteRule, meeting: Meeting, path: str = "") -> tuple[Problem, ...]:
    """The same for the roster of a meeting, whatever will be answered."""
    # Delegations, divided votes and a casting vote reach more amounts than the roster shows.
    single = all(one.delegates == 1 and not one.several for one in meeting.delegations)
    whole = single and rule.delegations.vote is Voting.UNIT and not rule.casting_vote
    found: dict[Problem, None] = {}
    for one in _bounds(rule, path):
        members = [held for held in meeting.delegations if held.is_among(one.vote.among)]
        said = _odd(one)
        if said is not None and _halves(one) and not _may_halve(one.vote, members):
            said = None
        said = never_on(one, members) or said
        if said is None and whole and len(meeting.delegations) > 1:
            said = _always_on(one, members, everyone=len(members) == len(meeting.delegations))
        if said is not None:
            found[Problem(one.place, said)] = None
    return (*found, *_idle_chair(rule, path))


def _idle_chair(rule: VoteRule, path: str) -> Iterator[Problem]:
    """A casting vote where no majority has a tie that one vote could decide."""
    if rule.casting_vote and not any(one.chair_has_part for one in counted_in(rule.majorities)):
        reason = "never counts: no majority of the whole body is measured in states or delegates"
        yield Problem(inside(path, "casting_vote"), reason)


def _bounds(rule: VoteRule, path: str) -> Iterator[Bound]:
    """Every bound in a rule, with its place; of each of several groups its own."""
    if rule.quorum is not None:
        yield from _within(rule.quorum, inside(path, "quorum"), in_quorum=True)
    for index, vote in enumerate(rule.majorities):
        yield from _within(vote, inside(inside(path, "majorities"), index), in_quorum=False)


def _within(vote: Vote, path: str, *, in_quorum: bool) -> Iterator[Bound]:
    if isinstance(vote, Counted):
        yield Bound(vote, path, in_quorum)
    elif isinstance(vote, EachGroup):
        for part in vote.parts:
            yield Bound(part, path, in_quorum)
    elif isinstance(vote, (EveryOne, AnyOne)):
        place = inside(path, "all" if isinstance(vote, EveryOne) else "any")
        for index, inner in enumerate(vote.parts):
            yield from _within(inner, inside(place, index), in_quorum=in_quorum)


def _odd(one: Bound) -> str | None:
    return _odd_quorum(one.vote) if one.in_quorum else _odd_majority(one)


def _odd_quorum(vote: Counted) -> str | None:
    if vote.amount == 0 and vote.sense is Sense.AT_LEAST:
        return f"{ALWAYS}: nobody need answer"
    if vote.sense not in UPWARD:
        return "is met the sooner the fewer answer: a quorum asks for at least so many"
    all_of = vote.is_share and vote.amount == 1 and vote.sense is Sense.MORE_THAN
    if vote.is_share and vote.of in WITHIN_ANSWERED and not vote.in_person and not all_of:
        why = f'those {vote.of} have all answered, so "of": "entitled" is probably meant'
        return f"is met by any answer that counts: {why}"
    # Those present and voting may be fewer than those who answered: more than all of them.
    within = vote.of in {Base.ANSWERED, Base.ENTITLED} or vote.in_person
    return f"{NEVER}: nothing is more than all" if all_of and within else None


def _odd_majority(one: Bound) -> str | None:
    vote, counting = one.vote, one.vote.counting or Answer.YEA
    if vote.amount == 0 and (said := _of_nothing(vote, counting)):
        return said
    if _halves(one):
        tie = "a tie meets it" if vote.of is Base.CAST else "exactly half meets it"
        strict = Sense.MORE_THAN if counting is Answer.YEA else Sense.LESS_THAN
        return f'{tie}: "{strict}" asks for a true majority'
    if vote.is_share and vote.amount == 1 and _in_its_base(vote, counting):
        said = {Sense.MORE_THAN: NEVER, Sense.AT_MOST: ALWAYS}.get(vote.sense)
        return None if said is None else f"{said}: nothing is more than all"
    if vote.sense not in UPWARD and vote.among is not None and vote.of is not Base.ENTITLED:
        return 'is not met where none of them votes: "of": "entitled" is probably meant'
    return None


def _of_nothing(vote: Counted, counting: Answer) -> str | None:
    yeas = counting is Answer.YEA
    if vote.sense is Sense.AT_LEAST:
        return ALWAYS + (": a single yea carries against any number of nays" if yeas else "")
    if vote.sense is Sense.LESS_THAN:
        return f"{NEVER}: nothing is less than zero"
    if vote.sense is Sense.AT_MOST and yeas and vote.among is None:
        return "can never carry: without a yea nothing carries"
    return None


def _in_its_base(vote: Counted, counting: Answer) -> bool:
    return vote.of is Base.ENTITLED or counting in ANSWERS_IN[vote.of]


def _halves(one: Bound) -> bool:
    """Whether exactly half is enough for a majority."""
    vote, counting = one.vote, one.vote.counting or Answer.YEA
    asked = {Answer.YEA: Sense.AT_LEAST, Answer.NAY: Sense.AT_MOST}.get(counting)
    return not one.in_quorum and vote.is_share and vote.amount == HALF and vote.sense is asked


def _may_halve(vote: Counted, members: Sequence[Delegation]) -> bool:
    """Whether some answers may come to exactly half; of weights it is taken that they may."""
    if vote.of is not Base.ENTITLED or vote.measure != STATES:
        return len(members) > 1
    return len(members) % 2 == 0


def never_on(one: Bound, members: Sequence[Delegation]) -> str | None:
    """Why a bound cannot be met by these members, whatever they answer, or None."""
    vote = one.vote
    who = "all on it" if vote.among is None else scope_words(vote.among)
    if not members:
        none = "nobody is on it" if vote.among is None else f"nobody is among {who}"
        return f"{NEVER} on this roster: {none}"
    total = sum((member.entitled(vote.measure) for member in members), Fraction(0))
    if total == 0:
        return f"{NEVER} on this roster: {who} together measure zero"
    if vote.sense in UPWARD and not vote.is_share and not vote.sense.holds(total, vote.amount):
        return f"{NEVER} on this roster: {who} together measure {total}"
    return None


def _always_on(one: Bound, members: Sequence[Delegation], *, everyone: bool) -> str | None:
    """Whether any one answer (of a quorum), or one yea against nothing but nays, is enough."""
    vote = one.vote
    amounts = [member.entitled(vote.measure) for member in members]
    total, least = sum(amounts, Fraction(0)), min(amounts)
    need = vote.amount * total if vote.is_share else vote.amount
    if one.in_quorum:
        alone = vote.of is Base.ENTITLED and vote.sense in UPWARD and not vote.in_person
        met = alone and everyone and vote.sense.holds(least, need)
        return "is met on this roster by any single answer" if met else None
    if vote.counting is None and vote.sense in UPWARD:
        met = everyone and vote.sense.holds(least, need)
        return "is met on this roster by any single yea, whatever the nays" if met else None
    if vote.counting is Answer.NAY and vote.sense not in UPWARD:
        counts = vote.of is Base.ENTITLED or (everyone and least > 0)
        nays = total - least if everyone else total
        met = counts and vote.sense.holds(nays, need)
        return f"{ALWAYS} on this roster: so many nays there cannot be" if met else None
    return None
