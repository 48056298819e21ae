"""Who else writes, reads and sponsors a text, and under which label it goes."""

import uuid
from collections.abc import Collection

from alliance.accounts.models import Office
from alliance.charters.queries import terms_on
from alliance.charters.terms import OF_PARTY, REGION, drafting_in_words
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.db import db
from alliance.core.operation import Act, OwnBusiness, RuleBroken, operation
from alliance.core.outbox import tell
from alliance.membership.queries import bound_states
from alliance.resolutions.audience import Audience, Claim, Label
from alliance.resolutions.models import ChosenState, CoWriter, Resolution, TextSponsor
from alliance.resolutions.policy import Do, writers_of
from alliance.resolutions.queries import sponsors_of, standing_sponsor
from alliance.resolutions.rules import AMENDABLE, WRITABLE, named
from alliance.states.reference import jurisdictions, name_of

MOST_WRITERS = 8
LONGEST_PARTY = 40
UNDER_WAY = WRITABLE | AMENDABLE


def _refuse_frozen(resolution: Resolution) -> None:
    if resolution.stands not in UNDER_WAY:
        raise RuleBroken(f"This resolution is {named(resolution.stands)}; its text is frozen.")


@operation(Do.INVITE)
def set_writers(actor: Actor, resolution: Resolution, *, offices: Collection[Office]) -> Act[None]:
    """Say which other offices write the text together with this one; the others no longer do."""
    _refuse_frozen(resolution)
    wanted = {one.id: one for one in offices if one.id != resolution.office_id}
    if len(wanted) + 1 > MOST_WRITERS:
        raise RuleBroken(f"At most {MOST_WRITERS} offices write one text; choose fewer.")
    bound = bound_states(resolution.alliance)
    for office in wanted.values():
        if office.state_code not in bound:
            raise RuleBroken(f"{office.name} is of no member of {resolution.alliance.name}.")
    for one in resolution.co_writers:
        if one.ended_at is None and one.office_id not in wanted:
            one.ended_at = clock.now()
    for key in wanted.keys() - writers_of(resolution):
        _add_writer(actor, resolution, key)
    _end_sponsors(resolution)
    facts = {"resolution": resolution.id, "offices": sorted(str(key) for key in wanted)}
    return Act(None, OwnBusiness(actor, resolution), facts)


def _add_writer(actor: Actor, resolution: Resolution, office_id: uuid.UUID) -> None:
    added = CoWriter(
        resolution_id=resolution.id, office_id=office_id, at=clock.now(), person_id=actor.person_id
    )
    resolution.co_writers.append(added)
    db.session.flush()
    key = f"{resolution.id}:{added.id}"
    tell(f"office:{office_id}", "resolutions/mail/invited", str(resolution.id), key)


def _end_sponsors(resolution: Resolution) -> None:
    """Who may read the text no longer sponsors it no longer: nothing waits for their word."""
    for one in sponsors_of(resolution):
        if not _reads(resolution, one):
            one.ended_at = clock.now()


def _reads(resolution: Resolution, sponsor: TextSponsor) -> bool:
    if sponsor.office_id in writers_of(resolution):
        return True
    if resolution.opened_at is not None:
        return sponsor.state_code in bound_states(resolution.alliance)
    chosen = {one.state_code for one in resolution.chosen if one.ended_at is None}
    return resolution.audience != Audience.OFFICE and sponsor.state_code in chosen


