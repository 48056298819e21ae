"""Forms about campaigns."""

import json
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.core.json_files import each_once
from alliance.enactments.operations import Asking, Said
from alliance.enactments.rules import (
    BEFORE,
    LONGEST_REASONS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_WAIT,
    LONGEST_WHY,
    SILENT,
    Finding,
    Texts,
)
from alliance.instruments.rules import LONGEST_CITATION, LONGEST_NOTE, Facts, Kind, Purpose, Stage
from alliance.membership.forms import NO_DAY
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.problems import MalformedRule
from alliance.states.reference import jurisdictions
from alliance.votes.forms import PutForm

OWN, EVERY, NUMBER, OTHER = "own", "every", "number", "other"
THRESHOLDS = {
    OWN: "The alliance's own entry into force",
    NUMBER: "So many states, written below",
    EVERY: "Every one that may enact it: all members, for an amendment",
    OTHER: "Another condition, written below",
}
PURPOSES = {
    Purpose.JOIN: "Join the alliance",
    Purpose.AMEND: "Amend what binds its members, or correct it",
}
FINDINGS = {
    Finding.SIMILAR: "Substantially similar: what was enacted counts",
    Finding.DIFFERENT: "Materially different: what was enacted does not count",
}
CHOOSE = "Choose one of these."
GIVEN = InputRequired("Give a number of days.")
DAYS = NumberRange(1, LONGEST_WAIT, f"Give a number of days from 1 to {LONGEST_WAIT}.")
ALL_OF_THEM = {"of": "eligible", "at_least": {"share": "1"}}


class AskingForm(HouseForm):
    """What a campaign asks."""

    title = StringField("Title", [Required("Give the campaign a title."), AtMost(LONGEST_TITLE)])
    text = TextAreaField(
        "Model", [Required("Enter the text that all are to enact."), AtMost(LONGEST_TEXT)]
    )
    threshold = RadioField(
        "Threshold",
        [InputRequired(CHOOSE)],
        choices=[SelectChoice(key, label) for key, label in THRESHOLDS.items()],
        default=OWN,
    )
    number = IntegerField("Number of states", [Optional(), NumberRange(1, 56, "From 1 to 56.")])
    condition = TextAreaField("Condition as JSON", [Optional(), AtMost(10_000)])
    before_days = IntegerField("Days before an expected day", [GIVEN, DAYS], default=BEFORE)
    silent_days = IntegerField("Days without news", [GIVEN, DAYS], default=SILENT)
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    def validate_threshold(self, field: RadioField) -> None:
        """A number is asked for where the threshold is one."""
        if field.data == NUMBER and not self.number.data:
            raise ValidationError("Give the number of states below.")
        if field.data == OTHER and not tidy(self.condition.data):
            raise ValidationError("Write the condition below.")

    def validate_condition(self, field: TextAreaField) -> None:
        """A condition that the rule language knows."""
        if self.threshold.data != OTHER:
            return
        try:
            parse_condition(_read(field.data or ""))
        except (ValueError, RecursionError) as wrong:
            raise ValidationError(f"The condition cannot be read: {_why(wrong)}.") from None

    @property
    def asking(self) -> Asking:
        """What was written."""
        return Asking(
            title=" ".join(tidy(self.title.data).split()),
            text=tidy(self.text.data),
            threshold=self._threshold(),
            before_days=self.before_days.data or BEFORE,
            silent_days=self.silent_days.data or SILENT,
        )

    def _threshold(self) -> Any:
        if self.threshold.data == NUMBER:
            return {"at_least": {"count": str(self.number.data)}}
        if self.threshold.data == EVERY:
            return ALL_OF_THEM
        return _read(self.condition.data) if self.threshold.data == OTHER else None

    def show(self, now: Asking) -> None:
        """Fill in what is asked now."""
        self.title.data, self.text.data = now.title, now.text
        self.before_days.data, self.silent_days.data = now.before_days, now.silent_days
        self.threshold.data = OWN if now.threshold is None else OTHER
        if now.threshold == ALL_OF_THEM:
            self.threshold.data = EVERY
        elif now.threshold is not None:
            self.condition.data = json.dumps(now.threshold, indent=1)


class OpenForm(AskingForm):
    """A campaign that is to be opened."""

    purpose = RadioField(
        "What the states enact it for",
        [InputRequired(CHOOSE)],
        choices=[SelectChoice(str(key), label) for key, label in PURPOSES.items()],
    )

    @property
    def chosen(self) -> Purpose:
        """What for."""
        return Purpose(self.purpose.data)


