"""What becomes of amendments: friendly, recommended, adopted, rejected, fallen; the final text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from alliance.amendments import queries
from alliance.amendments.models import Amendment
from alliance.amendments.noting import (
    By,
    facts,
    let_fall,
    note,
    refuse_asked,
    refuse_closed,
    refuse_decided,
    tell_readers,
    who_acts,
)
from alliance.amendments.policy import Asked, Do
from alliance.amendments.rules import Advice, Stands, What, key_of
from alliance.amendments.standing import One, Together, adopted_to, fold, together
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.operation import Act, ChangedMeanwhile, RuleBroken, operation
from alliance.redlines.adopting import combine
from alliance.resolutions import stages
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import Reviewed, listed


@dataclass(frozen=True)
class Decision:
    """What was decided, as it was reviewed: `seen` is the digest of the edits (One.seen)."""

    seen: str
    how: str = ""  # by the committee, by unanimous consent, by a roll call in a meeting
    on: dt.date | None = None  # today, where none is said
    by: By | None = None  # who put the question, where the members decided


@operation(Do.ACCEPT)
def accept(actor: Actor, asked: Asked, *, seen: str) -> Act[None]:
    """Accept an amendment as friendly, for an office that sponsors the text.

    `seen` is the digest of the edits that were read (One.seen).
    """
    amendment = asked.amendment
    _, office = who_acts(actor)
    _in_hand(amendment, seen)
    last = queries.answers(amendment).get(office)
    under = queries.second_ones(amendment)
    before = office in queries.accepting(amendment, under)
    if last is not None and last.what == What.ACCEPTED and before:
        raise RuleBroken("Your office has accepted this amendment already.")
    note(actor, amendment, What.ACCEPTED)
    if queries.is_friendly(amendment, asked.offices, under):
        tell_readers(amendment, "friendly")
    return Act(None, amendment, facts(amendment, state=actor.state))


@operation(Do.DECLINE)
def decline(actor: Actor, asked: Asked, *, seen: str) -> Act[None]:
    """Say that one's office does not accept it as friendly; it may still be adopted."""
    amendment = asked.amendment
    _, office = who_acts(actor)
    _in_hand(amendment, seen)
    last = queries.answers(amendment).get(office)
    if last is not None and last.what == What.DECLINED:
        raise RuleBroken("Your office has declined this amendment already.")
    note(actor, amendment, What.DECLINED)
    return Act(None, amendment, facts(amendment, state=actor.state))


@operation(Do.RECOMMEND)
def recommend(  # noqa: PLR0913 (a recommendation has these parts)
    actor: Actor,
    amendment: Amendment,
    *,
    committee: str,
    advice: Advice,
    on: dt.date | None = None,
    why: str = "",
) -> Act[None]:
    """Record what a committee recommends, from which day, and its reason."""
    refuse_decided(amendment)
    if not committee.strip():
        raise RuleBroken("Name the committee.")
    day = _day(actor, on)
    note(actor, amendment, What.RECOMMENDED, committee=committee, advice=advice, on=day, how=why)
    return Act(None, amendment, facts(amendment, advice=str(advice)))


@operation(Do.ADOPT)
def adopt(actor: Actor, amendment: Amendment, *, decision: Decision) -> Act[None]:
    """Record that an amendment is adopted, next in order; a friendly one needs no more words."""
    refuse_asked(amendment)
    one, all_of_it = _in_hand(amendment, decision.seen)
    if not one.friendly and not decision.how.strip():
        raise RuleBroken(_HOW)
    if one.older:
        raise RuleBroken(
            f"Only what is worded on version {all_of_it.version} is adopted: this one is brought "
            "there first."
        )
    if waiting := all_of_it.seconds_waiting(one):
        raise RuleBroken(
            f"What amends it is decided first: {listed([f'amendment {n}' for n in waiting])}."
        )
    if reason := why_fallen(all_of_it, one):
        raise RuleBroken(f"{reason} Record that it falls, or take the other decision back.")
    place = queries.last_place(amendment.resolution) + 1
    day = _day(actor, decision.on)
    how = decision.how or "friendly"
    note(actor, amendment, What.ADOPTED, by=decision.by, how=how, on=day, place=place)
    tell_readers(amendment, "decided")
    said = facts(amendment, place=place, edits_sha256=amendment.wording.sha256)
    return Act(None, amendment, said)


@operation(Do.REJECT)
def reject(actor: Actor, amendment: Amendment, *, decision: Decision) -> Act[None]:
    """Record that an amendment is rejected; what amends it falls."""
    refuse_asked(amendment)
    _in_hand(amendment, decision.seen)
    if not decision.how.strip():
        raise RuleBroken(_HOW)
    day = _day(actor, decision.on)
    by = decision.by
    done = note(actor, amendment, What.REJECTED, by=by, how=decision.how, on=day)
    let_fall(actor, amendment, f"Amendment {amendment.number} was rejected.", done.at, by)
    tell_readers(amendment, "decided")
    return Act(None, amendment, facts(amendment, edits_sha256=amendment.wording.sha256))


@operation(Do.FALL)
def fall(actor: Actor, amendment: Amendment, *, by: By | None = None) -> Act[None]:
    """Record that an amendment has no place in the text any more, with the reason."""
    refuse_decided(amendment)
    refuse_asked(amendment)
    all_of_it = together(amendment.resolution)
    reason = why_fallen(all_of_it, all_of_it.one(amendment))
    if not reason:
        raise RuleBroken("This amendment has its place in the text; it is adopted or rejected.")
    done = note(actor, amendment, What.FALLEN, by=by, how=reason, on=_day(actor, None))
    let_fall(actor, amendment, f"Amendment {amendment.number} has fallen.", done.at, by)
    tell_readers(amendment, "decided")
    return Act(None, amendment, facts(amendment, edits_sha256=amendment.wording.sha256))


