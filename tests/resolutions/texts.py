"""Texts under labels and embargoes, shown to some, for the tests of files."""

import datetime as dt

from alliance.core import clock
from alliance.core.transaction import transaction
from alliance.resolutions import operations, queries, sharing
from alliance.resolutions.audience import Audience, Claim, Label
from alliance.texts.starting import plain_clauses
from tests import make
from tests.people import liaison

SECRET = "canaryofversiontwo"


def labelled(made, label=Label.DELIBERATIVE):
    with transaction():
        found = queries.held(made.id)
        claim = Claim(label, "CO", "C.R.S. 24-72-204")
        sharing.put_label(make.actor(liaison()), found, claim=claim)
    return made


def written_on(made, words=f"The states keep the {SECRET}."):
    """A further version that nobody was shown."""
    with transaction():
        found = queries.held(made.id)
        text = plain_clauses("Joint resolution on common forms", (), (words,))
        operations.revise(make.actor(liaison()), found, words=text, base=found.version)
    return made


def to_chosen(embargo=None):
    """A text that Wyoming was chosen to read, before the members do where there is an embargo."""
    made = make.shared_draft()
    audience = Audience.MEMBERS if embargo else Audience.CHOSEN
    with transaction():
        found = queries.held(made.id)
        operations.circulate(
            make.actor(liaison()),
            found,
            audience=audience,
            embargo_until=clock.now() + embargo if embargo else None,
            **make.seen(found),
        )
    return made


def public(words=make.WORDS, label=Label.NONE):
    """A circulated text that is meant for everybody."""
    made = make.draft(words=words)
    if label is not Label.NONE:
        labelled(made, label)
    with transaction():
        found = queries.held(made.id)
        who = make.actor(liaison())
        operations.circulate(who, found, audience=Audience.PUBLIC, **make.seen(found))
    return made


A_WEEK = dt.timedelta(days=7)
