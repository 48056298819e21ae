"""Forms about coming into an alliance."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.accessions.entering import Joining
from alliance.accessions.founding import LONGEST_NAME, Founding
from alliance.accessions.rules import LONGEST_DECISION, LONGEST_WORDS
from alliance.authority.forms import CheckboxesField, UnderForm
from alliance.charters.fields import DayField
from alliance.charters.forms import choices_of
from alliance.charters.member_classes import Class
from alliance.charters.rules import BodyKind
from alliance.clearance.forms import NoteForm
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.instruments.models import Instrument
from alliance.membership.rules import MemberClass
from alliance.states.reference import jurisdictions
from alliance.votes import forms as votes

ONE_OF = "Choose one of these."
NOW, COUNT, NAMED = "now", "count", "named"
_CODES = re.compile(r"[,;\s]+")
KINDS = [one for one in BodyKind if one is not BodyKind.OTHER]


def in_one_line(text: str | None) -> str:
    """Words that stand in one line."""
    return " ".join(tidy(text).split())


class FoundForm(HouseForm):
    """A new alliance."""

    name = StringField("Name", [Required("Give the alliance a name."), AtMost(LONGEST_NAME)])
    kind = SelectField("Kind", choices=choices_of(KINDS), invalid_choice_message=ONE_OF)
    subject = StringField("Subject", [Optional(), AtMost(LONGEST_NAME)])
    instrument = BooleanField("Each state joins with a legal instrument", default=True)

    @property
    def founding(self) -> Founding:
        """What was written."""
        return Founding(
            in_one_line(self.name.data),
            self.kind.data,
            in_one_line(self.subject.data),
            bool(self.instrument.data),
        )


class ClassForm(HouseForm):
    """In which class, and what is said with it."""

    member_class = SelectField("Class", invalid_choice_message=ONE_OF)
    words = TextAreaField("Words", [Optional(), AtMost(LONGEST_WORDS)])

    def offer_classes(self, classes: Iterable[Class]) -> None:
        """The classes of the charter, each once by what it is based on."""
        named: dict[str, list[str]] = {}
        for one in classes:
            named.setdefault(one.base, []).append(one.name)
        self.member_class.choices = [
            SelectChoice(base, ", ".join(names)) for base, names in named.items()
        ] or [SelectChoice(str(MemberClass.PARTY), "Party")]

    @property
    def in_class(self) -> MemberClass:
        """The class that was chosen."""
        return MemberClass(self.member_class.data)

    @property
    def said(self) -> str:
        """The words."""
        return tidy(self.words.data)


class ApplyForm(ClassForm):
    """An application."""


class InviteForm(ClassForm):
    """Whom an alliance invites."""

    states = CheckboxesField("States")

    def offer(self, codes: Iterable[str]) -> None:
        """Who may be invited."""
        self.states.choices = [SelectChoice(one, jurisdictions()[one].name) for one in codes]

    def validate_states(self, field: CheckboxesField) -> None:
        """Refuse an invitation of nobody."""
        if not field.data:
            raise ValidationError("Choose at least one state.")


class DecisionForm(HouseForm):
    """How it was decided, in words."""

    decision = StringField(
        "How it was decided",
        [Required("Say how it was decided."), AtMost(LONGEST_DECISION)],
    )

    @property
    def words(self) -> str:
        """The decision."""
        return in_one_line(self.decision.data)


class PutForm(votes.PutForm):
    """Until when the members answer; the rule is the charter's."""

    rule = None
    other = None


class _Joining:
    """With which instrument, from when and on what condition a state joins."""

    instrument = SelectField("Instrument", invalid_choice_message=ONE_OF)
    from_on = DayField("From", [Optional()])
    when = RadioField(
        "When",
        choices=[
            SelectChoice(NOW, "As soon as the instrument has effect"),
            SelectChoice(COUNT, "When at least so many others are parties"),
            SelectChoice(NAMED, "When these states are parties"),
        ],
        default=NOW,
    )
    count = IntegerField("How many others", [Optional()])
    states = StringField("Which states", [Optional(), AtMost(LONGEST_NAME)])

    known: Mapping[str, Instrument] = {}
    own = ""

    def offer_instruments(self, known: Iterable[Instrument], own: str, *, needed: bool) -> None:
        """The instruments of the state by which it joins."""
        self.known, self.own = {str(one.id): one for one in known}, own
        none = [] if needed and self.known else [SelectChoice("", "None")]
        self.instrument.choices = [
            *(SelectChoice(key, one.title) for key, one in self.known.items()),
            *none,
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and whether the condition that was chosen is there and can be one."""
        right: bool = super().validate(extra_validators)  # type: ignore[misc]
        if self.when.data == COUNT and not 1 <= (self.count.data or 0) < len(jurisdictions()):
            self.count.errors = [f"Enter a number from 1 to {len(jurisdictions()) - 1}."]
            return False
        if self.when.data == NAMED and (reason := self._why_not_named()):
            self.states.errors = [reason]
            return False
        return right

    def _why_not_named(self) -> str:
        if not self.named:
            return "Name the states by their postal codes, such as GA, MN."
        unknown = [one for one in self.named if one not in jurisdictions()]
        if unknown:
            return f"{unknown[0][:10]} is not the postal code of a state. Write such as GA, MN."
        return "Your own state is no condition. Name others." if self.own in self.named else ""

    @property
    def named(self) -> list[str]:
        """The states that were named, sorted."""
        return sorted({one for one in _CODES.split(tidy(self.states.data).upper()) if one})

    @property
    def chosen(self) -> Instrument | None:
        """The instrument that was chosen."""
        return self.known.get(self.instrument.data or "")

    @property
    def condition(self) -> dict[str, Any] | None:
        """The condition in the rule language (docs/rules.md)."""
        if self.when.data == COUNT:
            return {"at_least": {"count": str(self.count.data)}}
        if self.when.data == NAMED:
            return {"every": self.named}
        return None

    def fill_in(self, says: Mapping[str, Any]) -> None:
        """Begin with what was prepared."""
        if not says:
            return
        self.instrument.data = says.get("instrument") or ""
        self.from_on.data = dt.date.fromisoformat(says["from_on"]) if says.get("from_on") else None
        condition = says.get("condition") or {}
        if "at_least" in condition:
            self.when.data, self.count.data = COUNT, int(condition["at_least"]["count"])
        if "every" in condition:
            self.when.data, self.states.data = NAMED, ", ".join(condition["every"])


class JoinForm(_Joining, UnderForm):
    """Joining, and under which authority."""

    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)
    seen = IntegerField("Version of the instrument", [Optional()], widget=HiddenInput())
    since = DateField("Day that was reviewed", [Optional()], widget=HiddenInput())

    @property
    def joining(self) -> Joining:
        """What was written."""
        return Joining(
            self.chosen, self.from_on.data, self.condition, self.seen.data, self.since.data
        )


class PrepareForm(_Joining, NoteForm):
    """Joining, as it is prepared for somebody else to do."""

    @property
    def joining(self) -> Joining:
        """What was written."""
        return Joining(self.chosen, self.from_on.data, self.condition)
