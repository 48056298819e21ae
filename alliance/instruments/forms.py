"""Forms about instruments and their preconditions."""

from typing import Any

from wtforms import FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.charters.fields import DayField
from alliance.charters.forms import choices_of
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.instruments.models import Precondition
from alliance.instruments.operations import Answer, What
from alliance.instruments.rules import (
    LONGEST_CITATION,
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Condition,
    Decider,
    Facts,
    Kind,
    Outcome,
    Purpose,
    Stage,
)
from alliance.states.reference import jurisdictions

LONGEST_BILL, LONGEST_SPONSOR, LONGEST_SOURCE = 100, 200, 300
ONE_OF = "Choose one of these."
PURPOSES = {
    Purpose.JOIN: "To join the alliance",
    Purpose.AMEND: "To amend what the state has enacted about it",
    Purpose.REPEAL: "To repeal it",
}


def in_one_line(text: str | None) -> str:
    """Words that stand in one line."""
    return " ".join(tidy(text).split())


class FactsForm(HouseForm):
    """What is known of an instrument."""

    stage = SelectField("How far it has come", choices=choices_of(Stage))
    stage_on = DayField("Since", [Optional()])
    bill = StringField("Bill or file number", [Optional(), AtMost(LONGEST_BILL)])
    sponsor = StringField("Sponsor of the bill", [Optional(), AtMost(LONGEST_SPONSOR)])
    expected_on = DayField("Expected on", [Optional()])
    citation = StringField("Citation", [Optional(), AtMost(LONGEST_CITATION)])
    signed_on = DayField("Signed on", [Optional()])
    enacted_on = DayField("Enacted on", [Optional()])
    effective_on = DayField("Effective on", [Optional()])
    text = TextAreaField("Text", [Optional(), AtMost(LONGEST_TEXT)])
    document = FileField("Document", [Optional()])
    source = StringField("Public source", [Optional(), AtMost(LONGEST_SOURCE)])
    note = TextAreaField("Note", [Optional(), AtMost(LONGEST_NOTE)])
    base = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def facts(self) -> Facts:
        """What was written."""
        names = ("stage_on", "expected_on", "signed_on", "enacted_on", "effective_on")
        given: dict[str, Any] = {name: self[name].data for name in names}
        for name in ("bill", "sponsor", "citation", "source"):
            given[name] = in_one_line(self[name].data)
        for name in ("text", "note"):
            given[name] = tidy(self[name].data)
        return Facts(Stage(self.stage.data), **given)

    @staticmethod
    def start(facts: Facts, version: int) -> dict[str, Any]:
        """What the form starts with: what is known now. A source is named anew each time."""
        return {**vars(facts), "stage": str(facts.stage), "source": "", "base": version}


class RecordForm(FactsForm):
    """A new instrument: whose, of which sort, to what end."""

    state = SelectField("State", invalid_choice_message=ONE_OF)
    kind = SelectField("Kind", choices=choices_of(Kind), invalid_choice_message=ONE_OF)
    purpose = SelectField(
        "What it does",
        choices=[SelectChoice(str(one), said) for one, said in PURPOSES.items()],
        invalid_choice_message=ONE_OF,
    )
    title = StringField("Title", [Required("Give it a title."), AtMost(LONGEST_TITLE)])

    def offer(self, state: str) -> None:
        """Whose instruments may be recorded: the reader's own, or (a secretariat) anybody's."""
        codes = [state] if state else sorted(jurisdictions())
        self.state.choices = [SelectChoice(one, jurisdictions()[one].name) for one in codes]

    @property
    def what(self) -> What:
        """What was written."""
        return What(
            self.state.data,
            Kind(self.kind.data),
            Purpose(self.purpose.data),
            in_one_line(self.title.data),
        )


class ConditionForm(HouseForm):
    """What has to come before an instrument has effect."""

    what = StringField(
        "What has to come before",
        [Required("Say what has to come before."), AtMost(LONGEST_TITLE)],
    )
    decider = SelectField(
        "Who decides it",
        choices=[
            SelectChoice("", "A body that is no office of the state here, such as a court"),
            *(SelectChoice(str(one), f"The {one}") for one in Decider),
        ],
        default="",
        invalid_choice_message=ONE_OF,
    )
    asked_on = DayField("Asked for on", [Optional()])
    clock_days = IntegerField("Clock in days", [Optional()])

    @property
    def condition(self) -> Condition:
        """What was written."""
        return Condition(
            in_one_line(self.what.data),
            self.asked_on.data,
            self.clock_days.data,
            decider=Decider(self.decider.data) if self.decider.data else None,
        )


class AnswerForm(HouseForm):
    """That a precondition was asked for, or what came of it."""

    asked_on = DayField("Asked for on", [Optional()])
    outcome = SelectField(
        "What came of it",
        choices=[SelectChoice("", "No answer yet"), *choices_of(Outcome)],
        invalid_choice_message=ONE_OF,
    )
    decided_on = DayField("Decided on", [Optional()])
    source = StringField("Where it stands", [Optional(), AtMost(LONGEST_SOURCE)])

    @staticmethod
    def start(one: Precondition) -> dict[str, Any]:
        """What is known already."""
        return {"asked_on": one.asked_on}

    @property
    def answer(self) -> Answer:
        """What was written."""
        outcome = Outcome(self.outcome.data) if self.outcome.data else None
        source = in_one_line(self.source.data)
        return Answer(self.asked_on.data, outcome, self.decided_on.data, source)
