"""The form of a decision: why, and what stood on the review."""

from wtforms import HiddenField, TextAreaField

from alliance.core.forms import AtMost, HouseForm, Required, tidy
from alliance.transitions.rules import MOST_REASON


class DecideForm(HouseForm):
    """The reason, and the digest of the thing as it was reviewed."""

    reason = TextAreaField(
        "Reason",
        [Required("Give a reason: who reads the log later asks for it."), AtMost(MOST_REASON)],
    )
    sha256 = HiddenField("What was reviewed")

    @property
    def words(self) -> str:
        """The reason in one paragraph."""
        return " ".join(tidy(self.reason.data).split())
