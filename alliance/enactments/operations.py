"""What can be done with campaigns: open, revise, close, say where a state stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.canonical import canonical, digest
from alliance.core.db import db
from alliance.core.operation import Act, ChangedMeanwhile, Done, RuleBroken, operation
from alliance.core.policy import require
from alliance.core.record import moment
from alliance.enactments import reminding
from alliance.enactments.models import Campaign, CampaignVersion
from alliance.enactments.policy import Do
from alliance.enactments.queries import newest_of
from alliance.enactments.rules import BEFORE, LONGEST_WHY, SILENT, why_not_campaign
from alliance.instruments import operations as instruments
from alliance.instruments.models import Instrument
from alliance.instruments.operations import What
from alliance.instruments.rules import ENDED, Facts, Kind, Purpose, Stage
from alliance.membership.models import Alliance
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.problems import MalformedRule


@dataclass(frozen=True)
class Asking:
    """What a campaign asks: its title, the model, the threshold, when somebody is reminded.

    `threshold` is a condition of the rule language; None: the alliance's own entry into force.
    """

    title: str
    text: str
    threshold: Mapping[str, Any] | None = None
    before_days: int = BEFORE
    silent_days: int = SILENT


@operation(Do.OPEN)
def open_campaign(
    actor: Actor, alliance: Alliance, *, purpose: Purpose, asking: Asking
) -> Act[Campaign]:
    """Open a campaign: states are asked to enact a text."""
    now = moment(alliance.stream)
    _refuse(purpose, asking)
    made = Campaign(
        id=clock.new_id(),
        alliance_id=alliance.id,
        alliance=alliance,
        purpose=purpose.value,
        office_id=actor.office_id,
        opened_at=now,
        version=1,
    )
    db.session.add(made)
    _add(made, actor, asking, now)
    return Act(made, made, _said(made), now)


@operation(Do.REVISE)
def revise_campaign(
    actor: Actor, campaign: Campaign, *, asking: Asking, base: int
) -> Act[Campaign]:
    """Say what a campaign asks now; `base` is the version that the writer had before them."""
    now = _held(campaign)
    if base != campaign.version:
        raise ChangedMeanwhile(
            f"Version {campaign.version} was saved while you were writing. Read it, then save "
            "again."
        )
    _refuse(campaign.of_purpose, asking)
    if asking == asking_now(campaign):
        raise RuleBroken("This is what the campaign asks already.")
    campaign.version += 1
    _add(campaign, actor, asking, now)
    reminding.leave(campaign)
    return Act(campaign, campaign, _said(campaign), now)


@operation(Do.CLOSE)
def close_campaign(_actor: Actor, campaign: Campaign, *, why: str) -> Act[Campaign]:
    """Close a campaign; what was enacted and found stays."""
    now = _held(campaign)
    if not why.strip() or len(why) > LONGEST_WHY:
        raise RuleBroken(f"Say in at most {LONGEST_WHY} characters why it is closed.")
    campaign.closed_at, campaign.closed_why = now, why
    db.session.flush()
    return Act(campaign, campaign, {**_said(campaign), "why": why}, now)


@dataclass(frozen=True)
class Said:
    """Where a state stands: which state, what kind of act, what is known of it.

    `base` is the version of the instrument that the writer had before them; None if there was none.
    """

    state: str
    kind: Kind
    facts: Facts
    base: int | None = None


def report(actor: Actor, campaign: Campaign, *, said: Said) -> Done[Instrument]:
    """Say where a state stands: of its instrument in the campaign, or of a new one."""
    require(actor, Do.REPORT, campaign)
    if campaign.closed_at is not None:
        raise RuleBroken("This campaign is closed. Record the instrument on the alliance's page.")
    state = actor.state or said.state
    one = under_way(campaign, state)
    if one is not None:
        return instruments.revise(actor, one, facts=said.facts, base=said.base or 0)
    if said.base is not None:
        raise ChangedMeanwhile("Its instrument has ended meanwhile. Read it, then begin anew.")
    what = What(state, said.kind, campaign.of_purpose, campaign.title, campaign.id)
    return instruments.record(actor, campaign.alliance, what=what, facts=said.facts)


def under_way(campaign: Campaign, state: str) -> Instrument | None:
    """The newest instrument of a state in a campaign, unless it has ended."""
    one = newest_of(campaign, state)
    return one if one is not None and Stage(one.known.stage) not in ENDED else None


def asking_now(campaign: Campaign) -> Asking:
    """What a campaign asks now."""
    now = campaign.says
    return Asking(now.title, now.text, now.threshold, now.before_days, now.silent_days)


def _held(campaign: Campaign) -> dt.datetime:
    """The instant of the act; nobody else changes the campaign before this transaction ends."""
    now = moment(campaign.stream)
    db.session.refresh(campaign)
    if campaign.closed_at is not None:
        raise RuleBroken("This campaign is closed.")
    return now


def _refuse(purpose: Purpose, asking: Asking) -> None:
    waits = (asking.before_days, asking.silent_days)
    if reason := why_not_campaign(purpose, asking.title, asking.text, waits):
        raise RuleBroken(reason)
    if asking.threshold is not None:
        try:
            parse_condition(asking.threshold)
        except MalformedRule as wrong:
            raise RuleBroken(f"The threshold cannot be read. {wrong}") from None


def _add(campaign: Campaign, actor: Actor, asking: Asking, now: dt.datetime) -> None:
    campaign.versions.append(
        CampaignVersion(
            version=campaign.version,
            title=asking.title,
            threshold=dict(asking.threshold) if asking.threshold is not None else None,
            text=asking.text,
            text_sha256=digest(asking.text.encode()),
            before_days=asking.before_days,
            silent_days=asking.silent_days,
            at=now,
            person_id=actor.person_id,
        )
    )
    db.session.flush()


def _said(campaign: Campaign) -> dict[str, object]:
    now = campaign.says
    threshold = digest(canonical(now.threshold)) if now.threshold is not None else None
    return {
        "campaign": campaign.id,
        "purpose": campaign.purpose,
        "version": campaign.version,
        "model_sha256": now.text_sha256,
        "threshold_sha256": threshold,
    }
