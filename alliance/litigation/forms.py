"""Forms about lawsuits."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import UnderForm
from alliance.clearance.forms import NoteForm
from alliance.core.forms import AtMost, HouseForm, tidy
from alliance.litigation.queries import Filter
from alliance.litigation.rules import Stance
from alliance.membership.forms import NO_DAY
from alliance.states.reference import jurisdictions

STATUS_AT_MOST = 100
WORDS_AT_MOST = 200

WORDS = {
    Stance.JOINS: "Joins: the office takes part for the state",
    Stance.DECLINES: "Declines: the office does not take part",
    Stance.CONSIDERING: "Considering: the office has not decided",
}


class FilterForm(HouseForm):
    """What the list of lawsuits is narrowed to; it stands in the address."""

    words = StringField("Caption or docket number", [Optional(), AtMost(WORDS_AT_MOST)])
    state = SelectField("State", [Optional()], default="", invalid_choice_message="Choose a state.")
    court = SelectField("Court", [Optional()], default="", invalid_choice_message="Choose a court.")
    status = StringField("Status contains", [Optional(), AtMost(STATUS_AT_MOST)])
    filed_from = DateField("Filed from", [Optional()], invalid_value_message=NO_DAY)
    filed_to = DateField("Filed until", [Optional()], invalid_value_message=NO_DAY)

    def __init__(self, formdata: Any, courts: Sequence[tuple[str, str]]) -> None:
        super().__init__(formdata)
        self.state.choices = [
            SelectChoice("", "All states"),
            *(SelectChoice(code, place.name) for code, place in jurisdictions().items()),
        ]
        self.court.choices = [
            SelectChoice("", "All courts"),
            *(SelectChoice(key, name) for key, name in courts),
        ]

    def validate_filed_to(self, field: DateField) -> None:
        """Refuse a span that ends before it begins."""
        start: dt.date | None = self.filed_from.data
        if start and field.data and field.data < start:
            raise ValidationError("The last day lies before the first.")

    @property
    def filter(self) -> Filter:
        """What was asked for."""
        return Filter(
            words=tidy(self.words.data),
            state=self.state.data or "",
            court=self.court.data or "",
            status=tidy(self.status.data),
            filed_from=self.filed_from.data,
            filed_to=self.filed_to.data,
        )

    @property
    def address(self) -> dict[str, Any]:
        """What was asked for, as it stands in the address."""
        asked = vars(self.filter)
        return {name: str(value) for name, value in asked.items() if value}


class PositionForm(UnderForm):
    """How the office stands to a lawsuit, and under which authority."""

    stance = RadioField(
        "Position",
        [InputRequired("Choose a position.")],
        choices=[SelectChoice(str(stance), label) for stance, label in WORDS.items()],
        invalid_choice_message="Choose one of the three.",
    )
    before = IntegerField("Positions before", [Optional()], widget=HiddenInput(), default=0)
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def chosen(self) -> Stance:
        """The position chosen."""
        return Stance(self.stance.data)

    @property
    def so_far(self) -> Stance | None:
        """The position, as far as one was chosen."""
        return self.chosen if self.stance.data in set(Stance) else None


class PrepareForm(NoteForm):
    """How the office is to stand, and a note to whoever clears and releases it."""

    stance = RadioField(
        "Position",
        [InputRequired("Choose a position.")],
        choices=[SelectChoice(str(stance), label) for stance, label in WORDS.items()],
        invalid_choice_message="Choose one of the three.",
    )

    @property
    def chosen(self) -> Stance:
        """The position prepared."""
        return Stance(self.stance.data)
