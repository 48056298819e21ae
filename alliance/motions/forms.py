"""Forms about motions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.authority.forms import cents_in
from alliance.charters.fields import DayField
from alliance.charters.voting import Voting
from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.motions.models import Motion
from alliance.motions.operations import Says
from alliance.motions.rules import (
    FACTS,
    LONGEST_LINE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Kind,
    choosing_rule,
    why_not_said,
)
from alliance.states.reference import jurisdictions
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
    office_title = StringField("Office that is filled", [Optional(), AtMost(100)])
    candidates = TextAreaField("Candidates", [Optional(), AtMost(5_000)])
    options = TextAreaField("Options", [Optional(), AtMost(5_000)])
    from_on = DayField("In force from, or first day of the term", [Optional()])
    last_on = DayField("Last day of the term", [Optional()])
    seen = StringField("Seen", [Optional()], widget=HiddenInput())

    kind = Kind.POLICY

    def of(self, kind: Kind) -> None:
        """Ask for what a motion of this kind says."""
        self.kind = kind
        self.from_on.label.text = (
            "In force from" if kind is Kind.POLICY else "First day of the term"
        )

    def take(self, motion: Motion) -> None:
        """Start from what it says now."""
        said = motion.says
        self.title.data, self.words.data = motion.title, motion.words
        self.seen.data = motion.sha256
        for name in ("payee", "purpose", "case_id"):
            self[name].data = said.get(name, "")
        self.office_title.data = said.get("title", "")
        self.amount.data = (
            f"{said['cents'] // 100:,}.{said['cents'] % 100:02}" if "cents" in said else ""
        )
        self.candidates.data = "\n".join(
            f"{one['name']}, {one['state']}" for one in said.get("candidates", ())
        )
        self.options.data = "\n".join(said.get("options", ()))
        for name in ("from_on", "last_on"):
            self[name].data = dt.date.fromisoformat(said[name]) if said.get(name) else None

    @property
    def asks(self) -> list[tuple[str, str]]:
        """The fields that a motion of this kind is asked for, with what is said under each."""
        named = {"cents": "amount", "title": "office_title"}
        fields = ["title", "words", *(named.get(one, one) for one in FACTS[self.kind])]
        if self.kind is Kind.ELECTION:
            fields[fields.index("from_on") :] = ["from_on", "last_on"]
        hints = HINTS if self.kind is Kind.POLICY else {**HINTS, "from_on": ""}
        if self.kind is Kind.POLL:
            hints = {**hints, "options": "Left empty: states say yea or nay. Else one a line."}
        return [(name, hints.get(name, "")) for name in fields]

    @property
    def says(self) -> Says:
        """What it says, as far as the form says it."""
        facts: Mapping[str, Any] = {
            "cents": cents_in(self.amount.data) or 0,
            "payee": tidy(self.payee.data),
            "purpose": tidy(self.purpose.data),
            "case_id": tidy(self.case_id.data),
            "title": tidy(self.office_title.data),
            "candidates": [_candidate(line) for line in _lines(self.candidates.data)],
            "options": _lines(self.options.data),
            "from_on": self.from_on.data.isoformat() if self.from_on.data else "",
            "last_on": self.last_on.data.isoformat() if self.last_on.data else "",
        }
        mine = {name: facts[name] for name in FACTS[self.kind]}
        return Says(self.kind, tidy(self.title.data), tidy(self.words.data), mine)

    def validate_candidates(self, _field: TextAreaField) -> None:
        """Refuse a line that names no state."""
        for one in self.says.facts.get("candidates", ()):
            if one["state"] not in jurisdictions():
                raise ValidationError(
                    f"“{one['name'][:40]}”: write the postal code of the state after a comma, as "
                    "in Ada Reed, CO."
                )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what a motion of this kind cannot say, with the reason above the form."""
        if not super().validate(extra_validators):
            return False
        says = self.says
        if reason := why_not_said(says.kind, says.title, says.words, says.facts):
            self.form_errors.append(reason)
        return not reason


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
    name, _, state = line.rpartition(",")
    return {"name": tidy(name), "state": tidy(state).upper()}


class ReasonForm(HouseForm):
    """Why the question is taken off."""

    reason = TextAreaField(
        "Reason", [Required("Say why the question is taken off."), AtMost(2_000)]
    )
