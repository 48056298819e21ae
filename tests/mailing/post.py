"""Letters in the tests: what went out, and what people chose."""

from email import message_from_bytes, policy

from alliance.core import worker
from alliance.core.operation import OwnBusiness
from alliance.core.transaction import transaction
from alliance.mailing import operations
from alliance.mailing.rules import Choice, Kind
from tests import make


def work():
    """Do everything that is due."""
    while worker.run_once("tests"):
        pass


def delivered(app):
    """What was sent since it was asked last."""
    mailman = app.extensions["mailman"]
    found = getattr(mailman, "outbox", None) or []
    mailman.outbox = []
    return found


def chose(role, kind=Kind.CIRCULATED, choice=Choice.DIGEST):
    """This person said how they want mail of a kind."""
    who = make.actor(role)
    with transaction():
        operations.choose(who, OwnBusiness(who), kind=kind, choice=choice)


def to(messages, role):
    """Those that went to this person."""
    return [one for one in messages if one.to == [role.email]]


def as_read(message):
    """A message as a mail program reads it."""
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def stop_link(message):
    """Where the message says that it can be stopped."""
    return message.extra_headers["List-Unsubscribe"].strip("<>").partition("localhost:8000")[2]
