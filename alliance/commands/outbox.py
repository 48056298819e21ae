"""Commands about what waits to be done: mail, and what time does."""

import uuid
from typing import Any

import click

from alliance.commands.asking import UnknownId, acting, answer, application, everywhere
from alliance.core import clock
from alliance.core import outbox as jobs
from alliance.core.db import as_id
from alliance.core.outbox import Do, Job
from alliance.core.policy import require
from alliance.core.transaction import transaction


@click.group(invoke_without_command=True)
@everywhere
def outbox() -> None:
    """List the jobs that wait and those that were given up."""
    if click.get_current_context().invoked_subcommand:
        return
    with application():
        require(acting(), Do.LIST)
        waiting, lost = jobs.waiting(), jobs.given_up()
        document = {"waiting": _as_json(waiting), "given_up": _as_json(lost)}
        lines = [f"{len(waiting)} waiting, {len(lost)} given up."]
        lines += [f"{_line(job)}  given up after {_tries(job)}" for job in lost]
        lines += [_line(job) + (f"  {_tries(job)}" if job.tries else "") for job in waiting]
    if lost:
        lines.append("When the cause is mended: alliance outbox retry ID, or: retry all")
    answer(document, "\n".join(lines))


@outbox.command()
@click.argument("which", metavar="ID|all")
@everywhere
def retry(which: str) -> None:
    """Try a job that was given up anew, or all of them."""
    with application(), transaction():
        who = acting()
        require(who, Do.RETRY)
        lost = {job.id for job in jobs.given_up()}
        job = None if which == "all" else _known(which, lost)
        count = jobs.retry(who, job).result if lost else 0
    answer({"put_back": count}, f"{count} put back, to be tried at once.")


def _known(text: str, lost: set[uuid.UUID]) -> uuid.UUID:
    found = as_id(text)
    if found not in lost or found is None:
        raise UnknownId(f"No job {text} was given up. `alliance outbox` lists those that were.")
    return found


def _as_json(found: list[Job]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(job.id),
            "kind": job.kind,
            "key": job.key,
            "tries": job.tries,
            "due_at": clock.stamp(job.run_at),
            "given_up_at": clock.stamp(job.given_up_at) if job.given_up_at else None,
            "problem": job.problem,
        }
        for job in found
    ]


def _line(job: Job) -> str:
    return f"{job.id}  due {clock.stamp(job.run_at)[:19]}Z  {job.kind}  {job.key}"


def _tries(job: Job) -> str:
    tries = f"{job.tries} {'try' if job.tries == 1 else 'tries'}"
    return f"{tries}: {job.problem}" if job.problem else tries


COMMANDS = [outbox]
