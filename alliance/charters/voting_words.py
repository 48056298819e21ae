"""What a charter says of votes, in plain words line by line."""

from collections.abc import Sequence

from alliance.charters.vote_rules import has_casting_vote, said
from alliance.charters.voting import (
    ANY,
    ANY_CHOICE,
    CHOICES,
    IN_A_MEETING,
    IN_WRITING,
    KINDS,
    MODES,
    NAMED,
    NO_OBJECTION,
    POLL,
    Voting,
)


def voting_in_words(voting: Voting) -> list[tuple[str, str]]:
    """The terms line by line: what it is about, and what it says; nothing where all is usual."""
    lines = [(f"Vote on {NAMED[kind]}", words) for kind, words in _rules_in_words(voting)]
    if words := " ".join([*_ways_in_words(voting), *_answers_in_words(voting)]):
        lines.append(("Votes", words))
    return lines


# Kinds that a general rule holds for, where they may be of two sorts: by yea and nay, and chosen.
_DECIDED = {"election": "the election of one candidate", "poll": "a straw poll by yea and nay"}
_CHOSEN = {"election": "the election of one of several candidates", "poll": "a poll among several"}


def _rules_in_words(voting: Voting) -> list[tuple[str, str]]:
    """By kind the rule, that of the general ones with the kinds for which they hold."""
    own = {kind: said(voting.rules[kind]) for kind in NAMED if kind in voting.rules}
    if not own:
        return []
    decided = [kind for kind in KINDS if kind != "choice" and _general(voting, kind)]
    chosen = [kind for kind in CHOICES if _general(voting, kind, among_several=True)]
    general = [
        (ANY, [_DECIDED.get(kind, NAMED[kind]) for kind in decided]),
        (ANY_CHOICE, [_CHOSEN.get(kind, NAMED[kind]) for kind in chosen]),
    ]
    specific = [line for line in own.items() if line[0] in KINDS]
    said_of = ((key, own.get(key), kinds) for key, kinds in general)
    return [*specific, *((key, _holds(rule, of)) for key, rule, of in said_of if rule or of)]


def _general(voting: Voting, kind: str, *, among_several: bool = False) -> bool:
    """Whether the charter has no rule of its own for this kind."""
    without = Voting({key: rule for key, rule in voting.rules.items() if key in KINDS})
    return without.rule_for(kind, among_several=among_several) is None


def _holds(rule: str | None, kinds: Sequence[str]) -> str:
    """What a general rule says, and of which kinds of question."""
    on = f"votes on {_listed(kinds, 'and')}"
    if rule is None:
        return f"The charter has no rule for {on}: whoever puts the question chooses it."
    return f"{rule} It holds for {on}." if kinds else rule


def _listed(words: Sequence[str], last: str) -> str:
    """One, another or a third."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


_WAYS = {
    IN_WRITING: "in writing",
    IN_A_MEETING: "in a meeting",
    NO_OBJECTION: "by the no-objection procedure",
    POLL: "as straw polls, which decide nothing",
}


def _ways_in_words(voting: Voting) -> list[str]:
    """How a question is put, and when it closes."""
    lines = []
    if voting.modes != MODES:
        listed = _listed([_WAYS[one] for one in voting.modes], "or")
        lines.append(f"Questions are put {listed}, and in no other way.")
    if voting.least:
        lines.append(f"To answer in writing, states have at least {voting.least}.")
    if voting.extensions:
        often = "once" if voting.extensions == 1 else f"up to {voting.extensions} times"
        lines.append(f"The close of a question may be put off {often}, before it comes.")
    return lines


def _answers_in_words(voting: Voting) -> list[str]:
    """How a question is answered: whether anew, seen by whom, by whom, with how much weight."""
    lines = []
    if not voting.may_change:
        lines.append("An answer cannot be changed once it is given.")
    if voting.hidden:
        lines.append("Until the close nobody sees the answers of others, nor the count.")
    if voting.proxies:
        lines.append("A state may let another state answer for it, by proxy.")
        further = "may pass it on to a further state" if voting.chains else "may not pass it on"
        lines.append(f"Whoever holds a proxy {further}.")
    if voting.divided:
        lines.append("A state may divide its vote, where the rule counts the parts.")
    if any(has_casting_vote(rule) for rule in voting.rules.values()):
        lines.append(
            "Where the rule has a casting vote, it is that of the presiding officer who is named "
            "when the question is put."
        )
    return lines
