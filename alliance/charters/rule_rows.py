"""One rule of a charter on its form: a common one in plain words, or any in the rule language."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, Form, FormField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from alliance.charters.rule_text import read_json, written
from alliance.charters.ruled import (
    CHOOSING,
    DECIDING,
    QUORUMS,
    WAYS,
    Plain,
    Way,
    plain_of,
    rule_of,
    why_not_casting,
)
from alliance.charters.voting import ANY, ANY_CHOICE, KINDS, NAMED
from alliance.core.forms import AtMost, tidy

NOTHING, OTHER = "", "other"
AT_MOST = 100_000
AS_IN_GENERAL = "As the charter's general rule"
SAYS_NOTHING = "None: chosen with each question"
ANOTHER = "Another rule, in the rule language"
BY_YEA_AND_NAY = "Answered by yea and nay"
AMONG_SEVERAL = "Choosing among several"
NO_CHOICE = "Choose one of those that are offered."


def _offer(key: str, one: Way, group: str) -> SelectChoice:
    """One way; `data-asks` names what else is asked with it, for the style sheet."""
    asks = "quorum casting" if one.may_tie else "quorum"
    return SelectChoice(key, one.label, {"data-asks": asks}, optgroup=group or None)


def _offered(nothing: str, **groups: Mapping[str, Way]) -> SelectField:
    """The ways in one or two groups, after what it means to choose none."""
    titled = {"deciding": BY_YEA_AND_NAY, "choosing": AMONG_SEVERAL} if len(groups) > 1 else {}
    choices = [SelectChoice(NOTHING, nothing)] if nothing else []
    for name, ways in groups.items():
        choices += [_offer(key, one, titled.get(name, "")) for key, one in ways.items()]
    choices.append(SelectChoice(OTHER, ANOTHER, {"data-asks": "own"}))
    start = choices[0].value
    return SelectField("Rule", choices=choices, default=start, invalid_choice_message=NO_CHOICE)


class RuleRow(Form):  # type: ignore[misc]  # WTForms ships no types
    """A rule, with its quorum and whether the chair has a casting vote.

    What the chosen rule does not ask for is left out, whatever stands in its fields.
    """

    ways: ClassVar[Mapping[str, Way]] = DECIDING
    asked = True  # False where another field says that there is no such rule

    rule = _offered(AS_IN_GENERAL, deciding=DECIDING)
    quorum = SelectField(
        "Quorum",
        choices=[SelectChoice(key, label) for key, (label, _) in QUORUMS.items()],
        default=Plain.quorum,
        invalid_choice_message=NO_CHOICE,
    )
    casting = BooleanField("The chair has a casting vote")
    own = TextAreaField("In the rule language")

    @classmethod
    def start(cls, rule: object) -> dict[str, Any]:
        """What the row starts with: nothing of it where there is no rule."""
        if rule is None:
            return {}
        plain = plain_of(rule, cls.ways)
        if plain is None:
            return {"rule": OTHER, "own": written(rule, AT_MOST)}
        return {"rule": plain.way, "quorum": plain.quorum, "casting": plain.casting}

    def validate_casting(self, field: BooleanField) -> None:
        """Refuse a casting vote where no tie can be decided."""
        if not (self.asked and field.data and self.rule.data in WAYS):
            return
        if reason := why_not_casting(self.rule.data):
            raise ValidationError(reason)

    def validate_own(self, field: TextAreaField) -> None:
        """Ask for JSON, where it counts; what it says is read with the terms."""
        if not self.asked or self.rule.data != OTHER:
            return
        if not tidy(field.data):
            raise ValidationError(
                f"Write the rule here, or choose another than “{ANOTHER}” at “Rule”."
            )
        AtMost(AT_MOST)(self, field)
        read_json(field.data)

    @property
    def value(self) -> Any:
        """The rule as data, once the row is accepted; None where nothing is said."""
        if self.rule.data == NOTHING:
            return None
        if self.rule.data == OTHER:
            return read_json(self.own.data)
        casting = self.casting is not None and bool(self.casting.data)
        return rule_of(Plain(self.rule.data, self.quorum.data, casting))

    def blame(self, words: str) -> None:
        """Put what is wrong with the rule beside the field that says it."""
        field = self.own if self.rule.data == OTHER else self.rule
        field.errors = [*field.errors, words]


class AdmissionRow(RuleRow):
    """The rule under which the members let a state in: there is always one."""

    rule = _offered("", deciding=DECIDING)


class GeneralRow(RuleRow):
    """The rule where a kind of question has none of its own."""

    rule = _offered(SAYS_NOTHING, deciding=DECIDING)


class ChoosingRow(RuleRow):
    """How one of several is chosen: no chair has a part in that."""

    ways = CHOOSING
    rule = _offered(AS_IN_GENERAL, choosing=CHOOSING)
    casting = None


class GeneralChoosingRow(ChoosingRow):
    """The same, where a kind of question has no rule of its own."""

    rule = _offered(SAYS_NOTHING, choosing=CHOOSING)


class EitherRow(RuleRow):
    """Of a kind that is decided by yea and nay, or where there are several, chosen."""

    ways = WAYS
    rule = _offered("As the charter's general rules", deciding=DECIDING, choosing=CHOOSING)


# By kind of question, in the order of the form: the general rules first.
ROWS: Mapping[str, type[RuleRow]] = {
    ANY: GeneralRow,
    ANY_CHOICE: GeneralChoosingRow,
    **dict.fromkeys(KINDS, RuleRow),
    "election": EitherRow,
    "choice": ChoosingRow,
    "poll": EitherRow,
}


class VoteRules(Form):  # type: ignore[misc]  # WTForms ships no types
    """A row for each of `ROWS`, under the name of its kind."""

    @staticmethod
    def start(rules: Mapping[str, Any]) -> dict[str, Any]:
        """What the rows start with, from rules by kind."""
        return {_field(kind): row.start(rules.get(kind)) for kind, row in ROWS.items()}

    def row(self, kind: str) -> RuleRow:
        """The row of a kind of question, or of a general rule."""
        row: RuleRow = self[_field(kind)].form
        return row

    @property
    def value(self) -> dict[str, Any]:
        """The rules by kind, once the rows are accepted."""
        rows = {kind: self.row(kind) for kind in ROWS}
        return {kind: row.value for kind, row in rows.items() if row.rule.data != NOTHING}


def _field(kind: str) -> str:
    return kind.replace(" ", "_")


for _kind, _row in ROWS.items():
    setattr(VoteRules, _field(_kind), FormField(_row, f"Vote on {NAMED[_kind]}"))
