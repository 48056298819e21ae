"""Forms about resolutions."""

from wtforms import IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import PARAGRAPH, AtMost, HouseForm, Required, tidy
from alliance.resolutions.operations import Words
from alliance.resolutions.rules import LONGEST_TITLE, Reviewed, clauses, recitals, what_is_wrong

MOST = 20 * PARAGRAPH
MOST_VERSIONS = 1 << 31  # what the database can count to


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
