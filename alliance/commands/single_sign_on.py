"""Commands about the providers through which people sign in."""

from typing import Any

import click
from sqlalchemy import select

from alliance.accounts.models import Office
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.core import clock
from alliance.core.db import as_id, db
from alliance.core.policy import require
from alliance.core.transaction import transaction
from alliance.single_sign_on import operations, queries
from alliance.single_sign_on.models import Provider
from alliance.single_sign_on.operations import NewProvider
from alliance.single_sign_on.policy import Do
from alliance.single_sign_on.views import house
from alliance.states.reference import jurisdictions


@click.group()
@everywhere
def sso() -> None:
    """Single sign-on: the providers of states and offices."""


@sso.command()
@click.argument("whose", metavar="STATE|OFFICE")
@click.option("--issuer", required=True, help="The issuer, exactly as its metadata says it.")
@click.option("--client-id", required=True, help="What the provider calls this installation.")
@click.option("--label", default="", help="What people read when they choose it.")
@click.option("--scopes", default="openid email profile", show_default=True)
@click.option("--acr", "acr_values", multiple=True, help="An assurance level to ask for.")
@click.option(
    "--second-factor",
    multiple=True,
    help="A word of acr or amr with which the provider has seen a second factor, such as mfa.",
)
@everywhere
def add(whose: str, **given: Any) -> None:
    """Register a provider for STATE (postal code) or OFFICE (its id or name)."""
    words = {name: " ".join(value) for name, value in given.items() if isinstance(value, tuple)}
    with application(), transaction():
        new = NewProvider(**_whose(whose), **{**given, **words})
        made = operations.add(acting(), None, new=new, loopback=house().loopback).result
        said = _said(made)
    answer(
        said,
        f"Registered: {said['id']}. Give the provider:\n"
        f"  the address to come back to  {said['redirect_uri']}\n"
        f"  the address of our key       {said['jwks_uri']}\n"
        f"  or, where it asks for one, this certificate of the key:\n{said['certificate']}",
    )


@sso.command("list")
@everywhere
def list_them() -> None:
    """List the providers in use."""
    with application():
        require(acting(), Do.LIST)
        found = [_said(one) for one in queries.all_providers()]
    lines = [
        f"{one['id']}  {one['state'] or one['office']}  {one['issuer']}  {one['client_id']}"
        for one in found
    ]
    answer(found, "\n".join(lines) or "No provider is registered. alliance sso add registers one.")


@sso.command()
@click.argument("provider_id", metavar="PROVIDER")
@everywhere
def remove(provider_id: str) -> None:
    """Use a provider no more. Offices that required it take passwords again."""
    with application(), transaction():
        who = acting()
        require(who, Do.REMOVE)
        key = as_id(provider_id)
        found = queries.provider(key) if key else None
        if found is None:
            raise UnknownId(f"There is no provider {provider_id}. `alliance sso list` names them.")
        operations.remove(who, found)
        name = found.label
    answer({"removed": provider_id}, f"Removed: {name}.")


def _whose(text: str) -> dict[str, Any]:
    code = text.upper()
    if code in jurisdictions():
        return {"state": code}
    key = as_id(text)
    named = Office.id == key if key else Office.name == text
    office = db.session.scalars(select(Office).where(named)).first() if text.isprintable() else None
    if office is None:
        raise UnknownId(f"{text} is neither the postal code of a state nor an office here.")
    return {"office": office}


def _said(one: Provider) -> dict[str, Any]:
    """All that is not secret; our key is named by its public half only."""
    root = house().redirect_uri.removesuffix("/sign-in/back")
    return {
        "id": str(one.id),
        "state": one.state_code,
        "office": one.office.name if one.office else None,
        "label": one.label,
        "issuer": one.issuer,
        "client_id": one.client_id,
        "scopes": one.scopes,
        "acr_values": one.acr_values.split(),
        "second_factor": one.second_factor.split(),
        "redirect_uri": house().redirect_uri,
        "jwks_uri": f"{root}/single-sign-on/{one.id}/keys.json",
        "certificate": one.key_certificate,
        "added_at": clock.stamp(one.added_at),
    }


COMMANDS = [sso]
