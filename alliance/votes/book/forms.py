"""What a roll-call book is narrowed to; it stands in the address."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Self
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.core.finding import words_in
from alliance.core.forms import AtMost, HouseForm, tidy
from alliance.states.reference import jurisdictions
from alliance.votes.deadlines import end_of
from alliance.votes.pencil import ABSENT
from alliance.votes.roll_calls import OFF, UNTOLD, Asked, RollCall
from alliance.votes.rules import CAST, CHOSEN, DIVIDED, ELECTION, LOST, OUTCOMES, VOID

NO_DAY = "This is not a day of the calendar. Write it as 2026-04-03."
NO_CHOICE = "Choose one from the list."
WORDS_AT_MOST = 200

KINDS = {
    "resolution": "Resolution",
    "amendment": "Amendment",
    "admission": "Admission of a state",
    "similarity": "Similarity of a law",
    "policy": "Policy",
    "money": "Release of money",
    "lawsuit": "Lawsuit",
    "election": "Election of an officer",
    "choice": "Choice among several",
    "poll": "Straw poll",
}
ENDED = {one: one if one != VOID else "taken off" for one in OUTCOMES}
SAID = {
    "yea": "yea",
    "nay": "nay",
    "present": "present",
    "recused": "recused",
    DIVIDED: "divided its weight",
    CHOSEN: "chose",
    CAST: "voted by secret ballot",
    ABSENT: "did not answer",
}
WORDS = {**SAID, OFF: "was not on the roster", UNTOLD: "not counted: taken off"}


def kind_in_words(kind: str) -> str:
    """A kind of question as it is said on pages."""
    return KINDS.get(kind, kind.capitalize())


def outcome_in_words(one: RollCall) -> str:
    """How a question ended: of a choice what was chosen, of an election who."""
    if one.chosen is None:
        return ENDED[one.outcome]
    if one.chosen:
        return f"{'elected' if one.kind == ELECTION else 'chosen'}: {'; '.join(one.chosen)}"
    return "nothing chosen" if one.outcome == LOST else ENDED[one.outcome]


def _choices(first: str, rest: Mapping[str, str]) -> Sequence[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(key, label) for key, label in rest.items())]


class BookForm(HouseForm):
    """Which closed questions are listed, and whose answers are shown with them."""

    words = StringField("Title holds", [Optional(), AtMost(WORDS_AT_MOST)])
    kind = SelectField("Kind", invalid_choice_message=NO_CHOICE, default="")
    outcome = SelectField("Outcome", invalid_choice_message=NO_CHOICE, default="")
    state = SelectField("Answers of", invalid_choice_message=NO_CHOICE, default="")
    answer = SelectField("Its answer", invalid_choice_message=NO_CHOICE, default="")
    since = DateField("Closed from", [Optional()], invalid_value_message=NO_DAY)
    until = DateField("Closed until", [Optional()], invalid_value_message=NO_DAY)

    own = ""  # the state whose answers are shown where none is asked for
    zone = "UTC"

    @classmethod
    def asked(cls, given: Mapping[str, Any], own: str, zone: str) -> Self:
        """The form as the address has it; `own` is the reader's state, days are days in `zone`."""
        form = cls(MultiDict(given))
        form.own, form.zone = own, zone
        form.kind.choices = _choices("Any kind", KINDS)
        form.outcome.choices = _choices("Any outcome", ENDED)
        first = jurisdictions()[own].name if own else "No state"
        named = {code: place.name for code, place in jurisdictions().items() if code != own}
        form.state.choices = _choices(first, named)
        form.answer.choices = _choices("Any answer", SAID)
        form.validate()
        return form

    def validate_answer(self, field: SelectField) -> None:
        """Refuse an answer of nobody."""
        if field.data and not (self.state.data or self.own):
            raise ValidationError("Choose whose answer is meant.")

    def validate_until(self, field: DateField) -> None:
        """Refuse a span that ends before it begins."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("The last day lies before the first.")

    def narrowed(self, alliance_id: uuid.UUID | None = None) -> Asked:
        """What was asked for; all of it where the address makes no sense."""
        whose = self.state.data or self.own
        if self.errors:
            return Asked(alliance_id, self.own)
        return Asked(
            alliance_id,
            whose,
            self.answer.data or "",
            self.kind.data or "",
            self.outcome.data or "",
            words_in(tidy(self.words.data)),
            _start_of(self.since.data, self.zone),
            end_of(self.until.data, self.zone) if self.until.data else None,
        )

    @property
    def address(self) -> dict[str, str]:
        """What was asked for, as further addresses carry it."""
        if self.errors:
            return {}
        return {
            field.short_name: str(field.data)
            for field in self
            if field.data and field.short_name != "csrf_token"
        }


def _start_of(day: dt.date | None, zone: str) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
