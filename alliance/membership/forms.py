"""Forms about membership."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

from wtforms import DateField
from wtforms.validators import Optional

from alliance.core.forms import HouseForm

NO_DAY = "This is not a day of the calendar. Write it as 2018-04-03."


class AsOfForm(HouseForm):
    """The day for which a page speaks; it stands in the address."""

    as_of = DateField("As of", [Optional()], invalid_value_message=NO_DAY)

    @classmethod
    def asked(cls, given: Mapping[str, Any], today: dt.date) -> Self:
        """The form as the address has it; `today` is the reader's own day."""
        form = cls(given if "as_of" in given else None, data={"as_of": today})
        form.today = today
        form.validate()
        return form

    @property
    def day(self) -> dt.date:
        """The day asked for; today where none was, or one that does not exist."""
        return self.today if self.as_of.errors else self.as_of.data or self.today

    @property
    def asked_for(self) -> dt.date | None:
        """The day asked for; None for today, which is each state's own."""
        return self.day if self.kept else None

    @property
    def kept(self) -> str | None:
        """The day as further addresses carry it: only when it is another than today."""
        return self.day.isoformat() if self.day != self.today else None

    today = dt.date.min
