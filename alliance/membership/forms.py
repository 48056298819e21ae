"""Forms about membership."""

import datetime as dt

from wtforms import DateField
from wtforms.validators import Optional

from alliance.core import clock
from alliance.core.forms import HouseForm


class AsOfForm(HouseForm):
    """The day for which a page speaks; it stands in the address."""

    as_of = DateField("As of", [Optional()])

    @property
    def day(self) -> dt.date:
        """The day asked for, or today."""
        return self.as_of.data or clock.today()
