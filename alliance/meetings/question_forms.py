"""The form by which a question is put in a meeting."""

from collections.abc import Sequence

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from alliance.charters.voting import Voting
from alliance.meetings.course import Item
from alliance.meetings.forms import CHOOSE
from alliance.votes.forms import CHARTER, PutForm


class SittingForm(PutForm):
    """On which item and under which rule; when it ends goes by the sitting."""

    item = SelectField("Item of the agenda", [InputRequired(CHOOSE)], invalid_choice_message=CHOOSE)
    mode = None
    ends = None
    closes = None
    length = None
    unit = None
    holidays = None

    def offer(self, items: Sequence[Item]) -> None:
        """The items whose text can be put to the vote now."""
        self.item.choices = [SelectChoice(str(one.id), one.title) for one in items]

    def under(self, voting: Voting, kind: str) -> None:
        """What the charter says of votes: its rule alone, and how answers stand."""
        self.own_rule = voting.rule_for(kind)
        if self.own_rule is not None:
            self.rule.choices = [SelectChoice(CHARTER, "The charter's rule for such questions")]
            self.rule.data = CHARTER
        if not self.is_submitted():
            self.hidden.data, self.stands.data = voting.hidden, not voting.may_change

    @property
    def chosen_item(self) -> int:
        """The number of the item, once the form is accepted."""
        return int(self.item.data)
