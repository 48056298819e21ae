"""Forms about charters."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import CheckboxesField
from alliance.charters.fields import DayField, WholeField
from alliance.charters.member_classes import BASES, JURISDICTIONS, Class
from alliance.charters.operations import Adoption, Words
from alliance.charters.rule_rows import AdmissionRow
from alliance.charters.rule_text import read_json, written
from alliance.charters.rules import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE, TEXT_AT_MOST
from alliance.charters.terms import (
    CLASSES_AT_MOST,
    DAYS_AT_MOST,
    MEMBERS,
    OFFICERS,
    SPONSORS_AT_MOST,
    WITHDRAWAL_AT_MOST,
    Admission,
    Drafting,
    Terms,
    faults_of,
    rule_problems,
)
from alliance.charters.told import say_at
from alliance.charters.voting_forms import VotingFields
from alliance.core.forms import AtMost, HouseForm, Required, tidy

PURPOSE_AT_MOST = 2_000
RULES_AT_MOST = 100_000


def choices_of(words: Any) -> list[SelectChoice]:
    """Words to choose from, as they stand."""
    return [SelectChoice(str(one), str(one).capitalize()) for one in words]


# What sponsors of a resolution must differ in, where a charter asks for it.
DIFFERENT_CHOICES = [
    SelectChoice("", "Nothing"),
    SelectChoice("region", "Regions"),
    SelectChoice("party", "Parties"),
]


class ClassRow(Form):  # type: ignore[misc]  # WTForms ships no types
    """One class of members; a row without a name is left out."""

    name = StringField("Name", [Optional(), AtMost(LONGEST_TITLE)])
    base = SelectField("Class", choices=choices_of(BASES), default="party")
    voting = BooleanField("Votes")
    seated = BooleanField("May sit in groups and hold office")
    open_to = CheckboxesField("Open to", choices=choices_of(JURISDICTIONS))

    @classmethod
    def start(cls, one: Class) -> dict[str, Any]:
        """What the row starts with."""
        return {**vars(one), "open_to": list(one.open_to)}

    @property
    def value(self) -> Class | None:
        """The class, if the row is filled in."""
        name = tidy(self.name.data)
        if not name:
            return None
        flags = {key: bool(self[key].data) for key in ("voting", "seated")}
        return Class(name, self.base.data, **flags, open_to=tuple(self.open_to.data or ()))


class CharterForm(VotingFields, HouseForm):
    """A version of a charter."""

    purpose = TextAreaField("Purpose", [Optional(), AtMost(PURPOSE_AT_MOST)])
    text = TextAreaField("Text", [Required("Write the text."), AtMost(TEXT_AT_MOST)])
    source = StringField("Source or citation", [Optional(), AtMost(LONGEST_NAME)])
    by = RadioField(
        "Who approves a new member",
        choices=[
            SelectChoice(OFFICERS, "The officers"),
            SelectChoice(MEMBERS, "The members, by a question put to them"),
        ],
        default=OFFICERS,
    )
    decides = FormField(AdmissionRow, "Vote on an admission")
    sponsors = WholeField(
        "Sponsors needed",
        [InputRequired("Enter a number; 0 for none.")],
        most=SPONSORS_AT_MOST,
        default=0,
    )
    instrument = BooleanField("A legal instrument is needed", default=True)
    classes = FieldList(FormField(ClassRow), "Class", max_entries=CLASSES_AT_MOST)
    dues_affect_standing = BooleanField("Unpaid dues may affect standing")
    circulation_days = WholeField(
        "Business days before members ahead of a vote", [Optional()], most=DAYS_AT_MOST, default=0
    )
    text_sponsors = WholeField(
        "States that must sponsor a resolution", [Optional()], most=SPONSORS_AT_MOST, default=0
    )
    different = SelectField("Sponsors must be of different", choices=DIFFERENT_CHOICES, default="")
    withdrawal = TextAreaField("Withdrawal, in words", [Optional(), AtMost(WITHDRAWAL_AT_MOST)])
    rules = TextAreaField("Rules of a compact as JSON", [Optional(), AtMost(RULES_AT_MOST)])
    base = IntegerField("Version before", [Optional()], widget=HiddenInput(), default=0)

    @classmethod
    def start(cls, words: Words | None, base: int) -> dict[str, Any]:
        """What the form starts with: the newest version, or what is usual."""
        terms = words.terms if words else Terms()
        admission = terms.admission
        rows = [ClassRow.start(one) for one in terms.classes]
        spare = {"open_to": list(JURISDICTIONS)}
        return {
            "purpose": words.purpose if words else "",
            "text": words.text if words else "",
            "source": words.source if words else "",
            "by": admission.by,
            "decides": AdmissionRow.start(admission.rule),
            "sponsors": admission.sponsors,
            "instrument": admission.instrument,
            "classes": [*rows, spare][:CLASSES_AT_MOST],
            "dues_affect_standing": terms.dues_affect_standing,
            "withdrawal": terms.withdrawal,
            "circulation_days": terms.drafting.circulation_days,
            "text_sponsors": terms.drafting.sponsors,
            "different": terms.drafting.different,
            **cls.start_voting(terms.voting),
            "rules": written(words.rules, RULES_AT_MOST) if words and words.rules else "",
            "base": base,
        }

    def validate_rules(self, field: TextAreaField) -> None:
        """Refuse rules of a compact that cannot be read, with the place and the reason."""
        if not tidy(field.data):
            return
        for problem in rule_problems(read_json(field.data)):
            raise ValidationError(f"{problem.path}: {problem.reason}.")

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and then whether the terms that they make hold together."""
        self.decides.form.asked = self.by.data == MEMBERS
        if not super().validate(extra_validators):
            return False
        refused = faults_of(self.terms)
        for one in refused:
            say_at(self, one)
        return not refused

    @property
    def terms(self) -> Terms:
        """The terms as they were filled in."""
        rule = self.decides.form.value if self.by.data == MEMBERS else None
        rows = [row.form.value for row in self.classes]
        return Terms(
            Admission(self.by.data, rule, self.sponsors.data or 0, bool(self.instrument.data)),
            tuple(one for one in rows if one is not None),
            bool(self.dues_affect_standing.data),
            tidy(self.withdrawal.data),
            Drafting(
                self.circulation_days.data or 0,
                self.text_sponsors.data or 0,
                self.different.data or "",
            ),
            self.voting,
        )

    @property
    def words(self) -> Words:
        """What was written."""
        rules = read_json(self.rules.data) if tidy(self.rules.data) else None
        return Words(
            tidy(self.text.data), tidy(self.purpose.data), self.terms, tidy(self.source.data), rules
        )


class AdoptForm(HouseForm):
    """How a version was adopted."""

    adopted_on = DayField("Adopted on", [InputRequired("Enter the day.")])
    effective_on = DayField("In force from", [InputRequired("Enter the day.")])
    decision = TextAreaField(
        "Adopted by", [Required("Name the decision or the resolution."), AtMost(LONGEST_NOTE)]
    )
    sha256 = HiddenField("Digest")
    before = IntegerField("Version before", [Optional()], widget=HiddenInput(), default=0)

    @property
    def adoption(self) -> Adoption:
        """What is stated."""
        return Adoption(self.adopted_on.data, self.effective_on.data, tidy(self.decision.data))
