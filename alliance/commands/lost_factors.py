"""The command by which the operator is the second officer where an office has no other."""

import click

from alliance.accounts.models import Person
from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.commands.people import person
from alliance.core import clock
from alliance.core.actor import Actor
from alliance.core.operation import RuleBroken
from alliance.core.transaction import transaction
from alliance.staffing import lost, lost_queries, queries
from alliance.staffing.rules import Reset

NOT_ASKED = (
    "nobody has asked for this within a day. An administrator of their office asks on its page of "
    "people; where the office has none, `alliance person invite` brings one in."
)


@person.command("reset-factors")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@everywhere
def reset_factors(email: str, yes: bool) -> None:  # noqa: FBT001 (click's way)
    """Approve that the second factors of EMAIL are removed, as an administrator has asked."""
    with application():
        if not yes:
            click.confirm(
                f"Remove authenticator app, passkeys and recovery codes of {email}? "
                "Only if you know for sure who asks",
                abort=True,
                err=True,
            )
        with transaction():
            found = queries.person_by_email(email.strip().lower())
            if found is None:
                raise UnknownId(f"Nobody here signs in as {email}.")
            removed = _approved(acting(), found)
            document = {"email": found.email, "approved": True, "removed": removed}
    answer(
        document,
        f"The second factors of {document['email']} are removed."
        if removed
        else "Approved. They serve in another office too, which has to approve as well.",
    )


def _approved(who: Actor, found: Person) -> bool:
    """Approve what is open about this person; whether that removed their factors."""
    now = clock.now()
    waiting = lost_queries.open_resets(found.id, now)
    serves = lost_queries.offices_served(found.id)
    open_ones = [
        one for one in waiting if one.stands(now) is Reset.OPEN and one.office_id in serves
    ]
    if not open_ones:
        raise RuleBroken(f"{found.email}: {NOT_ASKED}")
    # Of two in an office the older is one whose asker may ask no longer: it was asked anew.
    newest = {one.office_id: one for one in open_ones}
    results = [lost.approve_reset(who, one).result for one in newest.values()]
    return any(results)


COMMANDS: list[click.Command] = []  # `reset-factors` stands under `person`
