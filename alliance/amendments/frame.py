"""The frame of every page about amendments: what each shows besides its own matter."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import url_for

from alliance.accounts.queries import names
from alliance.amendments.models import Amendment
from alliance.amendments.policy import Do
from alliance.amendments.rules import Stands
from alliance.amendments.standing import One, Together
from alliance.core.web import Doors, actor
from alliance.redlines.comparing import Comparison, compare
from alliance.resolutions.frame import claim_of, crumbs
from alliance.resolutions.models import Resolution
from alliance.resolutions.rules import AMENDABLE
from alliance.states.reference import name_of
from alliance.texts.units import Text

bp = Doors("amendments", __name__)


def trail(resolution: Resolution, amendment: Amendment | None = None) -> list[tuple[str, str]]:
    """The trail to a page below the amendments of a text, or below one of them."""
    there = url_for("amendments.amendments", resolution_id=resolution.id)
    found = [*crumbs(resolution), ("Amendments", there)]
    if amendment is not None:
        own = url_for("amendments.amendment", amendment_id=amendment.id)
        found.append((f"Amendment {amendment.number}", own))
    return found


def frame(resolution: Resolution, amendment: Amendment | None = None) -> dict[str, Any]:
    """What every page shows: the text, its label, whether it takes amendments."""
    return {
        "resolution": resolution,
        "claim": claim_of(resolution),
        "crumbs": trail(resolution, amendment),
        "takes": resolution.stands in AMENDABLE,
        "Do": Do,
        "Stands": Stands,
    }


def redline(base: Text, text: Text) -> Comparison:
    """What a text changes of its base."""
    return compare(base, text, by_id=True)


def said_by(all_of_it: Together) -> dict[str, str]:
    """Whose each amendment is, by its key: "1, Utah", with what amends it."""
    return {one.key: _said(all_of_it, one) for one in all_of_it.ones}


def _said(all_of_it: Together, one: One) -> str:
    whose = f"{one.amendment.number}, {name_of(one.amendment.state_code)}"
    inner = [
        f"{two.amendment.number}, {name_of(two.amendment.state_code)}"
        for two in all_of_it.seconds(one.amendment)
        if two.stands is Stands.ADOPTED
    ]
    return f"{whose}, as amended by {'; '.join(inner)}" if inner else whose


def names_in(ones: Iterable[One], more: Iterable[uuid.UUID] = ()) -> dict[uuid.UUID, str]:
    """The names of the people and offices that did something to these amendments."""
    events = [event for one in ones for event in one.amendment.events]
    found = [key for event in events for key in (event.person_id, event.office_id)]
    return names([*found, *(one.amendment.person_id for one in ones), *more])


def office_of_reader() -> uuid.UUID | None:
    """The office of whoever reads the page."""
    return actor().office_id
