"""Amendments as their tests use them: proposed, accepted, decided."""

import datetime as dt
from dataclasses import replace

from alliance.amendments import asking, deciding, operations, queries
from alliance.amendments.deciding import Decision
from alliance.amendments.models import Amendment
from alliance.amendments.standing import as_worded, together
from alliance.charters.queries import voters_of
from alliance.core.db import db
from alliance.core.record import moment
from alliance.core.transaction import transaction
from alliance.redlines.between import edits_between
from alliance.resolutions import operations as resolutions
from alliance.resolutions.models import Resolution
from alliance.resolutions.queries import text_of, under_review
from alliance.texts.starting import plain_clauses
from alliance.texts.units import Kind, Unit, new_id
from alliance.votes.rules import USUAL_RULE
from alliance.votes.ways import Way
from tests import make
from tests.people import SECRETARIAT, governor, liaison

WORDS = plain_clauses(
    "Joint resolution on common forms",
    ("the member states assist one another", "their forms differ"),
    (
        "The member states use one form for requests.",
        "The secretariat keeps the form current every year.",
        "This resolution is read once a year.",
    ),
)
CONSENT = "By unanimous consent"
WHY = "So that nobody is in doubt."


def act(verb, role, *args, **words):
    """Do something as somebody, in a transaction of its own."""
    with transaction():
        return verb(make.actor(role), *args, **words).result


def fresh(one):
    """The amendment or the resolution as it stands in the database."""
    db.session.rollback()
    return db.session.get(type(one), one.id, populate_existing=True)


def text(words=WORDS, by=None):
    """A circulated resolution of Colorado with two recitals and three clauses."""
    return make.circulated(by, words)


def base_of(resolution):
    """The text that is shown."""
    return text_of(resolution, resolution.shown_version).words


def unit_with(words, start):
    """The unit whose text begins so."""
    return next(one for one in words.units if one.text.startswith(start))


def with_words(words, old, new):
    """The text with other words in the one unit that has them."""
    (unit,) = [one for one in words.units if old in one.text]
    changed = replace(unit, text=unit.text.replace(old, new))
    return words.with_units(changed if one.id == unit.id else one for one in words.units)


def without(words, start):
    """The text without a unit."""
    gone = unit_with(words, start)
    return words.with_units(one for one in words.units if one.id != gone.id)


def with_unit(words, after, said, kind=Kind.CLAUSE):
    """The text with one more unit."""
    units = list(words.units)
    units.insert(units.index(unit_with(words, after)) + 1, Unit(new_id(), kind, said))
    return words.with_units(units)


def seen(resolution):
    """What somebody reviews who proposes now."""
    return under_review(fresh(resolution), fresh(resolution).shown_version)


def proposed(resolution, change, by=None, reason=WHY):
    """An amendment of Utah: `change` makes the amended text of the base."""
    base = base_of(fresh(resolution))
    words = {"reviewed": seen(resolution), "edits": edits_between(base, change(base))}
    return act(operations.propose, by or liaison("UT"), fresh(resolution), reason=reason, **words)


def reworded(resolution, old="every year", new="every two years", by=None):
    """An amendment that substitutes words."""
    return proposed(resolution, lambda words: with_words(words, old, new), by)


def amended(first, old, new, by=None):
    """An amendment of Wyoming to an amendment."""
    first = fresh(first)
    base = as_worded(first.resolution, first)
    words = {
        "reviewed": seen(first.resolution),
        "over": first.wording.sha256,
        "edits": edits_between(base, with_words(base, old, new)),
        "reason": WHY,
    }
    return act(operations.amend, by or liaison("WY"), fresh(first), **words)


def standing(amendment):
    """It among the others."""
    found = fresh(amendment)
    return together(found.resolution).one(found)


def decision(amendment, how=CONSENT):
    """What a clerk records who has just read it."""
    return Decision(standing(amendment).seen, how)


def adopted(amendment, how=CONSENT):
    """The same, adopted."""
    said = decision(amendment, how)
    act(deciding.adopt, SECRETARIAT, fresh(amendment), decision=said)
    return fresh(amendment)


def rejected(amendment, how=CONSENT):
    """The same, rejected."""
    said = decision(amendment, how)
    act(deciding.reject, SECRETARIAT, fresh(amendment), decision=said)
    return fresh(amendment)


def put_to_members(amendment, rule=USUAL_RULE, by=SECRETARIAT, seen=None):
    """The question on it, put to the members."""
    found = standing(amendment)
    with transaction():
        return asking.put(
            make.actor(by),
            fresh(amendment),
            rule=rule,
            way=Way(moment(found.amendment.stream) + dt.timedelta(days=14)),
            seen=seen or found.seen,
            states=voters_of(found.amendment.resolution.alliance),
        ).result


def asked(amendment):
    """It with the offices that are asked whether it is friendly."""
    found = fresh(amendment)
    return queries.Asked(found, queries.offices_asked(found.resolution))


def accepted(amendment, by=None):
    """Accepted as friendly, by Colorado."""
    read = standing(amendment).seen
    act(deciding.accept, by or governor("CO"), asked(amendment), seen=read)
    return fresh(amendment)


def declined(amendment, by=None):
    """Not accepted as friendly, by Colorado."""
    read = standing(amendment).seen
    act(deciding.decline, by or liaison("CO"), asked(amendment), seen=read)
    return fresh(amendment)


def final(resolution):
    """The final text of a resolution."""
    return together(fresh(resolution)).final()


def engrossed(resolution):
    """The resolution with its final text engrossed."""
    words = final(resolution).sha256
    given = {"reviewed": seen(resolution), "words": words}
    act(deciding.engross, SECRETARIAT, fresh(resolution), **given)
    return fresh(resolution)


def newer(resolution, change, by=None):
    """The resolution with a newer text, which is circulated too."""
    base = base_of(fresh(resolution))
    found = fresh(resolution)
    who = by or liaison()
    act(resolutions.revise, who, found, words=change(base), base=found.version)
    found = fresh(resolution)
    act(resolutions.circulate, who, found, reviewed=under_review(found))
    return fresh(resolution)


def everything():
    """A text with amendments at every stage, one of them amended."""
    one = text()
    first = reworded(one)
    amended(first, "two", "three")
    accepted(reworded(one, "one form", "one common form"))
    rejected(proposed(one, lambda words: without(words, "This resolution")))
    return first


def resolution_of(amendment):
    """The resolution that it amends."""
    return db.session.get(Resolution, amendment.resolution_id)


def count():
    """How many amendments there are."""
    return db.session.query(Amendment).count()
