"""Forms about motions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import cents_in
from alliance.charters.fields import DayField
from alliance.charters.voting import Voting
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.core.web import actor
from alliance.membership.models import Alliance
from alliance.motions.models import Motion
from alliance.motions.operations import Says, faults_here
from alliance.motions.rules import (
    FACTS,
    LONGEST_LINE,
    LONGEST_OFFICE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MAY_BE_EMPTY,
    Kind,
    candidate_in_words,
    choosing_rule,
    faults_of,
)
from alliance.votes import forms as votes
from alliance.votes.rules import Mode
from alliance.votes.ways import own_rule

METHODS = {
    "ranked": "Ranked choice: in rounds, until one has more than half",
    "approval": "Approval: each state names all it approves of, the most approved is chosen",
}
HINTS = {
    "words": "As it is to be voted on. Blank lines part paragraphs.",
    "from_on": "Left empty: from the day on which it is adopted.",
    "amount": "Such as 12,500 or 12,500.00.",
    "case_id": "The name at the end of the address of its page here.",
    "candidates": "One a line: the person, a comma, the state's postal code, as in Ada Reed, CO.",
    "options": "One a line, at least two.",
    "last_on": "Left empty: without end.",
}


class MotionForm(HouseForm):
    """What a motion of one kind says; of the fields besides its words only those of its kind."""

    title = StringField("Title", [Required("Give it a title."), AtMost(LONGEST_TITLE)])
    words = TextAreaField(
        "What is moved", [Required("Write what is moved."), AtMost(LONGEST_WORDS)]
    )
    amount = StringField("Amount in dollars", [Optional(), AtMost(25)])
    payee = StringField("Paid to", [Optional(), AtMost(LONGEST_LINE)])
    purpose = StringField("For", [Optional(), AtMost(LONGEST_LINE)])
    case_id = StringField("Lawsuit", [Optional(), AtMost(LONGEST_LINE)])
    office_title = StringField("Office that is filled", [Optional(), AtMost(LONGEST_OFFICE)])
    candidates = TextAreaField("Candidates", [Optional(), AtMost(5_000)])
    options = TextAreaField("Options", [Optional(), AtMost(5_000)])
    from_on = DayField("First day of the term", [Optional()])
    last_on = DayField("Last day of the term", [Optional()])
    seen = StringField("Seen", [Optional()], widget=HiddenInput())

    kind = Kind.POLICY
    alliance: Alliance

    def of(self, kind: Kind, alliance: Alliance) -> None:
        """Ask for what a motion of this kind says, and for nothing else."""
        self.kind, self.alliance = kind, alliance
        asked = {"seen", *(name for name, _ in self.asks)}
        for name in set(self._fields) - asked:
            del self[name]
        for fact in FACTS[kind]:
            flags, empty = self[_field(fact)].flags, MAY_BE_EMPTY.get(kind) == fact
            flags.optional, flags.required = empty, not empty
        if kind is Kind.POLICY:
            self.from_on.label.text = "In force from"

    def take(self, motion: Motion) -> None:
        """Start from what it says now."""
        self.title.data, self.words.data = motion.title, motion.words
        self.seen.data = motion.sha256
        for fact, said in motion.says.items():
            self[_field(fact)].data = _as_typed(fact, said)

    @property
    def asks(self) -> list[tuple[str, str]]:
        """The fields that a motion of this kind is asked for, with what is said under each."""
        fields = ["title", "words", *(_field(one) for one in FACTS[self.kind])]
        hints = HINTS if self.kind is Kind.POLICY else {**HINTS, "from_on": ""}
        if self.kind is Kind.POLL:
            hints = {**hints, "options": "Left empty: states say yea or nay. Else one a line."}
        return [(name, hints.get(name, "")) for name in fields]

    @property
    def says(self) -> Says:
        """What it says, as far as the form says it."""
        facts = {one: _read(one, self[_field(one)].data) for one in FACTS[self.kind]}
        return Says(self.kind, tidy(self.title.data), tidy(self.words.data), facts)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what a motion of this kind cannot say, each at its field."""
        right = super().validate(extra_validators)
        facts = self.says.facts
        faults = faults_of(self.kind, facts)
        if right and not faults:
            faults = faults_here(actor(), self.alliance, self.kind, facts)
        for fact, reason in faults.items():
            field = self[_field(fact)]
            field.errors = field.errors or [reason]  # what could not be read at all is told first
        return right and not faults


def _field(fact: str) -> str:
    """The name of the field for a fact."""
    return {"cents": "amount", "title": "office_title"}.get(fact, fact)


def _read(fact: str, typed: Any) -> Any:
    """A fact as it was typed, in the form in which it is kept."""
    match fact:
        case "cents":
            return cents_in(typed) or 0
        case "candidates":
            return [_candidate(line) for line in _lines(typed)]
        case "options":
            return _lines(typed)
        case "from_on" | "last_on":
            return typed.isoformat() if typed else ""
    return tidy(typed)


def _as_typed(fact: str, said: Any) -> Any:
    """A fact that is kept, as one types it."""
    match fact:
        case "cents":
            return f"{said // 100:,}.{said % 100:02}"
        case "candidates":
            return "\n".join(candidate_in_words(one) for one in said)
        case "options":
            return "\n".join(said)
        case "from_on" | "last_on":
            return dt.date.fromisoformat(said) if said else None
    return said


class PutMotionForm(votes.PutForm):
    """How the question on a motion is put; where one chooses among options, by which method."""

    options: Sequence[str] = ()

    def about(self, motion: Motion, voting: Voting, chairs: Mapping[str, str]) -> None:
        """What may be chosen for this motion."""
        self.options = motion.options
        self.under(voting, motion.kind, chairs)
        if motion.is_about is Kind.POLL:
            self.mode.choices = [
                SelectChoice(str(Mode.POLL), "As a straw poll: it decides nothing")
            ]
            self.mode.data = str(Mode.POLL)
        if not self.options:
            return
        self.own_rule = own_rule(voting, motion.kind, choosing_rule("ranked", self.options))
        methods = [SelectChoice(key, label) for key, label in METHODS.items()]
        if self.own_rule is not None:
            methods = [SelectChoice(votes.CHARTER, "The charter's rule for such questions")]
        self.rule.choices = methods
        if self.rule.data not in {one.value for one in methods}:
            self.rule.data = methods[0].value
        self.chair.choices = self.chair.choices[:1]

    @property
    def chosen(self) -> Any:
        """The rule as JSON data."""
        if not self.options:
            return super().chosen
        if self.own_rule is not None:
            return self.own_rule
        return choosing_rule(self.rule.data, self.options)


def _lines(text: str | None) -> list[str]:
    return [line for line in (tidy(one) for one in (text or "").splitlines()) if line]


def _candidate(line: str) -> dict[str, str]:
    """The person before the last comma, the state after it."""
    name, comma, state = line.rpartition(",")
    return {"name": tidy(name if comma else line), "state": tidy(state).upper() if comma else ""}


class ReasonForm(HouseForm):
    """Why the question is taken off."""

    reason = TextAreaField(
        "Reason", [Required("Say why the question is taken off."), AtMost(2_000)]
    )
