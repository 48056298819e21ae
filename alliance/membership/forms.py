"""Forms about membership."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.core.dates import end_of
from alliance.core.finding import words_in
from alliance.core.forms import AtMost, HouseForm, tidy
from alliance.membership.lines import NOT_ON_THE_ROLL, SORTS, Narrowed
from alliance.membership.rules import MemberClass, Standing
from alliance.states.reference import jurisdictions

NO_DAY = "This is not a day of the calendar. Write it as 2018-04-03."
NO_CHOICE = "Choose one from the list."
WORDS_AT_MOST = 200

Choices = Sequence[tuple[str, str]]


def choices(first: str, rest: Choices) -> list[SelectChoice]:
    """The choices of a filter, with the one that filters nothing first."""
    return [SelectChoice("", first), *(SelectChoice(value, label) for value, label in rest)]


def regions() -> Choices:
    """The census regions, and the territories, which lie in none."""
    named = sorted({place.region for place in jurisdictions().values() if place.region})
    return [*((one, one) for one in named), ("territories", "Territories")]


class AsOfForm(HouseForm):
    """The day for which a page speaks; it stands in the address."""

    as_of = DateField("As of", [Optional()], invalid_value_message=NO_DAY)

    @classmethod
    def asked(cls, given: Mapping[str, Any], today: dt.date) -> Self:
        """The form as the address has it; `today` is the reader's own day."""
        there = MultiDict(given)
        there.setdefault("as_of", today.isoformat())
        form = cls(there)
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

    @property
    def days(self) -> dict[str, Any]:
        """The days as further addresses carry them."""
        return {"as_of": self.kept} if self.kept else {}

    today = dt.date.min


class DaysForm(AsOfForm):
    """The day for which a page speaks, and the day at whose end it was known so."""

    as_known = DateField("As known on", [Optional()], invalid_value_message=NO_DAY)

    @property
    def known_on(self) -> dt.date | None:
        """The day of knowledge; None for what is known now."""
        found: dt.date | None = None if self.as_known.errors else self.as_known.data
        return found

    @property
    def known(self) -> dt.datetime | None:
        """The instant at which that day ends, in UTC."""
        return end_of(self.known_on)

    @property
    def days(self) -> dict[str, Any]:
        """The days as further addresses carry them."""
        known = {"as_known": self.known_on.isoformat()} if self.known_on else {}
        return super().days | known


class RosterForm(DaysForm):
    """Which lines of a roster are asked for, and in which order."""

    name = StringField("Name holds", [Optional(), AtMost(WORDS_AT_MOST)])
    standing = SelectField(
        "Standing",
        choices=choices(
            "Any standing", [(one.value, NOT_ON_THE_ROLL.get(one, one.value)) for one in Standing]
        ),
        invalid_choice_message=NO_CHOICE,
    )
    member_class = SelectField(
        "Class",
        choices=choices("Any class", [(one.value, one.value) for one in MemberClass]),
        invalid_choice_message=NO_CHOICE,
    )
    region = SelectField("Region", invalid_choice_message=NO_CHOICE)
    counted = SelectField(
        "Counted",
        choices=choices("Counted or not", [("yes", "counted"), ("no", "not counted")]),
        invalid_choice_message=NO_CHOICE,
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.region.choices = choices("Any region", regions())
        for one in (self.standing, self.member_class, self.region, self.counted):
            one.data = one.data or ""

    sort = StringField("Sort", [Optional()])

    @property
    def narrowed(self) -> Narrowed:
        """The filters."""
        return Narrowed(
            words=" ".join(tidy(self.name.data).split()),
            standing=self.standing.data,
            member_class=self.member_class.data,
            region=self.region.data,
            counted=self.counted.data,
        )

    @property
    def order(self) -> str:
        """The column by which the lines are sorted, with a minus where from the last; or ""."""
        asked = self.sort.data or ""
        return asked if asked.removeprefix("-") in SORTS else ""

    @property
    def filters(self) -> dict[str, Any]:
        """The filters as further addresses carry them."""
        one = self.narrowed
        said = {
            "name": one.words,
            "standing": one.standing,
            "member_class": one.member_class,
            "region": one.region,
            "counted": one.counted,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def address(self) -> dict[str, Any]:
        """All that was asked for, as further addresses carry it."""
        return self.days | self.filters | ({"sort": self.order} if self.order else {})


class ChangesForm(DaysForm):
    """Of which state, up to which day and as known when the changes are asked for."""

    state = SelectField("State", invalid_choice_message=NO_CHOICE)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        named = [(code, place.name) for code, place in jurisdictions().items()]
        self.state.choices = choices("Every state", named)
        self.state.data = self.state.data or ""

    @property
    def address(self) -> dict[str, Any]:
        """All that was asked for, as further addresses carry it."""
        return self.days | ({"state": self.state.data} if self.state.data else {})


class MatrixForm(DaysForm):
    """Which alliances and states a matrix shows."""

    name = StringField("Alliance holds", [Optional(), AtMost(WORDS_AT_MOST)])
    kind = SelectField("Kind", invalid_choice_message=NO_CHOICE)
    state = SelectField("State", invalid_choice_message=NO_CHOICE)
    region = SelectField("Region", invalid_choice_message=NO_CHOICE)

    @classmethod
    def of(cls, given: Mapping[str, Any], today: dt.date, kinds: Sequence[str]) -> Self:
        """The form as the address has it, for these kinds of alliances."""
        cls_kinds = [(one, one) for one in kinds]
        there = MultiDict(given)
        there.setdefault("as_of", today.isoformat())
        form = cls(there)
        form.kind.choices = choices("Any kind", cls_kinds)
        form.today = today
        form.validate()
        return form

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        named = [(code, place.name) for code, place in jurisdictions().items()]
        self.state.choices = choices("Every state", named)
        self.region.choices = choices("Any region", regions())
        for one in (self.kind, self.state, self.region):
            one.data = one.data or ""

    @property
    def words(self) -> list[str]:
        """What the name of the alliance is to hold."""
        return list(words_in(tidy(self.name.data)))

    @property
    def states(self) -> list[str]:
        """The codes of the states asked for, in the order of their names."""
        return [
            code
            for code, place in jurisdictions().items()
            if self.state.data in {"", code}
            and self.region.data in {"", place.region or "territories"}
        ]

    @property
    def address(self) -> dict[str, Any]:
        """All that was asked for, as further addresses carry it."""
        said = {
            "name": " ".join(self.words),
            "kind": self.kind.data,
            "state": self.state.data,
            "region": self.region.data,
        }
        return self.days | {name: value for name, value in said.items() if value}
