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
ENDS = {Stage.LOST: (3, "Lost"), Stage.WITHDRAWN: (1, "Withdrawn")}


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
    at = next(i for i, (one, _) in enumerate(ORDER) if one is stage)
    states = ["complete"] * at + ["current"] + ["upcoming"] * (len(ORDER) - at - 1)
    return [Step(label, state) for (_, label), state in zip(ORDER, states, strict=True)]
