"""Who may read a text, from when, and under which label: pure."""

from dataclasses import dataclass
from enum import StrEnum

from alliance.states.reference import name_of


class Audience(StrEnum):
    """For whom a text is meant once it is circulated."""

    OFFICE = "office"  # the offices that write it
    CHOSEN = "chosen"  # and the offices of the states that they chose
    MEMBERS = "members"
    PUBLIC = "public"


WIDE = frozenset({Audience.MEMBERS, Audience.PUBLIC})


class Label(StrEnum):
    """What is claimed for a text under the law of the state that owns the claim."""

    NONE = ""
    ATTORNEY_CLIENT = "attorney-client"
    WORK_PRODUCT = "work product"
    DELIBERATIVE = "deliberative"
    CONFIDENTIAL = "confidential"
    PUBLIC_RECORD = "public record"


IN_WORDS = {
    Label.ATTORNEY_CLIENT: "Attorney-client privileged",
    Label.WORK_PRODUCT: "Attorney work product",
    Label.DELIBERATIVE: "Deliberative draft",
    Label.CONFIDENTIAL: "Confidential",
    Label.PUBLIC_RECORD: "Public record",
}


@dataclass(frozen=True)
class Claim:
    """A label, the state that owns it, and its rule as that state cites it."""

    label: Label = Label.NONE
    state: str = ""
    rule: str = ""

    @property
    def in_words(self) -> str:
        """What stands on every page and export: "Deliberative draft (Colorado; …)"; or ""."""
        if self.label is Label.NONE:
            return ""
        owner = "; ".join(filter(None, [name_of(self.state), self.rule]))
        return f"{IN_WORDS[self.label]} ({owner})"
