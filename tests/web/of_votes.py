"""Scenes of votes: forms, reviews and sheets that no reader of the demonstration reaches."""

from itertools import count

from tests.web.of_texts import circulated
from tests.web.people import LIAISON, PRINCIPAL, SECRETARIAT
from tests.web.steps import BODY, OPEN, arrived, at, attended, fill, press

MOTIONS = f"{BODY}/motions"
CHOICE = "When the members meet next year (demonstration)"
ELECTED = "Treasurer of the next term (demonstration)"
CALLED_OUT = "Joint resolution on one directory of duty officers"


def vote_on(title: str, path: str = ""):
    """Open a question from the list, or a page below it."""

    def go(page):
        page.goto("/votes/")
        page.get_by_role("link", name=title, exact=True).click()
        arrived(page, "Vote on")
        if path:
            page.goto(page.url + path)

    return go


_numbers = count(1)


def moved(page):
    """A motion that is moved, and put by nobody; each time another, since none is moved twice."""
    title = f"Forms of the secretariat, {next(_numbers)}"
    page.goto(f"{MOTIONS}/new?kind=policy")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("What is moved").fill("The secretariat keeps the forms.")
    page.get_by_role("button", name="Save", exact=True).click()
    arrived(page, title)


def chair(page):
    """A meeting in session, and the form that says who is in the chair."""
    attended(page)
    page.get_by_role("link", name="Record who is in the chair").click()


def put_in_a_meeting(title: str):
    """A text of its own on the agenda of a meeting in session, and the form to put it."""
    circulates = circulated(title)

    def go(page):
        circulates(page)
        attended(page)
        page.get_by_role("link", name="Agenda", exact=True).click()
        page.get_by_role("link", name="Put an item on the agenda").click()
        page.get_by_label("Title").fill(title)
        page.get_by_label("Resolution").select_option(label=title)
        page.get_by_role("button", name="Save the item").click()
        page.get_by_role("link", name=f"Put the question on {title}").click()
        arrived(page, "Put a question")

    return go


def rules_chosen(page):
    """Rules of a charter in the draft of a version: plain ones, one in the language, two faults."""
    for kind, way in (("any", "majority"), ("lawsuit", "most"), ("election", "ranked")):
        page.locator(f"#votes-{kind}-rule").select_option(way)
    page.locator("#votes-lawsuit-casting").check()
    page.locator("#votes-lawsuit-rule").select_option("all")  # which has no casting vote
    page.locator("#votes-money-rule").select_option("other")
    page.locator("#votes-money-own").fill('{"majorities": [{"of": "all"}]}')


OF_VOTES = {
    "votes: the book, on no day": (
        SECRETARIAT,
        [at("/votes/book/demo-five-states?since=2026-99-99")],
        "Roll calls of",
    ),
    "votes: a record without a match": (PRINCIPAL, [at("/votes/record/UT?words=zzz")], "How Utah"),
    "votes: result of an election": (PRINCIPAL, [vote_on(ELECTED, "/result")], "Result sheet"),
    "votes: choice refused": (
        PRINCIPAL,
        [vote_on(CHOICE, "/answer"), press("Review the answer")],
        "Answer on",
    ),
    "votes: reminder reviewed": (SECRETARIAT, [vote_on(OPEN, "/remind")], "Remind those"),
    "votes: putting off refused": (
        SECRETARIAT,
        [vote_on(OPEN, "/extend"), press("Put the close off")],
        "Put the close off",
    ),
    "votes: proxy refused": (
        PRINCIPAL,
        [at("/votes/proxies/in/demo-five-states"), press("Review the proxy")],
        "Give a proxy",
    ),
    "votes: called-out roll": (SECRETARIAT, [vote_on(CALLED_OUT, "/result")], "Result sheet"),
    "motions: election refused": (
        LIAISON,
        [at(f"{MOTIONS}/new?kind=election"), press("Save")],
        "Elect an officer",
    ),
    "motions: put reviewed": (
        SECRETARIAT,
        [moved, press("Put the question", "Review the question")],
        "Review the question",
    ),
    "motions: put refused": (
        SECRETARIAT,
        [
            moved,
            press("Put the question"),
            fill("Answers are taken until", "2020-01-01T12:00"),
            press("Review the question"),
        ],
        "Put the question",
    ),
    "motions: withdraw": (SECRETARIAT, [moved, press("Withdraw")], "Withdraw"),
    "charter: votes": (SECRETARIAT, [at(f"{BODY}/charter/draft")], "Draft a charter version"),
    "charter: votes refused": (
        SECRETARIAT,
        [at(f"{BODY}/charter/draft"), rules_chosen, press("Save the draft")],
        "Draft a charter version",
    ),
    # The charter has one class of each kind: there is nothing to choose.
    "charter: classes": (
        SECRETARIAT,
        [at(f"{BODY}/classes/new"), press("Record the class")],
        "Put states into a class",
    ),
    "meeting: chair": (SECRETARIAT, [chair], "Record who is in the chair"),
    "meeting: question reviewed": (
        SECRETARIAT,
        [put_in_a_meeting("Joint resolution of a meeting"), press("Review the question")],
        "Review the question",
    ),
    "meeting: called out refused": (
        SECRETARIAT,
        [
            put_in_a_meeting("Joint resolution called out"),
            press("Review the question", "Put the question", "Enter what is called out"),
            press("Enter on the sheet"),
        ],
        "Answers called out",
    ),
}
