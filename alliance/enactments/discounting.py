"""What a determination means for the membership of the state that enacted the text."""

import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from alliance.charters.serving import end_of_state
from alliance.core.actor import CLOCK
from alliance.enactments.models import Determination, Enacted
from alliance.enactments.queries import determinations_of, last_on
from alliance.instruments.models import Instrument
from alliance.instruments.queries import joining
from alliance.instruments.rules import Purpose, Stage
from alliance.membership.discounting import Discounted, discount, restore, waits
from alliance.membership.models import Alliance
from alliance.membership.moving import period_under_way
from alliance.states.reference import today_in

NOT_COUNTED = "Its enactment was determined materially different: it does not count."


class Joined(Protocol):
    """The accession by which a state came in here."""

    @property
    def instrument_id(self) -> uuid.UUID | None:
        """The instrument with which it joined, if the charter asked for one."""


# By which accession a state came in, if it did so here. Filled in alliance/app.py.
JOINED_BY: list[Callable[[Alliance, str], Joined | None]] = []


def follow(what: Enacted, made: Determination) -> Discounted | None:
    """Discount the state, or count it again; what was discounted and waits, if anything does."""
    if what.campaign.of_purpose is not Purpose.JOIN:
        return None
    # Also where another text was recorded while the members were asked: what was found last
    # of an instrument holds until it is determined anew.
    before = last_on(what.campaign, made.state_code)
    if made.different:
        return _discounted(what) or (before.discounted if before else None)
    return _restored(what, made, before)


def _discounted(what: Enacted) -> Discounted | None:
    """Discount the state; what was known of its membership before."""
    state = what.instrument.state_code
    if not _rests_on(what):
        return None
    why = f"text determined materially different: {what.campaign.title}"
    row = discount(what.alliance, state, why)
    if row is None:
        return None
    # Only a member holds an office or a seat. What ends does not come back by itself.
    end_of_state(CLOCK, what.alliance, state=state, out_on=today_in(state), why=NOT_COUNTED)
    return row.period_id, row.version - 1


def _rests_on(what: Enacted) -> bool:
    """Whether the membership of the state came with this instrument, as far as is known here.

    With the one by which it joined here; where it was imported, with the only one that is known;
    where it was discounted in the campaign before, with the newest that was enacted. A bill that
    was not enacted has brought nobody in.
    """
    alliance, one = what.alliance, what.instrument
    if not _was_made(one):
        return False
    row = period_under_way(alliance, one.state_code, today_in(one.state_code))
    earlier = [x.period_id for x in determinations_of(what.campaign, one.state_code)]
    if row is not None and row.period_id in earlier:
        of_it = (x for x in joining(alliance, one.state_code) if x.campaign_id == what.campaign.id)
        return next((x.id for x in of_it if _was_made(x)), None) == one.id
    found = (joined(alliance, one.state_code) for joined in JOINED_BY)
    accession = next((one for one in found if one is not None), None)
    if accession is not None:
        return accession.instrument_id == one.id
    return [x.id for x in joining(alliance, one.state_code)] == [one.id]


def _was_made(one: Instrument) -> bool:
    """Whether it was enacted or signed once, whatever became of it since."""
    return any(Stage(version.stage) is Stage.MADE for version in one.versions)


def _restored(what: Enacted, made: Determination, last: Determination | None) -> Discounted | None:
    """Count the state again, if it was discounted; what waits until the instrument has effect."""
    if last is None or last.discounted is None or not waits(what.alliance, last.discounted):
        return None
    effect = what.instrument.effect.day
    if effect is None:
        return last.discounted
    first = _first_of(determinations_of(what.campaign, made.state_code), last.discounted)
    same = (first.instrument_id, first.text_sha256) == (made.instrument_id, made.text_sha256)
    why = f"text determined substantially similar: {what.campaign.title}"
    restore(what.alliance, last.discounted, why, on=None if same else effect)
    return None


def _first_of(found: Sequence[Determination], before: Discounted) -> Determination:
    """The determination by which the membership was discounted: its text was what counted."""
    return next(one for one in found if one.discounted == before)
