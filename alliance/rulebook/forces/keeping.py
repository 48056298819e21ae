"""What a history found, to be kept, and a history made of it again without the walk.

The days on which conditions were met, and what came of that, change only when enactments, weights,
events or rules do. Kept beside them, they let a status be worked out from those who count on the
day alone, however long the history is.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from alliance.rulebook.compacts.values import Compact
from alliance.rulebook.days.working import Known, Worked
from alliance.rulebook.forces.facts import Facts
from alliance.rulebook.forces.history import (
    TWO_SIDES,
    Dissolved,
    History,
    Met,
    StageHistory,
    with_stage,
)
from alliance.rulebook.forces.nodes import Play, Span, World, build
from alliance.rulebook.forces.roll import roll

FORMAT = 1


def kept(found: History) -> dict[str, Any]:
    """The history as plain JSON: {"format", "stages", "spans", "dissolved"}; days ISO 8601."""
    gone = found.dissolved
    return {
        "format": FORMAT,
        "stages": [
            {
                "met": [
                    [_day(one.day), _worked(one.effective), _day(one.lost)] for one in stage.met
                ],
                "spans": [[_day(begins), _day(ends)] for begins, ends in stage.spans],
            }
            for stage in found.stages
        ],
        "spans": [[_day(begins), _day(ends)] for begins, ends in found.spans],
        "dissolved": None if gone is None else [_day(gone.day), _worked(gone.effective)],
    }


def resumed(compact: Compact, facts: Facts, said: Mapping[str, Any]) -> History:
    """The history that was kept, on these facts: those who count on the days asked for will do.

    It answers `status_in` for a day as the whole history would; its series is not that of all time.
    """
    first = _spans(said["stages"][0]["spans"])
    begins = first[0][0] if first else None
    later = compact.counts.later_joiners is not None and begins is not None
    entry = begins if later else None
    world = World(
        facts, roll(compact.counts, facts, entry), Known({**facts.events, "in_force": entry})
    )
    stages: list[StageHistory] = []
    for stage, held in zip(compact.stages or (TWO_SIDES,), said["stages"], strict=True):
        met = tuple(
            Met(_as_day(day), _as_worked(effective), _as_end(lost))
            for day, effective, lost in held["met"]
        )
        one = StageHistory(stage, met, _spans(held["spans"]), Play(build(stage.when, world)))
        stages.append(one)
        world = with_stage(world, one, first=len(stages) == 1)
    gone = said["dissolved"]
    dissolved = None if gone is None else Dissolved(_as_day(gone[0]), _as_worked(gone[1]))
    return History(compact, world, tuple(stages), _spans(said["spans"]), dissolved)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _worked(one: Worked) -> list[Any]:
    return [_day(one.day), list(one.waiting_for), list(one.steps)]


def _as_day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _as_end(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _as_worked(said: list[Any]) -> Worked:
    return Worked(_as_end(said[0]), tuple(said[1]), tuple(said[2]))


def _spans(said: list[list[str | None]]) -> tuple[Span, ...]:
    return tuple((_as_day(begins or ""), _as_end(ends)) for begins, ends in said)
