"""What is asked about mail."""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from alliance.core.forms import HouseForm
from alliance.mailing.rules import KINDS, Choice, Kind

WORDS = {
    Choice.AT_ONCE: "At once",
    Choice.DIGEST: "In the daily digest",
    Choice.NONE: "None",
}


def _asked(kind: Kind) -> SelectField:
    about = KINDS[kind]
    choices = [SelectChoice(value=str(one), label=WORDS[one]) for one in about.choices]
    return SelectField(about.label, choices=choices)


class MailForm(HouseForm):
    """How mail of each kind is wanted."""

    asked = _asked(Kind.ASKED)
    signature = _asked(Kind.SIGNATURE)
    circulated = _asked(Kind.CIRCULATED)
    decided = _asked(Kind.DECIDED)
    in_force = _asked(Kind.IN_FORCE)
    membership = _asked(Kind.MEMBERSHIP)

    FIELDS: Mapping[Kind, str] = {
        Kind.ASKED: "asked",
        Kind.SIGNATURE: "signature",
        Kind.CIRCULATED: "circulated",
        Kind.DECIDED: "decided",
        Kind.IN_FORCE: "in_force",
        Kind.MEMBERSHIP: "membership",
    }

    @classmethod
    def showing(cls, chosen: Mapping[Kind, Choice]) -> "MailForm":
        """The form as it was sent, or with what was chosen before."""
        return cls.sent(**{name: str(chosen[kind]) for kind, name in cls.FIELDS.items()})

    def changed(self, before: Mapping[Kind, Choice]) -> Iterator[tuple[Kind, Choice]]:
        """What is wanted otherwise than before."""
        for kind, name in self.FIELDS.items():
            said = Choice(self[name].data)
            if said != before[kind]:
                yield kind, said

    def rows(self) -> list[tuple[Any, str]]:
        """Each field with what its kind is, and why it cannot be switched off if it cannot."""
        return [
            (self[name], f"{KINDS[kind].said}. {KINDS[kind].why}".strip())
            for kind, name in self.FIELDS.items()
        ]
