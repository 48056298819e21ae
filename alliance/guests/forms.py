"""The form by which a text is shared with a guest."""

import datetime as dt

from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.guests.operations import Guest
from alliance.guests.rules import why_not_until
from alliance.staffing.forms import Address, address

NAME_AT_MOST = 80
ORGANISATION_AT_MOST = 100
NO_DAY = "Write the day as a date, such as 2027-03-31."


def _one_line(text: str | None) -> str:
    return " ".join(tidy(text).split())


class ShareForm(HouseForm):
    """To whom, and until when."""

    name = StringField("Name", [Required("Write the guest's name."), AtMost(NAME_AT_MOST)])
    organisation = StringField(
        "Organization", [Required("Write for whom they work."), AtMost(ORGANISATION_AT_MOST)]
    )
    email = StringField("E-mail", [Required("Write the e-mail address."), Address()])
    until = DateField(
        "Last day", [InputRequired("Choose the last day.")], invalid_value_message=NO_DAY
    )

    today: dt.date  # of the sharing office

    def validate_until(self, field: DateField) -> None:
        """Refuse a day that has passed, and one that is too far."""
        if field.data and (reason := why_not_until(field.data, self.today)):
            raise ValidationError(reason)

    @property
    def guest(self) -> Guest:
        """Whom the sharing office means."""
        return Guest(
            _one_line(self.name.data), _one_line(self.organisation.data), address(self.email.data)
        )
