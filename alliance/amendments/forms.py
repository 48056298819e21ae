"""Forms about amendments."""

import datetime as dt

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.amendments.composing import Insertion
from alliance.amendments.deciding import Decision
from alliance.amendments.rules import LONGEST_LINE, LONGEST_REASON, Advice
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.resolutions.forms import ReviewedForm
from alliance.texts.checking import LONGEST_LINE as LONGEST_HEADING
from alliance.texts.checking import LONGEST_TITLE, LONGEST_UNIT
from alliance.texts.units import DEEPEST, Kind


class ComposeForm(ReviewedForm):
    """Every step of composing an amendment: what it carries along, and what is changed now."""

    edits = StringField("Changes so far", widget=HiddenInput())
    over = StringField("Wording", widget=HiddenInput())
    unit = StringField("Unit", widget=HiddenInput())
    where = StringField("Where", widget=HiddenInput())
    title = StringField("Title", [Optional(), AtMost(LONGEST_TITLE)])
    enacting = StringField("Line before what is resolved", [Optional(), AtMost(LONGEST_HEADING)])
    heading = StringField("Heading", [Optional(), AtMost(LONGEST_HEADING)])
    words = TextAreaField("Words", [AtMost(LONGEST_UNIT)])
    kind = SelectField(
        "What it is",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Kind],
        default=str(Kind.CLAUSE),
    )
    level = IntegerField("Level", [Optional()], default=0)
    reason = TextAreaField("Reason", [AtMost(LONGEST_REASON)])

    @property
    def insertion(self) -> Insertion:
        """The unit that is to be inserted."""
        kind = Kind(self.kind.data) if self.kind.data in set(Kind) else Kind.CLAUSE
        level = min(max(self.level.data or 0, 0), DEEPEST)
        heading, words = self.heading.data or "", self.words.data or ""
        return Insertion(self.where.data or "", self.unit.data or "", kind, level, heading, words)


class DecisionForm(HouseForm):
    """What was decided of an amendment; `seen` is the digest of what was reviewed."""

    seen = StringField("Wording", widget=HiddenInput())
    back = StringField("Back", widget=HiddenInput())
    what = RadioField(
        "Decision",
        choices=[SelectChoice("adopted", "Adopted"), SelectChoice("rejected", "Rejected")],
    )
    how = TextAreaField("How it was decided", [Optional(), AtMost(LONGEST_REASON)])
    on = DateField("Day", [Optional()])

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return Decision(self.seen.data or "", tidy(self.how.data), self.on.data)


class AdviceForm(HouseForm):
    """What a committee recommends."""

    committee = StringField("Committee", [Required("Name the committee."), AtMost(LONGEST_LINE)])
    advice = RadioField(
        "It says",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Advice],
    )
    on = DateField("Day", [Optional()])
    why = TextAreaField("Its reason", [Optional(), AtMost(LONGEST_REASON)])

    @property
    def day(self) -> dt.date | None:
        """The day of the recommendation."""
        found: dt.date | None = self.on.data
        return found


class WhyForm(HouseForm):
    """Why something is taken back."""

    why = TextAreaField("Why", [Optional(), AtMost(LONGEST_REASON)])


class TakeOffForm(HouseForm):
    """Why a question is taken off; every state on its roster reads it."""

    why = TextAreaField("Reason", [Required("Say why it is taken off."), AtMost(2_000)])


class FinalForm(ReviewedForm):
    """The final text that was reviewed."""

    words = StringField("Words", widget=HiddenInput())
