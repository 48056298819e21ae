"""Commands about mail that came back."""

from pathlib import Path

import click

from alliance.accounts.models import Office
from alliance.accounts.queries import actor_by_email
from alliance.commands.asking import REFUSED, acting, answer, application, everywhere
from alliance.core.db import db
from alliance.core.policy import require
from alliance.core.transaction import transaction
from alliance.mailing.letters import message_key
from alliance.mailing.operations import Address, confirm_address, note_bounce
from alliance.mailing.policy import Do
from alliance.mailing.queries import paused_at
from alliance.mailing.reports import LARGEST, NoReport, read_report


@click.group()
@everywhere
def mail() -> None:
    """Mail that came back, and the addresses to which nothing is sent."""


@mail.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@everywhere
def bounce(file: Path) -> int:
    """Read a report that mail could not be delivered, and rest the address."""
    with application(), transaction():
        who = acting()
        require(who, Do.NOTE_BOUNCE)
        try:
            with file.open("rb") as opened:
                report = read_report(opened.read(LARGEST + 1), message_key)
        except NoReport as problem:
            answer({"marked": [], "reason": str(problem)}, f"{file.name}: {problem}.")
            return REFUSED
        marked = []
        for one in report.failed:
            to = actor_by_email(one.email)
            if to is None or to.person_id is None:
                continue
            office = db.session.get_one(Office, to.office_id)
            note_bounce(who, office, address=Address(to.person_id, one.email, one.said))
            marked.append(one.email)
    words = f"Nothing is sent any more to {', '.join(marked)}." if marked else "Nobody has it."
    answer({"marked": marked, "reason": ""}, words)
    return 0 if marked else REFUSED


@mail.command()
@click.argument("email")
@everywhere
def confirm(email: str) -> int:
    """Send to an address again: it was looked at and is right."""
    with application(), transaction():
        found = paused_at(email.lower())
        if found is None:
            answer({"confirmed": False}, f"{email}: mail goes there already.")
            return REFUSED
        confirm_address(acting(), found)
    answer({"confirmed": True}, f"Mail goes to {email} again.")
    return 0


COMMANDS = [mail]
