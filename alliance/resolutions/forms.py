"""Forms about resolutions."""

from wtforms import IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import PARAGRAPH, AtMost, HouseForm, Required
from alliance.resolutions.rules import MOST_CLAUSES, Reviewed, clauses, recitals
from alliance.texts.characters import lines
from alliance.texts.checking import LONGEST_TITLE, faults
from alliance.texts.starting import begun, plain_clauses
from alliance.texts.units import Form, Text

MOST = 20 * PARAGRAPH
MOST_VERSIONS = 1 << 31  # what the database can count to


class TextForm(HouseForm):
    """How a text begins: its title and form, and perhaps clauses that stand ready."""

    title = StringField("Title", [Required("Give the text a title."), AtMost(LONGEST_TITLE)])
    form = SelectField(
        "What it is to be",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Form],
        default=str(Form.RESOLUTION),
    )
    whereas = TextAreaField("Whereas clauses", [Optional(), AtMost(MOST)])
    resolved = TextAreaField("What it says", [Optional(), AtMost(MOST)])

    def validate_resolved(self, field: TextAreaField) -> None:
        """Refuse a text that is too long, and say which clause."""
        for name, found in (
            ("whereas", recitals(lines(self.whereas.data or ""))),
            ("resolved", clauses(lines(field.data or ""))),
        ):
            if len(found) > MOST_CLAUSES:
                raise ValidationError(
                    f"At most {MOST_CLAUSES} {name} clauses at once; this has {len(found)}. "
                    "Take a longer text in from a file."
                )
        if wrong := faults(self.words):
            raise ValidationError(str(wrong[0]))

    @property
    def words(self) -> Text:
        """What was written, clause by clause; the usual skeleton where nothing was."""
        title = " ".join((self.title.data or "").split())
        form = Form(self.form.data) if self.form.data in set(Form) else Form.RESOLUTION
        whereas = recitals(lines(self.whereas.data or ""))
        resolved = clauses(lines(self.resolved.data or ""))
        if not whereas and not resolved:
            return begun(title, form)
        return plain_clauses(title, whereas, resolved, form)


class ReviewedForm(HouseForm):
    """What stood on the review that is confirmed; the browser carries it, nobody types it."""

    stage = StringField("Stage", widget=HiddenInput())
    version = IntegerField("Version", [Optional()], widget=HiddenInput())
    text_sha256 = StringField("Text", widget=HiddenInput())
    states = StringField("Roster", widget=HiddenInput())
    rule_sha256 = StringField("Rule", widget=HiddenInput())

    @property
    def reviewed(self) -> Reviewed:
        """The text that was reviewed."""
        return Reviewed(self.stage.data or "", self.number, self.text_sha256.data or "")

    @property
    def number(self) -> int:
        """The version; 0 where none is named, or none that there could be."""
        given: int = self.version.data or 0
        return given if 0 < given < MOST_VERSIONS else 0

    @property
    def roster(self) -> frozenset[str]:
        """The states that stood on the roster."""
        return frozenset((self.states.data or "").split())
