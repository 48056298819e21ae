"""What a form of a whole draft says, and what is chosen where two wrote the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wtforms import IntegerField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import AtMost, HouseForm
from alliance.drafting.rules import LARGEST_CLIENT
from alliance.resolutions.rules import LONGEST_REASON
from alliance.texts.characters import lines
from alliance.texts.units import DEEPEST, Kind, Text, Unit, is_id, new_id

ADD, REMOVE, RESTORE, UP, DOWN, DEEPER, HIGHER = (
    *("add", "remove", "restore", "up", "down"),
    *("deeper", "higher"),
)
DEEDS = (ADD, REMOVE, RESTORE, UP, DOWN, DEEPER, HIGHER)


class VersionForm(HouseForm):
    """Why a version is saved."""

    reason = StringField("What was changed, and why", [Optional(), AtMost(LONGEST_REASON)])


class BaseForm(HouseForm):
    """What the writer had before them: the place in the log; 0 for the newest version itself."""

    base = IntegerField("Base", [Optional()], widget=HiddenInput(), default=0)
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def at(self) -> int:
        """The place in the log, 0 where none or none that there could be is named."""
        given: int = self.base.data or 0
        return given if 0 < given < LARGEST_CLIENT else 0


@dataclass(frozen=True)
class Deed:
    """What a button of the form asks for besides saving, and of which unit."""

    verb: str = ""
    unit: str = ""

    @classmethod
    def of(cls, sent: str) -> "Deed":
        """ "up:abcdefgh" as it was sent; nothing where it means nothing."""
        verb, _, unit = sent.partition(":")
        fits = verb in DEEDS and (is_id(unit) or (verb == ADD and not unit))
        return cls(verb, unit) if fits else cls()


def as_written(base: Text, sent: Mapping[str, str]) -> Text:
    """The text that the form says: that of `base` with the words that were sent."""
    units = [_written(unit, sent) for unit in base.units]
    title = " ".join(lines(sent.get("title", base.title)).split())
    enacting = " ".join(lines(sent.get("enacting", base.enacting)).split())
    return replace(base, title=title, enacting=enacting, units=tuple(units))


def _written(unit: Unit, sent: Mapping[str, str]) -> Unit:
    kind = sent.get(f"kind-{unit.id}", str(unit.kind))
    return replace(
        unit,
        text=lines(sent.get(f"text-{unit.id}", unit.text)),
        heading=" ".join(lines(sent.get(f"heading-{unit.id}", unit.heading)).split()),
        label=" ".join(lines(sent.get(f"label-{unit.id}", unit.label)).split()),
        kind=Kind(kind) if kind in set(Kind) else unit.kind,
    )


def done(text: Text, deed: Deed, aside: Mapping[str, Unit]) -> tuple[Text, str]:
    """The text after what a button asks for, and the unit at which the writer goes on."""
    units = list(text.units)
    keys = [unit.id for unit in units]
    if deed.verb == ADD:
        at = keys.index(deed.unit) + 1 if deed.unit in keys else len(units)
        like = units[at - 1] if at else Unit("", Kind.CLAUSE)
        made = Unit(new_id(), like.kind, "", like.level)
        return text.with_units([*units[:at], made, *units[at:]]), made.id
    if deed.verb == RESTORE and deed.unit in aside and deed.unit not in keys:
        return text.with_units([*units, aside[deed.unit]]), deed.unit
    if deed.unit not in keys:
        return text, ""
    at = keys.index(deed.unit)
    if deed.verb == REMOVE:
        near = keys[at - 1] if at else (keys[1] if keys[1:] else "")
        return text.with_units([*units[:at], *units[at + 1 :]]), near
    if deed.verb in (DEEPER, HIGHER):
        step = 1 if deed.verb == DEEPER else -1
        units[at] = replace(units[at], level=max(0, min(DEEPEST, units[at].level + step)))
    if deed.verb in (UP, DOWN):
        to = max(0, min(len(units) - 1, at + (1 if deed.verb == DOWN else -1)))
        units.insert(to, units.pop(at))
    return text.with_units(units), deed.unit
