"""Forms with which an office writes and shares its layer."""

from dataclasses import replace

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import CheckboxesField
from alliance.core.forms import AtMost, HouseForm, Required
from alliance.discussions.rules import LONGEST_WORDS_MEANT
from alliance.layers.rules import IN_WORDS, LONGEST_NOTE, LONGEST_REASON
from alliance.texts.characters import lines
from alliance.texts.checking import LONGEST_LINE, LONGEST_UNIT
from alliance.texts.parts import beneath
from alliance.texts.units import Text, Unit, new_id


class NoteForm(HouseForm):
    """A note, and what it is about."""

    unit = HiddenField()
    meant = StringField("Words meant", [Optional(), AtMost(LONGEST_WORDS_MEANT)])
    words = TextAreaField("Note", [Required("Write the note."), AtMost(LONGEST_NOTE)])


class RedlineForm(HouseForm):
    """What a unit is to say instead, whether it is struck, and what comes after it."""

    unit = HiddenField()
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)
    heading = StringField("Heading", [Optional(), AtMost(LONGEST_LINE)])
    text = TextAreaField("Words of the unit", [Optional(), AtMost(LONGEST_UNIT)])
    strike = BooleanField("Strike this unit, with what stands beneath it")
    after = TextAreaField("A new unit after it", [Optional(), AtMost(LONGEST_UNIT)])
    reason = TextAreaField("Why", [Optional(), AtMost(LONGEST_REASON)])

    def fill(self, unit: Unit) -> None:
        """Begin with the unit as it stands."""
        self.heading.data, self.text.data = unit.heading, unit.text

    def changed(self, base: Text) -> Text:
        """The text with what the form says of its unit."""
        unit = base.by_id[self.unit.data]
        gone = {one.id for one in beneath(base.units, unit.id)} if self.strike.data else set()
        says = replace(
            unit,
            heading=" ".join(lines(self.heading.data or "").split()),
            text=lines(self.text.data or "").strip() or unit.text,
        )
        new = lines(self.after.data or "").strip()
        last = beneath(base.units, unit.id)[-1].id
        units: list[Unit] = []
        for one in base.units:
            if one.id not in gone:
                units.append(says if one.id == unit.id else one)
            if new and one.id == last:
                units.append(Unit(new_id(), unit.kind, new, unit.level))
        return base.with_units(units)


class PositionForm(HouseForm):
    """How the office stands to the text."""

    stance = RadioField(
        "Position", choices=[SelectChoice(str(key), said) for key, said in IN_WORDS.items()]
    )
    words = TextAreaField("Why, for your office", [Optional(), AtMost(LONGEST_NOTE)])


class ShareForm(HouseForm):
    """What is given to whom."""

    notes = CheckboxesField("Notes")
    redlines = CheckboxesField("Redlines")
    position = BooleanField("Your office's position")
    states = CheckboxesField("States whose offices are given a copy")
