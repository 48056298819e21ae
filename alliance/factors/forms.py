"""What is asked on the pages about signing in."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField, ValidationError

from alliance.core.forms import AtMost, HouseForm, Required
from alliance.core.passwords import problem
from alliance.factors.passkeys import NAME

EMAIL = 254


class Exact(HouseForm):
    """A form whose text is taken as it was typed: passwords are never shown again."""

    class Meta(HouseForm.Meta):
        """Nothing is dropped from what was typed."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, untouched."""
            return FlaskForm.Meta.wrap_formdata(self, form, formdata)


class CodeForm(HouseForm):
    """A code of an authenticator app."""

    code = StringField("Code", [Required("Write the six digits that the app shows.")])


class RecoveryForm(HouseForm):
    """A recovery code."""

    recovery = StringField("Recovery code", [Required("Write one of your recovery codes.")])


class PasskeyForm(Exact):
    """What the browser says for a passkey, as JSON."""

    credential = HiddenField("Passkey")


class NameForm(Exact):
    """A new passkey and its name."""

    name = StringField(
        "Name",
        [Required("Give the passkey a name, such as “Office laptop”."), AtMost(NAME)],
    )
    credential = HiddenField("Passkey")


class PasswordForm(Exact):
    """The present password."""

    password = PasswordField("Password", [Required("Write your password.")])


class NewPasswordForm(Exact):
    """A new password, typed once: it can be looked at."""

    new = PasswordField("New password")

    def __init__(self, *args: Any, own: tuple[str, ...] = (), **given: Any) -> None:
        super().__init__(*args, **given)
        self._own = own

    def validate_new(self, field: PasswordField) -> None:
        """Refuse what is short or tried first."""
        if refused := problem(field.data or "", self._own):
            raise ValidationError(refused)


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = PasswordField("Present password", [Required("Write your present password.")])


class EmailForm(HouseForm):
    """An e-mail address."""

    email = EmailField("E-mail", [AtMost(EMAIL)])

    def validate_email(self, field: EmailField) -> None:
        """Refuse what is no address; whether it is anybody's is not asked."""
        try:
            field.data = validate_email(field.data or "", check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(
                "This is not an e-mail address. Write it like name@office.example.gov."
            ) from None
