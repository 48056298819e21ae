"""Notes, redlines, positions and copies for tests, made through the operations that make them."""

from dataclasses import replace

from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.layers import operations, queries
from alliance.layers.operations import Chosen
from alliance.layers.rules import Stance
from alliance.redlines.between import edits_between
from alliance.resolutions.queries import held, text_of, version_for
from tests import make
from tests.people import liaison

WORDS = "We cannot live with this."


def act(verb, who, subject, **given):
    """What somebody does, in a transaction of its own."""
    with transaction():
        return verb(make.actor(who), subject, **given).result


def units(resolution, by=None):
    """The units of the text before an office, Colorado's governor's unless told otherwise."""
    return queries.text_for(make.actor(by or liaison()), held(resolution.id)).units


def note(resolution, by=None, meant="", words=WORDS, unit=None):
    """A note on the first unit."""
    key = units(resolution, by)[0].id if unit is None else unit
    one = held(resolution.id)
    return act(operations.note, by or liaison(), one, unit=key, meant=meant, words=words)


def redline(resolution, by=None, text="the member states act alone", reason="", place=0):
    """A redline that substitutes the words of a unit."""
    who, one = make.actor(by or liaison()), held(resolution.id)
    version = version_for(who, one)
    base = text_of(one, version).words
    key = base.units[place].id
    changed = base.with_units(
        replace(unit, text=text) if unit.id == key else unit for unit in base.units
    )
    edits = edits_between(base, changed)
    return act(
        operations.redline, by or liaison(), one, version=version, edits=edits, reason=reason
    )


def position(resolution, stance=Stance.IF_AMENDED, words="", by=None):
    """How an office stands to a text."""
    one = held(resolution.id)
    return act(operations.position, by or liaison(), one, stance=stance, words=words)


def shared(resolution, *states, by=None, **chosen):
    """A copy of these, or of a new note, to the offices of these states."""
    given = chosen or {"notes": [note(resolution, by)]}
    one = held(resolution.id)
    return act(operations.share, by or liaison(), one, chosen=Chosen(**given), states=states)


def fresh(one):
    """The thing as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(type(one), one.id)
