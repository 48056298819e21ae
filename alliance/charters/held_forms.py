"""Forms about what holds from a day to a day, how it ends, and dues."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from alliance.accounts.models import Office
from alliance.authority.forms import CheckboxesField, cents_in
from alliance.charters.dues import Assessed, Entered
from alliance.charters.fields import DayField
from alliance.charters.forms import PURPOSE_AT_MOST, choices_of
from alliance.charters.member_classes import Class
from alliance.charters.operations import Term
from alliance.charters.rules import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_CENTS,
    Entry,
    GroupKind,
    LinkKind,
    ParticipantKind,
    SeatRole,
)
from alliance.charters.serving import Holder, Setting, Title
from alliance.core.db import as_id
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.states.reference import name_of


class TermForm(HouseForm):
    """From when to when something holds."""

    from_on = DayField("First day", [InputRequired("Enter the first day.")])
    last_on = DayField("Last day", [Optional()])

    def validate_last_on(self, field: DateField) -> None:
        """Refuse a span that ends before it begins."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError("The last day lies before the first.")

    @property
    def remark(self) -> str:
        """The remark, in forms that ask for one."""
        return tidy(self["note"].data) if "note" in self else ""

    @property
    def term(self) -> Term:
        """The days, and the remark."""
        first: dt.date = self.from_on.data
        return Term(first, self.last_on.data, self.remark)


class HolderForm(TermForm):
    """Who fills a place: a state or one of its offices, and a person in words."""

    of = SelectField("State or office", default="", validate_choice=True)
    person = StringField("Person", [Optional(), AtMost(LONGEST_NAME)])
    offices: Mapping[uuid.UUID, Office] = {}

    def offer(self, nobody: str, states: Sequence[str], offices: Sequence[Office]) -> None:
        """Whom there is to choose from."""
        self.offices = {one.id: one for one in offices}
        found = [SelectChoice("", nobody)]
        for code in sorted(states, key=name_of):
            found.append(SelectChoice(code, f"{name_of(code)}, no office of it"))
            found += [
                SelectChoice(str(one.id), one.name) for one in offices if one.state_code == code
            ]
        self.of.choices = found

    @property
    def holder(self) -> Holder:
        """Who was chosen."""
        office = self.offices.get(as_id(self.of.data) or uuid.UUID(int=0))
        state = office.state_code if office else self.of.data
        return Holder(state or "", office, tidy(self.person.data))


class GroupForm(TermForm):
    """A workstream or a committee."""

    name = StringField("Name", [Required("Give it a name."), AtMost(LONGEST_NAME)])
    kind = SelectField("Kind", choices=choices_of(GroupKind))
    purpose = TextAreaField("Purpose", [Optional(), AtMost(PURPOSE_AT_MOST)])

    @property
    def setting(self) -> Setting:
        """What it is."""
        return Setting(GroupKind(self.kind.data), tidy(self.name.data), tidy(self.purpose.data))


class SeatForm(HolderForm):
    """A seat in a group."""

    role = SelectField("Role", choices=choices_of(SeatRole), default=SeatRole.MEMBER)

    @property
    def chosen(self) -> SeatRole:
        """The role."""
        return SeatRole(self.role.data)


class OfficerForm(HolderForm):
    """An officer of the alliance."""

    title = StringField("Title", [Required("Enter the title."), AtMost(LONGEST_TITLE)])
    several = BooleanField("Several may hold this title on the same day")
    chosen = StringField("How chosen", [Optional(), AtMost(LONGEST_NOTE)])

    @property
    def called(self) -> Title:
        """The title and how one came to it."""
        return Title(tidy(self.title.data), tidy(self.chosen.data), bool(self.several.data))


class ClassMemberForm(HouseForm):
    """States that are in a class of the charter's own from a day on."""

    name = SelectField("Class", default="")
    states = CheckboxesField("States")
    from_on = DayField("First day", [InputRequired("Enter the first day.")])

    def offer(self, classes: Sequence[Class], members: Sequence[tuple[str, str]]) -> None:
        """The classes, and the members with what they take part as, that there are."""
        named = [SelectChoice(one.name, f"{one.name} ({one.base})") for one in classes]
        self.name.choices = [SelectChoice("", "Choose a class"), *named]
        self.states.choices = [SelectChoice(code, words) for code, words in members]

    def validate_name(self, field: SelectField) -> None:
        """Ask for one."""
        if not field.data:
            raise ValidationError("Choose the class.")

    def validate_states(self, field: CheckboxesField) -> None:
        """Ask for one at least."""
        if not field.data:
            raise ValidationError("Choose at least one state.")


class LinkForm(TermForm):
    """A link to another alliance."""

    kind = SelectField("How this alliance stands to it", choices=choices_of(LinkKind))
    other = SelectField("Other alliance", default="")
    note = StringField("Note", [Optional(), AtMost(LONGEST_NOTE)])

    def offer(self, others: Sequence[tuple[uuid.UUID, str]]) -> None:
        """The alliances there are."""
        named = [SelectChoice(str(key), name) for key, name in others]
        self.other.choices = [SelectChoice("", "Choose an alliance"), *named]

    def validate_other(self, field: SelectField) -> None:
        """Ask for one."""
        if not field.data:
            raise ValidationError("Choose the other alliance.")


class ParticipantForm(TermForm):
    """Somebody who takes part without being a member."""

    name = StringField("Name", [Required("Enter the name."), AtMost(LONGEST_NAME)])
    kind = SelectField("Kind", choices=choices_of(ParticipantKind))
    note = StringField("Note", [Optional(), AtMost(LONGEST_NOTE)])


class EndForm(HouseForm):
    """After which day something ends, and why."""

    last_on = DayField("Last day", [InputRequired("Enter the last day.")])
    why = StringField("Reason", [Required("Say why it ends."), AtMost(LONGEST_NOTE)])

    @property
    def reason(self) -> str:
        """The reason."""
        return tidy(self.why.data)


class AmountForm(HouseForm):
    """An amount in dollars and cents, with a remark."""

    amount = StringField("Amount in dollars", [Required("Enter the amount."), AtMost(25)])
    note = StringField("Note", [Optional(), AtMost(LONGEST_NOTE)])

    def validate_amount(self, field: StringField) -> None:
        """Refuse what is no amount."""
        if not 0 < (cents_in(field.data) or 0) <= MOST_CENTS:
            raise ValidationError("Write an amount above zero as 12,500 or 12,500.00.")

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return cents_in(self.amount.data) or 0


class DuesForm(AmountForm):
    """Dues of one state or of every state that is bound today."""

    ALL = "all"

    state = SelectField("State", default=ALL)
    period = StringField("Period", [Required("Name the period."), AtMost(LONGEST_TITLE)])
    due_on = DayField("Due on", [InputRequired("Enter the day.")])

    def offer(self, states: Sequence[str]) -> None:
        """The states there are to choose from."""
        named = [SelectChoice(one, name_of(one)) for one in sorted(states, key=name_of)]
        self.state.choices = [SelectChoice(self.ALL, "Every state bound today"), *named]

    @property
    def assessed(self) -> Assessed:
        """What was entered."""
        return Assessed(tidy(self.period.data), self.cents, self.due_on.data, tidy(self.note.data))


class EntryForm(AmountForm):
    """What happened to dues."""

    kind = SelectField("What", choices=choices_of(Entry))
    day = DayField("On", [InputRequired("Enter the day.")])

    @property
    def entered(self) -> Entered:
        """What was entered."""
        return Entered(Entry(self.kind.data), self.cents, self.day.data, tidy(self.note.data))
