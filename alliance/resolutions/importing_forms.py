"""Forms by which a text is taken in from a file or a paste."""

from typing import Any, Self

from flask import request
from wtforms import FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.conversion.findings import MOST_BYTES, Imported, Refused
from alliance.core.forms import AtMost, HouseForm, Required
from alliance.resolutions.importing import Given, carried, read, taken_up
from alliance.texts.checking import LONGEST_TITLE
from alliance.texts.units import Form, Text

END, INSTEAD = "end", "instead"
SHOWN_AGAIN = 200_000  # characters of a paste that was refused


class ImportForm(HouseForm):
    """A file, or a paste."""

    document = FileField("File", [Optional()])
    paste = TextAreaField("Or paste the text", [Optional()])
    pasted_html = StringField("As it was copied", widget=HiddenInput())
    form = SelectField(
        "What it is to be",
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Form],
        default=str(Form.RESOLUTION),
    )

    def read(self) -> Imported | None:
        """What was given, or None and the refusal among the form's errors."""
        if not self.accepted:
            self.http_code = 422 if self.errors else 200
            self._shorten()
            return None
        try:
            return read(self._given(), Form(self.form.data))
        except Refused as refused:
            self.form_errors.append(str(refused))
            self.http_code = 422
            self._shorten()
            return None

    def _given(self) -> Given:
        file = request.files.get("document")
        content = file.stream.read(MOST_BYTES + 1) if file and file.filename else b""
        return Given(content, self.paste.data or "", self.pasted_html.data or "")

    def _shorten(self) -> None:
        """Send nothing back that is too long for a page."""
        self.pasted_html.data = ""
        if len(self.paste.data or "") > SHOWN_AGAIN:
            self.paste.data = ""


class ConfirmForm(HouseForm):
    """What was read and is confirmed: the title, which may be mended, and the text itself."""

    title = StringField("Title", [Required("Give the text a title."), AtMost(LONGEST_TITLE)])
    body = StringField("Text", widget=HiddenInput())
    sha256 = StringField("Digest", widget=HiddenInput())

    @classmethod
    def begun(cls, text: Text, **start: Any) -> Self:
        """The form as the preview shows it."""
        body, sha256 = carried(text)
        return cls(None, data={"title": text.title, "body": body, "sha256": sha256, **start})

    @property
    def text(self) -> Text:
        """The text that was read; RuleBroken where it is not what was confirmed."""
        return taken_up(self.body.data or "", self.sha256.data or "")

    @property
    def titled(self) -> str:
        """The title in one line."""
        return " ".join((self.title.data or "").split())


class IntoForm(ConfirmForm):
    """What was read, and where in a draft it goes."""

    title = StringField("Title", [Optional(), AtMost(LONGEST_TITLE)])
    place = RadioField(
        "Where it goes",
        choices=[
            SelectChoice(END, "At the end of what is there"),
            SelectChoice(INSTEAD, "In place of what is there, which is set aside and kept"),
        ],
        default=END,
    )
