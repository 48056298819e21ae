"""What a charter says of votes, as fields of its form."""

from typing import Any

from wtforms import BooleanField, FormField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from alliance.authority.forms import CheckboxesField
from alliance.charters.fields import WholeField
from alliance.charters.rule_rows import VoteRules
from alliance.charters.voting import (
    EXTENSIONS_AT_MOST,
    LONGEST,
    MODES,
    UNITS,
    Span,
    Voting,
)

CALLED = {
    "written": "In writing, over days",
    "meeting": "In a meeting",
    "no objection": "By no objection",
    "poll": "As a straw poll, which decides nothing",
}


class VotingFields:
    """Mixed into the form of a charter."""

    votes = FormField(VoteRules, "Rules of votes")
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
        return {
            "votes": VoteRules.start(voting.rules),
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

    @property
    def voting(self) -> Voting:
        """The terms on votes as they were filled in."""
        return Voting(
            rules=self.votes.form.value,
            modes=tuple(self.modes.data or ()),
            may_change=bool(self.may_change.data),
            hidden=bool(self.hidden.data),
            extensions=self.extensions.data or 0,
            least=Span(self.least.data, self.least_unit.data) if self.least.data else None,
            proxies=bool(self.proxies.data),
            chains=bool(self.chains.data),
            divided=bool(self.divided.data),
        )
