"""The base of every form: what is asked, and refusals in plain words."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Self

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from alliance.core.operation import RuleBroken

LINE = 300
PARAGRAPH = 20_000
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_CONTROLS = {"Cc", "Cs"}
# Marks that reorder the page around them (Unicode Bidirectional Algorithm, UAX #9).
_REORDERING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# What WTForms says of itself, in words that say what to enter.
_SAID = {
    "Not a valid integer value.": "Enter a whole number, such as 3.",
    "Not a valid decimal value.": "Enter a number, such as 3.5.",
    "Not a valid choice.": "Choose one of those that are offered.",
    "Invalid Choice: could not coerce.": "Choose one of those that are offered.",
    "Not a valid date value.": "Enter a day, such as 2026-11-27.",
    "Not a valid datetime value.": "Enter a day and a time, such as 2026-11-27T12:00.",
    "Not a valid time value.": "Enter a time, such as 14:30.",
    "This field is required.": "Fill this in.",
    "Number must be at least %(min)s.": "Enter %(min)s or more.",
    "Number must be at most %(max)s.": "Enter %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Enter a number from %(min)s to %(max)s.",
    "Invalid email address.": "Enter an e-mail address, such as ada.reed@example.gov.",
}


class _PlainWords:
    """Takes the place of WTForms' own words, where there are better ones."""

    def gettext(self, said: str) -> str:
        """Ours for theirs."""
        return _SAID.get(said, said)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Ours for theirs, by number."""
        return self.gettext(one if n == 1 else many)


_PLAIN = _PlainWords()


class HouseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose token the session signs and whose door checks it."""

    http_code = 200  # of the page with this form, after `done`

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """The door has checked the token already; here it is only handed out."""

        csrf = False

        def get_translations(self, _form: Any) -> Any:
            """The words for what a field cannot take."""
            return _PLAIN

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, without what no page may show (HTML, 13.2.3.5).

            In what was written such marks are dropped, as `tidy` drops them; in an address, where
            nobody writes them, each is replaced by U+FFFD and so refused as what it is not.
            """
            given = super().wrap_formdata(form, formdata)
            if given is None:
                return None
            instead = "" if request.method == "POST" else "\ufffd"
            return MultiDict(
                (name, _UNSHOWABLE.sub(instead, value))
                for name in given
                for value in given.getlist(name)
            )

    @classmethod
    def sent(cls, **start: Any) -> Self:
        """The form as it was sent, or as it starts."""
        return cls(request.form if request.method == "POST" else None, **start)

    @property
    def accepted(self) -> bool:
        """Whether the form was sent and everything in it is right."""
        return request.method == "POST" and self.validate()

    def done(self, verb: Callable[[], object]) -> bool:
        """Whether it was sent and is right, and the verb did it. A refusal stands in the form.

        `http_code` is then what the page with the form answers: 200, 422 or 409.
        """
        if not self.accepted:
            self.http_code = 422 if self.errors else 200
            return False
        try:
            verb()
        except RuleBroken as refused:
            self.form_errors.append(str(refused))
            self.http_code = 409
            return False
        return True


def showable(text: str) -> str:
    """What was sent, without what no page may show: as every form takes it."""
    return _UNSHOWABLE.sub("", text)


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
        seen = any(unicodedata.category(c)[0] in "LNPS" for c in tidy(field.data))
        if not seen:  # nothing, or marks that take no room
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
