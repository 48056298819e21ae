"""What every domain operation does besides its own work: ask, act, record."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from alliance.core.actor import Actor
from alliance.core.policy import require
from alliance.core.record import HOUSE, Receipt, enter
from alliance.core.transaction import refused


class Recorded(Protocol):
    """Something that acts are about: it knows its stream and its name in the ledger."""

    @property
    def stream(self) -> str:
        """The ledger stream of its acts, such as "alliance:rggi"."""

    @property
    def ref(self) -> str:
        """Its name in the ledger, such as "question:0192…"."""


@dataclass(frozen=True)
class OwnBusiness:
    """What is the actor's office's own business, in the office's own stream.

    `about` is what the act is about, if it is about anything but the office itself.
    """

    actor: Actor
    about: Recorded | None = None

    @property
    def stream(self) -> str:
        return f"office:{self.actor.office_id}"

    @property
    def ref(self) -> str:
        return self.about.ref if self.about else self.stream


class RuleBroken(Exception):  # noqa: N818
    """A rule of the alliance forbids it; the message is for the person who asked."""


class ChangedMeanwhile(RuleBroken):
    """What was reviewed is not what would be done; the message says what changed."""


Subject = TypeVar("Subject")
Result = TypeVar("Result")
Given = ParamSpec("Given")


@dataclass(frozen=True)
class Act(Generic[Result]):
    """What an operation's body hands back: its result, and what the ledger is to say of it."""

    result: Result
    about: Recorded | None = None  # None: an act of the house
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None  # the instant that the body has written down, if it has


@dataclass(frozen=True)
class Done(Generic[Result]):
    """What the caller of an operation gets: its result and the receipt."""

    result: Result
    receipt: Receipt


Body = Callable[Concatenate[Actor, Subject, Given], Act[Result]]
Verb = Callable[Concatenate[Actor, Subject, Given], Done[Result]]


def operation(
    action: str,
) -> Callable[[Body[Subject, Given, Result]], Verb[Subject, Given, Result]]:
    """Permission before, an entry in the ledger after, and no commit; a refusal keeps nothing."""

    def decorate(body: Body[Subject, Given, Result]) -> Verb[Subject, Given, Result]:
        @wraps(body)
        def run(
            actor: Actor, subject: Subject, /, *args: Given.args, **given: Given.kwargs
        ) -> Done[Result]:
            require(actor, action, subject)
            try:
                act = body(actor, subject, *args, **given)
            except RuleBroken:
                refused()
                raise
            stream, ref = (act.about.stream, act.about.ref) if act.about else (HOUSE, HOUSE)
            receipt = enter(actor, action, stream=stream, subject=ref, facts=act.facts, at=act.at)
            return Done(act.result, receipt)

        return run

    return decorate
