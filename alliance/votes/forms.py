"""Forms about questions."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from alliance.authority.forms import UnderForm
from alliance.clearance.forms import NoteForm
from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.forms import HouseForm
from alliance.core.json_files import RepeatedKeyError, each_once
from alliance.core.saying import read_local
from alliance.votes.rules import USUAL_RULE, Answer, why_not_counted, why_not_open

_TWO_THIRDS = {
    "quorum": USUAL_RULE["quorum"],
    "majorities": [
        {
            "name": "two thirds of those voting",
            "of": "cast",
            "measure": "states",
            "at_least": {"share": "2/3"},
        }
    ],
}
_ALL = {
    "majorities": [
        {
            "name": "all that are entitled",
            "of": "entitled",
            "measure": "states",
            "at_least": {"share": "1"},
        }
    ]
}
_NO_OBJECTION = {"quorum": USUAL_RULE["quorum"], "majorities": [{"no_objection": True}]}

RULES: dict[str, tuple[str, Any]] = {
    "majority": ("Majority of those voting, quorum more than half", dict(USUAL_RULE)),
    "two-thirds": ("Two thirds of those voting, quorum more than half", _TWO_THIRDS),
    "no-objection": ("No objection, quorum more than half", _NO_OBJECTION),
    "all": ("Every state on the roster says yea", _ALL),
    "other": ("Another rule, written below", None),
}

WORDS = {
    Answer.YEA: "Yea: in favor",
    Answer.NAY: "Nay: against",
    Answer.PRESENT: "Present: counts for the quorum, sides with nobody",
    Answer.RECUSED: "Recused: takes no part, and says so",
}


class AnswerForm(UnderForm):
    """One state's answer."""

    answer = RadioField(
        "Answer",
        [InputRequired("Choose an answer.")],
        choices=[SelectChoice(str(word), label) for word, label in WORDS.items()],
    )

    @property
    def word(self) -> Answer:
        """The answer given."""
        return Answer(self.answer.data)

    @property
    def chosen(self) -> Answer | None:
        """The answer, as far as one was chosen."""
        return self.word if self.answer.data in set(Answer) else None


class PrepareForm(NoteForm):
    """What the state is to answer, and a note to whoever clears and releases it."""

    answer = RadioField(
        "Answer",
        [InputRequired("Choose an answer.")],
        choices=[SelectChoice(str(word), label) for word, label in WORDS.items()],
    )

    @property
    def word(self) -> Answer:
        """The answer prepared."""
        return Answer(self.answer.data)


class PutForm(HouseForm):
    """Putting the question: until when, and under which rule."""

    closes = DateTimeLocalField(
        "Answers are taken until",
        [InputRequired("Enter the day and the time at which the roll call closes.")],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    rule = SelectField(
        "Rule",
        choices=[SelectChoice(key, label) for key, (label, _) in RULES.items()],
        default="majority",
    )
    other = TextAreaField("Rule as JSON")

    zone = "UTC"
    roster: Mapping[str, Any] = {}

    def validate_closes(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks skip or show twice, or one too near or too far."""
        if field.data and not dt.MINYEAR < field.data.year < dt.MAXYEAR:
            raise ValidationError("The close must be within a year. Choose another time.")
        instants = read_local(field.data.isoformat(), self.zone) if field.data else []
        if not instants:
            raise ValidationError("The clocks skip this time on that day. Choose another.")
        if len(instants) > 1:
            raise ValidationError(
                "The clocks are put back on that day and this time comes twice. Choose another."
            )
        if reason := why_not_open(instants[0], clock.now(), ["any"]):
            raise ValidationError(reason)

    def validate_other(self, field: TextAreaField) -> None:
        """Refuse a rule that the engine does not understand, with the place and the reason."""
        if self.rule.data != "other":
            return
        try:
            rule = _read(field.data or "")
        except RepeatedKeyError as wrong:
            raise ValidationError(f"T{str(wrong)[1:]}. Keep one of them.") from None
        except json.JSONDecodeError as wrong:
            raise ValidationError(
                f"Line {wrong.lineno}, column {wrong.colno}: this is not JSON ({wrong.msg})."
            ) from None
        except (ValueError, RecursionError):
            raise ValidationError(
                "A number is too long, or brackets are nested too deep."
            ) from None
        if reason := why_not_counted(rule, self.roster):
            raise ValidationError(reason)

    @property
    def closes_at(self) -> dt.datetime:
        """The close as the one instant that it is, once the form is accepted."""
        (instant,) = read_local(self.closes.data.isoformat(), self.zone)
        return instant

    @property
    def chosen(self) -> Any:
        """The rule as JSON data."""
        _, rule = RULES[self.rule.data]
        return rule if rule is not None else _read(self.other.data)

    @property
    def rule_sha256(self) -> str:
        """The rule by its hash, as opening freezes it."""
        return digest(canonical(self.chosen))


def _read(text: str) -> Any:
    """JSON in which each key stands once in its object, as in files that are imported."""
    return json.loads(text, object_pairs_hook=each_once)


def usual_close(zone: str) -> Any:
    """Two weeks from today at five in the afternoon, on the office's own clock."""
    local = clock.now().astimezone(ZoneInfo(zone))
    in_two_weeks = local.date().toordinal() + 14
    return local.replace(tzinfo=None, hour=17, minute=0, second=0, microsecond=0).replace(
        **_date_parts(in_two_weeks)
    )


def _date_parts(ordinal: int) -> dict[str, Any]:
    day = clock.today().fromordinal(ordinal)
    return {"year": day.year, "month": day.month, "day": day.day}
