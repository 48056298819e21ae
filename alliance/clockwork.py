"""What time does by itself: the jobs of which each begins a transaction of its own."""

import datetime as dt
import uuid

from alliance.accessions import conditions
from alliance.authority import terms
from alliance.core import clock, outbox
from alliance.core.actor import CLOCK
from alliance.core.transaction import transaction
from alliance.resolutions import opening
from alliance.votes import operations as votes
from alliance.votes.queries import held
from alliance.withdrawals import operations as withdrawals


def close_when_due(job: outbox.Taken) -> None:
    """What time does: a roll call whose time has passed is closed, once.

    The job of a close that was put off meanwhile does nothing: the later close has its own.
    """
    with transaction():
        question = held(uuid.UUID(str(job.facts["question"])))
        if question is not None and question.is_open and clock.now() >= question.closes_at:
            votes.close_and_follow(CLOCK, question)


def end_term_when_due(job: outbox.Taken) -> None:
    """What time does: the end of a term is noted once, unless it was corrected meanwhile."""
    with transaction():
        key, version = uuid.UUID(str(job.facts["term"])), int(job.facts["version"])
        if (term := terms.ended_term(key, version)) is not None:
            terms.end_term(CLOCK, term)


def open_when_due(job: outbox.Taken) -> None:
    """What time does: an embargo is over, and the members read the text."""
    with transaction():
        text = opening.embargo_over(uuid.UUID(str(job.facts["resolution"])))
        if text is not None:
            opening.open_to_members(CLOCK, text, by=uuid.UUID(str(job.facts["by"])))


def withdraw_when_due(job: outbox.Taken) -> None:
    """What time does: a withdrawal takes effect, unless another day holds by now."""
    with transaction():
        key = uuid.UUID(str(job.facts["notice"]))
        effective = dt.date.fromisoformat(str(job.facts["effective_on"]))
        if (notice := withdrawals.due(key, effective)) is not None:
            withdrawals.take_effect(CLOCK, notice)


def look_at_conditions(job: outbox.Taken) -> None:
    """What time does: the conditions on which states have joined are looked at day by day."""
    with transaction():
        conditions.look(uuid.UUID(str(job.facts["alliance"])))
