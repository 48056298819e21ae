"""The roll-call book of an alliance, and the voting record of a state, as tables to hand out."""

from collections.abc import Mapping, Sequence

from alliance.core import clock
from alliance.core.sheets import Cell, Sheet
from alliance.membership.models import Alliance
from alliance.states.reference import Jurisdiction
from alliance.votes.pencil import ABSENT
from alliance.votes.roll_calls import OFF, RollCall

COUNTED = ("yea", "nay", "present", "recused", ABSENT)
OF_A_CHOICE = ("chosen", "ballots")  # after all others: what stands before has its place
OF_THE_QUESTION = ("question", "alliance_id", "title", "kind", "opened_at", "closed_at", "outcome")


def book_sheet(
    alliance: Alliance, found: Sequence[RollCall], asked: Mapping[str, str], state: str
) -> Sheet:
    """One row for each closed question; `state` is whose answers stand beside the counts, or ""."""
    answers = ("state", "answer", "ground", "explanation") if state else ()
    rows = [
        (
            *(*_question(one), one.entitled, *_counts(one)),
            *(_answer(one, state) if state else ()),
            *_chosen(one),
        )
        for one in found
    ]
    columns = (*OF_THE_QUESTION, "entitled", *COUNTED, *answers, *OF_A_CHOICE)
    return Sheet(f"{alliance.slug}-roll-calls", {"alliance": alliance.name, **asked}, columns, rows)


def record_sheet(place: Jurisdiction, found: Sequence[RollCall], asked: Mapping[str, str]) -> Sheet:
    """One row for each closed question on whose roster the state was."""
    columns = (*OF_THE_QUESTION, "state", "answer", "ground", "explanation", *OF_A_CHOICE)
    rows = [(*_question(one), *_answer(one, place.code), *_chosen(one)) for one in found]
    return Sheet(f"{place.code.lower()}-votes", {"state": place.name, **asked}, columns, rows)


def _question(one: RollCall) -> tuple[Cell, ...]:
    return (
        str(one.id),
        one.alliance_slug,
        one.title,
        one.kind,
        clock.stamp(one.opened_at),
        clock.stamp(one.closed_at),
        one.outcome,
    )


def _counts(one: RollCall) -> tuple[Cell, ...]:
    """How many gave each answer; nothing where nothing was counted, or nobody was asked for it."""
    unasked = {"yea", "nay"} if one.chosen is not None else set()
    return tuple(
        one.counts.get(word, 0) if one.counts and word not in unasked else None for word in COUNTED
    )


def _chosen(one: RollCall) -> tuple[Cell, ...]:
    """What was chosen, and by how many ballots; nothing where each state answered by name."""
    return ("; ".join(one.chosen) if one.chosen else None, one.ballots)


def _answer(one: RollCall, state: str) -> tuple[Cell, ...]:
    word = one.answer or (None if one.key == OFF else one.key)
    return (state, word, one.ground or None, one.explained_in_files or None)
