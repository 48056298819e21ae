"""Threads for tests, made through the operations that make them."""

from alliance.core.db import db
from alliance.core.transaction import transaction
from alliance.discussions import operations
from alliance.discussions.models import Comment, Thread
from alliance.discussions.operations import About, Said
from alliance.discussions.queries import words_of_circle
from alliance.discussions.rules import Circle
from alliance.resolutions.queries import held
from tests import make
from tests.people import liaison

WORDS = "This is too narrow."


def act(verb, who, subject, **given):
    """What somebody does, in a transaction of its own."""
    with transaction():
        return verb(make.actor(who), subject, **given).result


def first_unit(resolution, circle=Circle.WRITERS):
    """The first unit of the text that a circle reads."""
    return words_of_circle(held(resolution.id), circle).units[0]


def thread(  # noqa: PLR0913 (what a thread is made of)
    resolution,
    circle=Circle.WRITERS,
    *,
    by=None,
    meant="",
    suggests=None,
    words=WORDS,
    mentions=(),
    unit=None,
):
    """Begun by Colorado's liaison, on the first unit."""
    key = first_unit(resolution, circle).id if unit is None else unit
    return act(
        operations.start,
        by or liaison(),
        held(resolution.id),
        circle=circle,
        about=About(key, meant, suggests),
        said=Said(words, mentions),
    )


def replied(one, words="I agree.", by=None, mentions=()):
    """An answer by Colorado's liaison."""
    return act(operations.reply, by or liaison(), fresh(one), said=Said(words, mentions))


def fresh(one):
    """The thread as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(Thread, one.id)


def fresh_comment(one):
    """The comment as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(Comment, one.id)


def person(role):
    """Who somebody is."""
    return make.actor(role).person_id
