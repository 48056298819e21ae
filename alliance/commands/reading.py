"""Commands that read."""

import datetime as dt
import difflib

import click

from alliance.authority.lists import as_json, who_may_bind
from alliance.authority.policy import Do as Authority
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.core import clock
from alliance.core.actor import Actor, Rank
from alliance.core.dates import end_of, parse_day
from alliance.core.pages import Cursor
from alliance.core.policy import require
from alliance.litigation.queries import lawsuit_by_case, matter_json
from alliance.membership.known import nothing_known
from alliance.membership.models import Alliance
from alliance.membership.policy import Do as Membership
from alliance.membership.queries import alliance_by_slug, alliances_by_name, roster
from alliance.resolutions.lists import Line, all_resolutions, resolutions
from alliance.states.reference import jurisdictions, name_of, today_in

NEAREST_AT_MOST = 3


class Day(click.ParamType[dt.date]):
    """A day as ISO 8601 writes it."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Read 2025-03-01, and nothing looser."""
        try:
            found = parse_day(str(value))
        except ValueError as wrong:
            self.fail(f"{value!r} {wrong}. Write it as 2025-03-01.", param, ctx)
        if found is None:
            self.fail("The day is empty. Write it as 2025-03-01.", param, ctx)
        return found


DAY = Day()
AS_OF = click.option(
    "--as-of",
    type=DAY,
    help="The day for which to speak; else today in UTC. Pages speak of the reader's own day.",
)
KNOWN = click.option(
    "--known", type=DAY, help="As it was known at the end of this day, in UTC; else as known now."
)


def alliance_named(name: str) -> Alliance:
    """The alliance with this id; UnknownId names those that are nearest to it."""
    found = alliance_by_slug(None, name)
    if found is not None:
        return found
    slugs = [one.slug for one in alliances_by_name()]
    near = difflib.get_close_matches(name.casefold(), slugs, NEAREST_AT_MOST)
    nearest = f" Nearest: {', '.join(near)}." if near else ""
    raise UnknownId(f"There is no alliance {name}.{nearest} `alliance alliances` lists them.")


@click.command("alliances")
@everywhere
def alliances_command() -> None:
    """Every alliance: its id, which the other commands take, its name and kind."""
    with application():
        require_reader(Membership.LIST)
        document = [
            {"id": one.slug, "name": one.name, "kind": one.kind} for one in alliances_by_name()
        ]
    lines = [f"{one['id']:24}  {one['name']}; {one['kind']}" for one in document]
    answer(document, "\n".join(lines) or "There are no alliances yet.")


@click.command()
@click.argument("alliance_id", metavar="ALLIANCE")
@AS_OF
@KNOWN
@everywhere
def members(alliance_id: str, as_of: dt.date | None, known: dt.date | None) -> None:
    """Who belongs to ALLIANCE on a day."""
    with application():
        alliance = alliance_named(alliance_id)
        require_reader(Membership.READ)
        first = nothing_known(end_of(known), alliance)
        day = as_of or clock.today()  # of the house; each state is judged by its own
        found = roster(alliance, day, end_of(known))
        document = {
            "alliance": alliance.slug,
            "as_of": day.isoformat(),
            "members": [one.as_json() for one in found.members],
            "count": found.count,
            "unknown": list(found.unknown),
            "former": [one.as_json() for one in found.former],
            "known": first is None,
        }
        lines = [f"{alliance.name}, {day.isoformat()}: {found.count} bound."]
        if first is not None:
            lines = [f"{alliance.name}: nothing was recorded here before {first}."]
        lines += [
            f"{one.state}  {one.standing}, {one.member_class}, since {one.since or 'not stated'}"
            for one in found.members
        ]
        lines += [f"{state}  date of leaving unknown, not counted" for state in found.unknown]
    answer(document, "\n".join(lines))


def require_reader(action: str) -> None:
    """Let the operator read; hold anybody named with --as to their own rights."""
    who = acting()
    if who.rank is not Rank.OPERATOR:
        require(who, action)


@click.group("resolution")
@everywhere
def resolution() -> None:
    """Resolutions."""


@resolution.command("list")
@everywhere
def resolution_list() -> None:
    """Every resolution; with --as, those within that person's wall."""
    with application():
        who = acting()
        found = all_resolutions() if who.rank is Rank.OPERATOR else _within(who)
        document = [
            {
                "id": str(one.id),
                "title": one.title,
                "alliance": one.alliance_slug,
                "stage": one.stage,
            }
            for one in found
        ]
    lines = [f"{one['id']}  {one['stage']:10}  {one['title']}" for one in document]
    answer(document, "\n".join(lines) or "There are no resolutions yet.")


def _within(who: Actor) -> list[Line]:
    page = resolutions(who, Cursor())
    found = list(page.items)
    while page.after:
        page = resolutions(who, page.after)
        found += page.items
    return found


@click.command()
@click.argument("case_id")
@AS_OF
@everywhere
def matter(case_id: str, as_of: dt.date | None) -> None:
    """The lawsuit CASE_ID: caption, court, docket number, the states taking part on a day."""
    with application():
        lawsuit = lawsuit_by_case(acting(), case_id)
        if lawsuit is None:
            raise UnknownId(f"There is no lawsuit {case_id}.")
        document = matter_json(lawsuit, as_of or clock.today())
    names = ", ".join(name_of(code) for code in document["states"]) or "no state"
    words = f"{document['caption']}, {document['docket_number']}: {names}."
    answer(document, words)


@click.group("authority")
@everywhere
def authority() -> None:
    """Who may bind which state."""


@authority.command("list")
@click.argument("state")
@click.option("--as-of", type=DAY, help="The day for which to speak; today at its capital.")
@everywhere
def authority_list(state: str, as_of: dt.date | None) -> None:
    """Who may bind STATE on a day, as other states may know it; with --as, as that person may."""
    if state not in jurisdictions():
        raise UnknownId(f"There is no state {state!r}. Write its postal code, such as CO.")
    with application():
        require_reader(Authority.READ)
        who = acting()
        day = as_of or today_in(state)
        found = who_may_bind(None if who.rank is Rank.OPERATOR else who, state, day)
        held = [as_json(line, one.office) for one in found for line in one.lines]
        document = {
            "state": state,
            "as_of": day.isoformat(),
            "authorities": held,
            "succession": [
                {"office": one.office, "order": line.holder, "standing": line.standing}
                for one in found
                for line in one.orders
            ],
        }
    lines = [
        f"{one['office']}: {one['holder']} may {', '.join(one['acts'])}; {one['source']['kind']}, "
        f"{one['source']['citation']}; {one['standing']}."
        for one in held
    ]
    nobody = f"Nobody may bind {name_of(state)} here: no office of it is open."
    answer(document, "\n".join(lines) or nobody)


COMMANDS = [alliances_command, members, resolution, matter, authority]
