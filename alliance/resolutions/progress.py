"""Where a resolution stands, as the steps that a page draws."""

from dataclasses import dataclass

from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import Stage

ORDER = (
    (Stage.DRAFT, "Draft"),
    (Stage.CIRCULATED, "Circulated"),
    (Stage.VOTING, "Vote"),
    (Stage.ADOPTED, "Adopted"),
    (Stage.ENROLLED, "Open for signature"),
    (Stage.IN_FORCE, "In force"),
)
# Where stages stand that the drawing does not show by themselves.
WITH = {Stage.IN_COMMITTEE: Stage.CIRCULATED, Stage.ENGROSSED: Stage.CIRCULATED}
ENDS = {
    Stage.LOST: (3, "Lost"),
    Stage.WITHDRAWN: (1, "Withdrawn"),
    Stage.SUPERSEDED: (6, "Superseded"),
    Stage.RESCINDED: (6, "Rescinded"),
}


@dataclass(frozen=True)
class Step:
    """One step of the indicator."""

    label: str
    state: str  # complete, current, upcoming
    note: str = ""


def steps(resolution: Resolution) -> list[Step]:
    """The steps behind, the one in hand, the ones ahead; an end cuts the rest off."""
    stage = resolution.stands
    if stage in ENDS:
        done, label = ENDS[stage]
        if stage is Stage.WITHDRAWN and resolution.shown_version is not None:
            done = 2
        return [Step(name, "complete") for _, name in ORDER[:done]] + [Step(label, "current")]
    shown = WITH.get(stage, stage)
    at = next(i for i, (one, _) in enumerate(ORDER) if one is shown)
    states = ["complete"] * at + ["current"] + ["upcoming"] * (len(ORDER) - at - 1)
    note = stage.capitalize() if stage in WITH else ""
    return [
        Step(label, state, note if state == "current" else "")
        for (_, label), state in zip(ORDER, states, strict=True)
    ]
