"""What may become of an amendment, and what amendments to it make of it: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from alliance.redlines.amending import Outside, amended
from alliance.redlines.applying import apply_edits
from alliance.redlines.edits import Amendment
from alliance.redlines.rebasing import rebase_edits
from alliance.texts.units import Text

LONGEST_REASON = 4_000
LONGEST_LINE = 300
MOST_EDITS = 400  # in one amendment
LARGEST_EDITS = 1_000_000  # characters of their JSON


class Stands(StrEnum):
    """What became of an amendment."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    FALLEN = "fallen"


# What may follow what; a decision that is taken back leads to "proposed" again.
_DECIDED = frozenset({Stands.ADOPTED, Stands.REJECTED, Stands.FALLEN})
FOLLOWS: Mapping[Stands, frozenset[Stands]] = {
    Stands.PROPOSED: _DECIDED | {Stands.WITHDRAWN},
    **{one: frozenset({Stands.PROPOSED}) for one in _DECIDED},
}
OUT = frozenset({Stands.WITHDRAWN, Stands.REJECTED, Stands.FALLEN})


class What(StrEnum):
    """What happened to an amendment."""

    JOINED = "joined"  # a co-sponsor
    LEFT = "left"
    ACCEPTED = "accepted"  # as friendly, by one who sponsors the text
    DECLINED = "declined"
    RECOMMENDED = "recommended"  # a committee has said what it thinks of it
    BROUGHT = "brought"  # to a newer version
    WITHDRAWN = "withdrawn"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    FALLEN = "fallen"
    TAKEN_BACK = "taken back"  # the decision
    SETTLED = "settled"  # its order after another one that is adopted too is meant
    ENGROSSED = "engrossed"  # it is in the text now


class Advice(StrEnum):
    """What a committee recommends."""

    FOR = "recommended"
    AGAINST = "not recommended"
    NONE = "without recommendation"


@dataclass(frozen=True)
class Folded:
    """An amendment as those to it that are adopted change it, and which of them have no place."""

    amendment: Amendment
    fallen: Mapping[str, str]  # key: the reason


def key_of(number: str) -> str:
    """The name under which the engine and its sentences know an amendment."""
    return f"Amendment {number}"


def folded(base: Text, first: Amendment, seconds: Sequence[Amendment]) -> Folded:
    """The first as the second ones change it, adopted in this order.

    The edits of each are against the text as the first was proposed. Raises NotThere where the
    first has no place in the base.
    """
    began = apply_edits(base, first.edits)
    fallen: dict[str, str] = {}
    now = first
    for second in seconds:
        text = apply_edits(base, now.edits)
        carried = rebase_edits(second.edits, began, text) if text != began else None
        if carried and carried.left:
            fallen[second.key] = carried.left[0].reason
            continue
        edits = carried.edits if carried else second.edits
        try:
            now = amended(now, replace(second, edits=edits, amends=first.key))
        except Outside as wrong:
            fallen[second.key] = str(wrong)
    return Folded(now, fallen)