@operation(Do.CHOOSE)
def choose_states(actor: Actor, resolution: Resolution, *, states: Collection[str]) -> Act[None]:
    """Say which states read the text before all members do; none leaves it to its writers."""
    _refuse_frozen(resolution)
    if resolution.opened_at is not None:
        raise RuleBroken("The members have this text before them already.")
    if strangers := set(states) - set(bound_states(resolution.alliance)):
        said = ", ".join(name_of(code) for code in sorted(strangers))
        raise RuleBroken(f"Not a member of {resolution.alliance.name}: {said}.")
    now = clock.now()
    stand = {one.state_code: one for one in resolution.chosen if one.ended_at is None}
    for code in stand.keys() - set(states):
        stand[code].ended_at = now
    for code in sorted(set(states) - stand.keys()):
        resolution.chosen.append(
            ChosenState(
                resolution_id=resolution.id, state_code=code, at=now, person_id=actor.person_id
            )
        )
    db.session.flush()
    if (
        resolution.audience not in (Audience.OFFICE, Audience.CHOSEN)
        and not resolution.shown_version
    ):
        resolution.audience = Audience.CHOSEN
    _end_sponsors(resolution)
    facts = {"resolution": resolution.id, "states": sorted(states)}
    return Act(None, OwnBusiness(actor, resolution), facts)


@operation(Do.CLAIM)
def put_label(actor: Actor, resolution: Resolution, *, claim: Claim) -> Act[None]:
    """Put the text under a label, of the state that owns the claim; or take the label off."""
    if claim.label is not Label.NONE and claim.state not in jurisdictions():
        raise RuleBroken("Name the state whose rule it is.")
    hidden = (Label.NONE, Label.PUBLIC_RECORD)
    if resolution.audience == Audience.PUBLIC and claim.label not in hidden:
        raise RuleBroken("The public has this text before it: privilege cannot be claimed for it.")
    resolution.label = claim.label
    resolution.label_state = claim.state if claim.label is not Label.NONE else None
    resolution.label_rule = claim.rule if claim.label is not Label.NONE else ""
    resolution.changed_at = clock.now()
    facts = {"resolution": resolution.id, "label": str(claim.label), "state": claim.state}
    return Act(None, OwnBusiness(actor, resolution), facts)


@operation(Do.SPONSOR)
def sponsor(actor: Actor, resolution: Resolution, *, party: str = "") -> Act[TextSponsor]:
    """Sponsor the text for one's state; `party` as the office states it, where that is asked."""
    _refuse_frozen(resolution)
    if actor.office_id is None or actor.person_id is None:
        raise RuleBroken("A sponsor is an office of a state.")
    if standing_sponsor(resolution, actor.office_id) is not None:
        raise RuleBroken("Your office sponsors this text already.")
    made = TextSponsor(
        resolution_id=resolution.id,
        office_id=actor.office_id,
        state_code=actor.state,
        party=party,
        at=clock.now(),
        person_id=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    resolution.changed_at = clock.now()
    return Act(made, resolution, {"resolution": resolution.id, "state": actor.state})


@operation(Do.SPONSOR)
def end_sponsoring(actor: Actor, resolution: Resolution) -> Act[None]:
    """TextSponsor the text no longer."""
    _refuse_frozen(resolution)
    found = standing_sponsor(resolution, actor.office_id)
    if found is None:
        raise RuleBroken("Your office does not sponsor this text.")
    found.ended_at = resolution.changed_at = clock.now()
    facts = {"resolution": resolution.id, "state": actor.state, "ended": True}
    return Act(None, resolution, facts)


def refuse_unsponsored(resolution: Resolution) -> None:
    """Refuse to circulate what has not the sponsors that the charter asks for."""
    if reason := why_unsponsored(resolution):
        raise RuleBroken(reason)


def why_unsponsored(resolution: Resolution) -> str:
    """What is missing of the sponsors that the charter asks for, or ""."""
    asked = terms_on(resolution.alliance, clock.today()).drafting
    if not asked.sponsors:
        return ""
    found = sponsors_of(resolution)
    states = {one.state_code for one in found}
    said = f"The charter: {drafting_in_words(asked)} Sponsored by {len(states)} so far."
    if len(states) < asked.sponsors:
        return said
    regions = {jurisdictions()[code].region for code in states}
    parties = {one.party.casefold() for one in found if one.party}
    differ = {REGION: len(regions), OF_PARTY: len(parties)}.get(asked.different, 2)
    return "" if differ > 1 else said
