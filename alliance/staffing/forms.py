"""Forms about an office's staff."""

import unicodedata
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email
from wtforms import (
    Field,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from alliance.accounts.models import RANKS, STATE_KINDS
from alliance.core.actor import Office as Kind
from alliance.core.actor import Rank
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.core.passwords import problem
from alliance.staffing.queries import Member, Work
from alliance.states.reference import jurisdictions

NAME_AT_MOST = 200
EMAIL_AT_MOST = 254
WHY_AT_MOST = 2_000

WORDS = {
    Rank.PRINCIPAL: "Principal: the officeholder, who binds the state",
    Rank.COUNSEL: "Counsel: drafts and records legal positions",
    Rank.LIAISON: "Liaison: staff, who draft and negotiate",
    Rank.OBSERVER: "Observer: reads only",
    Rank.ADMINISTRATOR: "Office administrator: manages the office's people, and binds nobody",
}


def address(text: str | None) -> str:
    """An e-mail address as it is kept, in small letters; "" for what is none."""
    try:
        given = validate_email(tidy(text), check_deliverability=False)
    except EmailNotValidError:
        return ""
    plain: str = given.normalized.lower()
    return plain if len(plain) <= EMAIL_AT_MOST else ""


class Address:
    """An e-mail address."""

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse what is none."""
        if not address(field.data):
            raise ValidationError("This is not an e-mail address. Write it as name@agency.gov.")


def _one_line(text: str | None) -> str:
    return " ".join(tidy(text).split())


class RoleForm(HouseForm):
    """A role in the office."""

    rank = RadioField(
        "Role",
        [InputRequired("Choose a role.")],
        choices=[SelectChoice(str(rank), WORDS[rank]) for rank in RANKS],
        invalid_choice_message="Choose one of the office's roles.",
    )

    @property
    def chosen(self) -> Rank:
        """The role chosen."""
        return Rank(self.rank.data)


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = StringField("E-mail", [Required("Write the e-mail address."), Address()])

    @property
    def address(self) -> str:
        """The address as it is kept."""
        return address(self.email.data)


class NewcomerForm(HouseForm):
    """What somebody says of themself who accepts an invitation without an account."""

    name = StringField(
        "Your name, as colleagues see it", [Required("Write your name."), AtMost(NAME_AT_MOST)]
    )
    password = PasswordField("Password", [InputRequired("Choose a password.")])
    again = PasswordField("The same password again", [InputRequired("Write the password again.")])

    email = ""  # of the invitation: no part of a password

    def validate_password(self, field: Field) -> None:
        """Refuse one that is too short, too long, or among those that are guessed first."""
        if refused := problem(field.data, [self.name.data or "", self.email]):
            raise ValidationError(refused)

    def validate_again(self, field: Field) -> None:
        """Refuse one that differs."""
        if field.data != self.password.data:
            raise ValidationError("The two passwords differ. Write the same one twice.")

    @property
    def said(self) -> tuple[str, str]:
        """Name and password, the password in the form in which signing in compares it."""
        return _one_line(self.name.data), unicodedata.normalize("NFKD", self.password.data or "")


class AcceptForm(HouseForm):
    """A button: everything is said by the invitation and the account."""


class AskForm(HouseForm):
    """Who asks for access, to which office, and why."""

    state = SelectField(
        "State",
        [InputRequired("Choose a state.")],
        invalid_choice_message="Choose a state.",
    )
    kind = RadioField(
        "Office",
        [InputRequired("Choose an office.")],
        choices=[SelectChoice(str(kind), kind.capitalize()) for kind in STATE_KINDS],
        invalid_choice_message="Choose one of the three.",
    )
    name = StringField("Your name", [Required("Write your name."), AtMost(NAME_AT_MOST)])
    email = StringField("Your e-mail", [Required("Write your e-mail address."), Address()])
    why = TextAreaField(
        "What you need access for",
        [Required("Say what you need access for."), AtMost(WHY_AT_MOST)],
        render_kw={"maxlength": WHY_AT_MOST},
    )

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.state.choices = [
            SelectChoice("", "Choose a state"),
            *(SelectChoice(code, place.name) for code, place in jurisdictions().items()),
        ]

    @property
    def office(self) -> tuple[Kind, str]:
        """The kind of office and the state."""
        return Kind(self.kind.data), str(self.state.data)

    @property
    def said(self) -> tuple[str, str, str]:
        """Name, e-mail and reason."""
        return _one_line(self.name.data), address(self.email.data), tidy(self.why.data)


class HandOverForm(HouseForm):
    """Which open work goes to whom."""

    work = SelectMultipleField(
        "Open work",
        [InputRequired("Choose at least one.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    to = SelectField(
        "Colleague",
        [InputRequired("Choose a colleague.")],
        invalid_choice_message="Choose a colleague who serves now.",
    )

    def offer(self, work: Sequence[Work], colleagues: Sequence[Member]) -> None:
        """What there is to choose from."""
        self.work.choices = [SelectChoice(one.ref, f"{one.title} ({one.what})") for one in work]
        self.to.choices = [
            SelectChoice("", "Choose a colleague"),
            *(SelectChoice(str(one.person_id), f"{one.name}, {one.rank}") for one in colleagues),
        ]
