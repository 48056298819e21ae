"""What a charter says of votes, as fields of its form."""

import json
from typing import Any

from wtforms import BooleanField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.authority.forms import CheckboxesField
from alliance.charters.fields import WholeField
from alliance.charters.ruled import CHOICES, RULES, named_as, read_json
from alliance.charters.voting import (
    ANY,
    ANY_CHOICE,
    EXTENSIONS_AT_MOST,
    LONGEST,
    MODES,
    UNITS,
    Span,
    Voting,
)
from alliance.core.forms import AtMost, tidy

RULES_AT_MOST = 20_000
NOTHING = ""
SAYS_NOTHING = "Nothing, or what is written below"
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
            SelectChoice(NOTHING, SAYS_NOTHING),
            *(SelectChoice(key, label) for key, (label, rule) in RULES.items() if rule),
        ],
        default=NOTHING,
    )
    choice_rule = SelectField(
        "Rule of choices among several",
        choices=[
            SelectChoice(NOTHING, SAYS_NOTHING),
            *(SelectChoice(key, label) for key, (label, _) in CHOICES.items()),
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
    hidden = BooleanField("Answers and count are shown after the close only")
    extensions = WholeField(
        "How often a close may be put off", [Optional()], most=EXTENSIONS_AT_MOST, default=0
    )
    least = WholeField("Least time to answer in writing", [Optional()], least=1, most=LONGEST)
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
        decides, chooses = named_as(rules.get(ANY), RULES), named_as(rules.get(ANY_CHOICE), CHOICES)
        for key, named in ((ANY, decides), (ANY_CHOICE, chooses)):
            if named:
                del rules[key]
        return {
            "vote_rule": decides,
            "choice_rule": chooses,
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
        for key, above in ((ANY, self.vote_rule), (ANY_CHOICE, self.choice_rule)):
            if above.data and key in found:
                raise ValidationError(
                    f"“{above.label.text}” is chosen above: leave out “{key}” here, or choose "
                    f"“{SAYS_NOTHING}” there."
                )

    @property
    def voting(self) -> Voting:
        """The terms on votes as they were filled in."""
        rules = read_json(self.vote_rules.data) if tidy(self.vote_rules.data) else {}
        if self.vote_rule.data:
            rules = {**rules, ANY: RULES[self.vote_rule.data][1]}
        if self.choice_rule.data:
            rules = {**rules, ANY_CHOICE: CHOICES[self.choice_rule.data][1]}
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
