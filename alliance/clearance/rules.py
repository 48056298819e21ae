"""The rules of two-person work: which steps an act needs, who may take one, and why not."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alliance.authority.rules import ActClass, dollars

LONGEST_NOTE, LONGEST_TITLE = 2000, 300
COUNSEL = "counsel"


class Needs(StrEnum):
    """What has to come before whoever may bind releases an act."""

    NOTHING = "nothing"
    PREPARED = "prepared"
    CLEARED = "prepared and cleared"


class Ended(StrEnum):
    """How a prepared act ends."""

    RELEASED = "released"
    REPLACED = "replaced"  # by what was prepared anew
    WITHDRAWN = "withdrawn"  # by who prepared it
    LAPSED = "no longer asked for"  # the rule asks for no step any more


class Standing(StrEnum):
    """How far a prepared act that has not ended has come."""

    PREPARED = "prepared"
    CLEARED = "cleared"
    RETURNED = "given back"


# What an act of each class is called where one is prepared.
CALLED = {
    ActClass.SIGN: "a signature",
    ActClass.JOIN: "joining an alliance",
    ActClass.NOTICE: "a notice",
    ActClass.LAWSUIT: "a position on a lawsuit",
    ActClass.COMMIT: "a commitment of money",
    ActClass.ANSWER: "an answer",
}


@dataclass(frozen=True)
class Content:
    """What an act says, and what it rests on: a text by its hash, facts by their version.

    `says` is empty where it is not known yet, because somebody is still choosing.
    """

    says: Mapping[str, Any]
    rests_on: Mapping[str, Any] = field(default_factory=dict)

    @property
    def as_json(self) -> dict[str, Any]:
        """As it is kept and hashed."""
        return {"says": dict(self.says), "rests_on": dict(self.rests_on)}


@dataclass(frozen=True)
class Taken:
    """The steps that were taken on a prepared act."""

    content: Content
    prepared_by: uuid.UUID
    cleared_by: uuid.UUID | None = None
    returned: bool = False
    ended: str | None = None

    @property
    def standing(self) -> Standing:
        """How far it has come."""
        if self.returned:
            return Standing.RETURNED
        return Standing.CLEARED if self.cleared_by else Standing.PREPARED


def needs_of(rule: Mapping[str, str] | None, act: ActClass) -> Needs:
    """What an office's rule asks for before an act; a class that it does not name needs nothing."""
    return Needs((rule or {}).get(str(act), Needs.NOTHING))


def kept(wanted: Mapping[ActClass, Needs]) -> dict[str, str]:
    """A rule as it is kept: the classes that need something."""
    return {
        str(act): str(needs) for act, needs in sorted(wanted.items()) if needs is not Needs.NOTHING
    }


def in_words(act: ActClass, says: Mapping[str, Any]) -> str:
    """What a prepared act says, in words."""
    said = _SAID.get(act)
    return said(says) if said else str(act).capitalize()


def _notice_in_words(says: Mapping[str, Any]) -> str:
    if says.get("rescind"):
        return "Take the notice of withdrawal back"
    named = f", from {says['named_on']}" if says.get("named_on") else ""
    words = f": “{says['words']}”" if says.get("words") else ""
    return f"Give notice of withdrawal{named}{words}"


def _joining_in_words(says: Mapping[str, Any]) -> str:
    with_it = f" with “{says['with']}”" if says.get("with") else ""
    since = f", from {says['from_on']}" if says.get("from_on") else ""
    condition = says.get("condition") or {}
    named = ", ".join(condition.get("every", ()))
    when = f", when these are parties: {named}" if named else ""
    if "at_least" in condition:
        when = f", when at least {condition['at_least']['count']} others are parties"
    return f"Join{with_it}{since}{when}"


STANCES = {"considering": "is considering"}
_SAID: Mapping[ActClass, Callable[[Mapping[str, Any]], str]] = {
    ActClass.ANSWER: lambda says: f"Answer {says['answer']}",
    ActClass.SIGN: lambda _: "Sign the text",
    ActClass.LAWSUIT: lambda says: (
        f"Record that the office {STANCES.get(says['stance'], says['stance'])}"
    ),
    ActClass.NOTICE: _notice_in_words,
    ActClass.JOIN: _joining_in_words,
    ActClass.COMMIT: lambda says: f"Commit {dollars(says['cents'])}",
}


