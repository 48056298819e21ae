"""How a question is put, and what a charter says of that."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from alliance.charters.voting import Voting
from alliance.core.canonical import canonical
from alliance.core.operation import RuleBroken
from alliance.rulebook.choosing import with_options
from alliance.votes import deadlines
from alliance.votes.deadlines import Deadline, Unit
from alliance.votes.ruled import chooses, counts_shares
from alliance.votes.rules import Mode, why_not_way
from alliance.votes.terms import Terms


@dataclass(frozen=True)
class Way:
    """How a question is put. What is None is as the charter says.

    `closes_at` is an instant, or `deadline` a length of time in `zone`; one of the two.
    """

    closes_at: dt.datetime | None = None
    deadline: Deadline | None = None
    zone: str = "UTC"
    mode: Mode = Mode.WRITTEN
    hidden: bool | None = None
    may_change: bool | None = None
    secret: bool = False
    chair: str = ""  # the state whose presiding officer may break a tie

    def ends(self, now: dt.datetime) -> dt.datetime:
        """The close, for a question that is opened now."""
        if (self.closes_at is None) == (self.deadline is None):
            raise RuleBroken("Say when the question closes: at an instant, or after a time.")
        if self.closes_at is not None:
            return self.closes_at
        assert self.deadline
        if reason := deadlines.why_not_deadline(self.deadline):
            raise RuleBroken(reason)
        return deadlines.closes_at(now, self.deadline, self.zone)

    def terms(self, voting: Voting, rule: object) -> Terms:
        """The terms that opening freezes, under what the charter says of votes.

        Where it hides results, or lets answers stand, no question is put otherwise.

        A weight is divided only where the rule counts shares, whatever the charter allows.
        """
        return Terms(
            mode=self.mode,
            may_change=voting.may_change and self.may_change is not False,
            hidden=voting.hidden or bool(self.hidden),
            secret=self.secret,
            extensions=voting.extensions,
            divided=voting.divided and counts_shares(rule),
            proxies=voting.proxies,
            chains=voting.chains,
            chair=self.chair,
            zone=self.zone,
            deadline=self.deadline.as_json() if self.deadline else None,
        )


def own_rule(voting: Voting, kind: str, rule: object) -> Any:
    """The charter's rule for a question of a kind, or None where it says nothing of it.

    `rule` is what is proposed: where it chooses among options, so does the charter's, among these.
    """
    if not isinstance(rule, dict) or not chooses(rule):
        return voting.rule_for(kind)
    own = voting.rule_for(kind, among_several=True)
    return None if own is None else with_options(own, rule.get("options"))


def hold_to_charter(  # noqa: PLR0913 (what a charter speaks of)
    voting: Voting, kind: str, rule: object, way: Way, *, closes_at: dt.datetime, now: dt.datetime
) -> None:
    """Refuse what the charter does not allow: another rule, another way, too short a time."""
    if reason := why_not_way(kind, way.mode, rule, secret=way.secret):
        raise RuleBroken(reason)
    own = own_rule(voting, kind, rule)
    if own is not None and canonical(own) != canonical(rule):
        raise RuleBroken("The charter says by which rule this is decided. Put it under that rule.")
    if str(way.mode) not in voting.modes:
        raise RuleBroken(f"The charter does not let questions be put this way: {way.mode}.")
    least = voting.least
    if least and way.mode in (Mode.WRITTEN, Mode.NO_OBJECTION):
        span = Deadline(least.count, Unit(least.unit))
        if closes_at < deadlines.closes_at(now, span, way.zone):
            raise RuleBroken(f"The charter gives at least {least} to answer. Choose a later close.")
