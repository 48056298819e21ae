"""Fields of the forms about charters that say themselves what they take."""

import re
from typing import Any

from wtforms import DateField, IntegerField, ValidationError

from alliance.core.dates import FIRST_YEAR
from alliance.membership.forms import NO_DAY

LAST_YEAR = 2999
_WHOLE = re.compile(r"\s*-?[0-9]{1,9}\s*")


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day of the centuries in which there are alliances; others are slips, such as 0204."""

    def __init__(self, label: str, validators: Any, **more: Any) -> None:
        super().__init__(label, validators, invalid_value_message=NO_DAY, **more)
        self.type = "DateField"  # it is drawn as one

    def pre_validate(self, _form: object) -> None:
        """Refuse a day long before or after."""
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValidationError(f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}.")


class WholeField(IntegerField):  # type: ignore[misc]  # WTForms ships no types
    """A whole number within bounds; whatever else is typed is told what is wanted."""

    def __init__(
        self, label: str, validators: Any, *, most: int, least: int = 0, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.least, self.most = least, most
        empty = "" if self.flags.required else ", or nothing"
        self.wanted = f"Enter a whole number from {least} to {most}{empty}."
        self.type = "IntegerField"  # it is drawn as one

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a number; a ValueError says what is wanted."""
        if valuelist and not _WHOLE.fullmatch(valuelist[0]):
            self.data = None
            raise ValueError(self.wanted)
        super().process_formdata(valuelist)

    def pre_validate(self, _form: object) -> None:
        """Refuse what lies outside."""
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(self.wanted)
