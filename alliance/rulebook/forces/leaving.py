"""Leaving: when a withdrawal takes effect, what it waits for, what survives, what it changes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from alliance.rulebook.compacts.values import Blackout, Compact, Survivor, Withdrawal
from alliance.rulebook.days.calendar import Length, moved
from alliance.rulebook.days.values import Event, events_of
from alliance.rulebook.days.words import day_words, event_words, written
from alliance.rulebook.days.working import Known, Worked, work
from alliance.rulebook.forces.facts import Facts
from alliance.rulebook.forces.history import span_text
from alliance.rulebook.forces.status import Status, status


class NothingRuled(ValueError):  # noqa: N818 - named for the compact, not for the error
    """The compact has no such rule."""


class NotCounted(ValueError):  # noqa: N818 - named for the state, not for the error
    """The state does not count on the day."""


@dataclass(frozen=True)
class Survives:
    """What outlives a withdrawal, and until when (None: no end is known)."""

    what: str
    until: dt.date | None
    text: str | None

    def as_json(self) -> dict[str, object]:
        return {"what": self.what, "until": span_text(self.until), "text": self.text}


@dataclass(frozen=True)
class Withdrawn:
    """When a withdrawal takes effect; None with what it waits for.

    `within_blackout` is None where the day to be tested, or the blackout, is not known.
    `rescind_until` is the first day on which it is too late to rescind.
    """

    effective: dt.date | None
    waiting_for: tuple[str, ...]
    within_blackout: bool | None
    rescind_until: dt.date | None
    rescinded: bool
    survives: tuple[Survives, ...]
    steps: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "effective": span_text(self.effective),
            "waiting_for": list(self.waiting_for),
            "within_blackout": self.within_blackout,
            "rescind_until": span_text(self.rescind_until),
            "rescinded": self.rescinded,
            "survives": [one.as_json() for one in self.survives],
        }


def withdrawal_date(compact: Compact, events: Mapping[str, dt.date | None]) -> Withdrawn:
    """When a withdrawal takes effect, from its dated facts.

    An event that is None has not happened. An event that is not among them at all is not known:
    a blackout that hangs on it cannot be judged, and no day is given.
    """
    rule = compact.withdrawal
    if rule is None:
        raise NothingRuled("the compact does not rule how a state withdraws")
    known = Known(events)
    first = work(rule.effective, known)
    day, waiting, steps = first.day, first.waiting_for, list(first.steps)
    within: bool | None = False
    for blackout in rule.blackout:
        known = known.and_also(effective=day)
        tested = _tested(blackout, day, known)
        fell, end = _fell(blackout, tested.day, known, steps)
        within = True if fell or within else (None if fell is None or within is None else False)
        if fell is None:
            waiting = (*waiting, *_not_given(blackout, known), *tested.waiting_for)
            day = None
        elif fell and day is not None:
            day, more = _postponed(blackout, end, day, known, steps)
            waiting = (*waiting, *more)
    known = known.and_also(effective=day)
    rescinded, limit = _rescinded(rule, day, known, steps)
    if rescinded:
        day, waiting = None, ()
    steps.append(_ending(day, waiting, rescinded=rescinded))
    survivors = (*rule.survives, *compact.survival)
    return Withdrawn(
        effective=day,
        waiting_for=tuple(dict.fromkeys(waiting)),
        within_blackout=within,
        rescind_until=limit,
        rescinded=rescinded,
        survives=tuple(survives(one, known.and_also(effective=day)) for one in survivors),
        steps=tuple(steps),
    )


def _tested(blackout: Blackout, day: dt.date | None, known: Known) -> Worked:
    return Worked(day) if blackout.of is None else work(blackout.of, known)


def _not_given(blackout: Blackout, known: Known) -> tuple[str, ...]:
    names = events_of(blackout.begins) | events_of(blackout.ends)
    return tuple(sorted(name for name in names if name not in known.events))


def _fell(
    blackout: Blackout, tested: dt.date | None, known: Known, steps: list[str]
) -> tuple[bool | None, dt.date | None]:
    """Whether the tested day lies in the blackout, and the first day after the blackout."""
    begins, ends = work(blackout.begins, known), work(blackout.ends, known)
    end = ends.day
    if end is not None and blackout.through:
        end = moved(end, Length(days=1))
    steps += [step for step in (*begins.steps, *ends.steps) if step not in steps]
    if tested is None or ((begins.day is None or end is None) and _not_given(blackout, known)):
        steps.append("Whether the withdrawal falls into the blackout cannot be said yet.")
        return None, end
    fell = begins.day is not None and begins.day <= tested and (end is None or tested < end)
    last = "without a known end" if ends.day is None else written(ends.day)
    joint = "through" if blackout.through else "until"
    lies = "lies" if fell else "does not lie"
    begun = "not yet begun" if begins.day is None else f"{written(begins.day)} {joint} {last}"
    steps.append(f"{written(tested)} {lies} in the blackout ({begun}).")
    return fell, end


def _postponed(
    blackout: Blackout, end: dt.date | None, day: dt.date, known: Known, steps: list[str]
) -> tuple[dt.date | None, tuple[str, ...]]:
    if blackout.then is None:
        later = end
        waiting = () if end is not None else tuple(sorted(events_of(blackout.ends)))
    else:
        worked = work(blackout.then, known)
        later, waiting = worked.day, worked.waiting_for
        steps += worked.steps
        steps.append(f"Within the blackout it takes effect only on {day_words(blackout.then)}.")
    return (None if later is None else max(later, day)), waiting


def _rescinded(
    rule: Withdrawal, day: dt.date | None, known: Known, steps: list[str]
) -> tuple[bool, dt.date | None]:
    limit = day
    if rule.rescind_until is not None:
        limit = work(rule.rescind_until, known).day
    done = known.events.get("rescinded")
    if done is None:
        return False, limit
    if limit is not None and done >= limit:
        steps.append(f"Rescinded on {written(done)}: too late, from {written(limit)} on.")
        return False, limit
    steps.append(f"Rescinded on {written(done)}, in time: the withdrawal does not take effect.")
    return True, limit


def survives(one: Survivor, known: Known) -> Survives:
    """What outlives, with its end worked out from what is known."""
    until = None if one.until is None else work(one.until, known).day
    return Survives(one.what, until, one.text)


def _ending(day: dt.date | None, waiting: tuple[str, ...], *, rescinded: bool) -> str:
    if rescinded:
        return "There is no withdrawal."
    if day is not None:
        return f"The withdrawal takes effect on {written(day)}."
    named = ", ".join(event_words(name) for name in dict.fromkeys(waiting))
    return f"The withdrawal does not take effect yet. Still open: {named or 'its day'}."


def rescind_rule(rule: Withdrawal) -> str:
    """Until when a notice may be rescinded, in words."""
    return day_words(rule.rescind_until or Event("effective"))


@dataclass(frozen=True)
class Departure:
    """A compact on a day, and as it would be on that day if a state were out from it."""

    state: str
    before: Status
    after: Status

    @property
    def changes(self) -> tuple[str, ...]:
        """What would change, in sentences; empty if nothing does."""
        said: list[str] = []
        if self.before.in_force != self.after.in_force:
            now = "in force" if self.after.in_force else "no longer in force"
            said.append(f"The compact is {now}.")
        for old, new in zip(self.before.stages, self.after.stages, strict=True):
            whose = "the condition" if old.name is None else f"the condition of “{old.name}”"
            if old.met and not new.met:
                said.append(f"{whose[:1].upper()}{whose[1:]} is no longer met.")
            elif new.met and not old.met:
                said.append(f"{whose[:1].upper()}{whose[1:]} is met.")
        return tuple(said)


def if_leaves(
    compact: Compact, facts: Facts, state: str, day: dt.date, before: Status | None = None
) -> Departure:
    """What would change if `day` were the first day on which `state` is out.

    `before` is the status of the day, where it is worked out already.
    """
    before = before or status(compact, facts, day)
    kept = []
    for one in facts.enactments:
        ended = one.until is not None and one.until <= day
        kept.append(one if one.state != state or ended else replace(one, until=day))
    after = status(compact, facts.but(kept), day)
    if after.count == before.count:
        raise NotCounted(f"{state} does not count on {day}")
    return Departure(state, before, after)
