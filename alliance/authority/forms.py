"""Forms about authorities: what the register says, and under which one somebody acts."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Self

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.authority.models import DELEGATION, OFFICE, AuthorityRecord
from alliance.authority.operations import NOTHING, Facts
from alliance.authority.queries import Chosen, Grounds
from alliance.authority.rules import (
    LONGEST_CITATION,
    LONGEST_SUBJECT,
    MOST_CENTS,
    NOT_STATED,
    ActClass,
    Basis,
)
from alliance.authority.terms import Days
from alliance.core.db import as_id
from alliance.core.forms import AtMost, HouseForm, Required, tidy

NO_DAY = "This is not a day of the calendar."
_DOLLARS = re.compile(r"\$?((?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{2})?)")


def cents_in(text: str | None) -> int | None:
    """An amount in dollars and cents, exactly; None where the text is none."""
    match = _DOLLARS.fullmatch(tidy(text))
    if match is None:
        return None
    whole, _, part = match.group(1).replace(",", "").partition(".")
    return int(whole) * 100 + int(part or 0)


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms ships no types
    """Several of a few, as boxes to be ticked."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class UnderForm(HouseForm):
    """Under which authority of the register somebody acts; asked when more than one fits."""

    authority = RadioField("Authority", choices=[], validate_choice=False)
    chain_sha256 = HiddenField("Chain")
    offered: Sequence[Grounds] = ()

    def offer(self, grounds: Sequence[Grounds]) -> None:
        """What there is to choose from."""
        self.offered = grounds
        self.authority.choices = [
            SelectChoice(str(one.authority.id), one.text[:1].upper() + one.text[1:])
            for one in grounds
        ]
        if len(grounds) == 1 and not self.authority.data:
            self.authority.data = str(grounds[0].authority.id)

    def validate_authority(self, field: RadioField) -> None:
        """Refuse what is not offered."""
        if self.offered and self.grounds is None:
            raise ValidationError(
                "Choose the authority under which you act."
                if not field.data
                else "Choose one of those that let you do this."
            )

    @property
    def grounds(self) -> Grounds | None:
        """What was chosen of what is offered."""
        wanted = as_id(self.authority.data)
        return next((one for one in self.offered if one.authority.id == wanted), None)

    @property
    def under(self) -> Chosen:
        """What was chosen, as the operation holds it against the register."""
        given = self.authority.data
        key = (as_id(given) or NOTHING) if given else None
        return Chosen(key, str(self.chain_sha256.data or ""))


class RecordForm(HouseForm):
    """An authority: by virtue of office, or delegated."""

    source = SelectField("Rests on", default="")
    holder = SelectField("Delegated to", default="")
    acts = CheckboxesField(
        "Lets its holder", choices=[SelectChoice(str(one), str(one)) for one in ActClass]
    )
    ceiling = StringField("Ceiling in dollars", [Optional(), AtMost(25)])
    basis = SelectField("Basis", choices=[SelectChoice(str(one), str(one)) for one in Basis])
    citation = StringField("Citation", [Optional(), AtMost(LONGEST_CITATION)])
    from_on = DateField("First day", [Optional()], invalid_value_message=NO_DAY)
    last_on = DateField("Last day", [Optional()], invalid_value_message=NO_DAY)
    document = FileField("Document", [Optional()])
    shared = BooleanField("Show it, with its document, to the other states")
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    def offer(
        self, sources: Sequence[tuple[uuid.UUID, str]], holders: Sequence[tuple[str, str]]
    ) -> None:
        """What there is to choose from."""
        self.source.choices = [
            SelectChoice("", "Nothing else: the office has it by itself"),
            *(SelectChoice(str(key), label) for key, label in sources),
        ]
        self.holder.choices = [
            SelectChoice("", "Nobody: the principal holds it"),
            *(SelectChoice(key, label) for key, label in holders),
        ]

    def validate_holder(self, field: SelectField) -> None:
        """A delegation has a holder, what the office has by itself has none."""
        if bool(field.data) != bool(self.source.data):
            raise ValidationError(
                "Choose to whom it is delegated."
                if self.source.data
                else "Choose the authority that this delegation rests on."
            )

    def validate_acts(self, field: CheckboxesField) -> None:
        """Refuse an authority for nothing."""
        if not field.data:
            raise ValidationError("Choose at least one class of act.")

    def validate_ceiling(self, field: StringField) -> None:
        """Refuse what is no amount, or an amount for somebody who commits none."""
        given = tidy(field.data)
        cents = cents_in(given)
        if cents is None or cents > MOST_CENTS:
            raise ValidationError("Write the amount in dollars, such as 250,000 or 1500.00.")
        if ActClass.COMMIT not in (self.acts.data or ()):
            raise ValidationError("A ceiling belongs to committing money. Tick that as well.")

    @property
    def cents(self) -> int | None:
        """The ceiling."""
        return cents_in(self.ceiling.data)

    @property
    def facts(self) -> Facts:
        """What was written."""
        kind, _, key = str(self.holder.data or "").partition(":")
        return Facts(
            kind=DELEGATION if self.source.data else OFFICE,
            acts=frozenset(ActClass(one) for one in self.acts.data),
            basis=Basis(self.basis.data),
            citation=" ".join(tidy(self.citation.data).split()) or NOT_STATED,
            from_on=self.from_on.data,
            last_on=self.last_on.data,
            ceiling=self.cents,
            source=as_id(self.source.data),
            person=as_id(key) if kind == "person" else None,
            rank=key if kind == "rank" else "",
            shared=bool(self.shared.data),
        )


