"""What is asked of the workspaces."""

from collections.abc import Mapping
from typing import Any, Self

from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from alliance.core.forms import AtMost, HouseForm, tidy

LEAST, MOST = 2, 200


class SearchForm(HouseForm):
    """The words to search for; they stand in the address."""

    q = StringField("Search for", [Optional(), AtMost(MOST)])

    @classmethod
    def asked(cls, given: Mapping[str, Any]) -> Self:
        """The form as the address has it; without any words it asks for nothing."""
        form = cls(given)
        form.validate()
        return form

    def validate_q(self, field: StringField) -> None:
        """Refuse what would find nearly everything, or stands in no name."""
        if len(tidy(field.data)) < LEAST:
            raise ValidationError(f"Write at least {LEAST} letters or figures.")
        if "\ufffd" in field.data:
            raise ValidationError("This holds a mark that stands in no name. Write it again.")

    @property
    def words(self) -> str:
        """What is searched for, on one line; "" where nothing is, or nothing that can be."""
        return "" if self.errors else " ".join(tidy(self.q.data).split())
