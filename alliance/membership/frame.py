"""What the pages of this domain share: the blueprint, how standings are drawn, further panels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g
from sqlalchemy import ColumnElement

from alliance.core.actor import Actor
from alliance.core.web import Doors
from alliance.membership.beside import alliance_beside
from alliance.membership.forms import RosterForm
from alliance.membership.models import Alliance
from alliance.membership.rules import MemberClass, Roster, Standing

bp = Doors("membership", __name__, url_prefix="/alliances")

Drawn = tuple[str, str, str]
"""How a mark is drawn, its letter, and what it means."""

DRAWN: Mapping[Standing, Drawn] = {
    Standing.PARTY: ("party", "P", "Party"),
    Standing.NOTICE_GIVEN: ("notice", "N", "Notice of withdrawal given, still bound"),
    Standing.INVITED: ("pending", "In", "Invited"),
    Standing.APPLIED: ("pending", "Ap", "Has applied"),
    Standing.PENDING_INSTRUMENT: ("pending", "Pe", "Waits for its instrument"),
    Standing.CONDITIONAL: ("pending", "Co", "Has joined on a condition"),
    Standing.SUSPENDED: ("suspended", "S", "Suspended"),
}
CLASSES: Mapping[MemberClass, Drawn] = {
    MemberClass.ASSOCIATE: ("associate", "A", "Takes part without being bound"),
    MemberClass.OBSERVER: ("observer", "O", "Observer"),
    MemberClass.OTHER: ("associate", "a", "Takes part without being bound"),
}
UNKNOWN: Drawn = ("unknown", "?", "Former member, date of leaving unknown")
FORMER: Drawn = ("former", "F", "Has left")
NONE: Drawn = ("none", "", "Not a member")
NOT_ASKED: Drawn = ("none", "", "Not a member, or not in the selection")


def drawn(standing: Standing, member_class: str) -> Drawn:
    """How a standing is drawn."""
    if standing is Standing.WITHDRAWN:
        return FORMER
    if standing is Standing.UNKNOWN:
        return UNKNOWN
    if standing is Standing.DECLINED:
        return NONE
    if member_class == MemberClass.PARTY:
        return DRAWN.get(standing, UNKNOWN)
    return CLASSES[MemberClass(member_class)]


@dataclass(frozen=True)
class Asking:
    """What the page of an alliance shows: the roster of the days asked for, and what was read

    beside the alliance for the panels, by the names of their columns.
    """

    alliance: Alliance
    roster: Roster
    form: RosterForm
    beside: Mapping[str, Any]


@dataclass(frozen=True)
class Panel:
    """A part of the page of an alliance that a domain above adds.

    `context` gives what the template is shown as `panel`; None: nothing is to be shown. `columns`
    are read with the alliance itself, in the statement that the page asks anyway: scalar
    subqueries that name the alliance's own id.
    """

    template: str
    context: Callable[[Asking], Mapping[str, Any] | None] = lambda _: {}
    columns: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)


# Filled in alliance/app.py, in the order of the page.
PANELS: list[Panel] = []


def shown_alliance(_actor: Actor, slug: str) -> Alliance | None:
    """The alliance with this name in addresses, and with it what its panels show."""
    columns = {name: one for panel in PANELS for name, one in panel.columns.items()}
    row = alliance_beside(slug, columns)
    if row is None:
        return None
    g.alliance_beside = row  # it also keeps what is known of the alliance at hand
    found: Alliance = row.Alliance
    return found


def known_alliance(_actor: Actor, slug: str) -> Alliance | None:
    """The alliance of this name, with what is known of it read in the same statement."""
    row = alliance_beside(slug, {})
    if row is None:
        return None
    g.alliance_beside = row
    found: Alliance = row.Alliance
    return found


def panels(alliance: Alliance, roster: Roster, form: RosterForm) -> Sequence[dict[str, Any]]:
    """The panels that have something to show: template and what it is given."""
    asking = Asking(alliance, roster, form, g.alliance_beside._mapping)  # noqa: SLF001 (named tuples')
    found = [(panel.template, panel.context(asking)) for panel in PANELS]
    return [{"template": name, "given": given} for name, given in found if given is not None]