def as_typed(one: AuthorityRecord) -> dict[str, object]:
    """An entry as the form holds it, to be corrected."""
    holder = f"rank:{one.rank}" if one.rank else f"person:{one.person_id}"
    cents = one.ceiling_cents
    return {
        "source": str(one.source_id or ""),
        "holder": holder if one.source_id else "",
        "acts": one.acts,
        "ceiling": f"{cents // 100}.{cents % 100:02}" if cents is not None else "",
        "basis": one.basis,
        "citation": "" if one.citation == NOT_STATED else one.citation,
        "from_on": one.from_on,
        "last_on": one.last_on,
        "shared": one.shared,
        "version": one.version,
    }


def term_as_typed(one: AuthorityRecord) -> dict[str, object]:
    """A term as the form holds it, to be corrected."""
    return {
        "person": str(one.person_id),
        "from_on": one.from_on,
        "last_on": one.last_on,
        "basis": one.basis,
        "citation": "" if one.citation == NOT_STATED else one.citation,
        "version": one.version,
    }


class OrderForm(HouseForm):
    """Who acts for the principal, in which order."""

    first = SelectField("First", [InputRequired("Choose who comes first.")])
    second = SelectField("Second", [Optional()])
    third = SelectField("Third", [Optional()])
    citation = StringField("Citation", [Optional(), AtMost(LONGEST_CITATION)])
    basis = SelectField(
        "Basis",
        choices=[SelectChoice(str(one), str(one)) for one in Basis if one is not Basis.DELEGATION],
    )

    def offer(self, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Who may be named."""
        for field in (self.first, self.second, self.third):
            field.choices = [
                SelectChoice("", "Nobody"),
                *(SelectChoice(str(key), name) for key, name in people),
            ]

    @property
    def people(self) -> list[uuid.UUID]:
        """Those named, in order."""
        given = (as_id(field.data) for field in (self.first, self.second, self.third))
        return [one for one in given if one]


class AbsenceForm(HouseForm):
    """Who does not serve, and on which days."""

    person = SelectField("Who is absent", [InputRequired("Choose who is absent.")])
    from_on = DateField(
        "First day", [InputRequired("Enter the first day.")], invalid_value_message=NO_DAY
    )
    last_on = DateField("Last day", [Optional()], invalid_value_message=NO_DAY)

    def offer(self, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Whose absence may be recorded."""
        self.person.choices = [SelectChoice(str(key), name) for key, name in people]


class TermForm(HouseForm):
    """The term of a principal."""

    person = SelectField("Principal", [InputRequired("Choose whose term it is.")])
    from_on = DateField("First day", [Optional()], invalid_value_message=NO_DAY)
    last_on = DateField(
        "Last day", [InputRequired("Enter the last day.")], invalid_value_message=NO_DAY
    )
    basis = SelectField(
        "Basis",
        choices=[SelectChoice(str(one), str(one)) for one in Basis if one is not Basis.DELEGATION],
    )
    citation = StringField("Citation", [Optional(), AtMost(LONGEST_CITATION)])
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    def offer(self, people: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Whose term may be recorded."""
        self.person.choices = [SelectChoice(str(key), name) for key, name in people]

    @property
    def days(self) -> Days:
        """What was written."""
        return Days(
            uuid.UUID(self.person.data),
            self.last_on.data,
            self.from_on.data,
            Basis(self.basis.data),
            " ".join(tidy(self.citation.data).split()) or NOT_STATED,
        )


class AmountForm(HouseForm):
    """An amount of money, and what it is for."""

    amount = StringField(
        "Amount in dollars", [InputRequired("Enter the amount in dollars."), AtMost(25)]
    )
    subject = StringField(
        "What it is for", [Required("Say what the money is for."), AtMost(LONGEST_SUBJECT)]
    )

    def validate_amount(self, field: StringField) -> None:
        """Refuse what is no amount."""
        cents = cents_in(field.data)
        if cents is None or not 0 < cents <= MOST_CENTS:
            raise ValidationError("Write the amount in dollars, such as 250,000 or 1500.00.")

    @property
    def cents(self) -> int:
        """The amount; nothing where none was written."""
        return cents_in(self.amount.data) or 0

    @classmethod
    def begun(cls, asked: Mapping[str, str]) -> Self:
        """The form as it was sent, or with the amount and the words that were prepared."""
        start = {name: tidy(asked.get(name)) for name in ("amount", "subject")}
        return cls.sent(**start)

    @property
    def for_what(self) -> str:
        """What it is for, in one line."""
        return " ".join(tidy(self.subject.data).split())


class CommitForm(AmountForm, UnderForm):
    """Money that is committed: how much, for what, under which authority."""


class EndForm(HouseForm):
    """The first day without it, and the version that was reviewed."""

    on = DateField(
        "First day without it", [InputRequired("Enter a day.")], invalid_value_message=NO_DAY
    )
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def day(self) -> dt.date:
        """The day."""
        found: dt.date = self.on.data
        return found


class ConfirmForm(HouseForm):
    """The version that was reviewed."""

    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)
