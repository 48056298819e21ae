"""Forms about charters."""

import json
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
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
from alliance.charters.operations import Adoption, Words
from alliance.charters.ruled import RULES, read_json
from alliance.charters.rules import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE, TEXT_AT_MOST
from alliance.charters.terms import (
    BASES,
    JURISDICTIONS,
    MEMBERS,
    OFFICERS,
    SPONSORS_AT_MOST,
    WITHDRAWAL_AT_MOST,
    Admission,
    Class,
    Drafting,
    MalformedTerms,
    Terms,
    read_terms,
    rule_problems,
)
from alliance.charters.voting_forms import VotingFields
from alliance.core.dates import FIRST_YEAR
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.membership.forms import NO_DAY

PURPOSE_AT_MOST = 2_000
RULES_AT_MOST = 100_000
CLASS_ROWS = 6
LAST_YEAR = 2999


def choices_of(words: Any) -> list[SelectChoice]:
    """Words to choose from, as they stand."""
    return [SelectChoice(str(one), str(one).capitalize()) for one in words]


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day of the centuries in which there are alliances; others are slips, such as 0204."""

    def __init__(self, label: str, validators: Any, **more: Any) -> None:
        super().__init__(label, validators, invalid_value_message=NO_DAY, **more)
        self.type = "DateField"  # it is drawn as one

    def pre_validate(self, _form: object) -> None:
        """Refuse a day long before or after."""
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValidationError(f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")


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
    rule = SelectField(
        "Rule of that question",
        choices=[SelectChoice(key, label) for key, (label, _) in RULES.items()],
        default="majority",
    )
    other = TextAreaField("Rule as JSON", [Optional(), AtMost(RULES_AT_MOST)])
    sponsors = IntegerField(
        "Sponsors needed",
        [InputRequired("Enter a number; 0 for none.")],
        default=0,
    )
    instrument = BooleanField("A legal instrument is needed", default=True)
    classes = FieldList(FormField(ClassRow), max_entries=CLASS_ROWS)
    dues_affect_standing = BooleanField("Unpaid dues may affect standing")
    circulation_days = IntegerField(
        "Business days before members ahead of a vote", [Optional()], default=0
    )
    text_sponsors = IntegerField("States that must sponsor a resolution", [Optional()], default=0)
    different = SelectField("Sponsors must be of different", choices=DIFFERENT_CHOICES, default="")
    withdrawal = TextAreaField("Withdrawal, in words", [Optional(), AtMost(WITHDRAWAL_AT_MOST)])
    rules = TextAreaField("Rules of a compact as JSON", [Optional(), AtMost(RULES_AT_MOST)])
    base = IntegerField("Version before", [Optional()], widget=HiddenInput(), default=0)

    @classmethod
    def start(cls, words: Words | None, base: int) -> dict[str, Any]:
        """What the form starts with: the newest version, or what is usual."""
        terms = words.terms if words else Terms()
        admission = terms.admission
        known = [key for key, (_, rule) in RULES.items() if rule == admission.rule]
        key = known[0] if known and admission.rule else "majority"
        other = ""
        if admission.rule and not known:
            key, other = "other", json.dumps(admission.rule, indent=2)
        rows = [ClassRow.start(one) for one in terms.classes][:CLASS_ROWS]
        spare = {"open_to": list(JURISDICTIONS)}
        return {
            "purpose": words.purpose if words else "",
            "text": words.text if words else "",
            "source": words.source if words else "",
            "by": admission.by,
            "rule": key,
            "other": other,
            "sponsors": admission.sponsors,
            "instrument": admission.instrument,
            "classes": [*rows, spare][:CLASS_ROWS],
            "dues_affect_standing": terms.dues_affect_standing,
            "withdrawal": terms.withdrawal,
            "circulation_days": terms.drafting.circulation_days,
            "text_sponsors": terms.drafting.sponsors,
            "different": terms.drafting.different,
            **cls.start_voting(terms.voting),
            "rules": json.dumps(words.rules, indent=2) if words and words.rules else "",
            "base": base,
        }

    def validate_sponsors(self, field: IntegerField) -> None:
        """Refuse a number that no alliance has so many members for."""
        if not 0 <= (field.data or 0) <= SPONSORS_AT_MOST:
            raise ValidationError(f"Enter a number from 0 to {SPONSORS_AT_MOST}.")

    def validate_rules(self, field: TextAreaField) -> None:
        """Refuse rules of a compact that cannot be read, with the place and the reason."""
        if not tidy(field.data):
            return
        for problem in rule_problems(read_json(field.data)):
            raise ValidationError(f"{problem.path}: {problem.reason}.")

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and then whether the terms that they make hold together."""
        if not super().validate(extra_validators):
            return False
        try:
            read_terms(self.terms.as_json())
        except ValidationError as wrong:  # an optional field that is empty is not asked itself
            self.other.errors = [str(wrong)]
            return False
        except MalformedTerms as wrong:
            self.form_errors += [f"{one.path}: {one.reason}." for one in wrong.problems]
        return not self.form_errors

    @property
    def terms(self) -> Terms:
        """The terms as they were filled in."""
        rule = None
        if self.by.data == MEMBERS:
            rule = RULES[self.rule.data][1] or self._written_rule()
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

    def _written_rule(self) -> Any:
        if not tidy(self.other.data):
            raise ValidationError("Write the rule as JSON, or choose one of the others above.")
        return read_json(self.other.data)

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
