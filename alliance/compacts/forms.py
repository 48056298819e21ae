"""Forms about compacts."""

from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from alliance.compacts.models import NAME_AT_MOST
from alliance.core.forms import PARAGRAPH, AtMost, HouseForm, Required, tidy
from alliance.membership.forms import NO_CHOICE, NO_DAY, DaysForm, choices
from alliance.states.reference import jurisdictions


class CompactForm(DaysForm):
    """The days for which the page of a compact speaks, and the state of which it is asked."""

    leaves = SelectField("If it leaves", invalid_choice_message=NO_CHOICE)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        named = [(code, place.name) for code, place in jurisdictions().items()]
        self.leaves.choices = choices("Choose a state", named)
        self.leaves.data = self.leaves.data or ""

    @property
    def address(self) -> dict[str, Any]:
        """All that was asked for, as further addresses carry it."""
        return self.days | ({"leaves": self.leaves.data} if self.leaves.data else {})


class EventForm(HouseForm):
    """Something that happened and that the rules ask for."""

    name = StringField("Event", [Required("Name the event."), AtMost(NAME_AT_MOST)])
    happened_on = DateField("Day", [Optional()], invalid_value_message=NO_DAY)
    source = TextAreaField(
        "Source", [Required("Say where it stands, such as the citation."), AtMost(PARAGRAPH)]
    )

    @property
    def event(self) -> str:
        """The event, on one line."""
        return " ".join(tidy(self.name.data).split())

    @property
    def said(self) -> str:
        """The source as it is kept."""
        return tidy(self.source.data)