def why_not_prepare(
    needs: Needs, act: ActClass, before: Taken | None, who: uuid.UUID, content: Content
) -> str:
    """Why somebody may not prepare an act, or "": `before` is what is under way on the same."""
    if needs is Needs.NOTHING:
        return f"Your office's rule does not ask that {CALLED[act]} is prepared."
    if before is None or before.returned or before.prepared_by == who:
        return ""
    if before.content.rests_on != content.rests_on:
        return ""  # what it rests on has changed: nobody can release it
    return (
        "A colleague has prepared this already. It can be prepared anew when it was given back, "
        "or by the one who prepared it."
    )


def why_not_clear(needs: Needs, act: ActClass, one: Taken, who: uuid.UUID, rank: str) -> str:
    """Why somebody may not clear a prepared act, or ""."""
    return _first(
        (bool(one.ended), _over(one)),
        (
            needs is not Needs.CLEARED,
            f"Your office's rule does not ask that counsel clears {CALLED[act]}.",
        ),
        (rank != COUNSEL, "Counsel of your office clears what was prepared."),
        (
            who == one.prepared_by,
            "You prepared this yourself: another counsel of your office clears it.",
        ),
        (one.returned, "This was given back already. It is prepared anew, then cleared."),
        (one.cleared_by is not None, "This was cleared already."),
    )


def why_not_give_back(one: Taken, who: uuid.UUID, rank: str) -> str:
    """Why somebody may not give back a prepared act, or "": counsel until it is cleared."""
    return _first(
        (bool(one.ended), _over(one)),
        (one.returned, "This was given back already."),
        (who == one.prepared_by, "You prepared this yourself: withdraw it, or prepare it anew."),
        (
            one.cleared_by is not None and rank == COUNSEL,
            "This was cleared already: the principal can still give it back.",
        ),
    )


def why_not_release(
    needs: Needs, act: ActClass, one: Taken | None, who: uuid.UUID, content: Content | None
) -> str:
    """Why an act may not be done by somebody now, or ""; `content` None: it is not known yet."""
    if needs is Needs.NOTHING:
        return ""
    if one is None:
        return _why_nothing(needs, CALLED[act])
    changed = content is not None and content.rests_on != one.content.rests_on
    return _first(
        (
            one.returned,
            f"What was prepared was given back. Your office prepares {CALLED[act]} anew first.",
        ),
        (
            changed,
            "The text or the facts have changed since this was prepared, so it is void. "
            f"Prepare {CALLED[act]} anew.",
        ),
        (
            needs is Needs.CLEARED and one.cleared_by is None,
            f"Your office's rule asks that counsel clears {CALLED[act]} first. "
            "What was prepared waits for counsel.",
        ),
        (
            who == one.prepared_by,
            "You prepared this yourself: somebody else of your office releases it.",
        ),
        (
            needs is Needs.CLEARED and who == one.cleared_by,
            "You cleared this yourself: somebody else of your office releases it.",
        ),
    ) or _why_not_same(act, one, content)


def _why_nothing(needs: Needs, called: str) -> str:
    cleared = ", and cleared by counsel," if needs is Needs.CLEARED else ""
    return (
        f"Your office's rule asks that {called} is prepared{cleared} before you release it. "
        "Somebody else at work in your office prepares it."
    )


def _why_not_same(act: ActClass, one: Taken, content: Content | None) -> str:
    if content is None or not content.says or content.says == one.content.says:
        return ""
    return (
        f"What was prepared says “{in_words(act, one.content.says)}”, and this says "
        f"“{in_words(act, content.says)}”. Release what was prepared, or give it back."
    )


def _first(*reasons: tuple[bool, str]) -> str:
    """The first reason that holds, or ""."""
    return next((why for holds, why in reasons if holds), "")


def _over(one: Taken) -> str:
    return f"This has ended: it was {one.ended}." if one.ended else ""
