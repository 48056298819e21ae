"""Forms about withdrawals."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import UnderForm
from alliance.clearance.forms import NoteForm
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.instruments.models import Instrument
from alliance.membership.forms import NO_DAY
from alliance.rulebook.compacts.known_rules import REPEAL_EFFECTIVE
from alliance.rulebook.days.words import event_title
from alliance.withdrawals.foreseeing import Thought
from alliance.withdrawals.operations import Delivered, Saying
from alliance.withdrawals.rules import COMPLETE, LONGEST_SOURCE, LONGEST_WORDS, Way

BY_THEM = [one for one in Way if one is not Way.HERE]


class SimulateForm(HouseForm):
    """A withdrawal that is thought of; it stands in the address and nowhere else."""

    given_on = DateField("Notice given on", [Optional()], invalid_value_message=NO_DAY)
    arrived_on = DateField("Last letter delivered on", [Optional()], invalid_value_message=NO_DAY)
    named_on = DateField(
        "Leaving from, at the earliest", [Optional()], invalid_value_message=NO_DAY
    )

    @classmethod
    def asked(cls, given: Mapping[str, Any], today: dt.date) -> Self:
        """The form as the address has it."""
        form = cls(given or None, data={"given_on": today})
        form.today = today
        form.validate()
        return form

    def thought(self, events: Mapping[str, dt.date | None]) -> Thought:
        """What was asked for; today where no day was given."""
        day = self.given_on.data or self.today
        arrived = self.arrived_on.data
        return Thought(day, self.named_on.data, {**events, COMPLETE: arrived or day})

    today = dt.date.min


class LeaveForm(UnderForm):
    """What the notice says, and under which authority."""

    named_on = DateField(
        "Leaving from, at the earliest", [Optional()], invalid_value_message=NO_DAY
    )
    words = TextAreaField("Words of the notice", [Optional(), AtMost(LONGEST_WORDS)])
    reviewed = HiddenField("Reviewed")

    @property
    def saying(self) -> Saying:
        """What the notice is to say."""
        return Saying(self.named_on.data, tidy(self.words.data))


class PrepareForm(NoteForm):
    """The notice that is prepared for somebody else to give."""

    named_on = DateField(
        "Leaving from, at the earliest", [Optional()], invalid_value_message=NO_DAY
    )
    words_said = TextAreaField("Words of the notice", [Optional(), AtMost(LONGEST_WORDS)])

    @property
    def saying(self) -> Saying:
        """What the notice is to say."""
        return Saying(self.named_on.data, tidy(self.words_said.data))


class RescindForm(UnderForm):
    """Under which authority a notice is taken back."""

    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)


class DeliveryForm(HouseForm):
    """When and how a letter was delivered."""

    on = DateField("Delivered on", [InputRequired("Give the day.")], invalid_value_message=NO_DAY)
    how = SelectField(
        "How",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in BY_THEM],
        invalid_choice_message="Choose one of these.",
    )
    note = StringField("Tracking number or note", [Optional(), AtMost(LONGEST_SOURCE)])

    @property
    def delivered(self) -> Delivered:
        """What was noted."""
        day = self.on.data
        assert day is not None, "the field is required"
        return Delivered(day, Way(self.how.data), tidy(self.note.data))


class EventForm(HouseForm):
    """Something that the rule asks for, and the day on which it happened."""

    name = SelectField("What has happened", invalid_choice_message="Choose one of these.")
    on = DateField("On", [Optional()], invalid_value_message=NO_DAY)
    source = StringField(
        "Source", [Required("Say where this stands, such as a chapter."), AtMost(LONGEST_SOURCE)]
    )

    @classmethod
    def about(cls, repeal: Instrument | None) -> Self:
        """The form as it was sent; before that, with the repeal that is recorded, if one is."""
        if repeal is None:
            return cls.sent()
        known = repeal.known.says
        source = (known.citation or known.bill or repeal.title)[:LONGEST_SOURCE]
        start = {"name": REPEAL_EFFECTIVE, "on": repeal.effect.day, "source": source}
        return cls.sent(data=start)

    def offer(self, asked: Sequence[str]) -> None:
        """The events that the rule names."""
        self.name.choices = [SelectChoice(one, event_title(one)) for one in asked]
