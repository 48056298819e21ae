"""Forms about a member's standing: suspended, reinstated, its days corrected."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

from flask import request
from wtforms import DateField, FieldList, IntegerField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.membership.forms import NO_DAY
from alliance.membership.rules import Step
from alliance.membership.standing_acts import LONGEST_DECISION


class _Held(HouseForm):
    """A decision about a period, and the version of it that was read."""

    decision = StringField(
        "How it was decided", [Required("Say how it was decided."), AtMost(LONGEST_DECISION)]
    )
    base = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def words(self) -> str:
        """The decision, in one line."""
        return " ".join(tidy(self.decision.data).split())


class FromForm(_Held):
    """From which day, and how it was decided."""

    on = DateField("From", [InputRequired("Enter the day.")], invalid_value_message=NO_DAY)


class DaysForm(_Held):
    """The days of a period, step by step."""

    days = FieldList(
        DateField("From", [InputRequired("Enter the day.")], invalid_value_message=NO_DAY)
    )

    @classmethod
    def of(cls, steps: Sequence[Step], base: int) -> Self:
        """The form as it was sent, or with the days that are recorded."""
        start = [step.on if step.on > dt.date.min else None for step in steps]
        sent = request.form if request.method == "POST" else None
        form = cls(sent, data={"days": start, "base": base})
        for number, (field, step) in enumerate(zip(form.days, steps, strict=False)):
            field.label.text = f"{number + 1}. {step.standing.capitalize()} from"
        return form

    @property
    def given(self) -> list[dt.date]:
        """The days, in their order."""
        return [field.data for field in self.days]
