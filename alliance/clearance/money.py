"""The page on which a commitment of money is prepared: an act of the office itself."""

from flask import url_for
from flask.typing import ResponseReturnValue

from alliance.authority.commitments import as_prepared
from alliance.authority.forms import AmountForm
from alliance.authority.rules import ActClass
from alliance.clearance.forms import NoteForm
from alliance.clearance.operations import Matter, prepare
from alliance.clearance.policy import Do
from alliance.clearance.rules import Content
from alliance.clearance.views import Preparing, bp, preparing
from alliance.core.web import actor

__all__ = ["bp"]


class MoneyForm(AmountForm, NoteForm):
    """How much, for what, and what is said to the colleagues."""


@bp.form("/commitments/prepare", may=Do.PREPARE)
def money() -> ResponseReturnValue:
    """Prepare a commitment of money, for somebody else of the office to make."""
    form = MoneyForm.begun(as_prepared())
    above = [
        ("Office", url_for("staffing.people")),
        ("Commitments of money", url_for("commitments.commitments")),
    ]
    page = Preparing("Prepare a commitment", ActClass.COMMIT, above, ("amount", "subject"))

    def matter() -> Matter:
        return Matter(ActClass.COMMIT, form.for_what, form.for_what, Content({"cents": form.cents}))

    return preparing(page, form, lambda: prepare(actor(), None, matter=matter(), note=form.words))
