"""Forms about resolutions."""

from wtforms import IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import PARAGRAPH, AtMost, HouseForm, Required, tidy
from alliance.resolutions.operations import Words
from alliance.resolutions.rules import LONGEST_TITLE, clauses, recitals, what_is_wrong

MOST = 20 * PARAGRAPH


class TextForm(HouseForm):
    """The text of a resolution: one clause a paragraph."""

    title = StringField("Title", [Required("Give the resolution a title."), AtMost(LONGEST_TITLE)])
    whereas = TextAreaField("Whereas clauses", [Optional(), AtMost(MOST)])
    resolved = TextAreaField(
        "Resolved clauses", [Required("Write at least one resolved clause."), AtMost(MOST)]
    )
    base = IntegerField("Version", [Optional()], widget=HiddenInput())

    def validate_resolved(self, field: TextAreaField) -> None:
        """Refuse a text that is too long, and say which clause."""
        if reason := what_is_wrong(
            "-", recitals(tidy(self.whereas.data)), clauses(tidy(field.data))
        ):
            raise ValidationError(reason)

    @property
    def words(self) -> Words:
        """What was written, clause by clause."""
        return Words(
            " ".join(tidy(self.title.data).split()),
            recitals(tidy(self.whereas.data)),
            clauses(tidy(self.resolved.data)),
        )


class SignForm(HouseForm):
    """Under which authority the signer signs."""

    authority = StringField(
        "Authority",
        [
            Required("Name the constitution, statute or order under which you sign."),
            AtMost(LONGEST_TITLE),
        ],
    )

    @property
    def named(self) -> str:
        """The authority as it is signed: on one line, without marks that nobody sees."""
        return " ".join(tidy(self.authority.data).split())