@operation(Do.TAKE_BACK)
def take_back(actor: Actor, amendment: Amendment, *, why: str) -> Act[None]:
    """Take a decision back, until the text is engrossed; what fell with it stands again."""
    resolution = amendment.resolution
    refuse_closed(resolution)
    last = queries.decision(amendment)
    if last is None or last.what == What.WITHDRAWN:
        raise RuleBroken(f"Nothing is decided of amendment {amendment.number}.")
    if queries.version_with(amendment) is not None:
        raise RuleBroken(f"Amendment {amendment.number} is in the text that was engrossed.")
    if not why.strip():
        raise RuleBroken("Say why the decision is taken back.")
    if amendment.amends_id is not None:
        first = together(resolution)
        above = next(one for one in first.ones if one.amendment.id == amendment.amends_id)
        if not above.open:
            raise RuleBroken(f"{above.key} is {above.stands}; take that decision back first.")
    for second in queries.second_ones(amendment):
        fell = queries.decision(second)
        if fell is not None and fell.what == What.FALLEN and fell.at == last.at:
            note(actor, second, What.TAKEN_BACK, how=why)
    note(actor, amendment, What.TAKEN_BACK, how=why)
    return Act(None, amendment, facts(amendment, decision=last.what))


@operation(Do.SETTLE)
def settle(actor: Actor, amendment: Amendment, *, other: Amendment) -> Act[None]:
    """Say that the order of two that collide and are both adopted is meant: `other` came first."""
    refuse_closed(amendment.resolution)
    all_of_it = together(amendment.resolution)
    for clash in all_of_it.clashes_of(all_of_it.one(amendment)):
        pair = {clash.first.amendment.id, clash.second.amendment.id}
        if clash.open and clash.both_adopted and pair == {amendment.id, other.id}:
            break
    else:
        raise RuleBroken("These two are not adopted both, or do not collide.")
    if queries.place_of(amendment) < queries.place_of(other):
        raise RuleBroken(f"Amendment {amendment.number} comes first.")
    note(actor, amendment, What.SETTLED, other_id=other.id)
    return Act(None, amendment, facts(amendment, after=other.number))


@operation(Do.ENGROSS)
def engross(actor: Actor, resolution: Resolution, *, reviewed: Reviewed, words: str) -> Act[None]:
    """Engross the final text; `words` is the digest of its words that was reviewed."""
    refuse_closed(resolution)
    if asked := queries.asked_in(resolution):
        raise RuleBroken(
            f"Amendment {asked[0]} is with the members. Its roll call is closed first."
        )
    all_of_it = together(resolution)
    final = all_of_it.final()
    if final.against:
        raise RuleBroken(" ".join(final.against))
    if words != final.sha256:
        raise ChangedMeanwhile(
            "The final text has changed since you reviewed it. Nothing is recorded. Read it, then "
            "confirm again."
        )
    ones = all_of_it.adopted
    reason = f"With {_numbers(ones)}" if ones else ""
    stages.engross(actor, resolution, reviewed=reviewed, words=final.combined.text, reason=reason)
    for one in ones:
        note(actor, one.amendment, What.ENGROSSED, version=resolution.shown_version)
    said = {
        "resolution": resolution.id,
        "version": resolution.shown_version,
        "amendments": [one.amendment.number for one in ones],
        "words_sha256": final.sha256,
    }
    return Act(None, resolution, said)


_HOW = (
    "Say how it was decided: by the committee, by unanimous consent, by a roll call in a meeting."
)
LONGEST_LIST = 20


def _numbers(ones: Sequence[One]) -> str:
    numbers = [one.amendment.number for one in ones]
    if len(numbers) > LONGEST_LIST:
        return f"{len(numbers)} amendments"
    return f"amendment{'' if len(numbers) == 1 else 's'} {listed(numbers)}"


def _in_hand(amendment: Amendment, seen: str) -> tuple[One, Together]:
    refuse_decided(amendment)
    all_of_it = together(amendment.resolution)
    one = all_of_it.one(amendment)
    if seen != one.seen:
        raise ChangedMeanwhile(
            f"Amendment {amendment.number} reads otherwise since you reviewed it. Nothing is "
            "recorded. Read it, then confirm again."
        )
    return one, all_of_it


def _day(actor: Actor, given: dt.date | None) -> dt.date:
    today = clock.day_in(actor.zone)
    if given is not None and given > today:
        raise RuleBroken("This day is still to come.")
    return given or today


def why_fallen(all_of_it: Together, one: One) -> str:
    """Why an amendment has no place after those that are adopted, or ""."""
    if one.left:
        return " ".join(one.left)
    if one.amendment.amends_id is not None:
        return _fallen_second(all_of_it, one)
    before = [other for other in all_of_it.adopted if other.key != one.key and not other.left]
    combined = combine(all_of_it.base, [*(other.engine for other in before), one.engine])
    return next((f.reason for f in combined.fallen if f.key == one.key), "")


def _fallen_second(all_of_it: Together, one: One) -> str:
    rows = [each.amendment for each in all_of_it.ones]
    first = next(each for each in rows if each.id == one.amendment.amends_id)
    under = [each for each in rows if each.amends_id == first.id and each.id != one.amendment.id]
    if first.stands != Stands.PROPOSED:
        return f"Amendment {first.number} is {first.stands}."
    seconds = [*adopted_to(under), one.amendment]
    return fold(all_of_it.resolution, first, seconds).fallen.get(key_of(one.amendment.number), "")
