"""Commands about secretariats: which office does the business of an alliance."""

import datetime as dt
from typing import Any

import click

from alliance.accounts import operations as accounts
from alliance.accounts.models import Office
from alliance.accounts.policy import Do as Accounts
from alliance.accounts.queries import office_named
from alliance.charters import operations, queries
from alliance.charters.models import Secretariat
from alliance.charters.operations import Term
from alliance.charters.policy import Do
from alliance.charters.rules import last_day
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.commands.reading import DAY, alliance_named
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.actor import Office as Kind
from alliance.core.forms import tidy
from alliance.core.policy import require
from alliance.core.transaction import transaction


@click.group("secretariat")
@everywhere
def secretariat() -> None:
    """Secretariats: the offices that do the business of alliances."""


@secretariat.command("record")
@click.argument("alliance_id", metavar="ALLIANCE")
@click.argument("office_text", metavar="OFFICE")
@click.option("--since", type=DAY, help="The day since when it serves; else today.")
@click.option("--source", default="", help="Who decided it, and where that can be read.")
@click.option("--open", "opens", is_flag=True, help="Open OFFICE, which is not here yet.")
@everywhere
def record(
    alliance_id: str,
    office_text: str,
    since: dt.date | None,
    source: str,
    opens: bool,  # noqa: FBT001 (click's way)
) -> None:
    """Record that OFFICE (its name or id) serves ALLIANCE; who served before ends the day before.

    Then invite its people: alliance person invite EMAIL --office OFFICE --role liaison
    """
    with application():
        with transaction():
            who, alliance = acting(), alliance_named(alliance_id)
            require(who, Do.RECORD_SECRETARIAT, alliance)
            office = _office(who, tidy(office_text), opens=opens)
            term = Term(since or clock.day_in(who.zone), note=tidy(source))
            made = operations.record_secretariat(who, alliance, office=office, term=term).result
            document = {"alliance": alliance.slug, **_line(made)}
        answer(document, f"{office.name} serves {alliance.name} since {document['from']}.")


@secretariat.command("list")
@click.argument("alliance_id", metavar="ALLIANCE")
@everywhere
def listed(alliance_id: str) -> None:
    """Which offices have served ALLIANCE, the latest first."""
    with application():
        require(acting(), Accounts.LIST)
        alliance = alliance_named(alliance_id)
        lines = [_line(one) for one in queries.secretariats_of(alliance)]
        document = {"alliance": alliance.slug, "secretariats": lines}
    words = [f"{one['from']} - {one['through'] or 'today'}  {one['office_name']}" for one in lines]
    answer(document, "\n".join(words) or "No secretariat is recorded.")


def _office(who: Actor, text: str, *, opens: bool) -> Office:
    found = office_named(text)
    if opens and found is None:
        return accounts.open_office(who, None, kind=Kind.SECRETARIAT, name=text).result
    if found is None:
        raise UnknownId(
            f"There is no office “{text}”. `alliance office list` names them; "
            "--open opens a secretariat of this name."
        )
    return found


def _line(one: Secretariat) -> dict[str, Any]:
    last = last_day(one)
    return {
        "office": str(one.office_id),
        "office_name": one.office.name,
        "from": one.from_on.isoformat(),
        "through": last.isoformat() if last else None,
        "source": one.note,
    }


COMMANDS = [secretariat]
