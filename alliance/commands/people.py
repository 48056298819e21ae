"""Commands about offices and people."""

import sys

import click
from sqlalchemy import select

from alliance.accounts import operations
from alliance.accounts.models import RANKS, Person
from alliance.accounts.operations import NewPerson
from alliance.accounts.policy import Do
from alliance.accounts.queries import all_offices, office_named
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.core.db import db
from alliance.core.forms import tidy
from alliance.core.operation import RuleBroken
from alliance.core.policy import require
from alliance.core.transaction import transaction

LEAST = 15  # characters of a password (NIST SP 800-63B-4, 3.1.1.2)
ROLES = {str(rank).replace(" ", "-"): rank for rank in RANKS}


@click.group("person")
@everywhere
def person() -> None:
    """People and their posts."""


@person.command("add")
@click.argument("email")
@click.option("--name", default="", help="Their name; may be left out of somebody known here.")
@click.option("--office", "office_text", required=True, help="Its id, name, or “CO governor”.")
@click.option("--role", type=click.Choice(list(ROLES)), required=True, help="What they do there.")
@click.option("--password-stdin", is_flag=True, help="Read a first password from stdin.")
@everywhere
def person_add(email: str, name: str, office_text: str, role: str, password_stdin: bool) -> None:  # noqa: FBT001 (click's way)
    """Give EMAIL a post in an office: a new person, or a further post of a known one."""
    given = NewPerson(_address(email), tidy(name), _password() if password_stdin else "")
    with application(), transaction():
        who = acting()
        require(who, Do.APPOINT)
        office = office_named(office_text)
        if office is None:
            raise UnknownId(f"There is no office {office_text}. `alliance office list` names them.")
        known = db.session.scalars(select(Person).where(Person.email == given.email)).first()
        if known is None:
            if not given.name:
                raise click.UsageError(f"{given.email} is new here: say --name.")
            found = operations.appoint(who, office, person=given, rank=ROLES[role]).result
        else:
            found = _further(known, given)
            operations.appoint_known(who, office, person=known, rank=ROLES[role])
        document = {
            "id": str(found.id),
            "email": found.email,
            "name": found.name,
            "office": str(office.id),
            "office_name": office.name,
            "role": role,
            "new": known is None,
        }
    answer(document, f"{document['name']} is {role} in {document['office_name']}.")


def _further(known: Person, given: NewPerson) -> Person:
    """Somebody known keeps name and password; another name may be a mistake in the address."""
    if given.name and given.name != known.name:
        raise RuleBroken(
            f"{given.email} is {known.name} here. Leave out --name, or mend the address."
        )
    if given.password:
        raise RuleBroken(f"{known.name} has an account already: leave out --password-stdin.")
    return known


def _address(email: str) -> str:
    plain = email.strip().lower()
    local, _, host = plain.partition("@")
    if not (local and "." in host and plain.isprintable() and len(plain) <= 254) or " " in plain:
        raise click.UsageError(f"{email!r} is no e-mail address. Write it as name@office.example.")
    return plain


def _password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < LEAST:
        raise RuleBroken(f"A password has at least {LEAST} characters; this has {len(password)}.")
    return password


@click.group("office")
@everywhere
def office() -> None:
    """Offices."""


@office.command("list")
@click.option("--guests", is_flag=True, help="Also those that each guest is given.")
@everywhere
def office_list(guests: bool) -> None:  # noqa: FBT001 (click's way)
    """Every office, with how many people it has."""
    with application():
        require(acting(), Do.LIST)
        document = [
            {
                "id": str(one.id),
                "name": one.name,
                "kind": one.kind,
                "state": one.state_code,
                "time_zone": one.zone,
                "people": people,
            }
            for one, people in all_offices(guests=guests)
        ]
    lines = [f"{one['id']}  {one['people']:3}  {one['name']}" for one in document]
    answer(document, "\n".join(lines) or "No office is open yet.")


COMMANDS = [person, office]
