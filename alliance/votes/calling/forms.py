"""Forms of the clerk's sheet."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.states.reference import name_of
from alliance.votes.calling.operations import LONGEST_REASON
from alliance.votes.calling.sheets import CalledAnswer
from alliance.votes.rules import LONGEST_DECLARED, Answer
from alliance.votes.saying import Said

NOT_CALLED = ""
CHOICES = (
    (NOT_CALLED, "Nothing"),
    (Answer.YEA, "Yea"),
    (Answer.NAY, "Nay"),
    (Answer.PRESENT, "Present"),
    (Answer.RECUSED, "Recused"),
)


class SheetForm(HouseForm):
    """What states called out; one field for each state besides."""

    ground = StringField("Ground of a recusal, as it was said", [AtMost(LONGEST_REASON)])

    # What the page said of each state when it was made, such as "CO:yea UT:nay": a page that is out
    # of date takes back nothing that another clerk wrote meanwhile.
    seen = HiddenField("Seen")

    states: Collection[str] = ()

    def _anew(self, code: str) -> bool:
        """Whether something is chosen for a state that its page did not say already."""
        field = self[f"answer_{code}"]
        pairs = (one.partition(":") for one in (self.seen.data or "").split())
        shown = {state: word for state, _, word in pairs}
        return field.data not in (NOT_CALLED, field.default, shown.get(code))

    def validate_ground(self, field: StringField) -> None:
        """Ask for the ground where a recusal is entered: before it is written, not after."""
        if not tidy(field.data) and any(
            self[f"answer_{code}"].data == Answer.RECUSED and self._anew(code)
            for code in self.states
        ):
            raise ValidationError("Write why the state is recused, as it was said.")

    @property
    def said(self) -> dict[str, Said]:
        """What is entered anew, by state; what stands on the sheet already is left out."""
        found = {}
        for code in self.states:
            word = self[f"answer_{code}"].data
            if not self._anew(code):
                continue
            ground = tidy(self.ground.data) if word == Answer.RECUSED else ""
            found[code] = Said(Answer(word), None, ground)
        return found


def sheet_form(states: Collection[str], start: Mapping[str, str]) -> Any:
    """The form as it was sent, or as the sheet stands."""
    fields: dict[str, Any] = {
        f"answer_{code}": RadioField(
            name_of(code),
            choices=[SelectChoice(str(word), label) for word, label in CHOICES],
            default=start.get(code, NOT_CALLED),
        )
        for code in states
    }
    made = type("CalledForm", (SheetForm,), {**fields, "states": list(states)})
    shown = " ".join(f"{code}:{word}" for code, word in sorted(start.items()))
    return made.sent(data={"seen": shown})  # type: ignore[attr-defined]


def standing(lines: Mapping[str, CalledAnswer]) -> dict[str, str]:
    """What the sheet says by state; a line that was sent back is to be called again."""
    return {code: one.answer for code, one in lines.items() if not (one.mark and one.mark.reason)}


class ConfirmForm(HouseForm):
    """The digest of the lines that stood on the page; nobody types it."""

    sha256 = HiddenField("Digest")


class BackForm(HouseForm):
    """Why lines are sent back, and of which states."""

    why = StringField(
        "Reason", [Required("Say what is to be looked at again."), AtMost(LONGEST_REASON)]
    )


class DeclareForm(HouseForm):
    """Why a vote is declared closed though somebody who is there has not answered."""

    declared = StringField(
        "Why it is declared closed",
        [Required("Say why the vote is declared closed."), AtMost(LONGEST_DECLARED)],
    )
