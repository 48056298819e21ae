"""What a charter says of votes, as fields of its form."""

import json
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.authority.forms import CheckboxesField
from alliance.charters.ruled import RULES, read_json
from alliance.charters.voting import ANY, EXTENSIONS_AT_MOST, LONGEST, MODES, UNITS, Span, Voting
from alliance.core.forms import AtMost, tidy

RULES_AT_MOST = 20_000
NOTHING = ""
CALLED = {
    "written": "In writing, over days",
    "meeting": "In a meeting",
    "no objection": "By no objection",
    "poll": "As a straw poll, which decides nothing",
}


class VotingFields:
    """Mixed into the form of a charter."""

    vote_rule = SelectField(
        "Rule of votes",
        choices=[
            SelectChoice(NOTHING, "The charter says nothing"),
            *(SelectChoice(key, label) for key, (label, rule) in RULES.items() if rule),
        ],
        default=NOTHING,
    )
    vote_rules = TextAreaField(
        "Rules for kinds of questions as JSON", [Optional(), AtMost(RULES_AT_MOST)]
    )
    modes = CheckboxesField(
        "Ways of voting", choices=[SelectChoice(one, CALLED[one]) for one in MODES]
    )
    may_change = BooleanField("A state may change its answer until the close", default=True)
    hidden = BooleanField("Answers are shown after the close only")
    extensions = IntegerField("How often a close may be put off", [Optional()], default=0)
    least = IntegerField("Least time to answer in writing", [Optional()])
    least_unit = SelectField(
        "Counted in",
        choices=[SelectChoice(one, one) for one in UNITS],
        default=UNITS[-1],
    )
    proxies = BooleanField("A state may be represented by proxy")
    chains = BooleanField("A proxy may be passed on")
    divided = BooleanField("A state may divide its weight")

    @staticmethod
    def start_voting(voting: Voting) -> dict[str, Any]:
        """What the fields start with."""
        rules = dict(voting.rules)
        known = [key for key, (_, rule) in RULES.items() if rule and rule == rules.get(ANY)]
        if known:
            del rules[ANY]
        return {
            "vote_rule": known[0] if known else NOTHING,
            "vote_rules": json.dumps(rules, indent=2) if rules else "",
            "modes": list(voting.modes),
            "may_change": voting.may_change,
            "hidden": voting.hidden,
            "extensions": voting.extensions,
            "least": voting.least.count if voting.least else None,
            "least_unit": voting.least.unit if voting.least else UNITS[-1],
            "proxies": voting.proxies,
            "chains": voting.chains,
            "divided": voting.divided,
        }

    def validate_extensions(self, field: IntegerField) -> None:
        """Refuse a number of times that is none."""
        if not 0 <= (field.data or 0) <= EXTENSIONS_AT_MOST:
            raise ValidationError(f"Enter a number from 0 to {EXTENSIONS_AT_MOST}.")

    def validate_least(self, field: IntegerField) -> None:
        """Refuse a length of time that is none."""
        if field.data is not None and not 1 <= field.data <= LONGEST:
            raise ValidationError(f"Enter a number from 1 to {LONGEST}, or nothing.")

    def validate_modes(self, field: CheckboxesField) -> None:
        """Ask for one way at least."""
        if not field.data:
            raise ValidationError("Choose at least one way of voting.")

    def validate_vote_rules(self, field: TextAreaField) -> None:
        """Refuse what is no JSON, or no rules by kind; what they say is read with the terms."""
        if not tidy(field.data):
            return
        found = read_json(field.data)
        if not isinstance(found, dict):
            raise ValidationError('Write an object: a rule for each kind, such as {"policy": ...}.')
        if self.vote_rule.data and ANY in found:
            raise ValidationError(f'The rule of votes is chosen above; leave out "{ANY}" here.')

    @property
    def voting(self) -> Voting:
        """The terms on votes as they were filled in."""
        rules = read_json(self.vote_rules.data) if tidy(self.vote_rules.data) else {}
        if self.vote_rule.data:
            rules = {**rules, ANY: RULES[self.vote_rule.data][1]}
        return Voting(
            rules=rules,
            modes=tuple(self.modes.data or ()),
            may_change=bool(self.may_change.data),
            hidden=bool(self.hidden.data),
            extensions=self.extensions.data or 0,
            least=Span(self.least.data, self.least_unit.data) if self.least.data else None,
            proxies=bool(self.proxies.data),
            chains=bool(self.chains.data),
            divided=bool(self.divided.data),
        )
