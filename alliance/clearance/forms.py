"""Forms about the inner steps: the rule, what is prepared, and why it is given back."""

from collections.abc import Mapping

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from alliance.authority.rules import ActClass
from alliance.clearance.rules import LONGEST_NOTE, Needs
from alliance.core.forms import AtMost, HouseForm, Required, tidy

WORDS = {
    Needs.NOTHING: "Nothing: whoever may bind does it alone",
    Needs.PREPARED: "Somebody prepares it, another releases it",
    Needs.CLEARED: "Somebody prepares it, counsel clears it, a third releases it",
}


def _needs(label: str) -> SelectField:
    choices = [SelectChoice(str(one), words) for one, words in WORDS.items()]
    return SelectField(label, choices=choices, invalid_choice_message="Choose one of the three.")


class RuleForm(HouseForm):
    """Which acts of the office need which steps; a field for each class, by its name."""

    answer = _needs("To answer a question")
    sign = _needs("To sign a resolution")
    lawsuit = _needs("To record a position on a lawsuit")
    commit = _needs("To commit money")
    notice = _needs("To give notice")
    join = _needs("To join an alliance")
    version = IntegerField("Version", [Optional()], widget=HiddenInput(), default=0)

    @property
    def needs(self) -> Mapping[ActClass, Needs]:
        """What was chosen for each class of act."""
        return {act: Needs(self[field_of(act)].data) for act in ActClass}


def field_of(act: ActClass) -> str:
    """The name of the field for a class of act."""
    return act.name.lower()


class NoteForm(HouseForm):
    """What is said to the colleagues who clear and release; the forms of each act add to it."""

    note = TextAreaField("Note to your colleagues", [Optional(), AtMost(LONGEST_NOTE)])

    @property
    def words(self) -> str:
        """The note."""
        return tidy(self.note.data)


class ReasonForm(HouseForm):
    """Why it is given back."""

    why = TextAreaField("Reason", [Required("Say what is to be changed."), AtMost(LONGEST_NOTE)])

    @property
    def words(self) -> str:
        """The reason."""
        return tidy(self.why.data)
