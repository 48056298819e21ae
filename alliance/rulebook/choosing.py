"""Choosing one or several of a list of options by what the states prefer or approve of."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from alliance.rulebook.asking.ballots import Ballots, read_ballots
from alliance.rulebook.choices.approving import approved
from alliance.rulebook.choices.oddities import choosing_oddities
from alliance.rulebook.choices.ranking import ranked
from alliance.rulebook.choices.reading import parse_choosing
from alliance.rulebook.choices.telling import named
from alliance.rulebook.choices.values import Ballot, Choice, Choosing, Chosen, Course, Method
from alliance.rulebook.choices.words import choosing_sentence
from alliance.rulebook.conditions.values import Sense
from alliance.rulebook.decision import ANSWERS_IN, Answer, Base
from alliance.rulebook.delegations.counting import Counting
from alliance.rulebook.delegations.roll import check
from alliance.rulebook.delegations.values import Counted, VoteRule
from alliance.rulebook.problems import Malformed, Problem

NOBODY: Collection[str] = ()


def choose(
    rule: object,
    roster: Mapping[str, object],
    answers: Mapping[str, object],
    in_person: Collection[str] | None = None,
) -> Chosen:
    """Choose.

    `answers` {key: [option, …]}: in order of preference, or all that are approved of; an empty
    list or "present" is an abstention, "recused" takes no part. Malformed (a ValueError) names
    every place at fault.
    """
    read = parse_choosing(rule)
    facts: dict[str, object] = {"roster": roster, "answers": answers}
    facts |= {} if in_person is None else {"in_person": list(in_person)}
    return chosen(read, read_ballots(facts, read.options))


def why_not_chosen_by(rule: object, roster: Mapping[str, object]) -> str:
    """The reason against choosing by this rule on this roster, with its place; or ""."""
    try:
        choose(rule, roster, {}, NOBODY)
    except Malformed as wrong:
        return f"{wrong.problems[0].path}: {wrong.problems[0].reason}."
    return ""


def chooses(rule: object) -> bool:
    """Whether a rule chooses among options, and does not decide yes or no."""
    return isinstance(rule, dict) and "method" in rule


def check_rule(rule: object) -> None:
    """MalformedRule with every fault of a rule for any choice: it names no options of its own."""
    parse_choosing(rule, without_options=True)


def with_options(rule: Mapping[str, object], options: object) -> dict[str, object]:
    """A rule for any choice, as it holds for a choice among these."""
    return {**rule, "options": options}


def sentence_of(rule: object) -> str:
    """The rule in plain words; it may be one for any choice. MalformedRule if it is none."""
    return choosing_sentence(_read(rule))


def warnings_of(rule: object, roster: Mapping[str, object] | None = None) -> list[str]:
    """What is odd about the rule, with its place; with a roster, on that. MalformedRule if none."""
    return [f"{one.path}: {one.reason}." for one in odd_in(rule, roster)]


def odd_in(rule: object, roster: Mapping[str, object] | None = None) -> tuple[Problem, ...]:
    """The same as places and reasons."""
    read = _read(rule)
    if roster is None:
        return choosing_oddities(read)
    try:
        meeting = read_ballots({"roster": roster, "answers": {}, "in_person": []}, ()).meeting
        check(_asked(read), meeting)
    except Malformed:  # `why_not_chosen_by` says so
        return choosing_oddities(read)
    return choosing_oddities(read, meeting)


def _read(rule: object) -> Choosing:
    unnamed = isinstance(rule, dict) and "options" not in rule
    return parse_choosing(rule, without_options=unnamed)


def chosen(rule: Choosing, given: Ballots) -> Chosen:
    """Choose by a rule that was read. MalformedFacts where the roster lacks what it asks."""
    asked = _asked(rule)
    check(asked, given.meeting)
    steps = [_roll(given)]
    quorum = None
    if rule.quorum is not None:
        quorum = Counting(asked, given.meeting).quorum(rule.quorum)
        steps += quorum.steps
    course = _course(rule, given)
    steps += course.steps
    outcome, winners, tied = course.outcome, course.winners, course.tied
    if quorum is not None and not quorum.met:
        outcome, winners, tied = Choice.NO_QUORUM, (), ()
    steps.append(_ending(outcome, winners, tied))
    return Chosen(rule.method, outcome, winners, tied, quorum, course.rounds, tuple(steps))


def _asked(rule: Choosing) -> VoteRule:
    """What the rule asks of a roster: the quorum, and that everybody can be measured."""
    everybody = Counted(
        Sense.AT_LEAST, Fraction(0), is_share=False, of=Base.ENTITLED, measure=rule.measure
    )
    return VoteRule((everybody,), rule.quorum)


def _course(rule: Choosing, given: Ballots) -> Course:
    weights = {one.key: one.entitled(rule.measure) for one in given.meeting.delegations}
    ballots = [Ballot(key, weights[key], options) for key, options in given.options.items()]
    if rule.method is Method.RANKED:
        return ranked(rule.options, ballots, rule.ties, rule.measure)
    of = Base.ENTITLED if rule.threshold is None else rule.threshold.of
    within = [
        weights[one.key]
        for one in given.meeting.delegations
        if of is Base.ENTITLED or any(answer in ANSWERS_IN[of] for answer in one.answers)
    ]
    return approved(rule, ballots, sum(within, Fraction(0)))


def _roll(given: Ballots) -> str:
    said = [answer for one in given.meeting.delegations for answer in one.answers]
    chose, abstained, recused = (
        said.count(answer) for answer in (Answer.YEA, Answer.PRESENT, Answer.RECUSED)
    )
    total = len(given.meeting.delegations)
    silent = total - len(said)
    return (
        f"On the roster: {total}. {chose} chose, {abstained} abstained, {recused} recused; "
        f"{silent} did not answer."
    )


def _ending(outcome: Choice, winners: tuple[str, ...], tied: tuple[str, ...]) -> str:
    if outcome is Choice.NO_QUORUM:
        return "The quorum comes first and is not met: no quorum, whatever was preferred."
    told = [f"Chosen: {named(winners)}."] if winners else []
    told += [f"Undecided between {named(tied)}."] if tied else []
    return " ".join(told) or "Nothing is chosen."
