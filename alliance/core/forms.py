"""The base of every form: what is asked, and refusals in plain words."""

import unicodedata
from typing import Any, Self

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

LINE = 300
PARAGRAPH = 20_000
_CONTROLS = {"Cc", "Cs"}
# Marks that reorder the page around them (Unicode Bidirectional Algorithm, UAX #9).
_REORDERING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class HouseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose token the session signs and whose door checks it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The door has checked the token already; here it is only handed out."""

        csrf = False

    @classmethod
    def sent(cls, **start: Any) -> Self:
        """The form as it was sent, or as it starts."""
        return cls(request.form if request.method == "POST" else None, **start)

    @property
    def accepted(self) -> bool:
        """Whether the form was sent and everything in it is right."""
        return request.method == "POST" and self.validate()


def tidy(text: str | None) -> str:
    """Text as it is kept: NFC, line feeds, no control or reordering marks, no outer space."""
    plain = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        c
        for c in plain
        if c in "\n\t" or (unicodedata.category(c) not in _CONTROLS and c not in _REORDERING)
    ).strip()


class Required:
    """Something other than white space is asked for."""

    field_flags = {"required": True}  # noqa: RUF012 (WTForms' own idiom)

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse an empty field."""
        if not tidy(field.data):
            raise ValidationError(self.message)


class AtMost:
    """Not longer than this many characters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse a text that is too long, and say by how much."""
        length = len(tidy(field.data))
        if length > self.most:
            raise ValidationError(
                f"At most {self.most:,} characters; this has {length:,}. "
                f"Shorten it by {length - self.most:,}."
            )
