"""The command that invites somebody into an office."""

import difflib

import click
from sqlalchemy import select

from alliance.accounts import operations as accounts
from alliance.accounts.models import STATE_KINDS, Office
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.commands.people import ROLES, person
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.actor import Office as Kind
from alliance.core.db import as_id, db
from alliance.core.transaction import transaction
from alliance.staffing import operations, queries
from alliance.staffing.forms import address
from alliance.staffing.letters import link_of
from alliance.states.reference import jurisdictions

KINDS = {str(kind).replace(" ", "-"): kind for kind in STATE_KINDS}


@person.command()
@click.argument("email")
@click.option(
    "--office",
    required=True,
    help="Its name or id; or STATE:KIND, such as CO:governor, which is opened if it is not there.",
)
@click.option("--role", required=True, type=click.Choice(list(ROLES)), help="The role in it.")
@everywhere
def invite(email: str, office: str, role: str) -> None:
    """Invite an e-mail address into an office; an office's first administrator comes in so."""
    plain = address(email)
    if not plain:
        raise click.BadParameter(
            "it is not an e-mail address. Write it as name@agency.gov.", param_hint="EMAIL"
        )
    with application():
        with transaction():
            who = acting()
            where = _office(who, office)
            made = operations.invite(who, where, email=plain, rank=ROLES[role]).result
            document = {
                "invitation": str(made.invitation.id),
                "email": plain,
                "office": where.name,
                "role": role,
                "expires_at": clock.stamp(made.invitation.expires_at),
                "link": link_of(made.secret),
            }
        answer(
            document,
            f"{plain} is invited to {where.name} as {ROLES[role]}.\n"
            f"The link is good once, until {document['expires_at']}, and goes out by mail:\n"
            f"{document['link']}",
        )


def _office(who: Actor, named: str) -> Office:
    state, _, kind = named.partition(":")
    if state in jurisdictions() and kind in KINDS:
        return _opened(who, KINDS[kind], state)
    key = as_id(named)
    found = db.session.get(Office, key) if key else queries.office_named(named)
    if found is None or found.kind == Kind.GUEST:
        raise UnknownId(_unknown(named))
    return found


def _opened(who: Actor, kind: Kind, state: str) -> Office:
    """The office of this kind and state; the operator opens it if need be."""
    found = queries.office_at(kind, state)
    return found or accounts.open_office(who, None, kind=kind, state=state).result


def _unknown(named: str) -> str:
    offices = select(Office.name).where(Office.kind != Kind.GUEST)
    names = db.session.scalars(offices.order_by(Office.name)).all()
    near = difflib.get_close_matches(named[:80], names, n=3, cutoff=0.4)
    hint = f" The nearest: {'; '.join(near)}." if near else ""
    kinds = ", ".join(KINDS)
    return f"--office: there is no office “{named}”.{hint} Or write STATE:KIND ({kinds})."


COMMANDS: list[click.Command] = []  # `invite` stands under `person`
