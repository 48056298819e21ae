"""The form by which a question is put in a meeting."""

from collections.abc import Sequence

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from alliance.meetings.course import Item
from alliance.meetings.forms import CHOOSE
from alliance.votes.forms import PutForm


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

    @property
    def chosen_item(self) -> int:
        """The number of the item, once the form is accepted."""
        return int(self.item.data)
