"""Applying edits to a text, and saying why one cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass

from alliance.redlines.edits import (
    Amendment,
    Edit,
    Insert,
    Move,
    Recast,
    Reform,
    Strike,
    inserted,
    placed,
    spans,
)
from alliance.redlines.marking import Attributed, Marked, uppers
from alliance.redlines.ordering import circle
from alliance.redlines.places import capital, of_part, quoted
from alliance.texts.numbering import numbers
from alliance.texts.units import Text


class NotThere(ValueError):  # noqa: N818 - named for what is the matter
    """An edit has no place in the text; the message says which and why."""


@dataclass(frozen=True)
class Fallen:
    """An amendment that could not be applied: the edit whose place is gone, and why."""

    key: str
    edit: Edit
    reason: str


def apply_edits(base: Text, edits: Iterable[Edit]) -> Text:
    """The text that the edits make of the base. Raises NotThere where one has no place in it."""
    return marked(base, edits).text()


def attributed(base: Text, amendment: Amendment) -> tuple[Attributed, ...]:
    """Every unit with its runs, and what the amendment did to it."""
    return tuple(marked(base, amendment.edits, amendment.key).rows())


def marked(base: Text, edits: Iterable[Edit], key: str = "amendment") -> Marked:
    """The base with the marks of these edits."""
    state, amendment = Marked(base), Amendment(key, tuple(edits))
    fallen = unapplied(state, amendment)
    if fallen:
        raise NotThere(fallen.reason)
    state.adopt(amendment)
    return state


def unapplied(state: Marked, amendment: Amendment) -> Fallen | None:
    """Why an amendment cannot be applied to the text as it is, or None; it is not applied."""
    reasons = Reasons(state, amendment)
    for edit in amendment.edits:
        reason = "" if edit in state.done else reasons.of(edit)
        if reason:
            return Fallen(amendment.key, edit, reason)
    ring = circle({**state.after, **reasons.afters})
    for edit in amendment.edits if ring else ():
        if isinstance(edit, Move) and ring & set(edit.units):
            units = reasons.names(edit.units)
            return Fallen(amendment.key, edit, f"What {units} was to follow now follows it.")
    return None


class Reasons:
    """Why edits of one amendment have no place in the text as it is."""

    def __init__(self, state: Marked, amendment: Amendment) -> None:
        self.state = state
        self.known = numbers(state.base.units)
        self.own = inserted(amendment.edits)
        self.above = uppers(state.base, amendment.edits)
        self.afters: dict[str, str | None] = {}
        for edit in amendment.edits:
            if isinstance(edit, Insert | Move):
                row = (edit.after, *placed(edit))
                self.afters |= dict(zip(placed(edit), row, strict=False))

    def of(self, edit: Edit) -> str:
        """The reason, "" where it can be applied."""
        if isinstance(edit, Reform):
            now = self.state.form
            return "" if now is edit.old else f"The text is a {now}, and no {edit.old}."
        if isinstance(edit, Insert | Move):
            return self._of_insert(edit) if isinstance(edit, Insert) else self._of_move(edit)
        if edit.unit and (reason := self._of_unit(edit.unit)):
            return reason
        if isinstance(edit, Strike):
            return next(filter(None, map(self._unknown, edit.beneath)), "")
        if isinstance(edit, Recast):
            return self._of_recast(edit)
        return self._of_words(edit)

    def names(self, keys: Iterable[str]) -> str:
        """The units by their addresses in the base."""
        return ", ".join(self.known[key].address if key in self.known else key for key in keys)

    def _of_words(self, edit: Edit) -> str:
        for span in spans(edit):
            if not self.state.part(span.at).free(span):
                where = of_part(span.part, self.names([span.unit]) if span.unit else "")
                if span.old.strip():
                    return f"The words {quoted(span.old)} are not there in {where}."
                return f"The place in {where} where words were to be inserted is gone."
        return ""

    def _of_recast(self, edit: Recast) -> str:
        base = getattr(self.state.base.by_id[edit.unit], edit.what)
        now = self.state.recast.get(edit.unit, {}).get(edit.what, base)
        where = self.names([edit.unit])
        return "" if now == edit.old else f"The {edit.what} of {where} is another by now."

    def _of_insert(self, edit: Insert) -> str:
        for unit in edit.units:
            if unit.id in self.state.base.by_id or unit.id in self.state.new:
                return f"A unit with the id {unit.id} is in the text already."
        return self._of_place(edit)

    def _of_move(self, edit: Move) -> str:
        for key in edit.units:
            if reason := self._of_unit(key):
                return reason
        return self._of_place(edit)

    def _of_place(self, edit: Insert | Move) -> str:
        after = edit.after
        if after is not None and after not in self.own and (reason := self._unknown(after)):
            return reason
        for key in (above for put in placed(edit) for above in self.above[put]):
            if key in self.state.struck:
                where, by = capital(self.names([key])), self.state.struck[key]
                return f"{where}, under which it was to stand, was struck by {by}."
        return ""

    def _of_unit(self, key: str) -> str:
        if reason := self._unknown(key):
            return reason
        by = self.state.struck.get(key)
        return f"{capital(self.names([key]))} was struck by {by}." if by is not None else ""

    def _unknown(self, key: str) -> str:
        return "" if key in self.state.base.by_id else f"The text has no unit with the id {key}."
