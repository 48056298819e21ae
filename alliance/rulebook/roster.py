"""Reading a frozen roster and the answers given to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from alliance.rulebook.decision import STATES, Among, Answer, Narrowing, Requirement
from alliance.rulebook.numbers import can_be_added, read_number
from alliance.rulebook.problems import MalformedRoster, Problem, described, inside

ANSWERS = {one.value: one for one in Answer}
ENTRY_KEYS = ("weights", "class", "region")


@dataclass(frozen=True)
class Voter:
    """One key of the roster with what it answered (None: nothing)."""

    key: str
    answer: Answer | None
    weights: dict[str, Fraction]
    facts: dict[Narrowing, str]

    def counts_among(self, among: Among | None) -> bool:
        return among is None or self.facts.get(among.by) == among.value

    def measured_by(self, measure: str) -> Fraction:
        return Fraction(1) if measure == STATES else self.weights[measure]


def read_voters(
    roster: object, answers: object, requirements: Iterable[Requirement]
) -> tuple[Voter, ...]:
    """Everybody on the roster, sorted by key; MalformedRoster with all problems."""
    problems: list[Problem] = []
    entries = _object(roster, "roster", problems)
    given = _object(answers, "answers", problems)
    said = _answers(given, entries, problems)
    voters = [_voter(key, entries[key], said.get(key), problems) for key in sorted(entries)]
    # A fault in an entry is told once, not again as a missing weight.
    if not problems:
        asked = tuple(one for one in requirements if one.measure != STATES)
        problems.extend(_missing_weights(voters, asked))
        problems.extend(_unaddable_weights(voters, asked))
    if problems:
        raise MalformedRoster(problems)
    return tuple(voters)


def _object(value: object, path: str, problems: list[Problem]) -> dict[str, object]:
    if not isinstance(value, dict):
        problems.append(Problem(path, f"is {described(value)}: it must be an object"))
        return {}
    named = {key: held for key, held in value.items() if isinstance(key, str)}
    if len(named) < len(value):
        problems.append(Problem(path, "has keys that are not text"))
    return named


def _answers(
    given: dict[str, object], entries: dict[str, object], problems: list[Problem]
) -> dict[str, Answer]:
    said: dict[str, Answer] = {}
    for key, value in given.items():
        if key not in entries:
            reason = "is not on the roster and cannot be counted"
            problems.append(Problem(inside("answers", key), reason))
        if isinstance(value, str) and value in ANSWERS:
            said[key] = ANSWERS[value]
        else:
            listed = ", ".join(f'"{one}"' for one in Answer)
            reason = f"is {described(value)}: an answer is one of {listed}"
            problems.append(Problem(inside("answers", key), reason))
    return said


def _voter(key: str, value: object, answer: Answer | None, problems: list[Problem]) -> Voter:
    path = inside("roster", key)
    entry = _object(value, path, problems)
    for name in entry:
        if name not in ENTRY_KEYS:
            listed = ", ".join(f'"{one}"' for one in ENTRY_KEYS)
            problems.append(Problem(inside(path, name), f"is not known here: only {listed}"))
    facts: dict[Narrowing, str] = {}
    for by in Narrowing:
        fact = entry.get(by)
        if isinstance(fact, str):
            facts[by] = fact
        elif by in entry:
            problems.append(Problem(inside(path, by), f"is {described(fact)}: it must be text"))
    weights = _weights(entry.get("weights", {}), inside(path, "weights"), problems)
    return Voter(key=key, answer=answer, weights=weights, facts=facts)


def _weights(value: object, path: str, problems: list[Problem]) -> dict[str, Fraction]:
    weights: dict[str, Fraction] = {}
    for name, amount in _object(value, path, problems).items():
        try:
            weights[name] = read_number(amount)
        except ValueError as wrong:
            problems.append(Problem(inside(path, name), str(wrong)))
    return weights


def _missing_weights(voters: Iterable[Voter], asked: tuple[Requirement, ...]) -> Iterable[Problem]:
    """Weights the rule asks of somebody it counts; whoever is narrowed out needs none."""
    told: set[str] = set()
    for voter in voters:
        for rule in asked:
            if rule.measure in voter.weights or not voter.counts_among(rule.among):
                continue
            path = inside(inside(inside("roster", voter.key), "weights"), rule.measure)
            if path not in told:
                told.add(path)
                yield Problem(path, f'is missing: the rule measures by "{rule.measure}"')


def _unaddable_weights(
    voters: Iterable[Voter], asked: tuple[Requirement, ...]
) -> Iterable[Problem]:
    """Weights whose sums nobody could read or check."""
    for measure in sorted({rule.measure for rule in asked}):
        if not can_be_added(voter.weights.get(measure, Fraction(0)) for voter in voters):
            reason = f'the weights "{measure}" have no common denominator within 2,000 digits'
            yield Problem("roster", reason)
