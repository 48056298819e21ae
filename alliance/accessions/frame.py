"""What the pages of coming in share: the blueprint, the trail, the steps, what comes next."""

import datetime as dt
from typing import Any

from flask import url_for

from alliance.accessions import queries
from alliance.accessions.models import Accession
from alliance.accessions.rules import OPEN, ROAD, By, Stage, next_step
from alliance.charters.queries import charter_on, terms_on
from alliance.charters.terms import assumed_in_words
from alliance.charters.terms import in_words as terms_in_words
from alliance.core.saying import day
from alliance.core.web import Doors, actor
from alliance.membership.models import Alliance
from alliance.rulebook.compacts.reading import parse_condition
from alliance.rulebook.conditions.words import condition_words
from alliance.states.reference import jurisdictions, name_of, today_in

bp = Doors("accessions", __name__, url_prefix="/alliances")

LABELS = {
    Stage.INVITED: "Invited",
    Stage.APPLIED: "Applied",
    Stage.APPROVED: "Approved",
    Stage.CONDITIONAL: "Joined conditionally",
    Stage.JOINED: "Party",
    Stage.DECLINED: "Declined",
    Stage.REFUSED: "Not admitted",
    Stage.ENDED: "Taken back",
}


def crumbs(alliance: Alliance, accession: Accession | None = None) -> list[tuple[str, str]]:
    """The pages above one about coming in."""
    above = [
        ("Alliances", url_for("membership.alliances")),
        (alliance.name, url_for("membership.alliance", slug=alliance.slug)),
        ("Joining", url_for("accessions.accessions", slug=alliance.slug)),
    ]
    if accession is not None:
        above.append((named(accession), url_for(".accession", accession_id=accession.id)))
    return above


def named(accession: Accession) -> str:
    """What the page of an accession is called."""
    return f"Accession of {name_of(accession.state_code)}"


def steps(accession: Accession, *, invited: bool) -> list[dict[str, str]]:
    """The way in as a page draws it: done, now, to come."""
    now = accession.stands
    road = [*([Stage.INVITED] if invited else []), *ROAD]
    if accession.condition is not None or now is Stage.CONDITIONAL:
        road.insert(-1, Stage.CONDITIONAL)
    if now not in OPEN and now is not Stage.JOINED:
        came = [one for one in road if _is_behind(accession, one)]
        found = [_step(accession, one, "complete") for one in came]
        return [*found, _step(accession, now, "current")]
    here = road.index(now) if now in road else 0
    return [
        _step(accession, one, "complete" if at < here else "current" if at == here else "upcoming")
        for at, one in enumerate(road)
    ]


def _is_behind(accession: Accession, stage: Stage) -> bool:
    first = stage in {Stage.INVITED, Stage.APPLIED}
    declined = accession.stands is Stage.DECLINED and stage is Stage.APPLIED
    return (first and not declined) or (
        stage is Stage.APPROVED and accession.approved_at is not None
    )


def _step(accession: Accession, stage: Stage, state: str) -> dict[str, str]:
    note = ""
    if stage is Stage.JOINED and accession.party_from:
        ahead = accession.party_from > today_in(accession.state_code)
        note = f"{'from' if ahead else 'since'} {day(accession.party_from)}"
    return {"label": LABELS[stage], "state": state, "note": note}


def turn(accession: Accession, *, question_open: bool) -> str:
    """Who does what next, as a sentence; "" where nobody does anything any more."""
    who, what = next_step(
        accession.stands,
        accession.asks,
        len(queries.sponsors_of(accession)),
        question_open=question_open,
    )
    whose: dict[str, Any] = {
        "state": name_of(accession.state_code),
        "secretariat": "The secretariat"
        if accession.alliance.secretariat_id
        else "An office of a member",
        "members": "The members:" if what[:1].isdigit() else "The members",
        "others": "The others",
    }
    return f"{whose[who]} {what}." if who else ""


def only(alliance: Alliance, what: str) -> str:
    """Who can do something for the reader's state, where the reader cannot: a sentence, or ""."""
    who = actor()
    if not who.state:
        return ""
    able = queries.who_binds(alliance, who.state)
    if any(one.person_id == who.person_id for one in able):
        return ""
    named = [f"{one.name}, {one.rank}," for one in able]
    if not named:
        return (
            f"Only the principal of the {alliance.represented_by}'s office of "
            f"{name_of(who.state)} can {what}; none serves there now."
        )
    return f"Only {' or '.join(named)} can {what} for {name_of(who.state)}."


def admission_words(alliance: Alliance, day: dt.date) -> str:
    """What is asked of who comes in, and whether that is recorded or what is assumed here."""
    if charter_on(alliance, day) is not None:
        return dict(terms_in_words(terms_on(alliance, day)))["Admission"]
    enacted = queries.asked_on(alliance, day).by is By.NOBODY
    said = dict(assumed_in_words(compact=enacted))["Admission"]
    return f"Not recorded. Until a charter is recorded, this installation assumes: {said}"


def in_words(condition: object) -> str:
    """The condition on which a state joins, with the names of states; "" where there is none."""
    if not condition:
        return ""
    words = condition_words(parse_condition(condition))
    return " ".join(_name(word) for word in words.split())


def _name(word: str) -> str:
    code = word.strip(",;()")
    return word.replace(code, name_of(code)) if code in jurisdictions() else word
