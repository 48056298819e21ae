"""Forms about questions."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation

from alliance.charters.voting import Voting
from alliance.core import clock
from alliance.core.canonical import canonical, digest
from alliance.core.forms import AtMost, HouseForm, Required
from alliance.core.json_files import RepeatedKeyError, each_once
from alliance.core.saying import read_local
from alliance.votes.deadlines import MOST, Deadline, Unit, why_not_deadline
from alliance.votes.ruled import has_casting_vote
from alliance.votes.rules import (
    ELECTION,
    USUAL_RULE,
    Mode,
    why_not_counted,
    why_not_open,
    why_not_secret,
    why_not_way,
)
from alliance.votes.ways import Way

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
CHARTER = "charter"
AT, AFTER = "at", "after"
WAYS = {
    Mode.WRITTEN: "In writing: each state answers here, until the close",
    Mode.NO_OBJECTION: "No objection: it carries unless a state objects by the close",
}


NO_SUCH_WAY = "The charter does not let such a question be put in this way."


class AskedWhere:
    """Asked for where another field says so; else left out, whatever was typed."""

    def __init__(self, name: str, value: str, message: str) -> None:
        self.name, self.value, self.message = name, value, message

    def __call__(self, form: Any, field: Field) -> None:
        """Stop where it is not asked for, or where nothing was typed."""
        typed = field.raw_data and any(str(one).strip() for one in field.raw_data)
        if form[self.name].data == self.value and typed:
            return
        field.errors = []
        raise StopValidation(self.message if form[self.name].data == self.value else "")


class PutForm(HouseForm):
    """Putting the question: in which way, until when, and under which rule."""

    mode = RadioField(
        "How it is answered",
        choices=[SelectChoice(str(one), label) for one, label in WAYS.items()],
        default=str(Mode.WRITTEN),
    )
    ends = RadioField(
        "The time for answers ends",
        choices=[
            SelectChoice(AT, "At the day and time below"),
            SelectChoice(AFTER, "After the length of time below"),
        ],
        default=AT,
    )
    closes = DateTimeLocalField(
        "Answers are taken until",
        [AskedWhere("ends", AT, "Enter the day and the time at which the roll call closes.")],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    length = IntegerField(
        "Length", [AskedWhere("ends", AFTER, "Enter the length of time as a whole number.")]
    )
    unit = SelectField(
        "Counted in",
        choices=[SelectChoice(str(one), str(one)) for one in Unit],
        default=str(Unit.BUSINESS_DAYS),
    )
    holidays = StringField("Days that do not count besides the federal holidays", [Optional()])
    hidden = BooleanField("Answers and count are shown after the close only")
    stands = BooleanField("An answer once given stands")
    secret = BooleanField("Ballots are secret")
    chair = SelectField(
        "Whose presiding officer has the casting vote",
        choices=[SelectChoice("", "Nobody's")],
        default="",
    )
    rule = SelectField(
        "Rule",
        choices=[SelectChoice(key, label) for key, (label, _) in RULES.items()],
        default="majority",
    )
    other = TextAreaField("Rule as JSON")

    zone = "UTC"
    roster: Mapping[str, Any] = {}
    own_rule: Any = None  # the charter's for questions of this kind
    elects = False  # an officer: ballots may be secret

    def under(self, voting: Voting, kind: str, chairs: Mapping[str, str] | None = None) -> None:
        """What the charter says of votes: its rule alone, its ways, and how answers stand.

        `chairs`: who may be given a casting vote, by state (votes/chairs.py).
        """
        self.elects = kind == ELECTION
        named = [SelectChoice(state, label) for state, label in (chairs or {}).items()]
        self.chair.choices = [*self.chair.choices[:1], *named]
        self.own_rule = voting.rule_for(kind)
        if self.own_rule is not None and self.rule is not None:
            self.rule.choices = [SelectChoice(CHARTER, "The charter's rule for such questions")]
            self.rule.data = CHARTER
        if not self.is_submitted():
            self.hidden.data, self.stands.data = voting.hidden, not voting.may_change
        if self.mode is not None:  # in a meeting there is nothing to choose
            self._start_way(voting, kind)

    def _start_way(self, voting: Voting, kind: str) -> None:
        """The ways that the charter and its rule allow, and the least time that it asks for."""
        ways = [one for one in WAYS if str(one) in voting.modes]
        if self.own_rule is not None and why_not_way(
            kind, Mode.NO_OBJECTION, self.own_rule, secret=False
        ):
            ways = [one for one in ways if one is not Mode.NO_OBJECTION]
        self.mode.choices = [SelectChoice(str(one), WAYS[one]) for one in ways]
        self.mode.invalid_choice_message = NO_SUCH_WAY
        if self.is_submitted():
            return
        if self.mode.choices and self.mode.data not in voting.modes:
            self.mode.data = self.mode.choices[0].value
        if voting.least:
            self.ends.data = AFTER
            self.length.data, self.unit.data = voting.least.count, voting.least.unit

    def validate_rule(self, _field: SelectField) -> None:
        """Refuse the charter's rule where it cannot be counted among those who are asked today."""
        if self.own_rule is None or not self.roster:
            return
        if reason := why_not_counted(self.own_rule, self.roster):
            raise ValidationError(
                f"The charter's rule cannot be counted among the members of today: {reason} Have "
                "what is missing taken in, or the charter mended."
            )

    def validate_secret(self, _field: BooleanField) -> None:
        """Refuse secret ballots under a rule that needs the names."""
        if not (self.elects and self.secret.data) or self.other is None or self.other.errors:
            return
        try:
            reason = why_not_secret(self.chosen)
        except (ValueError, RecursionError):
            return  # the rule itself is refused
        if reason:
            raise ValidationError(reason)

    def validate_chair(self, field: SelectField) -> None:
        """Refuse a casting vote where the rule has none."""
        try:
            lacks = bool(field.data) and not has_casting_vote(self.chosen)
        except (ValueError, RecursionError):
            return
        if lacks:
            raise ValidationError("The rule has no casting vote: choose nobody's.")

    def validate_closes(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks skip or show twice, or one too near or too far."""
        if field.data is None:
            return  # it has said itself what is wrong
        if reason := why_not_open(_instant(field.data, self.zone), clock.now(), ["any"]):
            raise ValidationError(reason)

    def validate_length(self, field: IntegerField) -> None:
        """Refuse a length of time that is none, or too long."""
        if field.data is None:
            return
        unit = Unit(self.unit.data) if self.unit.data in set(Unit) else Unit.DAYS
        if reason := why_not_deadline(Deadline(field.data, unit)):
            raise ValidationError(reason)

    def validate_holidays(self, field: StringField) -> None:
        """Refuse what is no list of days."""
        for one in _listed(field.data):
            try:
                dt.date.fromisoformat(one)
            except ValueError:
                raise ValidationError(
                    f"{one[:20]} is no day. Write days as 2026-11-27, with commas between."
                ) from None
        if len(_listed(field.data)) > MOST[Unit.DAYS]:
            raise ValidationError("These are too many days.")

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
    def way(self) -> Way:
        """How the question is put, once the form is accepted."""
        way = Way(
            zone=self.zone,
            mode=Mode(self.mode.data),
            hidden=bool(self.hidden.data),
            may_change=not self.stands.data,
        )
        secret = self.elects and bool(self.secret.data)
        way = replace(way, secret=secret, chair=self.chair.data or "")
        if self.ends.data == AFTER:
            days = tuple(dt.date.fromisoformat(one) for one in _listed(self.holidays.data))
            length = Deadline(self.length.data, Unit(self.unit.data), days)
            return replace(way, deadline=length)
        return replace(way, closes_at=_instant(self.closes.data, self.zone))

    @property
    def closes_at(self) -> dt.datetime:
        """The close as the one instant that it is, if it is put now; once the form is accepted."""
        return self.way.ends(clock.now())

    @property
    def chosen(self) -> Any:
        """The rule as JSON data."""
        if self.own_rule is not None:
            return self.own_rule
        _, rule = RULES[self.rule.data]
        return rule if rule is not None else _read(self.other.data)

    @property
    def rule_sha256(self) -> str:
        """The rule by its hash, as opening freezes it."""
        return digest(canonical(self.chosen))


def _listed(text: str | None) -> list[str]:
    """What stands between commas."""
    return [one for one in (text or "").replace(",", " ").split() if one]


def _read(text: str) -> Any:
    """JSON in which each key stands once in its object, as in files that are imported."""
    return json.loads(text, object_pairs_hook=each_once)


class ExtendForm(HouseForm):
    """A later close, and why."""

    closes = DateTimeLocalField(
        "Answers are taken until",
        [InputRequired("Enter the day and the time of the new close.")],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    reason = TextAreaField("Reason", [Required("Say why the close is put off."), AtMost(2_000)])

    zone = "UTC"

    def validate_closes(self, field: DateTimeLocalField) -> None:
        """Refuse a time that is none on this clock, or two."""
        if field.data:
            _instant(field.data, self.zone)

    @property
    def closes_at(self) -> dt.datetime:
        """The new close, once the form is accepted."""
        return _instant(self.closes.data, self.zone)


def _instant(local: dt.datetime, zone: str) -> dt.datetime:
    """The one instant that a local time is; ValidationError where it is none, or two."""
    if not dt.MINYEAR < local.year < dt.MAXYEAR:
        raise ValidationError("The close must be within a year. Choose another time.")
    instants = read_local(local.isoformat(), zone)
    if not instants:
        raise ValidationError("The clocks skip this time on that day. Choose another.")
    if len(instants) > 1:
        raise ValidationError(
            "The clocks are put back on that day and this time comes twice. Choose another."
        )
    return instants[0]


def on_the_clock(at: dt.datetime, zone: str) -> dt.datetime:
    """An instant as a local time, for a field."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


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
