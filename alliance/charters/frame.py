"""What the pages of this domain share: the blueprint, the trail above a page, and plain forms."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from alliance.charters.held_forms import EndForm
from alliance.core.forms import HouseForm
from alliance.core.shown import local_now
from alliance.core.web import Doors
from alliance.membership.forms import AsOfForm
from alliance.membership.models import Alliance

bp = Doors("charters", __name__, url_prefix="/alliances")

Crumb = tuple[str, str]


def crumbs(alliance: Alliance, *more: Crumb) -> list[Crumb]:
    """The pages above one of an alliance."""
    return [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        *more,
    ]


def to(alliance: Alliance, page: str, label: str) -> Crumb:
    """The page of an alliance with this endpoint, as one of a trail."""
    return label, url_for(f"charters.{page}", slug=alliance.slug)


def as_of() -> AsOfForm:
    """The day for which a page speaks; it stands in the address."""
    return AsOfForm.asked(request.args, local_now().date())


def today() -> dt.date:
    """The day it is for the reader."""
    return local_now().date()


@dataclass(frozen=True)
class Asked:
    """One field of a plain form: its name, what is said under it, further attributes."""

    name: str
    hint: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Writing:
    """A page with a plain form: what it is called, what stands above it, what its button says."""

    title: str
    above: Sequence[Crumb]
    status: str
    button: str
    fields: Sequence[Asked]
    said: str  # once it is done
    back: str = ""  # where it leads then; to the last page above, if empty
    danger: bool = False

    @property
    def then(self) -> str:
        """Where it leads when it is done."""
        return self.back or self.above[-1][1]


def writing(page: Writing, form: HouseForm, verb: Callable[[], object]) -> ResponseReturnValue:
    """Show a plain form, or do what it asks for and go back."""
    if form.done(verb):
        flash(page.said, "success")
        return redirect(page.then, 303)
    return render_template(
        "charters/write.html", page_of=page, form=form, where=request.path
    ), form.http_code


def ending(
    title: str, above: Sequence[Crumb], status: str, verb: Callable[[dt.date, str], object]
) -> ResponseReturnValue:
    """The form that ends something after a day, for a reason."""
    form = EndForm.sent(data={"last_on": today()})
    page = Writing(
        title,
        above,
        status,
        "End it",
        [
            Asked("last_on", "The day before its first day says that it never held."),
            Asked("why", "It stands beside the entry, for every reader."),
        ],
        "The end is recorded. What was recorded before stays.",
        danger=True,
    )
    return writing(page, form, lambda: verb(form.last_on.data, form.reason))
