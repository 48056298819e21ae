"""Forms about meetings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.core.saying import ZONES, read_local
from alliance.meetings.course import Course, Item, Motion
from alliance.meetings.floor import There
from alliance.meetings.models import Meeting
from alliance.meetings.motions import Moved
from alliance.meetings.operations import Agenda, Call
from alliance.meetings.rules import (
    LONGEST_LINE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_MINUTES,
    Capacity,
    Way,
    Word,
)
from alliance.states.reference import name_of
from alliance.votes.forms import RULES

CHOOSE = "Choose one from the list."
CHARTER = "charter"
ABSENT = ""
MOST_NUMBER = 1 << 31
WAYS = ((ABSENT, "Absent"), (Way.IN_PERSON, "In person"), (Way.REMOTE, "Remote"))
OFFERED = [key for key, (_, rule) in RULES.items() if rule is not None]


def _zones() -> list[SelectChoice]:
    named = sorted(ZONES, key=lambda zone: (ZONES[zone], zone))
    return [SelectChoice(one, f"{ZONES[one]} ({one})") for one in named] + [
        SelectChoice("UTC", "UTC")
    ]


class CallForm(HouseForm):
    """When and where a meeting is."""

    title = StringField("Title", [Required("Give the meeting a title."), AtMost(LONGEST_TITLE)])
    starts = DateTimeLocalField(
        "Begins",
        [InputRequired("Enter the day and the time at which it begins.")],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    zone = SelectField("Time zone", choices=_zones, invalid_choice_message=CHOOSE)
    place = StringField("Place", [Optional(), AtMost(LONGEST_LINE)])
    link = StringField("Address to join by", [Optional(), AtMost(LONGEST_LINE)])

    def validate_starts(self, field: DateTimeLocalField) -> None:
        """Refuse a time that the clocks of the zone skip or show twice."""
        if not field.data or not dt.MINYEAR < field.data.year < dt.MAXYEAR:
            raise ValidationError("This is not a day and a time. Enter both.")
        if self.zone.data not in {*ZONES, "UTC"}:
            return
        instants = read_local(field.data.isoformat(), self.zone.data)
        if not instants:
            raise ValidationError("The clocks skip this time on that day. Choose another.")
        if len(instants) > 1:
            raise ValidationError(
                "The clocks are put back on that day and this time comes twice. Choose another."
            )

    @property
    def says(self) -> Call:
        """When and where."""
        (starts_at,) = read_local(self.starts.data.isoformat(), self.zone.data)
        words = (tidy(self[name].data) for name in ("title", "place", "link"))
        title, place, link = words
        return Call(title, starts_at, self.zone.data, place, link)

    def show(self, meeting: Meeting) -> None:
        """Fill in what it says."""
        self.title.data, self.zone.data = meeting.title, meeting.zone
        self.place.data, self.link.data = meeting.place, meeting.link
        local = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
        self.starts.data = local.replace(tzinfo=None)


class WhyForm(HouseForm):
    """A reason, in one line."""

    why = StringField("Why", [Required("Say why."), AtMost(LONGEST_LINE)])

    @property
    def reason(self) -> str:
        """The reason."""
        return tidy(self.why.data)


class ItemForm(HouseForm):
    """One item of the agenda."""

    title = StringField("Title", [Required("Give the item a title."), AtMost(LONGEST_TITLE)])
    resolution = SelectField("Resolution", default="", invalid_choice_message=CHOOSE)
    presenter = StringField("Presented by", [Optional(), AtMost(LONGEST_TITLE)])
    minutes = IntegerField("Minutes planned", [Optional()])

    def offer(self, resolutions: Sequence[tuple[str, str]], item: Item | None) -> None:
        """The texts there are to choose from; one that stands there already may stay."""
        found = [SelectChoice("", "None")]
        found += [SelectChoice(key, title) for key, title in resolutions]
        if item and item.resolution and item.resolution not in dict(resolutions):
            found.append(SelectChoice(item.resolution, "As it is"))
        self.resolution.choices = found

    def validate_minutes(self, field: IntegerField) -> None:
        """Refuse what is no time for an item."""
        if field.data is not None and not 1 <= field.data <= MOST_MINUTES:
            raise ValidationError(f"Plan from 1 to {MOST_MINUTES} minutes.")

    @property
    def says(self) -> Agenda:
        """The item."""
        words = tidy(self.title.data), self.resolution.data or "", tidy(self.presenter.data)
        return Agenda(*words, self.minutes.data)


class TimeForm(HouseForm):
    """When it was, on the meeting's own clock."""

    time = StringField("At", [Optional(), AtMost(8)])


def attendance_form(states: Sequence[str], course: Course) -> Any:
    """The form of who is there: two fields for each state."""
    fields: dict[str, Any] = {}
    there = course.there()
    for code in states:
        known = there.get(code)
        earlier = [one.who for one in course.presences if one.state == code]
        fields[f"how_{code}"] = SelectField(
            name_of(code),
            choices=[SelectChoice(str(key), label) for key, label in WAYS],
            default=known.how if known else ABSENT,
            invalid_choice_message=CHOOSE,
        )
        fields[f"who_{code}"] = StringField(
            f"Who is there for {name_of(code)}",
            [Optional(), AtMost(LONGEST_TITLE)],
            default=known.who if known else (earlier[-1] if earlier else ""),
        )
    return type("AttendanceForm", (TimeForm,), fields).sent()  # type: ignore[attr-defined]


def there_in(form: Any, states: Sequence[str]) -> list[There]:
    """Who is there, as the form says it."""
    found = []
    for code in states:
        how = form[f"how_{code}"].data
        found.append(There(code, Way(how) if how else None, tidy(form[f"who_{code}"].data)))
    return found


