"""Drafts with a log, and everybody around them."""

from dataclasses import replace

from alliance.core.transaction import transaction
from alliance.drafting import operations, queries
from alliance.drafting.rules import SNAPSHOT_AFTER
from alliance.resolutions import sharing
from alliance.resolutions.queries import held
from tests import make
from tests.drafting.browsers import Browser
from tests.people import liaison


def written(made, words, by=None):
    """Words typed at the front of the first unit of a draft."""
    who = make.actor(by or liaison())
    with transaction():
        found = held(made.id)

        def merged(now):
            first = now.units[0]
            units = (replace(first, text=words + first.text), *now.units[1:])
            return now.with_units(units)

        return operations.set_down(who, found, merged=merged)


def everything():
    """At least one row in each table of drafts and of those who write, read and sponsor them."""
    made = make.shared_draft()
    for nth in range(SNAPSHOT_AFTER):
        written(made, "ab"[nth % 2])
    with transaction():
        found, who = held(made.id), make.actor(liaison())
        draft = operations.begin(who, found)
        one = Browser(queries.opened(draft).get_update())
        one.type(queries.words_of(found).units[0].id, 0, "typed")
        operations.type_in(who, found, update=one.sends(), client=one.doc.client_id)
        operations.be_here(who, draft, "")
        sharing.sponsor(who, found)
    with transaction():
        found, who = held(made.id), make.actor(liaison())
        sharing.end_sponsoring(who, found)
        sharing.set_writers(who, found, offices=[])
        sharing.choose_states(who, found, states=[])
