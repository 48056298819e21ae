"""Forms about who writes, reads and sponsors a text, and where it goes next."""

import datetime as dt

from wtforms import DateTimeLocalField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.authority.forms import CheckboxesField
from alliance.core.forms import AtMost, HouseForm, tidy
from alliance.core.saying import read_local
from alliance.resolutions.audience import IN_WORDS, Audience, Claim, Label
from alliance.resolutions.forms import ReviewedForm
from alliance.resolutions.rules import LONGEST_REASON, Succession
from alliance.resolutions.sharing import LONGEST_PARTY
from alliance.states.reference import jurisdictions, name_of

AUDIENCES = {
    Audience.MEMBERS: "Every office of the members",
    Audience.CHOSEN: "The offices of the chosen states only",
    Audience.PUBLIC: "Everybody: the members, and the public",
}


class CirculateForm(ReviewedForm):
    """For whom a version is meant, and from when."""

    audience = RadioField(
        "To whom",
        choices=[SelectChoice(str(key), said) for key, said in AUDIENCES.items()],
        default=str(Audience.MEMBERS),
    )
    embargo = DateTimeLocalField(
        "Not before", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    zone = "UTC"

    def validate_embargo(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks skip or show twice."""
        if field.data and len(self._instants()) != 1:
            raise ValidationError("The clocks skip this time, or show it twice. Choose another.")

    def _instants(self) -> list[dt.datetime]:
        data = self.embargo.data
        return list(read_local(data.isoformat(), self.zone)) if data else []

    @property
    def until(self) -> dt.datetime | None:
        """The instant at which an embargo ends, if there is one."""
        return next(iter(self._instants()), None)


class WritersForm(HouseForm):
    """Which offices write together."""

    offices = CheckboxesField("Offices that write it with yours")


class ReadersForm(HouseForm):
    """Which states read it before all members do."""

    states = CheckboxesField("States whose offices may read it")


class LabelForm(HouseForm):
    """Under which label a text goes."""

    label = SelectField(
        "Label",
        choices=[
            SelectChoice("", "None"),
            *(SelectChoice(str(key), said) for key, said in IN_WORDS.items()),
        ],
    )
    state = SelectField("State whose rule it is")
    rule = StringField("Its rule, as that state cites it", [Optional(), AtMost(300)])

    def offer(self) -> None:
        """Offer all jurisdictions."""
        self.state.choices = [SelectChoice(code, name_of(code)) for code in jurisdictions()]

    @property
    def claim(self) -> Claim:
        """What is claimed."""
        return Claim(Label(self.label.data), self.state.data or "", tidy(self.rule.data))


class EarlierForm(HouseForm):
    """What a text does to an earlier one once it is in force."""

    earlier = SelectField("Earlier resolution")
    succession = RadioField(
        "Once this one is in force it",
        choices=[SelectChoice(str(one), f"{one} it") for one in Succession],
        default=str(Succession.SUPERSEDES),
    )


class SponsorForm(HouseForm):
    """That an office sponsors a text."""

    party = StringField("Party, as your office states it", [Optional(), AtMost(LONGEST_PARTY)])


class ReasonForm(HouseForm):
    """Why a text goes to its next stage."""

    reason = StringField("Reason, or name of the committee", [Optional(), AtMost(LONGEST_REASON)])