class SpeakerForm(HouseForm):
    """Who asks for the floor."""

    state = SelectField("State", invalid_choice_message=CHOOSE)
    name = StringField("Name", [Required("Enter who asks for the floor."), AtMost(LONGEST_TITLE)])

    def offer(self, states: Sequence[str], *, others: bool) -> None:
        """The states for which the reader may enter somebody."""
        first = [SelectChoice("", "None of the states")] if others else []
        self.state.choices = first + [SelectChoice(one, name_of(one)) for one in states]


class MotionForm(HouseForm):
    """A motion."""

    item = SelectField("About", default="", invalid_choice_message=CHOOSE)
    mover = SelectField("Moved by", invalid_choice_message=CHOOSE)
    seconder = SelectField("Seconded by", default="", invalid_choice_message=CHOOSE)
    words = TextAreaField("Motion", [Required("Write the motion."), AtMost(LONGEST_WORDS)])

    def offer(self, course: Course) -> None:
        """The items, and the states that are there."""
        there = [SelectChoice(code, name_of(code)) for code in sorted(course.there(), key=name_of)]
        self.mover.choices = there
        self.seconder.choices = [SelectChoice("", "Nobody"), *there]
        items = [SelectChoice(str(one.id), one.title) for one in course.items]
        self.item.choices = [SelectChoice("", "No item of the agenda"), *items]

    @property
    def says(self) -> Moved:
        """The motion."""
        item = int(self.item.data) if self.item.data else None
        return Moved(self.mover.data, self.seconder.data, tidy(self.words.data), item)


class StateForm(HouseForm):
    """One of the states that are there."""

    state = SelectField("State", invalid_choice_message=CHOOSE)

    def offer(self, states: Sequence[str]) -> None:
        """Those there are to choose from."""
        self.offer_named({one: name_of(one) for one in states})

    def offer_named(self, states: Mapping[str, str]) -> None:
        """The same, with what is said of each."""
        self.state.choices = [SelectChoice(one, label) for one, label in states.items()]


class VoteForm(HouseForm):
    """A casting vote."""

    vote = RadioField(
        "Casting vote",
        [InputRequired("Choose yea or nay.")],
        choices=[SelectChoice("yea", "Yea"), SelectChoice("nay", "Nay")],
    )


def roll_form(states: Sequence[str], start: Mapping[str, str], rules: Mapping[str, str]) -> Any:
    """The form of a roll call: one answer for each state, and the rule or, in its place, why."""
    fields: dict[str, Any] = {
        f"answer_{code}": RadioField(
            name_of(code),
            [InputRequired("Enter what was answered.")],
            choices=[SelectChoice(str(word), str(word).capitalize()) for word in Word],
            default=start.get(code),
        )
        for code in states
    }
    if rules:
        fields["rule"] = SelectField(
            "Rule",
            choices=[SelectChoice(key, label) for key, label in rules.items()],
            invalid_choice_message=CHOOSE,
        )
    else:
        fields["why"] = StringField(
            "Why it is corrected",
            [Required("Say why the answers are corrected."), AtMost(LONGEST_LINE)],
        )
    return type("RollForm", (HouseForm,), fields).sent()  # type: ignore[attr-defined]


def answers_in(form: Any, states: Sequence[str]) -> dict[str, Word]:
    """The answers, as the form says them."""
    return {code: Word(form[f"answer_{code}"].data) for code in states}


def rules_for(charter: Any) -> dict[str, str]:
    """The rules under which a roll call may be taken, the usual one first."""
    found = {CHARTER: "The charter's rule"} if charter else {}
    return {**found, **{key: RULES[key][0] for key in OFFERED}}


def rule_called(key: str, charter: Any) -> Any:
    """The rule with this name."""
    return charter if key == CHARTER else RULES[key][1]


class SeenForm(HouseForm):
    """What stood on the page that is confirmed; the browser carries it, nobody types it."""

    sha256 = HiddenField("Digest")
    version = IntegerField("Version", [Optional()], widget=HiddenInput())

    @property
    def seen(self) -> str:
        """The digest."""
        return self.sha256.data or ""

    @property
    def number(self) -> int:
        """The version; 0 where none is named, or none that there could be."""
        given: int = self.version.data or 0
        return given if 0 < given < MOST_NUMBER else 0


class SignForm(SeenForm):
    """As what somebody signs."""

    capacity = RadioField(
        "You sign as",
        [InputRequired("Choose as what you sign.")],
        choices=[SelectChoice(str(one), str(one).capitalize()) for one in Capacity],
    )


class BackForm(SeenForm):
    """Why something is sent back."""

    why = StringField(
        "Reason", [Required("Say what is to be looked at again."), AtMost(LONGEST_LINE)]
    )


class DraftForm(SeenForm):
    """Why there is another version; the first one needs no reason."""

    why = StringField("Why there is another version", [Optional(), AtMost(LONGEST_LINE)])


class CorrectionForm(SeenForm):
    """A correction of signed minutes."""

    words = TextAreaField("Correction", [Required("Write the correction."), AtMost(LONGEST_WORDS)])
    why = StringField("Reason", [Required("Say why they are corrected."), AtMost(LONGEST_LINE)])


class ParagraphForm(HouseForm):
    """A paragraph of the clerk's own."""

    after = SelectField("After", invalid_choice_message=CHOOSE)
    words = TextAreaField("Paragraph", [Optional(), AtMost(LONGEST_WORDS)])

    def offer(self, places: Sequence[tuple[int, str]]) -> None:
        """After what it may stand."""
        self.after.choices = [SelectChoice(str(key), label) for key, label in places]


def motion_titled(course: Course, motion: Motion) -> str:
    """A motion as pages call it."""
    return f"Motion {course.motions.index(motion) + 1}"
