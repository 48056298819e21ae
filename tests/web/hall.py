"""A body of all 56 in a meeting, with a question open in it: made in the database of an instance.

`python -m tests.web.hall` prints the address of the question and of the meeting, one a line.
"""

import datetime as dt
import subprocess
import sys
from pathlib import Path

from alliance.accounts import operations as accounts
from alliance.accounts.operations import NewPerson
from alliance.accounts.queries import offices_of
from alliance.app import actor_by_email, create_app
from alliance.core import clock
from alliance.core.actor import OPERATOR, Office, Rank
from alliance.core.dates import parse_partial_date
from alliance.core.settings import from_environment
from alliance.core.transaction import transaction
from alliance.demo.cast import FACTS, PASSWORD
from alliance.meetings import floor, queries, questions
from alliance.meetings import operations as meetings
from alliance.meetings.floor import There
from alliance.meetings.operations import Agenda, Call
from alliance.meetings.rules import Way
from alliance.membership import operations as membership
from alliance.membership.recording import Fact
from alliance.membership.rules import Period
from alliance.resolutions import operations as resolutions
from alliance.resolutions.queries import under_review
from alliance.states.reference import jurisdictions
from alliance.texts.starting import plain_clauses
from alliance.votes.rules import USUAL_RULE
from tests.web.served import ROOT, environment

CLERK, SECOND = "clerk@hall.example", "second@hall.example"
DRAFTER = "liaison@co.example"
TITLE = "Joint resolution of all the states"


def fill(folder: Path) -> tuple[str, str]:
    """Make it in the instance of this folder, while it serves: the two addresses."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.hall"],
        env=environment(folder, PYTHONPATH=str(ROOT)),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    question, meeting = done.stdout.split()[-2:]
    return question, meeting


def body_of_all():
    """The alliance, with its secretariat of two; each state has an office."""
    facts = {**FACTS, "name": "Hall of all the states", "withdrawal_rule": None}
    states = sorted(jurisdictions())
    now = clock.now()
    made = membership.record_alliance(
        OPERATOR, None, slug="hall-of-all", facts=facts, known_from=now
    ).result
    since = parse_partial_date("2026-01-15")
    says = [Period(code, "member", "member", since) for code in states]
    known = [Fact(clock.new_id(), 0, one, now) for one in says]
    membership.record_periods(OPERATOR, made, facts=known)
    seat = accounts.open_office(
        OPERATOR, None, kind=Office.SECRETARIAT, state="", name="Secretariat of the hall"
    ).result
    membership.name_secretariat(OPERATOR, made, office=seat)
    for email, name in ((CLERK, "Clark Kerr"), (SECOND, "Secunda Pers")):
        person = NewPerson(email, name, PASSWORD)
        accounts.appoint(OPERATOR, seat, person=person, rank=Rank.LIAISON)
    for code in states:
        if not any(one.kind == Office.GOVERNOR for one in offices_of(code)):
            accounts.open_office(OPERATOR, None, kind=Office.GOVERNOR, state=code)
    return made, states


def text_of(body):
    """A circulated text of that body."""
    who = actor_by_email(DRAFTER)
    words = plain_clauses(TITLE, (), ("The states agree.",))
    made = resolutions.draft(who, body, words=words).result
    resolutions.circulate(who, made, reviewed=under_review(made, made.version))
    return made


def in_session(body, states, text):
    """A meeting at which all are there, and the question put in it."""
    clerk = actor_by_email(CLERK)
    of = queries.body(None, body.slug)
    soon = clock.now() + dt.timedelta(hours=1)
    says = Call("Meeting of all", soon, "America/Denver", "The hall")
    one = meetings.call(clerk, of, says=says).result
    item = meetings.set_item(clerk, one, says=Agenda(TITLE, str(text.id))).result
    meetings.open_meeting(clerk, one)
    there = [There(code, Way.IN_PERSON, f"Delegate of {code}") for code in states]
    floor.note_attendance(clerk, one, there=there)
    asked = questions.put_question(
        clerk,
        one,
        item=item,
        rule=dict(USUAL_RULE),
        reviewed=under_review(text, text.shown_version),
        states=states,
    ).result
    return f"/votes/{asked.id}", f"/meetings/{one.id}"


def main() -> None:
    """Make it, and print where it is."""
    app = create_app(from_environment())
    with app.app_context():
        with transaction():
            body, states = body_of_all()
        with transaction():
            text = text_of(body)
        with transaction():
            found = in_session(body, states, text)
    print("\n".join(found))  # noqa: T201 (what it is run for)


if __name__ == "__main__":
    main()
