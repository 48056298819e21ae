"""The inner steps of an office on its desk: what is to be prepared, cleared, released."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from alliance.authority.rules import ActClass
from alliance.clearance.queries import Line, Rule, lines
from alliance.clearance.rules import Needs, Standing, needs_of, why_not_clear, why_not_release
from alliance.core.actor import AT_WORK, Actor, Rank
from alliance.workspaces.items import Item

# By class of act: its page, and where it is prepared. These are on the desk by themselves.
PAGES = {
    ActClass.ANSWER: ("votes.show", "votes.prepare"),
    ActClass.JOIN: ("accessions.accession", "accessions.prepare"),
    ActClass.SIGN: ("resolutions.show", "resolutions.prepare"),
}


@dataclass(frozen=True)
class Inner:
    """What an office asks for before its acts, and what is under way."""

    rule: Rule = field(default_factory=dict)
    lines: Mapping[tuple[ActClass, str], Line] = field(default_factory=dict)

    def stepped(self, actor: Actor, act: ActClass, subject: str, item: Item) -> Item:
        """What is to be answered or signed, with how far the steps before it have come."""
        needs = needs_of(self.rule, act)
        if needs is Needs.NOTHING:
            return item
        line = self.lines.get((act, subject))
        why = f"{item.why}; {_said(needs, line)}"
        action = _action(actor, needs, act, line)
        if action == RELEASE and actor.rank is Rank.PRINCIPAL:
            return replace(item, why=why, own=True)  # released by doing it: the button is its own
        page, prepare = PAGES[act]
        found = replace(item, why=why, action=action, own=True)
        if line and action != PREPARE:
            where = (("prepared_id", line.id),)
            return replace(found, endpoint="clearance.show", where=where)
        return replace(found, endpoint=prepare if action == PREPARE else page)

    def apart(self, actor: Actor) -> list[Item]:
        """What is under way and is on no desk by itself: positions on lawsuits, money."""
        return [self._item(actor, line) for line in self.lines.values() if line.act not in PAGES]

    def _item(self, actor: Actor, line: Line) -> Item:
        needs = needs_of(self.rule, line.act)
        action = _action(actor, needs, line.act, line)
        return Item(
            f"prepared:{line.id}",
            line.title,
            f"{line.says}: {_said(needs, line)}",
            "clearance.show",
            (("prepared_id", line.id),),
            line.at,
            action=action,
            own=True,
        )


def inner_steps(actor: Actor, rule: Rule) -> Inner:
    """What is under way in the actor's office; without a rule nothing, and nothing is asked."""
    if not rule or actor.office_id is None:
        return Inner()
    return Inner(rule, {(one.act, one.subject): one for one in lines(actor.office_id)})


PREPARE, CLEAR, RELEASE = "Prepare", "Clear", "Release"


def _said(needs: Needs, line: Line | None) -> str:
    """How far it has come, in words."""
    if line is None:
        return "to be prepared in your office first"
    if line.standing is Standing.RETURNED:
        return f"given back to {line.prepared_by}, to be prepared anew"
    if needs is Needs.PREPARED:
        return "prepared, to be released"
    if line.standing is Standing.CLEARED:
        return "prepared and cleared, to be released"
    return "prepared, to be cleared by counsel"


def _action(actor: Actor, needs: Needs, act: ActClass, line: Line | None) -> str:
    """What the reader can do about it now, or ""."""
    if actor.rank not in AT_WORK or actor.person_id is None:
        return ""
    who, taken = actor.person_id, line.taken if line else None
    if taken is None:
        return "" if actor.rank is Rank.PRINCIPAL else PREPARE
    if taken.returned:
        return PREPARE if who == taken.prepared_by else ""
    binds = actor.rank is Rank.PRINCIPAL or act in actor.binds
    if binds and not why_not_release(needs, act, taken, who, None):
        return RELEASE
    return CLEAR if not why_not_clear(needs, act, taken, who, str(actor.rank)) else ""