class CloseForm(HouseForm):
    """Why a campaign is closed."""

    why = StringField("Why", [Required("Say why it is closed."), AtMost(LONGEST_WHY)])


class ReportForm(HouseForm):
    """Where a state stands: what is known of its instrument."""

    state = SelectField("State", invalid_choice_message=CHOOSE)
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Kind],
        default=str(Kind.STATUTE),
        invalid_choice_message=CHOOSE,
    )
    stage = SelectField(
        "Stage",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Stage],
        invalid_choice_message=CHOOSE,
    )
    stage_on = DateField("At this stage since", [Optional()], invalid_value_message=NO_DAY)
    bill = StringField("Bill number", [Optional(), AtMost(100)])
    sponsor = StringField("Sponsor", [Optional(), AtMost(200)])
    expected_on = DateField("Expected on", [Optional()], invalid_value_message=NO_DAY)
    citation = StringField("Citation", [Optional(), AtMost(LONGEST_CITATION)])
    signed_on = DateField("Signed on", [Optional()], invalid_value_message=NO_DAY)
    enacted_on = DateField("Enacted on", [Optional()], invalid_value_message=NO_DAY)
    effective_on = DateField("In effect from", [Optional()], invalid_value_message=NO_DAY)
    text = TextAreaField("Text", [Optional(), AtMost(LONGEST_TEXT)])
    source = StringField("Source", [Optional(), AtMost(300)])
    note = TextAreaField("Note", [Optional(), AtMost(LONGEST_NOTE)])
    base = IntegerField("Version", [Optional()], widget=HiddenInput())

    def offer(self, state: str) -> None:
        """The states for which this reader may speak."""
        codes = [state] if state else sorted(jurisdictions())
        self.state.choices = [SelectChoice(one, jurisdictions()[one].name) for one in codes]

    @property
    def said(self) -> Said:
        """Of which state, and what."""
        return Said(self.state.data, Kind(self.kind.data), self.facts, self.base.data)

    @property
    def facts(self) -> Facts:
        """What was written."""
        days = ("stage_on", "expected_on", "signed_on", "enacted_on", "effective_on")
        words = ("bill", "sponsor", "citation", "text", "source", "note")
        given: dict[str, Any] = {name: self[name].data for name in days}
        given.update((name, tidy(self[name].data)) for name in words)
        return Facts(Stage(self.stage.data), **given)

    def show(self, now: Facts) -> None:
        """Fill in what is known."""
        for name, value in vars(now).items():
            self[name].data = str(value) if name == "stage" else value


class SeenForm(HouseForm):
    """The two texts that stood on the page; the browser carries their digests."""

    model_sha256 = HiddenField("Model")
    text_sha256 = HiddenField("Text")

    @property
    def seen(self) -> Texts:
        """The texts that were read."""
        return Texts(self.model_sha256.data or "", self.text_sha256.data or "")


class DetermineForm(SeenForm):
    """What is found of a text, with reasons."""

    finding = RadioField(
        "Finding",
        [InputRequired(CHOOSE)],
        choices=[SelectChoice(str(key), label) for key, label in FINDINGS.items()],
    )
    reasons = TextAreaField(
        "Reasons", [Required("Give the reasons: others read them."), AtMost(LONGEST_REASONS)]
    )

    @property
    def chosen(self) -> Finding:
        """What was found."""
        return Finding(self.finding.data)


class PutSimilarityForm(PutForm):
    """Until when and by which rule the members decide it, and the texts that were read."""

    model_sha256 = HiddenField("Model")
    text_sha256 = HiddenField("Text")

    @property
    def seen(self) -> Texts:
        """The texts that were read."""
        return Texts(self.model_sha256.data or "", self.text_sha256.data or "")


def _why(wrong: Exception) -> str:
    """What is wrong with a condition, by the place in it where it is not wrong as a whole."""
    if not isinstance(wrong, MalformedRule):
        return "this is no JSON"
    found = ((one.path.removeprefix("rule").lstrip("."), one.reason) for one in wrong.problems)
    return "; ".join(f"{path}: {reason}" if path else f"it {reason}" for path, reason in found)


def _read(text: str) -> Any:
    """JSON in which each key stands once in its object."""
    return json.loads(text, object_pairs_hook=each_once)
